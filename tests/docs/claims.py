"""What commands are said to write and to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docs.markdown import codes_in_column
from docs.stock import SAMPLE

import plm_detect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BENCHMARK_FILES = (
    "program", "humans.csv", "plm-detect.csv", "indices_by_night.csv", "benchmark.json",
)  # fmt: skip
"""What a benchmark writes beside what docs/agreement.md lists."""


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def night_is_written(folder: Path, _: str) -> None:
    listed = codes_in_column("README.md", "file", "content")
    assert names_in(folder / "results" / "sample_night") == set(listed)


def sample_is_made(folder: Path, _: str) -> None:
    for path in SAMPLE.glob("sample_night*"):
        assert (folder / "sample_data" / path.name).read_bytes() == path.read_bytes()


def study_is_written(folder: Path, _: str) -> None:
    listed = codes_in_column("docs/agreement.md", "file", "one row")
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
    listed = codes_in_column("docs/agreement.md", "name", "data")
    named = [line for line in output.splitlines() if not line.startswith(" ")]
    assert [line.split()[0] for line in named] == sorted(listed)
    assert set(listed) == set(plm_detect.public_data_sets())


def rule_sets_are_listed(_: Path, output: str) -> None:
    listed = codes_in_column("docs/rules.md", "name", "standard")
    assert sorted(listed) == list(plm_detect.rule_sets())
    assert all(name in output for name in listed)


CLAIMS: tuple[tuple[str, Callable[[Path, str], None]], ...] = (
    (r"plm-detect score sample_data/sample_night\.edf --out results$", night_is_written),
    (r"plm-detect simulate sample_data/sample_night\.edf ", sample_is_made),
    (r"plm-detect benchmark psg-ipa ", study_is_written),
    (r"plm-detect benchmark wsc ", people_are_written),
    (r"plm-detect index .*--out results .*--compare-rules", rules_are_compared),
    (r"plm-detect simulate .*--profile muscle", discharges_are_written),
    (r"plm-detect simulate night\.edf", truth_is_written),
    (r"plm-detect benchmark$", data_sets_are_listed),
    (r"plm-detect rules$", rule_sets_are_listed),
)
"""What is looked at after a command was run, with the folder and what was printed."""


def files_of_results() -> set[str]:
    """Return the names of files that commands are seen to write."""
    listed = [
        *codes_in_column("README.md", "file", "content"),
        *codes_in_column("docs/agreement.md", "file", "one row"),
        *codes_in_column("docs/batch.md", "in OUT", ""),
    ]
    return {
        *(each.removesuffix("<name>/").rstrip("/") for each in listed),
        *BENCHMARK_FILES,
        *(
            "rules.csv",
            "positions.csv",
            "night_discharges.csv",
            "night_truth.csv",
            "night_distractors.csv",
        ),
        *("people", "sample_night"),
    }
