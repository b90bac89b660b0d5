"""Sentences that stand beside the numbers in every output."""

DISCLAIMER = (
    "Not a medical device. Results are for research and for review by qualified staff; "
    "they are no diagnosis."
)

READING_NOTE = (
    "More than 15 PLMS per hour of sleep in adults and more than 5 in children is the usual cut "
    "(ICSD-3). A raised index is neither necessary nor sufficient for restless legs syndrome (a "
    "sensitivity near 0.80 and a specificity near 0.70 have been quoted for 15 per hour): about "
    "one in five patients has a low night, and raised indices occur with sleep apnea, narcolepsy, "
    "antidepressants and in healthy older people. PLM disorder additionally needs disturbed sleep "
    "or daytime impairment with no better explanation. Counts vary strongly from night to night."
)

SHORT_READING_NOTE = (
    "Usual cut: 15 PLMS per hour of sleep in adults, 5 in children (ICSD-3). A raised index is "
    "neither necessary nor sufficient for restless legs syndrome and varies between nights."
)
"""For the terminal, where the long one would hide the numbers."""


def hours_text(hours: float) -> str:
    """Return hours and minutes, as in ``7:05``, to the nearest minute."""
    minutes = int(60 * hours + 0.5)
    return f"{minutes // 60}:{minutes % 60:02d}"
