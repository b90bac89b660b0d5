"""PLMS by body position: worked out by hand, and adding up to the night."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from indices.made import moved, window

from plm_detect.errors import SettingsError
from plm_detect.indices.positions import by_position
from plm_detect.model.events import Scoring
from plm_detect.model.hypnogram import Hypnogram, Stage
from plm_detect.model.positions import BodyPosition, BodyPositions, position_codes
from plm_detect.model.spans import Spans

SUPINE, LEFT, UNKNOWN = BodyPosition.SUPINE, BodyPosition.LEFT, BodyPosition.UNKNOWN


def lying(*rows: tuple[float, float, BodyPosition]) -> BodyPositions:
    onset, duration, code = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    return BodyPositions.of_changes(onset, duration, code.astype(np.int8))


def staged(*rows: tuple[float, float, Stage]) -> Hypnogram:
    onset, end, stage = np.array(rows, dtype=np.float64).T
    return Hypnogram(onset, end, stage.astype(np.int8))


def test_each_position_lasts_until_the_next_or_as_long_as_it_says() -> None:
    found = lying((600, 0, LEFT), (0, np.nan, SUPINE), (900, 60, SUPINE))
    assert found.onset_s.tolist() == [0, 600, 900]
    assert found.end_s.tolist() == [600, 900, 960]
    assert found.position.tolist() == [SUPINE, LEFT, SUPINE]
    last = lying((0, 0, SUPINE), (500, 0, LEFT))
    assert last.end_s.tolist() == [500, np.inf]
    assert last.ended(2000).end_s.tolist() == [500, 2000]
    assert last.ended(400).pairs() == [(0, 400)]


def test_epochs_in_one_position_are_one_and_gaps_stay() -> None:
    found = lying((0, 30, SUPINE), (30, 30, SUPINE), (90, 30, SUPINE), (120, 30, LEFT))
    assert found.pairs() == [(0, 60), (90, 120), (120, 150)]


def test_of_overlapping_positions_the_later_holds_and_then_the_earlier_again() -> None:
    found = lying((0, 1200, SUPINE), (600, 60, LEFT), (1100, 300, LEFT))
    assert found.pairs() == [(0, 600), (600, 660), (660, 1100), (1100, 1400)]
    assert found.position.tolist() == [SUPINE, LEFT, SUPINE, LEFT]
    nested = lying((0, 100, SUPINE), (10, 50, LEFT), (20, 10, UNKNOWN), (90, 5, LEFT))
    assert nested.pairs() == [(0, 10), (10, 20), (20, 30), (30, 60), (60, 90), (90, 95), (95, 100)]


def test_numbers_of_a_night_by_hand() -> None:
    """Sleep 600-4200 s; supine 0-1800, left 1800-3600, nothing known after."""
    hypnogram = staged((0, 600, Stage.W), (600, 3000, Stage.N2), (3000, 4200, Stage.R))
    movements = moved(
        [300, 700, 1799, 1800, 2000, 3700, 4000],
        series=[1] * 7,
        series_nr=[1, 1, 0, 1, 0, 1, 0],
        stage=[Stage.W, *[Stage.N2] * 4, Stage.R, Stage.R],
        arousal_lag_s=[np.nan, 0.0, np.nan, 0.0, 0.0, np.nan, np.nan],
    )
    scoring = Scoring(
        hypnogram=hypnogram,
        arousals=Spans.of([(700, 703)]),
        positions=lying((0, 1800, SUPINE), (1800, 1800, LEFT)),
    )
    table = by_position(movements, scoring, window(0, 4200))
    assert table is not None
    assert table.position.tolist() == ["supine", "left", "unknown"]
    assert table.sleep_min.tolist() == [20, 30, 10]
    assert table.n_plms.tolist() == [2, 2, 2]
    assert table.n_plms_nr.tolist() == [1, 1, 1]
    assert table.n_plms_arousal.tolist() == [1, 2, 0]
    np.testing.assert_allclose(table.plms_per_hour, [6, 4, 12])
    np.testing.assert_allclose(table.plms_nr_per_hour, [3, 2, 6])
    unscored = Scoring(hypnogram=hypnogram, positions=scoring.positions)
    without = by_position(movements, unscored, window(0, 4200))
    assert without is not None
    assert np.all(np.isnan(without.n_plms_arousal))


def test_nothing_without_stages_or_known_positions() -> None:
    hypnogram = staged((0, 600, Stage.N2))
    somewhere = lying((0, 600, SUPINE))
    assert by_position(moved([1]), Scoring(positions=somewhere), window(0, 600)) is None
    assert by_position(moved([1]), Scoring(hypnogram=hypnogram), window(0, 600)) is None
    nowhere = Scoring(hypnogram=hypnogram, positions=lying((0, 600, UNKNOWN)))
    assert by_position(moved([1]), nowhere, window(0, 600)) is None


@given(
    changes=st.lists(
        st.tuples(st.integers(0, 3000), st.integers(0, 300), st.sampled_from(list(BodyPosition))),
        max_size=12,
    ),
    onsets=st.lists(st.integers(0, 2999), max_size=20),
)
def test_rows_add_up_to_the_night(
    changes: list[tuple[int, int, BodyPosition]], onsets: list[int]
) -> None:
    hypnogram = staged(
        (0, 300, Stage.W), (300, 1500, Stage.N2), (1800, 2400, Stage.R), (2400, 3000, Stage.W)
    )
    times = sorted(onsets)
    stages = np.array(hypnogram.stage_at(np.array(times, dtype=np.float64)), dtype=np.int8)
    movements = moved(times, 0.5, series=[1] * len(times), stage=stages)
    scoring = Scoring(hypnogram=hypnogram, positions=lying(*changes).ended(3000))
    table = by_position(movements, scoring, window(600, 2700))
    assert np.all(scoring.positions.onset_s[1:] >= scoring.positions.end_s[:-1])
    if table is None:
        return
    assert np.sum(table.sleep_min) == pytest.approx((900 + 600) / 60)
    n_plms = int(np.sum(np.isin(stages, (Stage.N2, Stage.R))))
    assert np.sum(table.n_plms) == n_plms


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("supine", "correct 'supine'"),
        ("0=supine,1=lying", "correct '1=lying'"),
        ("-1=left", "correct '-1=left'"),
        ("300=left", "correct '300=left'"),
        ("0=left,0=right", "value 0 is given two"),
        ("", "correct ''"),
    ],
)
def test_codes_that_are_not_valid_are_refused(text: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        position_codes(text)


def test_codes_are_read_in_any_case() -> None:
    assert position_codes(" 0=Supine , 7=LEFT") == {0: SUPINE, 7: LEFT}
