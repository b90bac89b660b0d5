"""What is varied to see how much an index depends on it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from plm_detect.model.ruleset import ValueSource
from plm_detect.model.rulevalues import NO_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plm_detect.model.rulesections import DetectionCriteria
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.model.settings import DetectionSettings

SOURCE = ValueSource("program", "varied to see how much the index depends on it")


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
class DetectorVariation:
    """Settings with one of the detector's own choices made otherwise.

    Attributes
    ----------
    choice : str
        What was changed, for people.
    values : str
        The changed values, for people.
    settings : DetectionSettings
    """

    choice: str
    values: str
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
                    values=", ".join(f"{path} = {_shown(alternative[path])}" for path in different),
                    left_open=all(sources[path].maker != "published" for path in different),
                    rules=changed,
                )


def onset_factors(criteria: DetectionCriteria) -> tuple[float, ...]:
    """Return what the onset threshold is multiplied with, where it stays over the end threshold.

    Parameters
    ----------
    criteria : DetectionCriteria
    """
    lowest = criteria.end_above_rest_uv / criteria.onset_above_rest_uv
    return tuple(factor for factor in _table()["threshold"]["factors"] if factor >= lowest)


def detector_variations(settings: DetectionSettings) -> Iterator[DetectorVariation]:
    """Yield every other value of the detector's own choices that are varied.

    Parameters
    ----------
    settings : DetectionSettings
    """
    for entry in _table()["detector"]:
        name = entry["setting"]
        for value in entry["values"]:
            if value != getattr(settings, name):
                longer = entry["no_longer_than"]
                least = max(value, getattr(settings, longer))
                changed = replace(settings, **{name: value, longer: least})
                yield DetectorVariation(entry["choice"], f"{name} = {value:g}", changed)


def rejected_choices() -> tuple[str, str]:
    """Return what counts that does not otherwise, for people: tones, and what is not sustained."""
    names = _table()["rejected"]
    return str(names["tones"]), str(names["unsustained"])


def onset_choice() -> str:
    """Return the name of the choice that the onset threshold is, for people."""
    return str(_table()["threshold"]["choice"])


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
