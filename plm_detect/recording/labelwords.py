"""The words of leg labels, from ``labels.toml``, and what each says."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

from plm_detect.model.movements import Side

Kind = Literal["leg", "side", "glued", "perhaps", "neutral", "unknown"]

LONG = 3
"""A leg word of fewer letters is too often a part of another word (TAB, data)."""

_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "_": " ", ".": " "})


class Word(NamedTuple):
    """What a word says.

    Attributes
    ----------
    kind : str
        ``leg``, ``side``, ``glued`` (a side and a leg as one word), ``perhaps`` (a leg),
        ``neutral`` or ``unknown``.
    side : Side
    """

    kind: Kind
    side: Side = Side.UNSPECIFIED


@dataclass(frozen=True)
class LabelWords:
    """The vocabulary of labels.

    Attributes
    ----------
    meanings : dict of str to Word
        What a word says wherever it stands.
    beside_limb, beside_muscle : dict of str to Word
        What it says beside a limb or a muscle, and nowhere else.
    muscle, with_side : frozenset of str
        Names of muscles; leg words that count only with a side beside them.
    glued : dict of str to str
        The leg in a word that is a side and a leg.
    electrode : frozenset of str
        Sides that are a leg when numbered.
    beside_emg, both, joins, reference, excluded : frozenset of str
    near_leg : re.Pattern
        A leg word with a letter too many, as a side in a language that nobody listed.
    """

    meanings: dict[str, Word]
    beside_limb: dict[str, Word]
    beside_muscle: dict[str, Word]
    muscle: frozenset[str]
    with_side: frozenset[str]
    glued: dict[str, str]
    electrode: frozenset[str]
    beside_emg: frozenset[str]
    both: frozenset[str]
    joins: frozenset[str]
    reference: frozenset[str]
    excluded: frozenset[str]
    near_leg: re.Pattern[str]

    def meaning(self, word: str) -> Word:
        """Return what a word says; EMG written as one with it adds nothing."""
        bare = word.removeprefix("emg").removesuffix("emg")
        known = self.meanings.get(word) or self.meanings.get(bare)
        if known is None:
            known = Word("perhaps" if self.near_leg.fullmatch(word) else "unknown")
        return known


def plain(label: str) -> str:
    """Return a label in small letters, without accents, underscores and dots."""
    folded = unicodedata.normalize("NFKD", label.casefold().translate(_PLAIN))
    kept = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(kept.split())


@cache
def label_words(*, in_channel: bool = True) -> LabelWords:
    """Return the vocabulary.

    Parameters
    ----------
    in_channel : bool, default True
        False leaves out what means a side only in the label of a channel; for texts of events.
    """
    path = resources.files(__package__).joinpath("labels.toml")
    listed: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    legs = [*listed["limb"], *listed["muscle"]]
    sides: dict[str, Side] = {}
    for side, name in ((Side.LEFT, "left"), (Side.RIGHT, "right")):
        sides |= dict.fromkeys(listed[name], side)
        if in_channel:
            sides |= dict.fromkeys(listed[f"{name}_in_channel"], side)
    glued = dict(_glued(listed, legs, sides, in_channel=in_channel))
    meanings = dict.fromkeys([*listed["neutral"], *listed["both"]], Word("neutral"))
    meanings |= {word: Word("side", side) for word, side in sides.items()}
    meanings |= {word: Word("glued", side) for word, (side, _) in glued.items()}
    meanings |= dict.fromkeys(listed["perhaps"], Word("perhaps"))
    meanings |= dict.fromkeys(legs, Word("leg"))
    for word in listed["leg_with_side"]:
        meanings.setdefault(word, Word("leg"))
    named = sorted(word for word in (*legs, *listed["perhaps"]) if len(word) >= LONG)
    return LabelWords(
        meanings=meanings,
        beside_limb=dict.fromkeys(listed["right_beside_limb"], Word("side", Side.RIGHT)),
        beside_muscle=dict.fromkeys(listed["neutral_beside_muscle"], Word("neutral")),
        muscle=frozenset(listed["muscle"]),
        with_side=frozenset(listed["leg_with_side"]),
        glued={word: leg for word, (_, leg) in glued.items()},
        electrode=frozenset(listed["left_electrode"] + listed["right_electrode"]),
        beside_emg=frozenset(listed["perhaps_beside_emg"]),
        both=frozenset(listed["both"]),
        joins=frozenset(listed["joins"]),
        reference=frozenset(listed["reference"]),
        excluded=frozenset(listed["excluded"]),
        near_leg=re.compile(f"[a-z]?(?:{'|'.join(named)})[a-z]?"),
    )


def _glued(
    listed: dict[str, list[str]], legs: list[str], sides: dict[str, Side], *, in_channel: bool
) -> list[tuple[str, tuple[Side, str]]]:
    """Return words that are a side and a leg, with both."""
    found = []
    for mark, side in sides.items():
        around = len(mark) > 1 or mark in listed["glued"]
        after = around or (in_channel and mark in listed["glued_after"])
        for leg in legs:
            if len(leg) < LONG and len(mark) > 1:
                # TA is in many words: Tare, Vasta, Tali.
                continue
            if around:
                found.append((mark + leg, (side, leg)))
            if around or (after and len(leg) >= LONG):
                found.append((leg + mark, (side, leg)))
        if mark in listed["glued"]:
            for leg in listed["leg_at_side"]:
                found += [(mark + leg, (side, leg)), (leg + mark, (side, leg))]
    return found
