"""Which files went into a result."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from plm_detect.errors import RecordingError
from plm_detect.files.outside import is_folder, open_regular
from plm_detect.model.provenance import InputFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def input_files(paths: Sequence[Path]) -> tuple[InputFile, ...]:
    """Return name, size and SHA-256 of files, and of all files in folders.

    Raises
    ------
    RecordingError
        When one cannot be read.
    """
    files = []
    for path in _single(paths):
        try:
            with open_regular(path) as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                files.append(InputFile(path.name, file.tell(), digest))
        except OSError as error:
            raise RecordingError(f"{path}: the file cannot be read ({error.strerror}).") from None
    return tuple(files)


def _single(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if is_folder(path):
            yield from sorted(each for each in path.iterdir() if each.is_file())
        else:
            yield path
