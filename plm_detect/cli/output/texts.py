"""Recordings, scorings, conversions and rule sets as text for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.cli.output.layout import (
    notes_of,
    path_list,
    plural,
    row,
    rows_of,
    table_of,
    wrapped,
)
from plm_detect.cli.output.night_text import clock_length, start_text

if TYPE_CHECKING:
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.pipeline.inspect import Inspection, ScoringInspection
    from plm_detect.scorings.convert import Conversion

UNITS = {"_s": "s", "_uv": "µV", "_hz": "Hz"}


def inspection_text(found: Inspection) -> str:
    """Return the readable account of a recording."""
    recording, header = found.recording, found.recording.header
    length = clock_length(recording.duration_s)
    records = f"{header.n_records} records of {header.record_duration_s:g} s"
    lines = [
        row("Recording", f"{recording.path.name} ({header.format})"),
        row("Start", start_text(recording.start).removeprefix("start ")),
        row("Length", f"{length}, {records}"),
    ]
    if len(recording.stretches) > 1:
        lines += rows_of("Stretches", [f"{a:g} to {b:g} s" for a, b in recording.stretches])
    rows = [
        (
            f"#{s.number}",
            s.label,
            "" if s.is_annotations else f"{s.rate_hz:g}",
            s.unit,
            s.prefilter,
            s.transducer,
            found.use_of(s.number) or "",
        )
        for s in header.signals
    ]
    head = ("", "channel", "Hz", "unit", "pre-filter", "transducer", "used as")
    lines += ["", table_of(head, rows, left=(0, 1, 3, 4, 5, 6)), ""]
    lines += rows_of("Legs", [f"{x.side.label}: {x.label}, {x.reason}" for x in found.legs])
    if found.position is not None:
        signal, codes = found.position
        held = f"holds {', '.join(map(str, codes))}" if codes else "holds no codes of positions"
        lines.append(row("Position", f"{signal.label}: {held} (--position-codes)"))
    if found.problem:
        lines.append(row("Legs", f"cannot be scored: {found.problem}"))
    lines += rows_of("Next to it", [f"{name}, a scoring by its name" for name in found.beside])
    if found.labels:
        rows3 = [(text, kind or "not understood", str(n)) for text, kind, n in found.labels]
        lines += ["", table_of(("annotation", "taken as", "number"), rows3, left=(0, 1))]
    return "\n".join([*lines, *notes_of(found.notes)])


def scoring_text(found: ScoringInspection) -> str:
    """Return the readable account of a scoring."""
    lines = [
        row("Scoring", f"{found.name} ({found.format})"),
        row("Start", start_text(found.start).removeprefix("start ")),
    ]
    if found.length_s is not None:
        lines.append(row("Length", f"{clock_length(found.length_s)} by this scoring"))
    kinds = [(kind, str(n), f"{seconds:g}") for kind, n, seconds in found.kinds]
    lines += ["", table_of(("kind", "number", "seconds"), kinds)]
    labels = [(label, kind or "not understood", str(n)) for label, kind, n in found.labels]
    lines += ["", table_of(("label", "taken as", "number"), labels, left=(0, 1))]
    return "\n".join([*lines, *notes_of(found.notes)])


def conversion_text(done: Conversion) -> str:
    """Return what was converted."""
    head = f"{plural(len(done.events), 'event')} written to:"
    return "\n".join([head, path_list(done.paths), *notes_of(done.notes)])


def rules_text(rule_set: RuleSet) -> str:
    """Return a rule set with every value and source."""
    sources = dict(rule_set.value_sources)
    rows = [
        (f"{section}.{name}", _value(name, value), str(sources[f"{section}.{name}"]))
        for section, values in rule_set.values().items()
        for name, value in values.items()
    ]
    lines = [
        f"{rule_set.name}: {rule_set.title}",
        "",
        table_of(("value", "", "source"), rows, left=(0, 1, 2)),
        "",
        *(wrapped(f"{key}: {text}", "  ") for key, text in rule_set.sources),
    ]
    return "\n".join(lines)


def _value(name: str, value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    unit = next((unit for ending, unit in UNITS.items() if name.endswith(ending)), "")
    return f"{value} {unit}".strip()
