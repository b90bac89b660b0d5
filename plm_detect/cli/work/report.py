"""The reports that commands write, and what ``plm-detect report`` does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from plm_detect.edf.header import patient_line
from plm_detect.reports.night.lab import Lab, read_lab
from plm_detect.reports.night.making import write_reports
from plm_detect.results.reading import read_night
from plm_detect.results.report_files import check_kind
from plm_detect.wording.language import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from plm_detect.cli.options import ReportOptions
    from plm_detect.results.night import Night


def checked_lab(report: ReportOptions, recording: Path | None) -> Lab:
    """Return the head of the report, after everything about it was checked."""
    check_kind(report["kind"])
    words(report["language"])
    lab = read_lab(report["lab"])
    if not report["keep_identity"] or recording is None:
        return lab
    return replace(lab, patient=patient_line(recording))


def report_writers(
    night: Night, report: ReportOptions, lab: Lab
) -> tuple[Callable[[Path], None], ...]:
    """Return what writes the reports of a night into the folder of its results."""
    if report["kind"] == "none":
        return ()

    def write(folder: Path) -> None:
        write_reports(night, folder, report["kind"], language=report["language"], lab=lab)

    return (write,)


def run_report(folder: Path, report: ReportOptions, *, quiet: bool) -> None:
    """Make the reports of saved results again."""
    lab = checked_lab(report, None)
    night = read_night(folder)
    paths = write_reports(night, folder, report["kind"], language=report["language"], lab=lab)
    if not quiet:
        typer.echo("\n".join(str(path) for path in paths) or "Nothing was written.")
