"""What the recorder does to a signal before it is stored: its filters and its resolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import signal

if TYPE_CHECKING:
    from numpy.typing import NDArray

ORDER = 2
NOTCH_QUALITY = 30.0
SETTLES_S = 4
"""The filters of a recorder have settled after this many seconds."""


@dataclass(frozen=True)
class Recorder:
    """The filters of a recorder, as vendors preset them; they run forwards only.

    Attributes
    ----------
    low_hz, high_hz : float or None
        Edges of a Butterworth filter of second order.
    notch_hz : float or None
    """

    low_hz: float | None = None
    high_hz: float | None = None
    notch_hz: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the signal is stored as it is."""
        return self == Recorder()

    def filtered(self, microvolts: NDArray[np.float64], rate_hz: float) -> NDArray[np.float64]:
        """Return a signal behind the filters, shape (n_samples,)."""
        out = microvolts
        if self.low_hz is not None:
            out = signal.sosfilt(
                signal.butter(ORDER, self.low_hz, "highpass", fs=rate_hz, output="sos"), out
            )
        if self.high_hz is not None and self.high_hz < rate_hz / 2:
            out = signal.sosfilt(
                signal.butter(ORDER, self.high_hz, "lowpass", fs=rate_hz, output="sos"), out
            )
        if self.notch_hz is not None:
            b, a = signal.iirnotch(self.notch_hz, NOTCH_QUALITY, fs=rate_hz)
            out = signal.lfilter(b, a, out)
        return np.asarray(out)


RECORDERS: dict[str, Recorder] = {
    "open": Recorder(),
    "10-70": Recorder(10.0, 70.0),
    "10-70-notch": Recorder(10.0, 70.0, 50.0),
    "15-35": Recorder(15.0, 35.0),
}
"""Recorders by name."""
