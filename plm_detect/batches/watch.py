"""Score recordings as they appear in a folder."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plm_detect.batches.engine import scorers
from plm_detect.batches.jobs import Job, find_jobs, named
from plm_detect.batches.run import TABLES_ARE_BEHIND, held, run_jobs, undone, write_tables
from plm_detect.batches.settings import BatchSettings
from plm_detect.batches.state import NIGHTS
from plm_detect.batches.worker import Work, fingerprint_of
from plm_detect.edf.header import TRUNCATED, read_header
from plm_detect.errors import PlmDetectError, RecordingError
from plm_detect.files.extras import check_extra
from plm_detect.files.outside import NOT_TEXT, is_folder
from plm_detect.files.places import place_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from plm_detect.batches.outcome import Outcome
    from plm_detect.batches.state import State
    from plm_detect.files.places import Place

    Tell = Callable[[Job, Outcome, int, int], None]
    TellWaiting = Callable[[Job, str], None]


@dataclass(frozen=True)
class Look:
    """What a look at the folder found.

    Attributes
    ----------
    complete : tuple of Job
        Recordings that are complete and not dealt with.
    n_unsettled : int
        Recordings whose files have changed too recently.
    waiting : tuple of (Job, str)
        Recordings whose files stay as they are and are shorter than their headers say, with what
        the header says: a copy that stalled.
    """

    complete: tuple[Job, ...] = ()
    n_unsettled: int = 0
    waiting: tuple[tuple[Job, str], ...] = ()


def watch(
    folder: str | PathLike[str],
    out: str | PathLike[str],
    *,
    settings: BatchSettings | None = None,
    jobs: int = 0,
    every_s: float = 10.0,
    settle_s: float = 30.0,
    until_idle: bool = False,
    parquet: bool = True,
    tell: Tell | None = None,
    tell_waiting: TellWaiting | None = None,
) -> None:
    """Score the recordings of a folder as they appear, until interrupted.

    A recording is complete when its files kept their sizes and times for a while, and its file
    is as long as its header says; a copy that stalled is reported and waited for. One that failed
    is tried again when its files change. What was done before is known from the state in ``out``,
    so that it can be stopped and started at any time.

    Parameters
    ----------
    folder : path-like
        Searched with all folders in it.
    out : path-like
        As in `plm_detect.batch`.
    settings : BatchSettings or None
    jobs : int
        Processes; 0 for as many as there are processors.
    every_s : float
        Time between two looks, seconds.
    settle_s : float
        How long files must have stayed as they are, seconds.
    until_idle : bool
        Whether to end when all recordings in the folder are complete and dealt with, or wait for
        the rest of a copy.
    parquet, tell
        As in `plm_detect.batch`.
    tell_waiting : callable or None
        Called once with each recording that is waited for, and what is missing.

    Raises
    ------
    PlmDetectError
        When the folder does not exist, or results cannot be written.
    """
    check_extra("batch")
    source, place = Path(folder), place_of(str(out))
    if not is_folder(source):
        raise RecordingError(f"{source}: there is no such folder; check the name.")
    work = Work(settings or BatchSettings(), place.text)
    since: dict[str, tuple[str, float]] = {}
    with held(place, None, resume=True) as kept, scorers(jobs) as scoring:
        about = {"inputs": [str(source)], "settings": asdict(work.settings)}
        kept.keep({**about, "version": work.version})
        told: set[str] = set()
        while True:
            look = look_at(kept, source, place, work, since, settle_s, time.monotonic())
            todo = look.complete
            for job, missing in look.waiting:
                if tell_waiting is not None and since[job.recording][0] not in told:
                    tell_waiting(job, missing)
                told.add(since[job.recording][0])
            for ended, (job, outcome) in enumerate(run_jobs(scoring, kept, todo, work), start=1):
                if tell is not None:
                    tell(job, outcome, ended, len(todo))
            if todo or kept.kept().get(TABLES_ARE_BEHIND):
                write_tables(kept, place, work.settings, parquet=parquet)
            elif until_idle and not look.n_unsettled:
                return
            time.sleep(every_s)


def look_at(
    kept: State,
    source: Path,
    out: Place,
    work: Work,
    since: dict[str, tuple[str, float]],
    settle_s: float,
    now_s: float,
) -> Look:
    """Return which recordings of a folder are complete, not yet, or waited for.

    Parameters
    ----------
    kept : State
    source : Path
        The folder that is watched.
    out : Place
    work : Work
    since : dict of str to (str, float)
        Sizes and times of the files of each recording, and when they were first seen so; kept
        from one look to the next.
    settle_s : float
        How long they must have stayed so, seconds.
    now_s : float
        Time of this look, seconds on any clock.
    """
    try:
        unreadable: list[str] = []
        unnamed = find_jobs(
            [str(source)],
            work.settings.patterns,
            without=Path(out.text) / NIGHTS,
            unreadable=unreadable,
        )
    except RecordingError:
        return Look()
    found = named(unnamed, kept.names())
    todo = undone(kept, found, work.settings, out, failed_too=False)
    settled, n_unsettled = [], 0
    waiting = [
        (Job(ascii(each), name=ascii(Path(each).name)), f"{NOT_TEXT}.") for each in unreadable
    ]
    since |= {job.recording: (job.recording, now_s) for job, _ in waiting}
    for job in todo:
        try:
            fingerprint = fingerprint_of(job)
        except OSError:
            n_unsettled += 1
            continue
        if since.get(job.recording, ("", 0.0))[0] != fingerprint:
            since[job.recording] = (fingerprint, now_s)
        if now_s - since[job.recording][1] < settle_s:
            n_unsettled += 1
        elif missing := _missing(job):
            waiting.append((job, missing))
        else:
            settled.append(job)
    kept.plan(settled, settled)
    return Look(tuple(settled), n_unsettled, tuple(waiting))


def _missing(job: Job) -> str:
    """Return what the header of a recording promises and its file does not hold."""
    try:
        notes = read_header(Path(job.recording)).notes
    except PlmDetectError:
        return ""
    return next((note.text for note in notes if note.code == TRUNCATED), "")
