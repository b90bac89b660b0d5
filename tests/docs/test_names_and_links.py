"""Links, files, options and names that the pages mention exist."""

from __future__ import annotations

import functools
import pkgutil
import re
from dataclasses import fields

import pytest
from docs.claims import files_of_results
from docs.commands import lines_of, options_of_program
from docs.markdown import LINKED, PAGES, ROOT, anchors, drawings, inline, links, text_of

import plm_detect


@pytest.mark.parametrize("page", LINKED)
def test_links_lead_somewhere(page: str) -> None:
    lost = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        if not file.exists():
            lost.append(link)
        elif anchor and anchor not in anchors(file.resolve().relative_to(ROOT).as_posix()):
            lost.append(f"{link}: no such heading")
    assert lost == []


@pytest.mark.parametrize("page", PAGES)
def test_options_exist(page: str) -> None:
    """Options of other programs stand in their commands only, which have tests of their own."""
    text = text_of(page)
    for line in lines_of(page):
        if "plm-detect " not in line.text or " && " in line.text:
            text = text.replace(line.text, "")
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))
    assert named - options_of_program() == set()


@pytest.mark.parametrize("page", PAGES)
def test_public_names_exist(page: str) -> None:
    for name in sorted(set(re.findall(r"\bplm_detect(?:\.[a-zA-Z_]\w*)+", text_of(page)))):
        pkgutil.resolve_name(name)


WORD = re.compile(r"\b(?:[a-z]+\d*(?:_[a-z0-9]+)+|(?:[A-Z][a-z]+){2,})\b")
"""Columns, notes, kinds and settings have an underscore, types more than one capital."""


@functools.cache
def sources() -> str:
    """Return everything that the package consists of as one text."""
    files = sorted((ROOT / "plm_detect").rglob("*"))
    kinds = (".py", ".toml", ".j2", ".js")
    return "\n".join(each.read_text(encoding="utf-8") for each in files if each.suffix in kinds)


@pytest.mark.parametrize("page", PAGES)
def test_words_of_the_program_stand_in_it(page: str) -> None:
    words = {each.text for each in inline(page) if WORD.fullmatch(each.text)}
    words |= {word for drawing in drawings(page) for word in WORD.findall(drawing)}
    assert words - set(WORD.findall(sources())) == set()


@pytest.mark.parametrize("page", PAGES)
def test_values_of_rules_exist(page: str) -> None:
    rules = plm_detect.rule_set("wasm2016")
    sections = {each.name for each in fields(rules)}
    for piece in inline(page):
        section, _, value = piece.text.partition(".")
        if section in sections and WORD.fullmatch(value):
            assert hasattr(getattr(rules, section), value), f"{page}:{piece.line}: {piece.text}"


FILE = re.compile(r"[\w./-]*(?:\w/|\.(?:py|toml|md|edf|csv|json|html|pdf|npz|sqlite|parquet|txt))")
"""A path that ends in a slash or in the ending of a file."""
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
    return found | {name for drawing in drawings(page) for name in FILE.findall(drawing)}


def exists(file: str) -> bool:
    """Tell whether a file is in the repository, by the end of its path, or one of results.

    Of an ending alone (`.edf`, `-flagged.csv`) the package must know it.
    """
    path = file.rstrip("/")
    if any(each.endswith(f"/{path}") for each in files_of_repository()):
        return True
    if file.startswith((".", "-")) and file in sources().replace("\\.", "."):
        return True
    return path.rpartition("/")[2] in files_of_results()


@pytest.mark.parametrize("page", PAGES)
def test_files_exist(page: str) -> None:
    assert {each for each in named_files(page) if not exists(each)} == set()
