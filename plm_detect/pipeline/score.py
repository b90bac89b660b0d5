"""Score one recording: the stages of the work, strung together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from plm_detect.detection.protocol import reference_of
from plm_detect.errors import ScoringError
from plm_detect.files.digests import input_files
from plm_detect.model.choices import DEFAULTS, NightChoices, changed_settings
from plm_detect.model.movements import LegMovements
from plm_detect.model.provenance import Provenance
from plm_detect.model.quality import QualityNote
from plm_detect.pipeline.evaluate import NightEvents, evaluate
from plm_detect.pipeline.evidence import traces as traces_of
from plm_detect.pipeline.legs import LegSearch, search_legs
from plm_detect.pipeline.other_rules import compared, result_under, rule_sets_besides
from plm_detect.pipeline.robustness import robustness as robustness_of
from plm_detect.quality.swapped import elsewhere_notes, swapped_notes
from plm_detect.recording.legs import choose_legs
from plm_detect.recording.lying import read_positions
from plm_detect.recording.montage import LegRequest
from plm_detect.recording.opening import open_recording
from plm_detect.recording.oximetry import read_saturation
from plm_detect.rules.sets.choosing import aasm_set, choose_rules
from plm_detect.scorings.assemble import assemble
from plm_detect.scorings.clock.alignment import aligned, together, within_recording
from plm_detect.scorings.events import ScoringFile
from plm_detect.scorings.formats.edfplus import events_of
from plm_detect.scorings.options import ScoringOptions
from plm_detect.scorings.reading import classified, read_scoring
from plm_detect.scorings.technician import without_remarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plm_detect.indices.robustness import Robustness
    from plm_detect.model.events import Scoring
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.pipeline.legs import Progress
    from plm_detect.recording.opening import Recording
    from plm_detect.results.night import Night


def score(
    recording: str | PathLike[str],
    *,
    scoring: str | PathLike[str] | Sequence[str | PathLike[str]] = (),
    scoring_options: ScoringOptions | None = None,
    rules: str | RuleSet = DEFAULTS.rules,
    left: str | None = DEFAULTS.left,
    right: str | None = DEFAULTS.right,
    leg: str | None = DEFAULTS.leg,
    ecg: str | None = DEFAULTS.ecg,
    unit: str | None = DEFAULTS.unit,
    position: str | None = DEFAULTS.position,
    position_codes: str | None = DEFAULTS.position_codes,
    settings: DetectionSettings | None = None,
    detector: str = DEFAULTS.detector,
    respiratory_window: tuple[float, float] | None = DEFAULTS.respiratory_window,
    calibration_uv: float | None = DEFAULTS.calibration_uv,
    age: float | None = DEFAULTS.age,
    sit: bool = DEFAULTS.sit,
    robustness: bool = DEFAULTS.robustness,
    compare_rules: bool = DEFAULTS.compare_rules,
    least_sleep_h: float = DEFAULTS.least_sleep_h,
    traces: bool = False,
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
    scoring_options : ScoringOptions or None
        How to read them; None for the defaults.
    rules : str or RuleSet
        Name of a rule set, see `plm_detect.rule_sets`, path of a file of rules, or a rule set,
        for example one of `plm_detect.rule_set` in which ``changed`` set another value.
    left, right : str or None
        Channel of a leg: a label, ``A-B`` for the difference of two channels, or ``#n`` for the
        n-th channel. What is not given is recognised from the labels.
    leg : str or None
        One channel that stands for both legs, in place of ``left`` and ``right``.
    ecg : str or None
        Channel of the ECG, a label or ``#n``, to tell what in a leg is the heart; ``none`` to do
        without. None for the first channel whose label says ECG or EKG.
    unit : str or None
        Unit of the leg channels (uV, mV, V, nV), in place of the header's.
    position : str or None
        Channel of the body position, a label or ``#n``; ``none`` to do without. None for the first
        channel whose label says body position. With ``position_codes`` it goes before the
        positions of a scoring.
    position_codes : str or None
        Which of its values is which position, as ``0=supine,1=left,2=right,3=prone,4=upright``:
        programs number them differently. None leaves the channel unread.
    settings : DetectionSettings or None
        Choices of the signal processing; None for the defaults.
    detector : str
        Name of the detector, see `plm_detect.detectors`: the program's own or, to compare, a
        published one.
    respiratory_window : (float, float) or None
        Seconds around the end of a respiratory event, in place of the window of the rule set.
    calibration_uv : float or None
        Amplitude of a calibration movement above rest, microvolts, for rule sets that compare
        with one; None to measure it where the scoring marks such a movement.
    age : float or None
        Age in years, for the cut that the index is compared with.
    sit : bool
        Whether the recording is a suggested immobilization test.
    robustness : bool
        Whether to compute the index under varied choices and thresholds too.
    compare_rules : bool
        Whether to compute the headline numbers under every rule set too, each with the movements
        that its own thresholds find.
    least_sleep_h : float
        Less analysed sleep than this is too little for an index: a warning says so (hours).
    traces : bool
        Whether to keep what reports show of the EMG: its course, typical series, close decisions.
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
    read = scoring_options or ScoringOptions()
    choices = NightChoices(
        rules=rules,
        respiratory_window=respiratory_window,
        left=left,
        right=right,
        leg=leg,
        ecg=ecg,
        unit=unit,
        position=position,
        position_codes=position_codes,
        detector=detector,
        calibration_uv=calibration_uv,
        signal=changed_settings(settings),
        **asdict(read),
        age=age,
        sit=sit,
        robustness=robustness,
        compare_rules=compare_rules,
        least_sleep_h=least_sleep_h,
    )
    given = [scoring] if isinstance(scoring, str | PathLike) else scoring
    paths = [Path(file) for file in given]
    return score_night(Path(recording), paths, choices, traces=traces, progress=progress)


def score_night(
    path: Path,
    scoring_paths: Sequence[Path],
    choices: NightChoices,
    *,
    traces: bool = False,
    progress: Progress | None = None,
) -> Night:
    """Score a recording as one value asks for; see `score`.

    Parameters
    ----------
    path : Path
        The recording.
    scoring_paths : sequence of Path
    choices : NightChoices
    traces : bool
    progress : callable or None

    Raises
    ------
    PlmDetectError
        As `score`.
    """
    settings, options = choices.detection(), ScoringOptions.of(choices)
    tell = progress or _silent
    rule_set = choose_rules(choices)
    reference = reference_of(choices.detector)

    tell("opening", 0.0)
    opened = open_recording(path)
    with ThreadPoolExecutor(max_workers=1) as background:
        inputs = background.submit(input_files, [path, *scoring_paths])
        request = LegRequest(choices.left, choices.right, choices.leg, choices.ecg)
        montage = choose_legs(opened.header, request, settings.minimum_rate_hz)
        night_scoring, by_others, scoring_notes = _scoring_of(opened, scoring_paths, options)
        night_scoring, lying_notes = _placed(opened, night_scoring, choices)
        search = LegSearch(
            rule_set,
            settings,
            choices.detector,
            choices.calibration_uv,
            night_scoring.calibrations,
            rule_sets_besides(rule_set, all_sets=choices.compare_rules, is_test=choices.sit),
            is_varied=choices.robustness,
            keeps_emg=traces,
        )
        detected = search_legs(opened, montage, choices.unit, search, tell)
        swapped = (
            *swapped_notes(detected.movements, by_others),
            *elsewhere_notes(detected.movements, by_others),
        )
        tell("applying rules", 0.9)
        events = NightEvents.of(str(path), detected.movements, night_scoring, opened.recorded)
        (_, for_aasm), *for_all = [
            (rules, replace(events, leg_movements=found)) for rules, found in detected.under
        ]
        varied = None
        if choices.robustness:
            varied = robustness_of(
                events, rule_set, choices.age, detected.varied, detected.by_detector
            )
        provenance = Provenance(
            name=opened.name,
            start=opened.start,
            duration_s=opened.duration_s,
            legs=detected.legs,
            quality=detected.quality,
            settings=settings,
            detector=(choices.detector, reference),
            inputs=inputs.result(),
            notes=(
                *opened.notes,
                *montage.notes,
                *detected.notes,
                *_detector_notes(varied),
                *_left_out(search.others, [rules for rules, _ in detected.under]),
                *swapped,
                *scoring_notes,
                *lying_notes,
            ),
        )
    night = evaluate(
        events,
        rule_set,
        provenance,
        age_years=choices.age,
        is_immobilization_test=choices.sit,
        least_sleep_h=choices.least_sleep_h,
        robustness=varied,
        aasm=result_under(for_aasm, aasm_set(rule_set), choices.age),
        comparison=compared(for_all, choices.age) if choices.compare_rules else None,
    )
    if not traces:
        return night
    kept = traces_of(night, detected.followed)
    return replace(night, traces=replace(kept, saturation=read_saturation(opened)))


def _placed(
    recording: Recording, scoring: Scoring, choices: NightChoices
) -> tuple[Scoring, tuple[QualityNote, ...]]:
    """Return a scoring with the body positions of the channel, where its codes are named."""
    if len(scoring.positions) and choices.position is None and choices.position_codes is None:
        return scoring, ()
    lying, notes = read_positions(recording, choices.position, choices.position_codes)
    if not len(lying):
        return scoring, notes
    if len(scoring.positions):
        text = "those of the scoring are not used, because --position-codes names the channel's."
        notes += (QualityNote("info", "positions_of_channel", "body positions", text),)
    return replace(scoring, positions=lying), notes


def _detector_notes(robustness: Robustness | None) -> Iterator[QualityNote]:
    """Yield a warning when the index hangs on the detector's own choices."""
    found = None if robustness is None else robustness.detector_range()
    if found is not None:
        text = (
            f"the PLMS index is {found[0]:.1f} to {found[1]:.1f}/h when the detector's own choices "
            "vary (robustness.csv); review the movements of low certainty (leg_movements.csv)."
        )
        yield QualityNote("warning", "detector_sensitive", "detection", text)


def _left_out(wanted: Sequence[RuleSet], found: Sequence[RuleSet]) -> Iterator[QualityNote]:
    """Yield a note when rule sets could not be compared."""
    missing = [rules.name for rules in wanted if rules not in found]
    if missing:
        text = (
            f"{' and '.join(missing)} are left out of the comparison: they need a calibration "
            "movement, and none is known (--calibration)."
        )
        yield QualityNote("info", "rules_left_out", "rule set", text)


def _silent(step: str, done: float) -> None:
    """Take no notice of progress."""


def _scoring_of(
    recording: Recording, paths: Sequence[Path], options: ScoringOptions
) -> tuple[Scoring, LegMovements, tuple[QualityNote, ...]]:
    """Return stages and events, the movements scored by others, and notes."""
    reading = options.reading(recording.start, recording.duration_s)
    own, own_fault = None, ""
    if recording.annotations:
        events = events_of(recording.annotations)
        file = ScoringFile(recording.path.name, recording.start, events)
        file = without_remarks(classified(file, reading.vocabulary))
        try:
            own = within_recording(assemble(file), recording.recorded)
            own = replace(own, notes=(*file.notes, *own.notes))
        except ScoringError as error:
            if not paths:
                raise
            own_fault = str(error)
    given = [file for path in paths for file in read_scoring(path, reading)]
    named = [
        (file.name, aligned(file, recording.start, recording.recorded, options.placing))
        for file in given
    ]
    notes = [
        QualityNote(
            "info",
            "scored_movements",
            name,
            f"it holds {len(scoring.leg_movements)} scored leg movements, which make none here.",
        )
        for name, scoring in [*named, *([(recording.path.name, own)] if own else [])]
        if len(scoring.leg_movements)
    ]
    if own_fault:
        text = f"its own annotations are not used: {own_fault}"
        notes.append(QualityNote("warning", "own_scoring_faulty", recording.path.name, text))
    scored = [scoring.leg_movements for _, scoring in named]
    if own is not None:
        scored.append(own.leg_movements)
    none = LegMovements.together([])
    without = [(name, replace(scoring, leg_movements=none)) for name, scoring in named]
    own = own and replace(own, leg_movements=none)
    return (
        together(without, own, ranked=options.ranked),
        LegMovements.together(scored),
        tuple(notes),
    )
