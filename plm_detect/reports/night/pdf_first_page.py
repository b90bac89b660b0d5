"""The first page of a report as PDF."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plm_detect.reports.night.lab import Lab
    from plm_detect.reports.sections import Content, Figure, FirstPage
    from plm_detect.wording.language import Words

FONT = "DejaVu"
TITLE_PT, SECTION_PT, TEXT_PT, SMALL_PT, MAIN_PT = 14, 9, 7.8, 7, 30
GREY = 90
OVERVIEW_MM = (88.0, 78.0, 68.0, 58.0, 48.0)
"""Heights of the overview; the first is taken with which all stays on one page."""
LEAST_COMMENT_MM, SIGNATURES_MM = 12.0, 12.0
SHARES = (0.31, 0.4, 0.29)
"""Of the width, for the groups of fields."""
MAIN_MM = 42.0
SMALLEST_PT = 4.5


def draw_first_page(
    document: Any,
    report: Content,
    images: Mapping[str, bytes],
    lab: Lab,
    say: Words,
    overview_alt: str,
) -> None:
    """Draw the page that is signed; the overview is as high as the texts leave room for.

    Parameters
    ----------
    document : fpdf.FPDF
        With an empty page.
    report : Content
    images : mapping of str to bytes
        PNG figures by name.
    lab : Lab
    say : Words
    overview_alt : str
        The message of the overview in words.
    """
    for overview_mm in OVERVIEW_MM:
        with document.offset_rendering() as trial:
            _draw(trial, report, images, lab, say, overview_alt, overview_mm)
        if not trial.page_break_triggered:
            break
    _draw(document, report, images, lab, say, overview_alt, overview_mm)


def _draw(
    document: Any,
    report: Content,
    images: Mapping[str, bytes],
    lab: Lab,
    say: Words,
    overview_alt: str,
    overview_mm: float,
) -> None:
    first = report.first
    _head(document, lab, say)
    text_line(document, report.title, TITLE_PT, 7.5)
    _fields(document, first.fields[:3])
    _wide_field(document, *first.fields[3][0])
    _result(document, first)
    if first.sleep:
        text_line(document, say("sleep_in_numbers"), SECTION_PT, 5)
        _row(document, first.sleep)
    text_line(document, say("overview"), SECTION_PT, 5)
    if "overview" in images:
        document.image(
            io.BytesIO(images["overview"]), w=document.epw, h=overview_mm, keep_aspect_ratio=True,
            alt_text=overview_alt,
        )  # fmt: skip
    _lists(document, ((say("quality"), first.quality),
                      (say("to_know"), first.to_know or (say("nothing_to_know"),))))  # fmt: skip
    document.ln(0.8)
    _small(document, " ".join(first.reading), document.epw)
    text_line(document, say("comment"), SECTION_PT, 5)
    y = document.get_y()
    height = max(document.page_break_trigger - SIGNATURES_MM - y, LEAST_COMMENT_MM)
    document.rect(document.l_margin, y, document.epw, height)
    document.set_xy(document.l_margin + 1, y + 1)
    _write(document, first.comment, document.epw - 2, TEXT_PT)
    document.set_y(y + height)
    _signatures(document, lab, say)


def text_line(document: Any, text: str, size: float, height: float) -> None:
    """Write a heading."""
    document.set_font(FONT, "B", size)
    document.cell(w=document.epw, h=height, text=text, new_x="LMARGIN", new_y="NEXT")


def _write(document: Any, text: str, width: float, size: float, height: float = 3.5) -> None:
    document.set_font(FONT, size=size)
    if not text:
        return
    document.multi_cell(w=width, h=height, text=text, align="L", new_x="LEFT", new_y="NEXT")


def _small(document: Any, text: str, width: float) -> None:
    document.set_text_color(GREY)
    _write(document, text, width, 6.6, 3.0)
    document.set_text_color(0)


def _head(document: Any, lab: Lab, say: Words) -> None:
    top = document.get_y()
    if lab.logo is not None:
        document.image(lab.logo, x=document.w - document.r_margin - 40, y=top, w=40, h=12,
                       keep_aspect_ratio=True, alt_text=lab.name or say("logo"))  # fmt: skip
        document.set_xy(document.l_margin, top)
    for line in (
        lab.name,
        lab.address,
        lab.physician and f"{say('physician')}{say('colon')} {lab.physician}",
    ):
        if line:
            _write(document, line, document.epw - 45, TEXT_PT)
    document.set_xy(document.l_margin, max(document.get_y(), top + 13 * (lab.logo is not None)))


def _fields(document: Any, groups: Sequence[Sequence[tuple[str, str]]]) -> None:
    left, top, lowest = document.l_margin, document.get_y(), 0.0
    for group, share in zip(groups, SHARES, strict=True):
        width = share * document.epw
        document.set_y(top)
        for name, value in group:
            document.set_x(left)
            document.set_text_color(GREY)
            _fitted(document, name, 22, 4.2, SMALL_PT)
            document.set_text_color(0)
            document.set_font(FONT, size=SMALL_PT)
            if value:
                document.multi_cell(w=width - 25, h=4.2, text=value, align="L",
                                    new_x="LMARGIN", new_y="NEXT")  # fmt: skip
            else:
                y = document.get_y() + 3.8
                document.line(left + 23, y, left + width - 2, y)
                document.ln(4.2)
        lowest = max(lowest, document.get_y())
        left += width
    document.set_xy(document.l_margin, lowest + 1.5)


def _wide_field(document: Any, name: str, value: str) -> None:
    document.set_text_color(GREY)
    _fitted(document, name, 22, 4.2, SMALL_PT)
    document.set_text_color(0)
    document.set_font(FONT, size=SMALL_PT)
    y, left = document.get_y(), document.l_margin + 23
    document.set_x(left)
    if value:
        document.multi_cell(w=document.epw - 23, h=3.6, text=value, align="L", new_x="LMARGIN",
                            new_y="NEXT")  # fmt: skip
    else:
        document.line(left, y + 3.8, document.l_margin + document.epw, y + 3.8)
        document.ln(4.2)
    document.set_xy(document.l_margin, document.get_y() + 1)


def _fitted(document: Any, text: str, width: float, height: float, size: float) -> None:
    """Write a line in letters small enough for a width."""
    document.set_font(FONT, size=size)
    while size > SMALLEST_PT and document.get_string_width(text) > width - 1:
        size -= 0.2
        document.set_font(FONT, size=size)
    document.cell(w=width, h=height, text=text)


def _result(document: Any, first: FirstPage) -> None:
    top, left = document.get_y(), document.l_margin
    document.set_xy(left + 2, top + 2)
    document.set_font(FONT, "B", SECTION_PT)
    document.multi_cell(w=MAIN_MM - 4, h=4, text=first.main.name, new_x="LEFT", new_y="NEXT")
    document.set_font(FONT, "B", MAIN_PT)
    document.cell(w=MAIN_MM - 4, h=12, text=first.main.value, new_x="LEFT", new_y="NEXT")
    _small(document, first.main.unit, MAIN_MM - 4)
    lowest = document.get_y()
    document.set_xy(left + MAIN_MM, top + 2)
    for i, line in enumerate(first.verdicts):
        document.set_x(left + MAIN_MM)
        document.set_font(FONT, "" if i else "B", TEXT_PT)
        document.multi_cell(w=document.epw - MAIN_MM - 2, h=3.6, text=line, align="L",
                            new_x="LMARGIN", new_y="NEXT")  # fmt: skip
    document.ln(0.8)
    _grid(document, first.figures, left + MAIN_MM, document.epw - MAIN_MM - 2, 2)
    lowest = max(lowest, document.get_y()) + 1.5
    document.set_line_width(0.5)
    document.rect(left, top, document.epw, lowest - top)
    document.set_line_width(0.2)
    document.set_xy(left, lowest + 0.5)


def _grid(document: Any, figures: Sequence[Figure], left: float, width: float, n: int) -> None:
    top, height = document.get_y(), 4.2
    for i, each in enumerate(figures):
        column, row = i % n, i // n
        document.set_xy(left + column * width / n, top + row * height)
        document.set_font(FONT, "B", TEXT_PT)
        document.cell(w=10, h=height, text=each.value)
        _fitted(document, f"{each.name} {each.unit}".strip(), width / n - 11, height, SMALL_PT)
    document.set_xy(document.l_margin, top + -(-len(figures) // n) * height)


def _row(document: Any, figures: Sequence[Figure]) -> None:
    width, top = document.epw / len(figures), document.get_y()
    for i, each in enumerate(figures):
        document.set_xy(document.l_margin + i * width, top)
        document.set_text_color(GREY)
        _fitted(document, each.name, width - 1, 3, SMALL_PT)
        document.set_xy(document.l_margin + i * width, top + 3)
        document.set_text_color(0)
        document.set_font(FONT, "B", TEXT_PT)
        document.cell(h=4, text=each.value)
        document.set_font(FONT, size=6.6)
        if each.unit:
            document.cell(h=4, text=each.unit)
    document.set_xy(document.l_margin, top + 7.5)


def _lists(document: Any, lists: Sequence[tuple[str, Sequence[str]]]) -> None:
    width, top, lowest = document.epw / len(lists), document.get_y(), 0.0
    for i, (title, lines) in enumerate(lists):
        document.set_xy(document.l_margin + i * width, top)
        document.set_font(FONT, "B", SECTION_PT)
        document.cell(w=width - 3, h=5, text=title, new_x="LEFT", new_y="NEXT")
        for line in lines:
            _write(document, line, width - 3, 6.8, 3.1)
        lowest = max(lowest, document.get_y())
    document.set_xy(document.l_margin, lowest)


def _signatures(document: Any, lab: Lab, say: Words) -> None:
    document.ln(8)
    y, left = document.get_y(), document.l_margin
    for name, value, share in ((say("reviewed_by"), lab.patient.reviewed_by, 0.4),
                               (say("date"), "", 0.2), (say("signature"), "", 0.4)):  # fmt: skip
        width = share * document.epw
        if value:
            document.set_xy(left, y - 4)
            document.set_font(FONT, size=TEXT_PT)
            document.cell(w=width - 4, h=3.5, text=value)
        document.line(left, y, left + width - 4, y)
        document.set_xy(left, y + 0.4)
        _small(document, name, width - 4)
        left += width
