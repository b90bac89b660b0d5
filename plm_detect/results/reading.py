"""Results read back: the night that a folder holds."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import zipfile
import zlib
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plm_detect.errors import OutputError, PlmDetectError
from plm_detect.files.columns import parse_csv
from plm_detect.files.outside import is_file, is_folder
from plm_detect.indices.classification import IndexClass
from plm_detect.indices.headline import Headline
from plm_detect.indices.sleep import SleepStatistics
from plm_detect.model.provenance import InputFile
from plm_detect.model.quality import TOO_LITTLE, QualityNote
from plm_detect.results import of_summary, of_tables
from plm_detect.results.night import Night
from plm_detect.results.seal import SUMMARY, digest, read_sealed
from plm_detect.results.traces import TRACES, traces_of
from plm_detect.results.typed import UnexpectedValueError, checked, made
from plm_detect.version import program_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from plm_detect.indices.robustness import Robustness
    from plm_detect.indices.table import Statistics
    from plm_detect.model.movements import Movements
    from plm_detect.model.quality import LegQuality
    from plm_detect.model.window import AnalysisWindow
    from plm_detect.results.comparison import RuleComparison
    from plm_detect.results.tables import Table

AGAIN = "score the night again."
TEXT_COLUMNS = (
    "side", "stage", "event", "channel", "measure", "unit", "grade", "LMtype", "Statistic", "part",
    "choice", "values",
)  # fmt: skip


def read_night(folder: str | PathLike[str]) -> Night:
    """Return the night that a folder of results holds; the inverse of `write_night`.

    Writing it again gives the same bytes. What the folder does not hold is empty: movements,
    calibrations and notes of the scoring (the notes of the night hold them).

    Parameters
    ----------
    folder : path-like
        Folder of one night, as `write_night` or ``plm-detect score`` wrote it.

    Returns
    -------
    Night

    Raises
    ------
    OutputError
        When the folder holds no results, or a file in it is missing, cut, changed or of another
        version of the program; the sentence names the file.
    """
    return SavedNight(folder).night()


class SavedNight:
    """A night in a folder of results, of which each part is read when it is asked for.

    For those who need little of many nights; `read_night` gives all of one.

    Parameters
    ----------
    folder : path-like

    Raises
    ------
    OutputError
        When the folder holds no results; and whenever a file that is asked for is missing, cut,
        changed or of another version of the program.
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self._folder = Path(folder)
        self._held: set[str] = set()
        if not is_file(self._folder / SUMMARY):
            what = (
                "this is a file and not a folder of results; score a recording first with "
                "plm-detect score, then name the folder that it made"
                if is_file(self._folder)
                else "there are no results here; name the folder of a scored night"
                if is_folder(self._folder)
                else "the folder does not exist; name the folder of a scored night"
            )
            raise OutputError(f"{self._folder}: {what}.")
        with self._reading():
            self._found, self._digests = read_sealed(self._folder)
            if self._found["version"] != program_version():
                raise ValueError("of another version")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn whatever can be wrong with results into one sentence."""
        try:
            yield
        except OutputError:
            raise
        except UnexpectedValueError as fault:
            raise OutputError(f"{self._folder / SUMMARY}: {fault}; {AGAIN}") from None
        except (
            OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, IndexError,
            StopIteration, RuntimeError, OverflowError, csv.Error, zipfile.BadZipFile, zlib.error,
            PlmDetectError,
        ):  # fmt: skip
            raise OutputError(
                f"{self._folder / SUMMARY}: these results are damaged or of another version of "
                f"plm-detect; {AGAIN}"
            ) from None

    def _content(self, name: str) -> bytes:
        path = self._folder / name
        expected = self._digests[name]
        if not path.is_file():
            raise OutputError(f"{path}: this file of the results is missing; {AGAIN}")
        content = path.read_bytes()
        if digest(content) != expected:
            raise OutputError(f"{path}: this file of the results was cut or changed; {AGAIN}")
        self._held.add(name)
        return content

    def _table(self, name: str) -> Table:
        return parse_csv(self._content(f"{name}.csv"), TEXT_COLUMNS)

    @cached_property
    def version(self) -> str:
        """Version of the program that wrote the results."""
        with self._reading():
            return str(self._found["version"])

    @cached_property
    def inputs(self) -> tuple[InputFile, ...]:
        """Files that went into the result."""
        with self._reading():
            found: tuple[InputFile, ...] = checked(
                self._found["inputs"], tuple[InputFile, ...], "inputs"
            )
            return found

    @cached_property
    def rules_name(self) -> str:
        """Name of the rule set."""
        with self._reading():
            return str(checked(self._found["rules"]["name"], str, "rules.name"))

    @cached_property
    def start(self) -> dt.datetime | None:
        """Time of the first sample."""
        with self._reading():
            start = self._found["recording"]["start"]
            return None if start is None else dt.datetime.fromisoformat(start)

    @cached_property
    def duration_s(self) -> float | None:
        """From the first to the last sample."""
        with self._reading():
            found = self._found["recording"]["duration_s"]
            duration_s: float | None = checked(found, float | None, "recording.duration_s")
            return duration_s

    @cached_property
    def settings_mark(self) -> str:
        """A mark that is the same for nights scored by the same rules, settings and detector."""
        with self._reading():
            names = ("rules", "settings", "detector", "version")
            text = json.dumps([self._found[name] for name in names], sort_keys=True)
            return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]

    @cached_property
    def window(self) -> AnalysisWindow:
        """The analysed part of the night."""
        with self._reading():
            return of_summary.window_of(self._found["analysis"])

    @cached_property
    def comparison(self) -> RuleComparison | None:
        """The night under several rule sets."""
        with self._reading():
            return of_summary.comparison_of(self._found["comparison"])

    @cached_property
    def headline(self) -> Headline:
        """The few numbers that people look at first."""
        with self._reading():
            return made(Headline, self._found["headline"], "headline")

    @cached_property
    def index_class(self) -> IndexClass:
        """On which side of the usual cut the index lies."""
        with self._reading():
            return made(IndexClass, self._found["index_class"], "index_class")

    @cached_property
    def sleep(self) -> SleepStatistics | None:
        """None without sleep stages."""
        with self._reading():
            sleep = self._found["sleep"]
            return None if sleep is None else made(SleepStatistics, sleep, "sleep")

    @cached_property
    def robustness(self) -> Robustness | None:
        """The index under varied choices."""
        with self._reading():
            return of_summary.robustness_of(self._found["robustness"])

    @cached_property
    def notes(self) -> tuple[QualityNote, ...]:
        """What the reader of the numbers should know."""
        with self._reading():
            found: tuple[QualityNote, ...] = checked(
                self._found["notes"], tuple[QualityNote, ...], "notes"
            )
            return found

    @property
    def is_too_little(self) -> bool:
        """Whether less sleep was analysed than an index needs."""
        return any(note.code == TOO_LITTLE for note in self.notes)

    @cached_property
    def quality(self) -> tuple[LegQuality, ...]:
        """Of the recording of each leg."""
        with self._reading():
            found = self._found["quality"]
            if found is None:
                return ()
            tables = self._table("quality"), self._table("excluded")
            return of_tables.quality_of(found["legs"], *tables)

    @cached_property
    def movements(self) -> Movements:
        """Movements after joining the legs."""
        with self._reading():
            return of_tables.movements_of(self._table("movements"))

    @cached_property
    def statistics(self) -> Statistics:
        """The table of 318 rows."""
        with self._reading():
            return of_tables.statistics_of(self._table("statistics"))

    @cached_property
    def supplement(self) -> Statistics:
        """More rows of the same form."""
        with self._reading():
            return of_tables.statistics_of(self._table("supplement"))

    def night(self) -> Night:
        """Return the whole night; every file of the folder is held against its digest."""
        with self._reading():
            found, detector = self._found, self._found["detector"]
            series, series_nr = of_tables.series_of(self._table("series"))
            night = Night(
                name=checked(found["recording"]["name"], str, "recording.name"),
                start=self.start,
                duration_s=self.duration_s,
                legs=tuple(of_summary.leg_of(each) for each in found["legs"]),
                quality=self.quality,
                scoring=of_tables.scoring_of(self._table("scoring")),
                window=self.window,
                leg_movements=of_tables.leg_movements_of(self._table("leg_movements")),
                movements=self.movements,
                statistics=self.statistics,
                supplement=self.supplement,
                series=series,
                series_nr=series_nr,
                positions=of_tables.positions_of(self._table("positions"))
                if "positions.csv" in self._digests
                else None,
                course=of_tables.course_of(self._table("course")),
                intervals=of_tables.intervals_of(self._table("intervals")),
                sleep=self.sleep,
                headline=self.headline,
                index_class=self.index_class,
                robustness=self.robustness,
                aasm=of_summary.result_of(found["aasm"]),
                comparison=self.comparison,
                immobilization=of_summary.immobilization_of(found["immobilization_test"]),
                rules=of_summary.rules_of(found["rules"]),
                settings=of_summary.settings_of(found["settings"]),
                detector=None if detector is None else _texts(detector, "detector"),
                inputs=self.inputs,
                notes=self.notes,
                traces=traces_of(self._content(TRACES)) if TRACES in self._digests else None,
            )
            for name in self._digests.keys() - self._held:
                self._content(name)
            return night


def _texts(saved: dict[str, Any], where: str) -> tuple[str, str]:
    """Return name and reference of a detector."""
    name, reference = (checked(saved[key], str, f"{where}.{key}") for key in ("name", "reference"))
    return name, reference
