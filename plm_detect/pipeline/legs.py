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
    from collections.abc import Callable, Sequence

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
    notes : tuple of QualityNote
    followed : tuple of FollowedLeg
        The legs that are scored with their EMG, if it was to be kept.
    """

    legs: tuple[Leg, ...]
    quality: tuple[LegQuality, ...]
    movements: LegMovements
    varied: tuple[tuple[float, LegMovements], ...]
    by_detector: tuple[tuple[str, str, LegMovements], ...]
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
    signals = read_signals(recording, montage, unit)
    ecg = signals.ecg()
    searched = []
    for i, (channel, signal) in enumerate(zip(montage.legs, signals.legs(), strict=True)):
        tell(f"searching {channel.label}", 0.1 + 0.8 * i / len(montage.legs))
        searched.append(_search_leg(recording, channel, signal, ecg, search))
    if len(searched) == 2:
        alike = correlation(searched[0].windows, searched[1].windows)
        searched = [
            replace(each, measures=replace(each.measures, same_as_other=alike)) for each in searched
        ]
    return _found(recording, searched, unit)


def _search_leg(
    recording: Recording,
    channel: LegChannel,
    signal: LegSignal,
    ecg: tuple[Segment, ...] | None,
    search: LegSearch,
) -> SearchedLeg:
    settings = search.settings
    emg = emg_of(channel, signal, ecg, settings)
    measures, followed = emg.measures, emg.followed
    calibration_uv = _calibration(recording, emg, search)
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
        measures=measures,
        excluded=emg.excluded,
        calibration_uv=calibration_uv,
        windows=looked_at(emg.rectified),
        followed=FollowedLeg(channel.side, channel.label, followed, movements, criteria, decisions)
        if search.keeps_emg
        else None,
    )


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
    recording: Recording, searched: Sequence[SearchedLeg], unit: str | None
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
        notes=tuple(notes),
        followed=tuple(each.followed for each in used if each.followed is not None),
    )


def _calibration(recording: Recording, emg: LegEmg, search: LegSearch) -> float | None:
    if not search.rules.movement.needs_calibration:
        return None
    amplitude_uv = search.calibration_uv
    if amplitude_uv is None:
        sides = (emg.channel.side, Side.UNSPECIFIED)
        of_leg = search.calibrations.take(np.isin(search.calibrations.side, sides))
        amplitude_uv = calibration_amplitude(emg.followed, of_leg, search.settings)
    if amplitude_uv is None or not amplitude_uv > 0:
        raise RuleSetError(
            f"{recording.path}: rule set {search.rules.name} compares movements with a calibration "
            f"movement, and none is known for {emg.channel.label!r}; give its amplitude above "
            "rest with --calibration, or mark it in the scoring as a 'calibration movement' with "
            "its length."
        )
    return amplitude_uv
