"""What ``plm-detect report`` does once its options are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from plm_detect.cli.output.layout import path_list
from plm_detect.cli.output.progress import SlowProgress
from plm_detect.reports.night.lab import head_of
from plm_detect.reports.night.making import write_reports
from plm_detect.results.reading import read_night

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.results.report_files import ReportChoices


def run_report(folder: Path, report: ReportChoices, *, quiet: bool) -> None:
    """Make the reports of saved results again."""
    lab = head_of(report)
    with SlowProgress(enabled=not quiet) as progress:
        progress("reading results", 0.0)
        night = read_night(folder)
        progress("making reports", 0.1)
        paths = write_reports(night, folder, report.kind, language=report.language, lab=lab)
    if not quiet:
        typer.echo(path_list(paths) or "Nothing was written.")
