"""Overlapping blocks of a stretch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import sosfiltfilt

from plm_detect.conditioning.blocks import ROWS, Blocks

SIZES = st.one_of(st.integers(1, 120), st.integers(1, 5000))
RATES = st.sampled_from([10.0, 25.0, 33.3, 100.0])


def ramp(n_samples: int) -> np.ndarray:
    return np.random.default_rng(n_samples).integers(-500, 500, n_samples).astype(np.float64)


def extended(samples: np.ndarray, margin: int, length: int) -> np.ndarray:
    """Return samples less their first, mirrored and turned over at the ends, and then held."""
    own = samples - samples[0]
    n = len(own)
    out = []
    for place in range(-margin, length - margin):
        if place < 0:
            out.append(-own[min(-place, n - 1)])
        elif place < n:
            out.append(own[place])
        else:
            out.append(2 * own[-1] - own[max(2 * (n - 1) - place, 0)])
    return np.array(out)


@pytest.mark.parametrize(
    ("n_samples", "rate_hz", "margin", "length", "n_blocks"),
    [
        # Blocks of 16 s with margins of 1 s; 1600 is quick to transform, its core has 1400.
        (100_000, 100.0, 100, 1600, 72),
        (1401, 100.0, 100, 1600, 2),
        (1400, 100.0, 100, 1600, 1),
        # A short stretch is one block: 1000 with both margins are 1200.
        (1000, 100.0, 100, 1200, 1),
        # 1201 are not quick to transform, 1215 are.
        (1001, 100.0, 100, 1215, 1),
        (1, 100.0, 100, 216, 1),
    ],
)
def test_blocks_of_sixteen_seconds_overlap_by_a_second(
    n_samples: int, rate_hz: float, margin: int, length: int, n_blocks: int
) -> None:
    blocks = Blocks.of(n_samples, rate_hz)
    assert (blocks.margin, blocks.length, blocks.n_blocks) == (margin, length, n_blocks)
    assert blocks.core == length - 2 * margin


def test_frequencies_are_those_of_a_block() -> None:
    frequencies = Blocks.of(100_000, 100.0).frequencies_hz
    assert len(frequencies) == 801
    assert frequencies[[0, 1, 800]].tolist() == pytest.approx([0.0, 1 / 16, 50.0])


@settings(max_examples=60)
@given(SIZES, RATES)
def test_cores_put_together_are_the_stretch_less_its_first_sample(n: int, rate_hz: float) -> None:
    samples, blocks = ramp(n), Blocks.of(n, rate_hz)
    cut = blocks.cut(samples, slice(0, blocks.n_blocks))
    assert cut.shape == (blocks.n_blocks, blocks.length)
    assert cut.dtype == np.float32
    cores = cut[:, blocks.margin : blocks.margin + blocks.core].ravel()
    np.testing.assert_array_equal(cores[:n], samples - samples[0])
    assert n <= len(cores) < n + blocks.core


@settings(max_examples=40)
@given(SIZES, RATES)
def test_ends_are_extended_by_their_mirror_image_turned_over(n: int, rate_hz: float) -> None:
    samples, blocks = ramp(n), Blocks.of(n, rate_hz)
    length = blocks.n_blocks * blocks.core + 2 * blocks.margin
    expected = extended(samples, blocks.margin, length)
    for i, block in enumerate(blocks.cut(samples, slice(0, blocks.n_blocks))):
        np.testing.assert_array_equal(block, expected[i * blocks.core :][: blocks.length])


def test_ends_are_extended_as_by_scipy() -> None:
    # A filter that does nothing but shift by ten samples forwards and backwards shows its padding.
    samples, blocks = ramp(1400), Blocks.of(1400, 100.0)
    (block,) = blocks.cut(samples, slice(0, blocks.n_blocks))
    box = np.array([[0.25, 0.5, 0.25, 1.0, 0.0, 0.0]])
    own = samples - samples[0]
    expected = sosfiltfilt(box, own, padlen=100)
    twice = np.convolve([0.25, 0.5, 0.25], [0.25, 0.5, 0.25])
    found = np.convolve(block, twice, "same")[100:1500]
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_constant_level_is_taken_off_before_precision_is_lost() -> None:
    # Single precision has steps of 0.06 at a million.
    samples = 1e6 + 0.01 * np.arange(3000)
    blocks = Blocks.of(3000, 100.0)
    cores = blocks.cut(samples, slice(0, blocks.n_blocks))[
        :, blocks.margin : blocks.margin + blocks.core
    ].ravel()
    np.testing.assert_allclose(cores[:3000], 0.01 * np.arange(3000), atol=1e-5)


@settings(max_examples=80)
@given(st.integers(1, 9000), RATES, st.integers(1, 5))
def test_some_blocks_are_the_second_and_those_in_steps_from_it(
    n: int, rate_hz: float, every: int
) -> None:
    samples, blocks = ramp(n), Blocks.of(n, rate_hz)
    some = blocks.some(samples, every)
    # Those of them that lie within the stretch with their margins.
    expected = []
    for i in range(1, blocks.n_blocks - 1, every):
        first = i * blocks.core - blocks.margin
        if first + blocks.length <= n:
            expected.append(samples[first : first + blocks.length])
    assert some.shape == (len(expected), blocks.length)
    np.testing.assert_array_equal(some, np.array(expected).reshape(-1, blocks.length))
    cut = blocks.cut(samples, slice(0, blocks.n_blocks)) + samples[0]
    for i, row in enumerate(some):
        np.testing.assert_array_equal(row, cut[1 + i * every])


def test_some_of_few_blocks_are_none() -> None:
    # Cores of 1400 samples: the second of three blocks is the first that is not outermost.
    for n, n_some in ((100, 0), (2800, 0), (2801, 0), (2900, 1), (4300, 2)):
        assert len(Blocks.of(n, 100.0).some(ramp(n), 1)) == n_some


@settings(max_examples=40)
@given(st.integers(1, 200_000))
def test_rows_hold_every_block_once(n_samples: int) -> None:
    blocks = Blocks.of(n_samples, 10.0)
    numbers = np.arange(blocks.n_blocks)
    groups = [numbers[rows] for rows in blocks.rows()]
    assert np.concatenate(groups).tolist() == numbers.tolist()
    assert all(rows.stop <= blocks.n_blocks for rows in blocks.rows())
    assert all(len(group) == ROWS for group in groups[:-1])
    assert 0 < len(groups[-1]) <= ROWS
