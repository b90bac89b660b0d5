"""Numbers in words of a language."""

from __future__ import annotations

import pytest

from plm_detect.wording.language import words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.00"),
        (0.9999, "> 0.99"),
        (0.995, "> 0.99"),
        (0.9949, "0.99"),
        (0.0, "0.00"),
        (float("nan"), "-"),
        (None, "-"),
    ],
)
def test_only_all_is_written_as_one(value: float | None, text: str) -> None:
    assert words("en").share(value) == text


def test_german_numbers_have_a_comma() -> None:
    assert words("de").share(0.999) == "> 0,99"
    assert words("de").number(1.25, 1) == "1,2"
