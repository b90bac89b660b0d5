"""The whole night on one page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plot.drawn import night, with_legs

from plm_detect import plot
from plm_detect.model.movements import Side
from plm_detect.model.provenance import Leg
from plm_detect.model.quality import Grade

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def titles(axes: tuple[Axes, ...]) -> list[str]:
    return [each.get_title(loc="left") for each in axes]


def test_emg_is_left_out_where_none_was_searched() -> None:
    names = ["Sleep stages", "Leg movements", "Events", "PLMS per hour of sleep"]
    assert titles(plot.overview(night())) == names
    leg = Leg(Side.LEFT, "LAT", 200.0, "label", 2.0, None, 9, Grade.GOOD, 60.0)
    drawn = replace(with_legs(), legs=(leg,))
    assert titles(plot.overview(drawn)) == [*names[:3], "EMG", names[3]]


def test_all_panels_have_one_clock_and_the_last_has_its_labels() -> None:
    axes = plot.overview(night())
    assert {each.get_xlim() for each in axes} == {(0.0, 1800.0)}
    labels = [[text.get_text() for text in each.get_xticklabels()] for each in axes]
    assert labels[-1][0] == "22:30"
    assert all(set(texts) == {""} for texts in labels[:-1])


def test_words_can_be_of_another_language() -> None:
    texts = {"Sleep stages": "Schlafstadien", "left": "links", "arousal": "Arousal"}
    axes = plot.overview(night(), texts=texts)
    assert titles(axes)[0] == "Schlafstadien"
    assert axes[1].get_yticklabels()[0].get_text() == "links"
    assert axes[2].get_yticklabels()[0].get_text() == "Arousal"


def test_night_draws_itself() -> None:
    assert titles(night().plot()) == titles(plot.overview(night()))
