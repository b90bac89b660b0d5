"""Web pages that need nothing beside them."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

STYLE = "style.css"
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {script}; "
    "base-uri 'none'; form-action 'none'"
)
"""What a browser lets a page do: show its own pictures and style, and run the program's script."""


def page(
    template: str, *, scripts: Sequence[str] = (), styles: Sequence[str] = (), **values: Any
) -> str:
    """Return a page from one of the program's templates, with its style and scripts inside.

    Parameters
    ----------
    template : str
    scripts : sequence of str
        Names of its scripts, which run one after the other as one.
    styles : sequence of str
        Names of styles in addition to that of all pages.
    **values
        What the template names; texts are escaped.
    """
    from jinja2 import (
        Environment,
        FunctionLoader,
        StrictUndefined,
    )
    from markupsafe import Markup

    files = resources.files(__package__).joinpath("page")

    def own(name: str) -> str:
        return files.joinpath(name).read_text(encoding="utf-8")

    environment = Environment(
        loader=FunctionLoader(own),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    own_script = "\n".join(own(script) for script in scripts)
    return environment.get_template(template).render(
        **values,
        # Both come with the program.
        style=Markup("\n".join(own(style) for style in (STYLE, *styles))),  # noqa: S704
        script=Markup(own_script),  # noqa: S704
        policy=POLICY.format(script=_mark(own_script) if scripts else "'none'"),
    )


def _mark(script: str) -> str:
    """Return by what a browser knows a script that may run."""
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def embedded(content: bytes, media_type: str) -> str:
    """Return a file as an address that holds it."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"
