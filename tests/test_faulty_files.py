"""Whatever stands in a file, there is a result or one sentence, never another error."""

from __future__ import annotations

import pytest
from builders import Edf, annotations, leg
from hypothesis import given, settings
from hypothesis import strategies as st

import plm_detect

pytestmark = pytest.mark.no_cover
"""Watching which lines run would take longer than the tests themselves."""

LEGS = (leg("EMG LAT", (10, 12)), leg("EMG RAT", seed=1))
WHOLE = Edf((*LEGS, annotations(60, (0, 30, "Sleep stage N2"))), reserved="EDF+C").to_bytes()
HEADER_BYTES = 4 * 256
FIRST_TAL = HEADER_BYTES + 2 * 2 * 256

PLACES = st.one_of(st.integers(0, HEADER_BYTES - 1), st.integers(FIRST_TAL, FIRST_TAL + 60))
BYTES = st.one_of(st.sampled_from(b"\x00 +-.,0159AZ\x14\x15\xff"), st.integers(0, 255))


@settings(max_examples=300)
@given(
    faults=st.lists(st.tuples(PLACES, BYTES), min_size=1, max_size=6),
    length=st.one_of(st.just(len(WHOLE)), st.integers(0, len(WHOLE))),
)
def test_faulty_file_is_scored_or_refused(
    tmp_path_factory: pytest.TempPathFactory, faults: list[tuple[int, int]], length: int
) -> None:
    content = bytearray(WHOLE)
    for place, byte in faults:
        content[place] = byte
    path = tmp_path_factory.mktemp("faulty") / "night.edf"
    path.write_bytes(content[:length])
    sentence = ""
    try:
        plm_detect.score(path)
    except plm_detect.PlmDetectError as error:
        sentence = str(error)
    assert len(sentence.splitlines()) <= 1
