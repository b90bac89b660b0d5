"""Nothing is wider than the terminal, whatever files are called; the index comes first."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from builders import Edf, annotations, leg
from programs import within

from plm_detect.cli.app import main
from plm_detect.cli.output import layout
from plm_detect.cli.output.batch_log import time_left

if TYPE_CHECKING:
    from pathlib import Path

LONG = "a_recording_with_a_name_that_no_line_of_eighty_characters_can_hold_" + "x" * 40
COLUMNS = 80
N_S = 600
NIGHT = Edf(
    (
        annotations(N_S, *((30 * i, 30, "Sleep stage N2") for i in range(N_S // 30))),
        leg("EMG LAT", *((20 * i + 10, 20 * i + 12) for i in range(25)), seconds=N_S),
        leg("EMG RAT", (31, 33), seconds=N_S, seed=1),
    ),
    n_records=N_S,
    reserved="EDF+C",
)
EVENTS = "onset_s,duration_s,event,side\n" + "".join(
    [f"{30 * i},30,stage_N2,\n" for i in range(20)]
    + [f"{100 + 20 * i},2,lm,left\n" for i in range(5)]
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_terminal(*arguments: object, cwd: Path, columns: int = COLUMNS) -> str:
    """Return what a command prints on a terminal of some width."""
    out, code = Terminal(), None
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        mock.patch.object(sys, "argv", ["plm-detect", *map(str, arguments)]),
        mock.patch.dict("os.environ", {"COLUMNS": str(columns)}),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
    assert not code, arguments
    return out.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make recordings, scorings, results and a batch under long names."""
    made = tmp_path_factory.mktemp("wide")
    NIGHT.write(made / f"{LONG}.edf")
    (made / f"scored {LONG}.csv").write_text(EVENTS, encoding="utf-8")
    for name in ("one", "other"):
        (made / name).mkdir()
        for i in range(4):
            (made / name / f"{LONG} {i}.csv").write_text(EVENTS, encoding="utf-8")
    on_terminal("score", f"{LONG}.edf", "--out", "res", "--report", "none", cwd=made)
    on_terminal(
        "batch", f"{LONG}.edf", "--out", "study", "--jobs", "1", "--report", "none", cwd=made
    )
    return made


COMMANDS = (
    ("score", f"{LONG}.edf"),
    ("score", f"{LONG}.edf", "--compare-rules"),
    ("score", f"{LONG}.edf", "--out", "again", "--report", "none"),
    ("index", f"scored {LONG}.csv", "--compare-rules"),
    ("index", f"scored {LONG}.csv", "--sit"),
    ("index", f"scored {LONG}.csv", "--out", f"out {LONG}", "--report", "none"),
    ("report", f"res/{LONG}", "--report", "html"),
    ("convert", f"scored {LONG}.csv", f"{LONG}.annot"),
    ("inspect", f"{LONG}.edf"),
    ("inspect", f"scored {LONG}.csv"),
    ("rules",),
    ("rules", "wasm2016"),
    ("simulate", f"made {LONG}.edf", "--minutes", "3"),
    ("agree", "one", "other"),
    ("agree", "one", "other", "--out", f"study {LONG}", "--no-report"),
    ("benchmark",),
    ("status", "study"),
    ("cohort", "study"),
    ("batch", f"{LONG}.edf", "--out", "study", "--resume"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words)[:30])
@pytest.mark.parametrize("columns", [80, 100])
def test_no_line_is_wider_than_the_terminal(
    command: tuple[str, ...], columns: int, folder: Path
) -> None:
    extra = ("--overwrite",) if "--out" in command and command[0] in ("score", "index") else ()
    extra += ("--overwrite",) if command[0] in ("convert", "simulate") else ()
    printed = on_terminal(*command, *extra, cwd=folder, columns=columns)
    assert printed.strip()
    assert [line for line in printed.splitlines() if len(line) > columns] == []
    if command[0] not in ("rules", "benchmark", "status", "cohort", "batch", "agree"):
        # It is wrapped, not cut: the whole name is there.
        assert LONG in "".join(printed.split())


def test_index_comes_first_then_warnings_then_details(folder: Path) -> None:
    lines = on_terminal("score", f"{LONG}.edf", cwd=folder).splitlines()
    # 25 movements in 10 minutes of sleep are 150 per hour.
    assert lines[0] == "PLMS index  150.0 per hour of sleep"
    assert lines[1].startswith("Class       none: too little sleep for an index")
    begins = ("Warnings", "Recording", "per hour", "Usual cut")
    at = [next(i for i, line in enumerate(lines) if line.startswith(each)) for each in begins]
    assert at == sorted(at)
    assert sum("neither necessary" in " ".join(lines[i : i + 2]) for i in range(len(lines))) <= 2


def test_table_that_cannot_fit_goes_on_below(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "width", lambda: 24)
    text = layout.table_of(("night", "aaaaaaaa", "bbbbbbbb"), [("one", "1", "2")])
    assert text == "night  aaaaaaaa\none           1\n\nnight  bbbbbbbb\none           2"


def test_heads_of_numbers_and_texts_are_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "width", lambda: 20)
    text = layout.table_of(("", "long head", "text"), [("a", "1", "some more words")], left=(0, 2))
    assert text == "   long\n   head  text\na     1  some more\n           words"


def test_time_left_is_named_only_when_it_is_known() -> None:
    assert time_left(10.0, 1, 100) == "time left unknown"
    # 5 nights in 300 s: 55 more take 3300 s.
    assert time_left(300.0, 5, 60) == "about 55 min left"
    # 10 in 1200 s: 90 more take 10,800 s.
    assert time_left(1200.0, 10, 100) == "about 3 h 00 min left"
    assert time_left(30.0, 9, 10) == "less than 1 min left"
    assert time_left(30.0, 10, 10) == "done"


def test_study_in_a_language_that_there_is_not_is_refused_before_the_work(folder: Path) -> None:
    done = within("agree", "one", "other", "--out", "none", "--language", "xx", cwd=folder)
    assert done.returncode == 1
    assert "languages are: en, de, fr" in done.stderr
    assert not (folder / "none").exists()
