"""Integer codes of stages: which digit means which stage differs from program to program."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError

if TYPE_CHECKING:
    from pathlib import Path


@cache
def code_sets() -> dict[str, dict[int, str]]:
    """Return kinds by code, for every set by name."""
    path = resources.files(__package__).joinpath("codes.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: {code: kind for kind, codes in entry["codes"].items() for code in codes}
        for name, entry in table.items()
    }


def stage_of(path: Path, where: str, code: int, name: str | None) -> str:
    """Return the kind of a stage code.

    Parameters
    ----------
    path : Path
    where : str
        Place in the file, for the message.
    code : int
    name : str or None
        Name of the set.

    Raises
    ------
    ScoringError
        When no set is named, the set is not known, or it has no such code.
    """
    sets = code_sets()
    names = ", ".join(sorted(sets))
    if name is None:
        raise ScoringError(
            f"{path}: stages are written as numbers, whose meaning differs between programs; "
            f"name the set of codes with --stage-codes ({names})."
        )
    if name not in sets:
        raise ScoringError(f"there is no set of stage codes {name!r}; sets are: {names}.")
    if code not in sets[name]:
        raise ScoringError(
            f"{path}: {where} has stage code {code}, which the set {name} does not have; "
            f"name another with --stage-codes ({names})."
        )
    return sets[name][code]
