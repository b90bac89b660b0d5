"""A rule set: the values by which movements are found, joined, grouped and associated."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal, get_type_hints

from plm_detect.errors import RuleSetError
from plm_detect.model import rulesections
from plm_detect.model.names import nearest
from plm_detect.model.rulesections import (
    ArousalRule,
    CandidateRule,
    LegsRule,
    MovementRule,
    RespiratoryRule,
    SeriesRule,
)
from plm_detect.model.rulevalues import checked_value

if TYPE_CHECKING:
    from collections.abc import Mapping

Maker = Literal["published", "program", "user"]


@dataclass(frozen=True)
class ValueSource:
    """Where a value of a rule set comes from.

    Attributes
    ----------
    maker : {"published", "program", "user"}
        A publication; or, where the standard leaves the choice open, the program or the user.
    source : str
        Key of a source of the rule set, or why the value was chosen.
    """

    maker: Maker
    source: str

    def __str__(self) -> str:
        return self.source if self.maker == "published" else f"{self.maker}: {self.source}"


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
    value_sources : tuple of (str, ValueSource)
        For each value, as ``section.name``, where it comes from.
    changes : tuple of str
        Values, as ``section.name``, that are not those of the rule set it was made from; the
        title names them.
    """

    name: str
    title: str
    sources: tuple[tuple[str, str], ...]
    value_sources: tuple[tuple[str, ValueSource], ...]
    movement: MovementRule
    legs: LegsRule
    candidate: CandidateRule
    series: SeriesRule
    respiratory: RespiratoryRule
    arousal: ArousalRule
    changes: tuple[str, ...] = ()

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

    def changed(self, values: Mapping[str, Any], source: str | ValueSource) -> RuleSet:
        """Return the rule set with some values changed, and the title saying which.

        Parameters
        ----------
        values : mapping of str to value
            New values by ``section.name``; those that are as before are no change.
        source : str or ValueSource
            Where the new values come from; a text is taken as the user's.

        Raises
        ------
        RuleSetError
            When there is no such value, or it is impossible.
        """
        checked = {path: _checked(path, value) for path, value in values.items()}
        new = {path: value for path, value in checked.items() if value != self.value(path)}
        if not new:
            return self
        of = ValueSource("user", source) if isinstance(source, str) else source
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
            title=title_with_changes(
                self.title,
                tuple(path for path in new if path not in self.changes),
                is_changed=bool(self.changes),
            ),
            changes=tuple(dict.fromkeys((*self.changes, *new))),
            value_sources=tuple(
                (path, of if path in new else old) for path, old in self.value_sources
            ),
            **sections,
        )


def title_with_changes(title: str, changes: tuple[str, ...], *, is_changed: bool = False) -> str:
    """Return a title that says which values are not those of the title.

    Parameters
    ----------
    title : str
    changes : tuple of str
    is_changed : bool
        Whether the title names changes already.
    """
    if not changes:
        return title
    return f"{title}{', ' if is_changed else ', changed: '}{', '.join(changes)}"


SECTIONS: dict[str, type] = {
    "movement": MovementRule,
    "legs": LegsRule,
    "candidate": CandidateRule,
    "series": SeriesRule,
    "respiratory": RespiratoryRule,
    "arousal": ArousalRule,
}


def _checked(path: str, value: object) -> Any:
    """Return a new value of a rule set, checked."""
    section, _, name = path.partition(".")
    known = {f"{each}.{field.name}" for each, kind in SECTIONS.items() for field in fields(kind)}
    if path not in known:
        raise RuleSetError(f"unknown value of a rule set {path!r}{nearest(path, known)}.")
    hints = get_type_hints(SECTIONS[section], vars(rulesections))
    return checked_value(value, hints[name], path)
