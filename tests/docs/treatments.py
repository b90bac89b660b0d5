"""What is done with each command that a page prints, and why it is not run if it is not."""

from __future__ import annotations

import argparse
import itertools
import re
import runpy
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
from distributed.cli import dask_scheduler, dask_worker
from docs.claims import CLAIMS
from docs.commands import CLI, run
from docs.markdown import ROOT, column
from docs.stock import is_of_sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from docs.commands import Command
    from docs.stock import Stock


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@dataclass(frozen=True)
class Case:
    """A command that is tried, where, and with what."""

    command: Command
    stock: Stock
    folder: Path
    monkeypatch: pytest.MonkeyPatch

    @property
    def words(self) -> tuple[str, ...]:
        return self.command.words


def is_run(case: Case) -> None:
    """Run a command of plm-detect; compare what it prints and writes with what the pages say."""
    case.stock.lay_out(inputs(case.words), case.folder, case.command.page)
    output = run(case.words[1:])
    if case.words[1] in ("score", "index") and "--help" not in case.words:
        assert re.search(r"^Movements +[1-9]", output, re.MULTILINE), output
    for printed in case.command.outputs:
        assert output.splitlines()[: len(printed)] == printed
    for pattern, claim in CLAIMS:
        if re.match(pattern, case.command.text):
            claim(case.folder, output)


def inputs(words: tuple[str, ...]) -> list[str]:
    """Return the words without what the command makes; the sample is made over the old one."""
    made = [after for word, after in itertools.pairwise(words) if word == "--out"]
    if words[1] == "simulate":
        made.append(words[2])
    return [word for word in words[2:] if word not in made or is_of_sample(word)]


def is_parsed(case: Case) -> None:
    name, *arguments = case.words[1:]
    CLI.commands[name].make_context(name, arguments)


def is_parsed_by_script(case: Case) -> None:
    """Begin a script of the repository, and stop it when it has read its options."""

    class Stopped(Exception):  # noqa: N818 - nothing went wrong
        pass

    def parse_and_stop(parser: argparse.ArgumentParser) -> None:
        parse_args(parser)
        raise Stopped

    parse_args = argparse.ArgumentParser.parse_args
    script = ROOT / case.words[1]
    case.monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse_and_stop)
    case.monkeypatch.setattr(sys, "argv", list(case.words[1:]))
    case.monkeypatch.syspath_prepend(script.parent)
    with np.errstate(), pytest.raises(Stopped):
        runpy.run_path(str(script), run_name="__main__")


def is_run_as_script(case: Case) -> None:
    """Run the table of readers: the package reads every recording, here and on the page."""
    command = [sys.executable, *case.words[1:]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    printed = [line.split("|")[2] for line in done.stdout.splitlines() if line.count("|") == 6]
    listed = column("docs/edf.md", "recording", "plm_detect", number=1)
    assert {each.strip() for each in printed[2:]} == set(listed) == {"yes"}


def is_parsed_by_dask(case: Case) -> None:
    name, *arguments = case.words[1:]
    command = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}[name]
    command.make_context(name, arguments)


def is_an_extra(case: Case) -> None:
    """The extras that are installed exist: `pip install plm-detect[a,b]`, `uv run --extra a`."""
    extras = re.findall(r"--extra (\w+)", case.command.text)
    for names in re.findall(r"plm-detect\[([\w,]+)\]", case.command.text):
        extras += names.split(",")
    assert extras
    assert set(extras) <= set(PROJECT["optional-dependencies"])


def is_run_by_ci(case: Case) -> None:
    """A line of the README, from where .ci/run takes it by a pattern."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    patterns = re.findall(r"readme_line '([^']+)'", script)
    assert any(each.startswith("README.md:") for each in case.command.places)
    assert len([each for each in patterns if re.search(each, case.command.text)]) == 1


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
    (r"uv run --extra \w+ pytest\b", is_an_extra, "installs"),
    (r"pip install plm-detect\[", is_an_extra, "installs"),
    (r"dask (scheduler|worker) ", is_parsed_by_dask, "goes on until it is stopped"),
    (r"python benchmarks/readers\.py$", is_run_as_script, ""),
    (r"python (benchmarks|docs|tests)/", is_parsed_by_script, "takes minutes to hours, or data"),
    (r"plm-detect .*\btcp://", is_parsed, "needs a scheduler on another machine"),
    (r"plm-detect .*\bs3://", is_parsed, "needs a store in the network"),
    (r"plm-detect ", is_run, ""),
)
"""What is done with a command, by its beginning, and why it is not run if it is not."""


def treatment_of(command: Command) -> Callable[[Case], None]:
    """Return the first treatment that fits."""
    for pattern, treatment, _ in HOW:
        if re.match(pattern, command.text):
            return treatment
    raise AssertionError(f"{command.places}: it is not said what to do with {command.text!r}")
