"""From movements of single legs and a scoring to everything that is reported of a night."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from plm_detect.errors import ScoringError
from plm_detect.indices.classification import classify
from plm_detect.indices.course import course
from plm_detect.indices.denominators import denominators
from plm_detect.indices.headline import headline
from plm_detect.indices.immobilization import immobilization_test
from plm_detect.indices.intervals import interval_histogram
from plm_detect.indices.positions import by_position
from plm_detect.indices.series import Series
from plm_detect.indices.sleep import sleep_statistics
from plm_detect.indices.supplement import supplement
from plm_detect.indices.table import statistics
from plm_detect.model.choices import DEFAULTS
from plm_detect.model.hypnogram import SLEEP_STAGES, is_sleep
from plm_detect.model.quality import TOO_LITTLE, QualityNote
from plm_detect.model.spans import at_least
from plm_detect.model.window import AnalysisWindow
from plm_detect.results.night import Night
from plm_detect.rules.apply import apply_rules
from plm_detect.rules.respiratory import events_taken
from plm_detect.scorings.completeness import missing_parts
from plm_detect.wording.sentences import hours_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from plm_detect.indices.denominators import Denominators
    from plm_detect.indices.headline import Headline
    from plm_detect.indices.robustness import Robustness
    from plm_detect.indices.table import Statistics
    from plm_detect.model.events import Scoring
    from plm_detect.model.movements import LegMovements
    from plm_detect.model.provenance import Provenance
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.model.spans import Spans
    from plm_detect.results.comparison import RuleComparison, RuleResult
    from plm_detect.rules.apply import ScoredMovements


@dataclass(frozen=True, eq=False)
class NightEvents:
    """What the rules are applied to.

    Attributes
    ----------
    leg_movements : LegMovements
        Detected or scored, in any order.
    scoring : Scoring
    window : AnalysisWindow
    covered : Spans
        Time in which movements could have been seen.
    recorded : Spans or None
        The same where it is known; None where only scored events tell.
    """

    leg_movements: LegMovements
    scoring: Scoring
    window: AnalysisWindow
    covered: Spans
    recorded: Spans | None

    @classmethod
    def of(
        cls,
        name: str,
        leg_movements: LegMovements,
        scoring: Scoring,
        covered: Spans,
        *,
        is_length_known: bool = True,
    ) -> Self:
        """Return the events of a night.

        Raises
        ------
        ScoringError
            When lights and stages leave no time to analyse.
        """
        try:
            window = AnalysisWindow.of(scoring, covered)
        except ScoringError as error:
            raise ScoringError(f"{name}: {error}") from None
        # The last position lasts as long as there is a night.
        lying = scoring.positions.ended(max(window.end_s, *covered.end_s[-1:].tolist()))
        placed = replace(scoring, positions=lying)
        return cls(leg_movements, placed, window, covered, covered if is_length_known else None)

    @property
    def breaks_s(self) -> NDArray[np.float64]:
        """Times at which the recording goes on after a gap."""
        return self.covered.onset_s[1:]


def evaluate(
    events: NightEvents,
    rules: RuleSet,
    provenance: Provenance,
    *,
    age_years: float | None = None,
    is_immobilization_test: bool = False,
    least_sleep_h: float = DEFAULTS.least_sleep_h,
    robustness: Robustness | None = None,
    aasm: RuleResult | None = None,
    comparison: RuleComparison | None = None,
) -> Night:
    """Return everything that is reported of a night.

    Parameters
    ----------
    events : NightEvents
    rules : RuleSet
    provenance : Provenance
    age_years : float or None
        For the cut that the index is compared with.
    is_immobilization_test : bool
        Whether the recording is a suggested immobilization test.
    least_sleep_h : float
        Less analysed sleep than this is too little for an index (hours).
    robustness : Robustness or None
        Passed on, as are ``aasm`` and ``comparison``.
    aasm : RuleResult or None
    comparison : RuleComparison or None
    """
    scoring, window, recorded = events.scoring, events.window, events.recorded
    outcome = scored_movements(events, rules)
    movements = outcome.both
    time = denominators(scoring, window, recorded)
    arousals_scored, periodic_in_wake = scoring.has_arousals, rules.series.stages != "sleep"
    table = _statistics(events, outcome, time, rules)
    series = Series.of(movements, movements.series, movements.imi_s, movements.has_arousal)
    series_nr = Series.of(
        movements, movements.series_nr, movements.imi_nr_s, movements.has_arousal_nr
    )
    numbers = headline(
        movements, table, is_staged=time.is_staged, periodic_in_wake=periodic_in_wake
    )
    test = None
    if is_immobilization_test:
        test = immobilization_test(movements, scoring, window, recorded)
    notes = (
        *provenance.notes,
        *scoring.notes,
        *missing_parts(scoring, window, is_length_known=recorded is not None),
        *_too_little(numbers, least_sleep_h, is_immobilization_test=is_immobilization_test),
        *_outside(outcome),
        *_too_short(events, outcome, provenance, rules),
        *_bursts_unknown(outcome, rules),
        *_not_respiratory(scoring, rules),
    )
    return Night(
        name=provenance.name,
        start=provenance.start,
        duration_s=provenance.duration_s,
        legs=provenance.legs,
        quality=provenance.quality,
        scoring=scoring,
        window=window,
        leg_movements=outcome.legs,
        movements=movements,
        statistics=table,
        supplement=supplement(
            outcome.legs,
            movements,
            series,
            series_nr,
            time,
            arousals_scored=arousals_scored,
            periodic_in_wake=periodic_in_wake,
        ),
        series=series,
        series_nr=series_nr,
        positions=by_position(movements, scoring, window),
        course=course(movements, scoring, window, recorded, periodic_in_wake=periodic_in_wake),
        intervals=interval_histogram(movements),
        sleep=None if scoring.hypnogram is None else sleep_statistics(scoring.hypnogram, window),
        headline=numbers,
        index_class=classify(numbers.plms_per_hour, age_years),
        robustness=robustness,
        aasm=aasm,
        comparison=comparison,
        immobilization=test,
        rules=rules,
        settings=provenance.settings,
        detector=provenance.detector,
        inputs=provenance.inputs,
        notes=tuple(dict.fromkeys(notes)),
    )


def headline_under(events: NightEvents, rules: RuleSet) -> Headline:
    """Return the headline numbers of a night under a rule set."""
    outcome = scored_movements(events, rules)
    time = denominators(events.scoring, events.window, events.recorded)
    return headline(
        outcome.both,
        _statistics(events, outcome, time, rules),
        is_staged=time.is_staged,
        periodic_in_wake=rules.series.stages != "sleep",
    )


def _statistics(
    events: NightEvents, outcome: ScoredMovements, time: Denominators, rules: RuleSet
) -> Statistics:
    return statistics(
        outcome.both,
        outcome.respiratory,
        outcome.arousals,
        time,
        arousals_scored=events.scoring.has_arousals,
        periodic_in_wake=rules.series.stages != "sleep",
    )


def scored_movements(events: NightEvents, rules: RuleSet) -> ScoredMovements:
    """Return the movements of a night with what a rule set says of each."""
    return apply_rules(events.leg_movements, events.scoring, events.window, rules, events.breaks_s)


@dataclass(frozen=True, eq=False)
class PeriodicInSleep:
    """The PLMS of a night, and no more.

    Attributes
    ----------
    onset_s, end_s : ndarray of float64, shape (n_plms,)
        Of the periodic movements in sleep, seconds.
    per_hour, nr_per_hour : float or None
        The PLMS index, and that after respiratory-related movements are taken out; None when no
        sleep was scored.
    """

    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    per_hour: float | None
    nr_per_hour: float | None

    def are_those_of(self, other: PeriodicInSleep) -> bool:
        """Return whether these are the same movements."""
        return np.array_equal(self.onset_s, other.onset_s) and np.array_equal(
            self.end_s, other.end_s
        )


def periodic_in_sleep(events: NightEvents, rules: RuleSet) -> PeriodicInSleep:
    """Return the PLMS of a night under a rule set.

    Parameters
    ----------
    events : NightEvents
    rules : RuleSet
    """
    hours = 0.0
    if events.scoring.hypnogram is not None:
        night = events.scoring.hypnogram.clipped(events.window.start_s, events.window.end_s)
        hours = night.seconds_in(*SLEEP_STAGES) / 3600
    none = np.empty(0)
    if not hours:
        return PeriodicInSleep(none, none, None, None)
    both = scored_movements(events, rules).both
    asleep = is_sleep(both.stage)
    of = both.is_plm & asleep
    n_nr = int(np.sum(both.is_plm_nr & asleep))
    return PeriodicInSleep(both.onset_s[of], both.end_s[of], int(np.sum(of)) / hours, n_nr / hours)


def _bursts_unknown(outcome: ScoredMovements, rules: RuleSet) -> Iterator[QualityNote]:
    """Yield a warning when the rule set asks for bursts that are not known."""
    rule = rules.movement
    asked = rule.shortest_burst_in_rem_s is not None or rule.shortest_burst_in_wake_s is not None
    if asked and np.any(np.isnan(outcome.legs.longest_burst_s)):
        text = (
            "the rule set asks for bursts of a length in REM sleep or wakefulness; these movements "
            "come without the length of their bursts, so all of them count."
        )
        yield QualityNote("warning", "bursts_unknown", "rule set", text)


def _too_little(
    numbers: Headline, least_sleep_h: float, *, is_immobilization_test: bool
) -> Iterator[QualityNote]:
    """Yield a warning when the index rests on too little sleep, or recorded time."""
    hours = numbers.tib_h if numbers.tst_h is None else numbers.tst_h
    if not hours or hours >= least_sleep_h or (is_immobilization_test and not numbers.tst_h):
        return
    what = "recording" if numbers.tst_h is None else "sleep"
    shown = min(hours, least_sleep_h - 1 / 60)  # 1:59.8 is not written as 2:00
    text = (
        f"only {hours_text(shown)} h of {what} were analysed, less than "
        f"{hours_text(least_sleep_h)} h: this is too little for an index, and it must not be "
        "compared with a cut or with other nights."
    )
    yield QualityNote("warning", TOO_LITTLE, "analysed time", text)


def _not_respiratory(scoring: Scoring, rules: RuleSet) -> Iterator[QualityNote]:
    """Yield a note when the rule set does not know some of the respiratory events."""
    n_all = len(scoring.respiratory)
    n_left_out = n_all - len(events_taken(scoring.respiratory, rules.respiratory))
    if n_left_out:
        text = (
            f"{n_left_out} of {n_all} respiratory events are of a kind that the rule set does not "
            f"name (respiratory.events = {rules.respiratory.events}); no movement is related to "
            "them."
        )
        yield QualityNote("info", "respiratory_left_out", "rule set", text)


def _too_short(
    events: NightEvents, outcome: ScoredMovements, provenance: Provenance, rules: RuleSet
) -> Iterator[QualityNote]:
    """Yield a note when scored movements are no leg movements by their duration."""
    scored = events.leg_movements
    if provenance.detector is not None or not len(scored):
        return
    n_left = int(np.sum(outcome.legs.is_lm))
    n_short = int(np.sum(~at_least(scored.duration_s, rules.movement.shortest_s)))
    n_long = int(np.sum(~outcome.legs.is_lm))
    if n_short or n_long:
        text = (
            f"of {len(scored)} scored leg movements {n_short} are shorter than "
            f"{rules.movement.shortest_s:g} s and {n_long} are longer than the rule set allows; "
            "they are no leg movements under this rule set."
        )
        yield QualityNote("info" if n_left else "warning", "no_leg_movement", "rule set", text)


def _outside(outcome: ScoredMovements) -> Iterator[QualityNote]:
    n_outside = int(np.sum(~outcome.legs.in_analysis))
    if n_outside:
        text = (
            f"{n_outside} of {len(outcome.legs)} leg movements lie outside of the analysed time "
            "and are in no index."
        )
        yield QualityNote("info", "movements_outside", "leg movements", text)
