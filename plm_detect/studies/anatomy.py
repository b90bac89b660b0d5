"""Where scorers differ: missed and extra movements by what they are and what is around them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.model.hypnogram import stage_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from plm_detect.model.spans import Spans
    from plm_detect.studies.rating import RatedNight
    from plm_detect.studies.study import NightPair

DURATIONS_S = (0.0, 1.0, 2.0, 5.0, 10.0, np.inf)
INTERVALS_S = (0.0, 10.0, 90.0, np.inf)
NEAR_S = 5.0
"""An arousal or respiratory event is near when it lies within this."""


def anatomy(pairs: Sequence[NightPair]) -> list[dict[str, Any]]:
    """Return how many of the movements of each kind have no partner, over all nights.

    Parameters
    ----------
    pairs : sequence of NightPair
        The nights of two scorers.

    Returns
    -------
    list of dict
        ``missed`` are movements of the reference, ``extra`` those of the test, each by duration,
        stage, interval to the movement before, and what is near.
    """
    rows = []
    for kind in ("missed", "extra"):
        counted: dict[tuple[str, str], list[int]] = {}
        for pair in pairs:
            who = pair.reference_rated if kind == "missed" else pair.test_rated
            alone = pair.compared.missed if kind == "missed" else pair.compared.extra
            is_alone = np.zeros(len(who.events["LM"]), dtype=bool)
            is_alone[alone] = True
            for by, groups in _groups(who):
                for name in np.unique(groups).tolist():
                    of = groups == name
                    row = counted.setdefault((by, str(name)), [0, 0])
                    row[0] += int(np.sum(of & is_alone))
                    row[1] += int(np.sum(of))
        rows += [
            {"kind": kind, "by": by, "group": name, "n": n, "of": total, "share": n / total}
            for (by, name), (n, total) in sorted(counted.items())
        ]
    return rows


def _groups(night: RatedNight) -> Iterator[tuple[str, NDArray[np.str_]]]:
    """Yield for each movement the group it belongs to."""
    events = night.events["LM"]
    if not len(events):
        return
    yield "duration, s", _binned(events.end_s - events.onset_s, DURATIONS_S)
    yield "stage", stage_labels(np.asarray(night.stages["LM"], dtype=np.int8))
    since = np.diff(events.onset_s, prepend=-np.inf)
    yield "interval, s", _binned(since, INTERVALS_S)
    near_arousal = _near(events, night.arousals)
    near_breath = _near(events, night.respiratory)
    names = np.array(["neither", "arousal", "respiratory event", "both"])
    yield f"within {NEAR_S:g} s", names[near_arousal.astype(int) + 2 * near_breath.astype(int)]


def _near(events: Spans, others: Spans) -> NDArray[np.bool_]:
    return others.touched_by(events.onset_s - NEAR_S, events.end_s + NEAR_S)


def _binned(values: NDArray[np.float64], edges: Sequence[float]) -> NDArray[np.str_]:
    names = np.array(
        [
            f"{low:g} to {high:g}" if np.isfinite(high) else f"{low:g} or more"
            for low, high in pairwise(edges)
        ]
    )
    index = np.searchsorted(edges, values, side="right") - 1
    return names[np.minimum(index, len(names) - 1)]
