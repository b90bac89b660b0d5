"""Search the legs of a recording for movements: read, condition, detect, leg by leg."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.calibration import calibration_amplitude
from plm_detect.detection.compared import detect_published
from plm_detect.detection.detector import detect
from plm_detect.detection.evidence import FollowedLeg
from plm_detect.errors import PlmDetectError, RuleSetError
from plm_detect.files.scratch import Scratch
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.provenance import Leg
from plm_detect.model.quality import Grade, LegQuality, QualityNote
from plm_detect.model.settings import OWN_DETECTOR
from plm_detect.pipeline.emg import emg_of
from plm_detect.quality.alike import correlation, looked_at
from plm_detect.quality.grading import graded, quality_notes, refusals, worst
from plm_detect.quality.measures import with_movements
from plm_detect.recording.reading import read_signals, unit_notes
from plm_detect.rules.variations import (
    detector_variations,
    onset_factors,
    rejected_choices,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from plm_detect.detection.detector import DetectedLeg
    from plm_detect.detection.following import FollowedSegment
    from plm_detect.model.rulesections import DetectionCriteria
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal, Segment
    from plm_detect.model.spans import Spans
    from plm_detect.pipeline.emg import LegEmg
    from plm_detect.quality.measures import LegMeasures
    from plm_detect.recording.montage import LegChannel, Montage
    from plm_detect.recording.opening import Recording

    Progress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class LegSearch:
    """What to look for in the EMG.

    Attributes
    ----------
    rules : RuleSet
    settings : DetectionSettings
    detector : str
        Name of the detector.
    calibration_uv : float or None
        Amplitude of a calibration movement above rest, given by the user.
    calibrations : LegMovements
        Calibration movements that the scoring marks.
    others : tuple of RuleSet
        Rule sets whose movements are searched for too.
    is_varied : bool
        Whether to search with varied onset thresholds too.
    keeps_emg : bool
        Whether the legs are kept with their EMG, for reports.
    """

    rules: RuleSet
    settings: DetectionSettings
    detector: str
    calibration_uv: float | None
    calibrations: LegMovements
    others: tuple[RuleSet, ...]
    is_varied: bool
    keeps_emg: bool = False


@dataclass(frozen=True, eq=False)
class FoundMovements:
    """What was found in the EMG of all legs.

    Attributes
    ----------
    legs : tuple of Leg
        Those that are scored.
    quality : tuple of LegQuality
        Of all legs, those that are refused included.
    movements : LegMovements
        Of all legs that are scored.
    varied : tuple of (float, LegMovements)
        The same with the onset threshold multiplied by a factor.
    by_detector : tuple of (str, str, LegMovements)
        The same with one of the detector's own choices made otherwise: choice, values, movements.
    under : tuple of (RuleSet, LegMovements)
        The same under other rule sets; those that need a calibration that is not known are left
        out.
    notes : tuple of QualityNote
    followed : tuple of FollowedLeg
        The legs that are scored with their EMG, if it was to be kept.
    """

    legs: tuple[Leg, ...]
    quality: tuple[LegQuality, ...]
    movements: LegMovements
    varied: tuple[tuple[float, LegMovements], ...]
    by_detector: tuple[tuple[str, str, LegMovements], ...]
    under: tuple[tuple[RuleSet, LegMovements], ...]
    notes: tuple[QualityNote, ...]
    followed: tuple[FollowedLeg, ...]


@dataclass(frozen=True, eq=False)
class SearchedLeg:
    """What was found and measured in the EMG of one leg.

    Attributes
    ----------
    channel : LegChannel
    movements : LegMovements
    varied : tuple of (float, LegMovements)
        As in `FoundMovements`.
    by_detector : tuple of (str, str, LegMovements)
        As in `FoundMovements`.
    under : tuple of LegMovements or None
        What each of `LegSearch.others` finds; None where a calibration is not known.
    measures : LegMeasures
    excluded : Spans
        Recorded time in which nothing was searched, seconds from the start of the recording.
    calibration_uv : float or None
    windows : dict of int to ndarray
        Rectified EMG now and then, to compare with the other leg.
    followed : FollowedLeg or None
        Kept for reports.
    """

    channel: LegChannel
    movements: LegMovements
    varied: tuple[tuple[float, LegMovements], ...]
    by_detector: tuple[tuple[str, str, LegMovements], ...]
    under: tuple[LegMovements | None, ...]
    measures: LegMeasures
    excluded: Spans
    calibration_uv: float | None
    windows: dict[int, NDArray[np.float32]]
    followed: FollowedLeg | None

    def quality(self) -> LegQuality:
        """Return the quality of the recording of this leg."""
        measures = graded(self.measures)
        channel = self.channel
        return LegQuality(channel.side, channel.label, worst(measures), measures, self.excluded)

    def leg(self, grade: Grade) -> Leg:
        """Return what is reported of this leg."""
        return Leg(
            side=self.channel.side,
            label=self.channel.label,
            rate_hz=self.channel.rate_hz,
            reason=self.channel.reason,
            rest_uv=self.measures.rest_uv or 0.0,
            calibration_uv=self.calibration_uv,
            n_movements=len(self.movements),
            grade=grade,
            excluded_s=self.excluded.total_s(),
        )


def search_legs(
    recording: Recording, montage: Montage, unit: str | None, search: LegSearch, tell: Progress
) -> FoundMovements:
    """Search the legs of a recording, one after the other.

    Parameters
    ----------
    recording : Recording
    montage : Montage
    unit : str or None
        Unit of the leg channels, in place of the header's.
    search : LegSearch
    tell : callable
        Told of the progress, as in `plm_detect.score`.

    Raises
    ------
    PlmDetectError
        When no leg is usable, or a calibration movement is needed and not known.
    """
    tell("reading the legs", 0.05)
    signals = read_signals(recording, montage, unit, Scratch().room)
    ecg = signals.ecg()
    searched = []
    for i, (channel, signal) in enumerate(zip(montage.legs, signals.legs(), strict=True)):
        tell(f"searching {channel.label}", 0.1 + 0.8 * i / len(montage.legs))
        searched.append(_search_leg(recording, channel, signal, ecg, unit, search))
    if len(searched) == 2:
        searched = _compared(*searched)
    return _found(recording, searched, unit, search.others)


def _compared(one: SearchedLeg, other: SearchedLeg) -> list[SearchedLeg]:
    """Return two legs with what is measured of one by the other."""
    alike = correlation(one.windows, other.windows)
    steps = sorted(each.measures.step_uv or 0.0 for each in (one, other))
    ratio = steps[1] / steps[0] if steps[0] else None
    return [
        replace(each, measures=replace(each.measures, same_as_other=alike, step_ratio=ratio))
        for each in (one, other)
    ]


def _search_leg(
    recording: Recording,
    channel: LegChannel,
    signal: LegSignal,
    ecg: tuple[Segment, ...] | None,
    unit: str | None,
    search: LegSearch,
) -> SearchedLeg:
    settings = search.settings
    emg = emg_of(channel, signal, ecg, settings, unit)
    measures, followed = emg.measures, emg.followed
    known_uv = _known_calibration(emg, search)
    calibration_uv = _checked_calibration(recording, channel, known_uv, search.rules)
    criteria = search.rules.movement.criteria(calibration_uv)
    varied: tuple[tuple[float, LegMovements], ...] = ()
    by_detector: tuple[tuple[str, str, LegMovements], ...] = ()
    decisions = None
    if search.detector == OWN_DETECTOR:
        factors = onset_factors(criteria) if search.is_varied else ()
        onsets_uv = [factor * criteria.onset_above_rest_uv for factor in factors]
        detected = detect(followed, channel.side, criteria, settings, onsets_uv)
        movements, varied = detected.movements, tuple(zip(factors, detected.varied, strict=True))
        decisions = detected.decisions
        measures = with_movements(measures, detected, emg.rectified)
        if search.is_varied:
            by_detector = _by_detector(detected, followed, channel.side, criteria, settings)
    else:
        movements = detect_published(search.detector, followed, channel.side)
    return SearchedLeg(
        channel=channel,
        movements=movements,
        varied=varied,
        by_detector=by_detector,
        under=tuple(_under(emg, movements, criteria, known_uv, search)),
        measures=measures,
        excluded=emg.excluded,
        calibration_uv=calibration_uv,
        windows=looked_at(emg.rectified),
        followed=FollowedLeg(
            channel.side,
            channel.label,
            followed,
            movements,
            criteria,
            decisions,
            None if decisions is None else settings,
        )
        if search.keeps_emg
        else None,
    )


def _under(
    emg: LegEmg,
    movements: LegMovements,
    criteria: DetectionCriteria,
    calibration_uv: float | None,
    search: LegSearch,
) -> Iterator[LegMovements | None]:
    """Yield what each of the other rule sets finds; each set of criteria is searched for once."""
    found = {criteria: movements}
    for rules in search.others:
        rule = rules.movement
        if rule.needs_calibration and not calibration_uv:
            yield None
        elif search.detector != OWN_DETECTOR:
            yield movements
        else:
            own = rule.criteria(calibration_uv if rule.needs_calibration else None)
            if own not in found:
                side = emg.channel.side
                found[own] = detect(emg.followed, side, own, search.settings).movements
            yield found[own]


def _by_detector(
    detected: DetectedLeg,
    followed: Sequence[FollowedSegment],
    side: Side,
    criteria: DetectionCriteria,
    settings: DetectionSettings,
) -> tuple[tuple[str, str, LegMovements], ...]:
    """Return what is found in a leg with each of the detector's own choices made otherwise."""
    found = detected.movements
    rows = [
        (each.choice, each.values, detect(followed, side, criteria, each.settings).movements)
        for each in detector_variations(settings)
    ]
    rows += [
        (choice, "counted", LegMovements.together([found, rejected]))
        for choice, rejected in zip(
            rejected_choices(), (detected.tones, detected.unsustained), strict=True
        )
    ]
    return tuple(rows)


def _found(
    recording: Recording,
    searched: Sequence[SearchedLeg],
    unit: str | None,
    others: Sequence[RuleSet],
) -> FoundMovements:
    quality = tuple(each.quality() for each in searched)
    notes: list[QualityNote] = []
    legs: list[Leg] = []
    used: list[SearchedLeg] = []
    for each, own in zip(searched, quality, strict=True):
        notes += [*unit_notes(each.channel, unit), *quality_notes(own.label, each.measures)]
        if own.grade < Grade.UNUSABLE:
            used.append(each)
            legs.append(each.leg(own.grade))
            continue
        text = f"the {own.side.label} leg is not scored: {refusals(each.measures)}"
        notes.append(QualityNote("warning", "leg_unusable", own.label, text))
    if not used:
        why = " ".join(f"{each.channel.label!r}: {refusals(each.measures)}" for each in searched)
        raise PlmDetectError(
            f"{recording.path}: no leg can be scored. {why} "
            "Check the channels with plm-detect inspect."
        )
    return FoundMovements(
        legs=tuple(legs),
        quality=quality,
        movements=LegMovements.together([each.movements for each in used]),
        varied=tuple(
            (factor, LegMovements.together([each.varied[i][1] for each in used]))
            for i, (factor, _) in enumerate(used[0].varied)
        ),
        by_detector=tuple(
            (choice, values, LegMovements.together([each.by_detector[i][2] for each in used]))
            for i, (choice, values, _) in enumerate(used[0].by_detector)
        ),
        under=tuple(_under_all(used, others)),
        notes=tuple(notes),
        followed=tuple(each.followed for each in used if each.followed is not None),
    )


def _under_all(
    used: Sequence[SearchedLeg], others: Sequence[RuleSet]
) -> Iterator[tuple[RuleSet, LegMovements]]:
    """Yield the rule sets under which all legs could be searched, with what was found."""
    for i, rules in enumerate(others):
        found = [own for each in used if (own := each.under[i]) is not None]
        if len(found) == len(used):
            yield rules, LegMovements.together(found)


def _known_calibration(emg: LegEmg, search: LegSearch) -> float | None:
    """Return the amplitude of the calibration movement of a leg, where a rule set asks for it."""
    if not any(each.movement.needs_calibration for each in (search.rules, *search.others)):
        return None
    if search.calibration_uv is not None:
        return search.calibration_uv
    sides = (emg.channel.side, Side.UNSPECIFIED)
    of_leg = search.calibrations.take(np.isin(search.calibrations.side, sides))
    return calibration_amplitude(emg.followed, of_leg, search.settings)


def _checked_calibration(
    recording: Recording, channel: LegChannel, amplitude_uv: float | None, rules: RuleSet
) -> float | None:
    if not rules.movement.needs_calibration:
        return None
    if amplitude_uv is None or not amplitude_uv > 0:
        raise RuleSetError(
            f"{recording.path}: rule set {rules.name} compares movements with a calibration "
            f"movement, and none is known for {channel.label!r}; give its amplitude above "
            "rest with --calibration, or mark it in the scoring as a 'calibration movement' with "
            "its length."
        )
    return amplitude_uv
