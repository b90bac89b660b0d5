"""The tables on the page of a study of agreement, with names in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.agreement.anatomy import FACTORS
from plm_detect.agreement.levels import LEVELS
from plm_detect.agreement.nights import CONSENSUS, REFERENCE
from plm_detect.agreement.statistics.matching import PRIMARY_RULE
from plm_detect.agreement.statistics.numbers import p_text
from plm_detect.agreement.tables import SLOPE_P
from plm_detect.reports.sections import Cell, ReportTable, number
from plm_detect.wording.language import UNDEFINED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from plm_detect.wording.language import Words

    Columns = dict[str, NDArray[Any]]
    Scorers = list[tuple[str, str]]

ENDS = ("", "_low", "_high")
SHOWN_INDEX = (
    "n_nights", "bias", "lower limit of agreement", "upper limit of agreement", "ICC(2,1)",
    "ICC(3,1)", "proportional bias, slope", SLOPE_P, "Pearson r", "Spearman rho",
    "RMSE", "above 15/h, kappa", "above 15/h, sensitivity", "above 15/h, specificity",
    "above 15/h, area under the ROC curve", "above 5/h, kappa",
)  # fmt: skip
PER_HOUR = ("bias", "lower limit of agreement", "upper limit of agreement", "RMSE")
"""Statistics in the unit of the index; they have one decimal, the others two."""


def named(kind: str, code: str, say: Words) -> str:
    """Return the name in words of a code of a table; the code where it has none."""
    key = f"agree.{kind}.{code}"
    return say(key) if key in say.texts else code


def scorer_name(name: str, say: Words) -> str:
    """Return the name of a scorer; what the program makes is named in the language."""
    if name == REFERENCE:
        return say("agree.reference")
    return say("agree.consensus") if name == CONSENSUS else name


def where(columns: Columns, **wanted: str) -> NDArray[np.bool_]:
    """Return which rows hold certain values."""
    found = [columns[name] == value for name, value in wanted.items()]
    return np.asarray(np.logical_and.reduce(found), dtype=bool)


def of_scorers(columns: Columns, scorers: Scorers) -> NDArray[np.bool_]:
    """Return which rows are of certain pairs of scorers."""
    pairs = zip(columns["reference"].tolist(), columns["test"].tolist(), strict=True)
    wanted = set(scorers)
    return np.array([pair in wanted for pair in pairs], dtype=bool)


def interval(values: Iterable[float], decimals: int, say: Words, *, is_share: bool = False) -> Cell:
    """Return a cell with a number and its interval, where it has one."""
    value, low, high = values
    cell = Cell(say.share(value), value) if is_share else number(value, decimals, say)
    if np.isnan(value) or np.isnan(low):
        return cell
    text = say(
        "interval_text",
        value=cell.text,
        low=say.number(low, decimals),
        high=say.number(high, decimals),
    )
    return Cell(text, cell.value)


def scores_table(
    name: str, events: Columns, rows: NDArray[np.bool_], by: str, say: Words
) -> ReportTable:
    """Return precision, recall and F1, a row for each scorer and level, rule or condition."""
    numbers = ("n_reference", "n_test", "n_matched")
    body = [
        (
            Cell(str(events["test"][i])),
            Cell(named(by, str(events[by][i]), say)),
            *(Cell(str(events[key][i]), float(events[key][i])) for key in numbers),
            *(
                interval((float(events[f"{key}{end}"][i]) for end in ENDS), 2, say, is_share=True)
                for key in ("precision", "recall", "f1")
            ),
        )
        for i in np.flatnonzero(rows).tolist()
        if events["n_reference"][i] + events["n_test"][i]
    ]
    head = ("scorer", by, *numbers, "precision", "recall", "f1")
    return ReportTable(name, tuple(say(f"agree.{key}") for key in head), tuple(body))


def index_table(columns: Columns, scorers: Scorers, say: Words) -> ReportTable:
    """Return the statistics of the index, a row for each, a column for each comparison."""
    rows: dict[str, dict[tuple[str, str], Cell]] = {}
    for reference, test, statistic, value, low, high in zip(
        *(column.tolist() for column in columns.values()), strict=True
    ):
        decimals = 0 if statistic == "n_nights" else 1 if statistic in PER_HOUR else 2
        cell = interval((value, low, high), decimals, say)
        if statistic == SLOPE_P:
            cell = Cell(say.plain(p_text(value).removeprefix("= ")), value)
        rows.setdefault(statistic, {})[reference, test] = cell
    body = [
        (
            Cell(named("statistic", statistic, say)),
            *(rows[statistic].get(of, Cell(UNDEFINED)) for of in scorers),
        )
        for statistic in SHOWN_INDEX
        if statistic in rows
    ]
    same = len({reference for reference, _ in scorers}) == 1
    heads = [
        test if same else say("agree.with", test=test, reference=scorer_name(reference, say))
        for reference, test in scorers
    ]
    return ReportTable("index", (say("agree.statistic_name"), *heads), tuple(body))


def time_table(columns: Columns, rows: NDArray[np.bool_], say: Words) -> ReportTable:
    """Return agreement in time, a row for each scorer and level."""
    keys = (
        "kappa", "positive_agreement", "negative_agreement", "onset_off_s_median",
        "onset_off_s_median_absolute", "end_off_s_median", "end_off_s_median_absolute",
    )  # fmt: skip
    body = [
        (
            Cell(str(columns["test"][i])),
            Cell(named("level", str(columns["level"][i]), say)),
            *(number(float(columns[key][i]), 2, say) for key in keys),
        )
        for i in np.flatnonzero(rows).tolist()
    ]
    head = tuple(say(f"agree.{key}") for key in ("scorer", "level", *keys))
    return ReportTable("time", head, tuple(body))


def several_table(columns: Columns, say: Words) -> ReportTable:
    """Return Krippendorff's alpha, a row for each night, a column for each level."""
    rows: dict[tuple[str, int], dict[str, Cell]] = {}
    keys = ("night", "n_scorers", "level", "krippendorff_alpha")
    for night, n_scorers, level, alpha in zip(*(columns[k].tolist() for k in keys), strict=True):
        rows.setdefault((night, n_scorers), {})[level] = number(alpha, 2, say)
    body = [
        (Cell(night), Cell(str(n_scorers), float(n_scorers)), *of.values())
        for (night, n_scorers), of in rows.items()
    ]
    levels = [named("level", level, say) for level in LEVELS]
    return ReportTable(
        "several", (say("agree.night"), say("agree.n_scorers"), *levels), tuple(body)
    )


def standing_table(columns: Columns, say: Words) -> ReportTable:
    """Return each test next to each scorer, both against the other scorers."""
    body = [
        (
            Cell(str(columns["test"][i])),
            Cell(str(columns["scorer"][i])),
            number(float(columns["f1_test"][i]), 2, say),
            number(float(columns["f1_scorer"][i]), 2, say),
            interval((float(columns[f"difference{end}"][i]) for end in ENDS), 2, say),
        )
        for i in range(len(columns["test"]))
    ]
    head = ("scorer", "other_scorer", "f1_test", "f1_scorer", "f1_difference")
    return ReportTable("standing", tuple(say(f"agree.{key}") for key in head), tuple(body))


def anatomy_table(columns: Columns, rows: NDArray[np.bool_], say: Words) -> ReportTable:
    """Return the missed and the extra movements of each group side by side."""
    groups: dict[tuple[str, str, str], dict[str, tuple[Cell, Cell]]] = {}
    for i in np.flatnonzero(rows).tolist():
        test, kind, by, group = (str(columns[key][i]) for key in ("test", "kind", "by", "group"))
        n, of, share = (columns[key][i] for key in ("n", "of", "share"))
        cells = (
            Cell(say("agree.n_of", n=int(n), all=int(of)), float(n)),
            Cell(f"{say.number(100 * float(share), 0)} %", float(share)),
        )
        groups.setdefault((test, by, group), {})[kind] = cells
    none = (Cell(UNDEFINED), Cell(UNDEFINED))
    order = {by: i for i, by in enumerate(FACTORS)}
    tests = {test: i for i, test in enumerate(dict.fromkeys(test for test, _, _ in groups))}
    body = [
        (
            Cell(key[0]),
            Cell(named("factor", key[1], say)),
            Cell(_group(key[2], say)),
            *of.get("missed", none),
            *of.get("extra", none),
        )
        for key, of in sorted(
            groups.items(),
            key=lambda item: (
                tests[item[0][0]],
                order[item[0][1]],
                FACTORS[item[0][1]].index(item[0][2]),
            ),
        )
    ]
    head = ("scorer", "by", "group", "missed", "share_missed", "extra", "share_extra")
    return ReportTable("anatomy", tuple(say(f"agree.{key}") for key in head), tuple(body))


def _group(group: str, say: Words) -> str:
    """Return the name of a group: a range of numbers, or one of the words."""
    low, is_range, high = group.partition(" to ")
    if is_range:
        return say("agree.range", low=low, high=high)
    if group.endswith(" or more"):
        return say("agree.or_more", low=group.removesuffix(" or more"))
    return named("group", group, say)


def disagreements_table(columns: Columns, say: Words) -> ReportTable:
    """Return the movements that only some scorers marked, one row an event."""
    has_times = any(columns["time"].tolist())
    body = []
    for i in range(len(columns["night"])):
        onset_s = float(columns["onset_s"][i])
        time = (Cell(str(columns["time"][i]) or UNDEFINED),) if has_times else ()
        missed = (
            scorer_name(each, say) for each in str(columns["missed_by"][i]).split(", ") if each
        )
        body.append(
            (
                Cell(str(columns["night"][i])),
                *time,
                number(onset_s, 1, say),
                number(float(columns["duration_s"][i]), 1, say),
                Cell(str(columns["stage"][i])),
                Cell(
                    ", ".join(scorer_name(e, say) for e in str(columns["marked_by"][i]).split(", "))
                ),
                Cell(", ".join(missed)),
                number(float(columns["from_next_s"][i]), 1, say),
            )
        )
    head = (
        "night", *(("time",) if has_times else ()), "onset", "duration", "stage", "marked_by",
        "missed_by", "from_next",
    )  # fmt: skip
    return ReportTable("disagreements", tuple(say(f"agree.{key}") for key in head), tuple(body))


def primary_of(events: Columns, scorers: Scorers) -> NDArray[np.bool_]:
    """Return the rows of the primary matching rule, all stages together."""
    return where(events, match=PRIMARY_RULE, condition="all") & of_scorers(events, scorers)
