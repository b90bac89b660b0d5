"""Options that ``batch`` and ``watch`` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import listed
from plm_detect.results.report_files import KINDS

Config = Annotated[
    Path | None,
    typer.Option(help="TOML or YAML file with settings of the batch.", show_default=False),
]
Processes = Annotated[
    int, typer.Option("--jobs", min=0, help="Processes; 0 for as many as processors.")
]
NightReport = Annotated[
    str | None,
    typer.Option("--report", help=f"Report of each night: {listed(KINDS)}.", show_default="html"),
]
NoParquet = Annotated[
    bool, typer.Option("--no-parquet", help="Write the tables of the cohort as CSV only.")
]
LogJson = Annotated[
    bool, typer.Option("--log-json", help="Write a line of JSON for each recording.")
]
