"""What ``plm-detect agree`` does once its options are read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import typer

from plm_detect.agreement.study import agree, agree_among
from plm_detect.cli.output.agreement_text import agreement_text
from plm_detect.cli.output.layout import wrapped
from plm_detect.cli.output.progress import SlowProgress
from plm_detect.errors import ScoringError
from plm_detect.files.extras import check_extra
from plm_detect.reports.agreement import write_agreement
from plm_detect.scorings.options import ScoringOptions
from plm_detect.wording.language import words

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.cli.options import ScoringChoices

SHARE_OF_COMPARING = 0.6
"""Of the time of a study with tables and report."""


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
    language: str,
    report: bool,
    parquet: bool,
    quiet: bool,
) -> None:
    """Compare scorers."""
    _check(sources, among)
    words(language)
    options = ScoringOptions(**choices)
    common: dict[str, Any] = {
        "recordings": recordings,
        "rules": rules,
        "scoring_options": options,
        "step_s": step_s,
        "legs_scored": legs_scored,
        "jobs": jobs or os.cpu_count() or 1,
    }
    end = 1.0 if out is None else SHARE_OF_COMPARING
    with SlowProgress(enabled=not quiet) as progress:
        common["tell"] = progress.part(0.0, end)
        if among is not None:
            found = agree_among(among, **common)
        else:
            found = agree(sources[0], sources[1:], **common)
        if out is not None:
            progress("writing tables and report" if report else "writing tables", end)
            write_agreement(found, out, report=report, parquet=parquet, language=language)
    if not quiet:
        typer.echo(agreement_text(found))
        where = "Nothing was written; give --out DIR for tables and report."
        made = "Tables and report" if report else "Tables"
        typer.echo(f"\n{wrapped(where if out is None else f'{made} are in {out}')}")


def _check(sources: list[Path], among: Path | None) -> None:
    check_extra("agreement")
    if among is not None and sources:
        raise ScoringError("--among compares the scorers of one folder; leave out the others.")
    if among is None and len(sources) < 2:
        raise ScoringError("name a reference and at least one scorer to compare with it.")
