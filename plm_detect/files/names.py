"""Names of files: endings of recordings, and folders that every system takes."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NOT_ALLOWED = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Names of devices on Windows."""
NAMELESS = "recording"
MOST_BYTES = 180
RECORDING_ENDINGS = (".edf", ".bdf", ".rec")
"""Of files that may be recordings, in small letters."""


def safe_name(name: str) -> str:
    """Return a name for a direct child of a folder, as near to the given one as can be.

    Parameters
    ----------
    name : str
        Of a recording or a subject; may be anything.

    Returns
    -------
    str
        Not empty; without separators, control characters, dots and spaces at its ends, and a dash
        at its beginning, which programs take for an option; no name of a device; at most
        `MOST_BYTES` bytes long.
    """
    text = name.encode("utf-8", "replace").decode("utf-8")
    text = NOT_ALLOWED.sub("_", text).strip(". ")
    if text.startswith("-"):
        text = f"_{text[1:]}"
    if not text:
        return NAMELESS
    if RESERVED.fullmatch(text):
        text = f"{text}_"
    content = text.encode("utf-8")
    if len(content) > MOST_BYTES:
        mark = hashlib.sha256(content).hexdigest()[:8]
        text = f"{content[: MOST_BYTES - 9].decode('utf-8', 'ignore').rstrip('. ')}-{mark}"
    return text


def safe_names(names: Iterable[str]) -> dict[str, str]:
    """Return a safe name for each; no two differ in capitals only, as some disks demand."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for name in names:
        first = own = safe_name(name)
        number = 2
        while own.casefold() in used:
            own = f"{first}-{number}"
            number += 1
        used.add(own.casefold())
        found[name] = own
    return found
