"""From the spelling of a scored event to its kind."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.files.outside import settings_in
from plm_detect.scorings.vocabulary.kinds import (
    AROUSALS,
    CALIBRATIONS,
    KINDS,
    LEG_MOVEMENTS,
    STAGES,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NEWER, OLDER = "labels", "rechtschaffen_kales"
OF_A_LEG = (*LEG_MOVEMENTS, *CALIBRATIONS, *AROUSALS)
"""Kinds whose labels may name a side."""
SIDE_WORDS = frozenset(
    ("left", "right", "both", "bilateral", "l", "r", "b", "links", "rechts", "gauche", "droite")
)
_STAGE = re.compile(r"(?:sleep)?(?:stage|stadium|stade)?([a-z]+?[1-4]?)(?:sleep)?")
_MARKS = re.compile(r"[^\w?]+|_")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Kinds by spelling.

    A label that is not in the list is compared once more by its words alone: in any order, with
    any marks between them, without the side of a leg, and without what is put around the name of
    a stage (``arousal:plm``, ``PLM (left)``, ``StageN2``, ``N1 sleep``).

    Attributes
    ----------
    kinds : mapping of str to str
        From the normalised label.
    older : frozenset of str
        Normalised labels of stages by Rechtschaffen and Kales.
    """

    kinds: Mapping[str, str]
    older: frozenset[str]
    _by_words: Mapping[str, str] = field(init=False, repr=False)
    """The normalised label of each set of words; without those that have two kinds."""

    def __post_init__(self) -> None:
        """Find the labels that share their words."""
        of_words: dict[str, list[str]] = {}
        for label in self.kinds:
            of_words.setdefault(_words(label), []).append(label)
        by_words = {
            words: labels[0]
            for words, labels in of_words.items()
            if words and len({self.kinds[label] for label in labels}) == 1
        }
        object.__setattr__(self, "_by_words", by_words)

    def kind_of(self, label: str) -> str | None:
        """Return the kind of a label without a channel; None when it is not known."""
        key = self._key(label)
        return None if key is None else self.kinds[key]

    def is_listed(self, label: str) -> bool:
        """Return whether a label stands in the list as it is."""
        return normalised(label) in self.kinds

    def is_older(self, label: str) -> bool:
        """Return whether a label is a stage by Rechtschaffen and Kales."""
        return self._key(label) in self.older

    def _key(self, label: str) -> str | None:
        """Return the known label that means the same."""
        return next((key for key in self._keys(normalised(label)) if key in self.kinds), None)

    def _keys(self, label: str) -> Iterator[str]:
        yield label
        words = _words(label)
        yield self._by_words.get(words, "")
        without_side = " ".join(word for word in words.split() if word not in SIDE_WORDS)
        of_leg = self._by_words.get(without_side, "")
        if self.kinds.get(of_leg) in OF_A_LEG:
            yield of_leg
        if match := _STAGE.fullmatch(_MARKS.sub("", label)):
            core = self._by_words.get(match[1], "")
            if self.kinds.get(core) in STAGES:
                yield core


def _words(label: str) -> str:
    """Return the words of a normalised label, each once and sorted."""
    return " ".join(sorted(set(_MARKS.sub(" ", label).split())))


@lru_cache(maxsize=4096)
def normalised(label: str) -> str:
    """Return a label as it is compared: lower case, no accents, single blanks for underscores."""
    plain = unicodedata.normalize("NFKD", label.replace("_", " ").casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


@cache
def known() -> Vocabulary:
    """Return the spellings that the program knows."""
    path = resources.files(__package__).joinpath("vocabulary.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    kinds = {normalised(kind): kind for kind in KINDS}
    kinds |= {label: kind for kind in table for form in table[kind].values() for label in form}
    older = (label for entry in table.values() for label in entry.get(OLDER, ()))
    return Vocabulary(kinds, frozenset(older))


def extended(path: Path | None) -> Vocabulary:
    """Return the known spellings together with those of a user's file.

    Parameters
    ----------
    path : Path or None
        A TOML file with a section for each kind and its ``labels``, as ``vocabulary.toml``.

    Raises
    ------
    ScoringError
        When the file cannot be read, names no known kind, or gives a label two kinds.
    """
    base = known()
    if path is None:
        return base
    own: dict[str, str] = {}
    for kind, entry in settings_in(path, "labels", ScoringError, is_toml=True).items():
        if kind not in KINDS:
            near = get_close_matches(kind, KINDS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"kinds are: {', '.join(KINDS)}."
            raise ScoringError(f"{path}: {kind!r} is no kind of event; {hint}")
        labels = entry.get(NEWER) if isinstance(entry, dict) and set(entry) == {NEWER} else None
        if not isinstance(labels, list) or not all(isinstance(x, str) for x in labels):
            raise ScoringError(
                f'{path}: section {kind} must hold nothing but labels = ["...", "..."].'
            )
        for label in labels:
            if own.setdefault(normalised(label), kind) != kind:
                raise ScoringError(f"{path}: label {label!r} is given two kinds; leave one.")
    return Vocabulary({**base.kinds, **own}, base.older - own.keys())
