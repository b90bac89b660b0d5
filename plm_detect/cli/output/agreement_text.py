"""The main numbers of a study of agreement as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.agreement.comparing import scores
from plm_detect.agreement.standing import standings
from plm_detect.agreement.statistics.matching import PRIMARY_RULE
from plm_detect.agreement.statistics.numbers import p_text
from plm_detect.cli.output.texts import UNDEFINED, notes_of, plural, row, table_of

if TYPE_CHECKING:
    from plm_detect.agreement.statistics.numbers import BlandAltman, Estimate
    from plm_detect.agreement.study import Agreement


def agreement_text(found: Agreement) -> str:
    """Return the main numbers of a study of agreement."""
    lines: list[str] = []
    for names in found.scorers("reference") or found.scorers():
        nights = found.of(*names)
        lines += [row("Compared", f"{names[1]} with {names[0]}, {plural(len(nights), 'night')}")]
        rows = []
        for level in nights[0].reference_rated.events:
            counts = np.stack([p.compared.count(level, PRIMARY_RULE, "all") for p in nights])
            (of,) = scores(counts[:, np.newaxis])
            estimates = (of.precision, of.recall, of.f1)
            rows.append(
                (level, str(of.n_reference), str(of.n_test), *(interval(e, 3) for e in estimates))
            )
        head = ("", "reference", "test", "precision", "recall", f"F1 ({PRIMARY_RULE})")
        lines += ["", table_of(head, rows)]
        index, _ = found.indices(*names)
        if index is not None:
            plot = index.bland_altman
            lines += [
                "",
                f"PLMS/h: bias {interval(plot.bias, 2)}",
                f"        limits of agreement {plot.lower.value:.2f} to {plot.upper.value:.2f}",
                f"        proportional bias: {_slope(plot)}",
                f"        ICC(2,1) {interval(index.icc_agreement, 3)}",
            ]
        lines.append("")
    lines += [*(str(each) for each in standings(found)), ""]
    return "\n".join([*lines[:-1], *notes_of(found.notes)])


def _slope(plot: BlandAltman) -> str:
    if np.isnan(plot.slope):
        return UNDEFINED
    return f"slope {plot.slope:.3f}, p {p_text(plot.slope_p)}"


def interval(estimate: Estimate, decimals: int) -> str:
    """Return an estimate with its interval, where it has one."""
    if np.isnan(estimate.value):
        return UNDEFINED
    value, low, high = (
        f"{each:.{decimals}f}" for each in (estimate.value, estimate.low, estimate.high)
    )
    return value if np.isnan(estimate.low) else f"{value} ({low} to {high})"
