"""What ``plm-detect score`` does once its options are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plm_detect.cli.output.progress import SlowProgress
from plm_detect.cli.output.results import show
from plm_detect.cli.work.report import checked_lab, report_writers
from plm_detect.model.settings import DetectionSettings
from plm_detect.pipeline.score import score
from plm_detect.results.folder import check_output, write_night
from plm_detect.scorings.options import ScoringOptions

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.cli.options import LegOptions, ReadingOptions, ReportOptions, ScoringChoices


def run_score(
    *,
    recording: Path,
    scoring: list[Path],
    choices: ScoringChoices,
    rules: str,
    out: Path | None,
    overwrite: bool,
    legs: LegOptions,
    signal: dict[str, Any],
    reading: ReadingOptions,
    report: ReportOptions,
    calibration_uv: float | None,
    detector: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Score one recording."""
    settings = DetectionSettings(**signal)
    if out is not None and recording.is_file():
        check_output(out, recording.stem, overwrite=overwrite)
    lab = checked_lab(report, recording if recording.is_file() else None)
    wants_report = out is not None and report["kind"] != "none"
    with SlowProgress(enabled=not quiet) as progress:
        night = score(
            recording,
            scoring=scoring,
            scoring_options=ScoringOptions(**choices),
            rules=rules,
            settings=settings,
            calibration_uv=calibration_uv,
            detector=detector,
            traces=wants_report,
            progress=progress,
            **legs,
            **reading,
        )
        folder = None
        if out is not None:
            extra = report_writers(night, report, lab)
            folder = write_night(night, out, overwrite=overwrite, extra=extra)
    show(night, None, folder, as_json=as_json, quiet=quiet)
