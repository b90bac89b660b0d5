"""Nights whose figures can be told by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

import plm_detect
from plm_detect.model.movements import Side
from plm_detect.model.quality import Grade, LegQuality
from plm_detect.model.spans import Spans
from plm_detect.model.traces import STEP_S, LegTrace, Snippet, Traces

COLUMNS = ["onset_s", "duration_s", "event", "side"]
START = dt.datetime(2024, 3, 1, 22, 30)

ROWS = [
    *((30.0 * i, 30.0, ("stage_W", "stage_N2", "stage_R")[i // 20], "") for i in range(60)),
    # Four periodic movements of the left leg, and one of both 30 s after them: a series of five.
    *((700.0 + 25.0 * i, 2.0, "lm", "left") for i in range(4)),
    (800.0, 1.5, "lm", "both"),
    # One alone, one that is too long, one 4 s after another.
    (1000.0, 1.0, "lm", "right"),
    (1200.0, 12.0, "lm", "right"),
    (1400.0, 1.0, "lm", "left"),
    (1404.0, 1.0, "lm", "left"),
    (702.5, 3.0, "arousal", ""),
    (1402.0, 5.0, "arousal", ""),
    (900.0, 0.4, "apnea_obstructive", ""),
    (920.0, 30.0, "hypopnea", ""),
]
"""30 minutes: 10 of wakefulness, 10 of N2, 10 of R."""


def night() -> plm_detect.Night:
    """Return the night of `ROWS`, begun at 22:30."""
    found = plm_detect.index(pd.DataFrame(ROWS, columns=COLUMNS), robustness=False)
    return replace(found, start=START, name="drawn")


def with_legs() -> plm_detect.Night:
    """Return it with a left leg that rests at 2 uV, for the last 5 minutes at 6 uV."""
    n_steps = round(1800 / STEP_S)
    rest = np.where(np.arange(n_steps) < 1500 / STEP_S, 2.0, 6.0).astype(np.float32)
    rate_hz = 200.0
    snippet = Snippet(
        side=Side.LEFT,
        kind="found",
        margin_uv=1.25,
        start_s=698.0,
        rate_hz=rate_hz,
        emg_uv=np.full(round(6 * rate_hz), 3.0, dtype=np.float32),
        rest_uv=np.full(round(6 * rate_hz), 2.0, dtype=np.float32),
        onset_uv=8.0,
        end_uv=2.0,
        mean_uv=np.full(round(6 * rate_hz), np.nan, dtype=np.float32),
        average_s=0.24,
    )
    traces = Traces(
        (LegTrace(Side.LEFT, "LAT", rest + 1, rest),),
        (snippet, replace(snippet, kind="passed", margin_uv=-0.5)),
    )
    quality = (LegQuality(Side.LEFT, "LAT", Grade.GOOD, (), Spans.of([(100.0, 160.0)])),)
    return replace(night(), traces=traces, quality=quality)
