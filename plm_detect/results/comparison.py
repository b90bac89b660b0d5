"""One night under several rule sets, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from plm_detect.results.night import Night


@dataclass(frozen=True, eq=False)
class RuleComparison:
    """One night under several rule sets.

    Attributes
    ----------
    nights : tuple of Night
        The same movements and scoring, one for each rule set.
    """

    nights: tuple[Night, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Name of each rule set, and whether it was changed; no two are the same."""
        labels: list[str] = []
        for night in self.nights:
            label = f"{night.rules.name}, changed" if night.rules.changes else night.rules.name
            n_alike = sum(each.partition(" #")[0] == label for each in labels)
            labels.append(f"{label} #{n_alike + 1}" if n_alike else label)
        return tuple(labels)

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns of ``rules.csv``: headline numbers by rule set."""
        names = list(self.nights[0].headline.as_dict())
        values = {
            label: np.array(list(night.headline.as_dict().values()), dtype=np.float64)
            for label, night in zip(self.labels, self.nights, strict=True)
        }
        return {"number": np.array(names, dtype=np.str_), **values}

    def to_frame(self) -> pd.DataFrame:
        """Return the comparison as a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.columns())

    def as_dict(self) -> dict[str, dict[str, int | float | None]]:
        """Return the headline numbers by rule set."""
        pairs = zip(self.labels, self.nights, strict=True)
        return {label: night.headline.as_dict() for label, night in pairs}
