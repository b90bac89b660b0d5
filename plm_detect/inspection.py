"""What a recording holds, and which channels would be used as legs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plm_detect.errors import ChannelError
from plm_detect.model.settings import DetectionSettings
from plm_detect.quality.grading import quality_notes
from plm_detect.recording.legs import choose_legs
from plm_detect.recording.montage import LegChannel, LegRequest
from plm_detect.recording.opening import open_recording
from plm_detect.recording.reading import header_measures, unit_notes
from plm_detect.recording.units import leg_scale
from plm_detect.scorings.vocabulary import known

if TYPE_CHECKING:
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
    problem : str or None
        Why the recording could not be scored as it is.
    labels : tuple of (str, str or None, int)
        Label, kind and number of the annotations, by label.
    notes : tuple of QualityNote
    """

    recording: Recording
    legs: tuple[LegChannel, ...]
    ecg: SignalHeader | None
    problem: str | None
    labels: tuple[tuple[str, str | None, int], ...]
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
            "problem": self.problem,
            "annotations": [
                {"label": label, "kind": kind, "number": number}
                for label, kind, number in self.labels
            ],
            "notes": [
                {"level": n.level, "code": n.code, "subject": n.subject, "text": n.text}
                for n in self.notes
            ],
        }

    def use_of(self, number: int) -> str | None:
        """Return what a channel is used for: the side of a leg, ``ecg``; None when it is not."""
        if self.ecg is not None and self.ecg.number == number:
            return "ecg"
        for leg in self.legs:
            if number in {signal.number for signal in leg.signals}:
                return leg.side.label
        return None


def inspect(
    recording: str | PathLike[str],
    *,
    left: str | None = None,
    right: str | None = None,
    leg: str | None = None,
    ecg: str | None = None,
    unit: str | None = None,
    settings: DetectionSettings | None = None,
) -> Inspection:
    """Return what a recording holds and which channels `plm_detect.score` would use.

    Parameters
    ----------
    recording : path-like
        An EDF, EDF+ or BDF file.
    left, right, leg, ecg, unit, settings
        As in `plm_detect.score`.

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
    return Inspection(opened, legs, heart, problem, labels, tuple(notes))
