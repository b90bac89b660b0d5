"""Columns as Parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plm_detect.files.extras import check_extra

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def write_columns(path: Path, columns: dict[str, NDArray[Any]]) -> None:
    """Write columns of equal length; undefined numbers stay NaN.

    Parameters
    ----------
    path : Path
    columns : dict of str to ndarray, each of shape (n_rows,)

    Raises
    ------
    OutputError
        When pyarrow is not installed.
    """
    check_extra("parquet")
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = {
        name: pa.array(column.tolist(), pa.string())
        if column.dtype.kind in "UO"
        else pa.array(column)
        for name, column in columns.items()
    }
    pq.write_table(pa.table(table), path)
