"""The canonical event table as Parquet; it is written and not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.files.parquet import write_columns

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from plm_detect.scorings.content import Content


def write(path: Path, content: Content) -> None:
    """Write onset_s, duration_s, event and side.

    Raises
    ------
    OutputError
        When pyarrow is not installed.
    """
    events = content.events
    columns: dict[str, NDArray[Any]] = {
        "onset_s": np.array([event.onset_s for event in events], dtype=np.float64),
        "duration_s": np.array([event.duration_s for event in events], dtype=np.float64),
        "event": np.array([event.kind for event in events], dtype=np.str_),
        "side": np.array([event.side for event in events], dtype=np.str_),
    }
    write_columns(path, columns)
