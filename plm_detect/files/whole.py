"""Write files whole or not at all."""

from __future__ import annotations

import secrets
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from plm_detect.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """Give a new folder for files that are not complete yet; it is removed at the end.

    Its name cannot be guessed, it is nobody else's, and what is made in it has the rights that the
    user's umask leaves.

    Parameters
    ----------
    folder : Path
        Where files go when they are complete; on the same disk.

    Raises
    ------
    OSError
        When it cannot be made.
    """
    # The name is known before the folder is there: a signal between the two leaves nothing.
    # Not "..": what a folder is called from within it changes when it is moved.
    place = folder.resolve() / f".plm-detect-{secrets.token_hex(8)}"
    try:
        place.mkdir(mode=0o700)
        yield place
    finally:
        _removed(place)


def _removed(place: Path) -> None:
    """Remove a folder, also when a signal comes while it is removed."""
    try:
        shutil.rmtree(place, ignore_errors=True)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def exchange(made: Path, final: Path, old: Path) -> None:
    """Give a folder its final name; what has that name goes elsewhere, and back if this fails.

    Parameters
    ----------
    made : Path
        A complete folder.
    final : Path
    old : Path
        Where a folder of that name goes; must not exist.

    Raises
    ------
    OSError
    """
    final = final.parent.resolve() / final.name
    if final.exists():
        final.replace(old)
    try:
        made.replace(final)
    except OSError:
        if old.exists():
            old.replace(final)
        raise


def write_whole(
    folder: Path, writers: Mapping[str, Callable[[Path], object]], what: str = "results"
) -> tuple[Path, ...]:
    """Write files into a folder; they get their names when all are complete.

    Parameters
    ----------
    folder : Path
        Made when it does not exist.
    writers : mapping of str to callable
        By name of the file: called with the path to write to.
    what : str
        What cannot be written, for messages.

    Raises
    ------
    OutputError
        When the folder or a file cannot be written; nothing incomplete is left.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with workplace(folder) as place:
            for name, write in writers.items():
                write(place / name)
            return tuple((place / name).replace(folder / name) for name in writers)
    except OSError as error:
        raise OutputError(
            f"{folder}: the {what} cannot be written ({error.strerror or error}); "
            "check the space and your rights there."
        ) from None


def text_writer(text: str) -> Callable[[Path], object]:
    """Return what writes a text in UTF-8 with line feeds."""
    return lambda path: path.write_text(text, encoding="utf-8", newline="\n")
