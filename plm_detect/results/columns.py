"""The scoring and the quality of the legs as tables; the EMG for reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.model.hypnogram import Stage, stage_labels

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from plm_detect.model.events import Scoring
    from plm_detect.model.quality import LegQuality
    from plm_detect.model.traces import Traces

STAGE_KINDS = {stage: f"stage_{stage.label}" for stage in Stage if stage is not Stage.UNSCORED}


def scoring_columns(scoring: Scoring) -> dict[str, NDArray[Any]]:
    """Return stages, arousals, respiratory events and lights by onset."""
    rows: list[tuple[float, float, str]] = []
    hypnogram = scoring.hypnogram
    if hypnogram is not None:
        labels = stage_labels(hypnogram.stage).tolist()
        spans = zip(hypnogram.onset_s.tolist(), hypnogram.end_s.tolist(), labels, strict=True)
        rows += [(onset, end - onset, f"stage_{label}") for onset, end, label in spans]
    for spans_of, kind in ((scoring.arousals, "arousal"), (scoring.respiratory, "resp")):
        pairs = zip(spans_of.onset_s.tolist(), spans_of.end_s.tolist(), strict=True)
        rows += [(onset, end - onset, kind) for onset, end in pairs]
    for at, kind in ((scoring.lights_off_s, "lights_off"), (scoring.lights_on_s, "lights_on")):
        if at is not None:
            rows.append((at, 0.0, kind))
    rows.sort(key=lambda row: (row[0], row[2]))
    onsets, durations, kinds = zip(*rows, strict=True) if rows else ((), (), ())
    return {
        "onset_s": np.array(onsets, dtype=np.float64),
        "duration_s": np.array(durations, dtype=np.float64),
        "event": np.array(kinds, dtype=np.str_),
        "side": np.array([""] * len(rows), dtype=np.str_),
    }


def write_traces(path: Path, traces: Traces) -> None:
    """Write the EMG that reports show as a NumPy archive."""
    arrays: dict[str, Any] = {
        "leg_sides": np.array([leg.side for leg in traces.legs], dtype=np.int8),
        "leg_labels": np.array([leg.label for leg in traces.legs], dtype=np.str_),
    }
    for i, leg in enumerate(traces.legs):
        arrays[f"leg{i}_envelope_uv"] = leg.envelope_uv.astype(np.float16)
        arrays[f"leg{i}_rest_uv"] = leg.rest_uv.astype(np.float16)
    shown = traces.snippets
    arrays["snippet_sides"] = np.array([each.side for each in shown], dtype=np.int8)
    arrays["snippet_kinds"] = np.array([each.kind for each in shown], dtype=np.str_)
    numbers = [
        (each.margin_uv, each.start_s, each.rate_hz, each.onset_uv, each.end_uv) for each in shown
    ]
    arrays["snippet_numbers"] = np.array(numbers, dtype=np.float64).reshape(-1, 5)
    for i, each in enumerate(shown):
        arrays[f"snippet{i}_emg_uv"] = each.emg_uv.astype(np.float16)
        arrays[f"snippet{i}_rest_uv"] = each.rest_uv.astype(np.float16)
    np.savez_compressed(path, **arrays)


def quality_columns(legs: Sequence[LegQuality]) -> dict[str, NDArray[Any]]:
    """Return every measure of every leg with its limits and grade, one in a row.

    Limits are those from which the grade is reached; an empty cell is no limit, or no value.
    """
    rows = [(leg, measure) for leg in legs for measure in leg.measures]

    def texts(values: list[str]) -> NDArray[Any]:
        return np.array(values, dtype=np.str_)

    def numbers(values: list[float | None]) -> NDArray[Any]:
        return np.array([np.nan if v is None else v for v in values], dtype=np.float64)

    return {
        "side": texts([leg.side.label for leg, _ in rows]),
        "channel": texts([leg.label for leg, _ in rows]),
        "measure": texts([measure.name for _, measure in rows]),
        "unit": texts([measure.unit for _, measure in rows]),
        "value": numbers([measure.value for _, measure in rows]),
        "fair": numbers([measure.fair for _, measure in rows]),
        "poor": numbers([measure.poor for _, measure in rows]),
        "unusable": numbers([measure.unusable for _, measure in rows]),
        "grade": texts(["" if m.grade is None else m.grade.label for _, m in rows]),
    }


def excluded_columns(legs: Sequence[LegQuality]) -> dict[str, NDArray[Any]]:
    """Return the recorded time in which nothing was searched, one stretch in a row."""
    counts = [len(leg.excluded) for leg in legs]
    return {
        "side": np.repeat([leg.side.label for leg in legs], counts),
        "channel": np.repeat([leg.label for leg in legs], counts),
        "onset_s": np.concatenate([leg.excluded.onset_s for leg in legs]),
        "end_s": np.concatenate([leg.excluded.end_s for leg in legs]),
    }
