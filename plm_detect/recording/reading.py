"""Read the chosen legs in microvolts, and the ECG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.edf.samples import physical_scale, read_digital
from plm_detect.model.quality import QualityNote
from plm_detect.model.signals import LegSignal, Part, Segment
from plm_detect.recording.units import leg_scale, microvolts_per_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from plm_detect.edf.header import SignalHeader
    from plm_detect.model.signals import Room, Samples
    from plm_detect.recording.montage import LegChannel, Montage
    from plm_detect.recording.opening import Recording


@dataclass(frozen=True, eq=False)
class ReadSignals:
    """The samples that the scoring needs, as the file stores them.

    Attributes
    ----------
    recording : Recording
    montage : Montage
    digital : dict of int to samples
        Stored integers by the number of the channel.
    scales : dict of int to (float, float)
        Gain and offset of a leg channel to microvolts.
    """

    recording: Recording
    montage: Montage
    digital: dict[int, Samples]
    scales: dict[int, tuple[float, float]]

    def legs(self) -> Iterator[LegSignal]:
        """Yield the legs; their microvolts are made where they are asked for."""
        # Of 16 bits nothing is lost in single precision.
        dtype = np.float32 if self.recording.header.sample_bytes == 2 else np.float64
        for leg in self.montage.legs:
            scaled = [
                _Scaled(self.digital[each.number], *self.scales[each.number], dtype)
                for each in leg.signals
            ]
            microvolts = scaled[0] if leg.minus is None else _Difference(*scaled)
            segments = _segments(self.recording, leg.plus, microvolts)
            yield LegSignal(leg.side, leg.label, tuple(segments))

    def ecg(self) -> tuple[Segment, ...] | None:
        """Return the ECG in the steps of its converter; None where there is none."""
        signal = self.montage.ecg
        if signal is None:
            return None
        samples = _Scaled(self.digital[signal.number], 1.0, 0.0, np.float32)
        return tuple(_segments(self.recording, signal, samples))


@dataclass(frozen=True, eq=False)
class _Scaled:
    """Stored integers in physical units."""

    digital: Samples
    gain: float
    offset: float
    dtype: type[np.floating[Any]]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.digital)

    def __getitem__(self, part: slice, /) -> NDArray[np.floating[Any]]:
        """Return some of them."""
        scaled: NDArray[np.floating[Any]] = np.multiply(
            self.digital[part], self.dtype(self.gain), dtype=self.dtype
        )
        scaled += self.dtype(self.offset)
        return scaled


@dataclass(frozen=True, eq=False)
class _Difference:
    """What two electrodes differ by."""

    plus: Samples
    minus: Samples

    def __len__(self) -> int:
        """Return how many samples there are."""
        return len(self.plus)

    def __getitem__(self, part: slice, /) -> NDArray[np.floating[Any]]:
        """Return some of them."""
        return np.asarray(self.plus[part] - self.minus[part])


def read_signals(
    recording: Recording, montage: Montage, unit: str | None = None, room: Room = np.empty
) -> ReadSignals:
    """Read the legs and the ECG.

    Parameters
    ----------
    recording : Recording
    montage : Montage
    unit : str or None
        Unit of the leg channels, in place of the header's.
    room : callable
        Where the samples are kept.

    Raises
    ------
    RecordingError
        When the file cannot be read or a channel has no usable limits.
    ChannelError
        When a channel's unit is no voltage and none is given.
    """
    signals = [signal for leg in montage.legs for signal in leg.signals]
    scales = {signal.number: _scale(recording, signal, unit) for signal in signals}
    if montage.ecg is not None:
        signals.append(montage.ecg)
    numbers = [signal.number for signal in signals]
    digital = dict(zip(numbers, read_digital(recording.header, signals, room), strict=True))
    return ReadSignals(recording, montage, digital, scales)


def _scale(recording: Recording, signal: SignalHeader, unit: str | None) -> tuple[float, float]:
    factor = leg_scale(str(recording.path), signal.label, signal.unit, unit)
    gain, offset = physical_scale(recording.header, signal)
    return gain * factor, offset * factor


def _segments(recording: Recording, signal: SignalHeader, samples: Samples) -> Iterator[Segment]:
    records = np.append(recording.first_records, recording.header.n_records)
    edges = (records * signal.samples_per_record).tolist()
    for i, start_s in enumerate(recording.recorded.onset_s.tolist()):
        yield Segment(start_s, signal.rate_hz, Part(samples, edges[i], edges[i + 1]))


def unit_notes(leg: LegChannel, unit: str | None) -> Iterator[QualityNote]:
    """Yield a note where the unit that the user gives is not the header's."""
    if unit is not None and microvolts_per_unit(unit) != microvolts_per_unit(leg.plus.unit):
        text = f"it is read in {unit}, as the user says; the header says {leg.plus.unit!r}."
        yield QualityNote("warning", "unit_given", leg.label, text)
