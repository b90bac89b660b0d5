"""The Markdown pages of the repository, read into code, tables, headings and links."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt  # what rich reads Markdown with

if TYPE_CHECKING:
    from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
DOCS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
PAGES = ("README.md", "CONTRIBUTING.md", "sample_data/README.md", *DOCS)
LINKED = (*PAGES, "CHANGELOG.md")
"""The changelog tells of earlier states: only its links are looked at."""
DRAWINGS = ("docs/architecture.md",)
"""Pages whose blocks without a language are neither commands nor what they print."""


@dataclass(frozen=True)
class Piece:
    """Code of a page: in a sentence, or as a block in some language ("" if it names none)."""

    page: str
    line: int
    text: str
    language: str = ""
    is_inline: bool = False


@functools.cache
def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@functools.cache
def tokens(page: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text_of(page))


@functools.cache
def pieces(page: str) -> list[Piece]:
    """Return all code of a page in its order; an indented block with imports is Python."""
    found: list[Piece] = []
    line = 1
    for token in tokens(page):
        if token.map:
            line = token.map[0] + 1
        if token.type == "code_block":
            language = "python" if token.content.startswith("import ") else ""
            found.append(Piece(page, line, token.content, language))
        elif token.type == "fence":
            found.append(Piece(page, line + 1, token.content, token.info.strip()))
        elif token.type == "inline":
            found += pieces_of_paragraph(page, line, token)
    return found


def pieces_of_paragraph(page: str, line: int, paragraph: Token) -> list[Piece]:
    found = []
    for token in paragraph.children or ():
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        elif token.type == "code_inline":
            found.append(Piece(page, line, token.content, is_inline=True))
    return found


def inline(page: str) -> list[Piece]:
    return [each for each in pieces(page) if each.is_inline]


def blocks(page: str) -> list[Piece]:
    return [each for each in pieces(page) if not each.is_inline]


def blocks_in(language: str) -> list[Piece]:
    return [each for page in PAGES for each in blocks(page) if each.language == language]


def drawings(page: str) -> list[str]:
    return [each.text for each in blocks(page) if page in DRAWINGS and not each.language]


def links(page: str) -> list[str]:
    """Return where links and pictures of a page lead to within the repository."""
    children = [child for token in tokens(page) for child in token.children or ()]
    targets = [str(each.attrs.get("href") or each.attrs.get("src") or "") for each in children]
    return [each for each in targets if each and "://" not in each]


def anchors(page: str) -> set[str]:
    """Return the anchors of the headings of a page as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def part_of(page: str, heading: str) -> str:
    """Return what stands below a heading of the second level."""
    return text_of(page).split(f"\n## {heading}\n")[1].split("\n## ")[0]


def table(page: str, *head: str) -> list[list[str]]:
    """Return the rows of the table that begins with these heads: each cell as it is written."""
    for part in re.findall(r"(?:^\|.*\n)+", text_of(page), re.MULTILINE):
        first, _, *rows = (cells(row) for row in part.splitlines())
        if first[: len(head)] == list(head):
            return rows
    raise AssertionError(f"{page} has no table with the columns {head}")


def cells(row: str) -> list[str]:
    """Return the cells of a row; one with a backslash before it is no border."""
    return [each.strip() for each in re.split(r"(?<!\\)\|", row)[1:-1]]


def column(page: str, *head: str, number: int = 0) -> list[str]:
    """Return a column of the table that begins with these heads."""
    return [row[number] for row in table(page, *head)]


def codes(text: str) -> list[str]:
    """Return all code in a text."""
    return re.findall(r"`([^`]+)`", text)


def codes_in_column(page: str, *head: str, number: int = 0) -> list[str]:
    return [code for cell in column(page, *head, number=number) for code in codes(cell)]
