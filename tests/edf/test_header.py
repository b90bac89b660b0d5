"""Headers as they are met, compliant or not."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders import Channel, Edf, annotations, leg

from plm_detect.edf.header import read_header
from plm_detect.edf.samples import physical_scale, read_digital
from plm_detect.errors import RecordingError
from plm_detect.recording.opening import open_recording

if TYPE_CHECKING:
    from pathlib import Path

LEGS = (leg("EMG LAT"), leg("EMG RAT", seed=1))


def codes(header) -> set[str]:
    return {note.code for note in header.notes}


def test_compliant_header_leaves_no_note(tmp_path: Path) -> None:
    header = read_header(Edf(LEGS).write(tmp_path / "a.edf"))
    assert header.format == "EDF"
    assert header.start == dt.datetime(2024, 3, 7, 23, 50)
    assert header.n_records == 60
    assert [s.rate_hz for s in header.signals] == [256.0, 256.0]
    assert header.notes == ()


@pytest.mark.parametrize(
    ("date", "time", "start"),
    [
        (b"99.99.99", b"23.50.00", None),
        (b"07.03.24", b"25.61.61", None),
        (b"        ", b"        ", None),
        (b"\xff\xfe.03.2", b"ab.cd.ef", None),
        (b"07/03/24", b"23:50:00", dt.datetime(2024, 3, 7, 23, 50)),
        (b"07.03.85", b"23.50.00", dt.datetime(1985, 3, 7, 23, 50)),
        (b"07.03.84", b"23.50.00", dt.datetime(2084, 3, 7, 23, 50)),
    ],
)
def test_nonsense_start_opens_with_a_note(
    tmp_path: Path, date: bytes, time: bytes, start: dt.datetime | None
) -> None:
    header = read_header(Edf(LEGS, date=date, time=time).write(tmp_path / "a.edf"))
    assert header.start == start
    assert bool(codes(header) & {"start_date", "start_time"}) == (start is None)


def test_four_digits_of_the_year_are_preferred(tmp_path: Path) -> None:
    edf = Edf(LEGS, date=b"07.03.yy", recording=b"Startdate 07-MAR-2104 X X X")
    assert read_header(edf.write(tmp_path / "a.edf")).start_date == dt.date(2104, 3, 7)


def test_non_ascii_text_is_read_with_a_note(tmp_path: Path) -> None:
    channels = (leg("EMG Jambe g", unit=b"\xb5V"), leg("B\xe4in re"))
    header = read_header(Edf(channels).write(tmp_path / "a.edf"))
    assert [s.label for s in header.signals] == ["EMG Jambe g", "B\u00e4in re"]
    assert codes(header) == {"non_ascii"}


@pytest.mark.parametrize("stated", ["-1", "12", "many"])
def test_wrong_number_of_records_is_counted_again(tmp_path: Path, stated: str) -> None:
    header = read_header(Edf(LEGS, stated_records=stated).write(tmp_path / "a.edf"))
    assert header.n_records == 60
    assert codes(header) == {"record_count"}


def test_fewer_records_than_the_header_promises_are_a_warning(tmp_path: Path) -> None:
    header = read_header(Edf(LEGS, stated_records="7200").write(tmp_path / "a.edf"))
    (note,) = header.notes
    assert (note.code, note.level) == ("truncated", "warning")
    assert "7200 data records (2:00:00), and the file ends after 60 (0:01:00)" in note.text


def test_last_record_that_is_cut_off_is_left_out(tmp_path: Path) -> None:
    header = read_header(Edf(LEGS, cut_bytes=512).write(tmp_path / "a.edf"))
    assert header.n_records == 59
    assert codes(header) == {"truncated", "cut_off"}
    assert "0.5 s were left out" in " ".join(note.text for note in header.notes)


def test_fractional_record_duration_gives_the_exact_rate(tmp_path: Path) -> None:
    edf = Edf((leg("LAT", rate=50, seconds=60),), record_duration="0,2")
    assert read_header(edf.write(tmp_path / "a.edf")).signals[0].rate_hz == 50 / 0.2


def test_empty_physical_range_hurts_only_the_channel_that_has_it(tmp_path: Path) -> None:
    channels = (leg("LAT"), Channel("Light", physical=("0", "0")))
    header = read_header(Edf(channels).write(tmp_path / "a.edf"))
    assert physical_scale(header, header.signals[0])[0] == pytest.approx(0.1)
    with pytest.raises(RecordingError, match="'Light' has a physical range of 0 to 0"):
        physical_scale(header, header.signals[1])


def test_inverted_polarity_keeps_its_sign(tmp_path: Path) -> None:
    channels = (leg("LAT", physical=("3276.7", "-3276.8")),)
    header = read_header(Edf(channels).write(tmp_path / "a.edf"))
    assert physical_scale(header, header.signals[0])[0] == pytest.approx(-0.1)


def test_only_the_chosen_channel_is_returned_as_stored(tmp_path: Path) -> None:
    channels = (leg("LAT", seed=3), leg("RAT", seed=4), Channel("X", per_record=7))
    for is_bdf in (False, True):
        edf = Edf(channels, is_bdf=is_bdf)
        header = read_header(edf.write(tmp_path / "a.edf"))
        (samples,) = read_digital(header, [header.signals[1]])
        assert samples.tolist() == channels[1].samples.tolist()


def test_bdf_samples_use_all_24_bits(tmp_path: Path) -> None:
    channel = leg("LAT", counts_per_uv=30_000.0)
    header = read_header(Edf((channel,), is_bdf=True).write(tmp_path / "a.bdf"))
    (samples,) = read_digital(header, header.signals)
    assert samples.tolist() == channel.samples.tolist()
    assert abs(samples).max() > 2**15


def test_annotation_signals_are_not_channels(tmp_path: Path) -> None:
    edf = Edf((*LEGS, annotations(60)), reserved="EDF+C")
    header = read_header(edf.write(tmp_path / "a.edf"))
    assert [s.label for s in header.data_signals] == ["EMG LAT", "EMG RAT"]


def with_field(start: int, text: str) -> bytes:
    content = bytearray(Edf(LEGS).to_bytes())
    content[start : start + len(text)] = text.encode()
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "the file is empty"),
        (b"0" + b" " * 100, "cut off within its header"),
        (Edf(LEGS).to_bytes()[:500], "cut off within its header"),
        (Edf(LEGS).to_bytes()[:768], "ends before its first data record"),
        (b"Time,Event\n00:10:00,LM\n" * 100, "not an EDF or BDF file"),
        (Edf(()).to_bytes(), "holds no signals"),
        (with_field(252, "abc "), "does not say how many signals"),
        (with_field(244, "zero    "), "does not say how long a data record lasts"),
        (with_field(244, "0       "), "a data record lasts 0 s"),
        (with_field(256 + 2 * 216, "lots"), "how many samples each channel has"),
    ],
)
def test_unreadable_file_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    path = tmp_path / "bad.edf"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=complaint) as caught:
        read_header(path)
    assert str(path) in str(caught.value)


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no such file"):
        read_header(tmp_path / "missing.edf")
    with pytest.raises(RecordingError, match="a folder"):
        read_header(tmp_path)


@pytest.mark.parametrize(
    "text", ["nan", "inf", "1e999", "9e307", "1e300", "1e11", "99999999", "-1"]
)
def test_samples_that_the_file_does_not_hold_are_refused_before_memory_is_taken(
    tmp_path: Path, text: str
) -> None:
    content = bytearray(Edf(LEGS).to_bytes())
    path = tmp_path / "a.edf"
    at = 256 + 216 * len(LEGS)
    for nth in range(len(LEGS)):
        content[at + 8 * nth : at + 8 * (nth + 1)] = text.encode().ljust(8)
    path.write_bytes(content)
    tracemalloc.start()
    with pytest.raises(RecordingError, match=r"how many samples|ends before its first"):
        open_recording(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6


@pytest.mark.parametrize("stated", ["99999999", "1e999", "1e300", "nan"])
def test_records_that_the_file_does_not_hold_are_not_waited_for(
    tmp_path: Path, stated: str
) -> None:
    header = read_header(Edf(LEGS, stated_records=stated).write(tmp_path / "a.edf"))
    assert header.n_records == 60


@pytest.mark.parametrize("duration", ["nan", "1e999", "9e307", "-1"])
def test_length_of_a_record_that_is_no_number_is_refused(tmp_path: Path, duration: str) -> None:
    path = Edf(LEGS, record_duration=duration).write(tmp_path / "a.edf")
    with pytest.raises(RecordingError, match="how long a data record lasts"):
        read_header(path)


@pytest.mark.parametrize("onset", [b"+99999999999999", b"+1500000000", b"+2678460"])
def test_gap_of_months_is_refused(tmp_path: Path, onset: bytes) -> None:
    clock = annotations(60)
    far = replace(clock, tals=(*clock.tals[:-1], onset + b"\x14\x14\x00"))
    path = Edf((*LEGS, far), reserved="EDF+D").write(tmp_path / "a.edf")
    with pytest.raises(RecordingError, match="31 days apart"):
        open_recording(path)


def test_gap_of_days_is_none(tmp_path: Path) -> None:
    clock = annotations(60)
    far = replace(clock, tals=(*clock.tals[:-1], b"+2678400\x14\x14\x00"))
    path = Edf((*LEGS, far), reserved="EDF+D").write(tmp_path / "a.edf")
    assert len(open_recording(path).recorded) == 2
