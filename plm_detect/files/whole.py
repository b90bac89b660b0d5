"""Write files whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def write_whole(
    folder: Path, writers: Mapping[str, Callable[[Path], object]], what: str = "results"
) -> tuple[Path, ...]:
    """Write files into a folder, each under a temporary name until it is complete.

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
    written = []
    part = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, write in writers.items():
            part = folder / f".{name}.part"
            write(part)
            written.append(part.replace(folder / name))
    except OSError as error:
        if part is not None:
            _remove(part)
        raise OutputError(
            f"{folder}: the {what} cannot be written ({error.strerror}); "
            "check the space and your rights there."
        ) from None
    return tuple(written)


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return


def text_writer(text: str) -> Callable[[Path], object]:
    """Return what writes a text in UTF-8 with line feeds."""
    return lambda path: path.write_text(text, encoding="utf-8", newline="\n")
