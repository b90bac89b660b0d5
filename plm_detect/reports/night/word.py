"""The first page of a report as a Word document."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

from plm_detect.reports.sections import overview_alt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plm_detect.reports.night.lab import Lab
    from plm_detect.reports.sections import Content
    from plm_detect.results.night import Night
    from plm_detect.wording.language import Words

MARGIN_MM, WIDTH_MM, OVERVIEW_MM = 14.0, 182.0, 165.0
MAIN_PT, TEXT_PT, SMALL_PT = 30, 9, 7.5
LINE = "\u2009".join("_" * 12)
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Of every document, so that the same night gives the same bytes."""


def docx(night: Night, report: Content, images: Mapping[str, bytes], lab: Lab, say: Words) -> bytes:
    """Return the document.

    Parameters
    ----------
    night : Night
    report : Content
    images : mapping of str to bytes
        PNG figures by name.
    lab : Lab
    say : Words
    """
    from docx import Document
    from docx.shared import Mm, Pt

    first = report.first
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(MARGIN_MM)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(TEXT_PT)
    style.paragraph_format.space_after = Pt(2)
    document.core_properties.title = f"{report.title}: {night.name}"
    document.core_properties.author = lab.name
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = MADE
    document.core_properties.language = say.language

    for line in (
        lab.name,
        lab.address,
        lab.physician and f"{say('physician')}{say('colon')} {lab.physician}",
    ):
        if line:
            document.add_paragraph(line)
    if lab.logo is not None:
        document.add_picture(str(lab.logo), height=Mm(12))
    document.add_heading(report.title, 1)
    *columns, ((wide, value),) = first.fields
    rows = list(zip(*columns, strict=False))
    colon = say("colon")
    _table(document, [[f"{name}{colon} {each or LINE}" for name, each in row] for row in rows])
    document.add_paragraph(f"{wide}{colon} {value or LINE}")
    result = document.add_paragraph(f"{first.main.name}  ")
    number = result.add_run(first.main.value)
    number.bold, number.font.size = True, Pt(MAIN_PT)
    result.add_run(f"  {first.main.unit}")
    for i, verdict in enumerate(first.verdicts):
        document.add_paragraph().add_run(verdict).bold = not i
    figures = [f"{each.name}{colon} {each.value} {each.unit}".strip() for each in first.figures]
    _table(document, [figures[i : i + 2] for i in range(0, len(figures), 2)])
    if first.sleep:
        document.add_heading(say("sleep_in_numbers"), 2)
        values = [f"{each.value} {each.unit}".strip() for each in first.sleep]
        _table(document, [[each.name for each in first.sleep], values])
    document.add_heading(say("overview"), 2)
    if "overview" in images:
        picture = document.add_picture(io.BytesIO(images["overview"]), width=Mm(OVERVIEW_MM))
        picture._inline.docPr.set("descr", overview_alt(night, say))
    for title, lines in (
        (say("quality"), first.quality),
        (say("to_know"), first.to_know or (say("nothing_to_know"),)),
    ):
        document.add_heading(title, 2)
        for text in lines:
            document.add_paragraph(text, style="List Bullet")
    _signed(document, report, lab, say)
    target = io.BytesIO()
    document.save(target)
    return _dated_alike(target.getvalue())


def _signed(document: Any, report: Content, lab: Lab, say: Words) -> None:
    """Write how the number is read, the comment, and lines to sign."""
    first = report.first
    _small(document, " ".join(first.reading))
    document.add_heading(say("comment"), 2)
    document.add_paragraph(first.comment or LINE)
    values = (lab.patient.reviewed_by or LINE, LINE, LINE)
    names = (say("reviewed_by"), say("date"), say("signature"))
    pairs = zip(names, values, strict=True)
    _table(document, [[f"{name}{say('colon')} {value}" for name, value in pairs]])
    _small(document, report.disclaimer)


def _small(document: Any, text: str) -> None:
    from docx.shared import Pt

    document.add_paragraph().add_run(text).font.size = Pt(SMALL_PT)


def _table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    from docx.shared import Pt

    width = max(len(row) for row in rows)
    table = document.add_table(rows=0, cols=width)
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(SMALL_PT)


def _dated_alike(content: bytes) -> bytes:
    """Return an archive whose members bear the same date whenever it is made."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as read,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in read.namelist():
            member = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(member, read.read(name))
    return target.getvalue()
