"""Options that several commands have."""

from __future__ import annotations

from typing import TypedDict


class LegOptions(TypedDict):
    """Channels and unit that the user names."""

    left: str | None
    right: str | None
    leg: str | None
    ecg: str | None
    unit: str | None


class ReadingOptions(TypedDict):
    """How the movements are read."""

    respiratory_window: tuple[float, float] | None
    age: float | None
    sit: bool
    robustness: bool
