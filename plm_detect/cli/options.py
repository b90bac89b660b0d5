"""Options that several commands have."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from pathlib import Path


class LegOptions(TypedDict):
    """Channels and unit that the user names."""

    left: str | None
    right: str | None
    leg: str | None
    ecg: str | None
    unit: str | None
    position: str | None


class ScoringChoices(TypedDict):
    """How scoring files are read; see `plm_detect.ScoringOptions`."""

    format: str | None
    stage_codes: str | None
    epoch_s: float
    labels: Path | None
    ranked: bool
    scoring_offset_s: float | None
    force_scoring: bool


class ReadingOptions(TypedDict):
    """How the movements are read."""

    respiratory_window: tuple[float, float] | None
    age: float | None
    sit: bool
    robustness: bool
    compare_rules: bool
    least_sleep_h: float
    legs_scored: bool
