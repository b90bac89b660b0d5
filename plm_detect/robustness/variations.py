"""What is varied to see how much an index depends on it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plm_detect.model.ruleset import DetectionCriteria, MovementRule, RuleSet
    from plm_detect.model.settings import DetectionSettings

NO_LIMIT = "none"
SOURCE = "varied to see how much the index depends on it"


@dataclass(frozen=True)
class RuleVariation:
    """A rule set with one choice made otherwise.

    Attributes
    ----------
    choice : str
        What was changed, for people.
    values : str
        The changed values, for people.
    left_open : bool
        Whether the standard leaves the choice open.
    rules : RuleSet
    """

    choice: str
    values: str
    left_open: bool
    rules: RuleSet


@dataclass(frozen=True)
class DetectionVariation:
    """What is looked for in the EMG, with one choice made otherwise.

    Attributes
    ----------
    choice, values, left_open
        As in `RuleVariation`.
    criteria : DetectionCriteria
    settings : DetectionSettings
    """

    choice: str
    values: str
    left_open: bool
    criteria: DetectionCriteria
    settings: DetectionSettings


@cache
def _table() -> dict[str, Any]:
    path = resources.files(__package__).joinpath("variations.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rule_variations(rules: RuleSet) -> Iterator[RuleVariation]:
    """Yield a rule set under every choice of ``variations.toml`` that it does not make."""
    sources = dict(rules.value_sources)
    for entry in _table()["rules"]:
        for alternative in entry["alternatives"]:
            values = {k: None if v == NO_LIMIT else v for k, v in alternative.items()}
            changed = rules.changed(values, SOURCE)
            different = changed.differences(rules)
            if different:
                yield RuleVariation(
                    choice=entry["choice"],
                    values=", ".join(f"{path} = {alternative[path]}" for path in different),
                    left_open=all(not _is_published(sources[path]) for path in different),
                    rules=changed,
                )


def detection_variations(
    rule: MovementRule, settings: DetectionSettings, calibration_uv: float | None = None
) -> Iterator[DetectionVariation]:
    """Yield what to look for in the EMG under other thresholds and resting levels.

    Parameters
    ----------
    rule : MovementRule
    settings : DetectionSettings
    calibration_uv : float or None
        As in `MovementRule.criteria`.
    """
    criteria = rule.criteria(calibration_uv)
    threshold = _table()["threshold"]
    for factor in threshold["factors"]:
        onset_uv = factor * criteria.onset_above_rest_uv
        end_uv = min(criteria.end_above_rest_uv, onset_uv)
        varied = replace(criteria, onset_above_rest_uv=onset_uv, end_above_rest_uv=end_uv)
        yield DetectionVariation(
            threshold["choice"],
            f"{onset_uv:g} uV",
            left_open=False,
            criteria=varied,
            settings=settings,
        )
    for entry in _table()["settings"]:
        for value in entry["values"]:
            if value != getattr(settings, entry["name"]):
                yield DetectionVariation(
                    entry["choice"],
                    f"{entry['name']} = {value:g}",
                    left_open=True,
                    criteria=criteria,
                    settings=replace(settings, **{entry["name"]: value}),
                )


def _is_published(source: str) -> bool:
    return not source.startswith(("program", "user"))
