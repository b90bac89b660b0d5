"""Read the chosen legs in microvolts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.edf.samples import physical_scale, read_digital
from plm_detect.model.quality import QualityNote
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.recording.prefilter import parse_prefilter
from plm_detect.recording.units import leg_scale, microvolts_per_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from plm_detect.edf.header import SignalHeader
    from plm_detect.recording.montage import LegChannel, Montage
    from plm_detect.recording.opening import Recording

RECOMMENDED_RATE_HZ = 200.0
RECOMMENDED_BAND_HZ = (10.0, 100.0)


def read_legs(
    recording: Recording, montage: Montage, unit: str | None = None
) -> Iterator[LegSignal]:
    """Yield the legs one after the other, so that one at a time is held as microvolts.

    Parameters
    ----------
    recording : Recording
    montage : Montage
    unit : str or None
        Unit of the leg channels, in place of the header's.

    Yields
    ------
    LegSignal

    Raises
    ------
    RecordingError
        When the file cannot be read or a channel has no usable limits.
    ChannelError
        When a channel's unit is no voltage and none is given.
    """
    signals = [signal for leg in montage.legs for signal in leg.signals]
    scales = {signal.number: _scale(recording, signal, unit) for signal in signals}
    digital = dict(
        zip((s.number for s in signals), read_digital(recording.header, signals), strict=True)
    )
    for leg in montage.legs:
        gain, offset = scales[leg.plus.number]
        microvolts = np.multiply(digital[leg.plus.number], gain, dtype=np.float64)
        microvolts += offset
        if leg.minus is not None:
            gain, offset = scales[leg.minus.number]
            microvolts -= digital[leg.minus.number] * gain
            microvolts -= offset
        yield LegSignal(leg.side, leg.label, tuple(_segments(recording, leg, microvolts)))


def _scale(recording: Recording, signal: SignalHeader, unit: str | None) -> tuple[float, float]:
    factor = leg_scale(str(recording.path), signal.label, signal.unit, unit)
    gain, offset = physical_scale(recording.header, signal)
    return gain * factor, offset * factor


def _segments(
    recording: Recording, leg: LegChannel, microvolts: NDArray[np.float64]
) -> Iterator[Segment]:
    edges = np.append(recording.first_records, recording.header.n_records)
    edges = edges * leg.plus.samples_per_record
    for i, start_s in enumerate(recording.recorded.onset_s.tolist()):
        yield Segment(start_s, leg.rate_hz, microvolts[edges[i] : edges[i + 1]])


def header_notes(leg: LegChannel, unit: str | None) -> Iterator[QualityNote]:
    """Yield what the header of a leg channel says against the recommended recording.

    Parameters
    ----------
    leg : LegChannel
    unit : str or None
        Unit that the user gave in place of the header's.

    Notes
    -----
    Sampling rate and band are those that the AASM manual and WASM 2016 recommend for leg EMG.
    """
    if leg.rate_hz < RECOMMENDED_RATE_HZ:
        text = f"it is sampled at {leg.rate_hz:g} Hz; the standards ask for at least 200 Hz."
        yield QualityNote("warning", "low_rate", leg.label, text)
    stated = parse_prefilter(leg.plus.prefilter)
    low_hz, high_hz = RECOMMENDED_BAND_HZ
    if stated.highpass_hz is not None and stated.highpass_hz > low_hz:
        text = f"it was high-passed at {stated.highpass_hz:g} Hz; the standards ask for 10 Hz."
        yield QualityNote("warning", "band_cut_low", leg.label, text)
    if stated.lowpass_hz is not None and stated.lowpass_hz < min(high_hz, leg.rate_hz / 2):
        text = f"it was low-passed at {stated.lowpass_hz:g} Hz; the standards ask for 100 Hz."
        yield QualityNote("warning", "band_cut_high", leg.label, text)
    if unit is not None:
        text = f"it is read in {unit}, as the user says; the header says {leg.plus.unit!r}."
        differs = microvolts_per_unit(unit) != microvolts_per_unit(leg.plus.unit)
        if differs:
            yield QualityNote("warning", "unit_given", leg.label, text)
