"""Run a study on a local copy of a public data set."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.agreement.datasets.layout import find_nights, layouts
from plm_detect.agreement.datasets.people import put_together
from plm_detect.agreement.finding import MANIFEST_COLUMNS
from plm_detect.agreement.statistics.numbers import Estimate, area_between
from plm_detect.agreement.study import agree, agree_among
from plm_detect.errors import PlmDetectError, ScoringError
from plm_detect.files.columns import write_csv
from plm_detect.files.whole import write_whole
from plm_detect.model.choices import DEFAULTS
from plm_detect.model.quality import QualityNote
from plm_detect.pipeline.index import index
from plm_detect.pipeline.score import score
from plm_detect.results.folder import write_night

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from os import PathLike

    from plm_detect.agreement.datasets.layout import DataNight, Layout
    from plm_detect.agreement.study import Agreement
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.results.night import Night

PROGRAM = "plm-detect"
LONGEST_ASSUMED_S = 15.0


@dataclass(frozen=True)
class NightIndex:
    """The PLMS index that a scorer, human or the program, gives a night.

    Attributes
    ----------
    night, group, scorer : str
    plms_per_hour : float
        NaN where it is not defined.
    n_lm : int
        Movements after the legs are joined.
    """

    night: str
    group: str
    scorer: str
    plms_per_hour: float
    n_lm: int


@dataclass(frozen=True, eq=False)
class Benchmark:
    """Outcome of a study on a public data set.

    Attributes
    ----------
    layout : Layout
    indices : tuple of NightIndex
        Of the program, or where it does not apply of the people.
    agreement : Agreement or None
        None where nothing was scored by two.
    area : Estimate or None
        Area under the receiver operating characteristic of the index for the affected against the
        unaffected group, where the data set has these.
    notes : tuple of QualityNote
        What could not be done, and why.
    """

    layout: Layout
    indices: tuple[NightIndex, ...]
    agreement: Agreement | None
    area: Estimate | None
    notes: tuple[QualityNote, ...]


def benchmark(
    name: str,
    folder: str | PathLike[str],
    out: str | PathLike[str],
    *,
    rules: str | RuleSet = DEFAULTS.rules,
    jobs: int = 1,
    assumed_duration_s: float | None = None,
    tell: Callable[[str, float], None] | None = None,
) -> Benchmark:
    """Run the study on a local copy of a public data set.

    Parameters
    ----------
    name : str
        See `plm_detect.public_data_sets`.
    folder : path-like
        The local copy; folders in it are searched.
    out : path-like
        Where the results of the program and the lists of what was compared go; both are replaced.
    rules : str or RuleSet
    jobs : int
        How many processes work at a time.
    assumed_duration_s : float or None
        Given to leg movements that people scored without a duration, seconds; None to leave these
        out. It applies to scorings in several files (DREAMS, Wisconsin Sleep Cohort), and every
        night that it applies to has a note.
    tell : callable or None
        Called with the name of a night that is done and the share of the work.

    Returns
    -------
    Benchmark

    Raises
    ------
    PlmDetectError
        When there is no such data set, the folder does not hold it, or nothing can be scored.
    """
    known = layouts()
    if name not in known:
        raise ScoringError(f"there is no data set {name!r}; choose from {', '.join(known)}.")
    if assumed_duration_s is not None and not 0 < assumed_duration_s <= LONGEST_ASSUMED_S:
        raise ScoringError(
            f"--assumed-duration {assumed_duration_s:g}: it must be greater than 0 and at most "
            f"{LONGEST_ASSUMED_S:g} s."
        )
    layout, target = known[name], Path(out)
    nights: list[DataNight] = []
    notes: list[QualityNote] = []
    for each in find_nights(layout, Path(folder)):
        night, found_in_it = put_together(layout, each, target, assumed_duration_s)
        nights.append(night)
        notes += found_in_it
    if layout.sensor == "emg":
        work = _scored
    else:
        notes.append(QualityNote("warning", "not_scored", name, f"{layout.why_not_scored}."))
        work = _indexed
    if layout.has_leg_movements:
        notes += [
            QualityNote("warning", "no_scoring", each.night, "it has no scoring by people.")
            for each in nights
            if not each.scorings
        ]
    else:
        text = f"{layout.why_no_leg_movements}."
        notes.append(QualityNote("warning", "no_leg_movements", name, text))
    found: list[NightIndex] = []
    for done, (each, of_night) in enumerate(_each(work, nights, target, rules, jobs), start=1):
        (notes if isinstance(of_night, QualityNote) else found).append(of_night)  # type: ignore[arg-type]
        if tell is not None:
            tell(each.night, done / len(nights))
    if not found:
        raise ScoringError(f"{folder}: no night could be used. {notes[-1]}")
    agreement = None
    if layout.has_leg_movements:
        agreement, more = _agreement(layout, nights, found, target, rules, jobs)
        notes += more
    return Benchmark(layout, tuple(found), agreement, _area(layout, found), tuple(notes))


def _each(
    work: Callable[[DataNight, Path, str | RuleSet], NightIndex | QualityNote],
    nights: Sequence[DataNight],
    target: Path,
    rules: str | RuleSet,
    jobs: int,
) -> Iterable[tuple[DataNight, NightIndex | QualityNote]]:
    n = len(nights)
    if jobs > 1 and n > 1:
        with ProcessPoolExecutor(max_workers=jobs) as pool:
            results = pool.map(work, nights, [target] * n, [rules] * n)
            yield from zip(nights, results, strict=True)
    else:
        for each in nights:
            yield each, work(each, target, rules)


def _scored(each: DataNight, target: Path, rules: str | RuleSet) -> NightIndex | QualityNote:
    """Score a recording, and keep the results."""
    if each.recording is None:
        return QualityNote("warning", "no_recording", each.night, "it has no recording.")
    stages = [path for _, path in each.scorings[:1]]
    try:
        night = score(
            each.recording, scoring=stages, rules=rules, leg=each.leg or None, robustness=False
        )
        write_night(night, target / "program", overwrite=True)
    except PlmDetectError as error:
        return QualityNote("warning", "not_scored", each.night, str(error))
    return _index_of(each, PROGRAM, night)


def _indexed(each: DataNight, target: Path, rules: str | RuleSet) -> NightIndex | QualityNote:  # noqa: ARG001 - as `_scored`
    """Apply the rules to the movements that people scored."""
    if not each.scorings:
        return QualityNote("warning", "no_scoring", each.night, "it has no scoring by people.")
    scorer, path = each.scorings[0]
    try:
        night = index(path, rules=rules, robustness=False)
    except PlmDetectError as error:
        return QualityNote("warning", "not_scored", each.night, str(error))
    return _index_of(each, scorer or "human", night)


def _index_of(each: DataNight, scorer: str, night: Night) -> NightIndex:
    value = night.headline.plms_per_hour
    per_hour = float("nan") if value is None else value
    return NightIndex(each.night, each.group, scorer, per_hour, len(night.movements))


def _agreement(
    layout: Layout,
    nights: Sequence[DataNight],
    found: Sequence[NightIndex],
    target: Path,
    rules: str | RuleSet,
    jobs: int,
) -> tuple[Agreement | None, list[QualityNote]]:
    """Compare the people with each other, or the program with them."""
    recordings = {each.night: each.recording for each in nights if each.recording is not None}
    humans = _manifest(
        target / "humans.csv",
        [(each.night, scorer, path) for each in nights for scorer, path in each.scorings],
    )
    if layout.sensor != "emg":
        if not any(len(each.scorings) > 1 for each in nights):
            text = "each night has one scorer; there is nobody to compare with."
            return None, [QualityNote("info", "one_scorer", layout.name, text)]
        return agree_among(humans, rules=rules, jobs=jobs, legs_scored=True), []
    used = {each.night for each in found}
    program = _manifest(
        target / f"{PROGRAM}.csv",
        [
            (each.night, "", target / "program" / each.recording.stem)
            for each in nights
            if each.recording is not None and each.night in used
        ],
    )
    try:
        return agree(
            humans,
            [program],
            recordings=recordings,
            rules=rules,
            jobs=jobs,
            legs_scored=True,
        ), []
    except PlmDetectError as error:
        return None, [QualityNote("warning", "not_compared", layout.name, str(error))]


def _manifest(path: Path, rows: Sequence[tuple[str, str, Path]]) -> Path:
    """Write which scorings are compared, with their absolute paths."""
    texts = [(night, scorer, str(source.absolute())) for night, scorer, source in rows]
    columns = {
        name: np.array([row[i] for row in texts], dtype=np.str_)
        for i, name in enumerate(MANIFEST_COLUMNS)
    }
    (written,) = write_whole(path.parent, {path.name: partial(write_csv, columns=columns)})
    return written


def _area(layout: Layout, found: Sequence[NightIndex]) -> Estimate | None:
    if not layout.affected:
        return None
    groups = [
        np.array([each.plms_per_hour for each in found if each.group == group])
        for group in (layout.affected, layout.unaffected)
    ]
    affected, unaffected = (values[np.isfinite(values)] for values in groups)
    if not len(affected) or not len(unaffected):
        return None
    return area_between(affected, unaffected)
