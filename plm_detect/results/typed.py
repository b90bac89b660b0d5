"""Values of a summary, each checked against the field that it becomes."""

from __future__ import annotations

import re
import sys
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from plm_detect.indices.classification import IndexClass
from plm_detect.indices.headline import Headline
from plm_detect.model.movements import Side
from plm_detect.model.quality import Grade

Kind = TypeVar("Kind")
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character; no file in UTF-8 takes it."""
LARGEST = 1e15
"""No number of a night is larger; beyond it, computing on ends in infinity."""
_NAMES = {"Side": Side, "Grade": Grade, "Headline": Headline, "IndexClass": IndexClass}
"""What dataclasses of the summary name without importing it when the program runs."""
_KINDS = {
    str: "a text",
    float: "a number",
    int: "a whole number",
    bool: "true or false",
    NoneType: "null",
    tuple: "a list",
}


class UnexpectedValueError(ValueError):
    """A value is not of the kind that stands at its place: which, and what is expected."""


def made(kind: type[Kind], saved: object, where: str, **given: Any) -> Kind:
    """Return a dataclass from plain values.

    Parameters
    ----------
    kind : type
        A dataclass.
    saved : object
        Names with values, as the summary holds them.
    where : str
        Name of the part of the summary, for messages.
    **given
        Fields that are already values of their kind.

    Raises
    ------
    UnexpectedValueError
        When a value is of another kind than its field.
    ValueError
        When one is missing or unknown: another version of the program wrote it.
    """
    if not isinstance(saved, dict):
        raise UnexpectedValueError(f"{where} must hold names with values")
    own: Any = kind
    hints = _hints(own)
    if set(saved) != set(hints):
        raise ValueError(f"{where} has other names")
    values = {
        name: checked(value, hints[name], f"{where}.{name}")
        for name, value in saved.items()
        if name not in given
    }
    return kind(**values | given)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind, localns=_NAMES | vars(sys.modules[kind.__module__]))
    return {field.name: hints[field.name] for field in fields(kind)}


def checked(value: Any, hint: Any, where: str) -> Any:
    """Return a plain value as its field takes it.

    Raises
    ------
    UnexpectedValueError
        When it is of another kind.
    """
    options = get_args(hint) if get_origin(hint) is UnionType else (hint,)
    for option in options:
        origin = get_origin(option)
        if origin is tuple and isinstance(value, list):
            inner = get_args(option)[0]
            return tuple(checked(each, inner, f"{where}[{i}]") for i, each in enumerate(value))
        if origin is Literal and value in get_args(option):
            return value
        if is_dataclass(option) and isinstance(option, type):
            return made(option, value, where)
        if _is_of(value, option):
            return value
    raise UnexpectedValueError(f"{where} must be {_expected(options)}")


def _is_of(value: Any, option: Any) -> bool:
    if option is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and _is_usable(value)
    if option is int:
        return isinstance(value, int) and not isinstance(value, bool) and _is_usable(value)
    if option is str:
        return isinstance(value, str) and not _SURROGATE.search(value)
    return option in (bool, NoneType) and isinstance(value, option)


def _is_usable(value: float) -> bool:
    return abs(value) <= LARGEST  # NaN is refused too


def _expected(options: tuple[Any, ...]) -> str:
    """Return in words what kinds of values a field takes."""
    names = []
    for option in options:
        origin = get_origin(option)
        if origin is Literal:
            names += [repr(each) for each in get_args(option)]
        else:
            names.append(_KINDS.get(origin or option, "names with values"))
    return " or ".join(names)
