"""Scoring files that lie beside a recording, found by patterns of their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PATTERNS = (
    "{stem}.xml",
    "{stem}-nsrr.xml",
    "{stem}.edf.xml",
    "{stem}.rml",
    "{stem}.annot",
    "{stem}.eannot",
    "{stem}.txt",
    "{stem}.tsv",
    "{stem}.csv",
    "{stem}.allscore.txt",
    "{stem}[-_ ]scoring.*",
    "{stem}[-_ ]events.*",
    "{stem}[-_ ]annotations.*",
    "{stem}[-_ ]hypnogram.*",
)
"""``{stem}`` is the name of the recording without its ending, ``*`` any characters and ``[...]``
one of some. Case does not count."""


def scorings_beside(
    recording: str, names: Iterable[str], patterns: Sequence[str] = PATTERNS
) -> tuple[str, ...]:
    """Return which files are scorings of a recording, in the order of the patterns.

    Parameters
    ----------
    recording : str
        Name of its file.
    names : iterable of str
        Names of all files in its folder.
    patterns : sequence of str
    """
    stem = recording.rpartition(".")[0] or recording
    others = sorted(name for name in names if name != recording)
    found: dict[str, None] = {}
    for pattern in patterns:
        matches = re.compile(_expression(pattern, stem), re.IGNORECASE).fullmatch
        found.update(dict.fromkeys(name for name in others if matches(name)))
    return tuple(found)


def is_pattern(pattern: str) -> bool:
    """Tell whether a text can be used as a pattern."""
    try:
        re.compile(_expression(pattern, ""))
    except re.error:
        return False
    return True


def _expression(pattern: str, stem: str) -> str:
    """Return a pattern as a regular expression."""
    parts = re.split(r"(\{stem\}|\*|\[[^\]]+\])", pattern)
    special = {"{stem}": re.escape(stem), "*": "[^/]*"}
    return "".join(
        special.get(part, part if part.startswith("[") else re.escape(part)) for part in parts
    )
