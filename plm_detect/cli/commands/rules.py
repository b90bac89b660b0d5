"""The command ``rules``."""

from __future__ import annotations

from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    AsJson,
)


def rules(
    name: Annotated[
        str | None,
        typer.Argument(help="Rule set or file of rules; all when left out.", show_default=False),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the rule sets with every value and its source."""
    from plm_detect.cli.work.rules import run_rules

    run_rules(name, as_json=as_json)
