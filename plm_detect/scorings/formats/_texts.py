"""Text files of unknown encoding, and numbers in them."""

from __future__ import annotations

import csv
import math
import re
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.files.outside import open_regular
from plm_detect.files.quoting import quoted
from plm_detect.scorings.vocabulary.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MOST_BYTES = 64 * 2**20
"""A night's scoring is a few megabytes at most."""
BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decoded(raw: bytes) -> str:
    """Return text whose encoding its first bytes or its content tell: UTF-8, UTF-16, Latin-1."""
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    if raw[1:2] == b"\x00":
        return raw.decode("utf-16-le", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        # The head of a file may end within a character.
        if error.start >= len(raw) - 3:
            return raw[: error.start].decode("utf-8")
        return raw.decode("latin-1")


def read_bytes(path: Path) -> bytes:
    """Return the content of a scoring file.

    Raises
    ------
    ScoringError
        When it cannot be read or is too large for a scoring.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ScoringError(
                f"{path}: it is larger than {MOST_BYTES // 2**20} MB, which no scoring is; "
                "choose the file with the scoring."
            )
        with open_regular(path) as file:
            return file.read()
    except OSError as error:
        raise ScoringError(f"{path}: the scoring file cannot be read ({error.strerror}).") from None


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file without their ends.

    Raises
    ------
    ScoringError
        When it cannot be read.
    """
    return decoded(read_bytes(path)).splitlines()


def rows(path: Path, lines: list[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the cells of each line.

    Raises
    ------
    ScoringError
        When a line is no row of a table.
    """
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        before = reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ScoringError(
                f"{path}: line {reader.line_num} is no readable row of a table; export it again."
            ) from None
        if reader.line_num > before + 1:
            raise ScoringError(
                f"{path}: line {before + 1} has a quotation mark that is not closed in the same "
                "line; correct it."
            )
        yield [cell.strip() for cell in row]


def check_width(path: Path, where: str, row: list[str], names: Sequence[str]) -> None:
    """Refuse a row with more cells than there are names of columns.

    Raises
    ------
    ScoringError
    """
    if len(row) > len(names) and any(row[len(names) :]):
        raise ScoringError(
            f"{path}: {where} has {len(row)} cells and the first line {len(names)}; put quotation "
            "marks around a cell that holds a comma, or write decimal points."
        )


def seconds(path: Path, where: str, text: str) -> float:
    """Return a number of seconds; a decimal comma is taken too.

    Parameters
    ----------
    path : Path
    where : str
        Place in the file, for the message.
    text : str

    Raises
    ------
    ScoringError
        When it is no finite number.
    """
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > 1e8:
        raise ScoringError(
            f"{path}: {where} has {quoted(text)} instead of a number of seconds; "
            "correct it or export again."
        )
    return value


CHANNEL_MARK = "@@"
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def label_and_channel(text: str) -> tuple[str, str]:
    """Return label and channel of a text: ``label@@channel``, or an XML element as MASS has it.

    In an element the name of the group says what it is where the vocabulary knows it, else its own
    name; in MASS that of the scorer stands there.
    """
    if text.startswith("<Event"):
        found = dict(_ATTRIBUTE.findall(text))
        group, name = found.get("groupName", ""), found.get("name", "")
        label = group if known().kind_of(group) or not name else name
        return (label or text).strip(), found.get("channel", "").strip()
    label, _, channel = text.partition(CHANNEL_MARK)
    return label.strip(), channel.strip()
