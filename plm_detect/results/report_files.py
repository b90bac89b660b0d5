"""Which reports of a night there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from plm_detect.errors import OutputError
from plm_detect.wording.language import words

if TYPE_CHECKING:
    from os import PathLike

Kind = Literal["both", "html", "pdf", "none"]
KINDS: tuple[str, ...] = get_args(Kind)
HTML_NAME, PDF_NAME = "report.html", "report.pdf"


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
    kind : {"both", "html", "pdf", "none"}
    language : str
        ``en`` or ``de``.
    lab : path-like or None
        TOML file with name, address, physician and logo of the lab.
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
    keep_identity: bool = False

    def __post_init__(self) -> None:
        check_kind(self.kind)
        words(self.language)


def names_of(kind: str) -> tuple[str, ...]:
    """Return the names of the files of a kind of report."""
    is_of = {HTML_NAME: kind in ("both", "html"), PDF_NAME: kind in ("both", "pdf")}
    return tuple(name for name, wanted in is_of.items() if wanted)
