"""Sum a batch up: tables over all nights, changes of each subject, a page to begin with."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plm_detect.batches.state import DONE, FAILED, PENDING
from plm_detect.batches.table_writer import TableWriter
from plm_detect.batches.worker import NIGHTS
from plm_detect.errors import OutputError
from plm_detect.files.parquet import check_parquet
from plm_detect.files.whole import text_writer, write_whole
from plm_detect.indices.between_nights import NightOfSubject, changes
from plm_detect.reports.cohort import cohort_page, file_names, subject_figures
from plm_detect.results.reading import read_table
from plm_detect.wording.sentences import DISCLAIMER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plm_detect.batches.settings import BatchSettings
    from plm_detect.batches.state import Row
    from plm_detect.files.places import Place

PAGE = "cohort.html"
REPORTS = {"none": None, "html": "report.html", "both": "report.html", "pdf": "report.pdf"}
"""What a night's name leads to, by the kind of report."""
TEXTS = (
    "name", "subject", "night", "phase", "start", "left", "right", "grade", "left_grade",
    "right_grade", "group", "robustness", "warnings", "rules", "version", "settings_key",
)  # fmt: skip
STATISTICS = ("statistics", "supplement")


def write_cohort(
    rows: Sequence[Row], out: Place, settings: BatchSettings, *, parquet: bool
) -> None:
    """Write the tables and the page of a cohort.

    Parameters
    ----------
    rows : sequence of Row
        All recordings of the batch, by name.
    out : Place
        Where the results of each lie, and the tables go.
    settings : BatchSettings
    parquet : bool

    Raises
    ------
    OutputError
        When they cannot be written.
    """
    if parquet:
        check_parquet()
    done = [row for row in rows if row.status == DONE]
    with tempfile.TemporaryDirectory(prefix="plm-detect-") as scratch:
        folder = Path(scratch) if out.is_remote else Path(out.text)
        nights = _write_tables(done, out, folder, parquet=parquet)
        found = changes(
            [
                NightOfSubject(n["subject"], n["night"], n["phase"], n["start"], n["plms_per_hour"])
                for n in nights
                if n["subject"]
            ]
        )
        for table in (found.nights, found.changes):
            _write_whole_table(folder, table, parquet=parquet)
        figures = subject_figures(found)
        text = cohort_page(
            nights,
            {row.job.name: row.error for row in rows if row.status == FAILED},
            sum(row.status == PENDING for row in rows),
            found,
            figures,
            REPORTS[settings.report],
        )
        write_whole(
            folder,
            {
                PAGE: text_writer(text),
                "cohort.json": text_writer(_summary(rows, settings, found.night_to_night)),
            },
            "tables of the cohort",
        )
        if figures:
            names = file_names(figures)
            writers = {
                f"{names[subject]}.png": partial(Path.write_bytes, data=data)
                for subject, data in figures.items()
            }
            write_whole(folder / "subjects", writers, "figures of subjects")
        if out.is_remote:
            _upload(folder, out)


def _write_tables(
    done: Sequence[Row], out: Place, folder: Path, *, parquet: bool
) -> list[dict[str, Any]]:
    """Write one row a night and one row a movement; return the first of these."""
    nights: list[dict[str, Any]] = []
    try:
        with (
            TableWriter(folder, "nights", TEXTS, parquet=parquet) as of_nights,
            TableWriter(folder, "statistics", ("name",), parquet=parquet) as of_statistics,
            TableWriter(
                folder, "movements", ("name", "subject", "side", "stage"), parquet=parquet
            ) as of_movements,
        ):
            for row in done:
                with _results(out, row.job.name) as results:
                    summary = json.loads((results / "summary.json").read_text(encoding="utf-8"))
                    night = _night(row, summary)
                    nights.append(night)
                    of_nights.add({name: [value] for name, value in night.items()})
                    of_statistics.add(_statistics(row, results))
                    movements = read_table(results / "movements.csv")
                    n = len(movements["onset_s"])
                    own = {"name": [row.job.name] * n, "subject": [row.job.subject] * n}
                    of_movements.add(
                        own | {name: column.tolist() for name, column in movements.items()}
                    )
    except OSError as error:
        raise OutputError(
            f"{folder}: the tables of the cohort cannot be written ({error.strerror}); "
            "check the space and your rights there, then go on with --resume."
        ) from None
    return nights


def _write_whole_table(folder: Path, table: dict[str, Any], *, parquet: bool) -> None:
    name, texts, columns = table["name"], table["texts"], table["columns"]
    if not columns:
        for ending in ("csv", "parquet"):
            (folder / f"{name}.{ending}").unlink(missing_ok=True)
        return
    with TableWriter(folder, name, texts, parquet=parquet) as writer:
        writer.add(columns)


def _night(row: Row, summary: dict[str, Any]) -> dict[str, Any]:
    """Return one row of the table of nights."""
    job, recording = row.job, summary["recording"]
    legs = {leg["side"]: leg for leg in summary["quality"]["legs"]}
    robustness = summary["robustness"] or {}
    duration_s = recording["duration_s"]
    night: dict[str, Any] = {
        "name": job.name,
        "subject": job.subject,
        "night": job.night,
        "phase": job.phase,
        "age_years": job.age,
        "start": recording["start"] or "",
        "duration_h": None if duration_s is None else duration_s / 3600,
        "grade": summary["quality"]["grade"] or "",
    }
    for side in ("left", "right"):
        leg = legs.get(side, {})
        night |= {
            side: leg.get("label", ""),
            f"{side}_grade": leg.get("grade", ""),
            f"{side}_excluded_s": leg.get("excluded_s"),
        }
    night |= summary["headline"]
    night |= {
        name: value for name, value in _sleep(summary).items() if name not in summary["headline"]
    }
    night |= {
        "group": summary["index_class"]["group"],
        "cut_per_hour": summary["index_class"]["cut_per_hour"],
        "is_above": _number(summary["index_class"]["is_above"]),
        "robustness": robustness.get("grade", ""),
        "lowest_per_hour": robustness.get("lowest_per_hour"),
        "highest_per_hour": robustness.get("highest_per_hour"),
        "warnings": " ".join(
            sorted({note["code"] for note in summary["notes"] if note["level"] == "warning"})
        ),
        "rules": summary["rules"]["name"],
        "version": summary["version"],
        "settings_key": row.key,
    }
    return night


SLEEP = (
    "tib_min", "scored_min", "unscored_min", "spt_min", "tst_min", "waso_min", "wake_min",
    "n1_min", "n2_min", "n3_min", "rem_min", "nrem_min", "sol_min", "rem_latency_min",
    "sleep_efficiency_percent", "n_awakenings",
)  # fmt: skip


def _sleep(summary: dict[str, Any]) -> dict[str, Any]:
    found = summary["sleep"] or {}
    return {name: found.get(name) for name in SLEEP}


def _number(value: bool | None) -> float | None:  # noqa: FBT001 - a value, not a switch
    return None if value is None else float(value)


def _statistics(row: Row, results: Path) -> dict[str, list[Any]]:
    """Return all statistics of a night in one row."""
    cells: dict[str, list[Any]] = {"name": [row.job.name]}
    for table in STATISTICS:
        found = read_table(results / f"{table}.csv")
        kinds, statistics = (found.pop(key).tolist() for key in ("LMtype", "Statistic"))
        for part, values in found.items():
            for kind, statistic, value in zip(kinds, statistics, values.tolist(), strict=True):
                cells[f"{kind} | {statistic} | {part}"] = [value]
    return cells


@contextmanager
def _results(out: Place, name: str) -> Iterator[Path]:
    """Give the folder with the results of a recording."""
    place = out.child(NIGHTS).child(name)
    if not place.is_remote:
        yield Path(place.text)
        return
    with tempfile.TemporaryDirectory(prefix="plm-detect-") as scratch:
        for file in ("summary.json", "movements.csv", *(f"{each}.csv" for each in STATISTICS)):
            (Path(scratch) / file).write_bytes(place.child(file).read_bytes())
        yield Path(scratch)


def _summary(rows: Sequence[Row], settings: BatchSettings, night_to_night: Any) -> str:
    content = {
        "program": "plm-detect",
        "disclaimer": DISCLAIMER,
        "n_done": sum(row.status == DONE for row in rows),
        "failed": {row.job.name: row.error for row in rows if row.status == FAILED},
        "settings": {name: getattr(settings, name) for name in settings.__dataclass_fields__},
        "night_to_night": night_to_night,
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _upload(folder: Path, out: Place) -> None:
    store, path = out.store()
    try:
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                inside = each.relative_to(folder).as_posix()
                store.makedirs(f"{path}/{inside}".rpartition("/")[0], exist_ok=True)
                store.pipe_file(f"{path}/{inside}", each.read_bytes())
    except OSError as error:
        raise OutputError(f"{out.text}: tables cannot be written ({error}).") from None
