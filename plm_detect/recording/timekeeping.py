"""The times of data records: what the header says against what each record says itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.errors import RecordingError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.edf.header import Header

RECORD_TIME_TOLERANCE_S = 0.005
"""Records that begin this close to the end of the one before follow it without a gap."""
MOST_DRIFT_S = 5.0
"""A recorder's clock is off by 0.1 per mille at most: 3.6 s in ten hours."""
MOST_APART_S = 31 * 86400.0
"""No recording waits longer for its first record, or in its gaps."""


def record_onsets(header: Header, kept_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return when each data record begins, seconds from the start in the header.

    Parameters
    ----------
    header : Header
    kept_s : ndarray of float64, shape (n_records,) or (0,)
        The time-keeping annotation of each record; NaN where there is none, empty in a file that
        keeps no time.

    Returns
    -------
    ndarray of float64, shape (n_records,)

    Raises
    ------
    RecordingError
        When header and time-keeping, or two records, contradict each other.
    """
    duration_s = header.record_duration_s
    place = np.arange(header.n_records, dtype=np.float64)
    known = np.flatnonzero(np.isfinite(kept_s))
    if not len(known):
        return duration_s * place
    begin_s = kept_s[known] - duration_s * known
    if len(known) == len(kept_s):
        _check(header, kept_s)
    at = int(known[np.argmax(np.abs(begin_s))])
    if abs(kept_s[at] - duration_s * at) > MOST_APART_S:
        raise RecordingError(
            f"{header.path}: data record {at + 1} begins at {kept_s[at]:g} s by its own "
            f"time-keeping and at {duration_s * at:g} s by the header, more than "
            f"{MOST_APART_S / 86400:g} days apart; export it again."
        )
    if len(known) == len(kept_s):
        return kept_s
    # Of some records only: what is known must be where the header puts it.
    if np.ptp(begin_s) > RECORD_TIME_TOLERANCE_S:
        at = int(known[np.argmax(np.abs(begin_s - begin_s[0]) > RECORD_TIME_TOLERANCE_S)])
        raise RecordingError(
            f"{header.path}: data record {at + 1} begins at {kept_s[at]:g} s by its own "
            f"time-keeping and at {begin_s[0] + duration_s * at:g} s by the header, and not all "
            "records keep time; export it again."
        )
    return np.asarray(begin_s[0] + duration_s * place)


def _check(header: Header, kept_s: NDArray[np.float64]) -> None:
    if len(kept_s) < 2:
        return
    duration_s, steps_s = header.record_duration_s, np.diff(kept_s)
    is_next = np.abs(steps_s - duration_s) <= RECORD_TIME_TOLERANCE_S
    drift_s = float(np.sum((steps_s - duration_s)[is_next]))
    if abs(drift_s) > MOST_DRIFT_S:
        raise RecordingError(
            f"{header.path}: a data record lasts {duration_s:g} s by the header and "
            f"{duration_s + drift_s / np.sum(is_next):.6g} s by the time-keeping of the records; "
            f"over the recording they differ by {abs(drift_s):.1f} s. Correct the header or export "
            "it again."
        )
    early = np.flatnonzero(steps_s < duration_s - RECORD_TIME_TOLERANCE_S)
    usual_s = float(np.median(steps_s))
    if len(steps_s) > 1 and abs(usual_s - duration_s) > RECORD_TIME_TOLERANCE_S:
        raise RecordingError(
            f"{header.path}: a data record lasts {duration_s:g} s by the header, but the "
            f"time-keeping of the records goes on by {usual_s:g} s from one to the next; correct "
            "the header or export it again."
        )
    if len(early):
        at = int(early[0]) + 1
        raise RecordingError(
            f"{header.path}: data records overlap in time: record {at + 1} begins at "
            f"{kept_s[at]:g} s by its own time-keeping, and the one before it ends at "
            f"{kept_s[at - 1] + duration_s:g} s; export it again."
        )
