"""Every command and example that README and docs print is run; what they claim is compared."""

from __future__ import annotations

import argparse
import ast
import csv
import functools
import inspect
import pkgutil
import random
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import typer.main
from builders import Edf, annotations, leg
from distributed.cli import dask_scheduler, dask_worker
from markdown_it import MarkdownIt  # what rich reads Markdown with
from matplotlib.figure import Figure
from scorings.own_samples import DOMINO_FLOW, DOMINO_STAGES, INTEGERS, RML, SCO, STG
from typer.testing import CliRunner

import plm_detect
from plm_detect.batches.jobs import MANIFEST_COLUMNS
from plm_detect.batches.settings import read_settings
from plm_detect.cli.app import app, main
from plm_detect.reports.night.lab import read_lab
from plm_detect.scorings.formats import READ, WRITTEN
from plm_detect.scorings.vocabulary.codes import code_sets
from plm_detect.scorings.vocabulary.kinds import IGNORED, KINDS, RERA_AROUSAL
from plm_detect.simulate.profiles import PROFILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it.token import Token

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
PAGES = ("README.md", "CONTRIBUTING.md", "sample_data/README.md", *DOCS)
LINKED = (*PAGES, "CHANGELOG.md")
"""The changelog tells of earlier states: only its links are looked at."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# What is printed: Markdown, read into pieces.


@dataclass(frozen=True)
class Piece:
    """Code of a page: a block without a language, a block with one, or code in a sentence."""

    page: str
    line: int
    kind: str
    language: str
    text: str


@dataclass
class Command:
    """A command line of a page with what the page prints below it."""

    page: str
    line: int
    text: str
    is_inline: bool = False
    printed: list[str] = field(default_factory=list)


@functools.cache
def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@functools.cache
def tokens(page: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text_of(page))


@functools.cache
def pieces(page: str) -> list[Piece]:
    found, line = [], 1
    for token in tokens(page):
        line = token.map[0] + 1 if token.map else line
        if token.type == "code_block":
            found.append(Piece(page, line, "block", "", token.content))
        elif token.type == "fence":
            found.append(Piece(page, line + 1, "fence", token.info.strip(), token.content))
        elif token.type == "inline":
            breaks = 0
            for child in token.children or ():
                breaks += child.type in ("softbreak", "hardbreak")
                if child.type == "code_inline":
                    found.append(Piece(page, line + breaks, "inline", "", child.content))
    return found


def inline(page: str) -> list[Piece]:
    return [each for each in pieces(page) if each.kind == "inline"]


def is_python(piece: Piece) -> bool:
    return piece.language == "python" or (
        piece.kind == "block" and piece.text.startswith("import ")
    )


def blocks_of(language: str) -> list[Piece]:
    chosen = is_python if language == "python" else lambda each: each.language == language
    return [each for page in PAGES for each in pieces(page) if chosen(each)]


def table(page: str, *head: str) -> list[list[str]]:
    """Return the rows of the table that begins with these heads: each cell as it is written."""
    for part in re.findall(r"(?:^\|.*\n)+", text_of(page), re.MULTILINE):
        rows = [
            [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
            for row in part.splitlines()
        ]
        if rows[0][: len(head)] == list(head):
            return rows[2:]
    raise AssertionError(f"{page} has no table with the columns {head}")


def codes(cells: list[str]) -> list[str]:
    return [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]


def part_of(page: str, heading: str) -> str:
    """Return what stands below a heading."""
    return text_of(page).split(f"\n## {heading}\n")[1].split("\n## ")[0]


def column(rows: list[list[str]], number: int = 0) -> list[str]:
    return [row[number] for row in rows]


README = text_of("README.md")

# Commands: where they stand, and what is done with each.

PROGRAM = re.compile(
    r"(?:\.venv/bin/)?(?:plm-detect|python3?|pip|uv|dask|bash|pytest|pre-commit)(?= )"
)
DRAWINGS = ("docs/architecture.md",)
"""Pages whose blocks without a language are neither commands nor what they print."""


def commands_of(page: str) -> list[Command]:
    """Return all commands of a page; lines below one that are none are what it prints.

    A line that is neither counts as a command, for which nothing says what to do.
    """
    found: list[Command] = []
    blocks: list[Command] = []
    for piece in pieces(page):
        if piece.kind == "inline":
            if PROGRAM.match(piece.text):
                found.append(Command(page, piece.line, piece.text, is_inline=True))
        elif not is_python(piece) and piece.language in ("", "sh", "bash", "console"):
            for line, text in whole_lines(piece):
                if PROGRAM.match(text):
                    blocks.append(Command(page, line, re.sub(r" +# .*", "", text).strip()))
                elif blocks:
                    blocks[-1].printed.append(text)
                elif page not in DRAWINGS:
                    blocks.append(Command(page, line, text))
    return found + blocks


def whole_lines(piece: Piece) -> Iterator[tuple[int, str]]:
    """Return the lines of a block, those that end in a backslash with the ones they go on in."""
    begun = ""
    for number, text in enumerate(piece.text.splitlines()):
        begun += text.removeprefix("$ ")
        if begun.endswith("\\"):
            begun = begun[:-1]
            continue
        yield piece.line + number, begun
        begun = ""


PLACEHOLDERS = {
    "ANOTHER": "others", "DIR": "results", "DROPFOLDER": "dropfolder", "FILES": "breathing.csv",
    "HUMAN": "humans", "HUMANS": "scorers", "MORE": "arousals.csv", "NAME": "wasm2006",
    "OUT": "study", "PROGRAM": "results", "RECORDING": "night.edf", "RECORDINGS": "recordings",
    "SCORING": "events.csv",
}  # fmt: skip
SHORTER = (("--minutes 480", "--minutes 5"),)
"""What takes long is made short."""
ENDING = {"watch": "--until-idle --every 0.1 --settle 0"}
"""Options that end a command that goes on until it is stopped."""
WHOLE = ("rules", "benchmark")
"""Commands that are whole without arguments; of others that a sentence names the help is shown."""
COMPLETED = {"index": "events.csv --out results --report none", "simulate": "made.edf --minutes 5"}
"""Arguments of commands in a sentence that name options only."""


def as_run(command: Command) -> list[tuple[str, ...]]:
    """Return the words of a command as it is run here: without and with its optional parts."""
    text = re.sub(r"^(\.venv/bin/|uv run (?=plm-detect ))", "", command.text)
    if not text.startswith("plm-detect "):
        return [tuple(shlex.split(text))]
    for long, short in SHORTER:
        text = text.replace(long, short)
    every = re.sub(r"[][]| \.\.\.", "", text)
    variants = dict.fromkeys((re.sub(r" \[[^]]*\]", "", text), every))
    return [finished(shlex.split(each), is_inline=command.is_inline) for each in variants]


def finished(words: list[str], *, is_inline: bool) -> tuple[str, ...]:
    words = [PLACEHOLDERS.get(word, word) for word in words]
    name = words[1]
    if name == "benchmark":
        words = [f"copies/{words[2]}" if word == "COPY" else word for word in words]
    if is_inline and len(words) == 2 and name not in WHOLE:
        words.append("--help")
    elif is_inline and name in COMPLETED and words[2].startswith("--") and "--help" not in words:
        words[2:2] = shlex.split(COMPLETED[name])
    elif name in ENDING and "--help" not in words:
        words += shlex.split(ENDING[name])
    return tuple(words)


CLI: Any = typer.main.get_command(app)


def options_of_program() -> set[str]:
    params = [*CLI.params, *(each for one in CLI.commands.values() for each in one.params)]
    return {"--help", *(name for each in params for name in each.opts)}


@dataclass
class Printed:
    """A command as it is run, with all places that print it and what they print below it."""

    words: tuple[str, ...]
    places: list[str] = field(default_factory=list)
    outputs: list[list[str]] = field(default_factory=list)


@functools.cache
def printed_commands() -> list[Printed]:
    """Return all commands; the same at several places is run once."""
    found: dict[tuple[str, ...], Printed] = {}
    for command in (each for page in PAGES for each in commands_of(page)):
        for words in as_run(command):
            same = found.setdefault(words, Printed(words))
            same.places.append(f"{command.page}:{command.line}")
            if command.printed:
                same.outputs.append(command.printed)
    return list(found.values())


# What commands need, made once.

NIGHT_S = 600
STAGES = [(0, 120, "stage_W", ""), (120, 480, "stage_N2", "")]
LEGS = [(130 + 20 * i, 2, "lm", side) for i in range(21) for side in ("left", "right")]
AROUSALS = [(131 + 100 * i, 5, "arousal", "") for i in range(4)]
BREATHING = [(298, 12, "resp", "")]
EVERYTHING = [*STAGES, *LEGS, *AROUSALS, *BREATHING]


class Stock:
    """Makes what commands name. The night is that of the samples of scoring formats."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, target: Path, page: str) -> None:
        """Put something into the folder in which a command runs."""
        target.parent.mkdir(parents=True, exist_ok=True)
        if name in SETTINGS:
            target.write_text(own_toml(page), encoding="utf-8")
            shutil.copy(ROOT / "docs" / "figures" / "series.png", target.with_name("logo.png"))
            return
        made = self.made(name)
        if made.is_dir():
            shutil.copytree(made, target, dirs_exist_ok=True)
        else:
            shutil.copy(made, target)

    def made(self, name: str) -> Path:
        path = self.folder / name.replace("/", "-") / Path(name).name
        if not path.parent.exists():
            path.parent.mkdir()
            MAKERS[name](self, path)
        return path

    def night(self, path: Path) -> None:
        """Write ten minutes with a pair of electrodes on one leg, the other as channel 12."""
        bursts = [(onset, onset + length) for onset, length, *_ in LEGS[::2]]
        texts = {"stage_W": "Sleep stage W", "stage_N2": "Sleep stage N2", "resp": "Apnea"}
        rows = ((onset, n, texts.get(kind, kind)) for onset, n, kind, _ in EVERYTHING)
        scored = [row for row in rows if row[2] != "lm"]
        quiet = {"seconds": NIGHT_S, "rate": 10}
        channels = (
            leg("LAT1", *bursts, seconds=NIGHT_S, seed=1),
            leg("LAT2", seconds=NIGHT_S, seed=2),
            leg("EKG II", seconds=NIGHT_S, seed=3, rate=100),
            *(leg(f"EEG {i}", seed=i, **quiet) for i in range(8)),
            leg("EMG RAT", *bursts, seconds=NIGHT_S, seed=12),
            annotations(NIGHT_S, *scored),
        )
        at = {"date": b"30.03.24", "time": b"23.55.00", "reserved": "EDF+C"}
        Edf(channels, n_records=NIGHT_S, **at).write(path)

    def scored(self, path: Path, rows: list[tuple[float, float, str, str]]) -> None:
        """Write events of the night in the format that the name of the file stands for."""
        text = "onset_s,duration_s,event,side\n" + "".join(
            f"{onset},{length},{kind},{side}\n" for onset, length, kind, side in rows
        )
        own = path.with_name(f"{path.name}.csv") if path.suffix != ".csv" else path
        own.write_text(text, encoding="utf-8")
        if own != path:
            plm_detect.convert(own, path, recording=self.made("night.edf"))

    def own_labels(self, path: Path) -> None:
        """Write an export whose movements have the label that docs/formats.md adds."""
        text = self.made("export.txt").read_text(encoding="utf-8")
        assert "PLM-LM" in text
        path.write_text(text.replace("PLM-LM", "Beinzucken"), encoding="utf-8")

    def domino(self, path: Path) -> None:
        path.mkdir()
        (path / "Schlafprofil.txt").write_text(DOMINO_STAGES, encoding="utf-8")
        (path / "Flow Events.txt").write_text(DOMINO_FLOW, encoding="latin-1")

    def recordings(self, path: Path) -> None:
        """Write two short nights, and beside the folder the truth of each."""
        path.mkdir()
        for seed, name in enumerate(("SN1", "SN2"), 1):
            options = ["--minutes", "5", "--seed", str(seed), "--other-rate", "20"]
            run(["simulate", str(path / f"{name}.edf"), *options])
            (path / f"{name}_truth.csv").rename(path.with_name(f"{name}.csv"))
            (path / f"{name}_distractors.csv").unlink()

    def truths(self) -> list[Path]:
        return sorted(self.made("recordings").parent.glob("SN*.csv"))

    def humans(self, path: Path) -> None:
        path.mkdir()
        shutil.copy(SAMPLE / "sample_night_truth.csv", path / "sample_night.csv")
        for truth in self.truths():
            shutil.copy(truth, path)

    def scorers(self, path: Path, n_scorers: int = 3) -> None:
        """Write three scorers of both nights, of whom each overlooks more than the one before."""
        path.mkdir()
        for scorer, truth in ((i, each) for i in range(n_scorers) for each in self.truths()):
            by_chance = random.Random(f"{scorer} {truth.stem}")  # noqa: S311
            rows = truth.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = [r for r in rows if ",lm," not in r or by_chance.random() >= 0.1 * scorer]
            name = f"{truth.stem}_Limb_manual_scorer{scorer + 1}.csv"
            (path / name).write_text("".join(kept), encoding="utf-8")

    def others(self, path: Path) -> None:
        path.mkdir()
        for each in self.made("scorers").glob("*scorer2.csv"):
            shutil.copy(each, path / each.name.replace("_Limb_manual_scorer2", ""))

    def results(self, path: Path) -> None:
        for recording in sorted(self.made("recordings").iterdir()):
            plm_detect.write_night(plm_detect.score(recording), path)

    def study(self, path: Path) -> None:
        """Score both nights as those of one subject."""
        rows = [f"{each},P1,{each.stem}\n" for each in sorted(self.made("recordings").iterdir())]
        manifest = self.folder / "manifest.csv"
        manifest.write_text("recording,subject,night\n" + "".join(rows), encoding="utf-8")
        run(["batch", str(manifest), "--out", str(path)])

    def psg_ipa(self, path: Path) -> None:
        signals, manual = path / "PSG", path / "Annotations" / "manual"
        signals.mkdir(parents=True)
        manual.mkdir(parents=True)
        for recording in self.made("recordings").iterdir():
            shutil.copy(recording, signals / f"{recording.stem}_LimbMovements.edf")
        for each in self.made("scorers").iterdir():
            night, scorer = each.stem.split("_Limb_manual_")
            target = manual / f"{night}_LimbMovements_manual_{scorer}.edf"
            plm_detect.convert(each, target, recording=self.made("recordings") / f"{night}.edf")

    def wsc(self, path: Path) -> None:
        path.mkdir(parents=True)
        shutil.copy(self.made("night.edf"), path / "wsc-visit1-10119.edf")
        (path / "wsc-visit1-10119.sco.txt").write_text(SCO, encoding="utf-8")
        (path / "wsc-visit1-10119.stg.txt").write_text(STG, encoding="utf-8")

    def night_of_results(self, path: Path) -> None:
        night = plm_detect.score(self.made("night.edf"), traces=True)
        plm_detect.write_night(night, path.parent)


SAMPLE = ROOT / "sample_data"
SETTINGS = ("lab.toml", "mine.toml")
MAKERS: dict[str, Callable[[Stock, Path], object]] = {
    "night.edf": Stock.night,
    "night-stages.edf": lambda stock, path: stock.scored(path, STAGES),
    "night-breathing.edf": lambda stock, path: stock.scored(path, [*BREATHING, *AROUSALS]),
    "events.csv": lambda stock, path: stock.scored(path, [*STAGES, *LEGS]),
    "arousals.csv": lambda stock, path: stock.scored(path, AROUSALS),
    "breathing.csv": lambda stock, path: stock.scored(path, BREATHING),
    "export.xml": lambda stock, path: stock.scored(path, EVERYTHING),
    "export.txt": lambda stock, path: stock.scored(path, EVERYTHING),
    "export.rml": lambda _, path: path.write_text(RML, encoding="utf-8"),
    "night.rml": lambda _, path: path.write_text(RML, encoding="utf-8"),
    "night.txt": Stock.own_labels,
    "stages.txt": lambda _, path: path.write_text(INTEGERS, encoding="utf-8"),
    "DOMINO export": Stock.domino,
    "recordings": Stock.recordings,
    "dropfolder": lambda stock, path: shutil.copytree(stock.made("recordings"), path),
    "humans": Stock.humans,
    "scorers": Stock.scorers,
    "others": Stock.others,
    "results": Stock.results,
    "results/night": Stock.night_of_results,
    "study": Stock.study,
    "copies/psg-ipa": Stock.psg_ipa,
    "copies/wsc": Stock.wsc,
    "sample_data": lambda _, path: shutil.copytree(SAMPLE, path),
    "results/sample_night": lambda _, path: plm_detect.write_night(
        plm_detect.score(SAMPLE / "sample_night.edf"), path.parent
    ),
}
"""How everything is made that commands and examples name."""


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return Stock(tmp_path_factory.mktemp("stock"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def prepare(stock: Stock, folder: Path, names: list[str], page: str) -> None:
    """Put everything into a folder that is named and can be made."""
    for name in dict.fromkeys("sample_data" if SAMPLE_FILE.match(n) else n for n in names):
        if name in MAKERS or name in SETTINGS:
            stock.put(name, folder / name, page)


SAMPLE_FILE = re.compile(r"sample_data/")


def own_toml(page: str) -> str:
    """Return the settings that a page shows, or else the rule set of docs/rules.md."""
    shown = {each.page: each.text for each in reversed(blocks_of("toml"))}
    return shown.get(page, shown["docs/rules.md"])


def run(words: list[str] | tuple[str, ...]) -> str:
    """Run the program in this process and return what it prints."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, f"{done.exception!r}\n{done.output}"
    return done.stdout


# What is done with a command. What it claims is looked at below.


@dataclass(frozen=True)
class Case:
    """A command that is tried, where, and with what."""

    command: Printed
    stock: Stock
    folder: Path
    monkeypatch: pytest.MonkeyPatch

    @property
    def words(self) -> tuple[str, ...]:
        return self.command.words


def is_run(case: Case) -> None:
    words = case.words
    made = {words[i + 1] for i, word in enumerate(words[:-1]) if word == "--out"}
    made |= {words[2]} if words[1] == "simulate" else set()
    named = [word for word in words[2:] if word not in made or SAMPLE_FILE.match(word)]
    prepare(case.stock, case.folder, named, case.command.places[0].partition(":")[0])
    output = run(words[1:])
    if words[1] in ("score", "index") and "--help" not in words:
        assert re.search(r"^Movements +[1-9]", output, re.MULTILINE), output
    for printed in case.command.outputs:
        assert output.splitlines()[: len(printed)] == printed
    for pattern, claim in CLAIMS:
        if re.match(pattern, " ".join(words)):
            claim(case.folder, output)


def is_parsed(case: Case) -> None:
    name = case.words[1]
    CLI.commands[name].make_context(name, list(case.words[2:]))


def is_parsed_by_script(case: Case) -> None:
    """Begin a script of the repository, and stop it when it has read its options."""

    class Stopped(Exception):  # noqa: N818 - nothing went wrong
        pass

    def parse(parser: argparse.ArgumentParser) -> None:
        parse_args(parser)
        raise Stopped

    parse_args = argparse.ArgumentParser.parse_args
    script = ROOT / case.words[1]
    case.monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse)
    case.monkeypatch.setattr(sys, "argv", list(case.words[1:]))
    case.monkeypatch.syspath_prepend(script.parent)
    with np.errstate(), pytest.raises(Stopped):
        runpy.run_path(str(script), run_name="__main__")


def is_run_as_script(case: Case) -> None:
    """Run the table of readers: the package reads every recording, here and on the page."""
    command = [sys.executable, *case.words[1:]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    printed = [line.split("|")[2] for line in done.stdout.splitlines() if line.count("|") == 6]
    listed = column(table("docs/edf.md", "recording", "plm_detect"), 1)
    assert {each.strip() for each in printed[2:]} == set(listed) == {"yes"}


def is_parsed_by_dask(case: Case) -> None:
    command = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}[case.words[1]]
    command.make_context(case.words[1], list(case.words[2:]))


def is_an_extra(case: Case) -> None:
    text = " ".join(case.words)
    named = re.findall(r"plm-detect\[([\w,]+)\]|--extra (\w+)", text)
    extras = [extra for pair in named for each in pair for extra in each.split(",") if extra]
    assert extras
    assert set(extras) <= set(PROJECT["optional-dependencies"])


def is_run_by_ci(case: Case) -> None:
    """Both lines stand in the README, from where .ci/run takes them by their ends."""
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert any(each.startswith("README.md:") for each in case.command.places)
    assert re.findall(r"readme_line '([^']+)'", text) == ["plm-detect score", "pytest$"]
    assert re.search(r"plm-detect score|pytest$", " ".join(case.words))


def is_there(case: Case) -> None:
    files = {"bash": case.words[1], "pre-commit": ".pre-commit-config.yaml"}
    assert (ROOT / files[case.words[0]]).is_file()


def is_this_run(case: Case) -> None:
    assert case.words[1:] == ("-m", "pytest")


HOW: tuple[tuple[str, Callable[[Case], None], str], ...] = (
    (r"python3 -m venv \.venv && ", is_run_by_ci, "installs; .ci/run runs both lines"),
    (r"python -m pytest$", is_this_run, "runs this test"),
    (r"bash \.ci/\w+$", is_there, "runs this test"),
    (r"pre-commit install$", is_there, "changes the repository"),
    (r"uv run --extra \w+ pytest$", is_an_extra, "installs"),
    (r"pip install plm-detect\[", is_an_extra, "installs"),
    (r"dask (scheduler|worker) ", is_parsed_by_dask, "goes on until it is stopped"),
    (r"python benchmarks/readers\.py$", is_run_as_script, ""),
    (r"python (benchmarks|docs|tests)/", is_parsed_by_script, "takes minutes to hours, or data"),
    (r"plm-detect .*\btcp://", is_parsed, "needs a scheduler on another machine"),
    (r"plm-detect .*\bs3://", is_parsed, "needs a store in the network"),
    (r"plm-detect ", is_run, ""),
)
"""What is done with a command, by its beginning, and why it is not run if it is not."""


@pytest.mark.parametrize("command", printed_commands(), ids=lambda each: "+".join(each.places))
def test_command(
    command: Printed, stock: Stock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(command.words)
    check = next((check for pattern, check, _ in HOW if re.match(pattern, text)), None)
    assert check is not None, f"{command.places}: it is not said what to do with {text!r}"
    assert check is is_run or not command.outputs, f"{command.places}: no output to compare with"
    check(Case(command, stock, folder, monkeypatch))


# What commands are said to write and to print.


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def night_is_written(folder: Path, _: str) -> None:
    listed = codes(column(table("README.md", "file", "content")))
    assert names_in(folder / "results" / "sample_night") == set(listed)


def sample_is_made(folder: Path, _: str) -> None:
    for path in SAMPLE.glob("sample_night*"):
        assert (folder / "sample_data" / path.name).read_bytes() == path.read_bytes()


def study_is_written(folder: Path, _: str) -> None:
    listed = codes(column(table("docs/agreement.md", "file", "one row")))
    assert names_in(folder / "study") == {*listed, *BENCHMARK_FILES}


def people_are_written(folder: Path, _: str) -> None:
    assert names_in(folder / "study" / "people")


def rules_are_compared(folder: Path, _: str) -> None:
    assert (folder / "results" / "events" / "rules.csv").is_file()


def discharges_are_written(folder: Path, _: str) -> None:
    assert list(folder.glob("*_discharges.csv"))


def truth_is_written(folder: Path, _: str) -> None:
    assert {"night.edf", "night_truth.csv", "night_distractors.csv"} <= names_in(folder)


def data_sets_are_listed(_: Path, output: str) -> None:
    listed = codes(column(table("docs/agreement.md", "name", "data")))
    assert [line.split()[0] for line in output.splitlines()[::2]] == sorted(listed)
    assert set(listed) == set(plm_detect.public_data_sets())


def rule_sets_are_listed(_: Path, output: str) -> None:
    listed = codes(column(table("docs/rules.md", "name", "standard")))
    assert sorted(listed) == list(plm_detect.rule_sets())
    assert all(name in output for name in listed)


BENCHMARK_FILES = (
    "program", "humans.csv", "plm-detect.csv", "indices_by_night.csv", "benchmark.json",
)  # fmt: skip
OTHER_FILES = ("rules.csv", "night_discharges.csv", "night_truth.csv", "night_distractors.csv")
CLAIMS: tuple[tuple[str, Callable[[Path, str], None]], ...] = (
    (r"plm-detect score sample_data/sample_night.edf --out results$", night_is_written),
    (r"plm-detect simulate sample_data/sample_night.edf ", sample_is_made),
    (r"plm-detect benchmark psg-ipa ", study_is_written),
    (r"plm-detect benchmark wsc ", people_are_written),
    (r"plm-detect index .*--out results .*--compare-rules", rules_are_compared),
    (r"plm-detect simulate .*--profile muscle", discharges_are_written),
    (r"plm-detect simulate night.edf", truth_is_written),
    (r"plm-detect benchmark$", data_sets_are_listed),
    (r"plm-detect rules$", rule_sets_are_listed),
)
"""What is looked at after a command was run."""


def test_every_rule_and_claim_belongs_to_a_printed_command() -> None:
    printed = [" ".join(each.words) for each in printed_commands()]
    for pattern in (*(each[0] for each in HOW), *(each[0] for each in CLAIMS)):
        assert any(re.match(pattern, text) for text in printed), pattern


# Examples in Python and settings in TOML.

BOUND_ONLY = {"docs/batch.md": "needs SLURM"}
"""Pages whose calls are only held against the signatures, and why."""


@pytest.mark.parametrize("page", sorted({each.page for each in blocks_of("python")}))
def test_python(page: str, stock: Stock, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that a page takes as given are the package, a table of events and axes."""
    space: dict[str, Any] = {"plm_detect": plm_detect, "__name__": "__main__"}
    space |= {"frame": pd.read_csv(stock.made("events.csv")), "axes": Figure().subplots()}
    if page in BOUND_ONLY:
        without_cluster(monkeypatch)
    for block in (each for each in blocks_of("python") if each.page == page):
        prepare(stock, folder, re.findall(r'"([^"\n]+)"', block.text), page)
        run_python(block, space)


def run_python(block: Piece, space: dict[str, Any]) -> None:
    """Run an example; a value in a comment beside an expression is what it must give."""
    lines = block.text.splitlines()
    for node in ast.parse(block.text).body:
        where = f"{block.page}:{block.line + node.lineno - 1}"
        if not isinstance(node, ast.Expr):
            exec(compile(ast.Module([node], []), where, "exec"), space)  # noqa: S102 - our own docs
            continue
        value = eval(compile(ast.Expression(node.value), where, "eval"), space)  # noqa: S307
        comment = lines[(node.end_lineno or 1) - 1].partition("  # ")[2]
        expected = literal(comment)
        if isinstance(expected, float):
            value = round(value, len(comment.partition(".")[2]))
        assert expected is None or value == expected, where


def literal(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return None


def without_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a cluster and a batch in place that only take what they may be given."""

    class Cluster(SimpleNamespace):
        scheduler_address = "tcp://10.0.0.1:8786"

        def scale(self, n: int) -> None:
            assert n > 0

    module = ModuleType("dask_jobqueue")
    module.SLURMCluster = Cluster  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dask_jobqueue", module)
    signature = inspect.signature(plm_detect.batch)
    monkeypatch.setattr(plm_detect, "batch", signature.bind, raising=False)


LOADERS: dict[str, Callable[[Path], object]] = {
    "docs/batch.md": read_settings,
    "docs/detection.md": plm_detect.rule_set,
    "docs/formats.md": lambda path: plm_detect.ScoringOptions(labels=path),
    "docs/reports.md": read_lab,
    "docs/rules.md": plm_detect.rule_set,
}
"""What reads the settings that a page shows."""


@pytest.mark.parametrize("block", blocks_of("toml"), ids=lambda each: f"{each.page}:{each.line}")
def test_toml(block: Piece, stock: Stock, folder: Path) -> None:
    stock.put("lab.toml", folder / "lab.toml", block.page)
    assert (folder / "lab.toml").read_text(encoding="utf-8") == block.text
    assert LOADERS[block.page](folder / "lab.toml")


def test_every_block_is_of_a_known_language() -> None:
    found = {each.language for page in PAGES for each in pieces(page) if each.kind == "fence"}
    assert found <= {"", "sh", "bash", "console", "python", "toml"}


# Links and names.


def anchors(page: str) -> set[str]:
    """Return the anchors of the headings of a page as GitHub makes them."""
    heads = re.findall(r"^#+ (.*)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", LINKED)
def test_links_lead_somewhere(page: str) -> None:
    children = [child for token in tokens(page) for child in token.children or ()]
    targets = [str(each.attrs.get("href") or each.attrs.get("src") or "") for each in children]
    lost = []
    for target in (each for each in targets if each and "://" not in each):
        path, _, anchor = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        if not file.exists():
            lost.append(target)
        elif anchor and anchor not in anchors(file.resolve().relative_to(ROOT).as_posix()):
            lost.append(f"{target}: no such heading")
    assert lost == []


@pytest.mark.parametrize("page", PAGES)
def test_options_exist(page: str) -> None:
    """Options of other programs stand in their commands only, which are parsed above."""
    text = text_of(page)
    for command in commands_of(page):
        if "plm-detect " not in command.text or " && " in command.text:
            text = text.replace(command.text, "")
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))
    assert named - options_of_program() == set()


@pytest.mark.parametrize("page", PAGES)
def test_public_names_exist(page: str) -> None:
    for name in sorted(set(re.findall(r"\bplm_detect(?:\.[a-zA-Z_]\w*)+", text_of(page)))):
        pkgutil.resolve_name(name)


@pytest.mark.parametrize("page", PAGES)
def test_calls_in_sentences_work(page: str) -> None:
    for piece in inline(page):
        if piece.text.startswith("plm_detect.") and "(" in piece.text and "..." not in piece.text:
            run_python(piece, {"plm_detect": plm_detect})


@functools.cache
def sources() -> str:
    """Return everything that the package consists of as one text."""
    files = sorted((ROOT / "plm_detect").rglob("*"))
    kinds = (".py", ".toml", ".j2", ".js")
    return "\n".join(each.read_text(encoding="utf-8") for each in files if each.suffix in kinds)


WORD = re.compile(r"\b(?:[a-z]+\d*(?:_[a-z0-9]+)+|(?:[A-Z][a-z]+){2,})\b")


@pytest.mark.parametrize("page", PAGES)
def test_words_of_the_program_stand_in_it(page: str) -> None:
    """Columns, notes, kinds and settings have an underscore, types more than one capital."""
    words = {each.text for each in inline(page) if WORD.fullmatch(each.text)}
    words |= {word for text in drawings(page) for word in WORD.findall(text)}
    assert words - set(WORD.findall(sources())) == set()


def drawings(page: str) -> list[str]:
    fences = (each for each in pieces(page) if each.kind == "fence" and not each.language)
    return [each.text for each in fences if page in DRAWINGS]


@pytest.mark.parametrize("page", PAGES)
def test_values_of_rules_exist(page: str) -> None:
    rules = plm_detect.rule_set("wasm2016")
    sections = {each.name for each in fields(rules)}
    for piece in inline(page):
        section, _, value = piece.text.partition(".")
        if section in sections and WORD.fullmatch(value):
            assert hasattr(getattr(rules, section), value), f"{page}:{piece.line}: {piece.text}"


FILE = re.compile(r"[\w./-]*(?:\w/|\.(?:py|toml|md|edf|csv|json|html|pdf|npz|sqlite|parquet|txt))")
OF_USERS = {
    ".venv/bin/": "the set-up makes it",
    "SN1.csv": "an example of a name",
    "SN1_Limb_manual.edf": "an example of a name",
    "SN1_Limb_manual_scorer3.edf": "an example of a name",
    "night.edf": "a recording of the reader",
}
"""Names of files that are not those of the repository or of results, and why."""


@functools.cache
def files_of_repository() -> list[str]:
    folders = ("plm_detect", "docs", "benchmarks", "tests", "sample_data")
    inner = (path for name in folders for path in (ROOT / name).rglob("*"))
    return [f"/{path.relative_to(ROOT).as_posix()}" for path in (*ROOT.iterdir(), *inner)]


def named_files(page: str) -> set[str]:
    """Return all files that a page names; what stands for any name is left out of paths."""
    texts = [re.sub(r"<[^>]*>/|^OUT/", "", each.text) for each in inline(page)]
    found = {text for text in texts if FILE.fullmatch(text)} - set(OF_USERS)
    return found | {name for text in drawings(page) for name in FILE.findall(text)}


@pytest.mark.parametrize("page", PAGES)
def test_files_exist(page: str) -> None:
    """A file is one of the repository, by the end of its path, or one of results."""
    endings = sources().replace("\\.", ".")
    lost = set()
    for name in named_files(page):
        path = name.rstrip("/")
        is_ending = name[0] in ".-" and name in endings
        in_repository = any(each.endswith(f"/{path}") for each in files_of_repository())
        if not (is_ending or in_repository or path.rpartition("/")[2] in files_of_results()):
            lost.add(name)
    assert lost == set()


@functools.cache
def files_of_results() -> set[str]:
    """Return the names of files that commands above are seen to write."""
    listed = [
        *column(table("README.md", "file", "content")),
        *column(table("docs/agreement.md", "file", "one row")),
        *column(table("docs/batch.md", "in OUT", "")),
    ]
    names = {code.removesuffix("<name>/").rstrip("/") for code in codes(listed)}
    return {*names, *BENCHMARK_FILES, *OTHER_FILES, "people", "sample_night"}


# Tables that list what there is.


@pytest.mark.parametrize("name", ["leg_movements.csv", "movements.csv"])
def test_columns_of_results(name: str, stock: Stock) -> None:
    part = part_of("docs/outputs.md", name)
    listed = [c for row in re.findall(r"^\| (`.*?) \|", part, re.MULTILINE) for c in codes([row])]
    with (stock.made("results/night") / name).open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == listed


def test_rows_of_statistics(stock: Stock) -> None:
    with (stock.made("results/night") / "statistics.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for page in ("README.md", "docs/outputs.md", "docs/statistics.md"):
        assert f"{len(rows)} rows" in text_of(page)
    kinds = {row["LMtype"] for row in rows}
    for code in codes(column(table("docs/outputs.md", "LMtype", "meaning"))):
        assert code in kinds or any(kind.startswith(code) for kind in kinds), code


def test_measures_of_quality(stock: Stock) -> None:
    listed = codes(column(table("docs/quality.md", "measure", "meaning")))
    with (stock.made("results/night") / "quality.csv").open(encoding="utf-8") as file:
        found = dict.fromkeys(row["measure"] for row in csv.DictReader(file))
    assert set(found) == set(listed)
    told = re.search(r"by (\w+) measures", README)
    assert told
    assert NUMBERS[told[1]] == len(found)


NUMBERS = {"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20}


def test_formats() -> None:
    page = "docs/formats.md"
    read = table(page, "format", "`--format`")
    assert sorted(codes(column(read, 1))) == sorted(each.name for each in READ)
    written = table(page, "ending", "`--to`")
    listed = [(row[0], row[1]) for row in written]
    assert sorted(listed) == sorted((f"`{each.ending}`", f"`{each.name}`") for each in WRITTEN)
    assert set(code_sets()) <= set(codes([part_of(page, "Stages as numbers")]))
    assert set(KINDS) - {IGNORED, RERA_AROUSAL} <= set(codes([part_of(page, "Kinds")]))


def test_columns_of_manifests() -> None:
    listed = codes(column(table("docs/batch.md", "column", "")))
    assert listed[:1] == ["recording"]
    assert set(listed) == set(MANIFEST_COLUMNS)


def test_files_of_batches(stock: Stock) -> None:
    listed = codes(column(table("docs/batch.md", "in OUT", "")))
    tables = {name.removesuffix(".csv") for name in listed if name[0] != "."}
    found = {each.name.partition(".")[0] for each in stock.made("study").iterdir()} - {""}
    assert {name.partition(".")[0].partition("/")[0] for name in tables} == found


def test_rooms() -> None:
    listed = codes(column(table("docs/architecture.md", "room", "takes")))
    rooms = {path.parent.name for path in (ROOT / "plm_detect").glob("*/__init__.py")}
    assert {each.rstrip("/") for each in listed} == rooms


def test_dependencies() -> None:
    listed = ", ".join(column(table("docs/dependencies.md", "package", "why"))).split(", ")
    names = [re.match(r"[\w-]+", each) for each in PROJECT["dependencies"]]
    assert sorted(listed) == sorted(each[0] for each in names if each)
    extras = set(PROJECT["optional-dependencies"])
    text = text_of("docs/dependencies.md")
    assert set(re.findall(r"Extras? `(\w+)`", text)) <= extras <= set(codes([text]))


def test_profiles_of_the_simulator() -> None:
    assert set(PROFILES) <= set(codes([part_of("docs/simulator.md", "Profiles")]))


def test_sample() -> None:
    """The README, whose numbers are compared with what is printed, says the same as the page."""
    text = " ".join(text_of("sample_data/README.md").split())
    found = re.search(r"(\d+) movements of the left and (\d+) of the right", text)
    rest = re.search(r"about ([\d.]+) uV \(left\) and ([\d.]+) uV \(right\)", text)
    assert found
    assert rest
    for n_movements, rest_uv in zip(found.groups(), rest.groups(), strict=True):
        assert f"(256 Hz, rest {rest_uv} uV, {n_movements} movements)" in README


EXITS = (
    (0, ["rules", "aasm3"]),
    (1, ["score", "none.edf"]),
    (2, ["score"]),
    (3, ["rules", "wasm2016"]),
)


@pytest.mark.parametrize(("code", "words"), EXITS)
def test_exit_codes(
    code: int, words: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code 4 is tried where batches are (tests/batch)."""
    sentence = " ".join(README.split("Exit codes: ")[1].split("\n\n")[0].split())
    assert re.findall(r"(?:^|, )(\d) ", sentence) == ["0", "1", "2", "3", "4"]
    if code == 3:
        monkeypatch.setattr("plm_detect.cli.work.rules.rules_text", None)
    monkeypatch.setattr(sys, "argv", ["plm-detect", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert names_in(folder) == set()
