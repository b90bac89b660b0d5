"""Exchanged sides."""

from __future__ import annotations

import numpy as np
import pytest

from plm_detect.model.movements import LegMovements, Side
from plm_detect.quality.swapped import elsewhere_notes, swapped_notes


def movements(left: list[float], right: list[float]) -> LegMovements:
    onset = np.array([*left, *right], dtype=np.float64)
    side = np.repeat([Side.LEFT, Side.RIGHT], [len(left), len(right)]).astype(np.int8)
    return LegMovements.scored(onset, onset + 2.0, side)


LEFT = [float(t) for t in range(0, 600, 30)]
RIGHT = [float(t) for t in range(15, 300, 30)]


@pytest.mark.parametrize(
    ("left", "right", "is_noted"),
    [
        (LEFT, RIGHT, False),
        (RIGHT, LEFT, True),
        (RIGHT[:4], LEFT[:5], False),  # too few to tell
        (LEFT, LEFT, False),
        ([], [], False),
    ],
)
def test_exchanged_sides_are_noted(left: list[float], right: list[float], is_noted: bool) -> None:
    notes = list(swapped_notes(movements(LEFT, RIGHT), movements(left, right)))
    assert [note.code for note in notes] == ["legs_swapped"] * is_noted


def at(first_s: float) -> LegMovements:
    onset_s = first_s + 25.0 * np.arange(60)
    return LegMovements.scored(onset_s, onset_s + 2.0, np.full(60, Side.LEFT, dtype=np.int8))


def test_movements_that_lie_where_nothing_moves_are_of_another_night() -> None:
    assert list(elsewhere_notes(at(100.0), at(100.5))) == []
    (note,) = elsewhere_notes(at(100.0), at(110.0))
    assert note.code == "scoring_elsewhere"
    assert "only 0% of its 60 leg movements lie where the EMG moves" in note.text
    few = at(110.0).take(np.arange(60) < 20)
    assert list(elsewhere_notes(at(100.0), few)) == []
