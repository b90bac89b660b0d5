"""Runs examples in Python."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docs.markdown import Piece


def run_python(piece: Piece, names: dict[str, Any]) -> None:
    """Run an example; a value in a comment beside an expression is what it must give."""
    lines = piece.text.splitlines()
    for node in ast.parse(piece.text).body:
        where = f"{piece.page}:{piece.line + node.lineno - 1}"
        if not isinstance(node, ast.Expr):
            code = compile(ast.Module([node], []), where, "exec")
            exec(code, names)  # noqa: S102 - our own docs
            continue
        code = compile(ast.Expression(node.value), where, "eval")
        value = eval(code, names)  # noqa: S307 - our own docs
        comment = lines[(node.end_lineno or 1) - 1].partition("  # ")[2]
        expected = literal(comment)
        if isinstance(expected, float):
            value = round(value, len(comment.partition(".")[2]))
        assert expected is None or value == expected, f"{where}: {value!r} is not {expected!r}"


def literal(comment: str) -> object:
    """Return the value that a comment consists of; None if it says something else."""
    try:
        return ast.literal_eval(comment)
    except (SyntaxError, ValueError):
        return None
