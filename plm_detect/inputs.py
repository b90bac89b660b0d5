"""Which files went into a result."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from plm_detect.errors import RecordingError
from plm_detect.night import InputFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def input_files(paths: Sequence[Path]) -> tuple[InputFile, ...]:
    """Return name, size and SHA-256 of files.

    Raises
    ------
    RecordingError
        When one cannot be read.
    """
    files = []
    for path in paths:
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                files.append(InputFile(path.name, file.tell(), digest))
        except OSError as error:
            raise RecordingError(f"{path}: the file cannot be read ({error.strerror}).") from None
    return tuple(files)
