"""Apply rules to movements that others have scored."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.errors import ScoringError
from plm_detect.files.digests import input_files
from plm_detect.model.choices import DEFAULTS, NightChoices
from plm_detect.model.provenance import Provenance
from plm_detect.model.quality import QualityNote
from plm_detect.model.ruleset import RuleSet
from plm_detect.pipeline.evaluate import NightEvents, evaluate
from plm_detect.pipeline.other_rules import compared, result_under, rule_sets_besides
from plm_detect.pipeline.robustness import robustness as robustness_of
from plm_detect.recording.opening import open_recording
from plm_detect.rules.sets import available
from plm_detect.rules.sets.choosing import choose_rules
from plm_detect.scorings.formats.event_table import from_frame
from plm_detect.scorings.options import ScoringOptions
from plm_detect.scorings.reading import classified, read_scoring
from plm_detect.scorings.standalone import put_on, put_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from plm_detect.model.movements import LegMovements
    from plm_detect.results.comparison import RuleComparison
    from plm_detect.results.night import Night
    from plm_detect.scorings.events import ScoringFile

    ScoringSource = str | PathLike[str] | pd.DataFrame


@dataclass(frozen=True, eq=False)
class _Read:
    """Events of a night, and where they come from."""

    events: NightEvents
    provenance: Provenance


def index(
    scoring: ScoringSource | Sequence[ScoringSource],
    *,
    recording: str | PathLike[str] | None = None,
    scoring_options: ScoringOptions | None = None,
    rules: str | RuleSet = DEFAULTS.rules,
    respiratory_window: tuple[float, float] | None = DEFAULTS.respiratory_window,
    age: float | None = DEFAULTS.age,
    sit: bool = DEFAULTS.sit,
    robustness: bool = DEFAULTS.robustness,
    compare_rules: bool = DEFAULTS.compare_rules,
    least_sleep_h: float = DEFAULTS.least_sleep_h,
    legs_scored: bool = False,
) -> Night:
    """Apply a rule set to scored leg movements.

    Parameters
    ----------
    scoring : path-like, pandas.DataFrame or sequence of them
        Files of any format that the program reads, or tables with the columns of the canonical
        event table (``onset_s``, ``duration_s``, ``event``, ``side``). Several complete each
        other.
    recording : path-like or None
        The recording that was scored; gives start and length to scorings that have none.
    scoring_options : ScoringOptions or None
        How to read them; None for the defaults.
    rules : str or RuleSet
        Name of a rule set, path of a file of rules, or a rule set.
    respiratory_window : (float, float) or None
        Seconds around the end of a respiratory event, in place of the window of the rule set.
    age : float or None
        Age in years, for the cut that the index is compared with.
    sit : bool
        Whether the recording is a suggested immobilization test.
    robustness : bool
        Whether to compute the index under varied choices too.
    compare_rules : bool
        Whether to compute the headline numbers under every rule set too.
    least_sleep_h : float
        Less analysed sleep than this is too little for an index: a warning says so (hours).
    legs_scored : bool
        Whether the legs were scored. A scoring without any leg movement gives an index, zero,
        only where this is said.

    Returns
    -------
    Night

    Raises
    ------
    PlmDetectError
        One sentence that says which file, what is wrong and what to do.

    Notes
    -----
    Amplitudes are not judged: what was scored is taken as a movement of the leg. Durations and
    everything after them follow the rule set. Movements without a duration cannot be judged;
    they are left out with a warning.
    """
    choices = NightChoices(
        rules=rules,
        respiratory_window=respiratory_window,
        age=age,
        sit=sit,
        robustness=robustness,
        compare_rules=compare_rules,
        least_sleep_h=least_sleep_h,
    )
    rule_set = choose_rules(choices)
    read = _read(scoring, scoring_options or ScoringOptions(), recording, legs_scored=legs_scored)
    besides = rule_sets_besides(rule_set, all_sets=compare_rules, is_test=sit)
    return evaluate(
        read.events,
        rule_set,
        read.provenance,
        age_years=age,
        is_immobilization_test=sit,
        least_sleep_h=least_sleep_h,
        robustness=robustness_of(read.events, rule_set, age) if robustness else None,
        aasm=result_under(read.events, besides[0], age),
        comparison=compared(((each, read.events) for each in besides[1:]), age)
        if compare_rules
        else None,
    )


def compare_rules(
    scoring: ScoringSource | Sequence[ScoringSource],
    rules: str | RuleSet | Sequence[str | RuleSet] = (),
    *,
    recording: str | PathLike[str] | None = None,
    scoring_options: ScoringOptions | None = None,
    age: float | None = None,
    legs_scored: bool = False,
) -> RuleComparison:
    """Apply several rule sets to the same scored leg movements.

    Parameters
    ----------
    scoring, recording, scoring_options, age, legs_scored
        As in `index`.
    rules : str, RuleSet or sequence of them
        All rule sets of the program when empty.

    Returns
    -------
    RuleComparison
    """
    options = scoring_options or ScoringOptions()
    read = _read(scoring, options, recording, legs_scored=legs_scored)
    chosen = [choose_rules(NightChoices(rules=each)) for each in _all_of(rules)]
    return compared(((each, read.events) for each in chosen), age)


def _all_of(rules: str | RuleSet | Sequence[str | RuleSet]) -> Sequence[str | RuleSet]:
    if isinstance(rules, str | RuleSet):
        return (rules,)
    return rules or available()


def _read(
    scoring: ScoringSource | Sequence[ScoringSource],
    options: ScoringOptions,
    recording: str | PathLike[str] | None,
    *,
    legs_scored: bool,
) -> _Read:
    is_one = isinstance(scoring, str | PathLike) or hasattr(scoring, "columns")
    sources: list[Any] = [scoring] if is_one else list(scoring)  # type: ignore[arg-type]
    if not sources:
        raise ScoringError("no scoring was given; name at least one file.")
    paths = [Path(source) for source in sources if not hasattr(source, "columns")]
    opened = None if recording is None else open_recording(Path(recording))
    reading = options.reading(
        None if opened is None else opened.start, None if opened is None else opened.duration_s
    )
    files: list[ScoringFile] = []
    for source in sources:
        if hasattr(source, "columns"):
            files.append(classified(from_frame(source), reading.vocabulary))
        else:
            files.extend(read_scoring(Path(source), reading))
    if opened is None:
        night = put_together(files, ranked=options.ranked)
    else:
        paths.append(opened.path)
        night = put_on(
            opened.start,
            opened.recorded,
            files,
            ranked=options.ranked,
            placing=options.placing,
        )
    name = paths[0].stem if paths else files[0].name
    n_unknown = sum(not event.kind for file in files for event in file.events)
    movements, notes = _usable(
        name, night.scoring.leg_movements, n_unknown, legs_scored=legs_scored
    )
    known_end_s = float(night.covered.end_s[-1]) if night.is_length_known else None
    return _Read(
        NightEvents.of(
            name, movements, night.scoring, night.covered, is_length_known=night.is_length_known
        ),
        Provenance(
            name=name,
            start=night.start,
            duration_s=known_end_s,
            legs=(),
            quality=(),
            settings=None,
            detector=None,
            inputs=input_files(paths),
            notes=notes,
        ),
    )


def _usable(
    name: str, movements: LegMovements, n_unknown: int, *, legs_scored: bool
) -> tuple[LegMovements, tuple[QualityNote, ...]]:
    """Return the movements with a duration, and what to know of the others."""
    if not len(movements) and not legs_scored:
        unknown = f"{n_unknown} of its events have labels that are not understood (--labels). "
        raise ScoringError(
            f"{name}: no leg movements were found in the scoring. {unknown if n_unknown else ''}If "
            "legs were not scored, there is no index; plm-detect score finds movements in the EMG "
            "of a recording. If they were scored and there were none, give --legs-scored."
        )
    if not len(movements):
        text = "no leg movements were found in the scoring; legs were scored, as was stated."
        return movements, (QualityNote("info", "no_movements", name, text),)
    with_end = np.isfinite(movements.end_s)
    n_without, n_all = int(np.sum(~with_end)), len(movements)
    if n_without == n_all:
        raise ScoringError(
            f"{name}: none of the {n_all} leg movements has a duration, so no rule can be applied; "
            "export the scoring with durations."
        )
    if not n_without:
        return movements, ()
    text = (
        f"{n_without} of {n_all} leg movements have no duration; no rule can judge them and they "
        "are left out."
    )
    note = QualityNote("warning", "movements_without_duration", name, text)
    return movements.take(with_end), (note,)
