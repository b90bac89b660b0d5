"""Lines and tables that fit the terminal: what is too wide is wrapped, nothing is cut off."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from plm_detect.model.quality import QualityNote

UNDEFINED = "-"
NAME_WIDTH = 12
STANDARD_WIDTH, LEAST_WIDTH, MOST_WIDTH = 80, 40, 100
GAP = 2
INDENT = "  "
"""Spaces between the columns of a table."""
NARROWEST = 8
"""Characters below which a column of texts is not made narrower."""
LONGEST_WHOLE_WORD = 34
"""A longer word, such as the name of a file, may be broken within a column."""


def width() -> int:
    """Return how many characters a line may have; 80 where the output is not a terminal."""
    if not sys.stdout.isatty():
        return STANDARD_WIDTH
    columns = shutil.get_terminal_size((STANDARD_WIDTH, 24)).columns
    return max(LEAST_WIDTH, min(columns, MOST_WIDTH))


def wrapped(text: str, indent: str = "") -> str:
    """Return a paragraph in lines; the indent is for all but the first."""
    return "\n".join(_lines(text, width(), indent))


def row(name: str, text: str) -> str:
    """Return a text with its name, wrapped below itself."""
    lines = _lines(text, width() - NAME_WIDTH)
    return "\n".join(
        f"{name if i == 0 else '':<{NAME_WIDTH}}{line}" for i, line in enumerate(lines or [""])
    )


def rows_of(name: str, texts: Sequence[str]) -> list[str]:
    """Return several texts under one name."""
    return [row(name if i == 0 else "", text) for i, text in enumerate(texts)]


def notes_of(notes: Iterable[QualityNote], title: str = "Notes") -> list[str]:
    """Return notes under their heading; nothing where there are none."""
    lines = [wrapped(f"{'!' if note.level == 'warning' else '-'} {note}", "  ") for note in notes]
    return ["", title, *lines] if lines else []


def plural(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def path_list(paths: Iterable[object]) -> str:
    """Return paths, one a line; on a terminal those that are too long are wrapped."""
    if not sys.stdout.isatty():
        return "\n".join(str(path) for path in paths)
    return "\n".join(wrapped(str(path)) for path in paths)


def table_of(head: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)) -> str:
    """Return a table that fits the terminal; the columns ``left`` are flush left.

    Heads and texts are wrapped where the table is too wide. Where that does not suffice, the
    columns of numbers go on in further tables, each with the first column.
    """
    table = [head, *rows]
    shown = [i for i in range(len(head)) if any(row[i] for row in table)]
    for size in range(len(shown), 1, -1):
        # As many columns at a time as fit.
        groups = [[shown[0], *shown[i : i + size - 1]] for i in range(1, len(shown), size - 1)]
        fitted = [_widths(table, group, left) for group in groups]
        if all(widths is not None for widths in fitted):
            return "\n\n".join(
                _drawn(table, group, widths, left)
                for group, widths in zip(groups, fitted, strict=True)
                if widths is not None
            )
    return _drawn(table, shown, _smallest(table, shown, left), left)


def _widths(
    table: Sequence[Sequence[str]], columns: Sequence[int], left: Sequence[int]
) -> dict[int, int] | None:
    """Return the widths of columns so that they fit; None where they cannot."""
    natural = {i: max(len(row[i]) for row in table) for i in columns}
    least = _smallest(table, columns, left)
    room = width() - GAP * (len(columns) - 1)
    if sum(least.values()) > room:
        return None
    while sum(natural.values()) > room:
        # Heads of numbers give way first, then the widest text.
        wide = [i for i in columns if natural[i] > least[i]]
        heads = [i for i in wide if i not in left]
        widest = max(heads or wide, key=lambda i: natural[i])
        natural[widest] -= 1
    return natural


def _smallest(
    table: Sequence[Sequence[str]], columns: Sequence[int], left: Sequence[int]
) -> dict[int, int]:
    """Return the least widths: of numbers those of the cells, of texts some characters."""
    least = {}
    for i in columns:
        lengths = [len(word) for row in table for word in row[i].split()]
        if i in left:
            whole = max((n for n in lengths if n <= LONGEST_WHOLE_WORD), default=0)
            least[i] = min(max(len(row[i]) for row in table), max(NARROWEST, whole))
        else:
            head = max((len(word) for word in table[0][i].split()), default=0)
            least[i] = max(head, *(len(row[i]) for row in table[1:]), 0)
    return least


def _drawn(
    table: Sequence[Sequence[str]],
    columns: Sequence[int],
    widths: dict[int, int],
    left: Sequence[int],
) -> str:
    lines = []
    for number, row in enumerate(table):
        parts = {
            i: _lines(row[i], widths[i], INDENT if i in left and number else "") or [""]
            for i in columns
        }
        height = max(len(part) for part in parts.values())
        for i, part in parts.items():
            # Heads stand on the line below them, cells begin with their row.
            space = [""] * (height - len(part))
            parts[i] = [*space, *part] if number == 0 else [*part, *space]
        for k in range(height):
            cells = (
                parts[i][k].ljust(widths[i]) if i in left else parts[i][k].rjust(widths[i])
                for i in columns
            )
            lines.append((" " * GAP).join(cells).rstrip())
    return "\n".join(lines)


def _lines(text: str, limit: int, indent: str = "") -> list[str]:
    """Return a text in lines; only words that are longer than a line are broken."""
    return textwrap.wrap(text, limit, subsequent_indent=indent, break_on_hyphens=False)
