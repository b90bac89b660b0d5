"""Results as text for the terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.indices.robustness import MEANING
from plm_detect.model.hypnogram import Stage
from plm_detect.model.movements import Side
from plm_detect.model.settings import OWN_DETECTOR
from plm_detect.wording.sentences import DISCLAIMER, READING_NOTE, hours_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from plm_detect.indices.classification import IndexClass
    from plm_detect.indices.immobilization import ImmobilizationTest
    from plm_detect.indices.robustness import Robustness
    from plm_detect.model.quality import QualityNote
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.pipeline.inspect import Inspection, ScoringInspection
    from plm_detect.results.comparison import RuleComparison
    from plm_detect.results.night import Night
    from plm_detect.scorings.convert import Conversion

UNDEFINED = "-"
TEXT_WIDTH = 88
NAME_WIDTH = 12
TOO_LITTLE_TEXT = "Too little sleep: no index may be compared with a cut."
SMALLEST_SHOWN_CHANGE = 0.05
UNITS = {"_s": "s", "_uv": "uV", "_hz": "Hz"}


def night_text(night: Night) -> str:
    """Return the readable summary of a night."""
    head = night.headline
    length = "length unknown" if night.duration_s is None else _clock(night.duration_s)
    lines = [
        row("Recording", f"{night.name}, {_start(night.start)}, {length}"),
        *_rows("Legs", _legs(night)),
        *_rows("Quality", _quality(night)),
        row("Analysed", _analysed(night)),
        *_detector(night.detector),
        *_wrapped("Rules", night.rules.title),
        row("Movements", _movements(night)),
        row("Periodic", f"{_count(head.n_plm)} PLM in {head.n_series} series"),
        row(
            "Others",
            f"{_of_supplement(night, 'isolated CLM')} isolated CLM, "
            f"{_of_supplement(night, 'short-interval CLM')} at short intervals",
        ),
        "",
        _per_hour(night),
        "",
        row(
            "Periodicity",
            f"index {_ratio(head.periodicity_index)} (Ferri 2006), "
            f"PLM/CLM {_ratio(head.plm_clm_ratio)}",
        ),
        *_class(night),
        *([] if night.immobilization is not None else _robustness(night.robustness)),
        *_test(night.immobilization),
        *_comparison(night),
        *notes_of(night.notes),
        "",
        *textwrap.wrap(READING_NOTE, TEXT_WIDTH),
        *textwrap.wrap(DISCLAIMER, TEXT_WIDTH),
    ]
    return "\n".join(lines)


def _movements(night: Night) -> str:
    head = night.headline
    text = f"{head.n_movements}, of them {_count(head.n_clm)} CLM (candidates)"
    if night.scoring.hypnogram is None:
        return text
    n_unscored = int(np.sum(night.movements.stage == Stage.UNSCORED))
    return f"{text}; {n_unscored} in unscored time" if n_unscored else text


def _of_supplement(night: Night, kind: str) -> str:
    value = night.supplement.value(kind, "number", "TIB")
    return UNDEFINED if np.isnan(value) else f"{value:.0f}"


def _per_hour(night: Night) -> str:
    """Return the indices; where related movements are not scored, one column holds them."""
    head = night.headline
    rows = [
        ("PLMS", _index(head.plms_per_hour), _index(head.plms_nr_per_hour)),
        (
            "PLMS with arousal",
            _index(head.plms_arousal_per_hour),
            _index(head.plms_nr_arousal_per_hour),
        ),
        ("PLMW", _index(head.plmw_per_hour), ""),
        (_in_bed(night), _index(head.plm_per_hour), ""),
    ]
    if night.rules.respiratory.effect == "not_scored":
        head_row = ("per hour", "respiratory-related movements are not scored")
        return table_of(head_row, [row[:2] for row in rows])
    return table_of(("per hour", "all", "without respiratory"), rows)


def _comparison(night: Night) -> list[str]:
    if night.comparison is None:
        return []
    lines = ["", *comparison_text(night.comparison).split("\n")]
    return [*lines, TOO_LITTLE_TEXT] if night.is_too_little else lines


def comparison_text(comparison: RuleComparison) -> str:
    """Return the numbers of a night under several rule sets, side by side."""
    heads = [each.headline for each in comparison.results]
    rows = [
        ("movements", *(str(head.n_movements) for head in heads)),
        ("CLM", *(_count(head.n_clm) for head in heads)),
        ("PLM", *(_count(head.n_plm) for head in heads)),
        ("series", *(str(head.n_series) for head in heads)),
        ("PLMS", *(_count(head.n_plms) for head in heads)),
        ("PLMS/h", *(_index(head.plms_per_hour) for head in heads)),
        ("PLMS/h without resp.", *(_index(head.plms_nr_per_hour) for head in heads)),
        ("PLMS/h with arousal", *(_index(head.plms_arousal_per_hour) for head in heads)),
        ("PLMW/h", *(_index(head.plmw_per_hour) for head in heads)),
        ("class", *(_above(each.index_class) for each in comparison.results)),
        ("periodicity index", *(_ratio(head.periodicity_index) for head in heads)),
    ]
    return table_of(("rule set", *comparison.labels), rows)


def _legs(night: Night) -> list[str]:
    if night.legs:
        return [
            f"{leg.side.label} {leg.label} ({leg.rate_hz:g} Hz, rest {leg.rest_uv:.1f} uV, "
            f"{plural(leg.n_movements, 'movement')})"
            for leg in night.legs
        ]
    counts = [
        f"{np.sum(night.leg_movements.side == side)} {side.label}"
        for side in Side
        if np.any(night.leg_movements.side == side)
    ]
    return [f"movements as scored: {', '.join(counts) or 'none'}"]


def _quality(night: Night) -> list[str]:
    """Return the grade of each leg, with the measures that gave it."""
    lines = []
    for each in night.quality:
        why = ", ".join(name.replace("_", " ") for name in each.reasons())
        lost_s = each.excluded.total_s()
        length = f"{lost_s / 60:.1f} min" if lost_s >= 60 else f"{lost_s:.1f} s"
        lost = f"; {length} excluded" if lost_s >= 0.05 else ""
        lines.append(f"{each.side.label} {each.grade.label}{f' ({why})' if why else ''}{lost}")
    return lines


def _detector(detector: tuple[str, str] | None) -> list[str]:
    if detector is None or detector[0] == OWN_DETECTOR:
        return []
    return _wrapped("Detector", f"{detector[0]}: {detector[1]}")


def _analysed(night: Night) -> str:
    head, sleep = night.headline, night.sleep
    if sleep is None:
        return f"{_hours(head.tib_h)} of recording, sleep unknown"
    window = night.window
    marked = "lights" if {window.start_from, window.end_from} == {"lights"} else "scored epochs"
    in_bed, asleep = hours_text(sleep.tib_min / 60), hours_text(sleep.tst_min / 60)
    text = f"{in_bed} h in bed (by {marked}), {asleep} h asleep"
    if sleep.sol_min is None:
        return text
    return (
        f"{text} (efficiency {sleep.sleep_efficiency_percent:.0f} %, "
        f"sleep onset after {sleep.sol_min:.1f} min)"
    )


def _class(night: Night) -> list[str]:
    found = night.index_class
    if found.is_above is None or night.immobilization is not None:
        return []
    relation = "above" if found.is_above else "not above"
    text = f"PLMS {relation} {found.cut_per_hour:g}/h, the cut for {found.group}"
    return [row("Class", f"{text}; too little sleep to say so" if night.is_too_little else text)]


def _robustness(found: Robustness | None) -> list[str]:
    if found is None or found.plms_per_hour is None:
        return []
    text = (
        f"class {found.grade} ({MEANING[found.grade]}): PLMS {_index(found.lowest_per_hour)} to "
        f"{_index(found.highest_per_hour)}/h; {found.n_acting} of {len(found.variants)} "
        "variations change which movements are PLMS"
    )
    moved = [
        (variant, variant.plms_per_hour - found.plms_per_hour)
        for variant in found.variants
        if variant.plms_per_hour is not None
    ]
    rows = [
        (variant.choice, _index(variant.plms_per_hour), f"{change:+.1f}", variant.values)
        for variant, change in moved
        if variant.acts and abs(change) >= SMALLEST_SHOWN_CHANGE
    ]
    head = ("what moves the index", "PLMS/h", "change", "by")
    table = ["", *table_of(head, rows, left=(0, 3)).split("\n")] if rows else []
    return [*_wrapped("Robustness", text), *table]


def _above(found: IndexClass) -> str:
    """Return on which side of the cut an index lies."""
    if found.is_above is None:
        return UNDEFINED
    return f"{'>' if found.is_above else '<='} {found.cut_per_hour:g}"


def _test(found: ImmobilizationTest | None) -> list[str]:
    if found is None:
        return []
    rows = [
        (
            name,
            UNDEFINED if block.wake_min is None else f"{block.wake_min:.1f}",
            str(block.n_plmw),
            _index(block.plmw_per_hour),
        )
        for name, block in [
            *((f"block {i}", block) for i, block in enumerate(found.blocks, start=1)),
            ("whole", found.whole),
        ]
    ]
    return ["", table_of(("immobilization test", "min awake", "PLMW", "per hour"), rows)]


def inspection_text(found: Inspection) -> str:
    """Return the readable account of a recording."""
    recording, header = found.recording, found.recording.header
    length = _clock(recording.duration_s)
    records = f"{header.n_records} records of {header.record_duration_s:g} s"
    lines = [
        row("Recording", f"{recording.path.name} ({header.format})"),
        row("Start", _start(recording.start).removeprefix("start ")),
        row("Length", f"{length}, {records}"),
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
    head = ("", "channel", "Hz", "unit", "pre-filter", "transducer", "used as")
    lines += ["", table_of(head, rows, left=(0, 1, 3, 4, 5, 6)), ""]
    lines += _rows("Legs", [f"{x.side.label}: {x.label}, {x.reason}" for x in found.legs])
    if found.problem:
        lines.append(row("Legs", f"cannot be scored: {found.problem}"))
    lines += _rows("Beside it", [f"{name}, a scoring by its name" for name in found.beside])
    if found.labels:
        rows3 = [(text, kind or "not understood", str(n)) for text, kind, n in found.labels]
        lines += ["", table_of(("annotation", "taken as", "number"), rows3, left=(0, 1))]
    return "\n".join([*lines, *notes_of(found.notes)])


def scoring_text(found: ScoringInspection) -> str:
    """Return the readable account of a scoring."""
    lines = [
        row("Scoring", f"{found.name} ({found.format})"),
        row("Start", _start(found.start).removeprefix("start ")),
    ]
    if found.length_s is not None:
        lines.append(row("Length", f"{_clock(found.length_s)} by this scoring"))
    kinds = [(kind, str(n), f"{seconds:g}") for kind, n, seconds in found.kinds]
    lines += ["", table_of(("kind", "number", "seconds"), kinds)]
    labels = [(label, kind or "not understood", str(n)) for label, kind, n in found.labels]
    lines += ["", table_of(("label", "taken as", "number"), labels, left=(0, 1))]
    return "\n".join([*lines, *notes_of(found.notes)])


def conversion_text(done: Conversion) -> str:
    """Return what was converted."""
    where = " and ".join(str(path) for path in done.paths)
    return "\n".join([f"{plural(len(done.events), 'event')} are in {where}", *notes_of(done.notes)])


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
        *(f"{key}: {text}" for key, text in rule_set.sources),
    ]
    return "\n".join(lines)


def notes_of(notes: Iterable[QualityNote]) -> list[str]:
    """Return notes under their heading; nothing where there are none."""
    lines = [f"{'!' if note.level == 'warning' else '-'} {note}" for note in notes]
    return ["", "Notes", *lines] if lines else []


def row(name: str, text: str) -> str:
    """Return a line with its name."""
    return f"{name:<{NAME_WIDTH}}{text}"


def _wrapped(name: str, text: str) -> list[str]:
    return _rows(name, textwrap.wrap(text, TEXT_WIDTH - NAME_WIDTH))


def _rows(name: str, texts: Sequence[str]) -> list[str]:
    return [row(name if i == 0 else "", text) for i, text in enumerate(texts)]


def table_of(head: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)) -> str:
    """Return a table; the columns ``left`` are flush left."""
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


def plural(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _value(name: str, value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    unit = next((unit for ending, unit in UNITS.items() if name.endswith(ending)), "")
    return f"{value} {unit}".strip()
