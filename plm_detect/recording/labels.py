"""Read from a channel's label whether it is a leg, which one, and which electrode of it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from plm_detect.model.movements import Side

Form = Literal["bipolar", "leg", "electrode", "combined", "mixed", "numbered"]

ELECTRODE_PAIRS = (("1", "2"), ("+", "-"), ("u", "l"), ("", "2"))
"""Markers of the two electrodes of one leg, the active one first."""

_UPPER_LOWER = re.compile(r"^(?:.*\s)?(lat|rat)[-\s](u|l)$")
_MARKED = re.compile(r"^(.*[^\d+\-\s])[\s-]*?(\d{1,2}|\+|-)$")
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class LegLabel:
    """What a label says.

    Attributes
    ----------
    side : Side
        Unspecified for every form but the first three.
    form : str
        ``bipolar``: both electrodes of one leg; ``leg``: one leg, no electrode named;
        ``electrode``: one electrode of a leg; ``combined``: legs without a side;
        ``mixed``: an electrode of each leg; ``numbered``: a leg with a number for a side.
    marker : str
        Which electrode: 1, 2, +, -, u(pper), l(ower) or nothing.
    stem : str
        The label without the marker; the two electrodes of one leg share it.
    """

    side: Side
    form: Form
    marker: str = ""
    stem: str = ""


@dataclass(frozen=True)
class _Vocabulary:
    leg: frozenset[str]
    left: frozenset[str]
    right: frozenset[str]
    both: frozenset[str]
    glued: dict[str, Side]
    electrode: dict[str, Side]
    reference: frozenset[str]
    excluded: frozenset[str]


@cache
def _vocabulary() -> _Vocabulary:
    path = resources.files(__package__).joinpath("labels.toml")
    words = tomllib.loads(path.read_text(encoding="utf-8"))
    glued: dict[str, Side] = {}
    electrode: dict[str, Side] = {}
    for side, name in ((Side.LEFT, "left"), (Side.RIGHT, "right")):
        for mark in words[f"{name}_glued"]:
            for leg in words["leg"]:
                glued[mark + leg] = side
                glued[leg + mark] = side
        for leg in words["leg_after_side"]:
            glued[words[name][0] + leg] = side
        electrode |= dict.fromkeys(words[f"{name}_electrode"], side)
    return _Vocabulary(
        leg=frozenset(words["leg"]),
        left=frozenset(words["left"]),
        right=frozenset(words["right"]),
        both=frozenset(words["both"]),
        glued=glued,
        electrode=electrode,
        reference=frozenset(words["reference"]),
        excluded=frozenset(words["excluded"]),
    )


def parse_leg_label(label: str) -> LegLabel | None:
    """Return what a channel's label says about a leg; None when it names none.

    Parameters
    ----------
    label : str
        As in the header, for example ``EMG LAT``, ``LLEG1-LLEG2`` or ``Bein li``.

    Returns
    -------
    LegLabel or None

    Notes
    -----
    The words stand in ``labels.toml``.
    """
    folded = " ".join(label.casefold().split())
    if _vocabulary().excluded & set(_WORDS.findall(folded)):
        return None
    return _derivation(folded) or _single(_without_reference(folded))


@lru_cache(maxsize=4096)
def side_in(text: str) -> Side | None:
    """Return which leg a text about a movement names; None when it names none.

    Parameters
    ----------
    text : str
        A side (``left``), a leg channel (``EMG LAT``) or the label of an event
        (``Limb movement (right)``).

    Returns
    -------
    Side or None
        Left, right or both.
    """
    label = parse_leg_label(text)
    if label is not None and label.side:
        return label.side
    words = _WORDS.findall(text.casefold().replace("_", " "))
    _, sides = _read_words(words, has_marker=False)
    if len(sides) > 1 or _vocabulary().both & set(words):
        return Side.BOTH
    return next(iter(sides), None)


def _without_reference(folded: str) -> str:
    head, hyphen, tail = folded.rpartition("-")
    return head if hyphen and tail.strip() in _vocabulary().reference else folded


def _derivation(folded: str) -> LegLabel | None:
    if _UPPER_LOWER.match(folded):
        return None
    for hyphen in re.finditer("-", folded):
        plus = _single(folded[: hyphen.start()].strip())
        minus = _single(folded[hyphen.end() :].strip())
        if plus is None or minus is None:
            continue
        if plus.side and minus.side and plus.side != minus.side:
            return LegLabel(Side.UNSPECIFIED, "mixed")
        if plus.side and plus.side == minus.side and plus.marker != minus.marker:
            return LegLabel(plus.side, "bipolar")
        if plus.form == minus.form == "numbered":
            return LegLabel(Side.UNSPECIFIED, "mixed")
    return None


def _single(folded: str) -> LegLabel | None:
    if upper_lower := _UPPER_LOWER.match(folded):
        name, marker = upper_lower.groups()
        return LegLabel(_vocabulary().glued[name], "electrode", marker, name)
    base, marker = folded, ""
    if marked := _MARKED.match(folded):
        base, marker = marked.groups()
    is_leg, sides = _read_words(_WORDS.findall(base), has_marker=bool(marker))
    if not is_leg:
        return None
    if len(sides) == 1:
        side = next(iter(sides))
        return LegLabel(side, "electrode" if marker else "leg", marker, base.strip())
    if not sides and marker:
        return LegLabel(Side.UNSPECIFIED, "numbered", marker)
    return LegLabel(Side.UNSPECIFIED, "combined")


def _read_words(words: list[str], *, has_marker: bool) -> tuple[bool, set[Side]]:
    known = _vocabulary()
    is_leg = False
    sides: set[Side] = set()
    for word in words:
        glued = known.glued.get(word) or known.glued.get(
            word.removeprefix("emg").removesuffix("emg")
        )
        if glued:
            is_leg = True
            sides.add(glued)
        elif word in known.leg:
            is_leg = True
        elif word in known.left:
            sides.add(Side.LEFT)
        elif word in known.right:
            sides.add(Side.RIGHT)
        if has_marker and word in known.electrode:
            is_leg = True
    return is_leg, sides
