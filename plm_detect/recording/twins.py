"""Whether a channel that names no leg may be the other leg, misspelt or half named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plm_detect.model.movements import Side
from plm_detect.recording.labels import SURE_SIDE, parse_leg_label
from plm_detect.recording.labelwords import LONG, LabelWords, label_words, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORDS = re.compile(r"[^\W\d_]+")
_DOUBLED = re.compile(r"(.)\1+")
MOST_WRONG = ((5, 2), (3, 1))
"""Letters of a leg word from which on so many of them may be wrong."""


def is_twin(label: str, other: str) -> bool:
    """Return whether a label may be that of the other leg.

    Parameters
    ----------
    label : str
        Of a channel that is one leg: ``Left Leg``, ``LegL``.
    other : str
        A label that names no leg: ``RihgtLeg``, ``Right Lg``, ``Right``, ``R A T``.
    """
    known = label_words()
    own, others = (_WORDS.findall(plain(text)) for text in (label, other))
    if not others or known.excluded & set(others):
        return False
    return _differs_in_side(own, others, known) or _is_misspelt(label, own, others, known)


def _differs_in_side(own: list[str], others: list[str], known: LabelWords) -> bool:
    """Return whether all words are the same but one, which holds the leg of this one."""
    unlike = [pair for pair in zip(own, others, strict=False) if pair[0] != pair[1]]
    if len(own) != len(others) or len(unlike) != 1:
        return False
    mine, theirs = unlike[0]
    leg = known.glued.get(mine, "")
    if not leg or (len(leg) < LONG and len(own) == 1 and len(theirs) != len(mine)):
        return False
    return bool(theirs.endswith(leg) if mine.endswith(leg) else theirs.startswith(leg))


def _is_misspelt(label: str, own: list[str], others: list[str], known: LabelWords) -> bool:
    """Return whether a label has the other side, and no more than nearly the same leg."""
    parsed = parse_leg_label(label)
    if parsed is None or not parsed.side:
        return False
    across = Side.RIGHT if parsed.side == Side.LEFT else Side.LEFT
    legs = {leg for word in own if (leg := _leg_in(word, known))}
    letters = _DOUBLED.sub(r"\1", "".join(w for w in others if known.meaning(w).kind != "neutral"))
    said = [word for word in others if word not in own]
    is_side = len(said) == 1 and known.meaning(said[0]) == ("side", across)
    if is_side and (len(said[0]) >= SURE_SIDE or len(others) > 1):
        return True
    is_joined = known.meaning(letters).kind == "glued" and known.meaning(letters).side == across
    sides = [word for word, meaning in known.meanings.items() if meaning == ("side", across)]
    return (
        is_joined
        or any(_is_near(rest, leg) for rest in _without(sides, letters) for leg in legs)
        or any(
            _n_wrong(rest, side) <= 2
            for rest in _without(legs, letters)
            for side in sides
            if len(side) > SURE_SIDE
        )
    )


def _leg_in(word: str, known: LabelWords) -> str:
    """Return the leg word that a word is or holds; empty where it holds none."""
    return word if known.meaning(word).kind == "leg" else known.glued.get(word, "")


def _without(words: Iterable[str], letters: str) -> Iterator[str]:
    """Yield what is left of letters that begin or end with one of the words."""
    for word in words:
        if letters.startswith(word):
            yield letters.removeprefix(word)
        if letters.endswith(word):
            yield letters.removesuffix(word)


def _is_near(text: str, leg: str) -> bool:
    """Return whether a text is a leg word with a letter or two wrong, or short for it."""
    most = next((wrong for letters, wrong in MOST_WRONG if len(leg) >= letters), 0)
    if len(text) < 2 or text == leg:
        return bool(text) and text == leg
    rest = iter(leg)
    is_short = text[0] == leg[0] and all(letter in rest for letter in text)
    return is_short or (text[0] == leg[0] and _n_wrong(text, leg) <= most)


def _n_wrong(text: str, leg: str) -> int:
    """Return how many letters are added, left out, exchanged or swapped (Damerau 1964)."""
    rows = [list(range(len(leg) + 1))]
    for i, letter in enumerate(text, start=1):
        rows.append([i])
        for j, wanted in enumerate(leg, start=1):
            least = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (letter != wanted)
            )
            is_swapped = i > 1 and j > 1 and letter == leg[j - 2] and text[i - 2] == wanted
            rows[i].append(min(least, rows[i - 2][j - 2] + 1) if is_swapped else least)
    return rows[-1][-1]
