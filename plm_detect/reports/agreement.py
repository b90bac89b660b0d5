"""The page of a study of agreement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect import plot
from plm_detect.agreement.methods import CITATIONS, paragraph
from plm_detect.agreement.standing import standings
from plm_detect.agreement.statistics.matching import PRIMARY_RULE
from plm_detect.agreement.tables import agreement_tables
from plm_detect.agreement.writing import write_tables
from plm_detect.reports import agreement_tables as tables_of
from plm_detect.reports.agreement_notes import is_left_out, note_lines
from plm_detect.reports.agreement_words import (
    f1_alt,
    index_sentences,
    matrix_alt,
    standing_sentence,
)
from plm_detect.reports.night.figures import drawn
from plm_detect.reports.pages import embedded, page
from plm_detect.reports.sections import Section, StudyPage
from plm_detect.version import program_version
from plm_detect.wording.language import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import PathLike

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from plm_detect.agreement.study import Agreement
    from plm_detect.wording.language import Words

    Tables = dict[str, dict[str, NDArray[Any]]]
    Names = dict[tuple[str, str], str]

PAGE_NAME = "report.html"
MOST_DRAWN = 24
"""Comparisons of two scorers that have figures of their own; all are in the tables."""
FILE_OF = {
    "events": "events.csv", "by-rule": "events.csv", "by-stage": "events.csv", "time": "time.csv",
    "index": "indices.csv", "several": "several.csv", "standing": "standing.csv",
    "anatomy": "anatomy.csv", "disagreements": "disagreements.csv",
}  # fmt: skip
"""The file that holds all of what a table of the page shows."""


def write_agreement(
    agreement: Agreement,
    folder: str | PathLike[str],
    *,
    report: bool = True,
    parquet: bool = False,
    language: str = "en",
) -> tuple[Path, ...]:
    """Write the tables and the report of a study into a folder, which is made.

    Parameters
    ----------
    agreement : Agreement
    folder : path-like
        Files of an earlier study in it are replaced.
    report : bool
        Whether to write report.html.
    parquet : bool
        Whether to write each table as Parquet too (needs the extra ``parquet``).
    language : str
        Of the report: ``en``, ``de`` or ``fr``.

    Returns
    -------
    tuple of Path

    Raises
    ------
    OutputError
        When it cannot be written, or there is no such language.
    """
    say = words(language)
    tables = agreement_tables(agreement)
    others = {PAGE_NAME: _page(agreement, tables, say)} if report else {}
    return write_tables(agreement, tables, Path(folder), parquet=parquet, others=others)


def _page(agreement: Agreement, tables: Tables, say: Words) -> str:
    names = {each: f"pair{i}" for i, each in enumerate(agreement.main()[:MOST_DRAWN])}
    images = drawn(_drawers(agreement, names, say))
    written = [name for name, columns in tables.items() if columns]
    return page(
        "agreement.html.j2",
        styles=("study.css",),
        say=say,
        report=_content(agreement, tables, names, say),
        images={name: embedded(image, "image/png") for name, image in images.items()},
        files=(*(f"{name}.csv" for name in written), "agreement.json", "methods.txt"),
        file_of=FILE_OF,
        version=say("version", version=program_version()),
    )


def _drawers(
    agreement: Agreement, names: Names, say: Words
) -> dict[str, Callable[[], tuple[Axes, ...]]]:
    drawers: dict[str, Callable[[], tuple[Axes, ...]]] = {
        name: lambda of=of: _panels(agreement, of, say)  # type: ignore[misc]
        for of, name in names.items()
    }
    drawers["f1"] = lambda: _f1_panels(agreement, list(names), say)
    if len(agreement.direct()) > 1:
        drawers["matrix"] = lambda: (plot.f1_matrix(agreement, texts=say.texts),)
    return drawers


def _panels(agreement: Agreement, of: tuple[str, str], say: Words) -> tuple[Axes, ...]:
    """Draw differences over the whole width, indices and onsets below them."""
    from matplotlib import pyplot as plt

    figure = plt.figure(figsize=(10.2, 5.6), layout="constrained")
    upper, lower = figure.subfigures(2, 1)
    above = upper.subplots()
    left, right = lower.subplots(1, 2, width_ratios=(1.0, 1.25))
    draw = (plot.bland_altman, plot.scatter, plot.onset_differences)
    return tuple(
        one(agreement, *of, each, texts=say.texts)
        for one, each in zip(draw, (above, left, right), strict=True)
    )


def _f1_panels(
    agreement: Agreement, scorers: list[tuple[str, str]], say: Words
) -> tuple[Axes, ...]:
    """Draw F1 of all nights with its interval at the left, of each night at the right."""
    from matplotlib import pyplot as plt

    height = max(2.6, 0.9 + 0.3 * len(scorers))
    _, (left, right) = plt.subplots(
        1, 2, figsize=(10.2, height), width_ratios=(1.0, 1.8), layout="constrained"
    )
    whole = plot.f1_overall(agreement, scorers, left, texts=say.texts)
    nights = plot.f1_by_night(agreement, scorers, right, texts=say.texts)
    legend = nights.get_legend()
    if legend is not None:
        # The left panel names the markers.
        legend.remove()
    return whole, nights


def _content(agreement: Agreement, tables: Tables, names: Names, say: Words) -> StudyPage:
    nights = {pair.night for pair in agreement.pairs}
    main = agreement.main()
    is_one = len({one for one, _ in main}) == 1
    against = tables_of.scorer_name(main[0][0], say) if is_one else say("agree.each_other")
    left_out = [note for note in agreement.notes if is_left_out(note)]
    facts = (
        (say("cohort.nights_title"), str(len(nights))),
        (say("agree.compared"), ", ".join(dict.fromkeys(test for _, test in main))),
        (say("agree.compared_with"), against),
        (say("rules"), agreement.rules.title),
        (say("agree.left_out_short"), str(len(left_out))),
    )
    return StudyPage(
        title=say("agree.title"),
        disclaimer=say("disclaimer"),
        facts=facts,
        cards=(),
        verdicts=tuple(standing_sentence(each, say) for each in standings(agreement)),
        sections=(
            *_main_sections(agreement, tables, names, say),
            *_detail_sections(agreement, tables, say),
            *_last_sections(agreement, say),
        ),
    )


def _main_sections(
    agreement: Agreement, tables: Tables, names: Names, say: Words
) -> Iterator[Section]:
    main, events = agreement.main(), tables["events"]
    rows = tables_of.primary_of(events, main)
    rule = say.plain(PRIMARY_RULE)
    yield Section(
        say("agree.events"),
        (tables_of.scores_table("events", events, rows, "level", say),),
        (("f1", f1_alt(agreement, list(names), say)),),
        (say("agree.how_matched", rule=rule), say("agree.f1_text")),
    )
    if len(agreement.direct()) > 1:
        figure = ("matrix", matrix_alt(agreement, say))
        yield Section(say("agree.every_two"), figures=(figure,), sentences=(figure[1],))
    yield Section(
        say("plms_index"), (tables_of.index_table(tables["indices"], main, say),),
        sentences=(say("agree.index_text"),),
    )  # fmt: skip
    for (reference, test), name in names.items():
        sentences = index_sentences(agreement, reference, test, say)
        yield Section(
            say("agree.pair_title", test=test, reference=tables_of.scorer_name(reference, say)),
            figures=((name, say("agree.pair_alt", text=" ".join(sentences))),),
            sentences=sentences,
        )
    if len(main) > len(names):
        text = say("agree.more_pairs", n=len(main) - len(names))
        yield Section(say("agree.more"), sentences=(text,))


def _detail_sections(agreement: Agreement, tables: Tables, say: Words) -> Iterator[Section]:
    main, events, times = agreement.main(), tables["events"], tables["time"]
    differences = tables["disagreements"]
    if differences:
        yield Section(
            say("agree.longest"), (tables_of.disagreements_table(differences, say),),
            sentences=(say("agree.longest_text"),),
        )  # fmt: skip
    yield Section(
        say("agree.time_title"),
        (tables_of.time_table(times, tables_of.of_scorers(times, main), say),),
        sentences=(say("agree.time_text", step=say.plain(f"{agreement.step_s:g}")),),
    )
    if agreement.several:
        yield Section(
            say("agree.several_title"), (tables_of.several_table(tables["several"], say),),
            sentences=(say("agree.several_text"),),
        )  # fmt: skip
    if tables["standing"]:
        yield Section(
            say("agree.standing_title"), (tables_of.standing_table(tables["standing"], say),),
            sentences=(say("agree.standing_text"),),
        )  # fmt: skip
    of_main = tables_of.of_scorers(events, main)
    rules = tables_of.where(events, level="LM", condition="all") & of_main
    stages = tables_of.where(events, level="LM", match=PRIMARY_RULE) & of_main
    stages &= np.asarray(events["condition"] != "all", dtype=bool)
    yield Section(
        say("agree.by_rule_title"),
        (
            tables_of.scores_table("by-rule", events, rules, "match", say),
            tables_of.scores_table("by-stage", events, stages, "condition", say),
        ),
        sentences=(say("agree.by_rule_text"),),
        is_folded=True,
    )
    anatomy = tables["anatomy"]
    if anatomy:
        rows = tables_of.of_scorers(anatomy, main)
        yield Section(
            say("agree.anatomy_title"), (tables_of.anatomy_table(anatomy, rows, say),),
            sentences=(say("agree.anatomy_text"),), is_folded=True,
        )  # fmt: skip


def _last_sections(agreement: Agreement, say: Words) -> Iterator[Section]:
    left_out = note_lines((note for note in agreement.notes if is_left_out(note)), say)
    others = note_lines((note for note in agreement.notes if not is_left_out(note)), say)
    yield Section(say("agree.left_out"), sentences=left_out or (say("agree.all_compared"),))
    if others:
        yield Section(say("agree.notes"), sentences=others)
    yield Section(
        say("agree.methods"), sentences=(say("agree.methods_text"), paragraph(agreement)),
        is_folded=True,
    )  # fmt: skip
    yield Section(say("agree.references"), sentences=CITATIONS, is_folded=True)
