"""The files of a study of agreement."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from plm_detect.agreement.comparing import CONDITIONS, N_RESAMPLES, SEED
from plm_detect.agreement.levels import LEVELS
from plm_detect.agreement.methods import methods
from plm_detect.agreement.standing import standings
from plm_detect.agreement.statistics.matching import PRIMARY_RULE
from plm_detect.files.columns import write_csv
from plm_detect.files.extras import check_extra
from plm_detect.files.parquet import write_columns
from plm_detect.files.whole import text_writer, write_whole
from plm_detect.results.summary import rule_values
from plm_detect.version import program_version
from plm_detect.wording.sentences import DISCLAIMER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from plm_detect.agreement.study import Agreement
    from plm_detect.agreement.tables import Columns


def write_tables(
    agreement: Agreement,
    tables: Mapping[str, Columns],
    folder: Path,
    *,
    parquet: bool = False,
    others: Mapping[str, str] | None = None,
) -> tuple[Path, ...]:
    """Write all tables of a study into a folder, which is made.

    Parameters
    ----------
    agreement : Agreement
    tables : mapping of str to columns
        As from `plm_detect.agreement.tables.agreement_tables`.
    folder : Path
    parquet : bool
        Whether to write each table as Parquet too.
    others : mapping of str to str, or None
        More files by name.

    Raises
    ------
    OutputError
        When it cannot be written.
    """
    if parquet:
        check_extra("parquet")
    texts = {
        "agreement.json": json.dumps(_summary(agreement), indent=2, ensure_ascii=False) + "\n",
        "methods.txt": methods(agreement),
        **(others or {}),
    }
    writers: dict[str, Callable[[Path], object]] = {
        name: text_writer(text) for name, text in texts.items()
    }
    stale = []
    for name, columns in tables.items():
        if not columns:
            stale += [f"{name}.csv", f"{name}.parquet"]
            continue
        writers[f"{name}.csv"] = partial(write_csv, columns=columns)
        if parquet:
            writers[f"{name}.parquet"] = partial(write_columns, columns=columns)
        else:
            stale.append(f"{name}.parquet")
    written = write_whole(folder, writers, "tables")
    for name in stale:
        (folder / name).unlink(missing_ok=True)
    return written


def _summary(agreement: Agreement) -> dict[str, object]:
    return {
        "program": "plm-detect",
        "version": program_version(),
        "disclaimer": DISCLAIMER,
        "scorers": [list(names) for names in agreement.scorers()],
        "n_nights": len({pair.night for pair in agreement.pairs}),
        "levels": list(LEVELS),
        "conditions": list(CONDITIONS),
        "differences_of_edges_by": PRIMARY_RULE,
        "resamples": N_RESAMPLES,
        "seed": SEED,
        "rules": rule_values(agreement.rules),
        "standings": [str(each) for each in standings(agreement)],
        "notes": [asdict(note) for note in agreement.notes],
    }
