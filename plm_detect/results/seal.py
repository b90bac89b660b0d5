"""The summary seals a folder of results: it holds the SHA-256 of every file, and of itself."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from plm_detect.results.summary import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SUMMARY = "summary.json"
SEAL = "files"


def write_sealed(folder: Path, summary: dict[str, Any]) -> None:
    """Write the summary with the digests of the files that the folder holds by now.

    Parameters
    ----------
    folder : Path
    summary : dict
        Plain values. The digest of the summary is that of its text without the digests.
    """
    digests = {path.name: _digest(path.read_bytes()) for path in sorted(folder.iterdir())}
    digests[SUMMARY] = _digest(to_json(summary).encode())
    text = to_json(summary | {SEAL: digests})
    (folder / SUMMARY).write_text(text, encoding="utf-8", newline="\n")


def read_sealed(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the summary of a folder, and the digests of its files.

    Raises
    ------
    OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError
        When it cannot be read or is not as it was written.
    """
    found: dict[str, Any] = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    digests: dict[str, str] = dict(found.pop(SEAL))
    if digests.pop(SUMMARY) != _digest(to_json(found).encode()):
        raise ValueError("the summary was changed")
    return found, digests


def check_files(folder: Path, digests: dict[str, str]) -> Iterable[tuple[Path, bool | None]]:
    """Yield each file, and whether it is as it was written; None where it is missing."""
    for name, digest in digests.items():
        path = folder / name
        yield path, _digest(path.read_bytes()) == digest if path.is_file() else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
