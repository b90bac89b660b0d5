"""Read rule sets from their files and check every value."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from importlib import resources
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from plm_detect.errors import RuleSetError
from plm_detect.model import ruleset
from plm_detect.model.ruleset import SECTIONS, RuleSet

NO_LIMIT = "none"
"""How a file writes a limit that its standard does not have; TOML has no empty value."""


def available() -> tuple[str, ...]:
    """Return the names of the rule sets that come with the program, sorted."""
    folder = resources.files(__package__)
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load(name: str) -> RuleSet:
    """Return a rule set by its name.

    Raises
    ------
    RuleSetError
        When there is no rule set of that name.
    """
    if name not in available():
        raise RuleSetError(
            f"there is no rule set {name!r}; choose one of: {', '.join(available())}."
        )
    text = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return parse(tomllib.loads(text), origin=f"{name}.toml")


def parse(table: dict[str, Any], *, origin: str) -> RuleSet:
    """Return the rule set that a parsed file describes.

    Parameters
    ----------
    table : dict
        Content of the file: name, title, sources and the sections of `SECTIONS`, in which each
        value is a table of ``value`` and ``source``.
    origin : str
        Name of the file, for messages.

    Raises
    ------
    RuleSetError
        When a section or value is missing, unknown or of the wrong kind.
    """
    expected = {"name", "title", "sources", *SECTIONS}
    _same_names(set(table), expected, origin)
    sections: dict[str, Any] = {}
    value_sources: list[tuple[str, str]] = []
    for section, rule in SECTIONS.items():
        hints = get_type_hints(rule, vars(ruleset))
        names = [value.name for value in fields(rule)]
        _same_names(set(table[section]), set(names), f"{origin}, section [{section}]")
        values = {}
        for name in names:
            entry = table[section][name]
            where = f"{origin}, {section}.{name}"
            if not isinstance(entry, dict) or set(entry) != {"value", "source"}:
                raise RuleSetError(f"{where}: give a value and its source.")
            values[name] = _checked(entry["value"], hints[name], where)
            value_sources.append((f"{section}.{name}", str(entry["source"])))
        sections[section] = rule(**values)
    return RuleSet(
        name=str(table["name"]),
        title=str(table["title"]),
        sources=tuple((str(key), str(text)) for key, text in table["sources"].items()),
        value_sources=tuple(value_sources),
        **sections,
    )


def _same_names(found: set[str], expected: set[str], where: str) -> None:
    if unknown := sorted(found - expected):
        raise RuleSetError(
            f"{where}: unknown name {unknown[0]!r}; known are: {', '.join(sorted(expected))}."
        )
    if missing := sorted(expected - found):
        raise RuleSetError(f"{where}: {missing[0]!r} is missing.")


def _checked(value: object, hint: Any, where: str) -> Any:
    options = get_args(hint) if get_origin(hint) is UnionType else (hint,)
    if value == NO_LIMIT and NoneType in options:
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
            return float(value)
    kinds = " or ".join(NO_LIMIT if kind is NoneType else kind.__name__ for kind in options)
    raise RuleSetError(f"{where}: {value!r} should be of the kind {kinds}.")
