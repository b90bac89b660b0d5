"""The result folder of a recording: whole or not at all."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from plm_detect.errors import OutputError
from plm_detect.files.columns import write_csv
from plm_detect.files.names import safe_name
from plm_detect.files.whole import exchange, workplace
from plm_detect.results.annotations import ANNOTATIONS, write_annotations
from plm_detect.results.report_files import REPORT_NAMES
from plm_detect.results.seal import SUMMARY, write_sealed
from plm_detect.results.summary import summary
from plm_detect.results.tables import TABLES, tables
from plm_detect.results.traces import TRACES, write_traces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from os import PathLike

    from plm_detect.results.night import Night

FILES = frozenset(
    (*(f"{name}.csv" for name in TABLES), ANNOTATIONS, TRACES, SUMMARY, *REPORT_NAMES)
)
"""What a result folder may hold, and what of it may be replaced."""


def check_output(folder: str | PathLike[str], name: str, *, overwrite: bool) -> None:
    """Refuse, before any work, an output that could not be written.

    Parameters
    ----------
    folder : path-like
        Where result folders go; made when it does not exist.
    name : str
        Name of the recording.
    overwrite : bool
        Whether earlier results of this recording may be replaced.

    Raises
    ------
    OutputError
    """
    target = Path(folder) / safe_name(name)
    if target.exists():
        if not overwrite:
            raise OutputError(
                f"{target}: there are results already; give --overwrite to replace them "
                "or another folder with --out."
            )
        foreign = [target] if not target.is_dir() else _foreign_files(target)
        if foreign:
            raise OutputError(
                f"{foreign[0]}: this is no result of this program, so it is not overwritten; "
                "choose another folder with --out."
            )
    existing = next(parent for parent in (target.parent, *target.parents) if parent.exists())
    if not existing.is_dir():
        raise OutputError(f"{existing}: this is a file, not a folder; choose another with --out.")
    try:
        with tempfile.TemporaryDirectory(prefix=".plm-detect-", dir=existing):
            pass
    except OSError as error:
        raise OutputError(
            f"{existing}: results cannot be written there ({error.strerror}); "
            "choose another folder with --out."
        ) from None


def _foreign_files(target: Path) -> list[Path]:
    return sorted(path for path in target.iterdir() if path.name not in FILES)


def write_night(
    night: Night,
    folder: str | PathLike[str],
    *,
    overwrite: bool = False,
    extra: Sequence[Callable[[Path], None]] = (),
) -> Path:
    """Write all results of a night into a folder named after the recording.

    A name that is none for a folder is changed as little as needed.

    Parameters
    ----------
    night : Night
    folder : path-like
        Where the result folder goes; made when it does not exist.
    overwrite : bool
        Whether earlier results of this recording may be replaced.
    extra : sequence of callable
        Each is given the folder and writes a file more, such as a report.

    Returns
    -------
    Path
        The folder that was written.

    Raises
    ------
    OutputError
        When it exists already or cannot be written; nothing is left behind then.
    """
    check_output(folder, night.name, overwrite=overwrite)
    target = Path(folder) / safe_name(night.name)
    with _replacing(target) as part:
        for name, columns in tables(night).items():
            write_csv(part / f"{name}.csv", columns)
        write_annotations(part / ANNOTATIONS, night)
        if night.traces is not None:
            write_traces(part / TRACES, night.traces)
        write_sealed(part, summary(night))
        for write in extra:
            write(part)
    return target


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """Give a new folder that takes the place of the target when all went well."""
    made = [parent for parent in target.parents if not parent.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with workplace(target.parent) as place:
            part = place / "new"
            part.mkdir()
            yield part
            exchange(part, target, place / "old")
    except BaseException as error:
        for parent in made:
            if parent.exists() and not any(parent.iterdir()):
                parent.rmdir()
        if isinstance(error, OSError):
            raise OutputError(
                f"{target}: results cannot be written ({error.strerror}); "
                "check the space and your rights there."
            ) from None
        raise
