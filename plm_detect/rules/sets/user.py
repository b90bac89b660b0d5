"""Rule sets of users: a file that names a base and the values it changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from plm_detect.errors import RuleSetError
from plm_detect.files.outside import settings_in
from plm_detect.model.ruleset import SECTIONS, RuleSet, title_with_changes
from plm_detect.model.rulevalues import NO_LIMIT
from plm_detect.rules.sets.loading import content, known_names, load, parse

ENDINGS = (".toml", ".yaml", ".yml")


def find_rules(name: str) -> RuleSet:
    """Return a rule set of the program by its name, or one of the user by its file.

    Parameters
    ----------
    name : str
        One of `available`, or a path that ends in ``.toml``, ``.yaml`` or ``.yml``.

    Raises
    ------
    RuleSetError
        When there is no such rule set, or a value in the file is not valid.
    """
    path = Path(name)
    return read_rules(path) if path.suffix.casefold() in ENDINGS else load(name)


def read_rules(path: Path) -> RuleSet:
    """Return the rule set in a user's file.

    The file holds ``base``, the name of a rule set of the program; ``name`` and ``title`` if
    wanted; and in the sections of the rule sets the values that differ, each as the bare value or
    as a table of ``value`` and ``source``. The limit "none" is none.

    Raises
    ------
    RuleSetError
        When the file cannot be read or a name or value in it is not valid.
    """
    given = settings_in(path, "rules", RuleSetError)
    known_names(set(given), {"base", "name", "title", "sources", *SECTIONS}, str(path))
    if not isinstance(given.get("base"), str):
        raise RuleSetError(f"{path}: name the rule set it builds on, as in base = 'wasm2016'.")
    base = load(given["base"])
    table = content(base.name)
    table["name"] = str(given.get("name", path.stem))
    for section in SECTIONS:
        for name, entry in _section(given, section, path).items():
            known_names({name}, set(table[section]), f"{path}, section {section}")
            as_table = entry if isinstance(entry, dict) else {"value": entry}
            known_names(set(as_table), {"value", "source"}, f"{path}, {section}.{name}")
            value = as_table.get("value")
            is_sourced = "source" in as_table
            own = {"source": str(as_table["source"])} if is_sourced else {"user": path.name}
            table[section][name] = {"value": NO_LIMIT if value is None else value, **own}
    sources = _section(given, "sources", path)
    table["sources"] |= {str(key): str(text) for key, text in sources.items()}
    rules = parse(table, origin=str(path))
    changes = rules.differences(base)
    title = given.get("title", title_with_changes(base.title, changes))
    return replace(rules, title=str(title), changes=() if "title" in given else changes)


def _section(given: dict[str, Any], name: str, path: Path) -> dict[str, Any]:
    section = given.get(name, {})
    if not isinstance(section, dict):
        raise RuleSetError(f"{path}: {name} should be a section with names and values.")
    return section
