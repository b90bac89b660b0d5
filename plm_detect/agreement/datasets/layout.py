"""Where the files of a public data set lie, told by data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from plm_detect.agreement.finding import natural
from plm_detect.errors import ScoringError
from plm_detect.files.outside import is_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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
    recordings : str
        Regular expression for the names of files, matched whole and without case. It names the
        ``night``, and where there is one the ``group``.
    recording_example : str
        A name that matches, for people.
    scorings : str or list of str
        The same for scorings that lie in one file; it may name the ``scorer``. Of several
        expressions the first that a night has a file for is taken.
    has_leg_movements : bool
        Whether people scored leg movements.
    why_not_scored, why_no_leg_movements : str
        Reasons, told to the user.
    groups : dict of str to str
        Diagnoses by the name that files give them.
    affected, unaffected : str
        Groups that the index is expected to tell apart.
    parts : dict of str to str
        Regular expressions for scorings that lie in several files, by the short name of their
        format. A file without a ``scorer`` is of every scorer of its night. A night that has every
        part is read from them, another one from its one file, where there is one.
    stage_codes : str
        Set of codes of stages that are numbers in the parts; empty for none.
    epoch_s : float
        Length of an epoch in lists of stages in the parts, seconds.
    one_leg : bool
        Whether people scored one leg only, whose channel the parts name.
    """

    name: str
    title: str
    citation: str
    licence: str
    address: str
    how_to_get: str
    sensor: Literal["emg", "piezo"]
    recordings: str
    recording_example: str
    scorings: str | list[str]
    has_leg_movements: bool
    why_not_scored: str = ""
    why_no_leg_movements: str = ""
    groups: dict[str, str] = field(default_factory=dict)
    affected: str = ""
    unaffected: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    stage_codes: str = ""
    epoch_s: float = 30.0
    one_leg: bool = False


@dataclass(frozen=True)
class Part:
    """A file that holds a part of a scoring.

    Attributes
    ----------
    format : str
        Short name of its format.
    path : Path
    """

    format: str
    path: Path


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
    parts : tuple of (str, tuple of Part)
        Files of scorers whose scoring lies in several.
    leg : str
        The one channel that people scored; empty for every leg.
    """

    night: str
    group: str
    recording: Path | None
    scorings: tuple[tuple[str, Path], ...]
    parts: tuple[tuple[str, tuple[Part, ...]], ...] = ()
    leg: str = ""


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
    if not is_folder(folder):
        raise ScoringError(f"{folder}: there is no such folder. {layout.how_to_get}")
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    recordings: dict[str, tuple[str, Path]] = {}
    for match, path in _matching(layout.recordings, files):
        recordings.setdefault(match["night"], (match.groupdict().get("group") or "", path))
    parts, are_whole = _parts(layout, files)
    scorings = {
        night: found
        for night, found in _in_one_file(layout, files).items()
        if night not in are_whole
    }
    parts = {night: found for night, found in parts.items() if night not in scorings}
    names = sorted({*recordings, *scorings, *parts}, key=natural)
    if not names:
        raise ScoringError(
            f"{folder}: it holds no file of {layout.name} "
            f"(recordings are named like {layout.recording_example}). {layout.how_to_get}"
        )
    return tuple(
        DataNight(
            name,
            recordings[name][0] if name in recordings else "",
            recordings[name][1] if name in recordings else None,
            tuple(sorted(scorings.get(name, ()), key=lambda each: natural(each[0]))),
            tuple(sorted(parts.get(name, {}).items(), key=lambda each: natural(each[0]))),
        )
        for name in names
    )


def _matching(pattern: str, files: Sequence[Path]) -> Iterator[tuple[re.Match[str], Path]]:
    """Yield the files whose names match a regular expression as a whole, without case."""
    compiled = re.compile(pattern, re.IGNORECASE)
    for path in files:
        if match := compiled.fullmatch(path.name):
            yield match, path


def _in_one_file(layout: Layout, files: Sequence[Path]) -> dict[str, list[tuple[str, Path]]]:
    """Return the scorings that lie in one file, by night."""
    scorings: dict[str, list[tuple[str, Path]]] = {}
    patterns = [layout.scorings] if isinstance(layout.scorings, str) else layout.scorings
    for pattern in patterns:
        found: dict[str, list[tuple[str, Path]]] = {}
        for match, path in _matching(pattern, files):
            named = (match.groupdict().get("scorer") or "", path)
            found.setdefault(match["night"], []).append(named)
        scorings = found | scorings
    return scorings


def _parts(
    layout: Layout, files: Sequence[Path]
) -> tuple[dict[str, dict[str, tuple[Part, ...]]], set[str]]:
    """Return the parts of scorings by night and scorer, and the nights that have every part."""
    own: dict[str, dict[str, dict[str, Part]]] = {}
    shared: dict[str, dict[str, Part]] = {}
    names_scorers = False
    for name, pattern in layout.parts.items():
        for match, path in _matching(pattern, files):
            if "scorer" in match.re.groupindex:
                names_scorers = True
                of_scorer = own.setdefault(match["night"], {}).setdefault(match["scorer"], {})
            else:
                of_scorer = shared.setdefault(match["night"], {})
            of_scorer.setdefault(name, Part(name, path))
    found: dict[str, dict[str, tuple[Part, ...]]] = {}
    are_whole = set()
    for night in {*own, *shared}:
        of_all = shared.get(night, {})
        by_scorer = own.get(night, {} if names_scorers else {"": {}})
        together = {scorer: of_all | of_scorer for scorer, of_scorer in by_scorer.items()}
        found[night] = {scorer: tuple(each.values()) for scorer, each in together.items()}
        if any(set(each) == set(layout.parts) for each in together.values()):
            are_whole.add(night)
    return found, are_whole
