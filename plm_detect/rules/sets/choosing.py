"""The rule set that the options of a command or call describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.model.ruleset import ValueSource
from plm_detect.rules.sets.user import find_rules

if TYPE_CHECKING:
    from plm_detect.model.choices import NightChoices
    from plm_detect.model.ruleset import RuleSet


AASM_SETS = ("aasm2007", "aasm2", "aasm3")
"""Rule sets of the AASM manual, the present one last."""


def aasm_set(rules: RuleSet) -> RuleSet:
    """Return the rule set of the AASM manual that goes with a rule set.

    It is that of the same name, without changes, for one of `AASM_SETS`, else the present one.
    """
    return find_rules(rules.name if rules.name in AASM_SETS else AASM_SETS[-1])


def is_changed_by_user(rules: RuleSet) -> bool:
    """Return whether a user chose another value than the rule set it was made from."""
    sources = dict(rules.value_sources)
    return any(sources[path].maker == "user" for path in rules.changes)


def choose_rules(choices: NightChoices) -> RuleSet:
    """Return the rule set that the choices for a night describe.

    Raises
    ------
    RuleSetError
        When it does not exist or a value is not valid.
    """
    rules = choices.rules
    rule_set = find_rules(rules) if isinstance(rules, str) else rules
    if choices.respiratory_window is not None:
        rule_set = with_respiratory_window(rule_set, *choices.respiratory_window)
    return for_test_in_wake(rule_set) if choices.sit else rule_set


def with_respiratory_window(rules: RuleSet, from_s: float, to_s: float) -> RuleSet:
    """Return a rule set with another window around the end of respiratory events.

    Parameters
    ----------
    rules : RuleSet
    from_s, to_s : float
        Seconds relative to the end of an event, both included.

    Raises
    ------
    RuleSetError
        When the window ends before it begins.
    """
    values = {
        "respiratory.anchor": "end",
        "respiratory.from_s": from_s,
        "respiratory.to_s": to_s,
    }
    return rules.changed(values, ValueSource("user", "respiratory window"))


def for_test_in_wake(rules: RuleSet) -> RuleSet:
    """Return a rule set that looks for series in wakefulness, as an immobilization test needs."""
    values = {"series.stages": "any", "series.longest_wake_s": None}
    why = "a suggested immobilization test is made awake"
    return rules.changed(values, ValueSource("program", why))
