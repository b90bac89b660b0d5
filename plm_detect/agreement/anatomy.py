"""Where scorers differ: missed and extra movements by what they are and what is around them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.model.hypnogram import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DURATIONS_S = (0.0, 1.0, 2.0, 5.0, 10.0, np.inf)
INTERVALS_S = (0.0, 10.0, 90.0, np.inf)
AMPLITUDES_UV = (0.0, 2.0, 8.0, 20.0, 50.0, np.inf)
NEAR_S = 5.0
"""An arousal or respiratory event is near when it lies within this."""
UNKNOWN = "unknown"
GRADES = ("good", "fair", "poor", "unusable", UNKNOWN)
"""The worst grade of the legs that moved comes last."""


def _ranges(edges: Sequence[float]) -> tuple[str, ...]:
    return tuple(
        f"{low:g} to {high:g}" if np.isfinite(high) else f"{low:g} or more"
        for low, high in pairwise(edges)
    )


FACTORS: dict[str, tuple[str, ...]] = {
    "duration, s": _ranges(DURATIONS_S),
    "amplitude, uV": (*_ranges(AMPLITUDES_UV), UNKNOWN),
    "stage": tuple(stage.label for stage in Stage),
    "interval, s": _ranges(INTERVALS_S),
    f"within {NEAR_S:g} s": ("neither", "arousal", "respiratory event", "both"),
    "grade of the leg": GRADES,
}
"""By what movements are told apart, and into which groups."""
_STARTS = np.cumsum([0, *(len(names) for names in FACTORS.values())])


def groups_of(
    duration_s: NDArray[np.float64],
    amplitude_uv: NDArray[np.float64],
    stage: NDArray[np.int8],
    interval_s: NDArray[np.float64],
    near: NDArray[np.intp],
    grade: NDArray[np.intp],
) -> NDArray[np.intp]:
    """Return the group of each movement in each factor.

    Parameters
    ----------
    duration_s, interval_s : ndarray of float64, shape (n,)
        Seconds; the interval is that to the movement before.
    amplitude_uv : ndarray of float64, shape (n,)
        Mean above rest, NaN where unknown.
    stage : ndarray of int8, shape (n,)
    near, grade : ndarray of int, shape (n,)
        Positions in the groups of `FACTORS`.

    Returns
    -------
    ndarray of int, shape (n_factors, n)
        Positions among the groups of all factors.
    """
    amplitude = _binned(amplitude_uv, AMPLITUDES_UV)
    amplitude[~np.isfinite(amplitude_uv)] = len(AMPLITUDES_UV) - 1
    codes = (
        _binned(duration_s, DURATIONS_S),
        amplitude,
        stage.astype(np.intp) - Stage.UNSCORED,
        _binned(interval_s, INTERVALS_S),
        near,
        grade,
    )
    return np.asarray(np.stack(codes) + _STARTS[:-1, np.newaxis], dtype=np.intp)


def _binned(values: NDArray[np.float64], edges: Sequence[float]) -> NDArray[np.intp]:
    at = np.searchsorted(edges, values, side="right") - 1
    return np.asarray(np.clip(at, 0, len(edges) - 2), dtype=np.intp)


def anatomy_counts(
    groups: NDArray[np.intp], alone: NDArray[np.intp], n_groups: int = int(_STARTS[-1])
) -> NDArray[np.int32]:
    """Return how many movements of each group have no partner, and how many there are.

    Parameters
    ----------
    groups : ndarray of int, shape (n_factors, n)
        As from `groups_of`.
    alone : ndarray of int, shape (n_alone,)
        Positions of the movements without a partner.
    n_groups : int
        Of all factors.

    Returns
    -------
    ndarray of int32, shape (n_groups, 2)
    """
    counts = [np.bincount(part.ravel(), minlength=n_groups) for part in (groups[:, alone], groups)]
    return np.stack(counts, axis=1).astype(np.int32)


def anatomy(counts: Sequence[NDArray[np.integer[Any]]]) -> list[dict[str, Any]]:
    """Return the missed and extra movements by group; groups without a movement are left out.

    Parameters
    ----------
    counts : sequence of ndarray of int, each of shape (2, n_groups, 2)
        For each night those of the movements of the reference and of the test, as from
        `anatomy_counts`.

    Returns
    -------
    list of dict
        ``missed`` are movements of the reference, ``extra`` those of the test.
    """
    whole = np.sum(counts, axis=0)
    labels = [(by, name) for by, names in FACTORS.items() for name in names]
    return [
        {"kind": kind, "by": by, "group": name, "n": n, "of": total, "share": n / total}
        for kind, part in zip(("missed", "extra"), whole.tolist(), strict=True)
        for (by, name), (n, total) in zip(labels, part, strict=True)
        if total
    ]
