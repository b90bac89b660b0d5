"""What messages show of a cell that was not understood."""

from __future__ import annotations

import re

LONGEST = 12
NO_NUMBERS = ("nan", "inf", "-inf", "n/a")
_PERSONAL = re.compile(r"[^\W\d_]{3}|\d{6}|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
"""Words, record numbers, dates: people type names and dates of birth into any cell."""


def quoted(text: str) -> str:
    """Return a cell in quotes, or "a text" where it may hold a name, a number or a date.

    The message says in which line the cell is; messages also reach the outputs of batches.
    """
    text = text.strip()
    if not text:
        return "nothing"
    if text.casefold() in NO_NUMBERS:
        return repr(text)
    return "a text" if len(text) > LONGEST or _PERSONAL.search(text) else repr(text)
