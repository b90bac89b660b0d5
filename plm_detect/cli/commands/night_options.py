"""Options of a batch that say how each night is scored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plm_detect.cli.arguments import listed
from plm_detect.model.choices import DEFAULTS
from plm_detect.results.report_files import KINDS
from plm_detect.wording.language import languages

Config = Annotated[
    Path | None,
    typer.Option(help="TOML or YAML file with settings of the batch.", show_default=False),
]
RuleSet = Annotated[
    str | None,
    typer.Option(
        "--rules",
        help="Rule set, or a file of rules, in place of the settings.",
        show_default=str(DEFAULTS.rules),
    ),
]
Processes = Annotated[
    int, typer.Option("--jobs", min=0, help="Processes; 0 for as many as processors.")
]
NightReport = Annotated[
    str | None,
    typer.Option("--report", help=f"Report of each night: {listed(KINDS)}.", show_default="none"),
]
NightLanguage = Annotated[
    str | None,
    typer.Option(
        "--language", help=f"Language of reports: {listed(languages())}.", show_default="en"
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
    typer.Option("--detector", help="How movements are found.", show_default=DEFAULTS.detector),
]
NoParquet = Annotated[
    bool, typer.Option("--no-parquet", help="Write the tables of the cohort as CSV only.")
]
LogJson = Annotated[
    bool, typer.Option("--log-json", help="Write a line of JSON for each recording.")
]


def given(no_robustness: bool, ranked: bool, sit: bool, **values: Any) -> dict[str, Any]:  # noqa: FBT001 - flags of the command line
    """Return what the command line says of each night; None leaves the settings as they are."""
    flags = {"robustness": False if no_robustness else None}
    flags |= {"ranked": ranked or None, "sit": sit or None}
    return values | flags
