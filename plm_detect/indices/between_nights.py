"""Changes of the PLMS index between nights and phases of treatment, seen against its variation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVEL = 0.95

Value = str | float | bool | None
"""What a cell of a table holds; None where it is undefined."""


@dataclass(frozen=True)
class NightOfSubject:
    """The index of one night.

    Attributes
    ----------
    subject, night, phase, start : str
        The start orders nights that have no number; the phase is empty where none is given.
    plms_per_hour : float or None
    left_out : str
        Why the night is in no mean and no change; empty where it is.
    """

    subject: str
    night: str
    phase: str
    start: str
    plms_per_hour: float | None
    left_out: str = ""


@dataclass(frozen=True)
class PhaseChange:
    """A phase of a subject, and how it differs from the first one.

    Attributes
    ----------
    subject, phase : str
    n_nights : int
    mean_per_hour : float
    sd_per_hour : float or None
        Of its nights; None for one.
    change_per_hour : float or None
        From the mean of the first phase; None for that phase itself.
    change_percent : float or None
    low_per_hour, high_per_hour : float or None
        Confidence interval of the change, 95 %, from the night-to-night variation of all subjects.
    is_beyond : bool or None
        Whether the interval leaves out zero; None where the variation is not known.
    """

    subject: str
    phase: str
    n_nights: int
    mean_per_hour: float
    sd_per_hour: float | None
    change_per_hour: float | None
    change_percent: float | None
    low_per_hour: float | None
    high_per_hour: float | None
    is_beyond: bool | None


@dataclass(frozen=True)
class Variation:
    """How the index varies from night to night without any change.

    Attributes
    ----------
    sd_per_hour : float
        Standard deviation within subjects and phases, pooled over all.
    degrees_of_freedom : int
    repeatability_per_hour : float
        The difference of two single nights that such variation exceeds in one of twenty cases.
    """

    sd_per_hour: float
    degrees_of_freedom: int
    repeatability_per_hour: float


@dataclass(frozen=True)
class SubjectTable:
    """A table over subjects.

    Attributes
    ----------
    name : str
        Of its file, without ending.
    texts : tuple of str
        Columns that hold texts.
    columns : dict of str to list
        Empty where there are no rows.
    """

    name: str
    texts: tuple[str, ...]
    columns: dict[str, list[Value]]


@dataclass(frozen=True)
class Longitudinal:
    """Subjects with several nights.

    Attributes
    ----------
    of_subject : dict of str to tuple of NightOfSubject
        In order of time.
    phases : tuple of PhaseChange
    night_to_night : Variation or None
        None where no subject has two nights of one phase.
    """

    of_subject: dict[str, tuple[NightOfSubject, ...]]
    phases: tuple[PhaseChange, ...]
    night_to_night: Variation | None

    @property
    def nights(self) -> SubjectTable:
        """The table of nights: each with its change from the night before."""
        columns: dict[str, list[Value]] = {
            name: []
            for name in (
                "subject", "night", "phase", "start", "plms_per_hour", "change_per_hour",
                "left_out",
            )
        }  # fmt: skip
        for nights in self.of_subject.values():
            before: float | None = None
            for night in nights:
                index = None if night.left_out else night.plms_per_hour
                about = (night.subject, night.night, night.phase, night.start)
                change = None if index is None or before is None else index - before
                row = (*about, night.plms_per_hour, change, night.left_out)
                for name, value in zip(columns, row, strict=True):
                    columns[name].append(value)
                before = index
        texts = ("subject", "night", "phase", "start", "left_out")
        return _table("subject_nights", texts, columns)

    @property
    def changes(self) -> SubjectTable:
        """The table of phases."""
        names = tuple(PhaseChange.__dataclass_fields__)
        columns = {name: [getattr(each, name) for each in self.phases] for name in names}
        return _table("subject_phases", ("subject", "phase"), columns)


def _table(name: str, texts: tuple[str, ...], columns: dict[str, list[Value]]) -> SubjectTable:
    has_rows = any(columns.values())
    return SubjectTable(name, texts, columns if has_rows else {})


def changes(nights: Sequence[NightOfSubject]) -> Longitudinal:
    """Set the nights of each subject side by side.

    The variation from night to night is the standard deviation within subject and phase, pooled
    over all subjects (Bland JM, Altman DG. Measurement error. BMJ 1996;313:744). The interval of a
    change of means takes it with Student's t for its degrees of freedom. Nights in which the index
    is not defined are shown, and left out of the numbers.

    Parameters
    ----------
    nights : sequence of NightOfSubject
        Subjects with one night are left out.
    """
    by_subject: dict[str, list[NightOfSubject]] = {}
    for night in nights:
        by_subject.setdefault(night.subject, []).append(night)
    of_subject = {
        subject: tuple(sorted(own, key=_order))
        for subject, own in sorted(by_subject.items())
        if len(own) > 1
    }
    groups = {subject: _by_phase(own) for subject, own in of_subject.items()}
    variation = _variation([values for own in groups.values() for values in own.values()])
    phases = [
        change for subject, own in groups.items() for change in _phases(subject, own, variation)
    ]
    return Longitudinal(of_subject, tuple(phases), variation)


def _order(night: NightOfSubject) -> tuple[str, float, str]:
    number = float(night.night) if night.night.replace(".", "", 1).isdigit() else np.inf
    return night.start, number, night.night


def _by_phase(nights: Sequence[NightOfSubject]) -> dict[str, list[float]]:
    phases: dict[str, list[float]] = {}
    for night in nights:
        own = phases.setdefault(night.phase, [])
        if night.left_out:
            continue
        if night.plms_per_hour is not None and np.isfinite(night.plms_per_hour):
            own.append(night.plms_per_hour)
    return {phase: values for phase, values in phases.items() if values}


def _variation(groups: Sequence[Sequence[float]]) -> Variation | None:
    squares = sum(float(np.sum((np.array(g) - np.mean(g)) ** 2)) for g in groups if len(g) > 1)
    freedom = sum(len(g) - 1 for g in groups if len(g) > 1)
    if not freedom:
        return None
    sd = float(np.sqrt(squares / freedom))
    return Variation(sd, freedom, _t(freedom) * float(np.sqrt(2)) * sd)


def _t(freedom: float) -> float:
    from scipy import stats

    return float(stats.t.ppf((1 + LEVEL) / 2, freedom))


def _phases(
    subject: str, groups: dict[str, list[float]], variation: Variation | None
) -> list[PhaseChange]:
    found: list[PhaseChange] = []
    first: list[float] | None = None
    for phase, values in groups.items():
        mean = float(np.mean(values))
        change = percent = low = high = None
        is_beyond = None
        if first is not None:
            before = float(np.mean(first))
            change = mean - before
            percent = 100 * change / before if before else None
            if variation is not None:
                error = variation.sd_per_hour * np.sqrt(1 / len(first) + 1 / len(values))
                within = _t(variation.degrees_of_freedom) * error
                low, high = float(change - within), float(change + within)
                is_beyond = bool(low > 0 or high < 0)
        sd = float(np.std(values, ddof=1)) if len(values) > 1 else None
        found.append(
            PhaseChange(
                subject, phase, len(values), mean, sd, change, percent, low, high, is_beyond
            )
        )
        first = first or values
    return found
