"""How much an index depends on choices that could have been made otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

Grade = Literal["stable", "sensitive", "undecided", "undefined"]

MEANING: dict[Grade, str] = {
    "stable": "no variation changes the class",
    "sensitive": "some variations change the class, fewer than a quarter of those that act",
    "undecided": "a quarter or more of the variations that act change the class",
    "undefined": "there is no index",
}
"""What each grade means, for people."""
UNDECIDED_SHARE = 0.25
"""From this share of variations on that change the class, the class is undecided."""
DETECTOR_CHANGE, DETECTOR_SHARE = 2.0, 0.1
"""By more than this (per hour) and this share an index hangs on the detector's own choices."""


@dataclass(frozen=True)
class Variant:
    """The index under one changed choice.

    Attributes
    ----------
    choice : str
        What was changed, for people.
    values : str
        The changed values.
    left_open : bool
        Whether the standard leaves the choice open; else it departs from the standard.
    plms_per_hour, plms_nr_per_hour : float or None
        Periodic movements per hour of sleep, and after respiratory-related ones are taken out.
    acts : bool
        Whether it changes which movements are periodic movements in sleep; one that does not
        cannot change the index of this night and is not counted.
    is_detector : bool
        Whether the choice is one of the program's detector.
    """

    choice: str
    values: str
    left_open: bool
    plms_per_hour: float | None
    plms_nr_per_hour: float | None
    acts: bool = True
    is_detector: bool = False


@dataclass(frozen=True)
class Robustness:
    """The index under varied choices.

    Attributes
    ----------
    grade : {"stable", "sensitive", "undecided", "undefined"}
        ``stable``: no variation changes the class; ``sensitive``: some do; ``undecided``: a
        quarter of them or more do; ``undefined``: there is no index. Only variations that act in
        the night are counted.
    cut_per_hour : float
        The class is whether the index is greater.
    plms_per_hour : float or None
        The index as reported.
    lowest_per_hour, highest_per_hour : float or None
        Over the index as reported and all variants.
    n_acting : int
        Variants that change which movements are PLMS ...
    n_changing : int
        ... and those of them that change the class.
    variants : tuple of Variant
        All that were tried.
    """

    grade: Grade
    cut_per_hour: float
    plms_per_hour: float | None
    lowest_per_hour: float | None
    highest_per_hour: float | None
    n_acting: int
    n_changing: int
    variants: tuple[Variant, ...]

    def detector_range(self) -> tuple[float, float] | None:
        """Return the lowest and the highest index over the detector's own choices.

        Returns
        -------
        (float, float) or None
            None where the index does not hang on them: all lie within 2/h or a tenth of it.
        """
        if self.plms_per_hour is None:
            return None
        varied = [v.plms_per_hour for v in self.variants if v.is_detector]
        known = [self.plms_per_hour, *(index for index in varied if index is not None)]
        allowed = max(DETECTOR_CHANGE, DETECTOR_SHARE * self.plms_per_hour)
        if max(abs(index - self.plms_per_hour) for index in known) <= allowed:
            return None
        return min(known), max(known)

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns of ``robustness.csv``; the first row is the index as reported."""
        number = [self.plms_per_hour, *(v.plms_per_hour for v in self.variants)]
        number_nr = [v.plms_nr_per_hour for v in self.variants]
        indices = np.array(number, dtype=np.float64)
        return {
            "choice": np.array([v.choice for v in self.variants], dtype=np.str_),
            "values": np.array([v.values for v in self.variants], dtype=np.str_),
            "left_open": np.array([v.left_open for v in self.variants], dtype=bool),
            "plms_per_hour": indices[1:],
            "plms_nr_per_hour": np.array(number_nr, dtype=np.float64),
            "acts": np.array([v.acts for v in self.variants], dtype=bool),
            "change": indices[1:] - indices[0],
            "changes_class": (indices[1:] > self.cut_per_hour) != (indices[0] > self.cut_per_hour),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the variants as a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.columns())


def grade_index(
    plms_per_hour: float | None, variants: Sequence[Variant], cut_per_hour: float
) -> Robustness:
    """Return how much an index depends on the choices that were varied.

    Parameters
    ----------
    plms_per_hour : float or None
        The index as reported.
    variants : sequence of Variant
    cut_per_hour : float
        The class is whether the index is greater.
    """
    acting = [v for v in variants if v.acts]
    varied = [v.plms_per_hour for v in acting if v.plms_per_hour is not None]
    if plms_per_hour is None:
        return Robustness("undefined", cut_per_hour, None, None, None, 0, 0, tuple(variants))
    is_above = plms_per_hour > cut_per_hour
    n_changing = sum((index > cut_per_hour) != is_above for index in varied)
    grade: Grade = "stable"
    if n_changing:
        is_open = n_changing >= UNDECIDED_SHARE * len(varied)
        grade = "undecided" if is_open else "sensitive"
    return Robustness(
        grade,
        cut_per_hour,
        plms_per_hour,
        min(plms_per_hour, *varied, plms_per_hour),
        max(plms_per_hour, *varied, plms_per_hour),
        len(acting),
        n_changing,
        tuple(variants),
    )
