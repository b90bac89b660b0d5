"""What ``plm-detect rules`` does once its options are read."""

from __future__ import annotations

import typer

from plm_detect.cli.output.texts import rules_text
from plm_detect.results.summary import rule_values, to_json
from plm_detect.rules.sets import available, find_rules


def run_rules(name: str | None, *, as_json: bool) -> None:
    """List rule sets."""
    chosen = [find_rules(each) for each in ([name] if name else available())]
    if as_json:
        typer.echo(to_json([rule_values(rule_set) for rule_set in chosen]), nl=False)
    else:
        typer.echo("\n\n".join(rules_text(rule_set) for rule_set in chosen))
