"""Tables as CSV, both ways: UTF-8, comma, point, one line feed a row, nothing rounded."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from numpy.typing import NDArray


_FORMULA = re.compile(r"'*[=+\-@\t\r].", re.DOTALL)
"""How a text begins that a spreadsheet would run, or that was kept from it."""


def not_run(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula: an apostrophe before it.

    Subjects, phases and names of files come from outside. Numbers stay as they are.
    """
    return f"'{text}" if _FORMULA.match(text) and not _is_number(text) else text


def as_given(cell: str) -> str:
    """Return the text that `not_run` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def write_csv(path: Path, columns: dict[str, NDArray[Any]]) -> None:
    """Write columns of equal length.

    Parameters
    ----------
    path : Path
    columns : dict of str to ndarray, each of shape (n_rows,)
        Undefined numbers become empty cells, truth values ``true`` and ``false``, and numbers
        keep all their digits. Texts that a spreadsheet would run get an apostrophe before them.
    """
    cells = [_cells(column) for column in columns.values()]
    rows = (tuple(columns), *zip(*cells, strict=True))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(",".join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    """Return a cell with quotes where it needs them; `csv` forgets a lone carriage return."""
    if any(character in cell for character in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _cells(column: NDArray[Any]) -> list[str]:
    if column.dtype == np.bool_:
        return ["true" if value else "false" for value in column.tolist()]
    if np.issubdtype(column.dtype, np.floating):
        return [_number(value) for value in column.tolist()]
    return [not_run(str(value)) for value in column.tolist()]


def _number(value: float) -> str:
    if np.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def parse_csv(content: bytes, text_columns: Collection[str]) -> dict[str, NDArray[Any]]:
    """Return the columns that `write_csv` wrote; empty cells of numbers are NaN.

    Parameters
    ----------
    content : bytes
        Of the file.
    text_columns : collection of str
        Names of columns that hold texts, whatever is in them.

    Raises
    ------
    ValueError, csv.Error
        When it is no such table or its last line is cut.
    """
    text = content.decode("utf-8")
    if not text.endswith("\n"):
        raise ValueError("the last line is cut")
    names, *rows = csv.reader(io.StringIO(text, newline=""))
    cells = list(zip(*rows, strict=True)) or [()] * len(names)
    return {
        name: np.array([as_given(cell) for cell in column], dtype=np.str_)
        if name in text_columns
        else _column(column)
        for name, column in zip(names, cells, strict=True)
    }


def _column(cells: tuple[str, ...]) -> NDArray[Any]:
    if cells and set(cells) <= {"true", "false"}:
        return np.array([cell == "true" for cell in cells], dtype=bool)
    try:
        return np.array([float(cell) if cell else np.nan for cell in cells], dtype=np.float64)
    except ValueError:
        return np.array(cells, dtype=np.str_)
