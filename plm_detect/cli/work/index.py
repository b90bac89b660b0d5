"""What ``plm-detect index`` does once its options are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.cli.output.progress import SlowProgress, told
from plm_detect.cli.output.results import show
from plm_detect.files.outside import is_file
from plm_detect.pipeline.index import index
from plm_detect.reports.night.lab import head_of
from plm_detect.reports.night.making import report_writers
from plm_detect.results.folder import check_output, write_night
from plm_detect.scorings.options import ScoringOptions

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.cli.options import ReadingOptions, ScoringChoices
    from plm_detect.results.report_files import ReportChoices


SHARE_OF_RULES = 0.3
"""Of the time of a night with reports."""


def run_index(
    *,
    scoring: list[Path],
    recording: Path | None,
    choices: ScoringChoices,
    rules: str,
    out: Path | None,
    overwrite: bool,
    reading: ReadingOptions,
    report: ReportChoices,
    as_json: bool,
    quiet: bool,
) -> None:
    """Apply rules to scored movements."""
    if out is not None and is_file(scoring[0]):
        check_output(out, scoring[0].stem, overwrite=overwrite)
    options = ScoringOptions(**choices)
    lab = head_of(report)
    if reading.get("age") is None and lab.patient.age_years is not None:
        reading["age"] = lab.patient.age_years
    with SlowProgress(enabled=not quiet) as progress:
        progress("applying rules", 0.0)
        night = index(scoring, recording=recording, scoring_options=options, rules=rules, **reading)
        folder = None
        if out is not None:
            extra = told(report_writers(night, report, lab), progress, SHARE_OF_RULES)
            folder = write_night(night, out, overwrite=overwrite, extra=extra)
    show(night, folder, as_json=as_json, quiet=quiet)
