"""Names that are not known, and what was meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def nearest(name: str, known: Collection[str]) -> str:
    """Return the end of a sentence about an unknown name: the nearest known one, or all."""
    by_case = {each.casefold(): each for each in known}
    near = get_close_matches(name.casefold(), by_case, 1)
    if near:
        return f"; did you mean {by_case[near[0]]!r}?"
    return f"; known are {', '.join(sorted(known))}"
