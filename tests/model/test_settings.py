"""Settings of the detection are refused in one sentence when they cannot be meant."""

from __future__ import annotations

from typing import Any

import pytest

import plm_detect
from plm_detect.errors import SettingsError


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"burst_s": float("inf")}, "burst_s must be a number greater than 0"),
        ({"burst_s": "a"}, "burst_s must be a number greater than 0"),
        ({"burst_s": True}, "burst_s must be a number greater than 0"),
        ({"noise_sds": float("nan")}, "noise_sds must be a number greater than 0"),
        ({"hum_hz": (50.0, -60.0)}, "hum_hz must be a number greater than 0"),
        ({"hum_hz": "50"}, "hum_hz must be a number greater than 0"),
        ({"rest_bin_s": 1e6}, "rest_bin_s must be at most 600 s"),
        ({"bandpass_order": 2.5}, "bandpass_order must be a whole number up to 12"),
        ({"bandpass_low_hz": 100.0}, "bandpass_low_hz must be less than bandpass_high_hz"),
        ({"onset_average_most_s": 0.1}, "onset_average_most_s must not be less than onset_aver"),
        ({"heart_burst_s": 0.01}, "heart_burst_s must not be less than burst_s"),
        ({"envelope_s": 0.01}, "envelope_s must not be less than envelope_bin_s"),
    ],
)
def test_impossible_settings_are_refused(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        plm_detect.DetectionSettings(**wrong)


def test_notch_may_be_left_out() -> None:
    assert plm_detect.DetectionSettings(notch_hz=None).notch_hz is None
    assert plm_detect.DetectionSettings(notch_hz=50).notch_hz == 50
