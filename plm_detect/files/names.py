"""Names of files: endings of recordings, and folders that every system takes."""

from __future__ import annotations

import hashlib
import re

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
        Not empty; without separators, control characters, dots and spaces at its ends; no name
        of a device; at most `MOST_BYTES` bytes long.
    """
    text = name.encode("utf-8", "replace").decode("utf-8")
    text = NOT_ALLOWED.sub("_", text).strip(". ")
    if not text:
        return NAMELESS
    if RESERVED.fullmatch(text):
        text = f"{text}_"
    content = text.encode("utf-8")
    if len(content) > MOST_BYTES:
        mark = hashlib.sha256(content).hexdigest()[:8]
        text = f"{content[: MOST_BYTES - 9].decode('utf-8', 'ignore').rstrip('. ')}-{mark}"
    return text
