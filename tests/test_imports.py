"""The order of the packages: imports go one way, and starting is cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "plm_detect"

LEVELS = (
    {"errors", "version"},
    {"model", "wording"},
    {"files"},
    {"edf", "conditioning", "detection", "rules", "indices"},
    {"recording", "simulate"},
    {"quality", "results"},
    {"scorings"},
    {"pipeline"},
    {"agreement"},
    {"plot"},
    {"reports"},
    {"batches"},
    {"cli"},
    {"__main__"},
)
"""Each may import what stands in the rows before it, and itself."""

CONVENIENCES = {"plm_detect/__init__.py"}
"""Names that load on first use; the only exception."""


EXCEPTIONS = {("plm_detect/results/night.py", "plot")}
"""A file and what it may import against the order: a night draws itself."""


def imported(path: Path) -> set[str]:
    """Return the packages that a file imports, also inside of functions and by their names."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            if node.module == "plm_detect":
                names.update(f"plm_detect.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            names.add(_named(node.args[0], path))
    parts = (name.split(".") for name in names)
    return {part[1] for part in parts if part[0] == "plm_detect" and len(part) > 1}


def _named(name: ast.expr, path: Path) -> str:
    """Return the module that is loaded by its name: a text, or one of the file's own package."""
    if isinstance(name, ast.Constant):
        return str(name.value)
    assert ast.unparse(name).startswith("f'{__package__}."), f"{path}: nobody can tell this module"
    return ".".join(path.relative_to(PACKAGE.parent).parent.parts)


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_imports_point_backwards_only(path: Path) -> None:
    relative = path.relative_to(PACKAGE.parent)
    if relative.as_posix() in CONVENIENCES:
        return
    own = relative.parts[1].removesuffix(".py")
    level = next(i for i, names in enumerate(LEVELS) if own in names)
    allowed = {own}.union(*LEVELS[:level])
    excepted = {name for file, name in EXCEPTIONS if file == relative.as_posix()}
    assert imported(path) <= allowed | excepted


LOOSE = {"__init__.py", "__main__.py", "errors.py", "version.py"}
MOST_LINES = 400


def test_no_module_stands_loose_or_is_too_long() -> None:
    assert {path.name for path in PACKAGE.glob("*.py")} == LOOSE
    lengths = {
        path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8").count("\n")
        for path in PACKAGE.rglob("*.py")
    }
    assert {name for name, n_lines in lengths.items() if n_lines > MOST_LINES} == set()


def test_no_module_takes_a_private_name_of_another() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}: {alias.name}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("plm_detect")
        for alias in node.names
        if alias.name.startswith("_") and not alias.name.startswith("__")
    ]
    # Modules of the formats that several of them share begin with an underscore.
    assert [each for each in found if "_texts" not in each and "_xml" not in each] == []


def loaded_by(code: str) -> set[str]:
    check = f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return {name.split(".")[0] for name in done.stdout.split()}


def test_importing_the_package_and_the_command_line_loads_nothing_heavy() -> None:
    heavy = {"numpy", "scipy", "pandas", "mne", "pyedflib", "edfio", "matplotlib"}
    assert not heavy & loaded_by("import plm_detect, plm_detect.cli.app")


def test_scoring_loads_neither_pandas_nor_mne() -> None:
    assert not {"pandas", "mne", "matplotlib"} & loaded_by(
        "from plm_detect import score, write_night"
    )
