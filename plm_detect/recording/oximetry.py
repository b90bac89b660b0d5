"""The course of the oxygen saturation, where a recording has it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.edf.samples import physical_scale, read_digital
from plm_detect.errors import RecordingError
from plm_detect.model.traces import SATURATION_STEP_S, Saturation

if TYPE_CHECKING:
    from plm_detect.edf.header import Header, SignalHeader
    from plm_detect.model.signals import Room
    from plm_detect.recording.opening import Recording

_NAMED = re.compile(
    r"(?<![a-z])(?:s[pa]o2|o2[ _-]?sat|osat|sat(?:uration)?)(?![a-z])"
    r"(?![ _-]*(?:qual|q\b|stat|bb|pleth|pulse|pr\b|hr\b))",
    re.IGNORECASE,
)
LOWEST, HIGHEST = 50.0, 100.0
"""Percent; other values are those of a sensor that is off the finger."""
LEAST_SHARE = 0.2
"""Of the values that must lie between; a channel with fewer holds something else."""


def choose_saturation(header: Header) -> SignalHeader | None:
    """Return the first channel whose label says SpO2, SaO2 or saturation; None where none does."""
    named = (s for s in header.data_signals if _NAMED.search(s.label))
    return next((s for s in named if s.unit.strip() in ("", "%")), None)


def read_saturation(recording: Recording, room: Room = np.empty) -> Saturation | None:
    """Return the lowest saturation in steps of the recording; None where it has none.

    Parameters
    ----------
    recording : Recording
    room : callable
        Where the samples are kept meanwhile.
    """
    header = recording.header
    signal = choose_saturation(header)
    if signal is None:
        return None
    try:
        gain, offset = physical_scale(header, signal)
    except RecordingError:
        return None
    (samples,) = read_digital(header, [signal], room)
    n_steps = int(np.ceil(recording.duration_s / SATURATION_STEP_S))
    lowest = np.full(n_steps, np.inf)
    n_usable, step = 0, max(1, round(600 * signal.rate_hz))
    records = np.append(recording.first_records, header.n_records)
    edges = (records * signal.samples_per_record).tolist()
    for i, start_s in enumerate(recording.recorded.onset_s.tolist()):
        for at in range(edges[i], edges[i + 1], step):
            part = np.arange(at, min(at + step, edges[i + 1]))
            percent = gain * np.asarray(samples[part[0] : part[-1] + 1]) + offset
            is_usable = (percent >= LOWEST) & (percent <= HIGHEST + 0.5)
            times_s = start_s + (part - edges[i]) / signal.rate_hz
            place = np.minimum((times_s / SATURATION_STEP_S).astype(np.intp), n_steps - 1)
            np.minimum.at(lowest, place[is_usable], percent[is_usable])
            n_usable += int(np.sum(is_usable))
    if n_usable < LEAST_SHARE * len(samples):
        return None
    found = np.where(np.isfinite(lowest), lowest, np.nan).astype(np.float32)
    return Saturation(signal.label, found)
