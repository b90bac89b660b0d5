"""Read the rule sets of the program from their files and check every value."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Any, get_type_hints

from plm_detect.errors import RuleSetError
from plm_detect.model import rulesections
from plm_detect.model.ruleset import SECTIONS, Maker, RuleSet, ValueSource
from plm_detect.model.rulevalues import checked_value

MAKERS: dict[str, Maker] = {"source": "published", "program": "program", "user": "user"}
"""What stands beside a value: its source, or why the program or a user chose it."""


def available() -> tuple[str, ...]:
    """Return the names of the rule sets that come with the program, sorted."""
    folder = resources.files(__package__)
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def load(name: str) -> RuleSet:
    """Return a rule set by its name.

    Raises
    ------
    RuleSetError
        When there is no rule set of that name.
    """
    return parse(content(name), origin=f"{name}.toml")


def content(name: str) -> dict[str, Any]:
    """Return the parsed file of a rule set of the program.

    Raises
    ------
    RuleSetError
        When there is no rule set of that name.
    """
    name = name.casefold()
    if name not in available():
        raise RuleSetError(
            f"there is no rule set {name!r}; choose one of: {', '.join(available())}, or name a "
            "file that ends in .toml, .yaml or .yml."
        )
    text = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def parse(table: dict[str, Any], *, origin: str) -> RuleSet:
    """Return the rule set that a parsed file describes.

    Parameters
    ----------
    table : dict
        Content of the file: name, title, sources and the sections of `SECTIONS`, in which each
        value is a table of ``value`` and one of ``source``, ``program`` and ``user``.
    origin : str
        Name of the file, for messages.

    Raises
    ------
    RuleSetError
        When a section or value is missing, unknown, of the wrong kind or impossible.
    """
    same_names(set(table), {"name", "title", "sources", *SECTIONS}, origin)
    sections: dict[str, Any] = {}
    value_sources: list[tuple[str, ValueSource]] = []
    for section, rule in SECTIONS.items():
        hints = get_type_hints(rule, vars(rulesections))
        names = [value.name for value in fields(rule)]
        same_names(set(table[section]), set(names), f"{origin}, section {section}")
        values = {}
        for name in names:
            entry = table[section][name]
            where = f"{origin}, {section}.{name}"
            if not isinstance(entry, dict) or "value" not in entry or len(entry) != 2:
                raise RuleSetError(f"{where}: give a value and its source.")
            values[name] = checked_value(entry["value"], hints[name], where)
            value_sources.append((f"{section}.{name}", _source(entry, where)))
        try:
            sections[section] = rule(**values)
        except RuleSetError as error:
            raise RuleSetError(f"{origin}: {error}") from None
    return RuleSet(
        name=str(table["name"]),
        title=str(table["title"]),
        sources=tuple((str(key), str(text)) for key, text in table["sources"].items()),
        value_sources=tuple(value_sources),
        **sections,
    )


def _source(entry: dict[str, Any], where: str) -> ValueSource:
    for key, maker in MAKERS.items():
        if key in entry:
            return ValueSource(maker, str(entry[key]))
    raise RuleSetError(f"{where}: give a value and its source.")


def same_names(found: set[str], expected: set[str], where: str) -> None:
    """Refuse names that are not known, or missing.

    Raises
    ------
    RuleSetError
    """
    known_names(found, expected, where)
    if missing := sorted(expected - found):
        raise RuleSetError(f"{where}: {missing[0]!r} is missing.")


def known_names(found: set[str], expected: set[str], where: str) -> None:
    """Refuse names that are not known.

    Raises
    ------
    RuleSetError
    """
    if unknown := sorted(found - expected):
        close = get_close_matches(unknown[0], expected, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"known are: {_listed(expected)}."
        raise RuleSetError(f"{where}: unknown name {unknown[0]!r}; {hint}")


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
