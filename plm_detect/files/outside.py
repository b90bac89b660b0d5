"""Files that people and other programs hand in: opened and parsed with limits.

Only regular files are opened: a pipe or a device blocks for ever. Tables of settings are TOML or
YAML of plain values; what would take time or memory out of proportion (references of YAML that
multiply, deep nesting, numbers of hundreds of digits) is refused before it is used.
"""

from __future__ import annotations

import csv
import errno
import io
import os
import re
import stat
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader
    from pathlib import Path

    from plm_detect.errors import PlmDetectError

MOST_OF_SETTINGS = 2**17
"""Bytes; a rule set has a few thousand, and YAML of a megabyte takes ten seconds to read."""
DEEPEST = 8
LARGEST_NUMBER = 1e15
NOT_REGULAR = "it is not a regular file"
NOT_TEXT = "its name is not text in UTF-8; rename the file or folder"
NOT_A_NAME = "its name is not that of a file"
MOST_OF_MANIFEST = 2**26
LONGEST_NAME, LONGEST_PATH = 255, 4095
"""Bytes; of a part of a path and of all of it. What is longer is an error of the system."""
OWN_COLUMN = "x_"
"""How columns of a manifest begin that the program has no use for."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file to read its bytes.

    Raises
    ------
    OSError
        When it cannot be opened, or is a pipe, a device or a socket.
    """
    try:
        mode = path.stat().st_mode
    except ValueError:  # a null byte in the name
        raise OSError(errno.EINVAL, NOT_A_NAME, str(path)) from None
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.EINVAL, NOT_REGULAR, str(path))
    return path.open("rb")


def is_text(name: str) -> bool:
    """Tell whether the name of a file can be written as text, and so into outputs."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def is_usable_name(text: str) -> bool:
    """Tell whether a text can be a path at all: not too long and without a null character."""
    raw = os.fsencode(text)
    parts = re.split(rb"[/\\\\]", raw)
    is_short = len(raw) <= LONGEST_PATH and max(map(len, parts)) <= LONGEST_NAME
    return is_short and "\x00" not in text


def is_file(path: str | os.PathLike[str]) -> bool:
    """Return whether there is a regular file; False for what is not a name of one."""
    return os.path.isfile(path)  # noqa: PTH113 - that of pathlib raises for over-long names


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Return whether there is a folder; False for what is not a name of one."""
    return os.path.isdir(path)  # noqa: PTH112


def is_there(path: str | os.PathLike[str]) -> bool:
    """Return whether there is a file or folder; False for what is not a name of one."""
    return os.path.exists(path)  # noqa: PTH110


def rows_in(
    raw: bytes,
    path: str,
    error: type[PlmDetectError],
    needed: tuple[str, ...],
    known: tuple[str, ...],
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a manifest: number of the line, and cells by column in lower case.

    Parameters
    ----------
    raw : bytes
        Content of a CSV file.
    path : str
        Of the file, for messages.
    error : type
        Raised for any fault.
    needed : tuple of str
        Columns that must be there, with a value in every row.
    known : tuple of str
        All columns that are used; others must begin with ``x_``.

    Raises
    ------
    PlmDetectError
        Of the given type: one sentence with file, row, column and what is expected.
    """
    if len(raw) > MOST_OF_MANIFEST:
        raise error(f"{path}: a manifest of more than 64 MB is not one; check the name.")
    try:
        text = raw.decode("utf-8-sig")
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        names = [each.strip().casefold() for each in next(rows, [])]
        for column in needed:
            if names.count(column) != 1:
                raise error(
                    f"{path}: the first line of a manifest must name the column {column!r} once; "
                    "separate columns with commas."
                )
        if strange := next((x for x in names if x and not _is_known(x, known)), ""):
            raise error(
                f"{path}: the column {strange[:40]!r} is not known; columns are "
                f"{', '.join(known)}, and the names of your own begin with {OWN_COLUMN}."
            )
        if twice := next((each for each in names if each and names.count(each) > 1), ""):
            raise error(f"{path}: the first line names the column {twice[:40]!r} twice.")
        for cells in rows:
            if cells:
                yield (
                    rows.line_num,
                    _row(cells, names, f"{path}: row {rows.line_num}", error, needed),
                )
    except UnicodeDecodeError:
        raise error(f"{path}: the manifest is not text in UTF-8; save it as UTF-8.") from None
    except csv.Error as fault:
        raise error(
            f"{path}: the manifest is not a readable CSV near line {rows.line_num} ({fault})."
        ) from None


def _is_known(column: str, known: tuple[str, ...]) -> bool:
    return column in known or column.startswith(OWN_COLUMN)


def _row(
    cells: list[str],
    names: list[str],
    where: str,
    error: type[PlmDetectError],
    needed: tuple[str, ...],
) -> dict[str, str]:
    """Return the cells of a row by column."""
    if len(cells) > len(names):
        raise error(
            f"{where} has more cells than the first line has columns; put quotes around a cell "
            "that holds a comma."
        )
    found = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    for name, cell in found.items():
        if _CONTROL.search(cell) or len(cell) > LONGEST_PATH:
            raise error(
                f"{where}, column {name[:40]!r} holds control characters or a very long text; a "
                "name or a number is expected."
            )
    for name in needed:
        if not found.get(name):
            raise error(f"{where} has nothing in the column {name!r}; a value is expected there.")
    return found


def settings_in(
    path: Path, what: str, error: type[PlmDetectError], *, is_toml: bool | None = None
) -> dict[str, Any]:
    """Return the names and values of a TOML or YAML file.

    Parameters
    ----------
    path : Path
    what : str
        What the file should hold, in the plural, for the messages: ``rules``.
    error : type
        Raised for any fault.
    is_toml : bool or None
        None to go by the name of the file.

    Raises
    ------
    PlmDetectError
        Of the given type: when it cannot be read, is not a table of plain values, or goes beyond
        a limit; one sentence that names the file and, where known, the line.
    """
    try:
        with open_regular(path) as file:
            raw = file.read(MOST_OF_SETTINGS + 1)
    except FileNotFoundError:
        raise error(f"{path}: there is no such file of {what}; check the name.") from None
    except OSError as fault:
        raise error(f"{path}: the {what} cannot be read ({fault.strerror}).") from None
    if len(raw) > MOST_OF_SETTINGS:
        raise error(f"{path}: a file of {what} of more than 128 KB is not one; check the name.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise error(f"{path}: the file is not text in UTF-8; save it as UTF-8.") from None
    by_name = path.suffix.casefold() == ".toml"
    table = (_toml if (by_name if is_toml is None else is_toml) else _yaml)(text, path, error)
    if not isinstance(table, dict):
        raise error(f"{path}: the file holds no {what} by name.")
    _check(table, path, error)
    return table


def _toml(text: str, path: Path, error: type[PlmDetectError]) -> Any:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as fault:
        why = "it is nested too deep" if isinstance(fault, RecursionError) else str(fault)
        raise error(f"{path}: this is not valid TOML: {why[:200].rstrip('.')}.") from None


def _yaml(text: str, path: Path, error: type[PlmDetectError]) -> Any:
    import yaml

    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST + 1:
                # Each further bracket would be looked at again for every one before it.
                raise error(f"{path}: it is nested too deep; check the file.")
            if isinstance(event, yaml.AliasEvent):
                raise error(
                    f"{path}: *{event.anchor} refers to another place of the file; write the "
                    "values themselves."
                )
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise error(f"{path}: this is not valid YAML{where}.") from None


def _check(
    value: Any, path: Path, error: type[PlmDetectError], names: tuple[str, ...] = ()
) -> None:
    """Refuse what is not a plain value within limits."""
    where = ".".join(names)
    if len(names) > DEEPEST:
        raise error(f"{path}: {'.'.join(names[:3])} is nested too deep; check the file.")
    if isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(name, str):
                of = f"{where}: the" if where else "the"
                raise error(
                    f"{path}: {of} name {str(name)[:40]!r} is not a text; put it in quotes."
                )
            _check(inner, path, error, (*names, name[:40]))
    elif isinstance(value, list):
        for inner in value:
            _check(inner, path, error, (*names, "..."))
    elif isinstance(value, bool | str) or value is None:
        return
    elif not isinstance(value, int | float):
        raise error(f"{path}: {where} is a date or time; a number or a text in quotes is expected.")
    elif not abs(value) <= LARGEST_NUMBER:  # NaN is refused too
        raise error(f"{path}: {where} is not a number that can be used; correct it.")
