"""Score one recording: the stages of the work, strung together."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.conditioning.condition import condition
from plm_detect.detection.detector import detect
from plm_detect.detection.usability import flat_share, signal_notes
from plm_detect.errors import PlmDetectError, RecordingError, ScoringError
from plm_detect.indices.denominators import denominators
from plm_detect.indices.headline import headline
from plm_detect.indices.table import statistics
from plm_detect.model.movements import LegMovements
from plm_detect.model.quality import QualityNote
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.window import AnalysisWindow
from plm_detect.night import InputFile, Leg, Night
from plm_detect.recording.legs import choose_legs
from plm_detect.recording.montage import LegRequest
from plm_detect.recording.opening import open_recording
from plm_detect.recording.reading import header_notes, read_legs
from plm_detect.rules.apply import apply_rules
from plm_detect.rules.sets import load
from plm_detect.scorings.alignment import aligned, together, within_recording
from plm_detect.scorings.assemble import assemble
from plm_detect.scorings.completeness import missing_parts
from plm_detect.scorings.edfplus import events_of
from plm_detect.scorings.formats import read_scoring
from plm_detect.scorings.reader import ScoringFile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from plm_detect.model.events import Scoring
    from plm_detect.model.ruleset import MovementRule, RuleSet
    from plm_detect.recording.montage import Montage
    from plm_detect.recording.opening import Recording

    Progress = Callable[[str, float], None]


def score(
    recording: str | PathLike[str],
    *,
    scoring: str | PathLike[str] | Sequence[str | PathLike[str]] = (),
    rules: str | RuleSet = "wasm2016",
    left: str | None = None,
    right: str | None = None,
    leg: str | None = None,
    unit: str | None = None,
    settings: DetectionSettings | None = None,
    progress: Progress | None = None,
) -> Night:
    """Score the leg movements of a recording.

    Parameters
    ----------
    recording : path-like
        An EDF, EDF+ or BDF file.
    scoring : path-like or sequence of path-like
        Files with stages, arousals, respiratory events and lights. What they do not hold is
        taken from the annotations of the recording itself.
    rules : str or RuleSet
        Name of a rule set, see `plm_detect.rule_sets`, or a rule set, for example one of
        `plm_detect.rule_set` in which `dataclasses.replace` changed a value.
    left, right : str or None
        Channel of a leg: a label, ``A-B`` for the difference of two channels, or ``#n`` for the
        n-th channel. What is not given is recognised from the labels.
    leg : str or None
        One channel that stands for both legs, in place of ``left`` and ``right``.
    unit : str or None
        Unit of the leg channels (uV, mV, V, nV), in place of the header's.
    settings : DetectionSettings or None
        Choices of the signal processing; None for the defaults.
    progress : callable or None
        Called with the name of a step and the share of the work that is done (0 to 1).

    Returns
    -------
    Night

    Raises
    ------
    PlmDetectError
        One sentence that says which file, what is wrong and what to do.
    """
    settings = settings or DetectionSettings()
    tell = progress or _silent
    rule_set = load(rules) if isinstance(rules, str) else rules
    path = Path(recording)
    given = [scoring] if isinstance(scoring, str | PathLike) else scoring
    scoring_paths = [Path(file) for file in given]

    tell("opening", 0.0)
    opened = open_recording(path)
    with ThreadPoolExecutor(max_workers=1) as background:
        inputs = background.submit(_input_files, [path, *scoring_paths])
        montage = choose_legs(opened.header, LegRequest(left, right, leg), settings.minimum_rate_hz)
        night_scoring = _scoring_of(opened, scoring_paths)
        legs, movements, leg_notes = _detect_legs(
            opened, montage, unit, rule_set.movement, settings, tell
        )
        tell("applying rules", 0.9)
        return _night(
            opened,
            night_scoring,
            legs,
            movements,
            rule_set,
            settings,
            inputs.result(),
            (*opened.notes, *montage.notes, *leg_notes),
        )


def _silent(step: str, done: float) -> None:
    """Take no notice of progress."""


def _input_files(paths: Sequence[Path]) -> tuple[InputFile, ...]:
    files = []
    for path in paths:
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                files.append(InputFile(path.name, file.tell(), digest))
        except OSError as error:
            raise RecordingError(f"{path}: the file cannot be read ({error.strerror}).") from None
    return tuple(files)


def _scoring_of(recording: Recording, paths: Sequence[Path]) -> Scoring:
    own = None
    if recording.annotations:
        events = events_of(recording.annotations)
        file = ScoringFile(recording.path.name, recording.start, events)
        own = within_recording(assemble(file), recording.recorded)
    given = [read_scoring(path) for path in paths]
    named = [(file.name, aligned(file, recording.start, recording.recorded)) for file in given]
    return together(named, own)


def _detect_legs(
    recording: Recording,
    montage: Montage,
    unit: str | None,
    rule: MovementRule,
    settings: DetectionSettings,
    tell: Progress,
) -> tuple[tuple[Leg, ...], LegMovements, tuple[QualityNote, ...]]:
    legs: list[Leg] = []
    found: list[LegMovements] = []
    notes: list[QualityNote] = []
    tell("reading the legs", 0.05)
    for i, (channel, signal) in enumerate(
        zip(montage.legs, read_legs(recording, montage, unit), strict=True)
    ):
        tell(f"searching {channel.label}", 0.1 + 0.8 * i / len(montage.legs))
        notes.extend(header_notes(channel, unit))
        conditioned = condition(signal, settings)
        detected = detect(conditioned.emg, rule, settings)
        notes.extend(signal_notes(channel.label, detected.rest_uv, settings))
        if len(conditioned.excluded):
            text = (
                f"{conditioned.excluded.total_s():g} s between gaps are too short to be searched."
            )
            notes.append(QualityNote("info", "too_short", channel.label, text))
        if flat_share(detected.rest_uv, settings) > settings.flat_share:
            text = f"the {channel.side.label} leg is not scored: it holds hardly any signal."
            notes.append(QualityNote("warning", "leg_unusable", channel.label, text))
            continue
        found.append(detected.movements)
        legs.append(
            Leg(
                side=channel.side,
                label=channel.label,
                rate_hz=channel.rate_hz,
                reason=channel.reason,
                rest_uv=float(np.median(detected.rest_uv)),
                n_movements=len(detected.movements),
            )
        )
    if not legs:
        labels = " and ".join(repr(channel.label) for channel in montage.legs)
        raise PlmDetectError(
            f"{recording.path}: {labels} hold hardly any signal, so there is nothing to score; "
            "check the channels with plm-detect inspect."
        )
    return tuple(legs), LegMovements.together(found), tuple(notes)


def _night(
    recording: Recording,
    night_scoring: Scoring,
    legs: tuple[Leg, ...],
    movements: LegMovements,
    rule_set: RuleSet,
    settings: DetectionSettings,
    inputs: tuple[InputFile, ...],
    notes: tuple[QualityNote, ...],
) -> Night:
    try:
        window = AnalysisWindow.of(night_scoring, recording.recorded)
    except ScoringError as error:
        raise ScoringError(f"{recording.path}: {error}") from None
    outcome = apply_rules(
        movements, night_scoring, window, rule_set, recording.recorded.onset_s[1:]
    )
    time = denominators(night_scoring, window, recording.recorded)
    periodic_in_wake = rule_set.series.stages == "any"
    table = statistics(
        outcome.both,
        outcome.respiratory,
        outcome.arousals,
        time,
        arousals_scored=night_scoring.has_arousals,
        periodic_in_wake=periodic_in_wake,
    )
    all_notes = (*notes, *night_scoring.notes, *missing_parts(night_scoring, window))
    return Night(
        name=recording.name,
        start=recording.start,
        duration_s=recording.duration_s,
        legs=legs,
        scoring=night_scoring,
        window=window,
        leg_movements=outcome.legs,
        movements=outcome.both,
        statistics=table,
        headline=headline(
            outcome.both, table, is_staged=time.is_staged, periodic_in_wake=periodic_in_wake
        ),
        rules=rule_set,
        settings=settings,
        inputs=inputs,
        notes=tuple(dict.fromkeys(all_notes)),
    )
