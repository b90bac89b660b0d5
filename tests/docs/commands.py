"""Commands that the pages print: where they stand, what is printed below, how they are run here."""

from __future__ import annotations

import functools
import re
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import typer.main
from docs.markdown import DRAWINGS, PAGES, Piece, blocks, inline
from typer.testing import CliRunner

from plm_detect.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

CLI: Any = typer.main.get_command(app)


def run(words: list[str] | tuple[str, ...]) -> str:
    """Run plm-detect in this process and return what it prints."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, f"{done.exception!r}\n{done.output}"
    return done.stdout


def options_of_program() -> set[str]:
    params = [*CLI.params, *(each for one in CLI.commands.values() for each in one.params)]
    return {"--help", *(name for each in params for name in each.opts)}


# As they stand in the pages.


@dataclass
class Line:
    """A command line of a page with what the page prints below it."""

    page: str
    number: int
    text: str
    is_inline: bool = False
    output: list[str] = field(default_factory=list)


BEGINNING = re.compile(
    r"(?:\.venv/bin/)?(?:plm-detect|python3?|pip|uv|dask|bash|pytest|pre-commit)(?= )"
)


def lines_of(page: str) -> list[Line]:
    """Return all command lines of a page, first those in sentences."""
    return [*lines_in_sentences(page), *lines_in_blocks(page)]


def lines_in_sentences(page: str) -> list[Line]:
    found = (each for each in inline(page) if BEGINNING.match(each.text))
    return [Line(page, each.line, each.text, is_inline=True) for each in found]


def lines_in_blocks(page: str) -> list[Line]:
    """Return the commands of blocks; lines below one that are none are what it prints.

    A line that is neither counts as a command, for which nothing says what to do.
    """
    found: list[Line] = []
    for block in blocks(page):
        if block.language not in ("", "sh", "bash", "console"):
            continue
        for number, text in whole_lines(block):
            if BEGINNING.match(text):
                without_comment = re.sub(r" +# .*", "", text)
                found.append(Line(page, number, without_comment.strip()))
            elif found:
                found[-1].output.append(text)
            elif page not in DRAWINGS:
                found.append(Line(page, number, text))
    return found


def whole_lines(block: Piece) -> Iterator[tuple[int, str]]:
    """Return the lines of a block, those that end in a backslash with the ones they go on in."""
    begun = ""
    for number, text in enumerate(block.text.splitlines(), block.line):
        begun += text.removeprefix("$ ")
        if begun.endswith("\\"):
            begun = begun[:-1]
        else:
            yield number, begun
            begun = ""


# As they are run here.

PLACEHOLDERS = {
    "ANOTHER": "others", "DIR": "results", "DROPFOLDER": "dropfolder", "FILES": "breathing.csv",
    "HUMAN": "humans", "HUMANS": "scorers", "MORE": "arousals.csv", "NAME": "wasm2006",
    "OUT": "study", "PROGRAM": "results", "RECORDING": "night.edf", "RECORDINGS": "recordings",
    "SCORING": "events.csv",
}  # fmt: skip
WITHOUT_ARGUMENTS = ("rules", "benchmark")
"""Commands that are whole without arguments; of others that a sentence names the help is shown."""
ARGUMENTS = {
    "index": "events.csv --out results --report none",
    "simulate": "made.edf --minutes 5",
}
"""Arguments of commands of which a sentence names options only."""
ENDING = {"watch": "--until-idle --every 0.1 --settle 0"}
"""Options that end a command that goes on until it is stopped."""


@dataclass
class Command:
    """A command as it is run, with all places that print it and what they print below it."""

    words: tuple[str, ...]
    places: list[str] = field(default_factory=list)
    outputs: list[list[str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def page(self) -> str:
        """The first page that prints it."""
        return self.places[0].partition(":")[0]


@functools.cache
def printed_commands() -> list[Command]:
    """Return all commands; the same at several places is run once."""
    found: dict[tuple[str, ...], Command] = {}
    for line in (each for page in PAGES for each in lines_of(page)):
        for words in as_run(line):
            command = found.setdefault(words, Command(words))
            command.places.append(f"{line.page}:{line.number}")
            if line.output:
                command.outputs.append(line.output)
    return list(found.values())


def as_run(line: Line) -> list[tuple[str, ...]]:
    """Return the words of a command as it is run: without its optional parts, and with them."""
    text = re.sub(r"^(\.venv/bin/|uv run (?=plm-detect ))", "", line.text)
    if not text.startswith("plm-detect "):
        return [tuple(shlex.split(text))]
    text = text.replace("--minutes 480", "--minutes 5")  # a whole night takes long
    without = re.sub(r" \[[^]]*\]", "", text)
    with_all = re.sub(r"[][]| \.\.\.", "", text)
    texts = [without] if without == with_all else [without, with_all]
    return [completed(shlex.split(each), is_inline=line.is_inline) for each in texts]


def completed(words: list[str], *, is_inline: bool) -> tuple[str, ...]:
    """Return the words with names instead of placeholders, and with what they lack to be run."""
    words = [PLACEHOLDERS.get(word, word) for word in words]
    name, *arguments = words[1:]
    if name == "benchmark":
        arguments = [f"copies/{arguments[0]}" if each == "COPY" else each for each in arguments]
    if "--help" in words:
        pass
    elif is_inline and not arguments and name not in WITHOUT_ARGUMENTS:
        arguments = ["--help"]
    elif is_inline and name in ARGUMENTS and arguments[0].startswith("--"):
        arguments = [*shlex.split(ARGUMENTS[name]), *arguments]
    elif name in ENDING:
        arguments += shlex.split(ENDING[name])
    return ("plm-detect", name, *arguments)
