"""The files of a study of agreement."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from plm_detect.errors import OutputError
from plm_detect.exports.summary import rule_values
from plm_detect.exports.tables import write_csv
from plm_detect.exports.texts import DISCLAIMER
from plm_detect.studies.comparing import CONDITIONS, N_RESAMPLES, PRIMARY_RULE, SEED
from plm_detect.studies.methods import methods
from plm_detect.studies.rating import LEVELS
from plm_detect.studies.standing import standings
from plm_detect.version import program_version
from plm_detect.writers.parquet import check_parquet, write_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from plm_detect.studies.study import Agreement
    from plm_detect.studies.tables import Columns


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
        As from `plm_detect.studies.tables.agreement_tables`.
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
        check_parquet()
    texts = {
        "agreement.json": json.dumps(_summary(agreement), indent=2, ensure_ascii=False) + "\n",
        "methods.txt": methods(agreement),
        **(others or {}),
    }
    writers: dict[str, Callable[[Path], object]] = {
        name: lambda part, text=text: part.write_text(  # type: ignore[misc]
            text, encoding="utf-8", newline="\n"
        )
        for name, text in texts.items()
    }
    stale = []
    for name, columns in tables.items():
        if not columns:
            stale += [f"{name}.csv", f"{name}.parquet"]
            continue
        writers[f"{name}.csv"] = lambda part, columns=columns: write_csv(  # type: ignore[misc]
            part, columns
        )
        if parquet:
            writers[f"{name}.parquet"] = lambda part, columns=columns: write_columns(  # type: ignore[misc]
                part, columns
            )
        else:
            stale.append(f"{name}.parquet")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (folder / name).unlink(missing_ok=True)
        written = []
        for name, write in writers.items():
            part = folder / f".{name}.part"
            write(part)
            written.append(part.replace(folder / name))
    except OSError as error:
        raise OutputError(
            f"{folder}: the tables cannot be written ({error.strerror}); "
            "check the space and your rights there."
        ) from None
    return tuple(written)


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
