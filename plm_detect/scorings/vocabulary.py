"""From the spelling of a scored event to its kind."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib import resources

from plm_detect.model.hypnogram import Stage

STAGE_KINDS = {
    "stage_W": Stage.W,
    "stage_N1": Stage.N1,
    "stage_N2": Stage.N2,
    "stage_N3": Stage.N3,
    "stage_R": Stage.R,
}


def normalised(label: str) -> str:
    """Return a label as it is compared: lower case, blanks for underscores, single blanks."""
    return " ".join(label.replace("_", " ").casefold().split())


@cache
def _kinds() -> dict[str, str]:
    path = resources.files(__package__).joinpath("vocabulary.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {label: kind for kind, entry in table.items() for label in entry["labels"]}


@lru_cache(maxsize=4096)
def kind_of(label: str) -> str | None:
    """Return the kind of a scored event; None when its label is not known.

    Parameters
    ----------
    label : str
        Without a channel.

    Returns
    -------
    str or None
        One of the sections of ``vocabulary.toml``.
    """
    return _kinds().get(normalised(label))
