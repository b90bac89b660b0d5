"""Compare the scorers of one night."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np

from plm_detect.agreement.comparing import compared
from plm_detect.agreement.emg import emg_of
from plm_detect.agreement.levels import LEVELS
from plm_detect.agreement.rating import NightFacts, ReadNight, rated, read_rating
from plm_detect.agreement.statistics.consensus import majority
from plm_detect.agreement.statistics.grids import SeveralAgreement, several_agreement
from plm_detect.errors import PlmDetectError
from plm_detect.model.choices import DEFAULTS, NightChoices
from plm_detect.model.hypnogram import SLEEP_STAGES
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.quality import TOO_LITTLE, QualityNote
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow
from plm_detect.recording.opening import open_recording
from plm_detect.rules.sets.choosing import choose_rules
from plm_detect.wording.sentences import hours_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from plm_detect.agreement.comparing import Compared
    from plm_detect.agreement.finding import Rating
    from plm_detect.agreement.rating import RatedNight
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.recording.opening import Recording
    from plm_detect.scorings.options import ScoringOptions

REFERENCE, CONSENSUS = "reference", "consensus of the others"
FEWEST_FOR_CONSENSUS = 3

Against = Literal["reference", "others", "scorer"]
Named = tuple[str, "RatedNight"]


def consensus_without(scorer: str) -> str:
    """Return the name of the consensus of all scorers but one."""
    return f"consensus without {scorer}"


@dataclass(frozen=True, eq=False)
class NightPair:
    """Two scorers of one night.

    Attributes
    ----------
    night, reference, test : str
        Night, and names of the scorers.
    against : {"reference", "others", "scorer"}
        What the test is held against: the reference of the study, what most of the other scorers
        marked, or one other scorer.
    compared : Compared
    reference_rated, test_rated : RatedNight
    start : datetime or None
        From when the seconds of the night count, where it is known.
    """

    night: str
    reference: str
    test: str
    against: Against
    compared: Compared
    reference_rated: RatedNight
    test_rated: RatedNight
    start: dt.datetime | None = None


@dataclass(frozen=True, eq=False)
class SeveralNight:
    """All scorers of one night.

    Attributes
    ----------
    night : str
    scorers : tuple of str
    time : dict of str to SeveralAgreement
        By level.
    """

    night: str
    scorers: tuple[str, ...]
    time: dict[str, SeveralAgreement]


@dataclass(frozen=True)
class NightWork:
    """What is the same for all nights.

    Attributes
    ----------
    rules : str or RuleSet
    options : ScoringOptions
    recordings : mapping of str to Path
        By night.
    step_s : float
        Step of the grid for agreement in time, seconds.
    among : bool
        Whether all scorers are compared with each other.
    legs_scored : bool
        Whether a scoring without leg movements means that there were none.
    """

    rules: str | RuleSet
    options: ScoringOptions
    recordings: Mapping[str, Path]
    step_s: float
    among: bool
    legs_scored: bool


@dataclass(frozen=True)
class NightRow:
    """A night: scorers of the reference (or all of them), and those to compare with it."""

    night: str
    scorers: tuple[tuple[str, Rating], ...]
    tests: tuple[tuple[str, Rating], ...]


@dataclass(frozen=True)
class NightOutcome:
    """What came of the comparison of a night."""

    pairs: list[NightPair]
    notes: list[QualityNote]
    several: SeveralNight | None = None


def compare_night(work: NightWork, row: NightRow) -> NightOutcome:
    """Compare the scorers of one night."""
    night = row.night
    read, notes = _read(work, row)
    scorers = [read[name, True] for name, _ in row.scorers if (name, True) in read]
    tests = [read[name, False] for name, _ in row.tests if (name, False) in read]
    if not scorers or len(scorers) + len(tests) < 2:
        return NightOutcome([], notes)
    base = scorers[0][1]
    try:
        facts = _facts(work, night, [own for _, own in (*scorers, *tests)], notes)
        judged = [(name, rated(own, facts)) for name, own in scorers]
        tested = [(name, rated(own, facts)) for name, own in tests]
        both: list[tuple[Against, Named, Named]] = []
        several = None
        if work.among:
            both += [("scorer", *names) for names in combinations(judged, 2)]
        elif len(judged) < FEWEST_FOR_CONSENSUS:
            both += [("reference", (REFERENCE, judged[0][1]), test) for test in tested]
        else:
            most = rated(_consensus([own for _, own in scorers]), facts)
            both += [("reference", (REFERENCE, most), test) for test in tested]
        if len(judged) >= FEWEST_FOR_CONSENSUS:
            several = _several(night, judged, work.step_s)
            for i, scorer in enumerate(judged):
                rest = [own for j, (_, own) in enumerate(scorers) if j != i]
                others = rated(_consensus(rest), facts)
                both.append(("others", (CONSENSUS, others), scorer))
                without = consensus_without(scorer[0]), others
                both += [("others", without, test) for test in tested]
    except PlmDetectError as error:
        text = QualityNote("warning", "not_compared", night, str(error))
        return NightOutcome([], [*notes, text])
    notes += _too_little(night, facts)
    for test in tests:
        notes += _lengths(night, base, test)
    start = next((own.start for _, own in (*scorers, *tests) if own.start is not None), None)
    pairs = [
        NightPair(
            night, one, other, kind, compared(first, second, work.step_s), first, second, start
        )
        for kind, (one, first), (other, second) in both
    ]
    return NightOutcome(pairs, notes, several)


def _opened(work: NightWork, night: str) -> Recording | None:
    path = work.recordings.get(night)
    return open_recording(path) if path is not None else None


def _too_little(night: str, facts: NightFacts) -> Iterator[QualityNote]:
    """Yield a warning when the indices of a night rest on too little sleep."""
    scoring = facts.reference.scoring
    if scoring.hypnogram is None:
        return
    window = AnalysisWindow.of(scoring, facts.reference.covered)
    slept = scoring.hypnogram.clipped(window.start_s, window.end_s)
    hours = slept.seconds_in(*SLEEP_STAGES) / 3600
    if hours < DEFAULTS.least_sleep_h:
        text = (
            f"only {hours_text(hours)} h of sleep: too little for an index; its difference counts "
            "in bias and agreement of the index all the same."
        )
        yield QualityNote("warning", TOO_LITTLE, night, text)


def _several(night: str, judged: Sequence[tuple[str, RatedNight]], step_s: float) -> SeveralNight:
    """Return the agreement of all scorers of a night in time."""
    unknown = frozenset[str]().union(*(own.unknown for _, own in judged))
    rated_time, no_time = judged[0][1].rated, Spans.of([])
    time = {
        level: several_agreement(
            [own.events[level] for _, own in judged],
            no_time if level in unknown else rated_time,
            step_s,
        )
        for level in LEVELS
    }
    return SeveralNight(night, tuple(name for name, _ in judged), time)


def _read(
    work: NightWork, row: NightRow
) -> tuple[dict[tuple[str, bool], tuple[str, ReadNight]], list[QualityNote]]:
    """Read all scorers of a night, by name and side; one that cannot be read is noted."""
    night = row.night
    notes: list[QualityNote] = []
    read: dict[tuple[str, bool], tuple[str, ReadNight]] = {}
    try:
        recording = _opened(work, night)
    except PlmDetectError as error:
        return {}, [QualityNote("warning", "recording_unreadable", night, str(error))]
    every = [(True, each) for each in row.scorers] + [(False, each) for each in row.tests]
    for of_reference, (name, each) in every:
        shown = REFERENCE if of_reference and len(row.scorers) == 1 else name
        try:
            own = read_rating(each, recording, work.options)
        except PlmDetectError as error:
            notes.append(QualityNote("warning", "not_compared", f"{night}, {shown}", str(error)))
            continue
        if not (len(own.scoring.leg_movements) or own.is_of_results or work.legs_scored):
            text = (
                "no leg movements were found in the scoring, and it is not compared: the legs may "
                "not have been scored. If they were, give --legs-scored (legs_scored=True)."
            )
            notes.append(QualityNote("warning", "no_events", f"{night}, {shown}", text))
            continue
        read[name, of_reference] = (name, own)
    return read, notes


def _facts(
    work: NightWork, night: str, read: Sequence[ReadNight], notes: list[QualityNote]
) -> NightFacts:
    """Return what is the same for all scorers; the first one is the reference."""
    rules = choose_rules(NightChoices(rules=work.rules))
    recording = _opened(work, night)
    emg = None
    if recording is not None:
        try:
            emg = emg_of(recording)
        except PlmDetectError as error:
            notes.append(QualityNote("info", "no_emg", night, f"amplitudes are unknown: {error}"))
    grades = next((each.grades for each in read if each.grades), {})
    return NightFacts(read[0], rules, _unusable(read), emg.grades if emg else grades, emg)


def _unusable(nights: Sequence[ReadNight]) -> dict[Side, Spans]:
    """Return the time of each leg that was excluded for any scorer: it counts for nobody."""
    sides = {side for night in nights for side in night.excluded}
    return {
        side: Spans.of(row for night in nights for row in _rows(night.excluded.get(side)))
        for side in sorted(sides)
    }


def _consensus(nights: Sequence[ReadNight]) -> ReadNight:
    """Return what most scorers marked on each leg, with the first one's stages and events."""
    parts = []
    sides = sorted({int(s) for n in nights for s in n.scoring.leg_movements.side.tolist()})
    for side in sides:
        events = majority([_of_side(n.scoring.leg_movements, side) for n in nights])
        codes: NDArray[np.int8] = np.full(len(events), side, dtype=np.int8)
        parts.append(LegMovements.scored(events.onset_s, events.end_s, codes))
    first = nights[0]
    scoring = replace(first.scoring, leg_movements=LegMovements.together(parts))
    return ReadNight(CONSENSUS, scoring, first.covered)


def _of_side(movements: LegMovements, side: int) -> Spans:
    own = movements.take(movements.side == Side(side))
    return Spans(own.onset_s, own.end_s)


def _rows(spans: Spans | None) -> list[tuple[float, float]]:
    if spans is None:
        return []
    return list(zip(spans.onset_s.tolist(), spans.end_s.tolist(), strict=True))


def _lengths(night: str, one: ReadNight, test: tuple[str, ReadNight]) -> list[QualityNote]:
    off_s = float(test[1].covered.end_s[-1] - one.covered.end_s[-1])
    if abs(off_s) <= 30.0:
        return []
    text = (
        f"it reaches {abs(off_s):g} s {'further' if off_s > 0 else 'less far'} than the reference."
    )
    return [QualityNote("info", "length_differs", f"{night}, {test[0]}", text)]
