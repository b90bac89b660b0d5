"""Read from a channel's label whether it is a leg, which one, and which electrode of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from plm_detect.model.movements import Side
from plm_detect.recording.labelwords import LabelWords, label_words, plain

Form = Literal["bipolar", "leg", "electrode", "combined", "mixed", "numbered", "unclear"]

ELECTRODE_PAIRS = (("1", "2"), ("+", "-"), ("u", "l"), ("", "2"))
"""Markers of the two electrodes of one leg, the active one first."""

_UPPER_LOWER = re.compile(r"^(?:.*\s)?(lat|rat)[-\s](u|l)$")
_MARKED = re.compile(r"^(.*[^\d+\-\s])[\s-]*?(\d{1,2}|\+|-)$")
SURE_SIDE = 4
_WORDS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_JOINS = re.compile(r"[/+&]|[^\W\d_]+")


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
        ``mixed``: an electrode of each leg; ``numbered``: a leg with a number for a side;
        ``unclear``: it looks like a leg, and not every word of it is known.
    marker : str
        Which electrode: 1, 2, +, -, u(pper), l(ower) or nothing.
    stem : str
        The label without the marker; the two electrodes of one leg share it.
    """

    side: Side
    form: Form
    marker: str = ""
    stem: str = ""


_UNCLEAR = LegLabel(Side.UNSPECIFIED, "unclear")


@dataclass(frozen=True)
class _Reading:
    """What the words of a label that looks like a leg say together."""

    is_clear: bool
    sides: frozenset[Side] = frozenset()


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
    return _parse(plain(label), label_words())


@lru_cache(maxsize=4096)
def side_in(text: str, *, in_channel: bool = False) -> Side | None:
    """Return which leg a text about a movement names; None when it names none.

    Parameters
    ----------
    text : str
        A side (``left``), a leg channel (``EMG LAT``) or the label of an event
        (``Limb movement (right)``).
    in_channel : bool, default False
        The text is the label of a channel, in which single letters of more languages are sides.

    Returns
    -------
    Side or None
        Left, right or both.
    """
    folded = plain(text)
    label = _parse(folded, label_words(in_channel=in_channel))
    if label is not None and label.side:
        return label.side
    known = label_words(in_channel=False)
    words = _WORDS.findall(folded)
    sides = {known.meaning(word).side for word in words} - {Side.UNSPECIFIED}
    if len(sides) > 1 or known.both & set(words):
        return Side.BOTH
    return next(iter(sides), None)


def _parse(folded: str, known: LabelWords) -> LegLabel | None:
    if known.excluded & set(_WORDS.findall(folded)):
        return None
    return _derivation(folded, known) or _single(_without_reference(folded, known), known)


def _without_reference(folded: str, known: LabelWords) -> str:
    head, hyphen, tail = folded.rpartition("-")
    return head if hyphen and tail.strip() in known.reference else folded


def _derivation(folded: str, known: LabelWords) -> LegLabel | None:
    if _UPPER_LOWER.match(folded):
        return None
    for hyphen in re.finditer("-", folded):
        plus = _single(folded[: hyphen.start()].strip(), known)
        minus = _single(folded[hyphen.end() :].strip(), known)
        if plus is None or minus is None:
            continue
        if plus.side and minus.side and plus.side != minus.side:
            return LegLabel(Side.UNSPECIFIED, "mixed")
        if plus.side and plus.side == minus.side and plus.marker != minus.marker:
            return LegLabel(plus.side, "bipolar")
        if plus.form == minus.form == "numbered":
            return LegLabel(Side.UNSPECIFIED, "mixed")
    return None


def _single(folded: str, known: LabelWords) -> LegLabel | None:
    if upper_lower := _UPPER_LOWER.match(folded):
        name, marker = upper_lower.groups()
        return LegLabel(known.meanings[name].side, "electrode", marker, name)
    base, marker = folded, ""
    if marked := _MARKED.match(folded):
        base, marker = marked.groups()
    reading = _read(base, known, has_marker=bool(marker))
    if reading is None:
        return None
    if not reading.is_clear:
        return _UNCLEAR
    if len(reading.sides) == 1:
        side = next(iter(reading.sides))
        return LegLabel(side, "electrode" if marker else "leg", marker, base.strip())
    if not reading.sides and (marker or _DIGIT.search(base)):
        return LegLabel(Side.UNSPECIFIED, "numbered", marker)
    return LegLabel(Side.UNSPECIFIED, "combined")


def _read(base: str, known: LabelWords, *, has_marker: bool) -> _Reading | None:
    words = _WORDS.findall(base)
    meanings = [(word, known.meaning(word)) for word in words]
    legs = {word for word, meaning in meanings if meaning.kind in {"leg", "glued"}}
    if has_marker:
        legs |= known.electrode & set(words)
    if not legs:
        perhaps = any(meaning.kind == "perhaps" for _, meaning in meanings)
        return _Reading(is_clear=False) if perhaps or _emg_alone(words, known) else None
    beside = known.beside_muscle if legs & known.muscle else known.beside_limb
    meanings = [
        (word, beside.get(word, meaning) if meaning.kind == "unknown" else meaning)
        for word, meaning in meanings
    ]
    side_words = {word: meaning.side for word, meaning in meanings if meaning.kind == "side"}
    if legs <= known.with_side and any(map(_is_weak, side_words)):
        # E1-LM is an eye against the linked mastoids.
        return None
    apart = set(side_words.values())
    # LAT and RAT hold a side of their own, but many labs write Lat L and Lat R.
    within = {
        meaning.side
        for word, meaning in meanings
        if meaning.kind == "glued" and not (apart and word in known.with_side)
    }
    sides = frozenset(apart | within)
    if not sides and legs <= known.with_side:
        return None
    agree = len(sides) < 2 or not apart or bool(known.joins & set(_JOINS.findall(base)))
    is_known = all(meaning.kind not in {"perhaps", "unknown"} for _, meaning in meanings)
    return _Reading(is_clear=agree and is_known, sides=sides)


def _is_weak(side_word: str) -> bool:
    """Return whether a side is too short to make a leg of what alone means something else."""
    return len(side_word) < SURE_SIDE and side_word not in ("l", "r")


def _emg_alone(words: list[str], known: LabelWords) -> bool:
    """Return whether a label says EMG and a side, and nothing of what it is the EMG of."""
    known_sides = label_words(in_channel=False)
    bare = [word.removeprefix("emg").removesuffix("emg") for word in words]
    rest = [word for word in bare if word]
    return (
        bool(rest)
        and bare != words
        and all(
            word in known.beside_emg or known_sides.meaning(word).kind == "side" for word in rest
        )
    )
