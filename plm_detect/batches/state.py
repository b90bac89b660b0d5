"""The state of a batch: one SQLite file that holds what became of every recording."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from plm_detect.batches.jobs import Job
from plm_detect.errors import OutputError
from plm_detect.model.provenance import InputFile
from plm_detect.results.typed import UnexpectedValueError, checked, made

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from plm_detect.batches.outcome import Outcome

FILE = "batch.sqlite"
NIGHTS = "nights"
"""Folder of results, a folder for each recording."""
FORMAT = 1
"""Of the tables below; another number is another version of the program."""
LOCK = ".batch.lock"
DAMAGED = (
    "was written by another version of the program, or is damaged; use that version, or score the "
    "batch again into another folder."
)
PENDING, DONE, FAILED = "pending", "done", "failed"
SCHEMA = """
CREATE TABLE IF NOT EXISTS recordings (
    recording TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    job TEXT NOT NULL,
    status TEXT NOT NULL,
    key TEXT NOT NULL DEFAULT '',
    fingerprint TEXT NOT NULL DEFAULT '[]',
    inputs TEXT NOT NULL DEFAULT '[]',
    attempts INTEGER NOT NULL DEFAULT 0,
    seconds REAL,
    memory_mb REAL,
    error TEXT NOT NULL DEFAULT '',
    details TEXT NOT NULL DEFAULT '',
    grade TEXT NOT NULL DEFAULT '',
    plms_per_hour REAL,
    version TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class BatchRow:
    """What is known of a recording.

    Attributes
    ----------
    job : Job
    status : str
        ``pending``, ``done`` or ``failed``.
    key : str
        Mark of the settings it was scored with.
    fingerprint : str
        JSON of names, sizes and times of its files.
    inputs : list of dict
        Names, sizes and SHA-256 of its files.
    attempts : int
    seconds, memory_mb : float or None
    error, details : str
        One sentence; for a fault of the program its trace.
    grade : str
        Worst grade of the legs.
    plms_per_hour : float or None
    version : str
    """

    job: Job
    status: str
    key: str
    fingerprint: str
    inputs: list[dict[str, Any]]
    attempts: int
    seconds: float | None
    memory_mb: float | None
    error: str
    details: str
    grade: str
    plms_per_hour: float | None
    version: str


class State:
    """The state file of a batch.

    Parameters
    ----------
    folder : Path
        Where the batch writes; made when it does not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        with self._faults():
            folder.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(self.path, isolation_level=None)
            self._base.row_factory = sqlite3.Row
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=FULL")
            if self._is_new(has_results=(folder / NIGHTS).is_dir()):
                self._base.executescript(SCHEMA)
                self._base.execute(f"PRAGMA user_version={FORMAT}")

    def _is_new(self, *, has_results: bool) -> bool:
        """Tell whether nothing is kept yet.

        Raises
        ------
        OutputError
            When the state was emptied, or is of another program or version.
        """
        tables = {each[0] for each in self._base.execute("SELECT name FROM sqlite_master")}
        found = self._base.execute("PRAGMA user_version").fetchone()[0]
        if tables and (found != FORMAT or not {"recordings", "settings"} <= tables):
            raise OutputError(
                f"{self.path}: this state was written by another version of the program; use that "
                "version, or score the batch again into another folder."
            )
        if not tables and has_results:
            raise OutputError(
                f"{self.path}: the state of the batch was emptied, and the results next to it are "
                "known no longer; restore it from a copy, or score the batch again into another "
                "folder."
            )
        return not tables

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise OutputError(
                f"{self.path}: the state of the batch cannot be kept ({reason}); "
                "check the space and your rights there, then go on with --resume."
            ) from None

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def plan(self, jobs: Sequence[Job], again: Sequence[Job]) -> None:
        """Take note of jobs; those named again are to be done, whatever became of them before."""
        with self._faults(), self._at_once():
            for job in jobs:
                self._base.execute(
                    "INSERT INTO recordings (recording, name, job, status) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (recording) DO UPDATE SET job = excluded.job",
                    (job.recording, job.name, json.dumps(asdict(job)), PENDING),
                )
            self._base.executemany(
                "UPDATE recordings SET status = ?, error = '', details = '', attempts = 0 "
                "WHERE recording = ?",
                [(PENDING, job.recording) for job in again],
            )

    def record(self, job: Job, key: str, outcome: Outcome, attempts: int, version: str) -> None:
        """Take note of what became of a job."""
        with self._faults():
            self._base.execute(
                "UPDATE recordings SET status = ?, key = ?, fingerprint = ?, inputs = ?, "
                "attempts = ?, seconds = ?, memory_mb = ?, error = ?, details = ?, grade = ?, "
                "plms_per_hour = ?, version = ? WHERE recording = ?",
                (
                    DONE if outcome.is_done else FAILED,
                    key,
                    outcome.fingerprint,
                    json.dumps(outcome.inputs),
                    attempts,
                    outcome.seconds,
                    outcome.memory_mb,
                    outcome.error,
                    outcome.details,
                    outcome.grade,
                    outcome.plms_per_hour,
                    version,
                    job.recording,
                ),
            )

    def spoiled(self, name: str, error: str) -> None:
        """Take note that the results of a recording are damaged, so that it is scored again."""
        with self._faults():
            self._base.execute(
                "UPDATE recordings SET status = ?, error = ? WHERE name = ?", (FAILED, error, name)
            )

    def mended(self, name: str) -> None:
        """Take note that results that were damaged can be read again."""
        with self._faults():
            self._base.execute(
                "UPDATE recordings SET status = ?, error = '' WHERE name = ?", (DONE, name)
            )

    def seen(self, recording: str, fingerprint: str) -> None:
        """Take note that the files of a recording have other times and the same content."""
        with self._faults():
            self._base.execute(
                "UPDATE recordings SET fingerprint = ? WHERE recording = ?",
                (fingerprint, recording),
            )

    def rows(self) -> list[BatchRow]:
        """Return all recordings, ordered by name."""
        with self._faults():
            found = self._base.execute("SELECT * FROM recordings ORDER BY name").fetchall()
        return [_row(each, self.path) for each in found]

    def names(self) -> dict[str, str]:
        """Return the names that recordings have."""
        with self._faults():
            found = self._base.execute("SELECT recording, name FROM recordings").fetchall()
        return {each["recording"]: each["name"] for each in found}

    def keep(self, values: dict[str, Any]) -> None:
        """Keep what holds for the whole batch."""
        with self._faults(), self._at_once():
            self._base.executemany(
                "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = "
                "excluded.value",
                [(name, json.dumps(value)) for name, value in values.items()],
            )

    def kept(self) -> dict[str, Any]:
        """Return what was kept."""
        with self._faults():
            found = self._base.execute("SELECT name, value FROM settings ORDER BY name").fetchall()
        try:
            return {each["name"]: json.loads(each["value"]) for each in found}
        except (TypeError, ValueError, RecursionError):
            raise OutputError(f"{self.path}: its settings {DAMAGED}") from None

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")


def _row(found: sqlite3.Row, path: Path) -> BatchRow:
    try:
        return _row_of(dict(found))
    except UnexpectedValueError as fault:
        raise OutputError(f"{path}: {fault}; the state {DAMAGED}") from None
    except (TypeError, KeyError, ValueError, AttributeError, RecursionError):
        raise OutputError(f"{path}: this state {DAMAGED}") from None


def _row_of(values: dict[str, Any]) -> BatchRow:
    inputs = checked(json.loads(values["inputs"]), tuple[InputFile, ...], "inputs")
    names = {each.name for each in fields(BatchRow)} - {"job", "inputs"}
    return made(
        BatchRow,
        {name: values[name] for name in names} | {"job": None, "inputs": None},
        "recordings",
        job=made(Job, json.loads(values["job"]), "recordings.job"),
        inputs=[asdict(each) for each in inputs],
    )
