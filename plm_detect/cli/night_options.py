"""The options that say how a night is scored, the same for every command that scores."""

from __future__ import annotations

import inspect
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from plm_detect.cli.arguments import (
    Age,
    Calibration,
    CompareRules,
    Ecg,
    ForceScoring,
    Labels,
    LabHead,
    LeastSleep,
    Left,
    Leg,
    NoRobustness,
    Position,
    PositionCodes,
    Ranked,
    RespiratoryWindow,
    Right,
    ScoringFormat,
    ScoringOffset,
    Sit,
    StageCodes,
    Unit,
    listed,
)
from plm_detect.detection.protocol import published
from plm_detect.model.choices import DEFAULTS
from plm_detect.wording.language import languages

if TYPE_CHECKING:
    from collections.abc import Callable

SIGNAL = DEFAULTS.detection()

RuleSet = Annotated[
    str | None,
    typer.Option(
        "--rules",
        help="Rule set (plm-detect rules lists them), or a TOML or YAML file that changes one.",
        show_default=str(DEFAULTS.rules),
    ),
]
NightEpoch = Annotated[
    float | None,
    typer.Option(
        "--epoch",
        help="Length of an epoch in lists of stages, seconds.",
        show_default=f"{DEFAULTS.epoch_s:g}",
    ),
]
NightDetector = Annotated[
    str | None,
    typer.Option(
        "--detector",
        help=f"How movements are found: {DEFAULTS.detector}, or to compare {listed(published())}.",
        show_default=DEFAULTS.detector,
    ),
]
Band = Annotated[
    tuple[float, float] | None,
    typer.Option(
        help="Edges of the band-pass in Hz.",
        show_default=f"{SIGNAL.bandpass_low_hz:g} {SIGNAL.bandpass_high_hz:g}",
    ),
]
Notch = Annotated[
    float | None, typer.Option(help="Mains frequency to remove, in Hz.", show_default=False)
]
NightLanguage = Annotated[
    str | None,
    typer.Option(
        "--language", help=f"Language of the reports: {listed(languages())}.", show_default="en"
    ),
]
KeepIdentity = Annotated[
    bool, typer.Option("--keep-identity", help="Put the patient line of the EDF on reports.")
]


def of_night(
    rules: RuleSet = None,
    respiratory_window: RespiratoryWindow = None,
    left: Left = None,
    right: Right = None,
    leg: Leg = None,
    ecg: Ecg = None,
    unit: Unit = None,
    position: Position = None,
    position_codes: PositionCodes = None,
    band: Band = None,
    notch: Notch = None,
    detector: NightDetector = None,
    calibration: Calibration = None,
    scoring_format: ScoringFormat = None,
    stage_codes: StageCodes = None,
    epoch: NightEpoch = None,
    labels: Labels = None,
    scoring_offset: ScoringOffset = None,
    age: Age = None,
    least_sleep: LeastSleep = None,
    language: NightLanguage = None,
    lab: LabHead = None,
    *,
    ranked: Ranked = False,
    force_scoring: ForceScoring = False,
    sit: Sit = False,
    no_robustness: NoRobustness = False,
    compare_rules: CompareRules = False,
    keep_identity: KeepIdentity = False,
) -> dict[str, Any]:
    """Return what the command line says of a night, by names of `NightChoices` and of reports.

    What is not said is left out, so that defaults and files of settings keep their say.
    """
    low, high = band or (None, None)
    signal = {"bandpass_low_hz": low, "bandpass_high_hz": high, "notch_hz": notch}
    said = {
        "rules": rules,
        "respiratory_window": respiratory_window,
        "left": left,
        "right": right,
        "leg": leg,
        "ecg": ecg,
        "unit": unit,
        "position": position,
        "position_codes": position_codes,
        "signal": tuple((name, v) for name, v in signal.items() if v is not None) or None,
        "detector": detector,
        "calibration_uv": calibration,
        "format": scoring_format,
        "stage_codes": stage_codes,
        "epoch_s": epoch,
        "labels": labels,
        "scoring_offset_s": scoring_offset,
        "force_scoring": force_scoring or None,
        "age": age,
        "least_sleep_h": least_sleep,
        "language": language,
        "lab": lab,
        "ranked": ranked or None,
        "sit": sit or None,
        "robustness": False if no_robustness else None,
        "compare_rules": compare_rules or None,
        "keep_identity": keep_identity or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def with_night_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a night; it takes what they say as ``night``."""
    own = inspect.signature(command).parameters
    shared = inspect.signature(of_night).parameters
    merged = [each for name, each in own.items() if name != "night"]
    places = [each for each in merged if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    flags = [each for each in merged if each.kind is inspect.Parameter.KEYWORD_ONLY]
    for each in shared.values():
        (flags if each.kind is inspect.Parameter.KEYWORD_ONLY else places).append(each)

    @wraps(command)
    def with_night(**values: Any) -> None:
        of_this = {name: values.pop(name) for name in shared}
        command(night=of_night(**of_this), **values)

    hints = get_type_hints(command, include_extras=True)
    hints |= get_type_hints(of_night, include_extras=True)
    with_night.__annotations__ = {each.name: hints[each.name] for each in places + flags}
    with_night.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [each.replace(annotation=hints[each.name]) for each in places + flags]
    )
    del with_night.__wrapped__
    return with_night
