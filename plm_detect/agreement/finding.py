"""Find nights and scorers in folders, by their names or by a manifest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plm_detect.edf.header import read_header
from plm_detect.errors import RecordingError, ScoringError
from plm_detect.files.outside import (
    MOST_OF_MANIFEST,
    is_file,
    is_folder,
    is_usable_name,
    open_regular,
    rows_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUMMARY = "summary.json"
OF_BATCH, BATCH_NIGHTS = "batch.sqlite", "nights"
"""A folder that holds the first is that of a batch; its results are in the second."""
MANIFEST_COLUMNS = ("night", "scorer", "path")
ONE_SCORER = ""
"""Name of a scorer that file names do not tell."""
_NAMED = re.compile(
    r"(?P<night>.+?)[ _-]*(?:scorer|rater|expert)[ _-]?(?P<scorer>\w+)", re.IGNORECASE
)
_WORDS = re.compile(
    r"[ _-]+(?:(?:limb|leg)?movements?|limb|leg|lm|plm|manual|events?|annotations?|scoring|truth"
    r"|nsrr|profusion|hypnogram)$",
    re.IGNORECASE,
)
IGNORED = (".json", ".md", ".pdf", ".html", ".png", ".npz", ".zip")


@dataclass(frozen=True, order=True)
class Rating:
    """What one scorer made of one night.

    Attributes
    ----------
    night, scorer : str
    path : Path
        A scoring file, or a folder of results.
    """

    night: str
    scorer: str
    path: Path


def ratings(path: Path) -> tuple[Rating, ...]:
    """Return the ratings in a file, a folder or a manifest.

    A manifest is a CSV with the columns ``night``, ``scorer`` and ``path`` (relative to it). In a
    folder each file, and each folder of results, is a night; ``..._scorer3`` names a scorer, and a
    folder of folders holds one scorer in each.

    Raises
    ------
    ScoringError
        When there is nothing, or a manifest cannot be read.
    """
    if is_file(path):
        found = list(_manifest(path)) if _is_manifest(path) else [_of_file(path)]
    elif is_folder(path):
        found = list(_folder(path))
    else:
        raise ScoringError(f"{path}: there is no such file or folder; check the name.")
    if not found:
        raise ScoringError(f"{path}: no scoring was found in it; name a folder with scorings.")
    return tuple(
        sorted(_one_each(found), key=lambda r: (natural(r.night), natural(r.scorer), r.path))
    )


def _one_each(found: list[Rating]) -> Iterator[Rating]:
    """Yield one rating of each scorer and night.

    Of files of the same night and scorer a recording with signals is none where others are there,
    and an EDF+ file with annotations only goes before the same in another format.
    """
    by_scorer: dict[tuple[str, str], list[Rating]] = {}
    for rating in found:
        by_scorer.setdefault((rating.night, rating.scorer), []).append(rating)
    for (night, scorer), same in by_scorer.items():
        scorings = [each for each in same if _signals(each.path) is not True]
        alone = [each for each in scorings if _signals(each.path) is False]
        chosen = same if len(same) == 1 else alone or scorings or same
        if len(chosen) > 1:
            names = ", ".join(sorted(each.path.name for each in chosen))
            who = f"scorer {scorer} of night {night}" if scorer else f"night {night}"
            raise ScoringError(
                f"{chosen[0].path.parent}: {who} has several files ({names}); remove all but one, "
                "or name them apart in a manifest."
            )
        yield chosen[0]


def _signals(path: Path) -> bool | None:
    """Tell whether an EDF file holds signals beside annotations; None for other files."""
    if path.suffix.casefold() != ".edf" or not is_file(path):
        return None
    try:
        return bool(read_header(path).data_signals)
    except RecordingError:
        return None


def natural(name: str) -> list[tuple[int, str]]:
    """Return a key that orders numbers in names by their value."""
    return [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d+)", name)]


def night_of(name: str) -> tuple[str, str]:
    """Return night and scorer that the name of a file tells, without its ending."""
    scorer = ONE_SCORER
    if match := _NAMED.fullmatch(name):
        name, scorer = match["night"], match["scorer"]
    while (shorter := _WORDS.sub("", name)) not in (name, ""):
        name = shorter
    return name, scorer


def _of_file(path: Path) -> Rating:
    night, scorer = night_of(path.stem)
    return Rating(night, scorer, path)


def _folder(path: Path) -> Iterator[Rating]:
    if is_file(path / SUMMARY):
        yield Rating(path.name, ONE_SCORER, path)
        return
    if is_file(path / OF_BATCH):
        path = path / BATCH_NIGHTS
    for each in sorted(path.iterdir()):
        if each.name.startswith("."):
            continue
        if each.is_dir():
            if (each / SUMMARY).is_file():
                yield Rating(night_of(each.name)[0], ONE_SCORER, each)
            else:
                for inner in _folder(each):
                    yield Rating(inner.night, inner.scorer or each.name, inner.path)
        elif each.suffix.casefold() not in IGNORED:
            yield _of_file(each)


def _is_manifest(path: Path) -> bool:
    if path.suffix.casefold() != ".csv":
        return False
    with open_regular(path) as file:
        head = file.readline(4096).decode("utf-8-sig", errors="replace")
    return set(MANIFEST_COLUMNS) <= {name.strip().casefold() for name in head.split(",")}


def _manifest(path: Path) -> Iterator[Rating]:
    try:
        with open_regular(path) as file:
            raw = file.read(MOST_OF_MANIFEST + 1)
    except OSError as fault:
        raise ScoringError(f"{path}: the manifest cannot be read ({fault.strerror}).") from None
    for number, cells in rows_in(raw, str(path), ScoringError, ("night", "path"), MANIFEST_COLUMNS):
        if not is_usable_name(cells["path"]):
            raise ScoringError(
                f"{path}: row {number}, column 'path' does not hold the name of a file."
            )
        yield Rating(cells["night"], cells.get("scorer", ""), path.parent / cells["path"])
