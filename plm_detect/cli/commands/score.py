"""The command ``score``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    Age,
    AsJson,
    Calibration,
    Ecg,
    Epoch,
    Labels,
    LabHead,
    Language,
    Left,
    Leg,
    NoRobustness,
    Out,
    Overwrite,
    Quiet,
    Ranked,
    Recording,
    ReportKind,
    RespiratoryWindow,
    Right,
    Rules,
    ScoringFormat,
    Sit,
    StageCodes,
    Unit,
    listed,
)
from plm_detect.detection.protocol import published
from plm_detect.model.choices import DEFAULTS


def score(
    recording: Recording,
    scoring: Annotated[
        list[Path] | None,
        typer.Option(
            help="File with stages and events; may be repeated. What it does not hold is taken "
            "from the recording's own annotations.",
            show_default=False,
        ),
    ] = None,
    scoring_format: ScoringFormat = None,
    stage_codes: StageCodes = None,
    epoch: Epoch = DEFAULTS.epoch_s,
    labels: Labels = None,
    rules: Rules = str(DEFAULTS.rules),
    out: Out = None,
    left: Left = None,
    right: Right = None,
    leg: Leg = None,
    ecg: Ecg = None,
    unit: Unit = None,
    band: Annotated[tuple[float, float], typer.Option(help="Edges of the band-pass in Hz.")] = (
        10.0,
        100.0,
    ),
    notch: Annotated[
        float | None,
        typer.Option(help="Mains frequency to remove, in Hz.", show_default=False),
    ] = None,
    respiratory_window: RespiratoryWindow = None,
    calibration: Calibration = None,
    age: Age = None,
    detector: Annotated[
        str,
        typer.Option(
            help=f"How movements are found: {DEFAULTS.detector}, or to compare "
            f"{listed(published())}."
        ),
    ] = DEFAULTS.detector,
    report: ReportKind = "both",
    language: Language = "en",
    lab: LabHead = None,
    *,
    keep_identity: Annotated[
        bool, typer.Option("--keep-identity", help="Put the patient line of the EDF on reports.")
    ] = False,
    ranked: Ranked = False,
    sit: Sit = False,
    no_robustness: NoRobustness = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Score one recording: find leg movements, periodic series and PLMS indices."""
    from plm_detect.cli.work.score import run_score

    run_score(
        recording=recording,
        scoring=scoring or [],
        choices={
            "format": scoring_format,
            "stage_codes": stage_codes,
            "epoch_s": epoch,
            "labels": labels,
            "ranked": ranked,
        },
        rules=rules,
        out=out,
        overwrite=overwrite,
        legs={"left": left, "right": right, "leg": leg, "ecg": ecg, "unit": unit},
        signal={
            "bandpass_low_hz": band[0],
            "bandpass_high_hz": band[1],
            "notch_hz": notch,
        },
        reading={
            "respiratory_window": respiratory_window,
            "age": age,
            "sit": sit,
            "robustness": not no_robustness,
        },
        report={
            "kind": report,
            "language": language,
            "lab": lab,
            "keep_identity": keep_identity,
        },
        calibration_uv=calibration,
        detector=detector,
        as_json=as_json,
        quiet=quiet,
    )
