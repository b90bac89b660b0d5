"""Where the files of a public data set lie, told by data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from plm_detect.errors import ScoringError
from plm_detect.studies.finding import natural

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "layouts"


@dataclass(frozen=True)
class Layout:
    """A public data set.

    Attributes
    ----------
    name, title, citation, licence, address, how_to_get : str
    sensor : {"emg", "piezo"}
        What the legs were recorded with; the program scores EMG only.
    recordings, scorings : str
        Regular expressions for the names of files, matched whole and without case. They name the
        ``night``, and where there are some the ``scorer`` and the ``group``.
    has_leg_movements : bool
        Whether people scored leg movements.
    why_not_scored, why_no_leg_movements : str
        Reasons, told to the user.
    groups : dict of str to str
        Diagnoses by the name that files give them.
    affected, unaffected : str
        Groups that the index is expected to tell apart.
    """

    name: str
    title: str
    citation: str
    licence: str
    address: str
    how_to_get: str
    sensor: Literal["emg", "piezo"]
    recordings: str
    scorings: str
    has_leg_movements: bool
    why_not_scored: str = ""
    why_no_leg_movements: str = ""
    groups: dict[str, str] = field(default_factory=dict)
    affected: str = ""
    unaffected: str = ""


@dataclass(frozen=True)
class DataNight:
    """The files of a night.

    Attributes
    ----------
    night : str
    group : str
        Empty where the data set has none.
    recording : Path or None
    scorings : tuple of (str, Path)
        By scorer; the name is empty where files tell none.
    """

    night: str
    group: str
    recording: Path | None
    scorings: tuple[tuple[str, Path], ...]


def layouts() -> dict[str, Layout]:
    """Return the public data sets that the program knows, by name."""
    folder = resources.files(__package__).joinpath(FOLDER)
    found: dict[str, Layout] = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            name = file.name.removesuffix(".toml")
            values: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
            found[name] = Layout(name=name, **values)
    return found


def find_nights(layout: Layout, folder: Path) -> tuple[DataNight, ...]:
    """Return the nights of a local copy of a data set, in order of their names.

    Parameters
    ----------
    layout : Layout
    folder : Path
        Searched with all folders in it.

    Raises
    ------
    ScoringError
        When it holds none of the files.
    """
    if not folder.is_dir():
        raise ScoringError(f"{folder}: there is no such folder. {layout.how_to_get}")
    recordings: dict[str, tuple[str, Path]] = {}
    scorings: dict[str, list[tuple[str, Path]]] = {}
    is_recording, is_scoring = (
        re.compile(pattern, re.IGNORECASE) for pattern in (layout.recordings, layout.scorings)
    )
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        if match := is_recording.fullmatch(path.name):
            recordings.setdefault(match["night"], (match.groupdict().get("group") or "", path))
        elif match := is_scoring.fullmatch(path.name):
            named = (match.groupdict().get("scorer") or "", path)
            scorings.setdefault(match["night"], []).append(named)
    names = sorted({*recordings, *scorings}, key=natural)
    if not names:
        raise ScoringError(
            f"{folder}: it holds no file of {layout.name} "
            f"(recordings are named like {layout.recordings}). {layout.how_to_get}"
        )
    return tuple(
        DataNight(
            name,
            recordings[name][0] if name in recordings else "",
            recordings[name][1] if name in recordings else None,
            tuple(sorted(scorings.get(name, ()), key=lambda each: natural(each[0]))),
        )
        for name in names
    )
