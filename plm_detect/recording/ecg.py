"""Choose the channel of the ECG."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plm_detect.recording.naming import asked_or_first

if TYPE_CHECKING:
    from plm_detect.edf.header import Header, SignalHeader

LOWEST_RATE_HZ = 100.0
"""With fewer samples too little of a heartbeat is left in the band of the EMG."""
_ECG = re.compile(r"(?<![a-z])(?:ecg|ekg)(?!\s*(?:imp|rate|hr|freq|qual|status))", re.IGNORECASE)


def choose_ecg(header: Header, request: str | None) -> SignalHeader | None:
    """Return the ECG of a recording.

    Parameters
    ----------
    header : Header
    request : str or None
        A label or ``#n``, ``none`` for none; None for the first channel whose label says ECG or
        EKG.

    Returns
    -------
    SignalHeader or None
        None where there is none.

    Raises
    ------
    ChannelError
        When the channel that is named does not exist.
    """
    return asked_or_first(
        header, request, lambda s: bool(_ECG.search(s.label)) and s.rate_hz >= LOWEST_RATE_HZ
    )
