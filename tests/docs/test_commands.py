"""Every command that README and docs print is tried; what they say of it is compared."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from docs.claims import CLAIMS
from docs.commands import printed_commands
from docs.markdown import text_of
from docs.treatments import HOW, Case, is_run, treatment_of

from plm_detect.cli.app import main

if TYPE_CHECKING:
    from pathlib import Path

    from docs.commands import Command
    from docs.stock import Stock


@pytest.mark.parametrize("command", printed_commands(), ids=lambda each: "+".join(each.places))
def test_command(
    command: Command, stock: Stock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    treatment = treatment_of(command)
    assert treatment is is_run or not command.outputs, "nothing compares what the page prints"
    treatment(Case(command, stock, folder, monkeypatch))


def test_every_treatment_and_claim_belongs_to_a_printed_command() -> None:
    for pattern in (*(each[0] for each in HOW), *(each[0] for each in CLAIMS)):
        assert any(re.match(pattern, each.text) for each in printed_commands()), pattern


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
    """Code 3 is a fault of the program itself; code 4 is tried where batches are (tests/batch)."""
    sentence = " ".join(text_of("README.md").split("Exit codes: ")[1].split("\n\n")[0].split())
    assert re.findall(r"(?:^|, )(\d) ", sentence) == ["0", "1", "2", "3", "4"]
    if code == 3:
        monkeypatch.setattr("plm_detect.cli.work.rules.rules_text", None)
    monkeypatch.setattr(sys, "argv", ["plm-detect", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert list(folder.iterdir()) == []
