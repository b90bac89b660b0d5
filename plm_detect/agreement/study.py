"""Agreement of scorers over nights: find, read, compare, sum up."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.agreement.finding import Rating, night_of, ratings
from plm_detect.agreement.nights import (
    CONSENSUS,
    FEWEST_FOR_CONSENSUS,
    NightOutcome,
    NightPair,
    NightRow,
    NightWork,
    SeveralNight,
    compare_night,
)
from plm_detect.agreement.statistics.numbers import CUTS_PER_HOUR, class_agreement, index_agreement
from plm_detect.errors import ScoringError, SettingsError
from plm_detect.files.names import RECORDING_ENDINGS
from plm_detect.files.outside import is_folder
from plm_detect.model.choices import DEFAULTS, NightChoices
from plm_detect.model.quality import QualityNote
from plm_detect.rules.sets.choosing import choose_rules
from plm_detect.scorings.options import ScoringOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from plm_detect.agreement.nights import Against
    from plm_detect.agreement.statistics.numbers import ClassAgreement, IndexAgreement
    from plm_detect.model.ruleset import RuleSet

    Recordings = str | PathLike[str] | Mapping[str, str | PathLike[str]]


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

    def scorers(self, *against: Against) -> list[tuple[str, str]]:
        """Return which scorers were compared: all, or those held against one kind of thing."""
        chosen = (pair for pair in self.pairs if not against or pair.against in against)
        return list(dict.fromkeys((pair.reference, pair.test) for pair in chosen))

    def direct(self) -> list[tuple[str, str]]:
        """Return which scorers were compared with each other, without a consensus."""
        return self.scorers("scorer")

    def main(self) -> list[tuple[str, str]]:
        """Return what was asked for first: tests with the reference, or each with the others."""
        others = [names for names in self.scorers("others") if names[0] == CONSENSUS]
        return self.scorers("reference") or others or self.direct()

    def of(self, reference: str, test: str) -> list[NightPair]:
        """Return the nights of two scorers."""
        return [p for p in self.pairs if (p.reference, p.test) == (reference, test)]

    def check(self, reference: str, test: str) -> None:
        """Refuse scorers that were not compared.

        Raises
        ------
        SettingsError
        """
        if (reference, test) not in self.scorers():
            known = "; ".join(f"{one!r} and {other!r}" for one, other in self.scorers())
            raise SettingsError(
                f"{reference!r} and {test!r} were not compared; those that were: {known}."
            )

    def indices(
        self, reference: str, test: str
    ) -> tuple[IndexAgreement | None, tuple[ClassAgreement, ...]]:
        """Return how the PLMS indices of two scorers agree, and their classes at 15 and 5/h.

        The first is None for fewer than three nights with an index of both.

        Parameters
        ----------
        reference, test : str
            As in `scorers`.

        Raises
        ------
        SettingsError
            When they were not compared.
        """
        self.check(reference, test)
        nights = self.of(reference, test)
        one = np.array([pair.reference_rated.plms_per_hour for pair in nights])
        other = np.array([pair.test_rated.plms_per_hour for pair in nights])
        classes = tuple(class_agreement(one, other, cut) for cut in CUTS_PER_HOUR)
        return index_agreement(one, other), classes


def agree(
    reference: str | PathLike[str],
    tests: str | PathLike[str] | Sequence[str | PathLike[str]],
    *,
    recordings: Recordings | None = None,
    rules: str | RuleSet = DEFAULTS.rules,
    scoring_options: ScoringOptions | None = None,
    step_s: float = 1.0,
    jobs: int = 1,
    legs_scored: bool = False,
    tell: Callable[[str, float], None] | None = None,
) -> Agreement:
    """Compare scorers with a reference.

    Parameters
    ----------
    reference : path-like
        A scoring file, a folder of them, a folder of results, or a manifest. Where it holds three
        scorers of a night or more, the reference is what most of them marked; then each of them
        and each test is also compared with what most of the other scorers marked.
    tests : path-like or sequence of path-like
        The same; each is a scorer, or several that its file names tell apart. Nights are matched by
        name.
    recordings : path-like, mapping of str to path-like, or None
        Folder with the recordings, or their paths by night: for scorings that do not tell their
        start or length, and for the amplitude of movements.
    rules : str or RuleSet
        By which candidates and periodic movements are found.
    scoring_options : ScoringOptions or None
        How to read scorings.
    step_s : float
        Step of the grid for agreement in time, seconds.
    jobs : int
        How many processes work at a time.
    legs_scored : bool
        Whether the legs were scored in all nights. A scoring without any leg movement is compared
        only where this is said; results of the program always are.
    tell : callable or None
        Called with each night that is done and the share of nights done.

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
    for source in [tests] if isinstance(tests, str | PathLike) else tests:
        path = Path(source)
        own = _by_night(ratings(path))
        notes += _without_partner(path.name, base, own)
        name = path.name if is_folder(path) else path.stem
        for night in (each for each in base if each in own):
            others = tuple(
                (f"{name} {each.scorer}".strip() if each.scorer else name, each)
                for each in own[night]
            )
            rows.append(NightRow(night, _named(base[night]), others))
    work = NightWork(
        rules,
        scoring_options or ScoringOptions(),
        _recordings(recordings),
        step_s,
        among=False,
        legs_scored=legs_scored,
    )
    return _study(work, rows, notes, jobs, tell)


def agree_among(
    folder: str | PathLike[str],
    *,
    recordings: Recordings | None = None,
    rules: str | RuleSet = DEFAULTS.rules,
    scoring_options: ScoringOptions | None = None,
    step_s: float = 1.0,
    jobs: int = 1,
    legs_scored: bool = False,
    tell: Callable[[str, float], None] | None = None,
) -> Agreement:
    """Compare all scorers of the same nights with each other, and each with most of the others.

    Parameters
    ----------
    folder : path-like
        Folder or manifest with several scorers for each night.
    recordings, rules, scoring_options, step_s, jobs, legs_scored, tell
        As in `agree`.

    Returns
    -------
    Agreement

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
        rows.append(NightRow(night, _named(own), ()))
    work = NightWork(
        rules,
        scoring_options or ScoringOptions(),
        _recordings(recordings),
        step_s,
        among=True,
        legs_scored=legs_scored,
    )
    return _study(work, rows, notes, jobs, tell)


def _study(
    work: NightWork,
    rows: list[NightRow],
    notes: list[QualityNote],
    jobs: int,
    tell: Callable[[str, float], None] | None,
) -> Agreement:
    rule_set = choose_rules(NightChoices(rules=work.rules))
    outcomes = []
    for row, outcome in zip(rows, _outcomes(work, rows, jobs), strict=True):
        outcomes.append(outcome)
        if tell is not None:
            tell(row.night, len(outcomes) / len(rows))
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


def _outcomes(work: NightWork, rows: list[NightRow], jobs: int) -> Iterator[NightOutcome]:
    """Yield what came of each night, in their order."""
    if jobs > 1 and len(rows) > 1:
        with ProcessPoolExecutor(max_workers=jobs) as pool:
            yield from pool.map(compare_night, [work] * len(rows), rows, chunksize=1)
    else:
        yield from (compare_night(work, row) for row in rows)


def _named(found: Sequence[Rating]) -> tuple[tuple[str, Rating], ...]:
    return tuple((each.scorer or "1", each) for each in found)


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


def _recordings(source: Recordings | None) -> dict[str, Path]:
    """Return the recordings by night."""
    if source is None:
        return {}
    if isinstance(source, Mapping):
        return {night: Path(path) for night, path in source.items()}
    folder = Path(source)
    if not is_folder(folder):
        raise ScoringError(f"{folder}: there is no such folder of recordings; check the name.")
    found = [
        each for each in sorted(folder.iterdir()) if each.suffix.casefold() in RECORDING_ENDINGS
    ]
    # A file of that very name comes before one whose name only begins so.
    by_words = {night_of(each.stem)[0]: each for each in reversed(found)}
    return by_words | {each.stem: each for each in found}
