"""Results as text for the terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from plm_detect.exports.texts import DISCLAIMER, READING_NOTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from plm_detect.inspection import Inspection
    from plm_detect.model.quality import QualityNote
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.night import Night

UNDEFINED = "-"
TEXT_WIDTH = 88
UNITS = {"_s": "s", "_uv": "uV", "_hz": "Hz"}


def night_text(night: Night) -> str:
    """Return the readable summary of a night."""
    head = night.headline
    legs = [
        f"{leg.side.label} {leg.label} ({leg.rate_hz:g} Hz, rest {leg.rest_uv:.1f} uV, "
        f"{_plural(leg.n_movements, 'movement')})"
        for leg in night.legs
    ]
    window = f"{_hours(head.tib_h)} in bed, {_hours(head.tst_h)} asleep"
    if head.tst_h is None:
        window = f"{_hours(head.tib_h)} of recording, sleep unknown"
    lines = [
        _row("Recording", f"{night.name}, {_start(night.start)}, {_clock(night.duration_s)}"),
        *_rows("Legs", legs),
        _row("Analysed", window),
        _row("Rules", night.rules.title),
        _row("Movements", f"{head.n_movements}, of them {_count(head.n_clm)} CLM (candidates)"),
        _row("Periodic", f"{_count(head.n_plm)} PLM in {head.n_series} series"),
        "",
        _table(
            ("per hour", "all", "without respiratory"),
            [
                ("PLMS", _index(head.plms_per_hour), _index(head.plms_nr_per_hour)),
                (
                    "PLMS with arousal",
                    _index(head.plms_arousal_per_hour),
                    _index(head.plms_nr_arousal_per_hour),
                ),
                ("PLMW", _index(head.plmw_per_hour), ""),
                (_in_bed(night), _index(head.plm_per_hour), ""),
            ],
        ),
        "",
        _row(
            "Periodicity",
            f"index {_ratio(head.periodicity_index)} (Ferri 2006), "
            f"PLM/CLM {_ratio(head.plm_clm_ratio)}",
        ),
        *_notes(night.notes),
        "",
        *textwrap.wrap(READING_NOTE, TEXT_WIDTH),
        *textwrap.wrap(DISCLAIMER, TEXT_WIDTH),
    ]
    return "\n".join(lines)


def inspection_text(found: Inspection) -> str:
    """Return the readable account of a recording."""
    recording, header = found.recording, found.recording.header
    length = _clock(recording.duration_s)
    records = f"{header.n_records} records of {header.record_duration_s:g} s"
    lines = [
        _row("Recording", f"{recording.path.name} ({header.format})"),
        _row("Start", _start(recording.start).removeprefix("start ")),
        _row("Length", f"{length}, {records}"),
    ]
    if len(recording.stretches) > 1:
        lines += _rows("Stretches", [f"{a:g} to {b:g} s" for a, b in recording.stretches])
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
    head = ("", "channel", "Hz", "unit", "pre-filter", "transducer", "leg")
    lines += ["", _table(head, rows, left=(0, 1, 3, 4, 5, 6)), ""]
    lines += _rows("Legs", [f"{x.side.label}: {x.label}, {x.reason}" for x in found.legs])
    if found.problem:
        lines.append(_row("Legs", f"cannot be scored: {found.problem}"))
    if found.labels:
        rows3 = [(text, kind or "not understood", str(n)) for text, kind, n in found.labels]
        lines += ["", _table(("annotation", "taken as", "number"), rows3, left=(0, 1))]
    return "\n".join([*lines, *_notes(found.notes)])


def rules_text(rule_set: RuleSet) -> str:
    """Return a rule set with every value and source."""
    sources = dict(rule_set.value_sources)
    rows = [
        (f"{section}.{name}", _value(name, value), sources[f"{section}.{name}"])
        for section, values in rule_set.values().items()
        for name, value in values.items()
    ]
    lines = [
        f"{rule_set.name}: {rule_set.title}",
        "",
        _table(("value", "", "source"), rows, left=(0, 1, 2)),
        "",
        *(f"{key}: {text}" for key, text in rule_set.sources),
    ]
    return "\n".join(lines)


def _notes(notes: Iterable[QualityNote]) -> list[str]:
    lines = [f"{'!' if note.level == 'warning' else '-'} {note}" for note in notes]
    return ["", "Notes", *lines] if lines else []


def _row(name: str, text: str) -> str:
    return f"{name:<12}{text}"


def _rows(name: str, texts: Sequence[str]) -> list[str]:
    return [_row(name if i == 0 else "", text) for i, text in enumerate(texts)]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)) -> str:
    table = [head, *rows]
    widths = [max(len(row[i]) for row in table) for i in range(len(head))]
    shown = [i for i, width in enumerate(widths) if width]
    lines = [
        "  ".join(
            row[i].ljust(widths[i]) if i in left else row[i].rjust(widths[i]) for i in shown
        ).rstrip()
        for row in table
    ]
    return "\n".join(lines)


def _start(start: object) -> str:
    return f"start {start}" if start is not None else "start unknown"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60:02d} min {rest:02d} s"


def _hours(hours: float | None) -> str:
    return UNDEFINED if hours is None else f"{hours:.2f} h"


def _index(value: float | None) -> str:
    return UNDEFINED if value is None else f"{value:.1f}"


def _ratio(value: float | None) -> str:
    return UNDEFINED if value is None else f"{value:.2f}"


def _count(value: int | None) -> str:
    return UNDEFINED if value is None else str(value)


def _in_bed(night: Night) -> str:
    return "PLM in bed" if night.scoring.hypnogram is not None else "PLM, of recording"


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _value(name: str, value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    unit = next((unit for ending, unit in UNITS.items() if name.endswith(ending)), "")
    return f"{value} {unit}".strip()
