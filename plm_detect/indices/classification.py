"""Whether an index is above the usual cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ADULT_CUT_PER_HOUR = 15.0
CHILD_CUT_PER_HOUR = 5.0
ADULT_AGE_YEARS = 18.0


@dataclass(frozen=True)
class IndexClass:
    """The usual cut for a PLMS index, and on which side of it an index lies.

    Attributes
    ----------
    group : {"adults", "children"}
    cut_per_hour : float
        15 in adults, 5 in children; an index must be greater (ICSD-3).
    is_above : bool or None
        None when the index is undefined.
    """

    group: Literal["adults", "children"]
    cut_per_hour: float
    is_above: bool | None


def classify(plms_per_hour: float | None, age_years: float | None) -> IndexClass:
    """Return the class of an index.

    Parameters
    ----------
    plms_per_hour : float or None
    age_years : float or None
        Below 18 the cut for children is used; None for an adult.

    References
    ----------
    American Academy of Sleep Medicine. International classification of sleep disorders, 3rd ed.
    Darien, IL; 2014.
    """
    is_child = age_years is not None and age_years < ADULT_AGE_YEARS
    cut = CHILD_CUT_PER_HOUR if is_child else ADULT_CUT_PER_HOUR
    is_above = None if plms_per_hour is None else plms_per_hour > cut
    return IndexClass("children" if is_child else "adults", cut, is_above)
