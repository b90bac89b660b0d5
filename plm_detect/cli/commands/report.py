"""The command ``report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    LabHead,
    Language,
    PatientFile,
    Quiet,
    ReportKind,
)


def report(
    folder: Annotated[
        Path, typer.Argument(help="Folder with the results of a night.", show_default=False)
    ],
    kind: ReportKind = "both",
    language: Language = "en",
    lab: LabHead = None,
    patient: PatientFile = None,
    *,
    quiet: Quiet = False,
) -> None:
    """Make the reports of saved results again; neither EDF nor scoring is needed."""
    from plm_detect.cli.work.report import run_report
    from plm_detect.results.report_files import ReportChoices

    run_report(folder, ReportChoices(kind, language, lab, patient), quiet=quiet)
