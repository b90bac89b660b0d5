"""From the spelling of a scored event to its kind."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.scorings.vocabulary.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NEWER, OLDER = "labels", "rechtschaffen_kales"
MOST_BYTES = 2**20


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Kinds by spelling.

    Attributes
    ----------
    kinds : mapping of str to str
        From the normalised label.
    older : frozenset of str
        Normalised labels of stages by Rechtschaffen and Kales.
    """

    kinds: Mapping[str, str]
    older: frozenset[str]

    def kind_of(self, label: str) -> str | None:
        """Return the kind of a label without a channel; None when it is not known."""
        key = normalised(label)
        return self.kinds.get(key)

    def is_older(self, label: str) -> bool:
        """Return whether a label is a stage by Rechtschaffen and Kales."""
        return normalised(label) in self.older


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
    for kind, entry in _table(path).items():
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


def _table(path: Path) -> dict[str, object]:
    try:
        raw = path.read_bytes()
        if len(raw) > MOST_BYTES:
            raise ScoringError(f"{path}: a file of labels this large cannot be right; shorten it.")
        return tomllib.loads(raw.decode("utf-8-sig"))
    except FileNotFoundError:
        raise ScoringError(f"{path}: there is no such file of labels; check the name.") from None
    except OSError as error:
        raise ScoringError(f"{path}: the labels cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ScoringError(f"{path}: the labels are no readable TOML ({error}).") from None
