"""Figures of a study of agreement: marks and numbers are those worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import plm_detect
from plm_detect import plot
from plm_detect.plot.agreement import onset_reach_s
from plm_detect.plot.f1 import lowest
from plm_detect.wording.language import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMES = ("reference", "test")
COUNTS = ((10, 12), (20, 20), (30, 34))
"""Movements in an hour of sleep by reference and test: all periodic, so PLMS/h are the same."""
LATE_S = 6.0


def events(number: int, *, late_s: float, is_last_late: bool) -> str:
    epochs = "".join(f"{30 * i},30,stage_N2,\n" for i in range(120))
    onsets = [100.0 + 60.0 * i + late_s for i in range(number)]
    if is_last_late:
        # It lasts 9.9 s, so that it overlaps by a fourth although it is 6 s late.
        onsets[0] = 100.0 + LATE_S
    rows = "".join(f"{onset},{9.9 if i == 0 else 2},lm,left\n" for i, onset in enumerate(onsets))
    return "onset_s,duration_s,event,side\n" + epochs + rows


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> plm_detect.Agreement:
    folder = tmp_path_factory.mktemp("study")
    for night, counts in enumerate(COUNTS):
        for name, number in zip(NAMES, counts, strict=True):
            is_test = name == "test"
            text = events(
                number, late_s=0.25 if is_test else 0.0, is_last_late=is_test and night == 2
            )
            path = folder / name / f"n{night}.csv"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return plm_detect.agree(folder / "reference", [folder / "test"])


def labels(axes: Axes) -> list[str]:
    legend = axes.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def test_bland_altman_has_its_numbers(study: plm_detect.Agreement) -> None:
    # Differences 2, 0 and 4: bias 2, standard deviation 2, limits 2 - 3.92 and 2 + 3.92. With
    # t = 4.3027 for 2 degrees of freedom the bias reaches 4.97 to either side. On the means 11, 20
    # and 32 the slope is 24 / 222.
    axes = plot.bland_altman(study, *NAMES)
    found = labels(axes)
    assert "bias 2.0 (-3.0 to 7.0)" in found
    assert any(text.startswith("upper limit 5.9 (") for text in found)
    assert any(text.startswith("lower limit -1.9 (") for text in found)
    assert any(text.startswith("proportional bias: slope 0.11, p = ") for text in found)
    points = axes.collections[0].get_offsets()
    np.testing.assert_allclose(points, [(11, 2), (20, 0), (32, 4)])
    styles = {line.get_linestyle() for line in axes.get_lines() if line.get_label() in found}
    assert len(styles) == 4
    assert "scorer" in axes.get_ylabel()
    assert axes.get_xlabel() == "mean of both scorers, PLMS/h"


def test_bland_altman_in_german_has_commas(study: plm_detect.Agreement) -> None:
    found = labels(plot.bland_altman(study, *NAMES, texts=words("de").texts))
    assert "mittlere Differenz 2,0 (-3,0 bis 7,0)" in found


def test_indices_stand_on_each_other_with_named_cuts(study: plm_detect.Agreement) -> None:
    axes = plot.scatter(study, *NAMES)
    np.testing.assert_allclose(axes.collections[0].get_offsets(), COUNTS)
    assert {"cut, 15/h", "cut, 5/h", "equal indices", "night"} <= set(labels(axes))


def test_onset_far_beyond_the_others_is_in_an_open_bar(study: plm_detect.Agreement) -> None:
    # 60 pairs, 59 of them 0.25 s late and one 6 s: the axis ends at 0.5 s.
    axes = plot.onset_differences(study, *NAMES)
    (apart,) = [bar for bar in axes.patches if bar.get_hatch()]
    assert apart.get_height() == 1
    assert "> 0.5" in [label.get_text() for label in axes.get_xticklabels()]
    inside = {round(bar.get_x(), 3): bar.get_height() for bar in axes.patches if bar != apart}
    assert sum(inside.values()) == 59
    assert labels(axes) == ["median 0.25 s, 60 matched movements"]


def test_axis_of_onsets_fits_the_data() -> None:
    assert onset_reach_s(np.array([0.1, -0.2])) == 0.5
    assert onset_reach_s(np.full(100, 1.2)) == 1.5
    assert onset_reach_s(np.full(100, 30.0)) == 5.0
    assert onset_reach_s(np.array([])) == 0.5


def test_f1_has_a_mark_a_night_and_one_for_all(study: plm_detect.Agreement) -> None:
    # F1 of the nights: 2 x 10 / 22, 1 and 2 x 30 / 64; of all: 2 x 60 / 126.
    axes = plot.f1_by_night(study, [NAMES])
    (marks,) = [line for line in axes.get_lines() if line.get_label() == "test"]
    np.testing.assert_allclose(marks.get_ydata(), [20 / 22, 1.0, 60 / 64])
    assert axes.get_ylim()[0] == 0.8
    whole = plot.f1_overall(study, [NAMES])
    point = [line for line in whole.get_lines() if line.get_marker() == "o"]
    assert float(np.asarray(point[0].get_xdata())[0]) == pytest.approx(120 / 126)
    assert [text.get_text() for text in whole.texts] == ["0.95"]
    assert whole.get_xlabel() == "F1, all nights together, with 95 % interval"


def test_axis_of_f1_begins_below_the_lowest_value() -> None:
    assert lowest([0.95, 0.99]) == pytest.approx(0.8)
    assert lowest([0.62, 0.9]) == pytest.approx(0.5)
    assert lowest([0.0]) == 0.0
    assert lowest([]) == 0.0
