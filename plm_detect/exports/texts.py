"""Sentences that stand beside the numbers in every output."""

DISCLAIMER = (
    "Not a medical device. Results are for research and for review by qualified staff; "
    "they are no diagnosis."
)

READING_NOTE = (
    "More than 15 PLMS per hour of sleep in adults and more than 5 in children is the usual cut "
    "(ICSD-3). A raised index is neither necessary nor sufficient for restless legs syndrome: it "
    "also occurs with sleep apnea, narcolepsy, antidepressants and in healthy older people, and "
    "counts vary strongly from night to night."
)
