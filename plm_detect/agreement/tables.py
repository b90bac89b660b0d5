"""The tables of a study of agreement."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.agreement.anatomy import anatomy
from plm_detect.agreement.comparing import CONDITIONS, scores
from plm_detect.agreement.disagreements import disagreements
from plm_detect.agreement.levels import LEVELS
from plm_detect.agreement.standing import standings
from plm_detect.agreement.statistics.grids import TimeAgreement
from plm_detect.agreement.statistics.matching import PRIMARY_RULE, RULES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.agreement.study import Agreement

SLOPE_P = "proportional bias, p"
KEYS = [
    (level, rule.name, condition) for level in LEVELS for rule in RULES for condition in CONDITIONS
]
Columns = dict[str, "NDArray[Any]"]


def event_columns(agreement: Agreement) -> Columns:
    """Return precision, recall and F1 over all nights, by level, matching rule and condition."""
    rows: list[dict[str, Any]] = []
    for names in agreement.scorers():
        nights = agreement.of(*names)
        counts = np.stack([pair.compared.counts for pair in nights])
        found_of = scores(counts.reshape(len(nights), -1, 3))
        for (level, rule, condition), found in zip(KEYS, found_of, strict=True):
            row: dict[str, Any] = {
                "reference": names[0],
                "test": names[1],
                "level": level,
                "match": rule,
                "condition": condition,
                "n_nights": len(nights),
                "n_reference": found.n_reference,
                "n_test": found.n_test,
                "n_matched": found.n_matched,
            }
            for name in ("precision", "recall", "f1"):
                estimate = getattr(found, name)
                row |= {
                    name: estimate.value,
                    f"{name}_low": estimate.low,
                    f"{name}_high": estimate.high,
                }
            rows.append(row)
    return columns_of(rows)


def time_columns(agreement: Agreement) -> Columns:
    """Return agreement in time over all nights together, and onset and end differences."""
    rows = []
    for names in agreement.scorers():
        nights = agreement.of(*names)
        for level in LEVELS:
            parts = [pair.compared.time[level] for pair in nights]
            whole = TimeAgreement(
                *(
                    sum(getattr(part, name) for part in parts)
                    for name in ("n_both", "n_reference", "n_test", "n_neither")
                )
            )
            onset = np.concatenate([pair.compared.onset_off_s[level] for pair in nights])
            end = np.concatenate([pair.compared.end_off_s[level] for pair in nights])
            rows.append(
                {
                    "reference": names[0],
                    "test": names[1],
                    "level": level,
                    **asdict(whole),
                    "kappa": whole.kappa,
                    "positive_agreement": whole.positive,
                    "negative_agreement": whole.negative,
                    "onset_off_s_median": _median(onset),
                    "onset_off_s_median_absolute": _median(np.abs(onset)),
                    "end_off_s_median": _median(end),
                    "end_off_s_median_absolute": _median(np.abs(end)),
                }
            )
    return columns_of(rows)


def night_columns(agreement: Agreement) -> Columns:
    """Return one row for each night and pair of scorers."""
    rows = []
    for pair in agreement.pairs:
        counts = pair.compared.count("LM", PRIMARY_RULE, "all")
        n_reference, n_test, n_matched = counts.tolist()
        n_both = n_reference + n_test
        rows.append(
            {
                "reference": pair.reference,
                "test": pair.test,
                "night": pair.night,
                "plms_per_hour_reference": pair.reference_rated.plms_per_hour,
                "plms_per_hour_test": pair.test_rated.plms_per_hour,
                "n_lm_reference": n_reference,
                "n_lm_test": n_test,
                "n_lm_matched": n_matched,
                "f1": 2 * n_matched / n_both if n_both else float("nan"),
                "kappa": pair.compared.time["LM"].kappa,
                "rated_h": pair.reference_rated.rated.total_s() / 3600,
            }
        )
    return columns_of(rows)


def index_columns(agreement: Agreement) -> Columns:
    """Return how the PLMS indices of scorers agree, one statistic in a row."""
    rows: list[dict[str, Any]] = []

    def add(names: tuple[str, str], statistic: str, *values: float) -> None:
        value, low, high = (*values, np.nan, np.nan)[:3]
        row = {"reference": names[0], "test": names[1], "statistic": statistic}
        rows.append(row | {"value": value, "low": low, "high": high})

    for names in agreement.scorers():
        found, classes = agreement.indices(*names)
        if found is not None:
            plot = found.bland_altman
            add(names, "n_nights", found.n_nights)
            for name, estimate in (
                ("bias", plot.bias),
                ("lower limit of agreement", plot.lower),
                ("upper limit of agreement", plot.upper),
                ("ICC(2,1)", found.icc_agreement),
                ("ICC(3,1)", found.icc_consistency),
            ):
                add(names, name, estimate.value, estimate.low, estimate.high)
            add(names, "proportional bias, slope", plot.slope)
            add(names, SLOPE_P, plot.slope_p)
            add(names, "Pearson r", found.pearson)
            add(names, "Spearman rho", found.spearman)
            add(names, "RMSE", found.rmse)
        for each in classes:
            cut = f"above {each.cut_per_hour:g}/h"
            for name in ("n_both", "n_reference", "n_test", "n_neither"):
                add(names, f"{cut}, {name}", float(getattr(each, name)))
            add(names, f"{cut}, kappa", each.kappa)
            add(names, f"{cut}, sensitivity", each.sensitivity)
            add(names, f"{cut}, specificity", each.specificity)
            add(names, f"{cut}, area under the ROC curve", each.area)
    return columns_of(rows)


def several_columns(agreement: Agreement) -> Columns:
    """Return the agreement of all scorers of a night in time, one row for each level."""
    rows = [
        {"night": each.night, "level": level, **asdict(found)}
        for each in agreement.several
        for level, found in each.time.items()
    ]
    return columns_of(rows)


def standing_columns(agreement: Agreement) -> Columns:
    """Return each test beside each scorer, both against the consensus of the other scorers."""
    rows = [
        {
            "test": standing.test,
            "scorer": each.scorer,
            "n_nights": each.n_nights,
            "f1_test": each.f1_test,
            "f1_scorer": each.f1_scorer,
            "difference": each.difference.value,
            "difference_low": each.difference.low,
            "difference_high": each.difference.high,
        }
        for standing in standings(agreement)
        for each in standing.against
    ]
    return columns_of(rows)


def anatomy_columns(agreement: Agreement) -> Columns:
    """Return missed and extra movements by what they are and what is around them."""
    rows = [
        {"reference": names[0], "test": names[1], **row}
        for names in agreement.scorers()
        for row in anatomy([pair.compared.anatomy for pair in agreement.of(*names)])
    ]
    return columns_of(rows)


def disagreement_columns(agreement: Agreement) -> Columns:
    """Return the longest movements that some scorers have and others do not, one row an event."""
    return columns_of([each.as_row() for each in disagreements(agreement)])


def agreement_tables(agreement: Agreement) -> dict[str, Columns]:
    """Return all tables of a study by name, each by column; empty ones are empty."""
    return {
        "events": event_columns(agreement),
        "time": time_columns(agreement),
        "nights": night_columns(agreement),
        "indices": index_columns(agreement),
        "disagreements": disagreement_columns(agreement),
        "anatomy": anatomy_columns(agreement),
        "several": several_columns(agreement),
        "standing": standing_columns(agreement),
    }


def _median(values: NDArray[np.float64]) -> float:
    return float(np.median(values)) if len(values) else float("nan")


def columns_of(rows: list[dict[str, Any]]) -> Columns:
    """Return a table by column; empty without rows."""
    if not rows:
        return {}
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}
