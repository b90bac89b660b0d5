"""Results read back: the night that a folder holds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.errors import OutputError, PlmDetectError
from plm_detect.indices.classification import IndexClass
from plm_detect.indices.course import Course
from plm_detect.indices.denominators import COLUMN_STAGES
from plm_detect.indices.headline import Headline
from plm_detect.indices.immobilization import ImmobilizationTest, SitBlock
from plm_detect.indices.intervals import IntervalHistogram
from plm_detect.indices.robustness import Robustness, Variant
from plm_detect.indices.series import Series
from plm_detect.indices.sleep import SleepStatistics
from plm_detect.indices.table import Statistics
from plm_detect.model.events import Scoring
from plm_detect.model.hypnogram import Hypnogram, Stage
from plm_detect.model.movements import LegMovements, Movements, ScoredLegMovements, Side
from plm_detect.model.provenance import InputFile, Leg
from plm_detect.model.quality import Grade, LegQuality, QualityMeasure, QualityNote
from plm_detect.model.ruleset import SECTIONS, RuleSet
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow
from plm_detect.results.night import Night
from plm_detect.results.seal import SUMMARY, check_files, read_sealed
from plm_detect.results.tables import STAGE_KINDS, Table
from plm_detect.results.traces import read_traces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from numpy.typing import NDArray


AGAIN = "score the night again."
TRACES = "traces.npz"
TEXT_COLUMNS = (
    "side", "stage", "event", "channel", "measure", "unit", "grade", "LMtype", "Statistic", "part",
    "choice", "values",
)  # fmt: skip
SIDES = {side.label: side for side in Side}
STAGES = {stage.label: stage for stage in Stage}
GRADES = {grade.label: grade for grade in Grade}


def read_night(folder: str | PathLike[str]) -> Night:
    """Return the night that a folder of results holds; the inverse of `write_night`.

    Writing it again gives the same bytes. What the folder does not hold is empty: movements,
    calibrations and notes of the scoring (the notes of the night hold them), and other rule sets
    it was compared with.

    Parameters
    ----------
    folder : path-like
        Folder of one night, as `write_night` or ``plm-detect score`` wrote it.

    Returns
    -------
    Night

    Raises
    ------
    OutputError
        When the folder holds no results, or a file in it is missing, cut, changed or of another
        version of the program; the sentence names the file.
    """
    path = Path(folder)
    if not (path / SUMMARY).is_file():
        raise OutputError(f"{path}: there are no results here; name the folder of a scored night.")
    with _reading(path / SUMMARY):
        found, digests = read_sealed(path)
        for file, is_whole in check_files(path, digests):
            if is_whole is None:
                raise OutputError(f"{file}: this file of the results is missing; {AGAIN}")
            if not is_whole:
                raise OutputError(f"{file}: this file of the results was cut or changed; {AGAIN}")
        return _night(found, path, has_traces=TRACES in digests)


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    """Turn whatever can be wrong with a file of results into one sentence."""
    try:
        yield
    except OutputError:
        raise
    except (
        OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, IndexError,
        StopIteration, RuntimeError, csv.Error, zipfile.BadZipFile, zlib.error, PlmDetectError,
    ):  # fmt: skip
        raise OutputError(
            f"{file}: these results are damaged or of another version of plm-detect; {AGAIN}"
        ) from None


def read_table(path: Path) -> Table:
    """Return a table of results by column; empty cells of numbers are NaN.

    Raises
    ------
    OSError, ValueError, csv.Error
        When it cannot be read or its last line is cut.
    """
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    if not text.endswith("\n"):
        raise ValueError("the last line is cut")
    names, *rows = csv.reader(io.StringIO(text, newline=""))
    cells = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: _column(name, column) for name, column in zip(names, cells, strict=True)}


def _column(name: str, cells: tuple[str, ...]) -> NDArray[Any]:
    if name in TEXT_COLUMNS:
        return np.array(cells, dtype=np.str_)
    if cells and set(cells) <= {"true", "false"}:
        return np.array([cell == "true" for cell in cells], dtype=bool)
    try:
        return np.array([float(cell) if cell else np.nan for cell in cells], dtype=np.float64)
    except ValueError:
        return np.array(cells, dtype=np.str_)


def _night(found: dict[str, Any], folder: Path, *, has_traces: bool) -> Night:
    recording, detector = found["recording"], found["detector"]
    series, series_nr = _series(folder)
    start = recording["start"]
    return Night(
        name=recording["name"],
        start=None if start is None else dt.datetime.fromisoformat(start),
        duration_s=recording["duration_s"],
        legs=tuple(_leg(each) for each in found["legs"]),
        quality=() if found["quality"] is None else _quality(found["quality"]["legs"], folder),
        scoring=_scoring(folder),
        window=_window(found["analysis"]),
        leg_movements=_leg_movements(folder),
        movements=_movements(folder),
        statistics=_statistics("statistics", folder),
        supplement=_statistics("supplement", folder),
        series=series,
        series_nr=series_nr,
        course=_course(folder),
        intervals=_intervals(folder),
        sleep=None if found["sleep"] is None else SleepStatistics(**found["sleep"]),
        headline=Headline(**found["headline"]),
        index_class=IndexClass(**found["index_class"]),
        robustness=_robustness(found["robustness"]),
        immobilization=_immobilization(found["immobilization_test"]),
        rules=_rules(found["rules"]),
        settings=_settings(found["settings"]),
        detector=None if detector is None else (detector["name"], detector["reference"]),
        inputs=tuple(InputFile(**each) for each in found["inputs"]),
        notes=tuple(QualityNote(**each) for each in found["notes"]),
        traces=read_traces(folder / TRACES) if has_traces else None,
    )


def _ends(onset_s: NDArray[np.float64], duration_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ends whose distances from the onsets are the durations to the last bit."""
    end_s = onset_s + duration_s
    for nearby in (np.nextafter(end_s, np.inf), np.nextafter(end_s, -np.inf)):
        end_s = np.where(end_s - onset_s == duration_s, end_s, nearby)
    return np.asarray(end_s)


def _integers(column: NDArray[Any]) -> NDArray[np.int64]:
    whole = column.astype(np.int64) if np.all(np.isfinite(column)) else None
    if whole is None or np.any(whole != column):
        raise ValueError("a count is not a whole number")
    return whole


def _truths(column: NDArray[Any]) -> NDArray[np.bool_]:
    if len(column) and column.dtype != np.bool_:
        raise ValueError("a cell is neither true nor false")
    return column.astype(np.bool_)


def _codes(column: NDArray[Any], codes: dict[str, Any]) -> NDArray[np.int8]:
    return np.array([codes[label] for label in column.tolist()], dtype=np.int8)


def _numbers(table: Table, kind: type, *others: str) -> dict[str, NDArray[np.float64]]:
    """Return the columns of a table that stand in it as fields of the same name, as numbers."""
    names = [field.name for field in fields(kind) if field.name not in others]
    return {name: table[name].astype(np.float64) for name in names}


def _leg_movements(folder: Path) -> ScoredLegMovements:
    table = read_table(folder / "leg_movements.csv")
    onset_s, coded = table["onset_s"].astype(np.float64), ("end_s", "side")
    return ScoredLegMovements(
        end_s=_ends(onset_s, table["duration_s"]),
        side=_codes(table["side"], SIDES),
        stage=_codes(table["stage"], STAGES),
        is_lm=_truths(table["is_lm"]),
        in_analysis=_truths(table["in_analysis"]),
        **_numbers(table, LegMovements, *coded),
    )


def _movements(folder: Path) -> Movements:
    table = read_table(folder / "movements.csv")
    onset_s = table["onset_s"].astype(np.float64)
    return Movements(
        onset_s=onset_s,
        end_s=_ends(onset_s, table["duration_s"]),
        side=_codes(table["side"], SIDES),
        n_monolateral=_integers(table["n_monolateral"]),
        is_clm=_truths(table["is_clm"]),
        lag_s=table["lag_s"].astype(np.float64),
        is_respiratory=_truths(table["is_respiratory"]),
        has_arousal=_truths(table["has_arousal"]),
        arousal_lag_s=table["arousal_lag_s"].astype(np.float64),
        stage=_codes(table["stage"], STAGES),
        series=_integers(table["plm_series"]),
        series_nr=_integers(table["plm_series_nr"]),
        imi_s=table["imi_s"].astype(np.float64),
        imi_nr_s=table["imi_nr_s"].astype(np.float64),
        certainty=table["certainty"].astype(np.float64),
    )


def _series(folder: Path) -> tuple[Series, Series]:
    table = read_table(folder / "series.csv")
    onset_s = table["onset_s"].astype(np.float64)
    both = Series(
        number=_integers(table["number"]),
        onset_s=onset_s,
        end_s=_ends(onset_s, table["duration_s"]),
        n_movements=_integers(table["n_movements"]),
        n_in_sleep=_integers(table["n_in_sleep"]),
        n_with_arousal=_integers(table["n_with_arousal"]),
        imi_mean_s=table["imi_mean_s"].astype(np.float64),
        imi_sd_s=table["imi_sd_s"].astype(np.float64),
        stage=_codes(table["stage"], STAGES),
    )
    is_nr = table["LMtype"] == "PLMnr"
    return both.take(~is_nr), both.take(is_nr)


def _statistics(name: str, folder: Path) -> Statistics:
    table = read_table(folder / f"{name}.csv")
    rows = zip(table["LMtype"].tolist(), table["Statistic"].tolist(), strict=True)
    values = np.column_stack([table[column] for column in COLUMN_STAGES])
    return Statistics(tuple(rows), values.astype(np.float64))


def _course(folder: Path) -> Course:
    table = read_table(folder / "course.csv")
    return Course(
        part=table["part"],
        number=_integers(table["number"]),
        is_complete=_truths(table["is_complete"]),
        **_numbers(table, Course, "part", "number", "is_complete"),
    )


def _intervals(folder: Path) -> IntervalHistogram:
    table = read_table(folder / "intervals.csv")
    return IntervalHistogram(
        from_s=table["from_s"].astype(np.float64),
        to_s=table["to_s"].astype(np.float64),
        number=_integers(table["number"]),
        in_sleep=_integers(table["in_sleep"]),
        in_wake=_integers(table["in_wake"]),
        number_nr=_integers(table["number_nr"]),
        in_sleep_nr=_integers(table["in_sleep_nr"]),
        in_wake_nr=_integers(table["in_wake_nr"]),
    )


def _scoring(folder: Path) -> Scoring:
    table = read_table(folder / "scoring.csv")
    onset_s = table["onset_s"].astype(np.float64)
    end_s = _ends(onset_s, table["duration_s"])
    event = table["event"]
    lights = {
        kind: float(onset_s[event == kind][0]) if np.any(event == kind) else None
        for kind in ("lights_off", "lights_on")
    }
    stages = {kind: stage for stage, kind in STAGE_KINDS.items()}
    staged = np.isin(event, list(stages))
    arousals, respiratory = (
        Spans(onset_s[event == kind], end_s[event == kind]) for kind in ("arousal", "resp")
    )
    return Scoring(
        hypnogram=Hypnogram(onset_s[staged], end_s[staged], _codes(event[staged], stages))
        if np.any(staged)
        else None,
        arousals=arousals,
        respiratory=respiratory,
        lights_off_s=lights["lights_off"],
        lights_on_s=lights["lights_on"],
    )


def _leg(saved: dict[str, Any]) -> Leg:
    coded = {"side": SIDES[saved["side"]], "grade": GRADES[saved["grade"]]}
    return Leg(**saved | coded)


def _quality(saved: list[dict[str, Any]], folder: Path) -> tuple[LegQuality, ...]:
    table = read_table(folder / "excluded.csv")
    excluded = [
        Spans(table["onset_s"][of].astype(np.float64), table["end_s"][of].astype(np.float64))
        for of in (_of_leg(table, leg) for leg in saved)
    ]
    table = read_table(folder / "quality.csv")
    measures = [_measures(table, _of_leg(table, leg)) for leg in saved]
    return tuple(
        LegQuality(SIDES[leg["side"]], leg["label"], GRADES[leg["grade"]], found, spans)
        for leg, found, spans in zip(saved, measures, excluded, strict=True)
    )


def _of_leg(table: Table, leg: dict[str, Any]) -> NDArray[np.bool_]:
    return np.asarray((table["side"] == leg["side"]) & (table["channel"] == leg["label"]))


def _measures(table: Table, of: NDArray[np.bool_]) -> tuple[QualityMeasure, ...]:
    numbers = [
        [None if np.isnan(value) else value for value in table[name][of].tolist()]
        for name in ("value", "fair", "poor", "unusable")
    ]
    names, units, grades = (table[name][of].tolist() for name in ("measure", "unit", "grade"))
    return tuple(
        QualityMeasure(name, unit, value, fair, poor, unusable, GRADES[grade] if grade else None)
        for name, unit, (value, fair, poor, unusable), grade in zip(
            names, units, zip(*numbers, strict=True), grades, strict=True
        )
    )


def _window(saved: dict[str, Any]) -> AnalysisWindow:
    return AnalysisWindow(**{each.name: saved[each.name] for each in fields(AnalysisWindow)})


def _robustness(saved: dict[str, Any] | None) -> Robustness | None:
    if saved is None:
        return None
    return Robustness(**saved | {"variants": tuple(Variant(**each) for each in saved["variants"])})


def _immobilization(saved: dict[str, Any] | None) -> ImmobilizationTest | None:
    if saved is None:
        return None
    blocks = tuple(SitBlock(**each) for each in saved["blocks"])
    return ImmobilizationTest(SitBlock(**saved["whole"]), blocks)


def _settings(saved: dict[str, Any] | None) -> DetectionSettings | None:
    if saved is None:
        return None
    values: dict[str, Any] = {
        n: tuple(each) if isinstance(each, list) else each for n, each in saved.items()
    }
    return DetectionSettings(**values)


def _rules(saved: dict[str, Any]) -> RuleSet:
    sections = {
        section: kind(**{name: each["value"] for name, each in saved["values"][section].items()})
        for section, kind in SECTIONS.items()
    }
    sources = tuple(
        (f"{section}.{name}", each["source"])
        for section in SECTIONS
        for name, each in saved["values"][section].items()
    )
    return RuleSet(
        name=saved["name"],
        title=saved["title"],
        sources=tuple(saved["sources"].items()),
        value_sources=sources,
        **sections,
    )
