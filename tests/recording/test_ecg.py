"""The channel of the ECG."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import Channel, Edf

from plm_detect.edf.header import read_header
from plm_detect.errors import ChannelError
from plm_detect.recording.ecg import choose_ecg

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("labels", "request_", "expected"),
    [
        (["C3-M2", "ECG", "EKG2"], None, "ECG"),
        (["EKG1-EKG2"], None, "EKG1-EKG2"),
        (["ECG imp", "EEG ECG II"], None, "EEG ECG II"),
        (["ECG HR", "Pulse"], None, None),
        (["ECG", "X"], "x", "X"),
        (["ECG", "X"], "#2", "X"),
        (["ECG"], "none", None),
    ],
)
def test_ecg_is_chosen(
    tmp_path: Path, labels: list[str], request_: str | None, expected: str | None
) -> None:
    channels = tuple(Channel(label) for label in labels)
    header = read_header(Edf(channels).write(tmp_path / "a.edf"))
    found = choose_ecg(header, request_)
    assert (found and found.label) == expected


def test_slow_or_missing_ecg(tmp_path: Path) -> None:
    header = read_header(Edf((Channel("ECG", per_record=32),)).write(tmp_path / "a.edf"))
    assert choose_ecg(header, None) is None
    with pytest.raises(ChannelError, match="no channel 'EKG'; the file holds #1 'ECG'"):
        choose_ecg(header, "EKG")
