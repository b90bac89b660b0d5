"""A rule set: the values by which movements are found, joined, grouped and associated."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from plm_detect.model.rulesections import (
    ArousalRule,
    CandidateRule,
    LegsRule,
    MovementRule,
    RespiratoryRule,
    SeriesRule,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class RuleSet:
    """All values of one scoring standard, each section with its rule.

    Attributes
    ----------
    name : str
        Short name for the command line.
    title : str
        What it is, for people.
    sources : tuple of (str, str)
        Key and full reference of every source.
    value_sources : tuple of (str, str)
        For each value, as ``section.name``, where it comes from.
    """

    name: str
    title: str
    sources: tuple[tuple[str, str], ...]
    value_sources: tuple[tuple[str, str], ...]
    movement: MovementRule
    legs: LegsRule
    candidate: CandidateRule
    series: SeriesRule
    respiratory: RespiratoryRule
    arousal: ArousalRule

    def values(self) -> dict[str, dict[str, Any]]:
        """Return all values by section and name."""
        return {section: asdict(getattr(self, section)) for section in SECTIONS}

    def value(self, path: str) -> Any:
        """Return one value by ``section.name``."""
        section, _, name = path.partition(".")
        return getattr(getattr(self, section), name)

    def differences(self, other: RuleSet) -> tuple[str, ...]:
        """Return which values, as ``section.name``, are not those of another rule set."""
        return tuple(
            path for path, _ in self.value_sources if self.value(path) != other.value(path)
        )

    def changed(self, values: Mapping[str, Any], source: str) -> RuleSet:
        """Return the rule set with some values changed, and the title saying which.

        Parameters
        ----------
        values : mapping of str to value
            New values by ``section.name``; those that are as before are no change.
        source : str
            Where the new values come from.

        Raises
        ------
        RuleSetError
            When a value is impossible.
        """
        new = {path: value for path, value in values.items() if value != self.value(path)}
        if not new:
            return self
        by_section: dict[str, dict[str, Any]] = {}
        for path, value in new.items():
            section, _, name = path.partition(".")
            by_section.setdefault(section, {})[name] = value
        sections: dict[str, Any] = {
            section: replace(getattr(self, section), **names)
            for section, names in by_section.items()
        }
        return replace(
            self,
            title=title_with_changes(self.title, new),
            value_sources=tuple(
                (path, source if path in new else old) for path, old in self.value_sources
            ),
            **sections,
        )


def title_with_changes(title: str, changed: Iterable[str]) -> str:
    """Return a title that says which values are not those of the title."""
    names = ", ".join(changed)
    if not names:
        return title
    return f"{title}{', ' if CHANGED in title else CHANGED}{names}"


CHANGED = ", changed: "

SECTIONS: dict[str, type] = {
    "movement": MovementRule,
    "legs": LegsRule,
    "candidate": CandidateRule,
    "series": SeriesRule,
    "respiratory": RespiratoryRule,
    "arousal": ArousalRule,
}
