"""Sum a batch up: tables over all nights, changes of each subject, a page to begin with."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from plm_detect.batches.state import DONE, FAILED, NIGHTS, PENDING
from plm_detect.batches.table_writer import TableWriter
from plm_detect.errors import OutputError
from plm_detect.files.extras import check_extra
from plm_detect.files.names import safe_name, safe_names
from plm_detect.files.whole import text_writer, write_whole
from plm_detect.indices.between_nights import NightOfSubject, changes
from plm_detect.indices.denominators import COLUMN_STAGES
from plm_detect.model.movements import Side
from plm_detect.model.quality import night_grade
from plm_detect.reports.cohort import cohort_page, subject_figures
from plm_detect.reports.cohort_tables import BAD_GRADES
from plm_detect.results.reading import SavedNight
from plm_detect.results.report_files import names_of
from plm_detect.wording.sentences import DISCLAIMER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plm_detect.batches.settings import BatchSettings
    from plm_detect.batches.state import BatchRow
    from plm_detect.files.places import Place
    from plm_detect.indices.between_nights import SubjectTable, Value, Variation

PAGE = "cohort.html"
LITTLE, BAD_SIGNAL = "too little sleep", "poor signal"
OTHER_SETTINGS = "other rules or settings than the first night"
TEXTS = (
    "name", "subject", "night", "phase", "start", "left", "right", "grade", "left_grade",
    "right_grade", "group", "robustness", "warnings", "in_bed_from", "in_bed_to", "rules",
    "settings_mark", "version", "settings_key",
)  # fmt: skip
NEEDED = (
    "summary.json", "movements.csv", "statistics.csv", "supplement.csv", "quality.csv",
    "excluded.csv",
)  # fmt: skip
"""Files of a night that are fetched from afar; of movements that others scored two are missing."""


def write_cohort(
    rows: Sequence[BatchRow], out: Place, settings: BatchSettings, *, parquet: bool
) -> dict[str, str]:
    """Write the tables and the page of a cohort.

    Parameters
    ----------
    rows : sequence of BatchRow
        All recordings of the batch, by name.
    out : Place
        Where the results of each lie, and the tables go.
    settings : BatchSettings
    parquet : bool

    Returns
    -------
    dict of str to str
        Why results that should be there cannot be read, by name of the recording; they are left
        out of the tables.

    Raises
    ------
    OutputError
        When they cannot be written.
    """
    if parquet:
        check_extra("parquet")
    # Results that were found damaged before are looked at again: they may be whole by now.
    done = [row for row in rows if row.status == DONE or (row.status == FAILED and row.inputs)]
    with tempfile.TemporaryDirectory(prefix="plm-detect-") as scratch:
        folder = Path(scratch) if out.is_remote else Path(out.text)
        nights, of_subjects, damaged = _write_tables(done, out, folder, parquet=parquet)
        read = {str(night["name"]) for night in nights}
        failures = {
            row.job.name: row.error
            for row in rows
            if row.status == FAILED and row.job.name not in read
        } | damaged
        found = changes(of_subjects)
        for table in (found.nights, found.changes):
            _write_whole_table(folder, table, parquet=parquet)
        figures = subject_figures(found, settings.language)
        text = cohort_page(
            nights,
            failures,
            sum(row.status == PENDING for row in rows),
            found,
            figures,
            next(iter(names_of(settings.report)), None),
            settings.language,
        )
        summary = _summary(len(nights), failures, settings, found.night_to_night)
        pages = {PAGE: text_writer(text), "cohort.json": text_writer(summary)}
        write_whole(folder, pages, "tables of the cohort")
        if figures:
            names = safe_names(figures)
            writers = {
                f"{names[subject]}.png": partial(Path.write_bytes, data=data)
                for subject, data in figures.items()
            }
            write_whole(folder / "subjects", writers, "figures of subjects")
        if out.is_remote:
            _upload(folder, out)
    return damaged


def _write_tables(
    done: Sequence[BatchRow], out: Place, folder: Path, *, parquet: bool
) -> tuple[list[dict[str, Value]], list[NightOfSubject], dict[str, str]]:
    """Write one row a night and one row a movement.

    Returns
    -------
    list of dict
        Rows of the table of nights.
    list of NightOfSubject
        Those whose subject is known.
    dict of str to str
        Why results cannot be read, by name of the recording.
    """
    nights: list[dict[str, Value]] = []
    of_subjects: list[NightOfSubject] = []
    marks: list[str] = []
    names: tuple[str, ...] = ()
    damaged: dict[str, str] = {}
    try:
        with (
            TableWriter(folder, "nights", TEXTS, parquet=parquet) as of_nights,
            TableWriter(folder, "statistics", ("name",), parquet=parquet) as of_statistics,
            TableWriter(
                folder, "movements", ("name", "subject", "side", "stage"), parquet=parquet
            ) as of_movements,
            TableWriter(
                folder, "rules", ("name", "rules", "title", "is_above"), parquet=parquet
            ) as of_rules,
        ):
            for row in done:
                try:
                    with _results(out, row.job.name) as saved:
                        _check_inputs(row, saved)
                        night, own = _night(row, saved), _of_subject(row, saved)
                        statistics, movements = _statistics(row, saved), _movements(row, saved)
                        _check_names(row, statistics, names)
                        compared = _compared(row, saved)
                except OutputError as error:
                    damaged[row.job.name] = str(error)
                    continue
                nights.append(night)
                if own.subject:
                    of_subjects.append(own)
                    marks.append(saved.settings_mark)
                if compared:
                    of_rules.add(compared)
                of_nights.add({name: [value] for name, value in night.items()})
                names = names or tuple(statistics)
                of_statistics.add(statistics)
                of_movements.add(movements)
    except OSError as error:
        raise OutputError(
            f"{folder}: the tables of the cohort cannot be written ({error.strerror}); "
            "check the space and your rights there, then go on with --resume."
        ) from None
    return nights, _comparable(of_subjects, marks), damaged


def _check_inputs(row: BatchRow, saved: SavedNight) -> None:
    """Refuse results of another recording."""
    if row.inputs and row.inputs != [asdict(each) for each in saved.inputs]:
        raise OutputError(f"{row.job.name}: these are the results of another recording.")


def _check_names(row: BatchRow, statistics: dict[str, list[Value]], names: tuple[str, ...]) -> None:
    """Refuse statistics that are not those of the nights before."""
    if names and tuple(statistics) != names:
        raise OutputError(
            f"{row.job.name}: its statistics have other rows than those of the other nights."
        )


def _write_whole_table(folder: Path, table: SubjectTable, *, parquet: bool) -> None:
    if not table.columns:
        for ending in ("csv", "parquet"):
            (folder / f"{table.name}.{ending}").unlink(missing_ok=True)
        return
    with TableWriter(folder, table.name, table.texts, parquet=parquet) as writer:
        writer.add(table.columns)


def _night(row: BatchRow, saved: SavedNight) -> dict[str, Value]:
    """Return one row of the table of nights."""
    job, robustness, grade = row.job, saved.robustness, night_grade(saved.quality)
    legs = {leg.side: leg for leg in saved.quality}
    night: dict[str, Value] = {
        "name": job.name,
        "subject": job.subject,
        "night": job.night,
        "phase": job.phase,
        "age_years": job.age,
        "start": "" if saved.start is None else saved.start.isoformat(),
        "duration_h": None if saved.duration_s is None else saved.duration_s / 3600,
        "grade": "" if grade is None else grade.label,
    }
    for side in (Side.LEFT, Side.RIGHT):
        leg = legs.get(side)
        night |= {
            side.label: "" if leg is None else leg.label,
            f"{side.label}_grade": "" if leg is None else leg.grade.label,
            f"{side.label}_excluded_s": None if leg is None else leg.excluded.total_s(),
        }
    head = saved.headline.as_dict()
    night |= head
    night |= {
        name: None if saved.sleep is None else getattr(saved.sleep, name)
        for name in SLEEP
        if name not in head
    }
    is_above = saved.index_class.is_above
    night |= {
        "group": saved.index_class.group,
        "cut_per_hour": saved.index_class.cut_per_hour,
        "is_above": None if is_above is None else float(is_above),
        "robustness": "" if robustness is None else robustness.grade,
        "lowest_per_hour": None if robustness is None else robustness.lowest_per_hour,
        "highest_per_hour": None if robustness is None else robustness.highest_per_hour,
        "is_too_little": float(saved.is_too_little),
        "warnings": " ".join(sorted({n.code for n in saved.notes if n.level == "warning"})),
        "in_bed_from": saved.window.start_from,
        "in_bed_to": saved.window.end_from,
        "rules": saved.rules_name,
        "settings_mark": saved.settings_mark,
        "version": saved.version,
        "settings_key": row.key,
    }
    return night


def _of_subject(row: BatchRow, saved: SavedNight) -> NightOfSubject:
    job, start = row.job, "" if saved.start is None else saved.start.isoformat()
    grade = night_grade(saved.quality)
    is_bad = grade is not None and grade.label in BAD_GRADES
    left_out = LITTLE if saved.is_too_little else BAD_SIGNAL if is_bad else ""
    index = saved.headline.plms_per_hour
    return NightOfSubject(job.subject, job.night, job.phase, start, index, left_out)


def _comparable(
    of_subjects: Sequence[NightOfSubject], marks: Sequence[str]
) -> list[NightOfSubject]:
    """Return the nights, those left out that were scored otherwise than the subject's first."""
    first: dict[str, str] = {}
    found = []
    for night, mark in zip(of_subjects, marks, strict=True):
        is_other = first.setdefault(night.subject, mark) != mark
        found.append(
            replace(night, left_out=night.left_out or OTHER_SETTINGS) if is_other else night
        )
    return found


SLEEP = (
    "tib_min", "scored_min", "unscored_min", "spt_min", "tst_min", "waso_aasm_min",
    "waso_spt_min", "wake_min",
    "n1_min", "n2_min", "n3_min", "rem_min", "nrem_min", "sol_min", "rem_latency_min",
    "sleep_efficiency_percent", "n_awakenings",
)  # fmt: skip


def _statistics(row: BatchRow, saved: SavedNight) -> dict[str, list[Value]]:
    """Return all statistics of a night in one row."""
    cells: dict[str, list[Value]] = {"name": [row.job.name]}
    for table in (saved.statistics, saved.supplement):
        for column, values in zip(COLUMN_STAGES, table.values.T.tolist(), strict=True):
            for (kind, statistic), value in zip(table.rows, values, strict=True):
                cells[f"{kind} | {statistic} | {column}"] = [value]
    return cells


def _compared(row: BatchRow, saved: SavedNight) -> dict[str, list[Value]]:
    """Return the numbers of a night under several rule sets, one in a row; empty without."""
    if saved.comparison is None:
        return {}
    columns = {name: column.tolist() for name, column in saved.comparison.columns().items()}
    return {"name": [row.job.name] * len(saved.comparison.results), **columns}


def _movements(row: BatchRow, saved: SavedNight) -> dict[str, list[Value]]:
    """Return the movements of a night, one in a row."""
    n = len(saved.movements)
    cells: dict[str, list[Value]] = {"name": [row.job.name] * n, "subject": [row.job.subject] * n}
    return cells | {name: column.tolist() for name, column in saved.movements.columns().items()}


@contextmanager
def _results(out: Place, name: str) -> Iterator[SavedNight]:
    """Give the results of a recording."""
    place = out.child(NIGHTS).child(safe_name(name))
    if not place.is_remote:
        yield SavedNight(place.text)
        return
    with tempfile.TemporaryDirectory(prefix="plm-detect-") as scratch:
        for file in NEEDED:
            with suppress(FileNotFoundError):
                (Path(scratch) / file).write_bytes(place.child(file).read_bytes())
        yield SavedNight(scratch)


def _summary(
    n_done: int,
    failures: Mapping[str, str],
    settings: BatchSettings,
    variation: Variation | None,
) -> str:
    content = {
        "program": "plm-detect",
        "disclaimer": DISCLAIMER,
        "n_done": n_done,
        "failed": failures,
        "settings": {name: getattr(settings, name) for name in settings.__dataclass_fields__},
        "night_to_night": None if variation is None else asdict(variation),
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
