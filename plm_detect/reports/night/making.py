"""Make the reports of a night."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from plm_detect.errors import OutputError
from plm_detect.files.extras import check_extra
from plm_detect.files.whole import write_whole
from plm_detect.indices.classification import classify
from plm_detect.reports.night.content import content
from plm_detect.reports.night.figures import figures
from plm_detect.reports.night.html import html
from plm_detect.reports.night.lab import Lab
from plm_detect.reports.night.pdf import pdf
from plm_detect.results.report_files import DOCX_NAME, HTML_NAME, PDF_NAME, check_kind, names_of
from plm_detect.wording.language import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from plm_detect.results.night import Night
    from plm_detect.results.report_files import ReportChoices


def write_reports(
    night: Night,
    folder: str | PathLike[str],
    kind: str = "both",
    *,
    language: str = "en",
    lab: Lab | None = None,
) -> tuple[Path, ...]:
    """Write the reports of a night into a folder.

    Parameters
    ----------
    night : Night
        With traces, if the EMG is to be shown.
    folder : path-like
        It must exist; reports in it are replaced.
    kind : {"none", "html", "pdf", "docx", "both", "all"}
        ``both`` is HTML and PDF; ``docx`` is the first page alone.
    language : str
        ``en``, ``de`` or ``fr``.
    lab : Lab or None
        Head of the report.

    Returns
    -------
    tuple of Path

    Raises
    ------
    OutputError
        When there is no such kind or language, or the files cannot be written.
    """
    check_kind(kind)
    say = words(language)
    names = names_of(kind)
    if not names:
        return ()
    head = lab or Lab()
    _check_age(night, head)
    report, images = content(night, head, say), figures(night, say)
    made: dict[str, bytes] = {}
    if HTML_NAME in names:
        made[HTML_NAME] = html(night, report, images, head, say).encode("utf-8")
    if PDF_NAME in names:
        made[PDF_NAME] = pdf(night, report, images, head, say)
    if DOCX_NAME in names:
        check_extra("docx")
        from plm_detect.reports.night.word import docx

        made[DOCX_NAME] = docx(night, report, images, head, say)
    writers = {name: partial(_write, data=data) for name, data in made.items()}
    return write_whole(Path(folder), writers, "report")


def report_writers(
    night: Night, report: ReportChoices, lab: Lab
) -> tuple[Callable[[Path], None], ...]:
    """Return what writes the reports of a night into the folder of its results."""
    if report.kind == "none":
        return ()

    def write(folder: Path) -> None:
        write_reports(night, folder, report.kind, language=report.language, lab=lab)

    return (write,)


def _check_age(night: Night, lab: Lab) -> None:
    """Refuse a patient whose age asks for another cut than the night was classed by."""
    age, group = lab.patient.age_years, night.index_class.group
    if age is not None and classify(None, age).group != group:
        raise OutputError(
            f"{night.name}: the patient is {lab.patient.age} years old, and the index was classed "
            f"by the cut for {group}; score the night with --age {lab.patient.age}."
        )


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
