"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plm_detect.model.choices import DEFAULTS
from plm_detect.recording.units import UNITS
from plm_detect.results.report_files import KINDS
from plm_detect.scorings.formats import READ
from plm_detect.scorings.vocabulary.codes import code_sets
from plm_detect.wording.language import languages

if TYPE_CHECKING:
    from collections.abc import Iterable


def listed(names: Iterable[str]) -> str:
    """Return names for a help text."""
    return ", ".join(names)


Recording = Annotated[Path, typer.Argument(help="EDF, EDF+ or BDF file.", show_default=False)]
Left = Annotated[
    str | None,
    typer.Option(help='Channel of the left leg: label, "A-B" or #number.', show_default=False),
]
Right = Annotated[
    str | None,
    typer.Option(help='Channel of the right leg: label, "A-B" or #number.', show_default=False),
]
Leg = Annotated[
    str | None,
    typer.Option(help="One channel that stands for both legs.", show_default=False),
]
Position = Annotated[
    str | None,
    typer.Option(
        help='Channel of the body position (label or #number), or "none"; else recognised by its '
        "label.",
        show_default=False,
    ),
]
PositionCodes = Annotated[
    str | None,
    typer.Option(
        help="Which of its values is which position, as 0=supine,1=left,2=right,3=prone,4=upright.",
        show_default=False,
    ),
]
Ecg = Annotated[
    str | None,
    typer.Option(
        help='Channel of the ECG (label or #number), or "none"; else recognised by its label.',
        show_default=False,
    ),
]
Unit = Annotated[
    str | None,
    typer.Option(
        help=f"Unit of the leg channels ({listed(UNITS)}), in place of the header's.",
        show_default=False,
    ),
]
Rules = Annotated[
    str,
    typer.Option(
        help="Rule set (plm-detect rules lists them), or a TOML or YAML file that changes one."
    ),
]
ScoringFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        help=f"Format of the scoring ({listed(each.name for each in READ)}), in place of what its "
        "content looks like.",
        show_default=False,
    ),
]
StageCodes = Annotated[
    str | None,
    typer.Option(
        help=f"What numbers mean as sleep stages: {listed(code_sets())}.",
        show_default=False,
    ),
]
Epoch = Annotated[float, typer.Option(help="Length of an epoch in lists of stages, seconds.")]
Labels = Annotated[
    Path | None,
    typer.Option(help="TOML file with own spellings of scored events.", show_default=False),
]
ScoringOffset = Annotated[
    float | None,
    typer.Option(
        help="Seconds that are added to the times of scorings whose clock is wrong or missing.",
        show_default=False,
    ),
]
ForceScoring = Annotated[
    bool,
    typer.Option(
        "--force-scoring",
        help="Take a scoring without a clock although it is longer than the recording.",
    ),
]
Ranked = Annotated[
    bool,
    typer.Option("--ranked", help="Of files that hold the same part take the first given."),
]
Out = Annotated[
    Path | None,
    typer.Option(help="Write the results to OUT/<name of the input>/.", show_default=False),
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace earlier results of this input.")
]
RespiratoryWindow = Annotated[
    tuple[float, float] | None,
    typer.Option(
        help="Seconds around the end of a respiratory event in which a movement is "
        "respiratory-related, in place of the rule set's.",
        show_default=False,
    ),
]
Age = Annotated[
    float | None,
    typer.Option(
        min=0, max=130, help="Age in years: below 18 the cut for children.", show_default=False
    ),
]
Calibration = Annotated[
    float | None,
    typer.Option(
        help="Amplitude of a calibration movement above rest in uV, for the rule sets of 1982 "
        "and 1993.",
        show_default=False,
    ),
]
Sit = Annotated[
    bool,
    typer.Option(
        "--sit", help="This is a suggested immobilization test: PLMW per hour, by 15 minutes."
    ),
]
NoRobustness = Annotated[
    bool, typer.Option("--no-robustness", help="Leave out the index under varied choices.")
]
CompareRules = Annotated[
    bool,
    typer.Option("--compare-rules", help="Show the headline numbers under every rule set too."),
]
LeastSleep = Annotated[
    float | None,
    typer.Option(
        "--least-sleep",
        help="Hours of analysed sleep below which a warning says that it is too little for an "
        "index.",
        show_default=f"{DEFAULTS.least_sleep_h:g}",
    ),
]
LegsScored = Annotated[
    bool,
    typer.Option(
        "--legs-scored",
        help="The legs were scored, so that a scoring without leg movements means none.",
    ),
]
ReportKind = Annotated[
    str,
    typer.Option(
        "--report",
        help=f"Reports next to the results: {listed(KINDS)}; both is HTML and PDF, docx is the "
        "first page for Word.",
    ),
]
Language = Annotated[str, typer.Option(help=f"Language of the reports: {listed(languages())}.")]
LabHead = Annotated[
    Path | None,
    typer.Option(
        "--lab",
        help="TOML file with name, address, physician and logo for the head of the reports.",
        show_default=False,
    ),
]
PatientFile = Annotated[
    Path | None,
    typer.Option(
        "--patient",
        help="TOML file with the fields of the report's first page: name, id, birth_date, sex, "
        "age, referred_by, scorer, reviewed_by, medication, ferritin, comment.",
        show_default=False,
    ),
]
Jobs = Annotated[
    int, typer.Option(min=0, help="Processes that work at a time; 0 for all processors.")
]
NoReport = Annotated[
    bool, typer.Option("--no-report", help="Write the tables without report.html.")
]
Parquet = Annotated[bool, typer.Option("--parquet", help="Write each table as Parquet too.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
