"""How a night was scored: quality, robustness, rules, settings, input files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.reports.sections import Cell, ReportTable, Section, number
from plm_detect.wording.language import UNDEFINED

if TYPE_CHECKING:
    from plm_detect.indices.robustness import Robustness
    from plm_detect.model.quality import QualityMeasure
    from plm_detect.results.night import Night
    from plm_detect.wording.language import Words


def robustness_section(robustness: Robustness, say: Words) -> Section:
    """Return how the index changes with choices that the standards leave open."""
    changes = robustness.columns()["change"].tolist()
    rows = tuple(
        (
            Cell(say.texts.get(f"choice.{variant.choice}", variant.choice)),
            number(variant.plms_per_hour, 1, say),
            number(change, 1, say),
            Cell(variant.values),
        )
        for variant, change in zip(robustness.variants, changes, strict=True)
        if variant.acts
    )
    head = tuple(say(key) for key in ("choice", "index", "change", "by"))
    meaning = f"{say(robustness.grade)}: {say(f'mean_{robustness.grade}')}."
    if robustness.plms_per_hour is None:
        return Section(say("robustness"), sentences=(meaning,))
    counts = say(
        "robustness_text",
        n=len(robustness.variants),
        acting=robustness.n_acting,
        changing=robustness.n_changing,
    )
    tables = (ReportTable("robustness", head, rows),) if rows else ()
    return Section(say("robustness"), tables, sentences=(f"{meaning} {counts}",))


def quality_table(night: Night, say: Words) -> ReportTable:
    """Return the measures of each leg with their limits and grades."""
    rows = tuple(
        (
            Cell(say(leg.side.label)),
            Cell(leg.label),
            Cell(_with_unit(say(f"quality.{measure.name}"), measure.unit)),
            _measured(measure.value, say),
            Cell(_limits(measure, say)),
            Cell(UNDEFINED if measure.grade is None else say(measure.grade.label)),
        )
        for leg in night.quality
        for measure in leg.measures
    )
    head = (
        say("side"), say("channel"), say("measure"), say("value"), say("limits"), say("quality")
    )  # fmt: skip
    return ReportTable("quality", head, rows)


def _measured(value: float | None, say: Words) -> Cell:
    """Return a measure with three digits that count."""
    if value is None:
        return Cell(UNDEFINED)
    return Cell(say.plain(f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"), value)


def _with_unit(name: str, unit: str) -> str:
    return f"{name}, {unit.replace('uV', 'µV')}" if unit else name


def _limits(measure: QualityMeasure, say: Words) -> str:
    """Return the limits for fair, poor and unusable."""
    given = (measure.fair, measure.poor, measure.unusable)
    if all(each is None for each in given):
        return UNDEFINED
    return " / ".join(UNDEFINED if x is None else say.plain(f"{x:g}") for x in given)


def rules_table(night: Night, say: Words) -> ReportTable:
    """Return every value of the rule set, with its name in files and its source."""
    sources = dict(night.rules.value_sources)
    rows = tuple(
        (
            Cell(say(f"value.{section}.{name}")),
            Cell(_in_words(f"value.{section}.{name}", value, say)),
            Cell(f"{section}.{name}"),
            Cell(str(sources[f"{section}.{name}"])),
        )
        for section, values in night.rules.values().items()
        for name, value in values.items()
    )
    head = (say("setting"), say("value"), say("name_in_files"), say("source"))
    return ReportTable("rules", head, rows)


def settings_tables(night: Night, say: Words) -> tuple[ReportTable, ...]:
    """Return the settings of the signal processing; none where movements were scored elsewhere."""
    if night.settings is None:
        return ()
    rows = tuple(
        (Cell(say(f"value.{name}")), Cell(_shown(value, say)), Cell(name))
        for name, value in night.settings.as_dict().items()
    )
    head = (say("setting"), say("value"), say("name_in_files"))
    return (ReportTable("settings", head, rows),)


def _in_words(key: str, value: object, say: Words) -> str:
    """Return a value; one of a list of choices in words, then as it stands in files."""
    words = say.texts.get(f"{key}.{value}")
    return _shown(value, say) if words is None else f"{words} ({value})"


def _shown(value: object, say: Words) -> str:
    if value is None:
        return UNDEFINED
    if isinstance(value, bool):
        return say("yes" if value else "no")
    if isinstance(value, list | tuple):
        return "; ".join(_shown(each, say) for each in value)
    return say.plain(str(value)) if isinstance(value, float) else str(value)


def inputs_table(night: Night, say: Words) -> ReportTable:
    """Return the files that were read."""
    rows = tuple(
        (Cell(each.name), Cell(str(each.n_bytes)), Cell(each.sha256 or UNDEFINED))
        for each in night.inputs
    )
    return ReportTable("inputs", (say("file"), say("bytes"), "SHA-256"), rows)
