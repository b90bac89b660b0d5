"""All formats that scored events are written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.errors import OutputError
from plm_detect.files.outside import is_folder
from plm_detect.files.whole import workplace
from plm_detect.scorings.formats import WRITTEN

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.scorings.content import Content, Writer


def writer_for(path: Path, name: str | None = None) -> Writer:
    """Return the writer of a format, or of the format that a file's ending stands for.

    Raises
    ------
    OutputError
        When there is none.
    """
    if path.is_dir():
        raise OutputError(f"{path}: this is a folder; name the file that is to be written.")
    for each in WRITTEN:
        if name == each.name or (name is None and path.suffix.casefold() == each.ending):
            return each.writer()
    known = ", ".join(f"{each.name} ({each.ending})" for each in WRITTEN)
    what = repr(path.suffix) if name is None else repr(name)
    raise OutputError(f"{path}: {what} is no format that can be written; formats are: {known}.")


def write_events(
    path: Path, content: Content, name: str | None = None, *, overwrite: bool = False
) -> tuple[Path, ...]:
    """Write scored events, whole or not at all.

    Parameters
    ----------
    path : Path
    content : Content
    name : str or None
        Short name of the format; None to go by the file's ending.
    overwrite : bool
        Whether existing files may be replaced.

    Returns
    -------
    tuple of Path
        What was written; BIDS has two files.

    Raises
    ------
    OutputError
        When a file exists already or cannot be written, or the format cannot hold the events.
    """
    writer = writer_for(path, name)
    if not is_folder(path.parent):
        raise OutputError(f"{path.parent}: there is no such folder; make it first.")
    try:
        with workplace(path.parent) as place:
            part = place / path.name
            try:
                writer.write(part, content)
            except OutputError as error:  # its path is that of a temporary file
                raise OutputError(str(error).replace(str(part), str(path))) from None
            made = sorted(place.iterdir())
            targets = [path.parent / each.name for each in made]
            for target in targets:
                if target.exists() and not overwrite:
                    raise OutputError(f"{target}: the file exists; give --overwrite to replace it.")
            for each, target in zip(made, targets, strict=True):
                each.replace(target)
    except OverflowError:
        raise OutputError(
            f"{path}: an event lies beyond the dates that can be written; check the start and the "
            "times of the scoring."
        ) from None
    except OSError as error:
        raise OutputError(
            f"{path}: the file cannot be written ({error.strerror or error}); "
            "check the space and your rights there."
        ) from None
    return tuple(targets)
