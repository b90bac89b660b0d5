"""The page of a cohort: all nights in one table, what failed, and how subjects changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect import plot
from plm_detect.model.quality import TOO_LITTLE
from plm_detect.reports.night.figures import drawn
from plm_detect.reports.pages import embedded, page
from plm_detect.reports.sections import Cell, Figure, ReportTable, Section, StudyPage, number
from plm_detect.version import program_version
from plm_detect.wording.sentences import DISCLAIMER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from plm_detect.indices.between_nights import Longitudinal, NightOfSubject, PhaseChange, Value

COLUMNS = (
    ("name", "recording"), ("subject", "subject"), ("night", "night"), ("phase", "phase"),
    ("plms_per_hour", "PLMS/h"), ("plms_nr_per_hour", "PLMS/h, nr"),
    ("plms_arousal_per_hour", "PLMS with arousal/h"), ("plmw_per_hour", "PLMW/h"),
    ("tst_h", "TST, h"), ("n_plms", "PLMS"), ("periodicity_index", "periodicity"),
    ("grade", "quality"), ("robustness", "robustness"), ("is_too_little", "too little sleep"),
    ("rules", "rules"), ("warnings", "warnings"),
)  # fmt: skip
DECIMALS = {"n_plms": 0, "periodicity_index": 2, "tst_h": 2}
"""One where nothing else is said."""
GRADES = ("good", "fair", "poor", "unusable")
LITTLE = "is_too_little"
MOST_SUBJECTS_DRAWN = 60
"""Subjects on the page; all have a figure of their own beside it."""


def cohort_page(
    nights: Sequence[Mapping[str, Value]],
    failures: Mapping[str, str],
    n_pending: int,
    found: Longitudinal,
    figures: Mapping[str, bytes],
    report: str | None,
) -> str:
    """Return the page.

    Parameters
    ----------
    nights : sequence of mapping
        Rows of the table of nights.
    failures : mapping of str to str
        Reasons by name of the recording.
    n_pending : int
        Recordings that are not done yet.
    found : Longitudinal
    figures : mapping of str to bytes
        Figures of subjects by subject, PNG.
    report : str or None
        Name of the report in the folder of each night.
    """
    index = np.array([_float(night["plms_per_hour"]) for night in _enough(nights)])
    images = drawn({"distribution": lambda: (plot.index_distribution(index),)} if nights else {})
    images |= {f"subject {i}": data for i, data in enumerate(figures.values())}
    return page(
        "cohort.html.j2",
        scripts=("cohort.js",),
        report=_content(nights, failures, n_pending, found, list(figures)),
        images={name: embedded(image, "image/png") for name, image in images.items()},
        data={
            "head": [title for _, title in COLUMNS],
            "decimals": [DECIMALS.get(name, 1) for name, _ in COLUMNS],
            "rows": [
                [_yes(night[name]) if name == LITTLE else _cell(night[name]) for name, _ in COLUMNS]
                for night in nights
            ],
            "report": report,
        },
        version=f"plm-detect {program_version()}",
    )


def subject_figures(found: Longitudinal) -> dict[str, bytes]:
    """Return a figure of each subject with several nights, PNG by subject."""
    sd = found.night_to_night.sd_per_hour if found.night_to_night else None
    return drawn(
        {
            subject: lambda nights=nights: (_course(nights, sd),)  # type: ignore[misc]
            for subject, nights in found.of_subject.items()
        }
    )


def _course(nights: Sequence[NightOfSubject], sd_per_hour: float | None) -> Axes:
    from matplotlib import pyplot as plt

    # Margins that suit all are quicker than those that are found for each of thousands.
    margins = {"left": 0.11, "right": 0.98, "top": 0.9, "bottom": 0.12}
    axes = plt.subplots(figsize=(5.0, 2.6), gridspec_kw=margins)[1]
    return plot.subject_course(nights, sd_per_hour, axes)


def _content(
    nights: Sequence[Mapping[str, Value]],
    failures: Mapping[str, str],
    n_pending: int,
    found: Longitudinal,
    drawn_subjects: list[str],
) -> StudyPage:
    enough = _enough(nights)
    index = np.array([_float(night["plms_per_hour"]) for night in enough])
    known = index[np.isfinite(index)]
    above = sum(bool(night["is_above"]) for night in enough)
    n_little = len(nights) - len(enough)
    middle = f"{np.median(known):.1f}" if len(known) else "-"
    cards = (
        Figure("nights scored", str(len(nights))),
        Figure("failed", str(len(failures))),
        Figure("not done yet", str(n_pending)),
        Figure("PLMS, median", middle, f"per hour, {_nights_text(len(known))}"),
        Figure("above the cut", str(above), "nights"),
    )
    sentences = []
    if n_little:
        sentences.append(
            f"Too little sleep for an index: {n_little} of {len(nights)} nights (warning "
            f"{TOO_LITTLE}). They are in the tables, and left out of the median, the number above "
            "the cut, the distribution and the changes of subjects."
        )
    marks = {night["settings_mark"] for night in nights}
    if len(marks) > 1:
        rules = sorted({str(night["rules"]) for night in nights})
        sentences.append(
            f"The nights were scored with {len(marks)} different settings (settings_mark; rules "
            f"{', '.join(rules)}): their indices cannot be compared with each other. No change of "
            "a subject is computed between such nights."
        )
    sections = []
    if nights:
        figure = ("distribution", "PLMS index of all nights")
        sections.append(Section("PLMS index", figures=(figure,), sentences=tuple(sentences)))
        sections.append(Section("Quality", (_quality(nights),)))
    if failures:
        rows = tuple((Cell(name), Cell(text)) for name, text in failures.items())
        table = ReportTable("failures", ("recording", "reason"), rows)
        sections.append(Section("Failures", (table,)))
    if found.phases:
        shown = drawn_subjects[:MOST_SUBJECTS_DRAWN]
        pictures = tuple((f"subject {i}", f"nights of {name}") for i, name in enumerate(shown))
        sections.append(Section("Changes", (_phases(found.phases),), (), _variation(found)))
        sections.append(Section("Subjects", figures=pictures, small=True))
    return StudyPage("Cohort", DISCLAIMER, (), cards, (), tuple(sections))


def _nights_text(number: int) -> str:
    """Return a number of nights with its noun."""
    return f"{number} night{'' if number == 1 else 's'}"


def _enough(nights: Sequence[Mapping[str, Value]]) -> list[Mapping[str, Value]]:
    """Return the nights with enough sleep for an index."""
    return [night for night in nights if not night["is_too_little"]]


def _quality(nights: Sequence[Mapping[str, Value]]) -> ReportTable:
    grades = [str(night["grade"]) for night in nights]
    codes = [code for night in nights for code in str(night["warnings"]).split()]
    rows = [
        (Cell(f"quality {grade}"), number(float(grades.count(grade)), 0))
        for grade in GRADES
        if grade in grades
    ]
    rows += [(Cell(code), number(float(codes.count(code)), 0)) for code in sorted(set(codes))]
    return ReportTable("quality", ("finding", "nights"), tuple(rows))


def _phases(phases: Sequence[PhaseChange]) -> ReportTable:
    verdicts = {True: "yes", False: "no", None: "-"}
    rows = []
    for each in phases:
        change = number(each.change_per_hour)
        if each.low_per_hour is not None and each.high_per_hour is not None:
            text = f"{change.text} ({each.low_per_hour:.1f} to {each.high_per_hour:.1f})"
            change = Cell(text, change.value)
        rows.append(
            (
                Cell(each.subject),
                Cell(each.phase),
                number(float(each.n_nights), 0),
                number(each.mean_per_hour),
                number(each.sd_per_hour),
                change,
                number(each.change_percent, 0),
                Cell(verdicts[each.is_beyond] if each.change_per_hour is not None else "-"),
            )
        )
    head = ("subject", "phase", "nights", "PLMS/h", "SD", "change", "percent", "beyond variation")
    return ReportTable("phases", head, tuple(rows))


def _variation(found: Longitudinal) -> tuple[str, ...]:
    known = found.night_to_night
    if known is None:
        return ("No subject has two nights of one phase: the variation is not known.",)
    text = (
        f"From night to night the index varies by {known.sd_per_hour:.1f}/h (standard deviation "
        f"within subject and phase, {known.degrees_of_freedom} degrees of freedom): two single "
        f"nights differ by more than {known.repeatability_per_hour:.1f}/h in one of twenty "
        "cases without any change. The table holds every phase against the first one."
    )
    return (text,)


def _yes(value: Value) -> str:
    return "yes" if value else ""


def _float(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def _cell(value: Value) -> Value:
    if isinstance(value, float):
        return None if np.isnan(value) else round(value, 3)
    return value
