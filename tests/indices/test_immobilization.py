"""The suggested immobilization test, block by block."""

from __future__ import annotations

import numpy as np
import pytest
from builders import hypnogram, night
from hypothesis import given, settings
from hypothesis import strategies as st
from indices.made import moved, window

from plm_detect.indices.immobilization import immobilization_test
from plm_detect.model.events import Scoring
from plm_detect.model.hypnogram import Stage
from plm_detect.model.spans import Spans

AWAKE = night("W" * 240)  # two hours


def plm(*onsets: float, stage: Stage = Stage.W, series: int = 1):
    return moved(onsets, stage=[stage] * len(onsets), series=[series] * len(onsets))


def outcome_of(movements, scoring=AWAKE, start_s=0.0, end_s=3600.0, recorded=None):
    return immobilization_test(movements, scoring, window(start_s, end_s), recorded)


def numbers(outcome) -> list[int]:
    return [block.n_plmw for block in outcome.blocks]


def test_it_lasts_sixty_minutes_in_blocks_of_fifteen() -> None:
    outcome = outcome_of(plm(), start_s=100.0, end_s=7200.0)
    borders = [(block.onset_s, block.end_s) for block in outcome.blocks]
    assert borders == [(100, 1000), (1000, 1900), (1900, 2800), (2800, 3700)]
    assert (outcome.whole.onset_s, outcome.whole.end_s) == (100, 3700)
    assert outcome.whole.wake_min == 60.0


def test_it_ends_with_the_analysed_time_and_the_last_block_is_shorter() -> None:
    outcome = outcome_of(plm(950), start_s=100.0, end_s=1300.0)
    assert [(block.onset_s, block.end_s) for block in outcome.blocks] == [(100, 1000), (1000, 1300)]
    assert outcome.whole.end_s == 1300
    assert [block.wake_min for block in outcome.blocks] == [15.0, 5.0]


def test_no_block_without_length_ends_it() -> None:
    # In the machine 0.1 + 900 + ... may pass the end of the test by the last digits.
    for end_s in (900.0, 900.1, 900.1 - 1e-9, 900.1 + 1e-9):
        assert len(outcome_of(plm(), start_s=0.1, end_s=end_s).blocks) == 1
    assert len(outcome_of(plm(), start_s=0.1, end_s=901.0).blocks) == 2


def test_movement_on_a_border_belongs_to_the_later_block() -> None:
    assert numbers(outcome_of(plm(899.9, 900.0, 900.0 - 1e-9))) == [1, 2, 0, 0]


def test_movements_after_the_test_do_not_count_and_one_across_its_start_does() -> None:
    outcome = outcome_of(plm(99, 3699.9, 3700, 3701), start_s=100.0, end_s=7200.0)
    assert numbers(outcome) == [1, 0, 0, 1]
    assert outcome.whole.n_plmw == 2


def test_only_periodic_movements_in_wakefulness_count_where_stages_were_scored() -> None:
    stages = [Stage.W, Stage.N1, Stage.W, Stage.UNSCORED]
    moves = moved([10, 20, 30, 40], stage=stages, series=[1, 1, 0, 1])
    assert outcome_of(moves).whole.n_plmw == 1


def test_index_is_per_hour_of_wakefulness() -> None:
    # The first block holds five minutes awake, the second none.
    scoring = night("W" * 10 + "2" * 110)
    outcome = outcome_of(plm(10, 30, 50), scoring)
    assert [block.wake_min for block in outcome.blocks] == [5.0, 0.0, 0.0, 0.0]
    assert [block.plmw_per_hour for block in outcome.blocks] == [36.0, None, None, None]
    assert outcome.whole.plmw_per_hour == 36.0


def test_test_of_half_a_second_has_an_index() -> None:
    assert outcome_of(plm(0), end_s=0.5).whole.plmw_per_hour == 7200


def test_without_stages_all_periodic_movements_and_the_recorded_time_count() -> None:
    moves = plm(10, 30, 50, stage=Stage.UNSCORED)
    # A gap of five minutes in the first block.
    recorded = Spans.of([(0.0, 100.0), (400.0, 9000.0)])
    outcome = outcome_of(moves, Scoring(), recorded=recorded)
    assert (outcome.blocks[0].wake_min, outcome.blocks[0].plmw_per_hour) == (10.0, 18.0)
    assert (outcome.whole.wake_min, outcome.whole.n_plmw) == (55.0, 3)


def test_without_stages_and_length_only_the_number_is_known() -> None:
    block = outcome_of(plm(10, 30, stage=Stage.UNSCORED), Scoring()).blocks[0]
    assert (block.wake_min, block.n_plmw, block.plmw_per_hour) == (None, 2, None)


def test_values_by_name_hold_the_blocks() -> None:
    values = outcome_of(plm(10)).as_dict()
    assert values["whole"]["n_plmw"] == 1
    assert [block["n_plmw"] for block in values["blocks"]] == [1, 0, 0, 0]


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 80_000), max_size=30),
    st.text("W2.", min_size=150, max_size=150),
    st.integers(0, 600),
    st.integers(60, 4200),
    st.sampled_from([0.0, 1024.0, 77_777.5]),
)
def test_blocks_add_up_to_the_whole_whenever_it_was_recorded(
    tenths: list[int], stages: str, start_s: int, length_s: int, by_s: float
) -> None:
    onset_s = np.sort(np.array(tenths, dtype=np.float64) / 16 + start_s)
    kinds = np.array([Stage.W if i % 3 else Stage.N2 for i in tenths], dtype=np.int8)
    if not stages.strip("."):
        return
    epochs = hypnogram(stages)
    scoring = Scoring(type(epochs)(epochs.onset_s + by_s, epochs.end_s + by_s, epochs.stage))
    moves = moved(onset_s + by_s, stage=kinds, series=[1] * len(kinds))
    outcome = outcome_of(moves, scoring, start_s + by_s, start_s + length_s + by_s)
    whole = outcome.whole
    assert sum(numbers(outcome)) == whole.n_plmw
    assert sum(block.wake_min for block in outcome.blocks) == pytest.approx(whole.wake_min)
    inside = (onset_s < start_s + min(3600, length_s)) & (kinds == Stage.W)
    assert whole.n_plmw == np.count_nonzero(inside)
    assert len(outcome.blocks) == -(-min(3600, length_s) // 900)
