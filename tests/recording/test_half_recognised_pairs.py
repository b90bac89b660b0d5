"""Two leg channels of which a program might know only one, from file to movements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import Edf, leg

import plm_detect
from plm_detect.errors import ChannelError
from plm_detect.model.movements import Side

if TYPE_CHECKING:
    from pathlib import Path

LEFT_S = [(float(onset), onset + 2.0) for onset in range(30, 270, 30)]
RIGHT_S = [(onset + 12.0, end + 12.0) for onset, end in LEFT_S]


def recording(folder: Path, left: str, right: str) -> Path:
    channels = (
        leg(left, *LEFT_S, seconds=300),
        leg(right, *RIGHT_S, seconds=300, seed=1),
        leg("EMG Chin", seconds=300, seed=2),
    )
    return Edf(channels, n_records=300).write(folder / "night.edf")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("TIB I", "TIB D"),
        ("Leg L", "Leg P"),
        ("Lat L", "Lat R"),
        ("Tib E", "Tib D"),
        ("LMl", "LMr"),
    ],
)
def test_both_legs_are_scored(left: str, right: str, tmp_path: Path) -> None:
    night = plm_detect.score(recording(tmp_path, left, right))
    sides = night.leg_movements.side.tolist()
    assert sides.count(Side.LEFT) == len(LEFT_S)
    assert sides.count(Side.RIGHT) == len(RIGHT_S)


@pytest.mark.parametrize(
    ("left", "right", "option"),
    [
        ("Leg Q", "TIB D", '--left "Leg Q"'),
        ("Leg L", "Leg QQ", '--right "Leg QQ"'),
        ("LegL", "LegQQ", '--right "LegQQ"'),
        ("Leg", "Leg B", '--leg "Leg"'),
    ],
)
def test_doubt_is_asked_about_in_one_sentence(
    left: str, right: str, option: str, tmp_path: Path
) -> None:
    with pytest.raises(ChannelError) as caught:
        plm_detect.score(recording(tmp_path, left, right))
    text = str(caught.value).removeprefix(str(tmp_path))
    assert f'"{left}"' in text
    assert f'"{right}"' in text
    assert option in text
    assert "\n" not in text


def test_one_leg_is_scored_when_the_user_names_it(tmp_path: Path) -> None:
    night = plm_detect.score(recording(tmp_path, "Leg L", "Leg QQ"), left="Leg L")
    assert len(night.leg_movements) == len(LEFT_S)
    assert ("possible_leg", "Leg QQ") in [(note.code, note.subject) for note in night.notes]
