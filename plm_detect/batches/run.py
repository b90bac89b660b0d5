"""Run a batch: what is new is scored, what is done is left, what failed is told."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from plm_detect.batches.cohort import write_cohort
from plm_detect.batches.engine import outcomes, scorers
from plm_detect.batches.jobs import find_jobs, named
from plm_detect.batches.settings import BatchSettings, stored_settings
from plm_detect.batches.state import DONE, FAILED, FILE, LOCK, NIGHTS, PENDING, State
from plm_detect.batches.worker import WORK, Work, fingerprint_of, remove_results
from plm_detect.errors import OutputError, RecordingError, SettingsError
from plm_detect.files.digests import input_files
from plm_detect.files.extras import check_extra
from plm_detect.files.names import safe_name
from plm_detect.files.outside import is_file
from plm_detect.files.places import Place, is_url, place_of
from plm_detect.version import program_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from plm_detect.batches.engine import Scorers
    from plm_detect.batches.jobs import Job
    from plm_detect.batches.outcome import Outcome
    from plm_detect.batches.state import BatchRow

    Tell = Callable[[Job, Outcome, int, int], None]
    TellStage = Callable[[str, int], None]

TABLES_ARE_BEHIND = "tables_are_behind"
"""Kept in the state from the first recording of a run until its tables are written."""


@dataclass(frozen=True)
class BatchResult:
    """What came of a batch.

    Attributes
    ----------
    rows : tuple of BatchRow
        All recordings that the folder knows.
    n_scored, n_failed, n_skipped : int
        Of the recordings of this run: scored now, failed, and done before.
    n_others : int
        Recordings of earlier runs that are not among the inputs of this one; they stay in the
        tables.
    damaged : tuple of (str, str)
        Recordings whose results are damaged and left out of the tables, and why.
    """

    rows: tuple[BatchRow, ...]
    n_scored: int
    n_failed: int
    n_skipped: int
    n_others: int
    damaged: tuple[tuple[str, str], ...] = ()


def batch(
    inputs: str | PathLike[str] | Sequence[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    settings: BatchSettings | None = None,
    jobs: int = 0,
    scheduler: str | None = None,
    resume: bool = False,
    state: str | PathLike[str] | None = None,
    parquet: bool = True,
    tell: Tell | None = None,
    tell_stage: TellStage | None = None,
) -> BatchResult:
    """Score many recordings.

    Parameters
    ----------
    inputs : path-like, URL or sequence of them
        Folders, files, patterns, and manifests: CSV files with a column ``recording``.
    out : path-like or URL
        Where results, tables and the state of the batch go.
    settings : BatchSettings or None
    jobs : int
        Processes on this machine; 0 for as many as there are processors.
    scheduler : str or None
        Address of a Dask scheduler, in place of processes of its own.
    resume : bool
        Whether to go on with a batch that has begun in this folder.
    state : path-like or None
        Folder of the state; needed where ``out`` is an URL.
    parquet : bool
        Whether to write the tables of the cohort as Parquet too.
    tell : callable or None
        Called with each job that ended, its outcome, how many ended and how many there are.
    tell_stage : callable or None
        Called when recordings begin to be scored, and when the tables of the cohort begin to be
        written, with how many there are.

    Returns
    -------
    BatchResult

    Raises
    ------
    PlmDetectError
        When nothing is found, results cannot be written, or the cluster goes away. What was done
        until then is kept.
    """
    check_extra("batch")
    chosen = settings or BatchSettings()
    place = place_of(str(out))
    if jobs < 0:
        raise SettingsError(f"jobs is the number of processes, or 0 for all; {jobs} is too small.")
    given = [inputs] if isinstance(inputs, str | PathLike) else inputs
    texts = [str(each) for each in given]
    without = None if place.is_remote else Path(place.text) / NIGHTS
    unnamed = find_jobs(texts, chosen.patterns, without=without)
    with held(place, state, resume=resume) as kept:
        kept.keep({"inputs": texts, "settings": asdict(chosen), "version": program_version()})
        found = named(unnamed, kept.names())
        todo = undone(kept, found, chosen, place)
        kept.plan(found, todo)
        n_scored = n_failed = 0
        if tell_stage is not None:
            tell_stage("scoring", len(todo))
        if todo:
            with scorers(min(jobs, len(todo)) if jobs else 0, scheduler) as scoring:
                for ended, (job, outcome) in enumerate(
                    run_jobs(scoring, kept, todo, Work(chosen, place.text)), start=1
                ):
                    n_scored += outcome.is_done
                    n_failed += not outcome.is_done
                    if tell is not None:
                        tell(job, outcome, ended, len(todo))
        if tell_stage is not None:
            tell_stage("tables", len(found))
        damaged = write_tables(kept, place, chosen, parquet=parquet)
        rows = kept.rows()
        n_others = len({row.job.recording for row in rows} - {job.recording for job in found})
        n_before = len(found) - len(todo)
        return BatchResult(tuple(rows), n_scored, n_failed, n_before, n_others, damaged)


def write_tables(
    kept: State, out: Place, settings: BatchSettings, *, parquet: bool
) -> tuple[tuple[str, str], ...]:
    """Write the tables and the page of a cohort, and take note of damaged results.

    Returns
    -------
    tuple of (str, str)
        Recordings whose results are damaged, and why; they count as failed from now on, so that
        ``--resume`` scores them again.
    """
    damaged = write_cohort(kept.rows(), out, settings, parquet=parquet)
    kept.keep({TABLES_ARE_BEHIND: False})
    for row in kept.rows():
        if row.job.name in damaged:
            kept.spoiled(row.job.name, damaged[row.job.name])
        elif row.status == FAILED and row.inputs:
            kept.mended(row.job.name)
    return tuple(damaged.items())


@contextmanager
def held(out: Place, state: str | PathLike[str] | None, *, resume: bool) -> Iterator[State]:
    """Give the state of a batch, which nobody else may work on meanwhile.

    Raises
    ------
    OutputError
        When somebody does, when it cannot be kept, or when it has begun before and is not to be
        gone on with.
    """
    from filelock import FileLock, Timeout

    folder = _state_folder(out, state)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        lock.acquire(timeout=0)
    except Timeout:
        raise OutputError(
            f"{folder}: another batch works on this folder; wait until it ends, or name another "
            "one with --out."
        ) from None
    except OSError as error:
        raise OutputError(
            f"{folder}: results cannot be written there ({error.strerror}); choose another folder."
        ) from None
    try:
        kept = State(folder)
        try:
            if kept.names() and not resume:
                raise OutputError(
                    f"{folder}: a batch has begun there before; go on with --resume, or name "
                    "another folder with --out."
                )
            if not out.is_remote:
                shutil.rmtree(Path(out.text) / WORK, ignore_errors=True)
            yield kept
        finally:
            if not out.is_remote:
                shutil.rmtree(Path(out.text) / WORK, ignore_errors=True)
            kept.close()
    finally:
        lock.release()


def _state_folder(out: Place, state: str | PathLike[str] | None) -> Path:
    if state is not None:
        return Path(state)
    if out.is_remote:
        raise OutputError(
            f"{out.text}: the state of a batch is kept on this machine; name a folder with --state."
        )
    return Path(out.text)


def undone(
    kept: State,
    jobs: Sequence[Job],
    settings: BatchSettings,
    out: Place,
    *,
    failed_too: bool = True,
) -> list[Job]:
    """Return the jobs that are not done yet, or not with these files and settings.

    Parameters
    ----------
    kept : State
    jobs : sequence of Job
    settings : BatchSettings
    out : Place
    failed_too : bool
        Whether those belong to them that failed with just these files and settings.
    """
    rows = {row.job.recording: row for row in kept.rows()}
    todo = []
    for job in jobs:
        row = rows.get(job.recording)
        if row is not None and row.status == DONE and _is_valid(kept, job, row, settings, out):
            continue
        if (
            row is not None
            and row.status == FAILED
            and not failed_too
            and _is_same(job, row, settings)
        ):
            continue
        todo.append(job)
    return todo


def _is_same(job: Job, row: BatchRow, settings: BatchSettings) -> bool:
    try:
        return row.key == settings.key(job) and row.fingerprint == fingerprint_of(job)
    except OSError:
        return True


def _is_valid(kept: State, job: Job, row: BatchRow, settings: BatchSettings, out: Place) -> bool:
    """Tell whether the results of a job still stand."""
    results = out.child(NIGHTS).child(safe_name(job.name)).child("summary.json")
    if row.key != settings.key(job) or not results.exists():
        return False
    try:
        fingerprint = fingerprint_of(job)
        if fingerprint != row.fingerprint:
            if not _same_content(job, row):
                return False
            kept.seen(job.recording, fingerprint)
    except (OSError, RecordingError):
        # Its results stand though the recording is away now.
        return True
    return True


def _same_content(job: Job, row: BatchRow) -> bool:
    """Tell whether files with other times hold the same; of URLs it is not known."""
    texts = (job.recording, *job.scorings)
    if any(is_url(each) for each in texts):
        return False
    found = [asdict(each) for each in input_files([Path(each) for each in texts])]
    return json.dumps(found) == json.dumps(row.inputs)


def run_jobs(
    scoring: Scorers, kept: State, todo: Sequence[Job], work: Work
) -> Iterator[tuple[Job, Outcome]]:
    """Yield what became of each job, after it was taken note of.

    Raises
    ------
    OutputError
        When results cannot be written.
    """
    version = program_version()
    if todo:
        kept.keep({TABLES_ARE_BEHIND: True})
    for job, outcome, attempts in outcomes(scoring, todo, work):
        if outcome.stops:
            raise OutputError(outcome.error)
        if not outcome.is_done:
            # Earlier ones are of other files or settings.
            remove_results(job, work.out)
        kept.record(job, work.settings.key(job), outcome, attempts, version)
        yield job, outcome


def status_of(folder: str | PathLike[str]) -> tuple[BatchRow, ...]:
    """Return what became of every recording of a batch, ordered by name.

    Parameters
    ----------
    folder : path-like
        Where the batch writes, or its state.

    Returns
    -------
    tuple of BatchRow

    Raises
    ------
    OutputError
        When there is no batch in the folder.
    """
    path = Path(folder)
    if not is_file(path / FILE):
        raise OutputError(f"{path}: there is no batch in this folder; check the name.")
    kept = State(path)
    try:
        return tuple(kept.rows())
    finally:
        kept.close()


def rebuilt(
    folder: str | PathLike[str], *, parquet: bool = True, language: str | None = None
) -> tuple[tuple[str, str], ...]:
    """Make the tables and the page of a batch again from the results of its recordings.

    Parameters
    ----------
    folder : path-like
    parquet : bool
        Whether to write the tables as Parquet too.
    language : str or None
        Of the page; that of the batch where it is None.

    Returns
    -------
    tuple of (str, str)
        Recordings whose results are damaged, and why.

    Raises
    ------
    OutputError
        When there is no batch in the folder, or somebody works on it.
    """
    status_of(folder)
    place = place_of(str(folder))
    with held(place, None, resume=True) as kept:
        settings = stored_settings(kept.kept().get("settings", {}), str(folder))
        if language is not None:
            settings = replace(settings, language=language)
        return write_tables(kept, place, settings, parquet=parquet)


def counts(rows: Sequence[BatchRow]) -> dict[str, int]:
    """Return how many recordings are done, failed and pending."""
    return {status: sum(row.status == status for row in rows) for status in (DONE, FAILED, PENDING)}
