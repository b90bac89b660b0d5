"""Examples in Python run and give what they say; settings in TOML are read."""

from __future__ import annotations

import inspect
import re
import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from docs.examples import run_python
from docs.markdown import PAGES, Piece, blocks, blocks_in, inline
from matplotlib.figure import Figure

import plm_detect
from plm_detect.batches.settings import read_settings
from plm_detect.reports.night.lab import read_lab
from plm_detect.reports.night.patient import read_patient

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from docs.stock import Stock

BOUND_ONLY = {"docs/batch.md": "needs SLURM"}
"""Pages whose calls are only held against the signatures, and why."""


@pytest.mark.parametrize("page", sorted({each.page for each in blocks_in("python")}))
def test_python(page: str, stock: Stock, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that a page takes as given are the package, a table of events and axes."""
    names: dict[str, Any] = {
        "__name__": "__main__",
        "plm_detect": plm_detect,
        "frame": pd.read_csv(stock.made("events.csv")),
        "axes": Figure().subplots(),
    }
    if page in BOUND_ONLY:
        without_cluster(monkeypatch)
    for block in (each for each in blocks_in("python") if each.page == page):
        stock.lay_out(re.findall(r'"([^"\n]+)"', block.text), folder, page)
        run_python(block, names)


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


@pytest.mark.parametrize("page", PAGES)
def test_calls_in_sentences(page: str) -> None:
    for piece in inline(page):
        if piece.text.startswith("plm_detect.") and "(" in piece.text and "..." not in piece.text:
            run_python(piece, {"plm_detect": plm_detect})


LOADERS: dict[str, Callable[[Path], object]] = {
    "docs/batch.md": read_settings,
    "docs/detection.md": plm_detect.rule_set,
    "docs/formats.md": lambda path: plm_detect.ScoringOptions(labels=path),
    "docs/reports.md": read_lab,
    "docs/rules.md": plm_detect.rule_set,
}
"""What reads the settings that a page shows."""


@pytest.mark.parametrize("block", blocks_in("toml"), ids=lambda each: f"{each.page}:{each.line}")
def test_toml(block: Piece, stock: Stock, folder: Path) -> None:
    is_patient = "birth_date" in block.text
    name = "patient.toml" if is_patient else "lab.toml"
    stock.lay_out([name], folder, block.page)
    path = folder / name
    assert path.read_text(encoding="utf-8") == block.text, "commands use one of a page only"
    assert (read_patient if is_patient else LOADERS[block.page])(path)


def test_every_block_is_of_a_known_language() -> None:
    found = {each.language for page in PAGES for each in blocks(page)}
    assert found <= {"", "sh", "bash", "console", "python", "toml"}
