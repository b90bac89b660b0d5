"""The EMG that reports show, as a NumPy archive."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.model.movements import Side
from plm_detect.model.traces import DetailWindow, LegDetail, LegTrace, Saturation, Snippet, Traces

TRACES = "traces.npz"
SNIPPET_NUMBERS = ("margin_uv", "start_s", "rate_hz", "onset_uv", "end_uv", "average_s")
DETAIL_NUMBERS = ("rate_hz", "bin_s", "onset_uv", "end_uv", "end_share", "average_s")
"""What stands in the columns of ``snippet_numbers`` and ``detail_numbers``."""

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray


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
    numbers = [[getattr(each, name) for name in SNIPPET_NUMBERS] for each in shown]
    arrays["snippet_numbers"] = _rows(numbers, len(SNIPPET_NUMBERS))
    for i, each in enumerate(shown):
        arrays[f"snippet{i}_emg_uv"] = each.emg_uv.astype(np.float16)
        arrays[f"snippet{i}_rest_uv"] = each.rest_uv.astype(np.float16)
        arrays[f"snippet{i}_mean_uv"] = each.mean_uv.astype(np.float16)
    arrays |= _details(traces.details)
    if traces.saturation is not None:
        arrays["saturation_label"] = np.array(traces.saturation.label, dtype=np.str_)
        arrays["saturation_percent"] = traces.saturation.lowest_percent.astype(np.float16)
    np.savez_compressed(path, **arrays)


def _rows(rows: list[list[float]], n_columns: int) -> NDArray[np.float64]:
    return np.array(rows, dtype=np.float64).reshape(-1, n_columns)


def _details(legs: tuple[LegDetail, ...]) -> dict[str, Any]:
    """Return the EMG in detail by name; windows of a leg stand one after the other."""
    numbers = [[getattr(leg, name) for name in DETAIL_NUMBERS] for leg in legs]
    arrays: dict[str, Any] = {
        "detail_sides": np.array([leg.side for leg in legs], dtype=np.int8),
        "detail_numbers": _rows(numbers, len(DETAIL_NUMBERS)),
    }
    for i, leg in enumerate(legs):
        shown = leg.windows
        rows = [[w.start_s, w.top_uv, len(w.root), w.bin_start_s, len(w.mean_uv)] for w in shown]
        arrays[f"detail{i}_peak_uv"] = leg.peak_uv.astype(np.float16)
        arrays[f"detail{i}_windows"] = _rows(rows, 5)
        roots = [np.empty(0, dtype=np.uint8), *(window.root for window in shown)]
        arrays[f"detail{i}_root"] = np.concatenate(roots)
        for name in ("mean_uv", "rest_uv"):
            parts = [np.empty(0), *(getattr(window, name) for window in shown)]
            arrays[f"detail{i}_{name}"] = np.concatenate(parts).astype(np.float16)
    return arrays


def _windows_of(found: Mapping[str, NDArray[Any]], place: int) -> Iterator[DetailWindow]:
    """Yield the windows of a leg that `_details` put one after the other."""
    rows = found[f"detail{place}_windows"]
    root = found[f"detail{place}_root"]
    mean_uv, rest_uv = (
        found[f"detail{place}_{name}"].astype(np.float32) for name in ("mean_uv", "rest_uv")
    )
    samples, bins = (
        np.concatenate(([0], np.cumsum(rows[:, column]))).astype(np.intp) for column in (2, 4)
    )
    if root.dtype != np.uint8 or len(root) != samples[-1] or len(mean_uv) != bins[-1]:
        raise ValueError("windows do not fit what they hold")
    for i, (start_s, top_uv, _, bin_start_s, _) in enumerate(rows.tolist()):
        own = slice(int(bins[i]), int(bins[i + 1]))
        yield DetailWindow(
            start_s=start_s,
            top_uv=top_uv,
            root=root[samples[i] : samples[i + 1]],
            bin_start_s=bin_start_s,
            mean_uv=mean_uv[own],
            rest_uv=rest_uv[own],
        )


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
                emg_uv=found[f"snippet{i}_emg_uv"].astype(np.float32),
                rest_uv=found[f"snippet{i}_rest_uv"].astype(np.float32),
                mean_uv=found[f"snippet{i}_mean_uv"].astype(np.float32),
                **dict(zip(SNIPPET_NUMBERS, numbers[i].tolist(), strict=True)),
            )
            for i in range(len(numbers))
        )
        details = tuple(
            LegDetail(
                side=Side(int(side)),
                **dict(zip(DETAIL_NUMBERS, row.tolist(), strict=True)),
                peak_uv=found[f"detail{i}_peak_uv"].astype(np.float32),
                windows=tuple(_windows_of(found, i)),
            )
            for i, (side, row) in enumerate(
                zip(found["detail_sides"], found["detail_numbers"], strict=True)
            )
        )
        saturation = None
        if "saturation_label" in found:
            percent = found["saturation_percent"].astype(np.float32)
            saturation = Saturation(str(found["saturation_label"]), percent)
    return Traces(legs, snippets, details, saturation)
