"""Figures of a night, drawn on matplotlib axes.

Every function takes a `plm_detect.Night`, new or read back with `plm_detect.read_night`, and an
axes to draw on (a new one where none is given), and returns the axes. Those of a study take a
`plm_detect.Agreement` and the names of two scorers in place of the night.

>>> night = plm_detect.score("night.edf", traces=True)  # doctest: +SKIP
>>> plm_detect.plot.overview(night)  # doctest: +SKIP
"""

from plm_detect.plot.agreement import bland_altman, onset_differences, scatter
from plm_detect.plot.cohort import index_distribution, subject_course
from plm_detect.plot.f1 import f1_by_night, f1_matrix, f1_overall
from plm_detect.plot.intervals import durations, interval_course, interval_histogram
from plm_detect.plot.overview import overview
from plm_detect.plot.panels import events, hours, hypnogram, legs, saturation, trend
from plm_detect.plot.signals import snippet, snippets, strips

__all__ = [
    "bland_altman",
    "durations",
    "events",
    "f1_by_night",
    "f1_matrix",
    "f1_overall",
    "hours",
    "hypnogram",
    "index_distribution",
    "interval_course",
    "interval_histogram",
    "legs",
    "onset_differences",
    "overview",
    "saturation",
    "scatter",
    "snippet",
    "snippets",
    "strips",
    "subject_course",
    "trend",
]
