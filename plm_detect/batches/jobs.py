"""What there is to score: recordings with the scorings that belong to them."""

from __future__ import annotations

import glob
import math
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from plm_detect.edf.header import read_header
from plm_detect.errors import PlmDetectError, RecordingError
from plm_detect.files.names import RECORDING_ENDINGS, safe_name
from plm_detect.files.outside import NOT_TEXT, is_text, rows_in
from plm_detect.files.places import Place, is_url, place_of, reason_of
from plm_detect.files.quoting import quoted
from plm_detect.model.choices import OLDEST_YEARS
from plm_detect.rules.sets.loading import available
from plm_detect.scorings.beside import PATTERNS, scorings_beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MANIFEST_COLUMNS = (
    "recording", "scoring", "left", "right", "rules", "age", "subject", "night", "phase",
)  # fmt: skip
BETWEEN_SCORINGS = ";"


@dataclass(frozen=True)
class Job:
    """A recording to be scored.

    Attributes
    ----------
    recording : str
        Path or URL.
    scorings : tuple of str
        Paths or URLs.
    name : str
        Of the folder of its results; no two jobs of a batch have the same.
    left, right, rules : str or None
        In place of the settings of the batch.
    age : float or None
        Years.
    subject, night, phase : str
        Whose night it is, which one, and under which treatment; empty where nothing is said.
    """

    recording: str
    scorings: tuple[str, ...] = ()
    name: str = ""
    left: str | None = None
    right: str | None = None
    rules: str | None = None
    age: float | None = None
    subject: str = ""
    night: str = ""
    phase: str = ""

    @property
    def stem(self) -> str:
        """Name of the recording's file without its ending, made safe for a folder."""
        return safe_name(Path(Place(self.recording).name).stem)


def find_jobs(
    inputs: Sequence[str],
    patterns: Sequence[str] = PATTERNS,
    *,
    without: Path | None = None,
    unreadable: list[str] | None = None,
) -> tuple[Job, ...]:
    """Return the recordings in folders, globs, files, URLs and manifests.

    Parameters
    ----------
    inputs : sequence of str
        A CSV with a column ``recording`` is a manifest; its paths are relative to it.
    patterns : sequence of str
        How scorings beside a recording are named, see `plm_detect.scorings.beside`.
    without : Path or None
        A folder that is not searched: where results go.
    unreadable : list of str or None
        Gets the recordings in folders whose names are not text, which are left out then.

    Returns
    -------
    tuple of Job
        Each recording once, ordered by its path; without names.

    Raises
    ------
    RecordingError
        When an input does not exist, a manifest cannot be read, nothing is found, or a name is
        not text.
    """
    found: dict[str, Job] = {}
    for each in inputs:
        some = False
        for job in _jobs_in(each, patterns, without):
            if is_text(job.recording) and all(map(is_text, job.scorings)):
                found.setdefault(job.recording, job)
            elif unreadable is None:
                strange = next(x for x in (job.recording, *job.scorings) if not is_text(x))
                raise RecordingError(f"{strange!a}: {NOT_TEXT}.")
            else:
                unreadable.append(job.recording)
            some = True
        if not some:
            raise RecordingError(
                f"{each}: no recording was found there; name a folder with EDF files, a pattern "
                "or a manifest."
            )
    return tuple(found[key] for key in sorted(found))


def _jobs_in(source: str, patterns: Sequence[str], without: Path | None) -> Iterator[Job]:
    place = place_of(source)
    if source.casefold().endswith(".csv"):
        yield from _manifest(place, patterns)
    elif any(character in source for character in "*?[") and not place.exists():
        paths = place.matching() if is_url(source) else _matching(source)
        for path in paths:
            if path.casefold().endswith(RECORDING_ENDINGS):
                yield _beside(place_of(path), patterns)
    elif place.is_folder():
        yield from _folder(place, patterns, without)
    elif place.exists():
        yield _beside(place, patterns)
    elif place.is_remote:
        raise RecordingError(
            f"{source}: no answer from this address, or no such file or folder; check the URL."
        )
    else:
        raise RecordingError(f"{source}: there is no such file or folder; check the name.")


def _matching(pattern: str) -> list[str]:
    # pathlib takes no absolute patterns.
    return sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207


def _folder(folder: Place, patterns: Sequence[str], without: Path | None) -> Iterator[Job]:
    """Yield the recordings of a folder and of those in it; scorings in EDF are none."""
    for inside, names in folder.walk():
        if without is not None and not inside.is_remote and _is_within(Path(inside.text), without):
            continue
        recordings = [name for name in names if name.casefold().endswith(RECORDING_ENDINGS)]
        scorings = {
            scoring for name in recordings for scoring in scorings_beside(name, names, patterns)
        }
        for name in recordings:
            place = inside.child(name)
            if name not in scorings and not _only_annotations(place):
                found = scorings_beside(name, names, patterns)
                yield Job(place.text, tuple(inside.child(each).text for each in found))


def _beside(place: Place, patterns: Sequence[str]) -> Job:
    folder = place.parent()
    found = scorings_beside(place.name, folder.names(), patterns)
    return Job(place.text, tuple(folder.child(each).text for each in found))


def _is_within(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _only_annotations(place: Place) -> bool:
    """Tell whether an EDF+ file holds no signals but a scoring."""
    if place.is_remote:
        return False
    try:
        return not read_header(Path(place.text)).data_signals
    except PlmDetectError:
        return False


def _manifest(place: Place, patterns: Sequence[str]) -> Iterator[Job]:
    try:
        raw = place.read_bytes()
    except FileNotFoundError:
        raise RecordingError(f"{place.text}: there is no such manifest; check the name.") from None
    except OSError as fault:
        raise RecordingError(
            f"{place.text}: the manifest cannot be read ({reason_of(fault)})."
        ) from None
    rows: dict[str, int] = {}
    for number, cells in rows_in(
        raw, place.text, RecordingError, MANIFEST_COLUMNS[:1], MANIFEST_COLUMNS
    ):
        job = _row(place, number, cells, patterns)
        if (before := rows.setdefault(job.recording, number)) != number:
            raise RecordingError(
                f"{place.text}: rows {before} and {number} name the same recording; name each once."
            )
        yield job


def _row(place: Place, number: int, cells: dict[str, str], patterns: Sequence[str]) -> Job:
    folder = place.parent()
    job = Job(_beyond(folder, cells["recording"]))
    if scoring := cells.get("scoring"):
        scorings = [each.strip() for each in scoring.split(BETWEEN_SCORINGS) if each.strip()]
        job = replace(job, scorings=tuple(_beyond(folder, each) for each in scorings))
    elif place_of(job.recording).parent().is_folder():
        job = replace(job, scorings=_beside(place_of(job.recording), patterns).scorings)
    age = None
    if cells.get("age"):
        try:
            age = float(cells["age"])
        except ValueError:
            age = math.nan
        if not 0 <= age <= OLDEST_YEARS:
            raise RecordingError(
                f"{place.text}: row {number} has {quoted(cells['age'])} as age; write years, "
                f"from 0 to {OLDEST_YEARS:g}."
            )
    rules = cells.get("rules") or None
    is_file = rules is not None and rules.casefold().endswith((".toml", ".yaml", ".yml"))
    if rules and not is_file and rules.casefold() not in available():
        raise RecordingError(
            f"{place.text}: row {number} has {quoted(rules)} as rules; write "
            f"{', '.join(available())}, or name a file of rules."
        )
    if rules and is_file:
        rules = _beyond(folder, rules)
    return replace(
        job,
        left=cells.get("left") or None,
        right=cells.get("right") or None,
        rules=rules,
        age=age,
        subject=cells.get("subject", ""),
        night=cells.get("night", ""),
        phase=cells.get("phase", ""),
    )


def _beyond(folder: Place, name: str) -> str:
    """Return a path of a manifest, which counts from the manifest's folder."""
    if is_url(name) or Path(name).is_absolute():
        return place_of(name).text
    return folder.child(name).text


def named(jobs: Sequence[Job], taken: dict[str, str]) -> tuple[Job, ...]:
    """Give every job a name: that of its file, with its folders before it where that is taken.

    Parameters
    ----------
    jobs : sequence of Job
    taken : dict of str to str
        Names that recordings have already.
    """
    names = {name.casefold(): recording for recording, name in taken.items()}
    found = []
    for job in jobs:
        name = taken.get(job.recording)
        if name is None or name != safe_name(name):
            name = next(
                each for each in _names(job) if names.get(each.casefold()) in (None, job.recording)
            )
            names[name.casefold()] = job.recording
        found.append(replace(job, name=name))
    return tuple(found)


def _names(job: Job) -> Iterator[str]:
    parts = job.recording.replace(os.sep, "/").split("/")[:-1]
    name = job.stem
    yield name
    for part in reversed([each for each in parts if each.strip(".:")]):
        name = safe_name(f"{part}-{name}".replace(":", ""))
        yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1
