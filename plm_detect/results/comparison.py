"""One night under several rule sets, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from plm_detect.indices.classification import IndexClass
    from plm_detect.indices.headline import Headline


@dataclass(frozen=True)
class RuleResult:
    """The headline numbers of a night under one rule set.

    Attributes
    ----------
    rules : str
        Name of the rule set, and whether it was changed.
    title : str
        Of the rule set, for people.
    headline : Headline
    index_class : IndexClass
    """

    rules: str
    title: str
    headline: Headline
    index_class: IndexClass


@dataclass(frozen=True)
class RuleComparison:
    """One night under several rule sets.

    Attributes
    ----------
    results : tuple of RuleResult
        The same night, one for each rule set; no two have the same name.
    """

    results: tuple[RuleResult, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Name of each rule set, and whether it was changed."""
        return tuple(each.rules for each in self.results)

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns of ``rules.csv``: headline numbers by rule set."""
        names = list(self.results[0].headline.as_dict())
        values = {
            each.rules: np.array(list(each.headline.as_dict().values()), dtype=np.float64)
            for each in self.results
        }
        return {"number": np.array(names, dtype=np.str_), **values}

    def to_frame(self) -> pd.DataFrame:
        """Return the comparison as a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.columns())


def unlike(names: list[str]) -> list[str]:
    """Return names of which the second of equal ones is numbered 2, and so on."""
    return [
        f"{name} #{names[:i].count(name) + 1}" if name in names[:i] else name
        for i, name in enumerate(names)
    ]
