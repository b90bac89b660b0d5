"""What ``plm-detect benchmark`` does once its options are read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from plm_detect.agreement.datasets.benchmark import benchmark
from plm_detect.agreement.datasets.layout import layouts
from plm_detect.cli.output.agreement_text import agreement_text, interval
from plm_detect.cli.output.layout import notes_of, row, table_of, wrapped
from plm_detect.cli.output.progress import SlowProgress
from plm_detect.errors import ScoringError
from plm_detect.files.extras import check_extra
from plm_detect.reports.benchmark import group_rows, write_benchmark
from plm_detect.wording.language import words

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.agreement.datasets.benchmark import Benchmark
    from plm_detect.model.quality import QualityNote

SHOWN_ALIKE = 5
SHARE_OF_COMPARING = 0.8
"""Of the time of a study on a data set."""


def run_benchmark(
    name: str | None,
    folder: Path | None,
    *,
    out: Path | None,
    rules: str,
    jobs: int,
    assumed_duration_s: float | None,
    language: str,
    report: bool,
    parquet: bool,
    quiet: bool,
) -> None:
    """Run the study on a public data set, or list what data sets there are."""
    if name is None:
        typer.echo(_list())
        return
    if folder is None:
        raise ScoringError("name the folder with your copy of the data set.")
    if out is None:
        raise ScoringError("name a folder for the results with --out.")
    check_extra("agreement")
    words(language)
    with SlowProgress(enabled=not quiet) as progress:
        found = benchmark(
            name,
            folder,
            out,
            rules=rules,
            jobs=jobs or os.cpu_count() or 1,
            assumed_duration_s=assumed_duration_s,
            tell=progress.part(0.0, SHARE_OF_COMPARING),
        )
        progress("writing tables and report", SHARE_OF_COMPARING)
        write_benchmark(found, out, report=report, parquet=parquet, language=language)
    if not quiet:
        typer.echo(_text(found))
        typer.echo(f"\n{wrapped(f'Results are in {out}')}")


def _list() -> str:
    return "\n".join(
        line
        for name, layout in layouts().items()
        for line in (row(name, layout.title), row("", layout.address))
    )


def _text(found: Benchmark) -> str:
    layout = found.layout
    lines = [row("Data set", layout.title), row("Source", layout.citation), ""]
    rows = [
        (
            each["title"],
            str(each["n_nights"]),
            *(f"{each[key]:.1f}" for key in ("median", "lower_quartile", "upper_quartile")),
            f"{100 * each['share_above_15']:.0f} %",
        )
        for each in group_rows(found)
    ]
    scorer = found.indices[0].scorer
    head = (f"PLMS/h by {scorer}", "nights", "median", "quartile", "quartile", "above 15/h")
    lines += [table_of(head, rows)]
    if found.area is not None:
        area = found.area
        apart = f"{layout.groups[layout.affected]} from {layout.groups[layout.unaffected]}"
        lines += ["", wrapped(f"Area under the ROC curve, {apart}: {interval(area, 3)}")]
    if found.agreement is not None:
        lines += ["", agreement_text(found.agreement)]
    return "\n".join([*lines, *_notes(found)])


def _notes(found: Benchmark) -> list[str]:
    """Return the notes; of those that many nights share the first few and their number."""
    by_code: dict[str, list[QualityNote]] = {}
    for note in found.notes:
        by_code.setdefault(note.code, []).append(note)
    lines = notes_of(note for same in by_code.values() for note in same[:SHOWN_ALIKE])
    more = sum(max(len(same) - SHOWN_ALIKE, 0) for same in by_code.values())
    if more:
        lines.append(f"- {more} more notes of these kinds are in benchmark.json.")
    return lines
