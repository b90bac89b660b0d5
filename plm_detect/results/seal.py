"""The summary seals a folder of results: it holds the SHA-256 of every file, and of itself."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from plm_detect.results.summary import to_json

if TYPE_CHECKING:
    from pathlib import Path

SUMMARY = "summary.json"
SEAL = "files"
SEAL_BEGINS, SUMMARY_ENDS = b',\n  "files": {', b"\n}\n"


def write_sealed(folder: Path, summary: dict[str, Any]) -> None:
    """Write the summary with the digests of the files that the folder holds by now.

    Parameters
    ----------
    folder : Path
    summary : dict
        Plain values. The digest of the summary is that of its text without the digests.
    """
    digests = {path.name: digest(path.read_bytes()) for path in sorted(folder.iterdir())}
    digests[SUMMARY] = digest(to_json(summary).encode())
    text = to_json(summary | {SEAL: digests})
    (folder / SUMMARY).write_text(text, encoding="utf-8", newline="\n")


def read_sealed(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the summary of a folder, and the digests of its files.

    Raises
    ------
    OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError
        When it cannot be read or is not as it was written.
    """
    text = (folder / SUMMARY).read_bytes()
    found: dict[str, Any] = json.loads(text)
    digests: dict[str, str] = dict(found.pop(SEAL))
    # The digests stand last: what is before them is the text that was sealed.
    sealed, _, _ = text.rpartition(SEAL_BEGINS)
    is_whole = text == sealed + b"," + to_json({SEAL: digests}).encode()[1:]
    if not is_whole or digests.pop(SUMMARY) != digest(sealed + SUMMARY_ENDS):
        raise ValueError("the summary was changed")
    return found, digests


def digest(content: bytes) -> str:
    """Return the SHA-256 of the content of a file."""
    return hashlib.sha256(content).hexdigest()
