"""A night as reports and figures see it: from a result in memory, or from its saved files."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.errors import OutputError
from plm_detect.model.movements import Side
from plm_detect.model.spans import Spans
from plm_detect.model.traces import LegTrace, Snippet, Traces
from plm_detect.results.folder import tables
from plm_detect.results.summary import summary

if TYPE_CHECKING:
    from os import PathLike

    from numpy.typing import NDArray

    from plm_detect.results.night import Night

Table = dict[str, "NDArray[Any]"]

SAME_S = 1e-6
STAGES = ("stage_W", "stage_R", "stage_N1", "stage_N2", "stage_N3")
TEXT_COLUMNS = (
    "side", "stage", "event", "channel", "measure", "unit", "grade", "LMtype", "Statistic", "part",
    "choice", "values",
)  # fmt: skip


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

    @classmethod
    def read(cls, folder: str | PathLike[str]) -> NightView:
        """Return the view of saved results.

        Raises
        ------
        OutputError
            When the folder holds no results, or they cannot be read.
        """
        path = Path(folder)
        try:
            text = (path / "summary.json").read_text(encoding="utf-8")
            found = json.loads(text)
            read = {file.stem: read_table(file) for file in sorted(path.glob("*.csv"))}
            traces = path / "traces.npz"
            view = cls(found, read, _read_traces(traces) if traces.is_file() else None)
        except FileNotFoundError:
            raise OutputError(
                f"{path}: there are no results here; name the folder of a scored night."
            ) from None
        except (OSError, ValueError, KeyError, csv.Error, UnicodeDecodeError):
            raise OutputError(
                f"{path}: the results cannot be read; score the night again."
            ) from None
        missing = {"movements", "leg_movements", "series", "course", "scoring"} - read.keys()
        if missing or "headline" not in found:
            raise OutputError(
                f"{path}: these results are not complete or of an older version; "
                "score the night again."
            )
        return view

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


def read_table(path: Path) -> Table:
    """Return a table of results by column; empty cells of numbers are NaN."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        names = next(rows)
        cells = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: _column(name, column) for name, column in zip(names, cells, strict=True)}


def _column(name: str, cells: tuple[str, ...]) -> NDArray[Any]:
    if name in TEXT_COLUMNS:
        return np.array(cells, dtype=np.str_)
    if cells and set(cells) <= {"true", "false"}:
        return np.array([cell == "true" for cell in cells], dtype=bool)
    try:
        return np.array([float(cell) if cell else np.nan for cell in cells], dtype=np.float64)
    except ValueError:
        return np.array(cells, dtype=np.str_)


def _read_traces(path: Path) -> Traces:
    with np.load(path, allow_pickle=False) as found:
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
