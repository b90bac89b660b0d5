"""Which reports of a night there are."""

from __future__ import annotations

from typing import Literal, get_args

from plm_detect.errors import OutputError

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


def names_of(kind: str) -> tuple[str, ...]:
    """Return the names of the files of a kind of report."""
    is_of = {HTML_NAME: kind in ("both", "html"), PDF_NAME: kind in ("both", "pdf")}
    return tuple(name for name, wanted in is_of.items() if wanted)
