"""How each format spells the kinds of events."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def spellings(name: str) -> dict[str, Any]:
    """Return the spelling of each kind in a format."""
    path = resources.files(__package__).joinpath("spellings.toml")
    table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return dict(table[name])
