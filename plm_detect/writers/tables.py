"""The canonical table as CSV or Parquet, and as BIDS events."""

from __future__ import annotations

import csv
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.writers.content import Content, number
from plm_detect.writers.parquet import write_columns

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

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
    events = content.events
    columns: dict[str, NDArray[Any]] = {
        "onset_s": np.array([event.onset_s for event in events], dtype=np.float64),
        "duration_s": np.array([event.duration_s for event in events], dtype=np.float64),
        "event": np.array([event.kind for event in events], dtype=np.str_),
        "side": np.array([event.side for event in events], dtype=np.str_),
    }
    write_columns(path, columns)


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
