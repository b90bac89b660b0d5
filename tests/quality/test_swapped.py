"""Exchanged sides."""

from __future__ import annotations

import numpy as np
import pytest

from plm_detect.model.movements import LegMovements, Side
from plm_detect.quality.swapped import swapped_notes


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
