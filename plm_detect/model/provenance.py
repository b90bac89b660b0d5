"""Where a result comes from: files, legs, settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from plm_detect.model.movements import Side
    from plm_detect.model.quality import Grade, LegQuality, QualityNote
    from plm_detect.model.settings import DetectionSettings


@dataclass(frozen=True)
class InputFile:
    """A file that went into the result, by name, size in bytes and SHA-256.

    The last is None where only parts of the file were read.
    """

    name: str
    n_bytes: int
    sha256: str | None


@dataclass(frozen=True)
class Leg:
    """A leg that was scored.

    Attributes
    ----------
    side : Side
    label : str
        Channel or derivation.
    rate_hz : float
    reason : str
        Why this channel was taken.
    rest_uv : float
        Median of the resting level over the night, microvolts.
    calibration_uv : float or None
        Amplitude of the calibration movement above rest, where the rule set needs one.
    n_movements : int
        Movements found, in the whole recording.
    grade : Grade
        Of the recording of this leg.
    excluded_s : float
        Recorded time in which nothing was searched, seconds.
    """

    side: Side
    label: str
    rate_hz: float
    reason: str
    rest_uv: float
    calibration_uv: float | None
    n_movements: int
    grade: Grade
    excluded_s: float


@dataclass(frozen=True)
class Provenance:
    """Where a result comes from.

    Attributes
    ----------
    name, start, duration_s, legs, quality, settings, detector, inputs
        As in `Night`.
    notes : tuple of QualityNote
        Of reading and detection.
    """

    name: str
    start: dt.datetime | None
    duration_s: float | None
    legs: tuple[Leg, ...]
    quality: tuple[LegQuality, ...]
    settings: DetectionSettings | None
    detector: tuple[str, str] | None
    inputs: tuple[InputFile, ...]
    notes: tuple[QualityNote, ...]
