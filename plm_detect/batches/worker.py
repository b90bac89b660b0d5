"""Score one recording of a batch, in the process that may be given up."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
import traceback
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from plm_detect.batches.fetching import fetch_file, fetch_recording
from plm_detect.batches.outcome import Outcome
from plm_detect.batches.state import NIGHTS
from plm_detect.errors import OutputError, PlmDetectError
from plm_detect.files.names import safe_name
from plm_detect.files.places import Place, place_of
from plm_detect.files.whole import exchange
from plm_detect.model.quality import Grade
from plm_detect.pipeline.score import score_night
from plm_detect.recording.lying import position_signals
from plm_detect.recording.montage import LegRequest
from plm_detect.reports.night.lab import head_of
from plm_detect.reports.night.making import report_writers
from plm_detect.results.folder import write_night
from plm_detect.version import program_version

if TYPE_CHECKING:
    from plm_detect.batches.jobs import Job
    from plm_detect.batches.settings import BatchSettings
    from plm_detect.results.night import Night

WORK = ".work"
SWAPS, SWAP_AGAIN_S = 5, 0.2


@dataclass(frozen=True)
class Work:
    """What is the same for all recordings of a batch.

    Attributes
    ----------
    settings : BatchSettings
    out : str
        Folder or URL under which the results of each go to ``nights/<name>``.
    version : str
        Of the program that began the batch.
    """

    settings: BatchSettings
    out: str
    version: str = field(default_factory=program_version)


def fingerprint_of(job: Job) -> str:
    """Return names, sizes and times of the files of a job as JSON.

    Raises
    ------
    OSError
        When one cannot be looked at.
    """
    places = [place_of(each) for each in (job.recording, *job.scorings)]
    return json.dumps([place.fingerprint() for place in places])


def score_job(job: Job, work: Work) -> Outcome:
    """Score a recording, and put its results in place.

    Never raises for what is wrong with a recording: the outcome says it.
    """
    if work.version != program_version():
        text = (
            f"plm-detect {program_version()} is on this worker, and {work.version} began the batch."
        )
        return Outcome(f"{job.name}: {text}")
    begin = time.perf_counter()
    before = "[]"
    try:
        before = fingerprint_of(job)
        outcome = _scored(job, work)
    except OutputError as error:
        outcome = Outcome(str(error), stops=True)
    except PlmDetectError as error:
        is_passing = isinstance(error.__context__, OSError) or _has_changed(job, before)
        outcome = Outcome(_without_folder(job, str(error)), passing=is_passing)
    except OSError as error:
        which = Path(error.filename).name if isinstance(error.filename, str) else "a file of it"
        text = f"{job.name}: {which} cannot be reached ({error.strerror or error})."
        outcome = Outcome(text, passing=True)
    except MemoryError:
        outcome = Outcome(f"{job.name}: not enough memory.")
    except Exception as error:  # noqa: BLE001 - one recording never stops the others
        text = f"{job.name}: the program has a fault ({type(error).__name__}: {error}); report it."
        outcome = Outcome(text, details=traceback.format_exc())
    if outcome.is_done and _has_changed(job, before):
        text = f"{job.name}: a file of it changed while it was scored; wait until it is written."
        outcome = Outcome(text, passing=True)
    return replace(outcome, fingerprint=before, seconds=time.perf_counter() - begin)


def _has_changed(job: Job, before: str) -> bool:
    try:
        return fingerprint_of(job) != before
    except OSError:
        return True


def _without_folder(job: Job, text: str) -> str:
    """Return a message with the names of files only."""
    for each in (job.recording, *job.scorings):
        text = text.replace(each, place_of(each).name)
    return text


def _scored(job: Job, work: Work) -> Outcome:
    settings = work.settings
    with tempfile.TemporaryDirectory(prefix="plm-detect-") as fetched:
        choices = settings.for_job(job)
        recording = place_of(job.recording)
        path = Path(job.recording)
        if recording.is_remote:
            request = LegRequest(choices.left, choices.right, choices.leg, choices.ecg)
            rate_hz = choices.detection().minimum_rate_hz
            path = fetch_recording(
                recording,
                Path(fetched),
                request,
                rate_hz,
                lambda header: position_signals(header, choices.position, choices.position_codes),
            )
        scorings = [_local(place_of(each), Path(fetched)) for each in job.scorings]
        night = score_night(path, scorings, choices, traces=settings.report != "none")
        if recording.is_remote:
            # Only parts were read, so that the whole has no checksum here.
            first, *others = night.inputs
            night = replace(night, inputs=(replace(first, sha256=None), *others))
        _write(night, path, job, work)
    index = night.headline.plms_per_hour
    grade = max((leg.grade for leg in night.quality), default=Grade.GOOD)
    return Outcome(
        inputs=[asdict(each) for each in night.inputs],
        grade=grade.label,
        plms_per_hour=index,
        warnings=tuple(sorted({note.code for note in night.notes if note.level == "warning"})),
    )


def _local(place: Place, folder: Path) -> Path:
    return fetch_file(place, folder) if place.is_remote else Path(place.text)


def _write(night: Night, recording: Path, job: Job, work: Work) -> None:
    """Write the results under their final name in one step."""
    reports = work.settings.reports()
    extra = report_writers(night, reports, head_of(reports, recording))
    target = place_of(work.out).child(NIGHTS).child(safe_name(job.name))
    if target.is_remote:
        with tempfile.TemporaryDirectory(prefix="plm-detect-") as scratch:
            made = write_night(night, scratch, extra=extra)
            _upload(made, target)
        return
    shelf = Path(work.out) / WORK
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        own = Path(tempfile.mkdtemp(dir=shelf))
        try:
            made = write_night(night, own / "new", extra=extra)
            _keep(made)
            final = Path(target.text)
            final.parent.mkdir(parents=True, exist_ok=True)
            _put(made, final, own)
        finally:
            shutil.rmtree(own, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"{work.out}: results cannot be written ({error.strerror}); "
            "check the space and your rights there, then go on with --resume."
        ) from None


def _put(made: Path, final: Path, own: Path) -> None:
    """Give results their final name; what has it goes into the folder of one's own.

    Tried again for a moment: a process that dies, or a virus scanner, may hold either.
    """
    for attempt in range(SWAPS):
        try:
            exchange(made, final, own / f"old{attempt}")
        except OSError:
            if attempt == SWAPS - 1:
                raise
            time.sleep(SWAP_AGAIN_S)
        else:
            return


def _keep(folder: Path) -> None:
    """Wait until files are on the disk, so that no state says "done" of what a crash could take."""
    for file in folder.iterdir():
        with file.open("rb+") as opened:
            os.fsync(opened.fileno())


def remove_results(job: Job, out: str) -> None:
    """Remove the results of a job, where there are some."""
    place = place_of(out).child(NIGHTS).child(safe_name(job.name))
    if place.is_remote:
        store, path = place.store()
        if store.exists(path):
            store.rm(path, recursive=True)
    else:
        shutil.rmtree(place.text, ignore_errors=True)


def _upload(folder: Path, target: Place) -> None:
    """Put results behind an URL, the summary last: it marks that they are whole."""
    store, path = target.store()
    try:
        if store.exists(path):
            store.rm(path, recursive=True)
        store.makedirs(path, exist_ok=True)
        files = sorted(folder.iterdir(), key=lambda each: (each.name == "summary.json", each.name))
        for each in files:
            store.pipe_file(f"{path}/{each.name}", each.read_bytes())
    except OSError as error:
        raise OutputError(
            f"{target.text}: results cannot be written ({error}); "
            "check your rights there, then go on with --resume."
        ) from None
