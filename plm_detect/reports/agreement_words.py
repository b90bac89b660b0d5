"""Sentences on the page of a study of agreement: figures in words, with their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.agreement.comparing import scores
from plm_detect.agreement.levels import JOINED_LEVEL
from plm_detect.agreement.statistics.matching import PRIMARY_RULE
from plm_detect.agreement.statistics.numbers import FEWEST_NIGHTS, p_text

if TYPE_CHECKING:
    from plm_detect.agreement.standing import Standing
    from plm_detect.agreement.statistics.numbers import Estimate
    from plm_detect.agreement.study import Agreement
    from plm_detect.wording.language import Words

LEAST_P = 0.05


def _with_interval(estimate: Estimate, decimals: int, say: Words) -> str:
    value = say.number(estimate.value, decimals)
    if np.isnan(estimate.value) or np.isnan(estimate.low):
        return value
    low, high = say.number(estimate.low, decimals), say.number(estimate.high, decimals)
    return say("interval_text", value=value, low=low, high=high)


def f1_alt(agreement: Agreement, scorers: list[tuple[str, str]], say: Words) -> str:
    """Return F1 of all nights of each scorer in words."""
    parts = []
    for names in scorers:
        counts = np.stack(
            [p.compared.count(JOINED_LEVEL, PRIMARY_RULE, "all") for p in agreement.of(*names)]
        )
        (found,) = scores(counts[:, np.newaxis])
        parts.append(f"{names[1]} {_with_interval(found.f1, 2, say)}")
    return say("agree.f1_alt", text="; ".join(parts))


def matrix_alt(agreement: Agreement, say: Words) -> str:
    """Return which two scorers agree most and least, with their F1."""
    found = []
    for one, other in agreement.direct():
        counts = np.sum(
            [p.compared.count(JOINED_LEVEL, PRIMARY_RULE, "all") for p in agreement.of(one, other)],
            axis=0,
        )
        n_both = int(counts[0] + counts[1])
        if n_both:
            found.append((2 * float(counts[2]) / n_both, one, other))
    if not found:
        return say("agree.every_two")
    low, high = min(found), max(found)
    return say(
        "agree.matrix_alt",
        best=f"{high[1]}, {high[2]} ({say.number(high[0], 2)})",
        worst=f"{low[1]}, {low[2]} ({say.number(low[0], 2)})",
    )


def index_sentences(agreement: Agreement, reference: str, test: str, say: Words) -> tuple[str, ...]:
    """Return bias, limits and proportional bias of two scorers, and how onsets differ."""
    found, _ = agreement.indices(reference, test)
    nights = agreement.of(reference, test)
    off_s = np.concatenate([pair.compared.onset_off_s[JOINED_LEVEL] for pair in nights])
    texts = []
    if found is None:
        texts.append(say("agree.no_limits", n=len(nights), least=FEWEST_NIGHTS))
    else:
        plot = found.bland_altman
        texts.append(
            say(
                "agree.bias_text",
                n=found.n_nights,
                bias=_with_interval(plot.bias, 1, say),
                lower=_with_interval(plot.lower, 1, say),
                upper=_with_interval(plot.upper, 1, say),
            )
        )
        if np.isfinite(plot.slope):
            key = "agree.slope_text" if plot.slope_p < LEAST_P else "agree.no_slope_text"
            texts.append(
                say(key, slope=say.number(plot.slope, 2), p=say.plain(p_text(plot.slope_p)))
            )
    if len(off_s):
        low, middle, high = np.quantile(off_s, (0.05, 0.5, 0.95)).tolist()
        texts.append(
            say(
                "agree.onset_text",
                n=len(off_s),
                median=say.number(middle, 2),
                low=say.number(low, 2),
                high=say.number(high, 2),
            )
        )
    return tuple(texts)


def standing_sentence(standing: Standing, say: Words) -> str:
    """Return how a test stands among the scorers."""
    number, n = standing.n_better, len(standing.against)
    if np.isnan(number.low):
        return say("agree.standing_one", test=standing.test, better=f"{number.value:.0f}", n=n)
    return say(
        "agree.standing_line",
        test=standing.test,
        better=f"{number.value:.0f}",
        n=n,
        low=f"{number.low:.0f}",
        high=f"{number.high:.0f}",
        higher=sum(each.difference.low > 0 for each in standing.against),
        lower=sum(each.difference.high < 0 for each in standing.against),
    )
