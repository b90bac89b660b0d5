"""A real recording: 150 s of a clinical night (PSG-IPA), unfiltered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import plm_detect

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("rules", ["wasm2016", "aasm3"])
def test_exactly_one_movement_of_both_legs_is_found(real_excerpt: Path, rules: str) -> None:
    night = plm_detect.score(real_excerpt, rules=rules)
    assert [leg.label for leg in night.legs] == ["EMG LAT", "EMG RAT"]
    (side,) = night.movements.to_frame()["side"]
    assert side == "both"
    assert 3.5 <= night.movements.onset_s[0] <= 4.5
    assert 6.0 <= night.movements.end_s[0] <= 8.0
    assert len(night.leg_movements) == 2
