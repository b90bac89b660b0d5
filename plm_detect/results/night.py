"""The result for one night."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.errors import SettingsError
from plm_detect.model.movements import Side
from plm_detect.model.names import nearest
from plm_detect.model.quality import TOO_LITTLE, night_grade
from plm_detect.model.spans import Spans

if TYPE_CHECKING:
    import datetime as dt

    import mne
    from matplotlib.axes import Axes

    from plm_detect.indices.classification import IndexClass
    from plm_detect.indices.course import Course
    from plm_detect.indices.headline import Headline
    from plm_detect.indices.immobilization import ImmobilizationTest
    from plm_detect.indices.intervals import IntervalHistogram
    from plm_detect.indices.positions import ByPosition
    from plm_detect.indices.robustness import Robustness
    from plm_detect.indices.series import Series
    from plm_detect.indices.sleep import SleepStatistics
    from plm_detect.indices.table import Statistics
    from plm_detect.model.events import Scoring
    from plm_detect.model.movements import Movements, ScoredLegMovements
    from plm_detect.model.provenance import InputFile, Leg
    from plm_detect.model.quality import Grade, LegQuality, QualityNote
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.traces import Traces
    from plm_detect.model.window import AnalysisWindow
    from plm_detect.results.comparison import RuleComparison, RuleResult

SINGLE_SIDES = tuple(side for side in Side if side is not Side.BOTH)


@dataclass(frozen=True, eq=False, repr=False)
class Night:
    """Everything that was found in one night.

    Attributes
    ----------
    name : str
        Name of the recording, or of the scoring where movements were scored by others; without
        folder and ending.
    start : datetime or None
        Time of the first sample; None when no file tells.
    duration_s : float or None
        From the first to the last sample, seconds; None where movements were scored by others
        and no file tells.
    legs : tuple of Leg
        Legs whose EMG was searched; empty where movements were scored by others.
    quality : tuple of LegQuality
        Of the recording of each leg, those that were refused included.
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
    supplement : Statistics
        More rows of the same form: isolated and short-interval movements, periodicity index,
        series, arousals before, during and after, laterality; ``to_frame()``.
    series, series_nr : Series
        Periodic series over all candidates, and after respiratory-related movements are taken
        out; tables with ``to_frame()``.
    positions : ByPosition or None
        PLMS by body position; None where positions or stages are not known; ``to_frame()``.
    course : Course
        Halves, hours and sleep cycles; a table with ``to_frame()``.
    intervals : IntervalHistogram
        Intermovement intervals in fixed bins; a table with ``to_frame()``.
    sleep : SleepStatistics or None
        None without sleep stages.
    headline : Headline
    index_class : IndexClass
        On which side of the usual cut the PLMS index lies.
    robustness : Robustness or None
        The index under varied choices; None where it was not asked for.
    aasm : RuleResult or None
        The numbers that the AASM manual requires, under its own rules.
    comparison : RuleComparison or None
        The night under every rule set, where it was asked for.
    immobilization : ImmobilizationTest or None
        The suggested immobilization test, where the recording is one.
    rules : RuleSet
    settings : DetectionSettings or None
        None where movements were scored by others.
    detector : (str, str) or None
        Name and reference of the detector; None as above.
    inputs : tuple of InputFile
    notes : tuple of QualityNote
        What the reader of the numbers should know.
    traces : Traces or None
        What reports show of the EMG; None where it was not asked for.
    """

    name: str
    start: dt.datetime | None
    duration_s: float | None
    legs: tuple[Leg, ...]
    quality: tuple[LegQuality, ...]
    scoring: Scoring
    window: AnalysisWindow
    leg_movements: ScoredLegMovements
    movements: Movements
    statistics: Statistics
    supplement: Statistics
    series: Series
    series_nr: Series
    positions: ByPosition | None
    course: Course
    intervals: IntervalHistogram
    sleep: SleepStatistics | None
    headline: Headline
    index_class: IndexClass
    robustness: Robustness | None
    aasm: RuleResult | None
    comparison: RuleComparison | None
    immobilization: ImmobilizationTest | None
    rules: RuleSet
    settings: DetectionSettings | None
    detector: tuple[str, str] | None
    inputs: tuple[InputFile, ...]
    notes: tuple[QualityNote, ...]
    traces: Traces | None = None

    def __repr__(self) -> str:
        head = self.headline
        n = len(self.movements)
        found = f"{n} movement{'' if n == 1 else 's'}"
        if head.plms_per_hour is not None:
            found = f"PLMS {head.plms_per_hour:.1f}/h, {found}, {head.tst_h:.2f} h asleep"
        grade = "" if self.grade is None else f", signal quality {self.grade.label}"
        found += ", too little sleep for an index" if self.is_too_little else ""
        changed = " (changed)" if self.rules.changes else ""
        text = f"<Night {self.name}: {found}, rules {self.rules.name}{changed}{grade}>"
        return " ".join(text.split())

    def _repr_html_(self) -> str:
        # Figures know nights, not the reverse.
        html: str = import_module("plm_detect.plot.notebook").night_html(self)
        return html

    @property
    def grade(self) -> Grade | None:
        """Grade of the recording: of its worst leg; at best poor where one was refused.

        None where movements were scored by others.
        """
        return night_grade(self.quality)

    @property
    def is_too_little(self) -> bool:
        """Whether less sleep was analysed than an index needs; a note says how much."""
        return any(note.code == TOO_LITTLE for note in self.notes)

    @property
    def sides(self) -> tuple[Side, ...]:
        """Legs that were searched or have movements, left first; both where there is none."""
        searched = {leg.side for leg in self.legs} | set(self.leg_movements.side.tolist())
        seen = tuple(side for side in SINGLE_SIDES if side in searched)
        return seen or (Side.LEFT, Side.RIGHT)

    def excluded(self, side: Side | str) -> Spans:
        """Return the recorded time of a leg in which nothing was searched.

        Parameters
        ----------
        side : Side or str
            Or its label: ``left``, ``right``, ``unspecified``.

        Raises
        ------
        SettingsError
            When there is no such side.
        """
        labels = {each.label: each for each in Side}
        if not isinstance(side, Side) and side not in labels:
            raise SettingsError(f"unknown side {side!r}{nearest(str(side), labels)}.")
        side = side if isinstance(side, Side) else labels[side]
        found = [each.excluded for each in self.quality if each.side is side]
        if not found:
            return Spans.of([])
        return Spans(
            np.concatenate([spans.onset_s for spans in found]),
            np.concatenate([spans.end_s for spans in found]),
        )

    def labelled(self) -> list[tuple[float, float, str]]:
        """Return movements and series as onset (s), duration (s) and text, in order of time."""
        table = self.movements
        rows = []
        for i in range(len(table)):
            kind = "PLM" if table.series[i] else "LM" if table.is_clm[i] else "LM, no candidate"
            extra = ", respiratory" if table.is_respiratory[i] else ""
            text = f"{kind} {Side(table.side[i]).label}{extra}"
            rows.append((float(table.onset_s[i]), float(table.duration_s[i]), text))
        series = self.series
        for number, onset, duration, count in zip(
            series.number, series.onset_s, series.duration_s, series.n_movements, strict=True
        ):
            text = f"PLM series {number} of {count} movements"
            rows.append((float(onset), float(duration), text))
        return sorted(rows)

    def plot(self) -> tuple[Axes, ...]:
        """Draw the overview of the night; see `plm_detect.plot` for more."""
        axes: tuple[Axes, ...] = import_module("plm_detect.plot").overview(self)
        return axes

    def to_mne(self) -> mne.Annotations:
        """Return movements and series as `mne.Annotations`.

        Onsets count from the start of the recording, as `mne.io.read_raw_edf` counts; hand them
        to ``raw.set_annotations``.
        """
        import mne

        onset, duration, text = (
            zip(*self.labelled(), strict=True) if len(self.movements) else ((),) * 3
        )
        return mne.Annotations(np.array(onset), np.array(duration), list(text))
