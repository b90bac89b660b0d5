"""What the chart of a night in a page is drawn from."""

from __future__ import annotations

import base64
from string import Formatter
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.detection.detail import REST_EVERY
from plm_detect.detection.evidence import PASSED
from plm_detect.model.traces import ROOT_STEPS, STEP_S
from plm_detect.reports.night.explanation import explanations

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

    from plm_detect.model.traces import LegDetail, LegTrace
    from plm_detect.results.night import Night
    from plm_detect.wording.language import Words

COURSE_STEP_UV, MEAN_STEP_UV = 0.05, 0.01
"""Steps of the course over the night, and of deciding mean and rest in windows."""
UNKNOWN = 65_535
"""Stands for what is not known."""
REST_STEPS = 4
"""The resting EMG has one value for so many steps of the course."""
DECIMALS = {
    "duration": "{:.2f}", "lag": "{:.2f}", "margin": "{:+.2f}", "height": "{:.2f}",
    "mean": "{:.1f}", "rest": "{:.1f}", "interval": "{:.1f}", "from": "{:+g}", "to": "{:+g}",
}  # fmt: skip
"""How each number of an explanation is written; others without decimals that say nothing."""
EXPLORE_WORDS = (
    *("explained_title",),
    *("passed", "about_lm", "about_clm", "about_series", "about_respiratory", "about_arousal"),
)


def exploring(night: Night, say: Words) -> dict[str, Any]:
    """Return what the chart needs beyond stages, events and movements.

    Parameters
    ----------
    night : Night
    say : Words
    """
    legs = night.leg_movements
    return {
        "emg": _emg(night, say),
        "legs": [
            {
                "side": side.label,
                "onset": legs.onset_s[legs.side == side].round(3).tolist(),
                "end": legs.end_s[legs.side == side].round(3).tolist(),
            }
            for side in night.sides
        ],
        "passed": _not_scored(night),
        "ends": night.movements.end_s.round(3).tolist(),
        "decimal": say("decimal_mark"),
        "why": _why(night, say),
    }


def _emg(night: Night, say: Words) -> list[dict[str, Any]]:
    if night.traces is None:
        return []
    details = {detail.side: detail for detail in night.traces.details}
    return [
        _leg(trace, details[trace.side], say)
        for trace in night.traces.legs
        if trace.side in details
    ]


def _not_scored(night: Night) -> list[dict[str, Any]]:
    """Return where the closest activity is that was not scored, and by how much."""
    if night.traces is None:
        return []
    return [
        {
            "side": each.side.label,
            "at": round(each.start_s + len(each.emg_uv) / each.rate_hz / 2, 3),
            "margin": round(each.margin_uv, 3),
        }
        for each in night.traces.snippets
        if each.kind == PASSED
    ]


def _leg(trace: LegTrace, detail: LegDetail, say: Words) -> dict[str, Any]:
    average_s = None if np.isnan(detail.average_s) else round(detail.average_s, 3)
    shown = detail.windows
    rests = [window.rest_uv[::REST_EVERY] for window in shown]
    return {
        "side": trace.side.label,
        "label": trace.label,
        "rate": detail.rate_hz,
        "bin": detail.bin_s,
        "onset": detail.onset_uv,
        "end": detail.end_uv,
        "share": detail.end_share,
        "average": average_s,
        "average_text": _comma(say, f"{average_s}"),
        "step": STEP_S,
        "unit": COURSE_STEP_UV,
        "unitOfMean": MEAN_STEP_UV,
        "unknown": UNKNOWN,
        "restEvery": REST_EVERY,
        "restSteps": REST_STEPS,
        "rootSteps": ROOT_STEPS,
        "envelope": _steps(trace.envelope_uv, COURSE_STEP_UV),
        "peak": _steps(detail.peak_uv, COURSE_STEP_UV),
        "rest": _steps(trace.rest_uv[::REST_STEPS], COURSE_STEP_UV),
        "windows": [
            [w.start_s, round(w.top_uv, 3), len(w.root), w.bin_start_s, len(w.mean_uv)]
            for w in shown
        ],
        "samples": _packed([window.root for window in shown], np.uint8),
        "means": _steps(_joined([window.mean_uv for window in shown]), MEAN_STEP_UV),
        "rests": _steps(_joined(rests), MEAN_STEP_UV),
    }


def _joined(parts: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.concatenate([np.empty(0, dtype=np.float32), *parts])


def _steps(values: NDArray[np.float32], step: float) -> str:
    """Return values as numbers of steps in 16 bits; what is beyond them is the highest."""
    known = np.isfinite(values)
    steps = np.full(len(values), UNKNOWN, dtype=np.uint16)
    steps[known] = np.clip(np.rint(values[known] / step), 0, UNKNOWN - 1)
    return _packed([steps], np.uint16)


def _packed(parts: list[NDArray[Any]], kind: DTypeLike) -> str:
    """Return arrays one after the other as base64, the lower byte first."""
    little = np.dtype(kind).newbyteorder("<")
    joined = np.concatenate([np.empty(0, dtype=little), *parts]).astype(little)
    return base64.b64encode(joined.tobytes()).decode("ascii")


def _why(night: Night, say: Words) -> dict[str, Any]:
    """Return the explanations: sentences once, and for each movement which with what numbers."""
    sentences: dict[str, list[Any]] = {}
    rows = []
    for reasons in explanations(night):
        row = []
        for reason in reasons:
            text = say(reason.key)
            names = [name for _, name, _, _ in Formatter().parse(text) if name]
            place = list(sentences).index(reason.key) if reason.key in sentences else len(sentences)
            sentences.setdefault(reason.key, [reason.about, text, names])
            row.append([place, *(_written(name, reason.values[name], say) for name in names)])
        rows.append(row)
    return {"sentences": list(sentences.values()), "rows": rows}


def _written(name: str, value: float | str, say: Words) -> str:
    if isinstance(value, str):
        return say(value)
    return _comma(say, DECIMALS.get(name, "{:g}").format(value))


def _comma(say: Words, text: str) -> str:
    """Return a number as the language writes it."""
    return text.replace(".", say("decimal_mark"))
