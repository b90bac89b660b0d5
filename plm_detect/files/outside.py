"""Files that people and other programs hand in: opened and parsed with limits.

Only regular files are opened: a pipe or a device blocks for ever. Tables of settings are TOML or
YAML of plain values; what would take time or memory out of proportion (references of YAML that
multiply, deep nesting, numbers of hundreds of digits) is refused before it is used.
"""

from __future__ import annotations

import errno
import stat
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path

    from plm_detect.errors import PlmDetectError

MOST_BYTES = 2**20
"""A larger table of settings is not one."""
DEEPEST = 8
LARGEST_NUMBER = 1e15
NOT_REGULAR = "it is not a regular file"


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file to read its bytes.

    Raises
    ------
    OSError
        When it cannot be opened, or is a pipe, a device or a socket.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.EINVAL, NOT_REGULAR, str(path))
    return path.open("rb")


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
            raw = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise error(f"{path}: there is no such file of {what}; check the name.") from None
    except OSError as fault:
        raise error(f"{path}: the {what} cannot be read ({fault.strerror}).") from None
    if len(raw) > MOST_BYTES:
        raise error(f"{path}: a file of {what} of more than 1 MB is not one; check the name.")
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
        raise error(f"{path}: this is no valid TOML: {why[:200].rstrip('.')}.") from None


def _yaml(text: str, path: Path, error: type[PlmDetectError]) -> Any:
    import yaml

    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise error(
                    f"{path}: *{event.anchor} refers to another place of the file; write the "
                    "values themselves."
                )
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise error(f"{path}: this is no valid YAML{where}.") from None


def _check(
    value: Any, path: Path, error: type[PlmDetectError], names: tuple[str, ...] = ()
) -> None:
    """Refuse what is not a plain value within limits."""
    where = ".".join(names)
    if len(names) > DEEPEST:
        raise error(f"{path}: {'.'.join(names[:3])} is nested too deep; check the file.")
    if isinstance(value, dict):
        for name, inner in value.items():
            _check(inner, path, error, (*names, str(name)[:40]))
    elif isinstance(value, list):
        for inner in value:
            _check(inner, path, error, (*names, "..."))
    elif isinstance(value, bool | str) or value is None:
        return
    elif not isinstance(value, int | float):
        raise error(f"{path}: {where} is a date or time; a number or a text in quotes is expected.")
    elif not abs(value) <= LARGEST_NUMBER:  # NaN is refused too
        raise error(f"{path}: {where} is not a number that can be used; correct it.")
