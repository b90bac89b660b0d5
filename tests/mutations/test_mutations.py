"""A short run of the harness for damaged inputs of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from mutations import run
from mutations.kinds import KINDS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.no_cover
"""Watching which lines run would take longer than the tests themselves."""

N_INPUTS = {"cohort": 8, "state": 10, "results": 20, "agree": 15, "options": 25}
"""Of the kinds that take long for each; of others 40."""


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_inputs_end_in_a_result_or_one_sentence(tmp_path: Path, kind: str) -> None:
    trial = KINDS[kind](tmp_path)
    for number in range(N_INPUTS.get(kind, 40)):
        outcome, details = run.outcome_of(trial, kind, 1, number)
        assert outcome in (run.OK, run.REFUSED), f"{kind}, --seed 1 --only {number}: {details}"


def test_inputs_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    trial = KINDS["manifests"](tmp_path)
    first = [run.outcome_of(trial, "manifests", 3, number) for number in range(5)]
    assert first == [run.outcome_of(trial, "manifests", 3, number) for number in range(5)]


def test_what_is_no_error_of_the_program_is_found() -> None:
    def broken(_rng: object) -> None:
        raise ZeroDivisionError

    outcome, details = run.outcome_of(broken, "manifests", 1, 0)
    assert outcome == "foreign"
    assert "ZeroDivisionError in test_mutations.py" in details
