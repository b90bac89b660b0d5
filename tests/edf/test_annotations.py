"""Annotations of EDF+ files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from builders import Edf, annotations, leg
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.edf.annotations import read_annotations
from plm_detect.edf.header import read_header
from plm_detect.errors import RecordingError

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path, *channels, **header):
    edf = Edf((leg("LAT"), *channels), reserved=header.pop("reserved", "EDF+C"), **header)
    return read_annotations(read_header(edf.write(path / "a.edf")))


def with_first(first: bytes):
    channel = annotations(60, size=200)
    return replace(channel, tals=(b"+0\x14\x14\x00" + first, *channel.tals[1:]))


def test_onset_duration_and_text(tmp_path: Path) -> None:
    found = read(tmp_path, annotations(60, (200.5, 1.5, "Limb movement@@EMG LAT")))
    (item,) = found.items
    assert (item.onset_s, item.duration_s, item.text) == (200.5, 1.5, "Limb movement@@EMG LAT")


def test_missing_duration_is_unknown_not_zero(tmp_path: Path) -> None:
    (item,) = read(tmp_path, annotations(60, (30, None, "Lights off"))).items
    assert np.isnan(item.duration_s)


def test_one_entry_may_hold_several_texts(tmp_path: Path) -> None:
    found = read(tmp_path, with_first(b"+250\x151.5\x14left@@lat\x14right@@rat\x14\x00"))
    assert [(a.onset_s, a.text) for a in found.items] == [(250, "left@@lat"), (250, "right@@rat")]


def test_equal_annotations_of_two_channels_stay_two(tmp_path: Path) -> None:
    rows = ((250, 1.5, "Limb movement@@LAT"), (250, 1.5, "Limb movement@@RAT"))
    assert len(read(tmp_path, annotations(60, *rows)).items) == 2


def test_latin_1_text_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, with_first(b"+1\x14Micro-\xe9veil\x14\x00"))
    assert found.items[0].text == "Micro-\u00e9veil"


def test_several_annotation_signals_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, annotations(60, (1, 2, "a")), annotations(60, (3, 4, "b")))
    assert [item.text for item in found.items] == ["a", "b"]


def test_entry_that_is_no_annotation_is_counted(tmp_path: Path) -> None:
    assert read(tmp_path, with_first(b"rubbish\x14\x00")).n_unreadable == 1


def test_discontinuous_file_without_times_is_refused(tmp_path: Path) -> None:
    channel = replace(annotations(60), tals=(b"",) * 59 + (b"x",))
    with pytest.raises(RecordingError, match="has gaps but does not say where"):
        read(tmp_path, channel, reserved="EDF+D")


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 30_000_000).map(lambda ms: ms / 1000),
            st.text("abc \u00e4\u00b5@+-,", min_size=1, max_size=20).filter(str.strip),
        ),
        max_size=8,
    )
)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, rows) -> None:
    path = tmp_path_factory.mktemp("edf")
    channel = annotations(60, size=400)
    tals = "".join(f"+{onset:.3f}\x14{text}\x14\x00" for onset, text in rows).encode()
    channel = replace(channel, tals=(channel.tals[0] + tals, *channel.tals[1:]))
    found = read(path, channel)
    expected = [(pytest.approx(onset), text.strip()) for onset, text in rows]
    assert [(a.onset_s, a.text) for a in found.items] == expected
