"""Which reports of a night there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from plm_detect.errors import OutputError
from plm_detect.files.extras import check_extra
from plm_detect.wording.language import words

if TYPE_CHECKING:
    from os import PathLike

Kind = Literal["both", "html", "pdf", "docx", "all", "none"]
KINDS: tuple[str, ...] = get_args(Kind)
HTML_NAME, PDF_NAME, DOCX_NAME = "report.html", "report.pdf", "report.docx"
OF_KIND = {
    "both": (HTML_NAME, PDF_NAME),
    "html": (HTML_NAME,),
    "pdf": (PDF_NAME,),
    "docx": (DOCX_NAME,),
    "all": (HTML_NAME, PDF_NAME, DOCX_NAME),
    "none": (),
}
REPORT_NAMES = tuple(dict.fromkeys(name for names in OF_KIND.values() for name in names))


def check_kind(kind: str) -> None:
    """Refuse a kind of report that there is not.

    Raises
    ------
    OutputError
    """
    if kind not in KINDS:
        raise OutputError(f"there is no report {kind!r}; choose from {', '.join(KINDS)}.")


@dataclass(frozen=True)
class ReportChoices:
    """Which report of a night is made, and what stands at its head.

    Attributes
    ----------
    kind : {"both", "html", "pdf", "docx", "all", "none"}
        ``both`` is HTML and PDF; ``docx`` is the first page alone.
    language : str
        One of `plm_detect.wording.language.languages`.
    lab : path-like or None
        TOML file with name, address, physician and logo of the lab.
    patient : path-like or None
        TOML file with the fields of the first page.
    keep_identity : bool
        Whether the patient line of the recording is put on the report.

    Raises
    ------
    OutputError
        When there is no such kind or language.
    """

    kind: str = "both"
    language: str = "en"
    lab: str | PathLike[str] | None = None
    patient: str | PathLike[str] | None = None
    keep_identity: bool = False

    def __post_init__(self) -> None:
        check_kind(self.kind)
        if DOCX_NAME in names_of(self.kind):
            check_extra("docx")
        words(self.language)


def names_of(kind: str) -> tuple[str, ...]:
    """Return the names of the files of a kind of report."""
    return OF_KIND[kind]
