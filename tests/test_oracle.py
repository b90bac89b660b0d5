"""All statistics against PLMScoRe 0.1.3, on thirty scored nights, in every cell.

Compared: the whole table, for both respiratory windows, and the movements. Not comparable: the
rows PI and PInr, which the reference rounds to two decimals; ours are rounded before comparing.
"""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from plm_detect.indices.denominators import denominators
from plm_detect.indices.table import statistics
from plm_detect.model.events import Scoring
from plm_detect.model.hypnogram import Hypnogram, Stage
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow
from plm_detect.rules.apply import apply_rules
from plm_detect.rules.sets import load

if TYPE_CHECKING:
    from pathlib import Path

WINDOWS = {"stats_resp_wasm.csv": (-2.0, 10.25), "stats_resp_aasm.csv": (-0.5, 0.5)}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_night(case: Path) -> tuple[LegMovements, Scoring]:
    rows = [
        (row["event"], float(row["onset_s"]), float(row["duration_s"]), row["side"])
        for row in rows_of(case / "events.csv")
    ]

    def spans(kind: str) -> Spans:
        return Spans.of(
            (onset, onset + length) for event, onset, length, _ in rows if event == kind
        )

    epochs = sorted((o, o + d, Stage[e[6:]]) for e, o, d, _ in rows if e.startswith("stage_"))
    onset, end, stage = np.array(epochs, dtype=np.float64).T
    moves = np.array([(o, o + d, Side[s.upper()]) for e, o, d, s in rows if e == "lm"])
    return (
        LegMovements.scored(moves[:, 0], moves[:, 1], moves[:, 2].astype(np.int8)),
        Scoring(Hypnogram(onset, end, stage.astype(np.int8)), spans("arousal"), spans("resp")),
    )


@pytest.mark.parametrize("number", range(1, 31))
def test_every_cell_agrees_with_the_reference(oracle: Path, number: int) -> None:
    (case,) = oracle.glob(f"case_{number:02d}_*")
    legs, scoring = load_night(case)
    recorded = Spans.of([(0.0, float(scoring.hypnogram.end_s[-1]))])
    window = AnalysisWindow.of(scoring, recorded)
    for name, (from_s, to_s) in WINDOWS.items():
        rules = load("wasm2016")
        rules = replace(rules, respiratory=replace(rules.respiratory, from_s=from_s, to_s=to_s))
        outcome = apply_rules(legs, scoring, window, rules)
        table = statistics(
            outcome.both,
            outcome.respiratory,
            outcome.arousals,
            denominators(scoring, window, recorded),
        )
        expected = rows_of(case / name)
        assert [(row["LMtype"], row["Statistic"]) for row in expected] == list(table.rows)
        for row, values in zip(expected, table.values, strict=True):
            for cell, value in zip(list(row.values())[2:], values.tolist(), strict=True):
                ours = value
                if row["LMtype"] in ("PI", "PInr") and not math.isnan(value):
                    ours = math.floor(value * 100 + 0.5) / 100
                reference = float(cell) if cell else math.nan
                assert ours == pytest.approx(reference, rel=1e-6, abs=0, nan_ok=True), row
        if name == "stats_resp_wasm.csv":
            moves = rows_of(case / "movements.csv")
            for ours, theirs in (
                (outcome.both.series, "series"),
                (outcome.both.is_clm, "non_clm"),
                (outcome.both.is_respiratory, "respiratory"),
                (outcome.both.has_arousal, "arousal"),
            ):
                values = [int(row[theirs] or 0) for row in moves]
                if theirs == "non_clm":
                    values = [1 - value for value in values]
                np.testing.assert_array_equal(ours.astype(int), values)
