"""A simulated recording as EDF+, and as tables beside it its truth and what only looks like it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyedflib

from plm_detect.errors import OutputError
from plm_detect.files.columns import write_csv
from plm_detect.files.whole import workplace
from plm_detect.model.hypnogram import stage_labels
from plm_detect.model.movements import side_labels

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from plm_detect.model.events import Scoring
    from plm_detect.simulate.night import SimulatedNight

CHUNK_S = 60
QUIET_S = 0.5
"""A movement ends where no motor unit fires for this long."""
LIMIT_UV = 1500.0
DIGITAL_LIMIT = 32767
TRUTH_ENDING = "_truth.csv"
DISTRACTORS_ENDING = "_distractors.csv"
DISCHARGES_ENDING = "_discharges.csv"


class _Writer(pyedflib.EdfWriter):
    """One that can be given up at any moment: pyedflib closes a handle that it has not yet got."""

    handle = -1


def write_simulated(
    night: SimulatedNight,
    path: str | PathLike[str],
    *,
    overwrite: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> tuple[Path, ...]:
    """Write a simulated recording, its truth and its distractors.

    Parameters
    ----------
    night : SimulatedNight
    path : path-like
        The EDF file; the truth is written beside it as ``<name>_truth.csv``, and what is no
        movement, with the reason, as ``<name>_distractors.csv``. In profiles with motor units the
        first and last discharges of each movement are written as ``<name>_discharges.csv``.
    overwrite : bool
        Whether existing files may be replaced.
    progress : callable or None
        Called with the name of a step and the share of the work that is done (0 to 1).

    Returns
    -------
    tuple of Path
        Recording, truth, distractors and, with motor units, discharges.

    Raises
    ------
    OutputError
        When a file exists already or cannot be written; nothing is left behind then.
    """
    target = Path(path)
    if target.suffix.casefold() != ".edf":
        raise OutputError(f"{target}: give the file a name that ends in .edf.")
    endings = [TRUTH_ENDING, DISTRACTORS_ENDING]
    if night.muscles:
        endings.append(DISCHARGES_ENDING)
    targets = (target, *(target.with_name(target.stem + ending) for ending in endings))
    for each in targets:
        if each.exists() and not overwrite:
            raise OutputError(f"{each}: the file exists; give --overwrite to replace it.")
    if not target.parent.is_dir():
        raise OutputError(f"{target.parent}: there is no such folder; make it first.")
    try:
        with workplace(target.parent) as part:
            made = [part / f"{i}" for i in range(len(targets))]
            _write_edf(night, made[0], progress or (lambda _step, _done: None))
            _write_truth(night, made[1])
            _write_distractors(night, made[2])
            if night.muscles:
                _write_discharges(night, made[3])
            for each, final in zip(made, targets, strict=True):
                each.replace(final)
    except OSError as error:
        raise OutputError(
            f"{target}: the file cannot be written ({error.strerror or error}); "
            "check the space and your rights there."
        ) from None
    return targets


def _write_edf(night: SimulatedNight, path: Path, progress: Callable[[str, float], None]) -> None:
    n_channels = len(night.labels)
    writer = _Writer(str(path), n_channels, file_type=pyedflib.FILETYPE_EDFPLUS)
    try:
        writer.setStartdatetime(night.start)
        for channel, label in enumerate(night.labels):
            writer.setSignalHeader(
                channel,
                {
                    "label": label,
                    "dimension": "uV",
                    "sample_frequency": night.rate_of(channel),
                    "physical_min": -LIMIT_UV,
                    "physical_max": LIMIT_UV,
                    "digital_min": -DIGITAL_LIMIT,
                    "digital_max": DIGITAL_LIMIT,
                    "transducer": "simulated",
                    "prefilter": "",
                },
            )
        scale = DIGITAL_LIMIT / LIMIT_UV
        for first_s in range(0, night.n_seconds, CHUNK_S):
            n_seconds = min(CHUNK_S, night.n_seconds - first_s)
            records = [
                np.rint(scale * night.microvolts(channel, first_s, n_seconds))
                .clip(-DIGITAL_LIMIT, DIGITAL_LIMIT)
                .astype(np.int16)
                .reshape(n_seconds, -1)
                for channel in range(n_channels)
            ]
            for record in np.concatenate(records, axis=1):
                writer.blockWriteDigitalShortSamples(record)
            progress("writing the recording", first_s / night.n_seconds)
        for onset_s, duration_s, text in _annotation_rows(night.scoring):
            writer.writeAnnotation(onset_s, duration_s, text)
    finally:
        writer.close()


def _annotation_rows(scoring: Scoring) -> list[tuple[float, float, str]]:
    """Return a scoring in the standard texts of EDF+; a duration of -1 is none."""
    rows = [
        (float(onset), float(end - onset), text)
        for events, text in (
            (scoring.arousals, "EEG arousal"),
            (scoring.respiratory, "Obstructive apnea"),
        )
        for onset, end in zip(events.onset_s, events.end_s, strict=True)
    ]
    if (stages := scoring.hypnogram) is not None:
        names = stage_labels(stages.stage).tolist()
        for onset, end, name in zip(stages.onset_s, stages.end_s, names, strict=True):
            rows.append((float(onset), float(end - onset), f"Sleep stage {name}"))
    for light_s, text in ((scoring.lights_off_s, "Lights off"), (scoring.lights_on_s, "Lights on")):
        if light_s is not None:
            rows.append((light_s, -1.0, text))
    return sorted(rows)


def _write_truth(night: SimulatedNight, path: Path) -> None:
    movements, scoring = night.movements, night.scoring
    rows: list[tuple[float, float, str, str]] = [
        (float(onset), float(end - onset), "lm", side)
        for onset, end, side in zip(
            movements.onset_s, movements.end_s, side_labels(movements.side).tolist(), strict=True
        )
    ]
    for events, name in ((scoring.arousals, "arousal"), (scoring.respiratory, "resp")):
        rows.extend(
            (float(onset), float(end - onset), name, "")
            for onset, end in zip(events.onset_s, events.end_s, strict=True)
        )
    if (stages := scoring.hypnogram) is not None:
        names = stage_labels(stages.stage).tolist()
        rows.extend(
            (float(onset), float(end - onset), f"stage_{name}", "")
            for onset, end, name in zip(stages.onset_s, stages.end_s, names, strict=True)
        )
    for light_s, name in ((scoring.lights_off_s, "lights_off"), (scoring.lights_on_s, "lights_on")):
        if light_s is not None:
            rows.append((light_s, 0.0, name, ""))
    rows.sort()
    onset_s, duration_s, event, side = zip(*rows, strict=True)
    write_csv(
        path,
        {
            "onset_s": np.round(onset_s, 6),
            "duration_s": np.round(duration_s, 6),
            "event": np.array(event),
            "side": np.array(side),
        },
    )


def _write_discharges(night: SimulatedNight, path: Path) -> None:
    """Write the first and the last discharge of a motor unit in every true movement."""
    movements = night.movements
    first_s = np.full(len(movements), np.nan)
    last_s = np.full(len(movements), np.nan)
    for side, muscle in night.muscles.items():
        own = movements.side == side
        first_s[own], last_s[own] = muscle.first_and_last_s(
            movements.onset_s[own], movements.end_s[own], QUIET_S
        )
    write_csv(
        path,
        {
            "onset_s": np.round(movements.onset_s, 6),
            "duration_s": np.round(movements.duration_s, 6),
            "side": side_labels(movements.side),
            "first_discharge_s": np.round(first_s, 6),
            "last_discharge_s": np.round(last_s, 6),
        },
    )


def _write_distractors(night: SimulatedNight, path: Path) -> None:
    distractors = night.distractors
    write_csv(
        path,
        {
            "onset_s": np.array([round(d.onset_s, 6) for d in distractors], dtype=np.float64),
            "duration_s": np.array(
                [round(d.end_s - d.onset_s, 6) for d in distractors], dtype=np.float64
            ),
            "kind": np.array([d.kind for d in distractors], dtype=np.str_),
            "side": np.array([d.side.label for d in distractors], dtype=np.str_),
            "reason": np.array([d.reason for d in distractors], dtype=np.str_),
        },
    )
