"""Tables and sentences that list or count what there is say what there is."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest
from docs.markdown import ROOT, codes, codes_in_column, column, part_of, table, text_of
from docs.treatments import PROJECT

from plm_detect.batches.jobs import MANIFEST_COLUMNS
from plm_detect.scorings.formats import READ, WRITTEN
from plm_detect.scorings.vocabulary.codes import code_sets
from plm_detect.scorings.vocabulary.kinds import IGNORED, KINDS, RERA_AROUSAL
from plm_detect.simulate.profiles import PROFILES

if TYPE_CHECKING:
    from docs.stock import Stock


def rows_of(stock: Stock, name: str) -> list[dict[str, str]]:
    """Return a table of the results of a night."""
    path = stock.made("results/night") / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["leg_movements.csv", "movements.csv"])
def test_columns_of_results(name: str, stock: Stock) -> None:
    first_cells = re.findall(r"^\| (`.*?) \|", part_of("docs/outputs.md", name), re.MULTILINE)
    assert list(rows_of(stock, name)[0]) == codes(" ".join(first_cells))


def test_rows_of_statistics(stock: Stock) -> None:
    """A kind that is listed is one of the table, or what several of the table begin with."""
    rows = rows_of(stock, "statistics.csv")
    for page in ("README.md", "docs/outputs.md", "docs/statistics.md"):
        assert f"{len(rows)} rows" in text_of(page)
    kinds = {row["LMtype"] for row in rows}
    for listed in codes_in_column("docs/outputs.md", "LMtype", "meaning"):
        assert any(kind.startswith(listed) for kind in kinds), listed


NUMBERS = {"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20}


def test_measures_of_quality(stock: Stock) -> None:
    measures = {row["measure"] for row in rows_of(stock, "quality.csv")}
    assert measures == set(codes_in_column("docs/quality.md", "measure", "meaning"))
    told = re.search(r"by (\w+) measures", text_of("README.md"))
    assert told
    assert NUMBERS[told[1]] == len(measures)


def test_formats() -> None:
    page = "docs/formats.md"
    read = codes_in_column(page, "format", "`--format`", number=1)
    assert sorted(read) == sorted(each.name for each in READ)
    written = [(row[0], row[1]) for row in table(page, "ending", "`--to`")]
    assert sorted(written) == sorted((f"`{each.ending}`", f"`{each.name}`") for each in WRITTEN)
    assert set(code_sets()) <= set(codes(part_of(page, "Stages as numbers")))
    assert set(KINDS) - {IGNORED, RERA_AROUSAL} <= set(codes(part_of(page, "Kinds")))


def test_columns_of_manifests() -> None:
    listed = codes_in_column("docs/batch.md", "column", "")
    assert listed[0] == "recording"
    assert set(listed) == set(MANIFEST_COLUMNS)


def test_files_of_batches(stock: Stock) -> None:
    """Names up to their ending are compared: a table is written as CSV or Parquet."""
    listed = codes_in_column("docs/batch.md", "in OUT", "")
    found = {each.name.partition(".")[0] for each in stock.made("study").iterdir()}
    assert {each.partition("/")[0].partition(".")[0] for each in listed} - {""} == found - {""}


def test_rooms() -> None:
    listed = codes_in_column("docs/architecture.md", "room", "takes")
    rooms = {path.parent.name for path in (ROOT / "plm_detect").glob("*/__init__.py")}
    assert {each.rstrip("/") for each in listed} == rooms


def test_dependencies() -> None:
    listed = ", ".join(column("docs/dependencies.md", "package", "why")).split(", ")
    assert sorted(listed) == sorted(
        re.split(r"[^\w-]", each)[0] for each in PROJECT["dependencies"]
    )
    extras = set(PROJECT["optional-dependencies"])
    text = text_of("docs/dependencies.md")
    assert set(re.findall(r"Extras? `(\w+)`", text)) <= extras <= set(codes(text))


def test_profiles_of_the_simulator() -> None:
    assert set(PROFILES) <= set(codes(part_of("docs/simulator.md", "Profiles")))


def test_sample() -> None:
    """The README, whose numbers are compared with what is printed, says the same as the page."""
    text = " ".join(text_of("sample_data/README.md").split())
    counts = re.search(r"(\d+) movements of the left and (\d+) of the right", text)
    rests = re.search(r"about ([\d.]+) uV \(left\) and ([\d.]+) uV \(right\)", text)
    assert counts
    assert rests
    for n_movements, rest_uv in zip(counts.groups(), rests.groups(), strict=True):
        assert f"(256 Hz, rest {rest_uv} µV, {n_movements} movements)" in text_of("README.md")
