"""What the header says of filters that were applied before the recording was written."""

from __future__ import annotations

import re
from dataclasses import dataclass

_EDGE = re.compile(r"\b(HP|LP|N)\s*[:=]?\s*(\d+(?:[.,]\d+)?)\s*(k?)(?:hz)?", re.IGNORECASE)


@dataclass(frozen=True)
class Prefilter:
    """Edges of the filters in Hz; None where the header names none."""

    highpass_hz: float | None = None
    lowpass_hz: float | None = None
    notch_hz: float | None = None


def parse_prefilter(text: str) -> Prefilter:
    """Return the edges in a prefilter field such as ``HP:10Hz LP:100Hz N:50Hz``; 0 is no filter."""
    edges: dict[str, float] = {}
    for kind, value, kilo in _EDGE.findall(text):
        hertz = float(value.replace(",", ".")) * (1000 if kilo else 1)
        if hertz > 0:
            edges.setdefault(kind.upper(), hertz)
    return Prefilter(edges.get("HP"), edges.get("LP"), edges.get("N"))
