"""Tables whose columns are read-only numpy arrays of equal length."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


class ColumnTable:
    """Base of frozen dataclasses in which every field is one column.

    The constructor copies nothing, checks that all columns have the same length and makes
    them read-only.
    """

    def __post_init__(self) -> None:
        lengths = {}
        for field in fields(self):  # type: ignore[arg-type]
            column = np.asarray(getattr(self, field.name)).view()
            column.flags.writeable = False
            object.__setattr__(self, field.name, column)
            lengths[field.name] = column.shape
        if len(set(lengths.values())) > 1 or any(len(shape) != 1 for shape in lengths.values()):
            raise ValueError(f"columns of {type(self).__name__} differ in shape: {lengths}")

    def __repr__(self) -> str:
        names = ", ".join(field.name for field in fields(self))  # type: ignore[arg-type]
        return f"<{type(self).__name__}: {len(self)} rows of {names}>"

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html())

    def __len__(self) -> int:
        first = fields(self)[0].name  # type: ignore[arg-type]
        return len(getattr(self, first))

    def take(self, which: NDArray[Any]) -> Self:
        """Return the rows at an index array or a boolean mask, shape (n_rows,)."""
        columns = {
            field.name: getattr(self, field.name)[which]
            for field in fields(self)  # type: ignore[arg-type]
        }
        return replace(self, **columns)  # type: ignore[type-var]

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns by the names and in the form in which they are exported."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    def to_frame(self) -> pd.DataFrame:
        """Return the table as a pandas DataFrame, one row an entry."""
        import pandas as pd

        return pd.DataFrame(self.columns())
