"""How a leg's EMG is conditioned and searched: every choice the standards leave open."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from numbers import Real
from typing import Any

from plm_detect.errors import SettingsError

OWN_DETECTOR = "adaptive"
"""Name of the program's own detector, among those that `plm_detect.detectors` lists."""

LONGEST_S = 600.0
"""No setting is a longer time than this."""
HIGHEST_ORDER = 12


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


@dataclass(frozen=True)
class DetectionSettings:
    """Choices of signal processing, printed in every output.

    Attributes
    ----------
    lost_s : float
        Where a channel stands still for at least this long it holds no EMG.
    bandpass_low_hz, bandpass_high_hz : float
        Edges of the band-pass. The standards ask for 10-100 Hz; the upper edge is lowered to
        ``bandpass_nyquist_share`` of half the sampling rate where that is less.
    bandpass_order : int
        Order of the Butterworth prototype, which runs forwards and backwards.
    bandpass_nyquist_share : float
        Highest upper edge as a share of half the sampling rate.
    notch_hz : float or None
        Mains frequency to remove throughout, with its harmonics; None to remove hum only where
        it stands out, because the standards ask to avoid a notch where possible.
    heart_share : float
        What follows the ECG channel is subtracted from a leg where it is at least this share of
        the power of the resting EMG.
    hum_hz : tuple of float
        Mains frequencies at which hum is looked for.
    hum_ratio : float
        Hum stands out where the spectrum at the line is so many times that beside it.
    hum_width_hz : float
        Around a line the spectrum is lowered over so much to either side.
    envelope_bin_s : float
        Length of the bins in which the rectified EMG is averaged; at low sampling rates they are
        longer.
    envelope_s : float
        Width of the running median of these bins. What fills less than half of it, such as a
        heartbeat, an electrode pop or a twitch, does not lift it.
    onset_average_s : float
        Width of the moving average on which the onset threshold is judged.
    onset_short_s : float
        A shorter average decides too, for jerks ...
    onset_short_sds : float
        ... when it exceeds the onset threshold by this many standard deviations of what chance
        does to it.
    onset_edge_s : float
        The onset is the first sample of the activity that reaches the threshold and from which on
        the average over this time does too.
    spike_fade_s : float
        What is seen of a spike, such as an electrode pop, dies away by a factor of e within this
        time on either side. Lower EMG is explained by the spike.
    burst_s : float
        Activity holds its level for at least this long.
    heart_rhythm, heart_burst_s : float
        In a leg that still beats like a heart (autocorrelation of its envelope) activity holds
        its level for at least this longer time.
    burst_gap_s : float
        Between potentials of motor units the EMG may fall to rest for less than this.
    onset_average_most_s : float
        With a narrower band than 90 Hz the average is longer, so that chance moves it no further,
        up to this.
    noise_sds : float
        Where chance alone would carry the median of resting EMG over the end threshold, which
        happens with high rest and narrow bands, the threshold is so many standard deviations of
        that median above rest.
    rest_bin_s : float
        Length of the bins in which the resting level is followed.
    rest_window_s : float
        Time before a bin, and as much after it, whose quiet part gives the resting level.
    rest_percentile : float
        Percentile of the EMG in that time that is taken as a first resting level.
    rest_raised_s : float
        A resting level that is raised for longer than this is rest, whatever it is made of.
    rest_raised_most_uv : float
        What is raised for a shorter time is rest when it is raised by at most this (microvolts),
        or for about ``rest_posture_s`` at least, ...
    rest_posture_s : float
        Steady EMG of this length, however strong, is a posture.
    rest_steady_factor : float
        ... and is steady: from one bin to the next it changes by no more than this multiple of
        what chance does (medians) ...
    rest_raised_weak_uv : float
        ... and by the more, the less it is raised compared with this (microvolts).
    rest_quiet_factor, rest_quiet_added_uv : float
        EMG is quiet up to this multiple of the first level, or up to so much above it
        (microvolts), whichever is more ...
    rest_near_s : float
        ... and the resting level is the mean of the quiet EMG in about this time around a bin.
    rest_peak_factor : float
        Rectified EMG at rest is taken to stay below this multiple of its mean (Gaussian noise
        exceeds 4 in 0.14 % of its samples); a movement ends at the last sample above it and above
        the end threshold.
    stands_out_share : float
        Activity rises over the EMG before and after it by at least this share of the onset
        threshold; a step of the resting EMG does not.
    tone_hz : float
        What changes more slowly than a tone of this frequency is no movement but, for example, a
        cable that moves (muscle activity changes like a tone of 40-60 Hz from 10 to 100 Hz, of
        26-31 Hz from 15 to 35 Hz) ...
    tone_share : float
        ... nor what changes more slowly than this share of what is usual in the leg, such as the
        steps of electrode pops.
    flat_below_uv : float
        A bin whose mean rectified EMG is lower holds no signal.
    minimum_rate_hz : float
        A leg channel with a lower sampling rate cannot be EMG and is refused.
    """

    lost_s: float = 0.5
    bandpass_low_hz: float = 10.0
    bandpass_high_hz: float = 100.0
    bandpass_order: int = 4
    bandpass_nyquist_share: float = 0.9
    notch_hz: float | None = None
    heart_share: float = 0.03
    hum_hz: tuple[float, ...] = (50.0, 60.0)
    hum_ratio: float = 8.0
    hum_width_hz: float = 1.5
    envelope_bin_s: float = 0.02
    envelope_s: float = 0.3
    onset_average_s: float = 0.24
    onset_short_s: float = 0.1
    onset_short_sds: float = 0.5
    onset_edge_s: float = 0.08
    spike_fade_s: float = 0.046
    burst_s: float = 0.08
    heart_rhythm: float = 0.4
    heart_burst_s: float = 0.12
    burst_gap_s: float = 0.1
    onset_average_most_s: float = 0.4
    noise_sds: float = 2.5
    rest_bin_s: float = 0.5
    rest_window_s: float = 32.0
    rest_percentile: float = 20.0
    rest_raised_s: float = 300.0
    rest_raised_most_uv: float = 12.0
    rest_posture_s: float = 90.0
    rest_steady_factor: float = 1.5
    rest_raised_weak_uv: float = 10.0
    rest_quiet_factor: float = 1.5
    rest_quiet_added_uv: float = 1.5
    rest_near_s: float = 3.0
    rest_peak_factor: float = 4.0
    stands_out_share: float = 0.5
    tone_hz: float = 24.0
    tone_share: float = 0.6
    flat_below_uv: float = 0.01
    minimum_rate_hz: float = 100.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "notch_hz" and value is None:
                continue
            numbers = (
                value if field.name == "hum_hz" and isinstance(value, tuple | list) else (value,)
            )
            if not all(_is_number(number) and 0 < number < math.inf for number in numbers):
                raise SettingsError(f"setting {field.name} must be a number greater than 0.")
            if field.name.endswith("_s") and value > LONGEST_S:
                raise SettingsError(
                    f"setting {field.name} must be at most {LONGEST_S:g} s, got {value:g}."
                )
        if self.bandpass_order != int(self.bandpass_order) or self.bandpass_order > HIGHEST_ORDER:
            raise SettingsError(
                f"setting bandpass_order must be a whole number up to {HIGHEST_ORDER}."
            )
        if self.bandpass_low_hz >= self.bandpass_high_hz:
            raise SettingsError("setting bandpass_low_hz must be less than bandpass_high_hz.")
        if self.bandpass_nyquist_share >= 1:
            raise SettingsError("setting bandpass_nyquist_share must be less than 1.")
        if self.rest_percentile > 100:
            raise SettingsError("setting rest_percentile must be at most 100.")
        for shorter, longer in (
            ("onset_average_s", "onset_average_most_s"),
            ("onset_short_s", "onset_average_s"),
            ("onset_edge_s", "onset_average_s"),
            ("tone_hz", "bandpass_high_hz"),
            ("burst_s", "heart_burst_s"),
            ("envelope_bin_s", "envelope_s"),
            ("envelope_bin_s", "rest_bin_s"),
            ("rest_bin_s", "rest_window_s"),
        ):
            if getattr(self, shorter) > getattr(self, longer):
                raise SettingsError(f"setting {longer} must not be less than {shorter}.")

    def as_dict(self) -> dict[str, Any]:
        """Return all values by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}
