"""What a scoring holds, shown with the recording where the file alone does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import Edf, leg
from programs import within

import plm_detect
from plm_detect.errors import ScoringError

if TYPE_CHECKING:
    from pathlib import Path


def test_times_of_day_need_the_recording(tmp_path: Path) -> None:
    scoring = tmp_path / "s.annot"
    head = "class\tinstance\tchannel\tstart\tstop\tmeta\n"
    scoring.write_text(head + "N2\t.\t.\t23:50:00\t23:50:30\t.\n", encoding="utf-8")
    Edf((leg("EMG LAT", (10, 12)),)).write(tmp_path / "a.edf")
    with pytest.raises(ScoringError, match="--recording"):
        plm_detect.inspect_scoring(scoring)
    found = plm_detect.inspect_scoring(scoring, recording=tmp_path / "a.edf")
    assert found.kinds == (("stage_N2", 1, 30.0),)
    done = within("inspect", "s.annot", "--recording", "a.edf", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "stage_N2" in done.stdout
