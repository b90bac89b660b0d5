"""What a notebook shows of a night."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import pytest

import plm_detect
from plm_detect.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "onset_s,duration_s,event,side\n"


def test_night_is_one_line_and_its_table_a_frame(sample_night: Path) -> None:
    night = plm_detect.score(sample_night)
    assert repr(night) == (
        "<Night sample_night: PLMS 78.1/h, 35 movements, 0.36 h asleep, too little sleep for an "
        "index, rules wasm2016, signal quality good>"
    )
    assert repr(night.movements).startswith("<Movements: 35 rows of onset_s, end_s, side,")
    assert repr(night.statistics).startswith("<Statistics: 318 rows by TIB,")
    assert night.movements._repr_html_().count("<tr") == 36


@pytest.mark.parametrize(
    "events",
    [
        "0,600,stage_N2,\n",
        "10,1,lm,left\n40,1,lm,left\n",
        "".join(f"{30 * i},30,stage_N2,\n" for i in range(20)) + "10,1,lm,<b>\n",
    ],
    ids=["empty", "no stages", "a side that is markup"],
)
def test_night_shows_headline_and_picture(events: str, tmp_path: Path) -> None:
    file = tmp_path / "a&b.csv"
    file.write_text(HEAD + events, encoding="utf-8")
    before = plt.get_fignums()
    night = plm_detect.index(file, legs_scored=True)
    html = night._repr_html_()
    assert "\n" not in repr(night)
    assert "<h4>a&amp;b</h4>" in html
    assert "<b>" not in html
    assert "Not a medical device" in html
    picture = re.search(r"base64,([^\"]+)", html)
    assert picture is not None
    assert base64.b64decode(picture[1]).startswith(b"\x89PNG")
    assert plt.get_fignums() == before


def test_unknown_statistics_list_near_names(sample_night: Path) -> None:
    table = plm_detect.score(sample_night).statistics
    assert table.value("PLM", "no./hour", "TST") == pytest.approx(78.1, abs=0.05)
    for names, near in (
        (("PLMx", "no./hour", "TST"), "did you mean 'PLM'"),
        (("PLM", "no/hour", "TST"), "did you mean 'no./hour'"),
        (("PLM", "no./hour", "TTS"), "did you mean 'TST'"),
    ):
        with pytest.raises(SettingsError, match=near):
            table.value(*names)
