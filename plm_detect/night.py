"""The result for one night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.movements import Series, Side

if TYPE_CHECKING:
    import datetime as dt

    import mne

    from plm_detect.indices.headline import Headline
    from plm_detect.indices.table import Statistics
    from plm_detect.model.events import Scoring
    from plm_detect.model.movements import Movements, ScoredLegMovements
    from plm_detect.model.quality import QualityNote
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.window import AnalysisWindow


@dataclass(frozen=True)
class InputFile:
    """A file that went into the result, by name, size in bytes and SHA-256."""

    name: str
    n_bytes: int
    sha256: str


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
    n_movements : int
        Movements found, in the whole recording.
    """

    side: Side
    label: str
    rate_hz: float
    reason: str
    rest_uv: float
    n_movements: int


@dataclass(frozen=True, eq=False)
class Night:
    """Everything that was found in one recording.

    Attributes
    ----------
    name : str
        Name of the recording, without folder and ending.
    start : datetime or None
        Time of the first sample; None when the header does not tell.
    duration_s : float
        From the first to the last sample, seconds.
    legs : tuple of Leg
    scoring : Scoring
        Stages and events that the movements were held against.
    window : AnalysisWindow
        The analysed part of the night.
    leg_movements : ScoredLegMovements
        Movements of single legs; a table with ``to_frame()``.
    movements : Movements
        Movements after joining the legs; a table with ``to_frame()``.
    statistics : Statistics
        The table of 318 rows; ``to_frame()``.
    headline : Headline
    rules : RuleSet
    settings : DetectionSettings
    inputs : tuple of InputFile
    notes : tuple of QualityNote
        What the reader of the numbers should know.
    """

    name: str
    start: dt.datetime | None
    duration_s: float
    legs: tuple[Leg, ...]
    scoring: Scoring
    window: AnalysisWindow
    leg_movements: ScoredLegMovements
    movements: Movements
    statistics: Statistics
    headline: Headline
    rules: RuleSet
    settings: DetectionSettings
    inputs: tuple[InputFile, ...]
    notes: tuple[QualityNote, ...]

    @property
    def series(self) -> Series:
        """Periodic series over all candidates; a table with ``to_frame()``."""
        return Series.of(self.movements.onset_s, self.movements.end_s, self.movements.series)

    def labelled(self) -> list[tuple[float, float, str]]:
        """Return movements and series as onset (s), duration (s) and text, in order of time."""
        table = self.movements
        rows = []
        for i in range(len(table)):
            kind = "PLM" if table.series[i] else "LM" if table.is_clm[i] else "LM, no candidate"
            extra = ", respiratory" if table.is_respiratory[i] else ""
            text = f"{kind} {Side(table.side[i]).label}{extra}"
            rows.append((float(table.onset_s[i]), float(table.duration_s[i]), text))
        for number, onset, end, count in zip(*self.series.columns().values(), strict=True):
            text = f"PLM series {number} of {count} movements"
            rows.append((float(onset), float(end - onset), text))
        return sorted(rows)

    def to_mne(self) -> mne.Annotations:
        """Return movements and series as `mne.Annotations`.

        Onsets count from the start of the recording, as `mne.io.read_raw_edf` counts; hand them
        to ``raw.set_annotations``.
        """
        import mne  # noqa: PLC0415 - loaded only where it is asked for

        onset, duration, text = (
            zip(*self.labelled(), strict=True) if len(self.movements) else ((),) * 3
        )
        return mne.Annotations(np.array(onset), np.array(duration), list(text))
