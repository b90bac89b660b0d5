"""The commands of ``plm-detect``."""

from __future__ import annotations

import sys
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
)
from plm_detect.cli.batch_commands import add_batch_commands
from plm_detect.cli.study_commands import add_study_commands
from plm_detect.model.choices import DEFAULTS

app = typer.Typer(
    name="plm-detect",
    help=(
        "Score periodic limb movements in EDF polysomnography by the published AASM and WASM "
        "rules. Not a medical device."
    ),
    epilog=(
        "Exit codes: 0 done, 1 an input or output has a fault, 2 wrong use, 3 program fault, "
        "4 some recordings of a batch failed."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(value: bool) -> None:  # noqa: FBT001 - the signature of a typer callback
    if value:
        from plm_detect.version import program_version  # noqa: PLC0415 - keeps --help quick

        typer.echo(f"plm-detect {program_version()}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[  # noqa: FBT002 - handled by its callback
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Hold the options of the program itself."""


@app.command()
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
            help="How movements are found: adaptive, or to compare ferri2005, fixed, splmad2014, "
            "tauchmann1996, wetter2004."
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
    from plm_detect.cli.run_score import run_score  # noqa: PLC0415 - keeps --help quick

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


@app.command()
def index(
    scoring: Annotated[
        list[Path],
        typer.Argument(
            help="Scoring with leg movements; further files complete it.", show_default=False
        ),
    ],
    recording: Annotated[
        Path | None,
        typer.Option(
            help="The recording; gives start and length to scorings that have none.",
            show_default=False,
        ),
    ] = None,
    scoring_format: ScoringFormat = None,
    stage_codes: StageCodes = None,
    epoch: Epoch = DEFAULTS.epoch_s,
    labels: Labels = None,
    rules: Rules = str(DEFAULTS.rules),
    out: Out = None,
    respiratory_window: RespiratoryWindow = None,
    age: Age = None,
    report: ReportKind = "both",
    language: Language = "en",
    lab: LabHead = None,
    *,
    compare: Annotated[
        bool, typer.Option("--compare-rules", help="Show every rule set side by side.")
    ] = False,
    ranked: Ranked = False,
    sit: Sit = False,
    no_robustness: NoRobustness = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Apply rules to leg movements that others have scored; no EMG is needed."""
    from plm_detect.cli.run_index import run_index  # noqa: PLC0415

    run_index(
        scoring=scoring,
        recording=recording,
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
        compare=compare,
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
            "keep_identity": False,
        },
        as_json=as_json,
        quiet=quiet,
    )


@app.command()
def report(
    folder: Annotated[
        Path, typer.Argument(help="Folder with the results of a night.", show_default=False)
    ],
    kind: ReportKind = "both",
    language: Language = "en",
    lab: LabHead = None,
    *,
    quiet: Quiet = False,
) -> None:
    """Make the reports of saved results again; neither EDF nor scoring is needed."""
    from plm_detect.cli.run_report import run_report  # noqa: PLC0415

    run_report(
        folder,
        {"kind": kind, "language": language, "lab": lab, "keep_identity": False},
        quiet=quiet,
    )


@app.command()
def convert(
    scoring: Annotated[
        Path, typer.Argument(help="Scoring file, or folder of DOMINO files.", show_default=False)
    ],
    output: Annotated[
        Path,
        typer.Argument(
            help="File to write: .csv, .edf, .xml (NSRR), .annot (Luna), .tsv (BIDS), .txt "
            "(RemLogic), .parquet.",
            show_default=False,
        ),
    ],
    recording: Annotated[
        Path | None,
        typer.Option(
            help="The recording; gives start and length to formats that have none.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            help="Format to write (csv, edf, nsrr, luna, bids, remlogic, parquet), in place of "
            "the ending.",
            show_default=False,
        ),
    ] = None,
    scoring_format: ScoringFormat = None,
    stage_codes: StageCodes = None,
    epoch: Epoch = DEFAULTS.epoch_s,
    labels: Labels = None,
    *,
    runs: Annotated[
        bool, typer.Option("--runs", help="Put consecutive epochs of the same stage together.")
    ] = False,
    deidentify: Annotated[
        bool, typer.Option("--deidentify", help="Leave out the date too; names never go along.")
    ] = False,
    keep_identity: Annotated[
        bool,
        typer.Option("--keep-identity", help="Copy the patient fields of an EDF header to EDF+."),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the file if it exists.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Write a scoring in another format."""
    from plm_detect.cli.run_convert import run_convert  # noqa: PLC0415

    run_convert(
        scoring,
        output,
        recording=recording,
        to=to,
        choices={
            "format": scoring_format,
            "stage_codes": stage_codes,
            "epoch_s": epoch,
            "labels": labels,
            "ranked": False,
        },
        runs=runs,
        deidentify=deidentify,
        keep_identity=keep_identity,
        overwrite=overwrite,
        quiet=quiet,
    )


@app.command()
def inspect(
    file: Annotated[
        Path,
        typer.Argument(help="EDF, EDF+ or BDF recording, or a scoring file.", show_default=False),
    ],
    left: Left = None,
    right: Right = None,
    leg: Leg = None,
    ecg: Ecg = None,
    unit: Unit = None,
    scoring_format: ScoringFormat = None,
    stage_codes: StageCodes = None,
    epoch: Epoch = DEFAULTS.epoch_s,
    labels: Labels = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what a recording or a scoring holds, and which channels would be used as legs."""
    from plm_detect.cli.run_inspect import run_inspect  # noqa: PLC0415

    run_inspect(
        file,
        {"left": left, "right": right, "leg": leg, "ecg": ecg, "unit": unit},
        choices={
            "format": scoring_format,
            "stage_codes": stage_codes,
            "epoch_s": epoch,
            "labels": labels,
            "ranked": False,
        },
        as_json=as_json,
    )


@app.command()
def rules(
    name: Annotated[
        str | None,
        typer.Argument(help="Rule set or file of rules; all when left out.", show_default=False),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the rule sets with every value and its source."""
    from plm_detect.cli.run_rules import run_rules  # noqa: PLC0415

    run_rules(name, as_json=as_json)


@app.command()
def simulate(
    output: Annotated[Path, typer.Argument(help="EDF file to write.", show_default=False)],
    minutes: Annotated[float, typer.Option(min=3.0, help="Length of the recording.")] = 25.0,
    rate: Annotated[int, typer.Option(min=100, help="Sampling rate of the legs in Hz.")] = 256,
    other_rate: Annotated[
        int, typer.Option(min=1, help="Sampling rate of the other channels in Hz.")
    ] = 100,
    channels: Annotated[
        int, typer.Option(min=4, help="Number of channels: the legs, ECG, EEG and more EEG.")
    ] = 4,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same bytes.")] = 1,
    profile: Annotated[
        str,
        typer.Option(
            help="Kind of night: clean, typical, severe_plms, near_normal, noisy, or, made of "
            "motor units, muscle, muscle_mixed, muscle_pops, muscle_body."
        ),
    ] = "clean",
    shape: Annotated[
        str | None,
        typer.Option(
            help="One shape for all movements of a muscle profile: mono, jerk_tonic, poly, ramp, "
            "crescendo or tremor.",
            show_default=False,
        ),
    ] = None,
    poly_share: Annotated[
        float | None,
        typer.Option(
            help="Share of the movements that consist of several bursts.", show_default=False
        ),
    ] = None,
    units_in_reach: Annotated[
        float, typer.Option(help="Share of the motor units that the electrodes reach.")
    ] = 1.0,
    pause_factor: Annotated[
        float, typer.Option(help="Pauses between series, in multiples of the profile's.")
    ] = 1.0,
    recorder: Annotated[
        str, typer.Option(help="Filters of the recorder: open, 10-70, 10-70-notch or 15-35 (Hz).")
    ] = "open",
    resolution: Annotated[
        float, typer.Option(help="Step of the stored values in uV; 0 for that of the file.")
    ] = 0.0,
    gain: Annotated[float, typer.Option(help="Stored voltage over true voltage.")] = 1.0,
    *,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the files if they exist.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Write a simulated recording with its scoring, and beside it the truth and what is none."""
    from plm_detect.cli.run_simulate import run_simulate  # noqa: PLC0415

    run_simulate(
        output,
        {
            "minutes": minutes,
            "rate_hz": rate,
            "other_rate_hz": other_rate,
            "n_channels": channels,
            "seed": seed,
            "profile": profile,
            "shape": shape,
            "poly_share": poly_share,
            "units_in_reach": units_in_reach,
            "pause_factor": pause_factor,
            "recorder": recorder,
            "resolution_uv": resolution,
            "gain": gain,
        },
        overwrite=overwrite,
        quiet=quiet,
    )


add_study_commands(app)
add_batch_commands(app)


def main() -> None:
    """Run the program; every error is one line on the error stream."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except KeyboardInterrupt:
        _fail("stopped.", 130)
    except Exception as error:  # noqa: BLE001 - the last border before the user
        from plm_detect.errors import PlmDetectError  # noqa: PLC0415

        if isinstance(error, PlmDetectError):
            _fail(str(error), 1)
        _fail(
            f"this should not happen ({type(error).__name__}: {error}); "
            "please report it with the output of plm-detect inspect.",
            3,
        )


def _fail(sentence: str, code: int) -> None:
    typer.echo(f"plm-detect: {' '.join(sentence.split())}", err=True)
    sys.exit(code)
