"""What many tests share."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("PLM_DETECT_SHARED", ROOT.parent / "shared"))

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what it puts in the background deaf to Ctrl+C, and all its children with it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def sample_night() -> Path:
    return ROOT / "sample_data" / "sample_night.edf"


@pytest.fixture(scope="session")
def real_excerpt() -> Path:
    path = SHARED / "examples" / "psg_ipa" / "SN5_sample.edf"
    if not path.is_file():
        pytest.skip("the real excerpt is not at hand")
    return path


@pytest.fixture(scope="session")
def oracle() -> Path:
    path = SHARED / "oracle" / "wasm2016"
    if not path.is_dir():
        pytest.skip("the statistics of the reference implementation are not at hand")
    return path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes ``-n auto`` means: one more, because many tests wait for others."""
    return (os.cpu_count() or 1) + 1
