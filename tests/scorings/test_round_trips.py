"""What is written is read back unchanged, by our readers and by independent ones."""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from pathlib import Path
from unittest import mock

import mne
import numpy as np
import pyedflib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.errors import OutputError
from plm_detect.scorings import formats, reading
from plm_detect.scorings.canonical import CanonicalEvent, canonical, in_order
from plm_detect.scorings.clock.alignment import clock_shift
from plm_detect.scorings.content import Content
from plm_detect.scorings.events import Reading
from plm_detect.scorings.reading import read_scoring
from plm_detect.scorings.vocabulary.kinds import IGNORED, KINDS, LEG_MOVEMENTS, RERA_AROUSAL, STAGES
from plm_detect.scorings.vocabulary.spellings import spellings
from plm_detect.scorings.writing import write_events

START = dt.datetime(2024, 3, 30, 22, 15, 7)
WRITTEN = [kind for kind in KINDS if kind not in (IGNORED, RERA_AROUSAL)]
READ_BACK = [each for each in formats.WRITTEN if each.is_read]

times = st.integers(0, 36_000_000_000).map(lambda us: us / 1e6)
durations = st.one_of(
    st.just(math.nan), st.just(0.0), st.integers(1, 600_000_000).map(lambda us: us / 1e6)
)


def event(kind: str, onset_s: float, duration_s: float, side: str) -> CanonicalEvent:
    has_side = kind in (*LEG_MOVEMENTS, "calibration")
    if kind in STAGES and not duration_s > 0:
        duration_s = 30.0
    return CanonicalEvent(onset_s, duration_s, kind, side if has_side else "")


events = st.builds(
    event,
    st.sampled_from(WRITTEN),
    times,
    durations,
    st.sampled_from(["left", "right", "both", "unspecified"]),
)


def same(one: CanonicalEvent, other: CanonicalEvent) -> bool:
    return (one.kind, one.side) == (other.kind, other.side) and np.allclose(
        (one.onset_s, one.duration_s),
        (other.onset_s, other.duration_s),
        rtol=0,
        atol=2e-6,
        equal_nan=True,
    )


@pytest.mark.parametrize("writer", READ_BACK, ids=lambda writer: writer.name)
@settings(max_examples=60)
@given(st.lists(events, min_size=1, max_size=30))
def test_written_events_are_read_back(writer, rows: list[CanonicalEvent]) -> None:
    rows = list(in_order(rows))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"night{writer.ending}"
        write_events(path, Content(tuple(rows), START, 36_600.0))
        # No night looks like these events; whether they are in seconds is not asked here.
        with mock.patch.object(reading, "check_seconds"):
            (file,) = read_scoring(path, Reading(START, 36_600.0))
        shift_s, _ = clock_shift(file, START)
        found = canonical(file, shift_s)
    assert len(found) == len(rows)
    by_kind = sorted(rows, key=lambda e: (e.kind, e.side, e.onset_s, str(e.duration_s)))
    back = sorted(found, key=lambda e: (e.kind, e.side, round(e.onset_s, 5), str(e.duration_s)))
    left = list(back)
    for row in by_kind:
        match = next((other for other in left if same(row, other)), None)
        assert match is not None, row
        left.remove(match)


def test_every_format_spells_every_kind() -> None:
    for name in ("edf", "remlogic", "nsrr", "luna"):
        assert set(WRITTEN) <= set(spellings(name))


NIGHT = (
    *(CanonicalEvent(30.0 * i, 30.0, "stage_N2", "") for i in range(20)),
    CanonicalEvent(40.5, 1.5, "lm", "left"),
    CanonicalEvent(40.5, 1.5, "lm", "right"),
    CanonicalEvent(70.25, 2.0, "plm", "unspecified"),
    CanonicalEvent(71.0, 5.0, "arousal_plm", ""),
    CanonicalEvent(100.0, 0.0, "lights_on", ""),
)


def written(tmp_path: Path, name: str) -> Path:
    write_events(tmp_path / name, Content(in_order(NIGHT), START, 600.0))
    return tmp_path / name


def test_mne_and_pyedflib_read_the_edf_file(tmp_path: Path) -> None:
    path = written(tmp_path, "a.edf")
    found = mne.read_annotations(path)
    assert found.onset.min() == 0
    assert "Limb movement@@EMG LAT" in set(found.description)
    with pyedflib.EdfReader(str(path)) as reader:
        onset, duration, text = reader.readAnnotations()
        assert reader.getStartdatetime() == START
    assert len(text) == len(NIGHT)
    at = list(text).index("Arousal (PLM)")
    assert (onset[at], float(duration[at])) == (71.0, 5.0)


def test_luna_reads_the_annot_file(tmp_path: Path) -> None:
    lunapi = pytest.importorskip("lunapi")
    path = written(tmp_path, "a.annot")
    project = lunapi.proj()
    project.silence()
    inst = project.empty_inst("a", 600, 1, "30.03.24", "22.15.07")
    inst.attach_annot(str(path))
    table = inst.fetch_annots(["LM", "N2", "arousal", "PLM", "lights_on"])
    counts = table["Class"].value_counts()
    assert counts["LM"] == 2
    assert counts["N2"] == 20
    assert set(counts.index) == {"LM", "N2", "arousal", "PLM", "lights_on"}


def test_parquet_holds_the_canonical_columns(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(written(tmp_path, "a.parquet"))
    assert table.column_names == ["onset_s", "duration_s", "event", "side"]
    assert table.num_rows == len(NIGHT)


def test_bids_has_its_description(tmp_path: Path) -> None:
    path = written(tmp_path, "sub-1_events.tsv")
    assert path.read_text(encoding="utf-8").splitlines()[0] == "onset\tduration\ttrial_type\tside"
    assert '"Levels"' in (tmp_path / "sub-1_events.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("writer", formats.WRITTEN, ids=lambda writer: writer.name)
def test_same_events_give_the_same_bytes_and_are_not_overwritten(writer, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    one, two = tmp_path / f"a{writer.ending}", tmp_path / "x" / f"a{writer.ending}"
    content = Content(in_order(NIGHT), START, 600.0)
    write_events(one, content)
    write_events(two, content)
    assert one.read_bytes() == two.read_bytes()
    with pytest.raises(OutputError, match="exists"):
        write_events(one, content)
    assert not list(tmp_path.glob(".*"))


def test_what_a_format_cannot_hold_is_said(tmp_path: Path) -> None:
    early = Content((CanonicalEvent(-5.0, 1.0, "lm", "left"),), None, None)
    with pytest.raises(OutputError, match="before the start"):
        write_events(tmp_path / "a.annot", early)
    with pytest.raises(OutputError, match="--recording"):
        write_events(tmp_path / "a.txt", early)
    with pytest.raises(OutputError, match="no format that can be written"):
        write_events(tmp_path / "a.docx", early)
    assert not list(tmp_path.iterdir())
