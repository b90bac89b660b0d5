"""What ``plm-detect agree`` does once its options are read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from plm_detect.agreement.study import agree, agree_among
from plm_detect.cli.output.agreement_text import agreement_text
from plm_detect.errors import ScoringError
from plm_detect.files.extras import check_extra
from plm_detect.reports.agreement import write_agreement
from plm_detect.scorings.options import ScoringOptions

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.cli.options import ScoringChoices


def run_agree(
    sources: list[Path],
    *,
    among: Path | None,
    recordings: Path | None,
    out: Path | None,
    rules: str,
    choices: ScoringChoices,
    step_s: float,
    legs_scored: bool,
    jobs: int,
    report: bool,
    parquet: bool,
    quiet: bool,
) -> None:
    """Compare scorers."""
    _check(sources, among)
    options = ScoringOptions(**choices)
    common = {
        "recordings": recordings,
        "rules": rules,
        "scoring_options": options,
        "step_s": step_s,
        "legs_scored": legs_scored,
        "jobs": jobs or os.cpu_count() or 1,
    }
    if among is not None:
        found = agree_among(among, **common)  # type: ignore[arg-type]
    else:
        found = agree(sources[0], sources[1:], **common)  # type: ignore[arg-type]
    if out is not None:
        write_agreement(found, out, report=report, parquet=parquet)
    if not quiet:
        typer.echo(agreement_text(found))
        where = "Nothing was written; give --out DIR for tables and report."
        typer.echo(f"\n{where if out is None else f'Tables and report are in {out}'}")


def _check(sources: list[Path], among: Path | None) -> None:
    check_extra("agreement")
    if among is not None and sources:
        raise ScoringError("--among compares the scorers of one folder; leave out the others.")
    if among is None and len(sources) < 2:
        raise ScoringError("name a reference and at least one scorer to compare with it.")
