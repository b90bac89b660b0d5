"""The time behind every column and what counts in it."""

from __future__ import annotations

import numpy as np
import pytest
from builders import hypnogram, night
from hypothesis import given, settings
from hypothesis import strategies as st
from indices.made import window

from plm_detect.indices.denominators import COLUMN_STAGES, Denominators, denominators
from plm_detect.model.events import Scoring
from plm_detect.model.hypnogram import Stage
from plm_detect.model.spans import Spans

COLUMNS = ["TIB", "TST", "Wake", "N1", "N2", "N3", "REM", "NREM"]
HELD = ["W123R", "123R", "W", "1", "2", "3", "R", "123"]
STAGES = st.text("W123R.", min_size=1, max_size=20).filter(lambda text: text.strip("."))


def seconds(scoring: Scoring, start_s: float, end_s: float, recorded: Spans | None = None):
    return denominators(scoring, window(start_s, end_s), recorded).seconds.tolist()


def test_columns_stand_in_the_order_of_the_table() -> None:
    assert list(COLUMN_STAGES) == COLUMNS


def test_each_stage_counts_in_its_columns() -> None:
    # W 30 s, N1 60 s, N2 90 s, N3 120 s, R 150 s.
    stages = "W" + "1" * 2 + "2" * 3 + "3" * 4 + "R" * 5
    assert seconds(night(stages), 0, 450) == [450, 420, 30, 60, 90, 120, 150, 270]


def test_epochs_across_the_limits_count_with_the_part_inside() -> None:
    # From 20 to 70 s: 10 s of W, 30 s of N2, 10 s of R.
    assert seconds(night("W2R"), 20, 70) == [50, 40, 10, 0, 30, 0, 10, 30]
    assert seconds(night("W2R"), 90, 300) == [0] * 8


def test_time_that_nobody_scored_is_in_no_denominator() -> None:
    recorded = Spans.of([(0.0, 150.0)])
    assert seconds(night("W..2."), 0, 150, recorded) == [60, 30, 30, 0, 30, 0, 0, 30]


def test_without_stages_the_first_column_holds_the_recorded_time() -> None:
    # Gap from 40 to 60 s; the window cuts at 10 and 90 s.
    recorded = Spans.of([(0.0, 40.0), (60.0, 100.0)])
    time = denominators(Scoring(), window(10, 90), recorded)
    np.testing.assert_array_equal(time.seconds, [60.0, *[np.nan] * 7])
    assert not time.is_staged
    unknown = denominators(Scoring(), window(10, 90), None)
    assert np.isnan(unknown.seconds).all()
    assert denominators(night("2"), window(0, 30), None).is_staged


def test_column_without_time_has_no_hours() -> None:
    time = Denominators(np.array([7200.0, 0.9, 0.0, np.nan]), is_staged=True)
    np.testing.assert_array_equal(time.hours, [2.0, 0.9 / 3600, np.nan, np.nan])


def test_events_count_in_the_columns_of_their_stage() -> None:
    codes = np.array([Stage.W, Stage.N1, Stage.N2, Stage.N3, Stage.R, Stage.UNSCORED])
    inside = denominators(night("2"), window(0, 30), None).members(codes.astype(np.int8))
    assert inside.tolist() == [[letter in held for letter in "W123R."] for held in HELD]


def test_without_stages_all_events_count_in_the_first_column() -> None:
    time = denominators(Scoring(), window(0, 30), None)
    codes = np.full(3, Stage.UNSCORED, dtype=np.int8)
    assert time.members(codes).sum(axis=1).tolist() == [3] + [0] * 7
    assert time.members(codes[:0]).shape == (8, 0)


def test_numbers_are_blank_where_nobody_can_say_what_belongs_there() -> None:
    numbers = np.arange(8.0)
    bare = denominators(Scoring(), window(0, 30), None)
    np.testing.assert_array_equal(bare.blank_where_unknown(numbers), [0.0, *[np.nan] * 7])
    # A night without any R has no time in R, but that no movement was in R is known.
    staged = denominators(night("2"), window(0, 30), None)
    np.testing.assert_array_equal(staged.blank_where_unknown(numbers), numbers)


@settings(max_examples=60)
@given(STAGES, st.integers(0, 600), st.integers(1, 600), st.sampled_from([20.0, 30.0]))
def test_columns_add_up_and_parts_of_the_night_do(
    stages: str, start_s: int, length_s: int, epoch_s: float
) -> None:
    scoring = Scoring(hypnogram(stages, epoch_s))
    middle_s, end_s = start_s + length_s // 2, start_s + length_s
    tib, tst, wake, n1, n2, n3, rem, nrem = seconds(scoring, start_s, end_s)
    assert tib == wake + tst
    assert tst == nrem + rem
    assert nrem == n1 + n2 + n3
    assert tib <= length_s
    parts = zip(seconds(scoring, start_s, middle_s), seconds(scoring, middle_s, end_s), strict=True)
    assert [a + b for a, b in parts] == pytest.approx([tib, tst, wake, n1, n2, n3, rem, nrem])
    # Second by second.
    letters = [stages[int((t + 0.5) // epoch_s) :][:1] or "." for t in range(start_s, end_s)]
    counted = [sum(letter in held and letter != "." for letter in letters) for held in HELD]
    assert counted == pytest.approx([tib, tst, wake, n1, n2, n3, rem, nrem])
