"""The analysed part of the night."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import night

from plm_detect.errors import ScoringError
from plm_detect.model.events import Scoring
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow

RECORDED = Spans.of([(0.0, 700.0)])
STAGES = night("." + "2" * 10)  # 30-330 s


@pytest.mark.parametrize(
    ("scoring", "expected"),
    [
        (Scoring(), (0, 700, "recording", "recording")),
        (STAGES, (30, 330, "hypnogram", "hypnogram")),
        (replace(STAGES, lights_off_s=60.0), (60, 330, "lights", "hypnogram")),
        (replace(STAGES, lights_on_s=300.0), (30, 300, "hypnogram", "lights")),
        (Scoring(lights_off_s=-50.0, lights_on_s=900.0), (0, 700, "recording", "recording")),
    ],
)
def test_lights_come_before_stages_and_stages_before_the_recording(
    scoring: Scoring, expected: tuple[float, float, str, str]
) -> None:
    window = AnalysisWindow.of(scoring, RECORDED)
    assert (window.start_s, window.end_s, window.start_from, window.end_from) == expected


def test_lights_that_leave_nothing_are_refused() -> None:
    with pytest.raises(ScoringError, match="do not fit together"):
        AnalysisWindow.of(replace(STAGES, lights_off_s=400.0), RECORDED)
