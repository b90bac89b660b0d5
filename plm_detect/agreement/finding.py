"""Find nights and scorers in folders, by their names or by a manifest."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plm_detect.edf.header import read_header
from plm_detect.errors import RecordingError, ScoringError
from plm_detect.files.outside import open_regular

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
    if path.is_file():
        found = list(_manifest(path)) if _is_manifest(path) else [_of_file(path)]
    elif path.is_dir():
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
    if path.suffix.casefold() != ".edf" or not path.is_file():
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
    if (path / SUMMARY).is_file():
        yield Rating(path.name, ONE_SCORER, path)
        return
    if (path / OF_BATCH).is_file():
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
        with open_regular(path) as opened:
            file = io.TextIOWrapper(opened, encoding="utf-8-sig", newline="")
            for number, row in enumerate(csv.DictReader(file), start=2):
                cells = {
                    str(key).strip().casefold(): (value or "").strip() for key, value in row.items()
                }
                if not cells.get("night") or not cells.get("path"):
                    raise ScoringError(f"{path}: row {number} names no night or no path.")
                target = path.parent / cells["path"]
                yield Rating(cells["night"], cells.get("scorer", ""), target)
    except (UnicodeDecodeError, csv.Error, OSError):
        raise ScoringError(f"{path}: the manifest is no readable CSV in UTF-8.") from None
