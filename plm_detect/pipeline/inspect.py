"""What a recording holds, and which channels would be used as legs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.edf.header import is_edf, read_header
from plm_detect.errors import ChannelError
from plm_detect.files.names import RECORDING_ENDINGS
from plm_detect.files.outside import is_folder, open_regular
from plm_detect.model.settings import DetectionSettings
from plm_detect.quality.grading import quality_notes
from plm_detect.quality.measures import header_measures
from plm_detect.recording.legs import choose_legs
from plm_detect.recording.lying import choose_position, position_values
from plm_detect.recording.montage import LegChannel, LegRequest
from plm_detect.recording.opening import open_recording
from plm_detect.recording.reading import unit_notes
from plm_detect.recording.units import leg_scale
from plm_detect.scorings.assemble import assemble
from plm_detect.scorings.beside import scorings_beside
from plm_detect.scorings.canonical import canonical
from plm_detect.scorings.options import ScoringOptions
from plm_detect.scorings.reading import HEAD_BYTES, OF_FOLDERS, format_of, read_scoring
from plm_detect.scorings.vocabulary.vocabulary import known

if TYPE_CHECKING:
    import datetime as dt
    from os import PathLike

    from plm_detect.edf.header import SignalHeader
    from plm_detect.model.quality import QualityNote
    from plm_detect.recording.opening import Recording


@dataclass(frozen=True)
class Inspection:
    """What `inspect` found.

    Attributes
    ----------
    recording : Recording
        Header, annotations, stretches and start; no samples.
    legs : tuple of LegChannel
        Channels that would be scored; empty when none would be.
    ecg : SignalHeader or None
        Channel that would tell what in a leg is the heart.
    position : (SignalHeader, tuple of int) or None
        Channel of the body position, and the codes that it holds.
    problem : str or None
        Why the recording could not be scored as it is.
    labels : tuple of (str, str or None, int)
        Label, kind and number of the annotations, by label.
    beside : tuple of str
        Names of files in its folder that a batch would take as its scorings.
    notes : tuple of QualityNote
    """

    recording: Recording
    legs: tuple[LegChannel, ...]
    ecg: SignalHeader | None
    position: tuple[SignalHeader, tuple[int, ...]] | None
    problem: str | None
    labels: tuple[tuple[str, str | None, int], ...]
    beside: tuple[str, ...]
    notes: tuple[QualityNote, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        recording, header = self.recording, self.recording.header
        return {
            "recording": recording.path.name,
            "format": header.format,
            "start": recording.start.isoformat() if recording.start else None,
            "duration_s": recording.duration_s,
            "n_records": header.n_records,
            "record_duration_s": header.record_duration_s,
            "stretches": recording.stretches,
            "channels": [
                {
                    "number": signal.number,
                    "label": signal.label,
                    "rate_hz": signal.rate_hz,
                    "unit": signal.unit,
                    "physical_min": signal.physical_min,
                    "physical_max": signal.physical_max,
                    "prefilter": signal.prefilter,
                    "transducer": signal.transducer,
                    "used_as": self.use_of(signal.number),
                }
                for signal in header.signals
            ],
            "legs": [
                {"side": leg.side.label, "label": leg.label, "reason": leg.reason}
                for leg in self.legs
            ],
            "ecg": self.ecg and self.ecg.label,
            "position": self.position
            and {"label": self.position[0].label, "values": list(self.position[1])},
            "problem": self.problem,
            "annotations": [
                {"label": label, "kind": kind, "number": number}
                for label, kind, number in self.labels
            ],
            "beside": list(self.beside),
            "notes": [
                {"level": n.level, "code": n.code, "subject": n.subject, "text": n.text}
                for n in self.notes
            ],
        }

    def use_of(self, number: int) -> str | None:
        """Return what a channel is used for: a side, ``ecg``, ``position``; None when not."""
        if self.ecg is not None and self.ecg.number == number:
            return "ecg"
        if self.position is not None and self.position[0].number == number:
            return "position"
        for leg in self.legs:
            if number in {signal.number for signal in leg.signals}:
                return leg.side.label
        return None


@dataclass(frozen=True)
class ScoringInspection:
    """What a scoring file holds.

    Attributes
    ----------
    name : str
    format : str
    start : datetime or None
    length_s : float or None
        Of the recording, where the scoring says so.
    kinds : tuple of (str, int, float or None)
        Kind, number of events and their time in seconds.
    labels : tuple of (str, str or None, int)
        Label, kind and number, by label.
    notes : tuple of QualityNote
    """

    name: str
    format: str
    start: dt.datetime | None
    length_s: float | None
    kinds: tuple[tuple[str, int, float], ...]
    labels: tuple[tuple[str, str | None, int], ...]
    notes: tuple[QualityNote, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "scoring": self.name,
            "format": self.format,
            "start": self.start.isoformat() if self.start else None,
            "length_s": self.length_s,
            "kinds": [
                {"kind": kind, "number": number, "seconds": time_s}
                for kind, number, time_s in self.kinds
            ],
            "labels": [
                {"label": label, "kind": kind, "number": number}
                for label, kind, number in self.labels
            ],
            "notes": [
                {"level": n.level, "code": n.code, "subject": n.subject, "text": n.text}
                for n in self.notes
            ],
        }


def inspect_scoring(
    scoring: str | PathLike[str],
    *,
    recording: str | PathLike[str] | None = None,
    scoring_options: ScoringOptions | None = None,
) -> ScoringInspection:
    """Return what a scoring file holds.

    Parameters
    ----------
    scoring : path-like
        A file of any format that the program reads, or a folder of DOMINO files.
    recording : path-like or None
        The recording that was scored; gives start and length to formats that have none.
    scoring_options : ScoringOptions or None
        How to read it; None for the defaults.

    Returns
    -------
    ScoringInspection

    Raises
    ------
    PlmDetectError
        When a file cannot be read.
    """
    options = scoring_options or ScoringOptions()
    path = Path(scoring)
    opened = None if recording is None else open_recording(Path(recording))
    start = None if opened is None else opened.start
    length_s = None if opened is None else opened.duration_s
    files = read_scoring(path, options.reading(start, length_s))
    of = OF_FOLDERS if is_folder(path) else format_of(path, options.format)
    counts = Counter((e.label, e.kind or None) for file in files for e in file.events)
    events = [event for file in files for event in canonical(file)]
    kinds = [
        (kind, len(own), float(np.nansum([event.duration_s for event in own])))
        for kind in sorted({event.kind for event in events})
        if (own := [event for event in events if event.kind == kind])
    ]
    return ScoringInspection(
        name=path.name,
        format=of.title,
        start=next((file.start for file in files if file.start is not None), None),
        length_s=next((file.length_s for file in files if file.length_s is not None), None),
        kinds=tuple(kinds),
        labels=tuple(
            (label, kind, number)
            for (label, kind), number in sorted(counts.items(), key=lambda row: row[0][0])
        ),
        notes=tuple(note for file in files for note in (*file.notes, *assemble(file).notes)),
    )


def holds_signals(path: Path) -> bool:
    """Return whether a file is a recording, and not only the scoring of one."""
    if is_folder(path):
        return False
    try:
        with open_regular(path) as file:
            if not is_edf(file.read(HEAD_BYTES)):
                return not path.suffix or path.suffix.casefold() in RECORDING_ENDINGS
    except OSError:
        return True
    header = read_header(path)
    return bool(header.data_signals) or not header.annotation_signals


def inspect(
    recording: str | PathLike[str],
    *,
    left: str | None = None,
    right: str | None = None,
    leg: str | None = None,
    ecg: str | None = None,
    unit: str | None = None,
    position: str | None = None,
    settings: DetectionSettings | None = None,
) -> Inspection:
    """Return what a recording holds and which channels `plm_detect.score` would use.

    Parameters
    ----------
    recording : path-like
        An EDF, EDF+ or BDF file.
    left, right, leg, ecg, unit, position, settings
        As in `plm_detect.score`.

    Returns
    -------
    Inspection

    Raises
    ------
    RecordingError
        When the file cannot be read. That no leg is found is a ``problem``, not an error.
    """
    settings = settings or DetectionSettings()
    opened = open_recording(Path(recording))
    notes = list(opened.notes)
    legs: tuple[LegChannel, ...] = ()
    heart: SignalHeader | None = None
    problem = None
    try:
        request = LegRequest(left, right, leg, ecg)
        montage = choose_legs(opened.header, request, settings.minimum_rate_hz)
        legs, heart = montage.legs, montage.ecg
        notes += montage.notes
        for channel in legs:
            notes += quality_notes(channel.label, header_measures(channel))
            notes += unit_notes(channel, unit)
            for signal in channel.signals:
                leg_scale(str(opened.path), signal.label, signal.unit, unit)
    except ChannelError as error:
        problem = str(error)
    counts = Counter(annotation.text for annotation in opened.annotations)
    labels = tuple(
        (text, known().kind_of(text.partition("@@")[0]), number)
        for text, number in sorted(counts.items())
    )
    names = [each.name for each in opened.path.absolute().parent.iterdir() if each.is_file()]
    beside = scorings_beside(opened.path.name, names)
    lying = choose_position(opened.header, position)
    placed = None if lying is None else (lying, position_values(opened, lying))
    return Inspection(opened, legs, heart, placed, problem, labels, beside, tuple(notes))
