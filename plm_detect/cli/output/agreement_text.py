"""The main numbers of a study of agreement as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.agreement.comparing import scores
from plm_detect.agreement.levels import JOINED_LEVEL
from plm_detect.agreement.standing import standings
from plm_detect.agreement.statistics.matching import PRIMARY_RULE
from plm_detect.agreement.statistics.numbers import p_text
from plm_detect.cli.output.layout import UNDEFINED, notes_of, plural, row, table_of, wrapped
from plm_detect.reports.agreement_notes import is_left_out
from plm_detect.wording.language import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.agreement.statistics.numbers import BlandAltman, Estimate
    from plm_detect.agreement.study import Agreement
    from plm_detect.model.quality import QualityNote

SHOWN_ALIKE = 3
"""Notes of one kind on nights that were compared."""


def agreement_text(found: Agreement) -> str:
    """Return the main numbers of a study of agreement, the standing among scorers first."""
    lines = [wrapped(str(each)) for each in standings(found)]
    lines += [""] if lines else []
    for names in found.scorers("reference") or found.scorers():
        lines += [*_pair(found, names), ""]
    left_out = [note for note in found.notes if is_left_out(note)]
    others = [note for note in found.notes if not is_left_out(note)]
    lines = [*lines[:-1], *notes_of(left_out, "Not compared")]
    return "\n".join([*lines, *_short_notes(others)])


def _pair(found: Agreement, names: tuple[str, str]) -> list[str]:
    """Return how two scorers agree: F1 and index, then every level of events."""
    nights = found.of(*names)
    lines = [row("Compared", f"{names[1]} with {names[0]}, {plural(len(nights), 'night')}")]
    rows = []
    for level in nights[0].reference_rated.events:
        counts = np.stack([p.compared.count(level, PRIMARY_RULE, "all") for p in nights])
        (of,) = scores(counts[:, np.newaxis])
        ratios = (_plain(of.precision), _plain(of.recall))
        f1 = interval(of.f1, 2)
        rows.append((level, str(of.n_reference), str(of.n_test), *ratios, f1))
        if level == JOINED_LEVEL:
            lines.append(row("F1", f"{f1} of leg movements ({PRIMARY_RULE}), all nights together"))
    index, _ = found.indices(*names)
    if index is not None:
        plot = index.bland_altman
        limits = f"{plot.lower.value:.1f} to {plot.upper.value:.1f}"
        lines += [
            row("PLMS/h", f"bias {interval(plot.bias, 1)}, limits of agreement {limits}"),
            row("", f"proportional bias: {_slope(plot)}"),
            row("", f"ICC(2,1) {interval(index.icc_agreement, 2)}"),
        ]
    head = ("events", "reference", "scorer", "precision", "recall", "F1")
    return [*lines, "", table_of(head, rows)]


def _short_notes(notes: Sequence[QualityNote]) -> list[str]:
    """Return notes; of those that many nights share the first few and their number."""
    by_code: dict[str, list[QualityNote]] = {}
    for note in notes:
        by_code.setdefault(note.code, []).append(note)
    lines = notes_of(note for same in by_code.values() for note in same[:SHOWN_ALIKE])
    more = sum(max(len(same) - SHOWN_ALIKE, 0) for same in by_code.values())
    return [*lines, f"- and {more} more of these kinds."] if more else lines


def _plain(estimate: Estimate) -> str:
    return words("en").share(estimate.value)


def _slope(plot: BlandAltman) -> str:
    if np.isnan(plot.slope):
        return UNDEFINED
    return f"slope {plot.slope:.2f}, p {p_text(plot.slope_p)}"


def interval(estimate: Estimate, decimals: int) -> str:
    """Return an estimate with its interval, where it has one."""
    if np.isnan(estimate.value):
        return UNDEFINED
    value, low, high = (
        f"{each:.{decimals}f}" for each in (estimate.value, estimate.low, estimate.high)
    )
    return value if np.isnan(estimate.low) else f"{value} ({low} to {high})"
