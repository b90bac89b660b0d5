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
        """Name of each rule set; one that is told from another by its changes says so."""
        names = [night.rules.name for night in self.nights]
        return tuple(
            f"{name}, changed" if names.count(name) > 1 and night.rules.changes else name
            for name, night in zip(names, self.nights, strict=True)
        )

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
