"""Formats of scored events: one module a format, and the one list of them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from plm_detect.scorings.content import Writer
    from plm_detect.scorings.events import Reader


@dataclass(frozen=True)
class Format:
    """A format of scored events.

    Attributes
    ----------
    name : str
        Short name, for the command line.
    title : str
        Name for people.
    module : str
        Module of this folder that reads and writes it: it follows the protocol `Reader`, and
        `Writer` where the format is written.
    ending : str
        Of the names of files that are written; empty for a format that is not.
    is_read : bool
    """

    name: str
    title: str
    module: str
    ending: str = ""
    is_read: bool = True

    def reader(self) -> Reader:
        """Return what reads it."""
        return cast("Reader", import_module(f"{__package__}.{self.module}"))

    def writer(self) -> Writer:
        """Return what writes it."""
        return cast("Writer", import_module(f"{__package__}.{self.module}"))


FORMATS = (
    Format("edf", "EDF+ annotations", "edfplus", ".edf"),
    Format("csv", "event table (CSV)", "event_table", ".csv"),
    Format("remlogic", "RemLogic event text", "remlogic", ".txt"),
    Format("nsrr", "NSRR XML", "nsrr", ".xml"),
    Format("profusion", "Compumedics Profusion XML", "profusion"),
    Format("edfbrowser", "EDFbrowser XML", "edfbrowser"),
    Format("rml", "Philips Respironics RML", "rml"),
    Format("domino", "SOMNOmedics DOMINO text", "domino"),
    Format("luna", "Luna .annot", "luna", ".annot"),
    Format("bids", "BIDS events.tsv", "bids", ".tsv"),
    Format("noxturnal", "Noxturnal event CSV", "noxturnal"),
    Format("twin", "Twin event list", "twin"),
    Format("sco", "Gamma event list (.sco.txt)", "sco"),
    Format("stg", "Gamma stage list (.stg.txt)", "stg"),
    Format("dreams", "DREAMS event list", "dreams"),
    Format("hypnogram", "list of stages (hypnogram text, .eannot)", "epochs"),
    Format("parquet", "Parquet", "parquet", ".parquet", is_read=False),
)
"""In this order files are recognised; the list of stages has no mark of its own and comes last."""
READ = tuple(each for each in FORMATS if each.is_read)
WRITTEN = tuple(each for each in FORMATS if each.ending)
