"""The methods of a study in words, ready for a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.agreement.comparing import N_RESAMPLES, SEED
from plm_detect.agreement.statistics.consensus import JOINED_S, SHORTEST_S
from plm_detect.agreement.statistics.matching import PRIMARY_RULE, RULES
from plm_detect.agreement.statistics.numbers import LEVEL
from plm_detect.version import program_version

if TYPE_CHECKING:
    from plm_detect.agreement.study import Agreement

CITATIONS = (
    (
        "Bland JM, Altman DG. Measuring agreement in method comparison studies. "
        "Stat Methods Med Res 1999;8:135-160."
    ),
    ("Cohen J. A coefficient of agreement for nominal scales. Educ Psychol Meas 1960;20:37-46."),
    (
        "Cicchetti DV, Feinstein AR. High agreement but low kappa: II. Resolving the paradoxes. "
        "J Clin Epidemiol 1990;43:551-558."
    ),
    (
        "Shrout PE, Fleiss JL. Intraclass correlations: uses in assessing rater reliability. "
        "Psychol Bull 1979;86:420-428."
    ),
    "Fleiss JL. Measuring nominal scale agreement among many raters. Psychol Bull 1971;76:378-382.",
    ("Krippendorff K. Content analysis: an introduction to its methodology. 2nd ed. Sage, 2004."),
    "Efron B, Tibshirani RJ. An introduction to the bootstrap. Chapman and Hall, 1993.",
)


def methods(agreement: Agreement) -> str:
    """Return a paragraph with every setting, and the works it rests on."""
    return "\n\n".join([paragraph(agreement), *CITATIONS]) + "\n"


def paragraph(agreement: Agreement) -> str:
    """Return what was done, with every setting."""
    nights = {pair.night for pair in agreement.pairs}
    rules = agreement.rules
    matching = ", ".join(rule.name for rule in RULES)
    return (
        f"Agreement was computed with plm-detect {program_version()} for {len(nights)} nights. "
        f"Candidate and periodic movements were found by the rule set {rules.name} ({rules.title}) "
        "from the movements of each scorer; stages, arousals, respiratory events and lights were "
        "those of the reference (among several scorers: of the first one). Events were matched one "
        "to one, with as many pairs as possible and among those with the greatest total overlap, "
        f"under {len(RULES)} criteria ({matching}; IoU: intersection over union); differences of "
        f"onsets and ends are given for pairs by {PRIMARY_RULE}. Time that was excluded as "
        "unusable for any scorer was left out for all. Precision, recall and F1 are those of the "
        f"events of all nights together, with {LEVEL:.0%} percentile intervals from {N_RESAMPLES} "
        f"resamples of the nights (seed {SEED}). Agreement in time is Cohen's kappa with positive "
        f"and negative agreement on steps of {agreement.step_s:g} s, judged at their middle. "
        "Indices were compared by Bland and Altman's method with confidence intervals for bias and "
        "limits, by ICC(2,1) and ICC(3,1), Pearson's and Spearman's correlation and the root mean "
        "square difference, and by their class at 15 and 5 per hour (kappa, sensitivity, "
        f"specificity, area under the ROC curve).{_several(agreement)}"
    )


def _several(agreement: Agreement) -> str:
    """Return what was done with several scorers of the same nights."""
    if not agreement.several:
        return ""
    text = (
        " Agreement of all scorers of a night in time is Fleiss' kappa and Krippendorff's alpha. A "
        "consensus of several scorers holds at each moment what more than half of them marked; "
        f"pieces less than {JOINED_S:g} s apart were joined and those shorter than {SHORTEST_S:g} "
        "s left out. Each scorer was compared with the consensus of the others"
    )
    if agreement.scorers("reference"):
        return (
            f"{text}, and so was each test in the same nights, with intervals of the difference "
            "from resamples of the nights. The reference is the consensus of all scorers."
        )
    return f"{text}."
