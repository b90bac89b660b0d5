"""A night as reports and figures see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.model.movements import Side
from plm_detect.model.spans import Spans
from plm_detect.results.summary import summary
from plm_detect.results.tables import Table, tables

if TYPE_CHECKING:
    from plm_detect.model.traces import Traces
    from plm_detect.results.night import Night

SAME_S = 1e-6
STAGES = ("stage_W", "stage_R", "stage_N1", "stage_N2", "stage_N3")


@dataclass(frozen=True, eq=False)
class NightView:
    """What is shown of a night.

    Attributes
    ----------
    summary : dict
        As in ``summary.json``.
    tables : dict of str to dict of str to ndarray
        The tables of the result by name, each by column.
    traces : Traces or None
        The EMG, where it was kept.
    """

    summary: dict[str, Any]
    tables: dict[str, Table]
    traces: Traces | None

    @classmethod
    def of(cls, night: Night | NightView) -> NightView:
        """Return the view of a result."""
        if isinstance(night, NightView):
            return night
        return cls(summary(night), tables(night), night.traces)

    @property
    def name(self) -> str:
        """Name of the recording."""
        return str(self.summary["recording"]["name"])

    @property
    def start(self) -> dt.datetime | None:
        """Time of the first sample."""
        text = self.summary["recording"]["start"]
        return None if text is None else dt.datetime.fromisoformat(text)

    @property
    def window(self) -> tuple[float, float]:
        """Begin and end of the analysed time, seconds."""
        analysis = self.summary["analysis"]
        return float(analysis["start_s"]), float(analysis["end_s"])

    @property
    def sides(self) -> list[str]:
        """Names of the sides that have movements or were searched, left first."""
        order = [side.label for side in Side if side is not Side.BOTH]
        searched = {leg["side"] for leg in self.summary["legs"]}
        seen = searched | set(self.tables["leg_movements"]["side"].tolist())
        return [side for side in order if side in seen] or ["left", "right"]

    def stages(self) -> list[tuple[str, float, float]]:
        """Return the scored stages as name, onset and end, consecutive epochs put together."""
        table = self.tables["scoring"]
        rows = zip(
            table["event"].tolist(),
            table["onset_s"].tolist(),
            (table["onset_s"] + table["duration_s"]).tolist(),
            strict=True,
        )
        runs: list[tuple[str, float, float]] = []
        for kind, onset, end in rows:
            if kind not in STAGES:
                continue
            name = kind.removeprefix("stage_")
            if runs and runs[-1][0] == name and abs(runs[-1][2] - onset) < SAME_S:
                runs[-1] = (name, runs[-1][1], end)
            else:
                runs.append((name, onset, end))
        return runs

    def events(self, kind: str) -> Spans:
        """Return arousals (``arousal``) or respiratory events (``resp``)."""
        table = self.tables["scoring"]
        of = table["event"] == kind
        onset = table["onset_s"][of]
        return Spans(onset, onset + np.nan_to_num(table["duration_s"][of]))

    def excluded(self, side: str) -> Spans:
        """Return the time of a leg in which nothing was searched."""
        table = self.tables.get("excluded")
        if table is None or not len(table["onset_s"]):
            return Spans.of([])
        of = table["side"] == side
        return Spans(table["onset_s"][of], table["end_s"][of])
