"""One night under several rule sets, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        """Return the columns of ``rules.csv``: one row a rule set, headline numbers and class."""
        names = list(self.results[0].headline.as_dict())
        numbers = {
            name: _numbers([each.headline.as_dict()[name] for each in self.results])
            for name in names
        }
        above = ["" if c is None else str(c).lower() for c in self._above()]
        return {
            "rules": np.array(self.labels, dtype=np.str_),
            "title": np.array([each.title for each in self.results], dtype=np.str_),
            **numbers,
            "cut_per_hour": np.array([each.index_class.cut_per_hour for each in self.results]),
            "is_above": np.array(above, dtype=np.str_),
        }

    def _above(self) -> list[bool | None]:
        return [each.index_class.is_above for each in self.results]

    def to_frame(self) -> pd.DataFrame:
        """Return the comparison as a pandas DataFrame, by the names of the rule sets."""
        import pandas as pd

        return pd.DataFrame(self.columns()).set_index("rules")


def _numbers(values: Sequence[int | float | None]) -> NDArray[Any]:
    """Return numbers of one kind; counts stay whole where all are known."""
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)
    return np.array(values, dtype=np.float64)


def unlike(names: list[str]) -> list[str]:
    """Return names of which the second of equal ones is numbered 2, and so on."""
    return [
        f"{name} #{names[:i].count(name) + 1}" if name in names[:i] else name
        for i, name in enumerate(names)
    ]
