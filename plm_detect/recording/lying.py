"""The body position, where a recording has a channel for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.edf.samples import physical_scale, read_digital
from plm_detect.errors import RecordingError
from plm_detect.model.positions import (
    LARGEST_CODE,
    BodyPosition,
    BodyPositions,
    position_codes,
)
from plm_detect.model.quality import QualityNote
from plm_detect.recording.naming import asked_or_first

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.edf.header import Header, SignalHeader
    from plm_detect.model.quality import Level
    from plm_detect.model.signals import Room
    from plm_detect.recording.opening import Recording

STEP_S = 1.0
"""The channel is looked at in steps of this length."""
NEAR_INTEGER = 0.1
LEAST_SHARE = 0.5
"""Of the values that must be whole numbers from 0 to `LARGEST_CODE`; a channel with fewer holds an
angle or a voltage."""
MOST_SHOWN = 6
MOST_CODES = 12
"""Programs tell apart less than ten positions."""
_NAMED = re.compile(
    r"(?:body|sleep|korper|körper)?[ _.-]*(?:pos|position|lage)[ _.-]*(?:sensor|body)?|bodypos\w*",
    re.IGNORECASE,
)


def choose_position(header: Header, request: str | None) -> SignalHeader | None:
    """Return the channel of the body position.

    Parameters
    ----------
    header : Header
    request : str or None
        A label or ``#n``, ``none`` for none; None for the first channel whose label says body
        position.

    Returns
    -------
    SignalHeader or None
        None where there is none.

    Raises
    ------
    ChannelError
        When the channel that is named does not exist.
    """
    return asked_or_first(header, request, lambda s: bool(_NAMED.fullmatch(s.label.strip())))


def position_signals(
    header: Header, request: str | None, codes: str | None
) -> tuple[SignalHeader, ...]:
    """Return the signals that `read_positions` reads."""
    signal = None if codes is None else choose_position(header, request)
    return () if signal is None else (signal,)


def read_positions(
    recording: Recording, request: str | None, codes: str | None, room: Room = np.empty
) -> tuple[BodyPositions, tuple[QualityNote, ...]]:
    """Return the body positions of a recording, and what to know of them.

    The values of such a channel are codes of the program that wrote it; no standard says which
    is which. Time with any other value is that of an unknown position.

    Parameters
    ----------
    recording : Recording
    request : str or None
        As in `choose_position`.
    codes : str or None
        Which value is which position, see `plm_detect.model.positions.position_codes`.
    room : callable
        Where the samples are kept meanwhile.

    Raises
    ------
    ChannelError
        As `choose_position`.
    """
    signal = choose_position(recording.header, request)
    if signal is None:
        return BodyPositions.none(), _without_channel(request, codes)
    if codes is None:
        text = (
            "it may hold the body position; plm-detect inspect shows its values, and with the "
            "position of each (--position-codes) there is an index by position."
        )
        return BodyPositions.none(), (_note("info", signal.label, text),)
    at, value = _values(recording, signal, room)
    known = position_codes(codes)
    code = np.round(value)
    is_named = (np.abs(value - code) <= NEAR_INTEGER) & np.isin(code, list(known))
    if not np.any(is_named):
        text = (
            "none of its values is a position of --position-codes; plm-detect inspect lists them."
        )
        return BodyPositions.none(), (_note("warning", signal.label, text),)
    lying = np.full(len(code), BodyPosition.UNKNOWN, dtype=np.int8)
    for each, position in known.items():
        lying[is_named & (code == each)] = position
    changes = np.flatnonzero(np.diff(lying, prepend=-1) != 0)
    ends = np.append(at[changes[1:]], recording.duration_s)[: len(changes)]
    found = BodyPositions.of_changes(at[changes], ends - at[changes], lying[changes])
    if np.all(is_named):
        return found, ()
    others = np.unique(np.round(value[~is_named], 1))
    shown = ", ".join(f"{each:g}" for each in others[:MOST_SHOWN].tolist())
    more = " and others" if len(others) > MOST_SHOWN else ""
    text = (
        f"in {100 * np.mean(~is_named):.2g} % of the time it holds values that are no position of "
        f"--position-codes ({shown}{more}); that time is of an unknown position."
    )
    return found, (_note("info", signal.label, text),)


def _without_channel(request: str | None, codes: str | None) -> tuple[QualityNote, ...]:
    """Return a note when codes were given and no channel was found."""
    if codes is None or request is not None:
        return ()
    text = "no channel is named as one of the body position; name it with --position."
    return (_note("warning", "body position", text),)


def position_values(recording: Recording, signal: SignalHeader) -> tuple[int, ...]:
    """Return the codes that a channel of the body position holds.

    Nothing where it holds an angle or a voltage.
    """
    _, value = _values(recording, signal, np.empty)
    is_code = np.abs(value - np.round(value)) <= NEAR_INTEGER
    is_code &= (value > -NEAR_INTEGER) & (value < LARGEST_CODE + NEAR_INTEGER)
    codes = np.unique(np.round(value[is_code]).astype(np.int64))
    if np.sum(is_code) < LEAST_SHARE * len(value) or len(codes) > MOST_CODES:
        return ()
    return tuple(codes.tolist())


def _note(level: Level, subject: str, text: str) -> QualityNote:
    return QualityNote(level, "position_codes", subject, text)


def _values(
    recording: Recording, signal: SignalHeader, room: Room
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the first value in each step of what is recorded, and when it was."""
    header = recording.header
    try:
        gain, offset = physical_scale(header, signal)
    except RecordingError:
        return np.empty(0), np.empty(0)
    (samples,) = read_digital(header, [signal], room)
    records = np.append(recording.first_records, header.n_records)
    edges = (records * signal.samples_per_record).tolist()
    times, values = [np.empty(0)], [np.empty(0)]
    for i, start_s in enumerate(recording.recorded.onset_s.tolist()):
        n_steps = int(np.ceil((edges[i + 1] - edges[i]) / (signal.rate_hz * STEP_S)))
        within = np.ceil(np.arange(n_steps) * STEP_S * signal.rate_hz - 1e-6).astype(np.intp)
        within = within[within < edges[i + 1] - edges[i]]
        within = np.unique(within)
        times.append(start_s + within / signal.rate_hz)
        values.append(gain * np.asarray(samples[edges[i] + within], dtype=np.float64) + offset)
    return np.concatenate(times), np.concatenate(values)
