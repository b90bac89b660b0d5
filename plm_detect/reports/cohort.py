"""The page of a cohort: nights, those set apart, what failed, and how subjects changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect import plot
from plm_detect.reports.cohort_tables import (
    has_several_settings,
    is_apart,
    night_table,
    number_of,
    rules_text,
    warning_text,
)
from plm_detect.reports.night.figures import drawn
from plm_detect.reports.pages import embedded, page
from plm_detect.reports.sections import Cell, Figure, ReportTable, Section, StudyPage, number
from plm_detect.version import program_version
from plm_detect.wording.language import UNDEFINED, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from plm_detect.indices.between_nights import Longitudinal, NightOfSubject, PhaseChange, Value
    from plm_detect.wording.language import Words

GRADES = ("good", "fair", "poor", "unusable")
MOST_SUBJECTS_DRAWN = 60
"""Subjects on the page; all have a figure of their own in the folder ``subjects``."""
FILES = ("nights.csv", "movements.csv", "statistics.csv", "cohort.json")
SUBJECT_FILES = ("subject_nights.csv", "subject_phases.csv")
FILE_OF = {"phases": "subject_phases.csv", "quality": "nights.csv", "failures": "cohort.json"}


def cohort_page(
    nights: Sequence[Mapping[str, Value]],
    failures: Mapping[str, str],
    n_pending: int,
    found: Longitudinal,
    figures: Mapping[str, bytes],
    report: str | None,
    language: str = "en",
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
    language : str
        ``en``, ``de`` or ``fr``.
    """
    say = words(language)
    compared = [night for night in nights if not is_apart(night)]
    apart = [night for night in nights if is_apart(night)]
    index = np.array([number_of(night["plms_per_hour"]) for night in compared])
    cuts = sorted({number_of(night["cut_per_hour"]) for night in compared})
    images = {}
    if np.any(np.isfinite(index)):
        images = drawn(
            {"distribution": lambda: (plot.index_distribution(index, cuts=cuts, texts=say.texts),)}
        )
    shown = list(figures)[:MOST_SUBJECTS_DRAWN]
    images |= {f"subject {i}": figures[name] for i, name in enumerate(shown)}
    has_rules = has_several_settings(nights)
    return page(
        "cohort.html.j2",
        scripts=("cohort.js",),
        styles=("study.css",),
        say=say,
        report=_content(nights, failures, n_pending, found, shown, say),
        n_apart=len(apart),
        images={name: embedded(image, "image/png") for name, image in images.items()},
        files=(*FILES, *(SUBJECT_FILES if found.of_subject else ())),
        file_of=FILE_OF,
        data={
            "tables": {
                "movements": night_table(compared, report, say, has_rules=has_rules),
                "apart": night_table(apart, report, say, has_rules=has_rules),
            },
            "mark": say.mark,
            "shown": say("cohort.shown"),
            "none": say("cohort.none_shown"),
        },
        version=say("version", version=program_version()),
    )


def subject_figures(found: Longitudinal, language: str = "en") -> dict[str, bytes]:
    """Return a figure of each subject with several nights, PNG by subject."""
    sd = found.night_to_night.sd_per_hour if found.night_to_night else None
    say = words(language)
    return drawn(
        {
            subject: lambda nights=nights: (_course(nights, sd, say),)  # type: ignore[misc]
            for subject, nights in found.of_subject.items()
        }
    )


def _course(nights: Sequence[NightOfSubject], sd_per_hour: float | None, say: Words) -> Axes:
    from matplotlib import pyplot as plt

    # Margins that suit all are quicker than those that are found for each of thousands.
    margins = {"left": 0.11, "right": 0.98, "top": 0.9, "bottom": 0.17}
    axes = plt.subplots(figsize=(5.0, 2.6), gridspec_kw=margins)[1]
    return plot.subject_course(nights, sd_per_hour, axes, texts=say.texts)


def _content(
    nights: Sequence[Mapping[str, Value]],
    failures: Mapping[str, str],
    n_pending: int,
    found: Longitudinal,
    drawn_subjects: list[str],
    say: Words,
) -> StudyPage:
    compared = [night for night in nights if not is_apart(night)]
    index = np.array([number_of(night["plms_per_hour"]) for night in compared])
    known = index[np.isfinite(index)]
    n_classed = sum(night["is_above"] is not None for night in compared)
    n_above = sum(bool(night["is_above"]) for night in compared)
    middle = float(np.median(known)) if len(known) else None
    cards = (
        Figure(
            say("cohort.median"),
            say.number(middle),
            say("cohort.median_unit", n=len(known)),
        ),
        Figure(say("cohort.n_above"), str(n_above), say("cohort.of_nights", n=n_classed)),
        Figure(say("cohort.n_scored"), str(len(nights)), say("cohort.nights_unit")),
        Figure(
            say("cohort.n_apart"),
            str(len(nights) - len(compared)),
            say("cohort.n_apart_unit"),
        ),
        Figure(say("cohort.n_failed"), str(len(failures)), say("cohort.recordings_unit")),
        Figure(say("cohort.n_pending"), str(n_pending), say("cohort.recordings_unit")),
    )
    rules = sorted({rules_text(str(night["rules"])) for night in nights})
    facts = ((say("rules"), ", ".join(rules)),) if rules else ()
    sections = (
        *_index_section(nights, compared, known, n_above, say),
        *_other_sections(nights, failures, found, drawn_subjects, say),
    )
    return StudyPage(say("cohort.title"), say("disclaimer"), facts, cards, (), sections)


def _index_section(
    nights: Sequence[Mapping[str, Value]],
    compared: Sequence[Mapping[str, Value]],
    known: NDArray[np.float64],
    n_above: int,
    say: Words,
) -> Iterator[Section]:
    """Yield the section with the distribution, and what is in no number of the page."""
    if not nights:
        return
    sentences = []
    if len(known):
        low, middle, high = (say.number(q) for q in np.quantile(known, (0.25, 0.5, 0.75)).tolist())
        alt = say(
            "cohort.distribution_alt", n=len(known), median=middle, low=low, high=high,
            above=n_above, highest=say.number(float(np.max(known))),
        )  # fmt: skip
        sentences.append(alt)
    else:
        alt = say("cohort.no_index")
        sentences.append(alt)
    n_apart = len(nights) - len(compared)
    if n_apart:
        sentences.append(say("cohort.apart_text", n=n_apart, all=len(nights)))
    n_without = len(compared) - len(known)
    if n_without and len(known):
        sentences.append(say("cohort.without_index", n=n_without))
    if has_several_settings(nights):
        n_settings = len({night["settings_mark"] for night in nights})
        sentences.append(say("cohort.several_settings", n=n_settings))
    yield Section(say("plms_index"), figures=(("distribution", alt),), sentences=tuple(sentences))


def _other_sections(
    nights: Sequence[Mapping[str, Value]],
    failures: Mapping[str, str],
    found: Longitudinal,
    drawn_subjects: list[str],
    say: Words,
) -> Iterator[Section]:
    if found.phases:
        yield Section(
            say("cohort.changes"), (_phases(found.phases, say),), (), _variation(found, say)
        )
    if drawn_subjects:
        pictures = tuple(
            (f"subject {i}", _subject_alt(found.of_subject[name], say))
            for i, name in enumerate(drawn_subjects)
        )
        more = len(found.of_subject) - len(drawn_subjects)
        texts = [say("cohort.subjects_text")]
        texts += [say("cohort.more_subjects", n=more)] if more else []
        yield Section(say("cohort.subjects"), figures=pictures, sentences=tuple(texts), small=True)
    if nights:
        yield Section(say("quality"), (_quality(nights, say),))
    if failures:
        rows = tuple((Cell(name), Cell(text)) for name, text in failures.items())
        head = (say("cohort.name"), say("cohort.reason"))
        yield Section(say("cohort.failures"), (ReportTable("failures", head, rows),))


def _subject_alt(nights: Sequence[NightOfSubject], say: Words) -> str:
    """Return the nights of a subject in words."""
    texts = []
    for night in nights:
        name = night.night or night.start[:10]
        phase = f" ({night.phase})" if night.phase else ""
        texts.append(say("cohort.subject_night", night=name, phase=phase, index=_shown(night, say)))
    return say("cohort.subject_alt", subject=nights[0].subject, nights="; ".join(texts))


def _shown(night: NightOfSubject, say: Words) -> str:
    index = UNDEFINED if night.plms_per_hour is None else say.number(night.plms_per_hour)
    return f"{index}, {say('cohort.left_out')}" if night.left_out else index


def _quality(nights: Sequence[Mapping[str, Value]], say: Words) -> ReportTable:
    grades = [str(night["grade"]) for night in nights]
    codes = [code for night in nights for code in str(night["warnings"]).split()]
    rows = [
        (Cell(say("cohort.quality_of", grade=say(each))), number(float(grades.count(each)), 0))
        for each in GRADES
        if each in grades
    ]
    rows += [
        (Cell(warning_text(code, say)), number(float(codes.count(code)), 0))
        for code in sorted(set(codes))
    ]
    return ReportTable("quality", (say("cohort.finding"), say("cohort.nights")), tuple(rows))


def _phases(phases: Sequence[PhaseChange], say: Words) -> ReportTable:
    verdicts = {True: say("yes"), False: say("no"), None: UNDEFINED}
    rows = []
    for each in phases:
        change = number(each.change_per_hour, 1, say)
        if each.low_per_hour is not None and each.high_per_hour is not None:
            low, high = say.number(each.low_per_hour), say.number(each.high_per_hour)
            text = say("interval_text", value=change.text, low=low, high=high)
            change = Cell(text, change.value)
        rows.append(
            (
                Cell(each.subject),
                Cell(each.phase or UNDEFINED),
                number(float(each.n_nights), 0),
                number(each.mean_per_hour, 1, say),
                number(each.sd_per_hour, 1, say),
                change,
                number(each.change_percent, 0, say),
                Cell(verdicts[each.is_beyond] if each.change_per_hour is not None else UNDEFINED),
            )
        )
    names = ("subject", "phase", "nights", "mean", "sd", "change", "percent", "is_beyond")
    return ReportTable("phases", tuple(say(f"cohort.{name}") for name in names), tuple(rows))


def _variation(found: Longitudinal, say: Words) -> tuple[str, ...]:
    known = found.night_to_night
    if known is None:
        return (say("cohort.no_variation"),)
    text = say(
        "cohort.variation",
        sd=say.number(known.sd_per_hour),
        freedom=known.degrees_of_freedom,
        repeatability=say.number(known.repeatability_per_hour),
    )
    return text, say("cohort.phases_text")
