"""The whole night on one page."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import rc_context
from plot.drawn import night, with_legs

import plm_detect
from plm_detect import plot
from plm_detect.model.movements import Side
from plm_detect.model.provenance import Leg
from plm_detect.model.quality import Grade
from plm_detect.reports.night.figures import DPI, STYLE, figures
from plm_detect.wording.language import words

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


def test_every_event_of_hundreds_can_be_seen() -> None:
    # 8 h with an apnea of 10 s and an arousal of 3 s every 90 s, drawn as a report draws it.
    rows = [(30.0 * i, 30.0, "stage_N2", "") for i in range(960)]
    rows += [(345.0 + 90.0 * i, 10.0, "apnea", "") for i in range(315)]
    rows += [(352.0 + 90.0 * i, 3.0, "arousal", "") for i in range(315)]
    frame = pd.DataFrame(rows, columns=["onset_s", "duration_s", "event", "side"])
    scored = plm_detect.index(frame, legs_scored=True)
    png = figures(scored, words("en"))["overview"]
    pixels = plt.imread(io.BytesIO(png))[..., :3]
    with rc_context(STYLE):
        axes = plot.overview(scored)
        figure = axes[0].get_figure(root=True)
        assert figure is not None
        figure.set_dpi(DPI)
        figure.canvas.draw()
    lane = axes[2]
    for level, events in ((0.0, scored.scoring.respiratory), (1.0, scored.scoring.arousals)):
        middle = (events.onset_s + events.end_s) / 2
        at = lane.transData.transform(np.column_stack((middle, np.full(len(middle), level))))
        x = np.rint(at[:, 0]).astype(int)
        line = pixels[pixels.shape[0] - round(float(at[0, 1]))]
        ink = 1.0 - line.min(axis=1)
        seen = [ink[each - 1 : each + 2].max() > 0.3 for each in x]
        assert sum(seen) == 315
        # Between two events there is paper, so that they can be counted.
        inside = ink[x[0] - 4 : x[-1] + 5] > 0.3
        assert np.count_nonzero(np.diff(inside.astype(int)) == 1) == 315
    plt.close("all")
