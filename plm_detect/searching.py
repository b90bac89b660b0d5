"""Search the legs of a recording for movements: read, condition, detect, leg by leg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.conditioning.condition import condition
from plm_detect.detection.calibration import calibration_amplitude
from plm_detect.detection.detector import DetectedLeg, detect, follow, rest_over_night
from plm_detect.detection.published import detect_published
from plm_detect.detection.usability import flat_share, signal_notes
from plm_detect.errors import PlmDetectError, RuleSetError
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.quality import QualityNote
from plm_detect.model.settings import OWN_DETECTOR
from plm_detect.night import Leg
from plm_detect.recording.reading import header_notes, read_legs
from plm_detect.robustness.variations import onset_factors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from plm_detect.detection.detector import FollowedSegment
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal
    from plm_detect.recording.montage import Montage
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
    """

    rules: RuleSet
    settings: DetectionSettings
    detector: str
    calibration_uv: float | None
    calibrations: LegMovements
    is_varied: bool


@dataclass(frozen=True, eq=False)
class FoundMovements:
    """What was found in the EMG of all legs.

    Attributes
    ----------
    legs : tuple of Leg
        Those that could be searched.
    movements : LegMovements
        Of all legs.
    varied : tuple of (float, LegMovements)
        The same with the onset threshold multiplied by a factor.
    notes : tuple of QualityNote
    """

    legs: tuple[Leg, ...]
    movements: LegMovements
    varied: tuple[tuple[float, LegMovements], ...]
    notes: tuple[QualityNote, ...]


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
        When no leg holds a signal, or a calibration movement is needed and not known.
    """
    settings = search.settings
    legs: list[Leg] = []
    found: list[LegMovements] = []
    varied: dict[float, list[LegMovements]] = {}
    notes: list[QualityNote] = []
    tell("reading the legs", 0.05)
    for i, (channel, signal) in enumerate(
        zip(montage.legs, read_legs(recording, montage, unit), strict=True)
    ):
        tell(f"searching {channel.label}", 0.1 + 0.8 * i / len(montage.legs))
        notes.extend(header_notes(channel, unit))
        conditioned = condition(signal, settings)
        followed = follow(conditioned.emg, settings)
        rest_uv = rest_over_night(followed)
        calibration_uv = _calibration(recording, conditioned.emg, followed, search)
        criteria = search.rules.movement.criteria(calibration_uv)
        is_varied = search.is_varied and search.detector == OWN_DETECTOR
        factors = onset_factors(criteria) if is_varied else ()
        onsets_uv = [factor * criteria.onset_above_rest_uv for factor in factors]
        if search.detector == OWN_DETECTOR:
            detected = detect(followed, channel.side, criteria, settings, onsets_uv)
        else:
            movements = detect_published(search.detector, followed, channel.side)
            detected = DetectedLeg(movements, ())
        notes.extend(signal_notes(channel.label, rest_uv, settings))
        if len(conditioned.excluded):
            text = (
                f"{conditioned.excluded.total_s():g} s between gaps are too short to be searched."
            )
            notes.append(QualityNote("info", "too_short", channel.label, text))
        if conditioned.hum_s:
            text = f"mains hum was removed from {conditioned.hum_s / 60:.1f} min."
            notes.append(QualityNote("info", "hum_removed", channel.label, text))
        if flat_share(rest_uv, settings) > settings.flat_share:
            text = f"the {channel.side.label} leg is not scored: it holds hardly any signal."
            notes.append(QualityNote("warning", "leg_unusable", channel.label, text))
            continue
        found.append(detected.movements)
        for factor, varied_movements in zip(factors, detected.varied, strict=True):
            varied.setdefault(factor, []).append(varied_movements)
        legs.append(
            Leg(
                side=channel.side,
                label=channel.label,
                rate_hz=channel.rate_hz,
                reason=channel.reason,
                rest_uv=float(np.median(rest_uv)),
                calibration_uv=calibration_uv,
                n_movements=len(detected.movements),
            )
        )
    if not legs:
        labels = " and ".join(repr(channel.label) for channel in montage.legs)
        raise PlmDetectError(
            f"{recording.path}: {labels} hold hardly any signal, so there is nothing to score; "
            "check the channels with plm-detect inspect."
        )
    return FoundMovements(
        tuple(legs),
        LegMovements.together(found),
        tuple((factor, LegMovements.together(parts)) for factor, parts in varied.items()),
        tuple(notes),
    )


def _calibration(
    recording: Recording, emg: LegSignal, followed: Sequence[FollowedSegment], search: LegSearch
) -> float | None:
    if not search.rules.movement.needs_calibration:
        return None
    amplitude_uv = search.calibration_uv
    if amplitude_uv is None:
        sides = (emg.side, Side.UNSPECIFIED)
        of_leg = search.calibrations.take(np.isin(search.calibrations.side, sides))
        amplitude_uv = calibration_amplitude(followed, of_leg, search.settings)
    if amplitude_uv is None or not amplitude_uv > 0:
        raise RuleSetError(
            f"{recording.path}: rule set {search.rules.name} compares movements with a calibration "
            f"movement, and none is known for {emg.label!r}; give its amplitude above rest with "
            "--calibration, or mark it in the scoring as a 'calibration movement' with its length."
        )
    return amplitude_uv
