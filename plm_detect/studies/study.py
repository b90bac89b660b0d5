"""Agreement of scorers over nights: find, read, compare, sum up."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.agreement.consensus import majority
from plm_detect.agreement.grids import SeveralAgreement, several_agreement
from plm_detect.agreement.numbers import class_agreement, index_agreement
from plm_detect.errors import PlmDetectError, ScoringError
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.quality import QualityNote
from plm_detect.model.spans import Spans
from plm_detect.recording.opening import open_recording
from plm_detect.rules.sets.choosing import choose_rules
from plm_detect.scorings.options import ScoringOptions
from plm_detect.studies.comparing import compared
from plm_detect.studies.emg import emg_of
from plm_detect.studies.finding import Rating, ratings
from plm_detect.studies.rating import LEVELS, NightFacts, ReadNight, rated, read_rating

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from numpy.typing import NDArray

    from plm_detect.agreement.numbers import ClassAgreement, IndexAgreement
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.studies.comparing import Compared
    from plm_detect.studies.rating import RatedNight

REFERENCE, CONSENSUS = "reference", "consensus of the others"
CUTS_PER_HOUR = (15.0, 5.0)
FEWEST_FOR_CONSENSUS = 3


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
    compared : Compared
    reference_rated, test_rated : RatedNight
    """

    night: str
    reference: str
    test: str
    compared: Compared
    reference_rated: RatedNight
    test_rated: RatedNight


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


@dataclass(frozen=True, eq=False)
class Agreement:
    """Outcome of a study.

    Attributes
    ----------
    pairs : tuple of NightPair
        In order of scorers, then nights.
    rules : RuleSet
    step_s : float
        Step of the grid for agreement in time, seconds.
    notes : tuple of QualityNote
        What could not be compared, and why.
    several : tuple of SeveralNight
        Nights with three scorers or more of the same kind: those of the reference, or all.
    """

    pairs: tuple[NightPair, ...]
    rules: RuleSet
    step_s: float
    notes: tuple[QualityNote, ...] = field(default=())
    several: tuple[SeveralNight, ...] = field(default=())

    def scorers(self) -> list[tuple[str, str]]:
        """Return which scorers were compared."""
        return list(dict.fromkeys((pair.reference, pair.test) for pair in self.pairs))

    def direct(self) -> list[tuple[str, str]]:
        """Return which scorers were compared with each other, without a consensus."""
        made = (REFERENCE, CONSENSUS, consensus_without(""))
        return [names for names in self.scorers() if not names[0].startswith(made)]

    def main(self) -> list[tuple[str, str]]:
        """Return what was asked for first: tests with the reference, or each with the others."""
        for reference in (REFERENCE, CONSENSUS):
            found = [names for names in self.scorers() if names[0] == reference]
            if found:
                return found
        return self.direct()

    def of(self, reference: str, test: str) -> list[NightPair]:
        """Return the nights of two scorers."""
        return [p for p in self.pairs if (p.reference, p.test) == (reference, test)]

    def indices(
        self, reference: str, test: str
    ) -> tuple[IndexAgreement | None, tuple[ClassAgreement, ...]]:
        """Return how the PLMS indices of two scorers agree, and their classes at 15 and 5/h."""
        nights = self.of(reference, test)
        one = np.array([pair.reference_rated.plms_per_hour for pair in nights])
        other = np.array([pair.test_rated.plms_per_hour for pair in nights])
        classes = tuple(class_agreement(one, other, cut) for cut in CUTS_PER_HOUR)
        return index_agreement(one, other), classes


def agree(
    reference: str | PathLike[str],
    tests: Sequence[str | PathLike[str]],
    *,
    recordings: str | PathLike[str] | None = None,
    rules: str | RuleSet = "wasm2016",
    scoring_options: ScoringOptions | None = None,
    step_s: float = 1.0,
    jobs: int = 1,
) -> Agreement:
    """Compare scorers with a reference.

    Parameters
    ----------
    reference : path-like
        A scoring file, a folder of them, a folder of results, or a manifest. Where it holds three
        scorers of a night or more, the reference is what most of them marked; then each of them
        and each test is also compared with what most of the other scorers marked.
    tests : sequence of path-like
        The same; each is a scorer, or several that its file names tell apart. Nights are matched by
        name.
    recordings : path-like or None
        Folder with the recordings, for scorings that do not tell their start or length.
    rules : str or RuleSet
        By which candidates and periodic movements are found.
    scoring_options : ScoringOptions or None
        How to read scorings.
    step_s : float
        Step of the grid for agreement in time, seconds.
    jobs : int
        How many processes work at a time.

    Returns
    -------
    Agreement

    Raises
    ------
    PlmDetectError
        When nothing can be compared.
    """
    base = _by_night(ratings(Path(reference)))
    rows = []
    notes: list[QualityNote] = []
    for source in tests:
        path = Path(source)
        own = _by_night(ratings(path))
        notes += _without_partner(path.name, base, own)
        name = path.name if path.is_dir() else path.stem
        for night in (each for each in base if each in own):
            others = tuple(
                (f"{name} {each.scorer}".strip() if each.scorer else name, each)
                for each in own[night]
            )
            rows.append(_Row(night, _named(base[night]), others))
    work = _Work(
        rules, scoring_options or ScoringOptions(), _folder(recordings), step_s, among=False
    )
    return _study(work, rows, notes, jobs)


def agree_among(
    folder: str | PathLike[str],
    *,
    recordings: str | PathLike[str] | None = None,
    rules: str | RuleSet = "wasm2016",
    scoring_options: ScoringOptions | None = None,
    step_s: float = 1.0,
    jobs: int = 1,
) -> Agreement:
    """Compare all scorers of the same nights with each other, and each with most of the others.

    Parameters
    ----------
    folder : path-like
        Folder or manifest with several scorers for each night.
    recordings, rules, scoring_options, step_s, jobs
        As in `agree`.

    Raises
    ------
    PlmDetectError
        When nothing can be compared.
    """
    found = _by_night(ratings(Path(folder)))
    rows = []
    notes = []
    for night, own in found.items():
        if len(own) < 2:
            text = f"only {len(own)} scorer; there is nothing to compare."
            notes.append(QualityNote("warning", "one_scorer", night, text))
            continue
        rows.append(_Row(night, _named(own), ()))
    work = _Work(
        rules, scoring_options or ScoringOptions(), _folder(recordings), step_s, among=True
    )
    return _study(work, rows, notes, jobs)


@dataclass(frozen=True)
class _Work:
    """What is the same for all nights."""

    rules: str | RuleSet
    options: ScoringOptions
    recordings: Path | None
    step_s: float
    among: bool


@dataclass(frozen=True)
class _Row:
    """A night: scorers of the reference (or all of them), and those to compare with it."""

    night: str
    scorers: tuple[tuple[str, Rating], ...]
    tests: tuple[tuple[str, Rating], ...]


def _study(work: _Work, rows: list[_Row], notes: list[QualityNote], jobs: int) -> Agreement:
    rule_set = choose_rules(work.rules, None, sit=False)
    if jobs > 1 and len(rows) > 1:
        with ProcessPoolExecutor(max_workers=jobs) as pool:
            outcomes = list(pool.map(_night, [work] * len(rows), rows, chunksize=1))
    else:
        outcomes = [_night(work, row) for row in rows]
    pairs = [pair for outcome in outcomes for pair in outcome.pairs]
    notes = [*notes, *(note for outcome in outcomes for note in outcome.notes)]
    several = tuple(each.several for each in outcomes if each.several is not None)
    if not pairs:
        why = " ".join(f"{note.subject}: {note.text}" for note in notes[:5])
        raise ScoringError(f"no night could be compared. {why}")
    order = {
        names: i for i, names in enumerate(dict.fromkeys((p.reference, p.test) for p in pairs))
    }
    pairs.sort(key=lambda p: order[p.reference, p.test])
    return Agreement(tuple(pairs), rule_set, work.step_s, tuple(notes), several)


@dataclass(frozen=True)
class _Outcome:
    pairs: list[NightPair]
    notes: list[QualityNote]
    several: SeveralNight | None = None


def _night(work: _Work, row: _Row) -> _Outcome:
    """Compare the scorers of one night."""
    night = row.night
    read, notes = _read(work, row)
    scorers = [read[name, True] for name, _ in row.scorers if (name, True) in read]
    tests = [read[name, False] for name, _ in row.tests if (name, False) in read]
    if not scorers or len(scorers) + len(tests) < 2:
        return _Outcome([], notes)
    base = scorers[0][1]
    try:
        facts = _facts(work, night, [own for _, own in (*scorers, *tests)], notes)
        judged = [(name, rated(own, facts)) for name, own in scorers]
        tested = [(name, rated(own, facts)) for name, own in tests]
        both: list[tuple[tuple[str, RatedNight], tuple[str, RatedNight]]] = []
        several = None
        if work.among:
            both += combinations(judged, 2)
        elif len(judged) < FEWEST_FOR_CONSENSUS:
            both += [((REFERENCE, judged[0][1]), test) for test in tested]
        else:
            most = rated(_consensus([own for _, own in scorers]), facts)
            both += [((REFERENCE, most), test) for test in tested]
        if len(judged) >= FEWEST_FOR_CONSENSUS:
            several = _several(night, judged, work.step_s)
            for i, scorer in enumerate(judged):
                rest = [own for j, (_, own) in enumerate(scorers) if j != i]
                others = rated(_consensus(rest), facts)
                both.append(((CONSENSUS, others), scorer))
                both += [((consensus_without(scorer[0]), others), test) for test in tested]
    except PlmDetectError as error:
        text = QualityNote("warning", "not_compared", night, str(error))
        return _Outcome([], [*notes, text])
    for test in tests:
        notes += _lengths(night, base, test)
    pairs = [
        NightPair(night, one, other, compared(first, second, work.step_s), first, second)
        for (one, first), (other, second) in both
    ]
    return _Outcome(pairs, notes, several)


def _several(night: str, judged: Sequence[tuple[str, RatedNight]], step_s: float) -> SeveralNight:
    """Return the agreement of all scorers of a night in time."""
    rated_time = judged[0][1].rated
    time = {
        level: several_agreement([own.events[level] for _, own in judged], rated_time, step_s)
        for level in LEVELS
    }
    return SeveralNight(night, tuple(name for name, _ in judged), time)


def _named(found: Sequence[Rating]) -> tuple[tuple[str, Rating], ...]:
    return tuple((each.scorer or "1", each) for each in found)


def _read(
    work: _Work, row: _Row
) -> tuple[dict[tuple[str, bool], tuple[str, ReadNight]], list[QualityNote]]:
    """Read all scorers of a night, by name and side; one that cannot be read is noted."""
    night = row.night
    notes: list[QualityNote] = []
    read: dict[tuple[str, bool], tuple[str, ReadNight]] = {}
    try:
        recording = _recording(work.recordings, night)
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
        read[name, of_reference] = (name, own)
        if not len(own.scoring.leg_movements):
            text = "no leg movement was scored."
            notes.append(QualityNote("warning", "no_events", f"{night}, {shown}", text))
    return read, notes


def _facts(
    work: _Work, night: str, read: Sequence[ReadNight], notes: list[QualityNote]
) -> NightFacts:
    """Return what is the same for all scorers; the first one is the reference."""
    rules = choose_rules(work.rules, None, sit=False)
    recording = _recording(work.recordings, night)
    emg = None
    if recording is not None:
        try:
            emg = emg_of(recording, rules)
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


def _by_night(found: Sequence[Rating]) -> dict[str, list[Rating]]:
    nights: dict[str, list[Rating]] = {}
    for each in found:
        nights.setdefault(each.night, []).append(each)
    return nights


def _without_partner(
    name: str, base: dict[str, list[Rating]], own: dict[str, list[Rating]]
) -> list[QualityNote]:
    notes = []
    for night in sorted(base.keys() ^ own.keys()):
        where = f"{name} has none" if night in base else "the reference has none"
        text = f"the night is not compared, because {where}."
        notes.append(QualityNote("warning", "no_partner", night, text))
    for night, several in sorted(base.items()):
        if len(several) > 1:
            text = (
                f"the reference is what most of its {len(several)} scorers marked."
                if len(several) >= FEWEST_FOR_CONSENSUS
                else "of the 2 scorers of the reference the first one is taken."
            )
            notes.append(QualityNote("info", "several_references", night, text))
    return notes


def _folder(path: str | PathLike[str] | None) -> Path | None:
    if path is None:
        return None
    folder = Path(path)
    if not folder.is_dir():
        raise ScoringError(f"{folder}: there is no such folder of recordings; check the name.")
    return folder


def _recording(folder: Path | None, night: str):  # type: ignore[no-untyped-def]
    if folder is None:
        return None
    for ending in (".edf", ".EDF", ".bdf", ".BDF"):
        path = folder / f"{night}{ending}"
        if path.is_file():
            return open_recording(path)
    return None
