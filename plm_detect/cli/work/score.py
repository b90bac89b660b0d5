"""What ``plm-detect score`` does once its options are read."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import typer

from plm_detect.cli.output.layout import wrapped
from plm_detect.cli.output.progress import SlowProgress, told
from plm_detect.cli.output.results import show
from plm_detect.files.outside import is_file
from plm_detect.files.places import place_of
from plm_detect.model.choices import NightChoices
from plm_detect.pipeline.score import score_night
from plm_detect.reports.night.lab import head_of
from plm_detect.reports.night.making import report_writers
from plm_detect.results.folder import check_output, write_night
from plm_detect.results.report_files import ReportChoices
from plm_detect.scorings.beside import scorings_beside

if TYPE_CHECKING:
    from pathlib import Path


SHARE_OF_SCORING = 0.3
"""Of the time of a night with reports."""


def run_score(
    recording: Path,
    scoring: list[Path],
    options: dict[str, Any],
    *,
    report: str,
    patient: Path | None,
    out: Path | None,
    overwrite: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Score one recording."""
    known = {each.name for each in fields(NightChoices)}
    choices = NightChoices(**{name: v for name, v in options.items() if name in known})
    of_report = ReportChoices(
        report, patient=patient, **{name: v for name, v in options.items() if name not in known}
    )
    if out is not None and is_file(recording):
        check_output(out, recording.stem, overwrite=overwrite)
    lab = head_of(of_report, recording if is_file(recording) else None)
    if choices.age is None:
        choices = replace(choices, age=lab.patient.age_years)
    wants_report = out is not None and report != "none"
    with SlowProgress(enabled=not quiet) as progress:
        scoring_ends = 1.0 if out is None else SHARE_OF_SCORING if wants_report else 0.9
        night = score_night(
            recording,
            scoring,
            choices,
            traces=wants_report,
            progress=progress.part(0.0, scoring_ends),
        )
        folder = None
        if out is not None:
            extra = told(report_writers(night, of_report, lab), progress, scoring_ends)
            folder = write_night(night, out, overwrite=overwrite, extra=extra)
    show(night, folder, as_json=as_json, quiet=quiet)
    if not scoring and not as_json and not quiet:
        _tell_of_scorings_beside(recording)


def _tell_of_scorings_beside(recording: Path) -> None:
    """Print which files a batch would take as the scoring of this recording."""
    place = place_of(str(recording))
    found = scorings_beside(place.name, place.parent().names())
    if found:
        text = (
            f"{', '.join(found)} next to the recording was not used; give it with --scoring. A "
            "batch uses it."
        )
        typer.echo(f"\n{wrapped(text)}")
