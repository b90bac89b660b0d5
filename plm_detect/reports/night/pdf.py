"""A report as PDF, A4."""

from __future__ import annotations

import datetime as dt
import io
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plm_detect.reports.night.pdf_first_page import FONT, GREY, draw_first_page, text_line
from plm_detect.reports.sections import overview_alt
from plm_detect.version import program_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plm_detect.reports.night.lab import Lab
    from plm_detect.reports.sections import Content, ReportTable
    from plm_detect.results.night import Night
    from plm_detect.wording.language import Words

MARGIN_MM = 14.0
TITLE_MM, LEAST_ROOM_MM = 10.0, 22.0
TITLE_PT, SECTION_PT, TEXT_PT, SMALL_PT = 15, 11, 8.5, 6.5
SMALL_TABLES = ("rules", "settings", "inputs", "quality", "robustness")


def pdf(night: Night, report: Content, images: Mapping[str, bytes], lab: Lab, say: Words) -> bytes:
    """Return the document: the first page, and an appendix.

    Parameters
    ----------
    night : Night
    report : Content
    images : mapping of str to bytes
        PNG figures by name.
    lab : Lab
    say : Words
    """
    document = _document(report.disclaimer, say)
    document.set_title(f"{report.title}: {night.name}")
    document.add_page()
    draw_first_page(document, report, images, lab, say, overview_alt(night, say))
    document.add_page()
    text_line(document, say("appendix"), TITLE_PT, 9)
    for section in report.sections:
        shown = [images[name] for name, _ in section.figures if name in images]
        # A title stays on the page of its figure.
        room_mm = TITLE_MM + _height_mm(document, shown[0]) if shown else LEAST_ROOM_MM
        _section_title(document, section.title, room_mm)
        for name, alt in section.figures:
            if name in images:
                document.image(io.BytesIO(images[name]), w=document.epw, alt_text=alt)
                document.ln(1)
        for sentence in section.sentences:
            _text(document, sentence)
        for table in section.tables:
            _table(document, table)
    return bytes(document.output())


def _document(footer: str, say: Words) -> Any:
    import matplotlib as mpl
    from fpdf import FPDF

    class Document(FPDF):
        """A page with the disclaimer and its number at the foot."""

        def footer(self) -> None:
            self.set_y(-12)
            self.set_font(FONT, size=SMALL_PT)
            self.set_text_color(GREY)
            self.cell(w=self.epw - 25, text=footer)
            self.cell(w=25, text=say("page", n=self.page_no()), align="R")
            self.set_text_color(0)

    document = Document(format="A4")
    document.set_creation_date(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    document.set_producer(f"plm-detect {program_version()}")
    document.set_lang(say.language)
    document.set_margin(MARGIN_MM)
    document.set_auto_page_break(auto=True, margin=16)
    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    document.add_font(FONT, "", fonts / "DejaVuSans.ttf")
    document.add_font(FONT, "B", fonts / "DejaVuSans-Bold.ttf")
    return document


def _height_mm(document: Any, png: bytes) -> float:
    """Return how high a picture is in the width of the page; PNG has its size in bytes 16 to 24."""
    width, height = struct.unpack(">II", png[16:24])
    return float(document.epw * height / width)


def _section_title(document: Any, title: str, room_mm: float) -> None:
    if document.get_y() + room_mm > document.page_break_trigger:
        document.add_page()
    document.ln(2.5)
    document.set_font(FONT, "B", SECTION_PT)
    document.multi_cell(w=document.epw, h=6, text=title, new_x="LMARGIN", new_y="NEXT")


def _text(document: Any, sentence: str) -> None:
    document.set_font(FONT, size=TEXT_PT)
    document.multi_cell(
        w=document.epw, h=4.2, text=sentence, align="L", new_x="LMARGIN", new_y="NEXT"
    )


def _table(document: Any, table: ReportTable) -> None:
    from fpdf.fonts import FontFace

    document.set_font(FONT, size=SMALL_PT if table.name in SMALL_TABLES else 7.5)
    document.set_line_width(0.1)
    document.set_draw_color(GREY)
    with document.table(
        width=document.epw,
        col_widths=_widths(table),
        text_align="LEFT",
        line_height=3.6,
        padding=0.4,
        gutter_width=2,
        borders_layout="HORIZONTAL_LINES",
        headings_style=FontFace(emphasis="BOLD"),
    ) as drawn:
        head = drawn.row()
        for cell in table.head:
            head.cell(cell)
        for row in table.rows:
            line = drawn.row()
            for each in row:
                line.cell(each.text, align="RIGHT" if each.value is not None else "LEFT")
    document.ln(1)


def _widths(table: ReportTable) -> tuple[float, ...]:
    """Return relative widths of columns by what is in them, none too narrow or too wide."""
    columns = zip(table.head, *([cell.text for cell in row] for row in table.rows), strict=True)
    return tuple(float(min(max(*map(len, column), 9) + 3, 50)) for column in columns)
