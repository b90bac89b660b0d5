"""How a leg's EMG is conditioned and searched: every choice the standards leave open."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from plm_detect.errors import SettingsError


@dataclass(frozen=True)
class DetectionSettings:
    """Choices of signal processing, printed in every output.

    Attributes
    ----------
    bandpass_low_hz, bandpass_high_hz : float
        Edges of the band-pass. The standards ask for 10-100 Hz; the upper edge is lowered to
        ``bandpass_nyquist_share`` of half the sampling rate where that is less.
    bandpass_order : int
        Order of the Butterworth prototype, which runs forwards and backwards.
    bandpass_nyquist_share : float
        Highest upper edge as a share of half the sampling rate.
    notch_hz : float or None
        Mains frequency to remove together with its harmonics; off by default, because the
        standards ask to avoid a notch where possible.
    notch_quality : float
        Quality factor of each notch.
    smoothing_s : float
        Width of the moving average of the rectified EMG on which the thresholds are judged.
    rest_bin_s : float
        Length of the bins in which the resting level is followed.
    rest_window_s : float
        Width of the window around a bin whose quiet part gives the resting level.
    rest_percentile : float
        Percentile of the bin means in that window that is taken as resting level.
    rest_peak_factor : float
        Rectified EMG at rest is taken to stay below this multiple of its mean (Gaussian noise
        exceeds 4 in 0.14 % of its samples); a movement ends at the last sample above it and above
        the end threshold.
    flat_below_uv : float
        A bin whose mean rectified EMG is lower holds no signal.
    flat_share : float
        A leg is refused when more than this share of its time holds no signal.
    minimum_rate_hz : float
        A leg channel with a lower sampling rate cannot be EMG and is refused.
    """

    bandpass_low_hz: float = 10.0
    bandpass_high_hz: float = 100.0
    bandpass_order: int = 4
    bandpass_nyquist_share: float = 0.9
    notch_hz: float | None = None
    notch_quality: float = 30.0
    smoothing_s: float = 0.15
    rest_bin_s: float = 0.5
    rest_window_s: float = 60.0
    rest_percentile: float = 20.0
    rest_peak_factor: float = 4.0
    flat_below_uv: float = 0.01
    flat_share: float = 0.5
    minimum_rate_hz: float = 100.0

    def __post_init__(self) -> None:
        positive = [f.name for f in fields(self) if f.name != "notch_hz"]
        for name in positive:
            if not getattr(self, name) > 0:
                raise SettingsError(f"setting {name} must be greater than 0.")
        if self.bandpass_low_hz >= self.bandpass_high_hz:
            raise SettingsError("setting bandpass_low_hz must be less than bandpass_high_hz.")
        if self.bandpass_nyquist_share >= 1:
            raise SettingsError("setting bandpass_nyquist_share must be less than 1.")
        if self.rest_percentile > 100:
            raise SettingsError("setting rest_percentile must be at most 100.")
        if self.notch_hz is not None and self.notch_hz <= 0:
            raise SettingsError("setting notch_hz must be greater than 0.")

    def as_dict(self) -> dict[str, Any]:
        """Return all values by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}
