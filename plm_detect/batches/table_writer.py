"""Tables that are written night by night, so that memory does not grow with their number."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from plm_detect.files.columns import not_run
from plm_detect.files.whole import workplace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from plm_detect.indices.between_nights import Value

CELLS_AT_A_TIME = 1_000_000
"""So many are held before they are written."""


class TableWriter:
    """A CSV file, and next to it the same as Parquet; in place when it is complete.

    A table to which nothing was added has no columns, and no file.

    Parameters
    ----------
    folder : Path
    name : str
        Without ending.
    texts : sequence of str
        Columns that hold texts; all others hold numbers or truth values.
    parquet : bool
    """

    def __init__(self, folder: Path, name: str, texts: tuple[str, ...], *, parquet: bool) -> None:
        self._target, self._name, self._texts = folder, name, frozenset(texts)
        self._wants_parquet = parquet
        self._held: dict[str, list[Value]] = {}
        self._columns: list[str] = []
        self._parquet: Any = None

    def __enter__(self) -> Self:
        """Open the files."""
        self._target.mkdir(parents=True, exist_ok=True)
        self._open = ExitStack()
        place = self._open.enter_context(workplace(self._target))
        self._part, self._parquet_part = place / "csv", place / "parquet"
        self._file = self._part.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file, lineterminator="\n")
        return self

    def add(self, columns: Mapping[str, Sequence[Value]]) -> None:
        """Add rows; the first time decides which columns there are."""
        if not self._columns:
            self._columns = list(columns)
            self._csv.writerow(self._columns)
            self._held = {name: [] for name in self._columns}
        for name in self._columns:
            self._held[name] += columns[name]
        if len(self._held[self._columns[0]]) * len(self._columns) >= CELLS_AT_A_TIME:
            self._flush()

    def _flush(self) -> None:
        if not self._columns or not self._held[self._columns[0]]:
            return
        cells = [
            ["" if value is None else not_run(str(value)) for value in values]
            if name in self._texts
            else [_cell(value) for value in values]
            for name, values in self._held.items()
        ]
        self._csv.writerows(zip(*cells, strict=True))
        if self._wants_parquet:
            self._add_parquet()
        self._held = {name: [] for name in self._columns}

    def _add_parquet(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        arrays = {
            name: pa.array(values, pa.string())
            if name in self._texts
            else pa.array([None if value is None else float(value) for value in values]).cast(
                pa.float64()
            )
            for name, values in self._held.items()
        }
        table = pa.table(arrays)
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(self._parquet_part, table.schema)
        self._parquet.write_table(table)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put the files in place, or remove them after an error."""
        try:
            if kind is None:
                self._flush()
        finally:
            self._file.close()
            if self._parquet is not None:
                self._parquet.close()
        with self._open:
            if kind is None:
                self._put(self._part, "csv", is_there=bool(self._columns))
                self._put(self._parquet_part, "parquet", is_there=self._parquet is not None)

    def _put(self, part: Path, ending: str, *, is_there: bool) -> None:
        """Give a table its name; without one an older table goes."""
        final = self._target / f"{self._name}.{ending}"
        if is_there:
            part.replace(final)
        else:
            final.unlink(missing_ok=True)


def _cell(value: Value) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN differs from itself
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
