"""What a study of agreement could not compare, and what is to be known of what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.model.quality import TOO_LITTLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plm_detect.model.quality import QualityNote
    from plm_detect.wording.language import Words

NOT_COMPARED = ("not_compared", "recording_unreadable", "no_events", "one_scorer", "no_partner")
"""Codes of notes on nights or scorers that were left out."""
WITHOUT_REASON = ("no_partner", "one_scorer", "no_events", "several_references", TOO_LITTLE)
"""Codes whose sentence says all; of the others the note itself follows."""
MOST_NAMED = 12
"""Nights that a sentence names."""


def is_left_out(note: QualityNote) -> bool:
    """Tell whether a note is of something that was not compared."""
    return note.code in NOT_COMPARED


def note_lines(notes: Iterable[QualityNote], say: Words) -> tuple[str, ...]:
    """Return a sentence for each kind of note with the nights that it is of."""
    by_code: dict[str, list[QualityNote]] = {}
    for note in notes:
        by_code.setdefault(note.code, []).append(note)
    lines = []
    for code, same in by_code.items():
        key = f"agree.note.{code}"
        if key not in say.texts:
            lines += [str(note) for note in same]
            continue
        texts = [note.subject if code in WITHOUT_REASON else str(note) for note in same]
        named = "; ".join(dict.fromkeys(texts[:MOST_NAMED]))
        more = len(same) - MOST_NAMED
        if more > 0:
            named += f"; {say('agree.more_nights', n=more)}"
        lines.append(say("agree.note_line", text=say(key), nights=named))
    return tuple(lines)
