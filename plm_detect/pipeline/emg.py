"""The EMG of the legs of a recording: read, conditioned, followed, measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plm_detect.conditioning.condition import condition
from plm_detect.detection.following import follow
from plm_detect.files.scratch import Scratch
from plm_detect.quality.band import band_hz
from plm_detect.quality.measures import header_measures, with_signal
from plm_detect.recording.reading import read_signals

if TYPE_CHECKING:
    from plm_detect.detection.following import FollowedSegment
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal, Segment
    from plm_detect.model.spans import Spans
    from plm_detect.quality.measures import LegMeasures
    from plm_detect.recording.montage import LegChannel, Montage
    from plm_detect.recording.opening import Recording


@dataclass(frozen=True, eq=False)
class LegEmg:
    """The EMG of one leg, ready to be searched.

    Attributes
    ----------
    channel : LegChannel
    rectified : LegSignal
    excluded : Spans
        Recorded time that cannot be searched, seconds from the start of the recording.
    followed : tuple of FollowedSegment
    measures : LegMeasures
        Of header and signal.
    """

    channel: LegChannel
    rectified: LegSignal
    excluded: Spans
    followed: tuple[FollowedSegment, ...]
    measures: LegMeasures


def emg_of_legs(
    recording: Recording, montage: Montage, settings: DetectionSettings
) -> tuple[LegEmg, ...]:
    """Return the EMG of all legs of a recording, ready to be searched.

    Parameters
    ----------
    recording : Recording
    montage : Montage
    settings : DetectionSettings

    Raises
    ------
    RecordingError
        When a channel cannot be read.
    """
    signals = read_signals(recording, montage, room=Scratch().room)
    ecg = signals.ecg()
    return tuple(
        emg_of(channel, signal, ecg, settings)
        for channel, signal in zip(montage.legs, signals.legs(), strict=True)
    )


def emg_of(
    channel: LegChannel,
    signal: LegSignal,
    ecg: tuple[Segment, ...] | None,
    settings: DetectionSettings,
    unit: str | None = None,
) -> LegEmg:
    """Return the EMG of one leg, ready to be searched.

    Parameters
    ----------
    channel : LegChannel
    signal : LegSignal
        As recorded.
    ecg : tuple of Segment or None
    settings : DetectionSettings
    unit : str or None
        Unit of the leg channels, instead of the header's.
    """
    room = Scratch().room
    conditioned = condition(signal, settings, ecg, room)
    followed = follow(conditioned.emg, settings, room)
    recorded_s = sum(each.end_s - each.start_s for each in signal.segments)
    stated = header_measures(channel, unit)
    measures = with_signal(stated, conditioned, followed, recorded_s, settings)
    if measures.rest_uv is not None:
        measures = replace(measures, band_hz=band_hz(signal, settings))
    return LegEmg(channel, conditioned.emg, conditioned.excluded, followed, measures)
