"""The headline numbers of a night under other rule sets than the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.indices.classification import classify
from plm_detect.pipeline.evaluate import headline_under
from plm_detect.results.comparison import RuleComparison, RuleResult, unlike
from plm_detect.rules.sets import available, load
from plm_detect.rules.sets.choosing import aasm_set, for_test_in_wake, is_changed_by_user

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plm_detect.model.ruleset import RuleSet
    from plm_detect.pipeline.evaluate import NightEvents


def rule_sets_besides(rules: RuleSet, *, all_sets: bool, is_test: bool) -> tuple[RuleSet, ...]:
    """Return the rule sets that a night is looked at under too.

    The first is that of the AASM table of the report; where all are wanted, every rule set of
    the program follows, and the chosen one where it is none of these.

    Parameters
    ----------
    rules : RuleSet
        The chosen rule set.
    all_sets : bool
    is_test : bool
        Whether the recording is a suggested immobilization test, for which every rule set looks
        for series in wakefulness.
    """
    if not all_sets:
        return (aasm_set(rules),)
    published = tuple(load(name) for name in available())
    if is_test:
        published = tuple(for_test_in_wake(each) for each in published)
    own = () if rules in published else (rules,)
    return (aasm_set(rules), *own, *published)


def result_under(events: NightEvents, rules: RuleSet, age_years: float | None) -> RuleResult:
    """Return the headline numbers of a night under a rule set."""
    numbers = headline_under(events, rules)
    name = f"{rules.name}, changed" if is_changed_by_user(rules) else rules.name
    return RuleResult(name, rules.title, numbers, classify(numbers.plms_per_hour, age_years))


def compared(
    nights: Iterable[tuple[RuleSet, NightEvents]], age_years: float | None
) -> RuleComparison:
    """Return a night under several rule sets side by side.

    Parameters
    ----------
    nights : iterable of (RuleSet, NightEvents)
        Each rule set with what it is applied to.
    age_years : float or None
    """
    results = [result_under(events, rules, age_years) for rules, events in nights]
    names = unlike([each.rules for each in results])
    return RuleComparison(
        tuple(
            RuleResult(name, each.title, each.headline, each.index_class)
            for name, each in zip(names, results, strict=True)
        )
    )
