"""What in a scoring looks like a habit of its program or its scorer rather than a measurement."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from plm_detect.model.movements import Side
from plm_detect.model.quality import QualityNote
from plm_detect.scorings.vocabulary.kinds import LEG_MOVEMENTS, RERA_AROUSAL
from plm_detect.scorings.vocabulary.sides import side_of
from plm_detect.scorings.vocabulary.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plm_detect.scorings.events import ScoredEvent, ScoringFile

FEWEST = 20
"""With fewer movements a habit cannot be told."""
MOST_SHARE = 0.7
"""So many movements of exactly the same length are a placeholder."""
ONE_SIDE_SHARE = 0.85
SAME_S = 1e-6


def doubts(file: ScoringFile) -> Iterator[QualityNote]:
    """Yield what the reader should know of the movements and stages in a file."""
    moves = [event for event in file.events if event.kind in LEG_MOVEMENTS]
    yield from _placeholders(file.name, moves)
    yield from _one_sided(file.name, moves)
    yield from _overlapping(file.name, moves)
    periodic = sum(event.kind == "plm" for event in moves)
    if periodic:
        text = (
            f"{periodic} of {len(moves)} leg movements are marked as periodic; "
            "which ones are is decided by the rules anew."
        )
        yield QualityNote("info", "marked_periodic", file.name, text)
    spans = sum(event.kind == RERA_AROUSAL for event in file.events)
    if spans:
        text = (
            f"{spans} events called AROUSAL-RERA count as arousals and not as respiratory events; "
            "they may span the breathing event."
        )
        yield QualityNote("info", "rera_as_arousal", file.name, text)
    older = sum(
        event.kind.startswith("stage_") and known().is_older(event.label) for event in file.events
    )
    if older:
        text = (
            "stages are named as by Rechtschaffen and Kales; 3 and 4 are taken as N3, 1 and 2 as "
            "N1 and N2."
        )
        yield QualityNote("info", "older_stages", file.name, text)


def _placeholders(name: str, moves: list[ScoredEvent]) -> Iterator[QualityNote]:
    lengths = [event.duration_s for event in moves if event.duration_s > 0]
    if len(lengths) < FEWEST:
        return
    rounded = [round(length / SAME_S) for length in lengths]
    commonest = max(set(rounded), key=rounded.count)
    count = rounded.count(commonest)
    if count >= MOST_SHARE * len(lengths):
        text = (
            f"{count} of {len(lengths)} leg movements are exactly {commonest * SAME_S:g} s long, "
            "which is rather a default of the program than a measurement."
        )
        yield QualityNote("warning", "placeholder_durations", name, text)


def _overlapping(name: str, moves: list[ScoredEvent]) -> Iterator[QualityNote]:
    """Yield a note when movements of one leg overlap; the rules make one of them."""
    n_over = 0
    for side in (Side.LEFT, Side.RIGHT):
        own = {(e.onset_s, e.duration_s) for e in moves if side_of(e) == side and e.duration_s > 0}
        n_over += sum(a + lasts > b for (a, lasts), (b, _) in pairwise(sorted(own)))
    if n_over:
        text = f"{n_over} leg movements begin before the one before on the same leg ends; they are "
        text += "joined with it."
        yield QualityNote("info", "movements_overlap", name, text)


def _one_sided(name: str, moves: list[ScoredEvent]) -> Iterator[QualityNote]:
    sides = [side_of(event) for event in moves]
    left, right = sides.count(Side.LEFT), sides.count(Side.RIGHT)
    if left + right >= FEWEST and max(left, right) >= ONE_SIDE_SHARE * (left + right):
        side = "left" if left > right else "right"
        text = (
            f"{max(left, right)} of {left + right} leg movements are marked on the {side} leg; "
            "movements of both legs may have been marked on one only."
        )
        yield QualityNote("warning", "one_sided", name, text)
