"""The files of a study on a public data set."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.files.columns import write_csv
from plm_detect.files.whole import text_writer, write_whole
from plm_detect.reports.agreement import write_agreement
from plm_detect.version import program_version
from plm_detect.wording.sentences import DISCLAIMER

if TYPE_CHECKING:
    from os import PathLike

    from numpy.typing import NDArray

    from plm_detect.agreement.datasets.benchmark import Benchmark


def write_benchmark(
    found: Benchmark,
    folder: str | PathLike[str],
    *,
    report: bool = True,
    parquet: bool = False,
    language: str = "en",
) -> tuple[Path, ...]:
    """Write the index of each night, the data set and its sources, and the study of agreement.

    Parameters
    ----------
    found : Benchmark
    folder : path-like
        Made when it does not exist; files of an earlier study in it are replaced.
    report, parquet, language
        As in `plm_detect.write_agreement`.

    Returns
    -------
    tuple of Path

    Raises
    ------
    OutputError
        When it cannot be written.
    """
    target = Path(folder)
    written: list[Path] = []
    if found.agreement is not None:
        written += write_agreement(
            found.agreement, target, report=report, parquet=parquet, language=language
        )
    groups = group_rows(found)
    summary = {
        "program": "plm-detect",
        "version": program_version(),
        "disclaimer": DISCLAIMER,
        "data_set": asdict(found.layout),
        "n_nights": len(found.indices),
        "groups": groups,
        "area_under_roc": None
        if found.area is None
        else {
            name: None if np.isnan(value) else value for name, value in asdict(found.area).items()
        },
        "notes": [asdict(note) for note in found.notes],
    }
    names = ("night", "group", "scorer", "plms_per_hour", "n_lm")
    columns: dict[str, NDArray[Any]] = {
        name: np.array([getattr(each, name) for each in found.indices]) for name in names
    }
    text = json.dumps(summary, indent=2, ensure_ascii=False)
    written += write_whole(
        target,
        {
            "indices_by_night.csv": partial(write_csv, columns=columns),
            "benchmark.json": text_writer(text + "\n"),
        },
    )
    return tuple(written)


def group_rows(found: Benchmark) -> list[dict[str, Any]]:
    """Return number, median and quartiles of the index in each group of the data set."""
    rows = []
    for group, title in (found.layout.groups or {"": "all nights"}).items():
        values = np.array([each.plms_per_hour for each in found.indices if each.group == group])
        known = values[np.isfinite(values)]
        if len(known):
            low, middle, high = np.quantile(known, (0.25, 0.5, 0.75)).tolist()
            rows.append(
                {
                    "group": group,
                    "title": title,
                    "n_nights": len(known),
                    "median": middle,
                    "lower_quartile": low,
                    "upper_quartile": high,
                    "share_above_15": float(np.mean(known > 15.0)),
                }
            )
    return rows
