"""Public names: every type that a public function returns is one, and all are documented."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from pathlib import Path

import pytest

import plm_detect

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("model", "indices", "results")
"""Where the types stand that a night is made of."""


@cache
def classes(folder: Path) -> dict[str, ast.ClassDef]:
    """Return the public classes that the modules below a folder define."""
    bodies = (ast.parse(path.read_text(encoding="utf-8")).body for path in folder.rglob("*.py"))
    return {
        node.name: node
        for body in bodies
        for node in body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }


def named(annotation: str) -> set[str]:
    return set(re.findall(r"\b[A-Z]\w+", annotation))


def types_in(node: ast.ClassDef) -> set[str]:
    """Return the names of types in the fields and properties of a class."""
    found: set[str] = set()
    for each in node.body:
        if isinstance(each, ast.AnnAssign):
            found |= named(ast.unparse(each.annotation))
        elif isinstance(each, ast.FunctionDef) and each.returns and not each.name.startswith("_"):
            found |= named(ast.unparse(each.returns))
    return found


FUNCTIONS = [name for name in plm_detect.__all__ if inspect.isfunction(getattr(plm_detect, name))]
TYPES = [name for name in plm_detect.__all__ if inspect.isclass(getattr(plm_detect, name))]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_a_function_returns_is_public(name: str) -> None:
    returned = named(str(inspect.signature(getattr(plm_detect, name)).return_annotation))
    own = returned & set(classes(ROOT / "plm_detect"))
    assert own <= set(plm_detect.__all__)


def test_what_a_night_is_made_of_is_public() -> None:
    known: dict[str, ast.ClassDef] = {}
    for room in ROOMS:
        known |= classes(ROOT / "plm_detect" / room)
    reached, new = set(), {"Night"}
    while new:
        reached |= new
        new = set().union(*(types_in(known[name]) for name in new)) & set(known) - reached
    assert len(reached) > 30
    assert reached <= set(plm_detect.__all__)


@pytest.mark.parametrize("name", [*FUNCTIONS, *TYPES])
def test_public_name_is_documented(name: str) -> None:
    text = inspect.getdoc(getattr(plm_detect, name))
    assert text
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    line = " ".join(text.split("\n\n")[0].split())
    assert f"| `{name}` | {line} |" in page


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_parameter_and_what_is_returned_is_documented(name: str) -> None:
    function = getattr(plm_detect, name)
    text = inspect.getdoc(function) or ""
    section = text.partition("Parameters\n---")[2].partition("\n\n")[0]
    heads = [line.partition(" :")[0] for line in section.splitlines() if line[:1].isalpha()]
    assert set(", ".join(heads).split(", ")) - {""} == set(inspect.signature(function).parameters)
    returned = inspect.signature(function).return_annotation
    is_short = text.startswith("Return ")
    assert ("Returns\n---" in text) or is_short or returned == "None"
