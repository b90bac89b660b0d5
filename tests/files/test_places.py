"""URLs that nobody answers: one sentence, within a sane time."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest

from plm_detect.batches.jobs import find_jobs
from plm_detect.errors import RecordingError
from plm_detect.files import places
from plm_detect.files.places import place_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("foo://host/night.edf", "the URL is not understood"),
        ("memory://none/night.edf", "no answer from this address, or no such file"),
        ("ftp://127.0.0.1:9/night.edf", "check the URL"),
        ("https://[::1/night.edf", "https://"),
        ("x\x00.edf", "not a name that a file can have"),
        ("a" * 300, "not a name that a file can have"),
        ("a/" * 3000, "not a name that a file can have"),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_cannot_be_reached_is_one_sentence(url: str, reason: str) -> None:
    with pytest.raises(RecordingError, match=reason) as found:
        find_jobs([url])
    assert "\n" not in str(found.value)


def test_a_silent_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("aiohttp")
    monkeypatch.setattr(places, "SILENT_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/night.edf"
        begin = time.monotonic()
        with pytest.raises(RecordingError, match="no answer in time"):
            find_jobs([url])
        assert time.monotonic() - begin < 20


def test_names_of_files_may_be_of_any_script(tmp_path: Path) -> None:
    (tmp_path / "Nacht Ünï 夜.edf").touch()
    assert place_of(str(tmp_path / "Nacht Ünï 夜.edf")).exists()
