"""Recordings and results behind URLs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import fsspec
import numpy as np
import pytest
from batch.made import recording

import plm_detect
from plm_detect.batches.fetching import fetch_recording
from plm_detect.batches.jobs import Job, find_jobs, named
from plm_detect.batches.settings import BatchSettings
from plm_detect.batches.worker import NIGHTS, Work, score_job
from plm_detect.errors import RecordingError
from plm_detect.files.places import place_of
from plm_detect.recording.montage import LegRequest
from plm_detect.simulate.writing import write_simulated

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).parents[2] / "sample_data"


@pytest.fixture
def store() -> Iterator[Any]:
    found = fsspec.filesystem("memory")
    found.pipe_file("/lab/sub/night.edf", (SAMPLE / "sample_night.edf").read_bytes())
    found.pipe_file("/lab/sub/night.txt", b"nothing to see")
    yield found
    found.rm("/", recursive=True)
    found.store.clear()


@pytest.mark.usefixtures("store")
def test_recordings_behind_a_url_are_found() -> None:
    (job,) = named(find_jobs(["memory://lab"]), {})
    assert (job.recording, job.name) == ("memory:///lab/sub/night.edf", "night")
    assert job.scorings == ("memory:///lab/sub/night.txt",)
    (same,) = find_jobs(["memory://lab/*/*.edf"])
    assert same.recording == job.recording


def test_only_what_is_needed_is_read(
    store: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = tmp_path / "wide.edf"
    settings = plm_detect.SimulationSettings(minutes=5, n_channels=40, other_rate_hz=256)
    write_simulated(plm_detect.simulate_night(settings), wide)
    store.pipe_file("/lab/wide.edf", wide.read_bytes())
    n_read = 0
    whole = type(store).cat_file

    def counting(self: Any, path: str, start: Any = None, end: Any = None, **more: Any) -> bytes:
        nonlocal n_read
        content: bytes = whole(self, path, start=start, end=end, **more)
        n_read += len(content)
        return content

    monkeypatch.setattr(type(store), "cat_file", counting)
    (tmp_path / "copy").mkdir()
    place = place_of("memory://lab/wide.edf")
    copy = fetch_recording(place, tmp_path / "copy", LegRequest(), 100.0)
    assert copy.stat().st_size == wide.stat().st_size
    assert n_read < 0.2 * wide.stat().st_size
    one, other = plm_detect.score(wide), plm_detect.score(copy)
    np.testing.assert_array_equal(one.leg_movements.onset_s, other.leg_movements.onset_s)
    assert one.headline == other.headline
    assert [leg.grade for leg in one.quality] == [leg.grade for leg in other.quality]


def test_results_go_behind_a_url(store: Any) -> None:
    job = Job("memory://lab/sub/night.edf", name="night")
    outcome = score_job(job, Work(BatchSettings(report="none"), "memory://results"))
    assert outcome.is_done, outcome.error
    names = {Path(each).name for each in store.ls(f"/results/{NIGHTS}/night", detail=False)}
    assert {"summary.json", "movements.csv", "statistics.csv"} <= names
    assert outcome.inputs[0]["sha256"] is None
    assert outcome.inputs[0]["n_bytes"] == (SAMPLE / "sample_night.edf").stat().st_size


@pytest.mark.usefixtures("store")
def test_what_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    place = place_of("memory://lab/none.edf")
    with pytest.raises(RecordingError, match="no such file"):
        fetch_recording(place, tmp_path, LegRequest(), 100.0)
    with pytest.raises(RecordingError, match=r"not understood|is needed"):
        find_jobs(["nothing://lab"])
    outcome = score_job(
        Job("memory://lab/none.edf", name="none"), Work(BatchSettings(report="none"), "memory://r")
    )
    assert not outcome.is_done
    assert outcome.passing


def test_marks_of_files_change_with_them_only(store: Any) -> None:
    place = place_of("memory://lab/sub/night.txt")
    before = place.fingerprint()
    assert place.parent().names() == ["night.edf", "night.txt"]
    assert place.fingerprint() == before
    store.pipe_file("/lab/sub/night.txt", b"nothing to say")
    assert place.fingerprint() != before


def test_file_urls_are_paths(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.edf")
    (job,) = find_jobs([path.as_uri()])
    assert Path(job.recording) == path
