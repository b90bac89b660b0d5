"""The canonical table as CSV or Parquet, and as BIDS events."""

from __future__ import annotations

import csv
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.errors import OutputError
from plm_detect.writers.content import Content, number

if TYPE_CHECKING:
    from pathlib import Path

DESCRIPTIONS = {
    "onset": {"Description": "start of the event from the first sample", "Units": "s"},
    "duration": {"Description": "length of the event, n/a where it is not known", "Units": "s"},
    "trial_type": {"Description": "kind of sleep stage or scored event"},
    "side": {"Description": "leg of a movement: left, right, both, unspecified"},
}


def write_csv(path: Path, content: Content) -> None:
    """Write onset_s, duration_s, event and side."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("onset_s", "duration_s", "event", "side"))
        for event in content.events:
            duration = "" if math.isnan(event.duration_s) else number(event.duration_s)
            writer.writerow((number(event.onset_s), duration, event.kind, event.side))


def write_parquet(path: Path, content: Content) -> None:
    """Write the same columns as Parquet.

    Raises
    ------
    OutputError
        When pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, loaded only here
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError:
        raise OutputError(
            f"{path}: Parquet needs pyarrow; install it with: pip install plm-detect[parquet]."
        ) from None
    events = content.events
    columns: dict[str, Any] = {
        "onset_s": np.array([event.onset_s for event in events], dtype=np.float64),
        "duration_s": np.array([event.duration_s for event in events], dtype=np.float64),
        "event": pa.array([event.kind for event in events], pa.string()),
        "side": pa.array([event.side for event in events], pa.string()),
    }
    pq.write_table(pa.table(columns), path)


def write_bids(path: Path, content: Content) -> None:
    """Write an events.tsv and, under the same name, the JSON file that describes it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(DESCRIPTIONS)
        for event in content.events:
            duration = "n/a" if math.isnan(event.duration_s) else number(event.duration_s)
            writer.writerow((number(event.onset_s), duration, event.kind, event.side or "n/a"))
    kinds = sorted({event.kind for event in content.events})
    described: dict[str, Any] = {name: dict(text) for name, text in DESCRIPTIONS.items()}
    described["trial_type"]["Levels"] = {kind: kind.replace("_", " ") for kind in kinds}
    text = json.dumps(described, indent=2) + "\n"
    path.with_suffix(".json").write_text(text, encoding="utf-8", newline="\n")
