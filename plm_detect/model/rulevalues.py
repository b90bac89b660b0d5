"""Check a value of a rule set: its kind, its unit, whether it can be meant."""

from __future__ import annotations

import math
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from plm_detect.errors import RuleSetError

NO_LIMIT = "none"
"""How a file writes a limit that its standard does not have; TOML has no empty value."""


def checked_value(value: object, hint: Any, where: str) -> Any:
    """Return a value as its rule takes it.

    Parameters
    ----------
    value : object
    hint : type
        Of the field of the rule.
    where : str
        Place of the value, for messages; ends in the name of the field.

    Raises
    ------
    RuleSetError
        When it is of another kind, or cannot be meant.
    """
    options = get_args(hint) if get_origin(hint) is UnionType else (hint,)
    if NoneType in options and (value is None or value == NO_LIMIT):
        return None
    for option in options:
        if get_origin(option) is Literal:
            if value in get_args(option):
                return value
            raise RuleSetError(
                f"{where}: {value!r} is not one of {', '.join(map(repr, get_args(option)))}."
            )
        if option is bool and isinstance(value, bool):
            return value
        if option is int and isinstance(value, int) and not isinstance(value, bool):
            return value
        if option is float and isinstance(value, int | float) and not isinstance(value, bool):
            return _plausible(float(value), where)
    kinds = " or ".join(_KINDS[option] for option in options)
    raise RuleSetError(f"{where}: {value!r} should be {kinds}{_unit_hint(where)}.")


_KINDS = {
    NoneType: f'"{NO_LIMIT}"',
    float: "a number",
    int: "a whole number",
    bool: "true or false",
}

_UNITS = {"_s": ("seconds", 3600.0), "_uv": ("microvolts", 10_000.0)}
"""What the ending of a name says, and the number above which another unit was meant."""


def _unit_hint(where: str) -> str:
    units = (unit for ending, (unit, _) in _UNITS.items() if where.endswith(ending))
    return next((f", in {unit} and without the unit" for unit in units), "")


def _plausible(value: float, where: str) -> float:
    if not math.isfinite(value):
        raise RuleSetError(f"{where}: {value} is no number to compare with.")
    for ending, (unit, largest) in _UNITS.items():
        if where.endswith(ending) and abs(value) > largest:
            raise RuleSetError(
                f"{where}: {value:g} {unit} is more than {largest:g}; give the value in {unit}."
            )
    return value
