"""The EMG that reports show, as a NumPy archive."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.model.movements import Side
from plm_detect.model.traces import LegTrace, Snippet, Traces

TRACES = "traces.npz"

if TYPE_CHECKING:
    from pathlib import Path


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


def traces_of(content: bytes) -> Traces:
    """Return the EMG that `write_traces` wrote.

    Raises
    ------
    EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error
        When the file is damaged.
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as found:
        legs = tuple(
            LegTrace(
                Side(int(side)),
                str(label),
                found[f"leg{i}_envelope_uv"].astype(np.float32),
                found[f"leg{i}_rest_uv"].astype(np.float32),
            )
            for i, (side, label) in enumerate(
                zip(found["leg_sides"], found["leg_labels"], strict=True)
            )
        )
        numbers = found["snippet_numbers"]
        sides, kinds = found["snippet_sides"], found["snippet_kinds"]
        snippets = tuple(
            Snippet(
                side=Side(int(sides[i])),
                kind=str(kinds[i]),
                margin_uv=float(numbers[i, 0]),
                start_s=float(numbers[i, 1]),
                rate_hz=float(numbers[i, 2]),
                emg_uv=found[f"snippet{i}_emg_uv"].astype(np.float32),
                rest_uv=found[f"snippet{i}_rest_uv"].astype(np.float32),
                onset_uv=float(numbers[i, 3]),
                end_uv=float(numbers[i, 4]),
            )
            for i in range(len(numbers))
        )
    return Traces(legs, snippets)
