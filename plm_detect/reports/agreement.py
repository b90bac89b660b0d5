"""The report of a study of agreement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect import plot
from plm_detect.agreement.anatomy import FACTORS
from plm_detect.agreement.levels import LEVELS
from plm_detect.agreement.methods import CITATIONS, paragraph
from plm_detect.agreement.standing import standings
from plm_detect.agreement.statistics.matching import PRIMARY_RULE, RULES
from plm_detect.agreement.statistics.numbers import p_text
from plm_detect.agreement.tables import SLOPE_P, agreement_tables
from plm_detect.agreement.writing import write_tables
from plm_detect.reports.night.figures import drawn
from plm_detect.reports.pages import embedded, page
from plm_detect.reports.sections import Cell, ReportTable, Section, StudyPage, number
from plm_detect.version import program_version
from plm_detect.wording.language import UNDEFINED
from plm_detect.wording.sentences import DISCLAIMER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from os import PathLike

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from plm_detect.agreement.study import Agreement

    Columns = dict[str, NDArray[Any]]
    Tables = dict[str, Columns]

PAGE_NAME = "report.html"
MOST_DRAWN = 24
"""Comparisons of two scorers that have figures of their own; all are in the tables."""
HOW_MATCHED = (
    f"Matched one to one by {PRIMARY_RULE}, all nights together, with 95 % intervals over "
    "resampled nights."
)
ENDS = ("", "_low", "_high")
SHOWN_INDEX = (
    "n_nights", "bias", "lower limit of agreement", "upper limit of agreement", "ICC(2,1)",
    "ICC(3,1)", "proportional bias, slope", SLOPE_P, "Pearson r", "Spearman rho",
    "RMSE", "above 15/h, kappa", "above 15/h, sensitivity", "above 15/h, specificity",
    "above 15/h, area under the ROC curve", "above 5/h, kappa",
)  # fmt: skip


def write_agreement(
    agreement: Agreement,
    folder: str | PathLike[str],
    *,
    report: bool = True,
    parquet: bool = False,
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

    Returns
    -------
    tuple of Path

    Raises
    ------
    OutputError
        When it cannot be written.
    """
    tables = agreement_tables(agreement)
    others = {PAGE_NAME: _page(agreement, tables)} if report else {}
    return write_tables(agreement, tables, Path(folder), parquet=parquet, others=others)


def _page(agreement: Agreement, tables: Tables) -> str:
    names = {each: f"pair{i}" for i, each in enumerate(agreement.main()[:MOST_DRAWN])}
    images = drawn(_drawers(agreement, names))
    return page(
        "agreement.html.j2",
        report=_content(agreement, tables, names),
        images={name: embedded(image, "image/png") for name, image in images.items()},
        version=f"plm-detect {program_version()}",
    )


def _drawers(
    agreement: Agreement, names: dict[tuple[str, str], str]
) -> dict[str, Callable[[], tuple[Axes, ...]]]:
    drawers: dict[str, Callable[[], tuple[Axes, ...]]] = {
        name: lambda of=of: _panels(agreement, *of)  # type: ignore[misc]
        for of, name in names.items()
    }
    drawers["f1"] = lambda: (plot.f1_by_night(agreement, list(names)),)
    if len(agreement.direct()) > 1:
        drawers["matrix"] = lambda: (plot.f1_matrix(agreement),)
    return drawers


def _panels(agreement: Agreement, reference: str, test: str) -> tuple[Axes, ...]:
    from matplotlib import pyplot as plt

    _, axes = plt.subplots(1, 3, figsize=(10.2, 2.9), layout="constrained")
    draw = (plot.bland_altman, plot.scatter, plot.onset_differences)
    return tuple(
        one(agreement, reference, test, each) for one, each in zip(draw, axes, strict=True)
    )


def _content(agreement: Agreement, tables: Tables, names: dict[tuple[str, str], str]) -> StudyPage:
    nights = {pair.night for pair in agreement.pairs}
    main = agreement.main()
    facts = (
        ("Nights", str(len(nights))),
        ("Compared", ", ".join(dict.fromkeys(test for _, test in main))),
        ("With", main[0][0] if len({one for one, _ in main}) == 1 else "each other"),
        ("Rules", f"{agreement.rules.title} ({agreement.rules.name})"),
    )
    return StudyPage(
        title="Agreement of scorers",
        disclaimer=DISCLAIMER,
        facts=facts,
        cards=(),
        verdicts=tuple(str(each) for each in standings(agreement)),
        sections=tuple(_sections(agreement, tables, names)),
    )


def _sections(
    agreement: Agreement, tables: Tables, names: dict[tuple[str, str], str]
) -> Iterator[Section]:
    main = agreement.main()
    events = tables["events"]
    primary = _where(events, match=PRIMARY_RULE, condition="all")
    yield Section(
        "Events",
        (_scores_table("events", events, primary & _of(events, main), ("test", "level")),),
        (("f1", "F1 of movements of both legs in each night"),),
        (HOW_MATCHED,),
    )
    if len(agreement.direct()) > 1:
        figure = ("matrix", "F1 of movements of both legs of every two scorers")
        yield Section("Every two scorers", figures=(figure,))
    for (reference, test), name in names.items():
        figure = (name, f"Bland-Altman plot, PLMS indices and onset differences of {test}")
        yield Section(f"{test}, compared with the {reference}", figures=(figure,))
    if len(main) > len(names):
        text = f"{len(main) - len(names)} more comparisons are in the tables beside this page."
        yield Section("More comparisons", sentences=(text,))
    yield Section("PLMS index", (_index_table(tables["indices"], main),))
    times = tables["time"]
    yield Section(
        "Time",
        (_time_table(times, _of(times, main)),),
        sentences=(f"Judged at the middle of steps of {agreement.step_s:g} s.",),
    )
    if agreement.several:
        yield Section(
            "All scorers in time",
            (_several_table(tables["several"]),),
            sentences=("Krippendorff's alpha; Fleiss' kappa is in several.csv.",),
        )
    standing = tables["standing"]
    if standing:
        yield Section(
            "Among the scorers",
            (_standing_table(standing),),
            sentences=("Both are held against what most of the other scorers marked.",),
        )
    rules = _where(events, level="LM", condition="all")
    stages = _where(events, level="LM", match=PRIMARY_RULE) & (events["condition"] != "all")
    yield Section(
        "By matching rule and stage",
        (
            _scores_table("by-rule", events, rules & _of(events, main), ("test", "match")),
            _scores_table("by-stage", events, stages & _of(events, main), ("test", "condition")),
        ),
        sentences=(f"Movements of both legs; rules: {', '.join(rule.name for rule in RULES)}.",),
    )
    anatomy = tables["anatomy"]
    if anatomy:
        yield Section("Missed and extra movements", (_anatomy_table(anatomy, _of(anatomy, main)),))
    differences = tables["disagreements"]
    if differences:
        table = _table("disagreements", differences, np.ones(len(differences["night"]), bool), 1)
        yield Section("Longest movements that only some have", (table,))
    notes = tuple(str(note) for note in agreement.notes)
    yield Section("What could not be compared", sentences=notes or ("Nothing was left out.",))
    yield Section("Methods", sentences=(paragraph(agreement),))
    yield Section("References", sentences=CITATIONS)


def _where(columns: Columns, **wanted: str) -> NDArray[np.bool_]:
    found = [columns[name] == value for name, value in wanted.items()]
    return np.asarray(np.logical_and.reduce(found), dtype=bool)


def _of(columns: Columns, scorers: list[tuple[str, str]]) -> NDArray[np.bool_]:
    pairs = zip(columns["reference"].tolist(), columns["test"].tolist(), strict=True)
    wanted = set(scorers)
    return np.array([pair in wanted for pair in pairs], dtype=bool)


def _table(name: str, columns: Columns, rows: NDArray[np.bool_], decimals: int) -> ReportTable:
    """Return columns as they are."""
    kept = {key: column[rows].tolist() for key, column in columns.items()}
    cells = zip(*kept.values(), strict=True)
    return ReportTable(
        name,
        tuple(kept),
        tuple(
            tuple(number(v, decimals) if isinstance(v, float) else Cell(str(v)) for v in row)
            for row in cells
        ),
    )


def _interval(values: Iterable[float], decimals: int = 3) -> Cell:
    value, low, high = values
    if np.isnan(value):
        return Cell(UNDEFINED)
    if np.isnan(low):
        return Cell(f"{value:.{decimals}f}", value)
    return Cell(f"{value:.{decimals}f} ({low:.{decimals}f} to {high:.{decimals}f})", value)


def _scores_table(
    name: str, events: Columns, rows: NDArray[np.bool_], keys: tuple[str, ...]
) -> ReportTable:
    numbers = ("n_reference", "n_test", "n_matched")
    values = ("precision", "recall", "f1")
    body = [
        (
            *(Cell(str(events[key][i])) for key in keys),
            *(Cell(str(events[key][i]), float(events[key][i])) for key in numbers),
            *(_interval(float(events[f"{key}{end}"][i]) for end in ENDS) for key in values),
        )
        for i in np.flatnonzero(rows).tolist()
        if events["n_reference"][i] + events["n_test"][i]
    ]
    head = (*keys, "reference", "test events", "matched", "precision", "recall", "F1")
    return ReportTable(name, head, tuple(body))


def _index_table(columns: Columns, scorers: list[tuple[str, str]]) -> ReportTable:
    """Return the statistics of the index, a row for each, a column for each comparison."""
    rows: dict[str, dict[tuple[str, str], Cell]] = {}
    for reference, test, statistic, value, low, high in zip(
        *(column.tolist() for column in columns.values()), strict=True
    ):
        cell = _interval((value, low, high), 0 if statistic == "n_nights" else 3)
        if statistic == SLOPE_P:
            cell = Cell(p_text(value).removeprefix("= "), value)
        rows.setdefault(statistic, {})[reference, test] = cell
    body = [
        (Cell(statistic), *(rows[statistic].get(of, Cell(UNDEFINED)) for of in scorers))
        for statistic in SHOWN_INDEX
        if statistic in rows
    ]
    same = len({reference for reference, _ in scorers}) == 1
    heads = [test if same else f"{test} with {reference}" for reference, test in scorers]
    return ReportTable("index", ("", *heads), tuple(body))


def _time_table(columns: Columns, rows: NDArray[np.bool_]) -> ReportTable:
    shown = {
        "test": "test",
        "level": "level",
        "kappa": "kappa",
        "positive_agreement": "positive agreement",
        "negative_agreement": "negative agreement",
        "onset_off_s_median": "onset off, s",
        "onset_off_s_median_absolute": "onset off, absolute, s",
        "end_off_s_median": "end off, s",
        "end_off_s_median_absolute": "end off, absolute, s",
    }
    return _table("time", {head: columns[key] for key, head in shown.items()}, rows, 3)


def _several_table(columns: Columns) -> ReportTable:
    """Return Krippendorff's alpha, a row for each night, a column for each level."""
    rows: dict[tuple[str, int], dict[str, Cell]] = {}
    keys = ("night", "n_scorers", "level", "krippendorff_alpha")
    for night, n_scorers, level, alpha in zip(*(columns[k].tolist() for k in keys), strict=True):
        rows.setdefault((night, n_scorers), {})[level] = number(alpha, 3)
    body = [
        (Cell(night), Cell(str(n_scorers), float(n_scorers)), *of.values())
        for (night, n_scorers), of in rows.items()
    ]
    return ReportTable("several", ("night", "scorers", *LEVELS), tuple(body))


def _standing_table(columns: Columns) -> ReportTable:
    body = [
        (
            Cell(str(columns["test"][i])),
            Cell(str(columns["scorer"][i])),
            number(float(columns["f1_test"][i]), 3),
            number(float(columns["f1_scorer"][i]), 3),
            _interval(float(columns[f"difference{end}"][i]) for end in ENDS),
        )
        for i in range(len(columns["test"]))
    ]
    head = ("test", "scorer", "F1 of the test", "F1 of the scorer", "difference")
    return ReportTable("standing", head, tuple(body))


def _anatomy_table(columns: Columns, rows: NDArray[np.bool_]) -> ReportTable:
    """Return the missed and the extra movements of each group side by side."""
    groups: dict[tuple[str, str, str], dict[str, tuple[Cell, Cell]]] = {}
    for i in np.flatnonzero(rows).tolist():
        test, kind, by, group = (str(columns[key][i]) for key in ("test", "kind", "by", "group"))
        n, of, share = (columns[key][i] for key in ("n", "of", "share"))
        cells = (Cell(f"{n} of {of}", float(n)), Cell(f"{100 * share:.1f} %", float(share)))
        groups.setdefault((test, by, group), {})[kind] = cells
    none = (Cell(UNDEFINED), Cell(UNDEFINED))
    order = {by: i for i, by in enumerate(FACTORS)}
    tests = {test: i for i, test in enumerate(dict.fromkeys(test for test, _, _ in groups))}
    body = [
        (*(Cell(name) for name in key), *of.get("missed", none), *of.get("extra", none))
        for key, of in sorted(
            groups.items(),
            key=lambda item: (
                tests[item[0][0]],
                order[item[0][1]],
                FACTORS[item[0][1]].index(item[0][2]),
            ),
        )
    ]
    head = ("test", "by", "group", "missed", "share missed", "extra", "share extra")
    return ReportTable("anatomy", head, tuple(body))
