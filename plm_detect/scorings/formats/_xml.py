"""XML scoring files, parsed safely."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError

from plm_detect.errors import ScoringError
from plm_detect.scorings.formats._texts import decoded, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEEPEST = 50
"""Elements within elements; scoring files have less than ten."""
_DECLARATION_ENDS = "?>"


def read_xml(path: Path) -> Element:
    """Return the root of an XML file, names without their namespaces.

    Entities, external references and document types are refused, as are files that are larger or
    deeper than a scoring can be.

    Raises
    ------
    ScoringError
        When the file is no such XML.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    text = decoded(read_bytes(path)).lstrip("\ufeff \t\r\n")
    if text.startswith("<?xml") and _DECLARATION_ENDS in text:
        # The declared encoding no longer holds; the text is decoded already.
        text = text.split(_DECLARATION_ENDS, 1)[1]
    parser = DefusedXMLParser(target=_Tree(), forbid_dtd=True)
    try:
        parser.feed(text)
        root: Element = parser.close()
    except _TooDeepError:
        raise ScoringError(f"{path}: its XML is nested too deeply to be a scoring.") from None
    except DefusedXmlException:
        raise ScoringError(
            f"{path}: its XML defines entities or a document type, which no scoring needs; "
            "it is not read, because such files can do harm."
        ) from None
    except (ParseError, ValueError, AttributeError, IndexError, AssertionError) as error:
        raise ScoringError(
            f"{path}: the XML cannot be read ({_first_line(error)}); export it again."
        ) from None
    return root


def text_of(element: Element, name: str) -> str | None:
    """Return the text of a child; None where there is no such child, or nothing in it."""
    child = element.find(name)
    return child.text.strip() if child is not None and child.text and child.text.strip() else None


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children of a name."""
    if element is not None:
        yield from element.findall(name)


class _TooDeepError(Exception):
    """XML is nested more deeply than a scoring is."""


class _Tree:
    """Builds elements without their namespaces, up to a depth."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.ended: Element | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag.rpartition("}")[2], dict(attributes))
        if self.open:
            self.open[-1].append(element)
        elif self.root is None:
            self.root = element
        self.open.append(element)
        self.ended = None
        if len(self.open) > DEEPEST:
            raise _TooDeepError

    def data(self, text: str) -> None:
        if self.ended is None and self.open:
            self.open[-1].text = (self.open[-1].text or "") + text

    def end(self, _tag: str) -> None:
        self.ended = self.open.pop()

    def close(self) -> Element:
        if self.root is None:
            raise ValueError("it is empty")
        return self.root


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else "it is no XML"
