"""A scored night as text for the terminal: the index first, then warnings, then details."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.cli.output.layout import (
    UNDEFINED,
    notes_of,
    plural,
    row,
    rows_of,
    table_of,
    wrapped,
)
from plm_detect.indices.robustness import MEANING
from plm_detect.model.hypnogram import Stage
from plm_detect.model.movements import Side
from plm_detect.model.quality import Grade
from plm_detect.model.settings import OWN_DETECTOR
from plm_detect.wording.sentences import DISCLAIMER, SHORT_READING_NOTE, hours_text

if TYPE_CHECKING:
    from plm_detect.indices.classification import IndexClass
    from plm_detect.indices.immobilization import ImmobilizationTest
    from plm_detect.indices.robustness import Robustness
    from plm_detect.results.comparison import RuleComparison
    from plm_detect.results.night import Night

TOO_LITTLE_TEXT = "Too little sleep: no index may be compared with a cut."
SMALLEST_SHOWN_CHANGE = 0.05


def night_text(night: Night) -> str:
    """Return the readable summary of a night."""
    warnings = [note for note in night.notes if note.level == "warning"]
    others = [note for note in night.notes if note.level != "warning"]
    lines = [
        *_headline(night),
        *notes_of(warnings, "Warnings"),
        "",
        *_details(night),
        *_rates(night),
        *([] if night.immobilization is not None else _moves(night.robustness)),
        *_test(night.immobilization),
        *_comparison(night),
        *notes_of(others),
        "",
        wrapped(SHORT_READING_NOTE),
        wrapped(DISCLAIMER),
    ]
    return "\n".join(lines)


def _headline(night: Night) -> list[str]:
    """Return the one number that is asked for, its class, and what makes it doubtful."""
    head = night.headline
    if night.immobilization is not None:
        index = _index(night.immobilization.whole.plmw_per_hour)
        return [row("PLMW index", f"{index} per hour awake (immobilization test)"), *_doubts(night)]
    if head.plms_per_hour is not None:
        text = f"{_index(head.plms_per_hour)} per hour of sleep"
    elif night.scoring.hypnogram is None:
        text = f"not defined without sleep stages; {_index(head.plm_per_hour)} PLM per hour of "
        text += "recording"
    else:
        text = "not defined: no sleep"
    return [row("PLMS index", text), *_class(night), *_doubts(night), *_robust(night)]


def _class(night: Night) -> list[str]:
    found = night.index_class
    if night.is_too_little:
        return [row("Class", "none: too little sleep for an index")]
    if found.is_above is None:
        return []
    relation = "above" if found.is_above else "not above"
    text = f"{relation} {found.cut_per_hour:g}/h, the cut for {found.group}"
    return [row("Class", text)]


def _doubts(night: Night) -> list[str]:
    """Return why the index and its class must be checked; nothing where they need not."""
    grade = night.grade
    if grade is None or grade < Grade.POOR:
        return []
    return [row("Doubt", f"the signal is {grade.label}: check the index against the recording")]


def _robust(night: Night) -> list[str]:
    found = night.robustness
    if found is None or found.plms_per_hour is None:
        return []
    text = f"PLMS {_index(found.lowest_per_hour)} to {_index(found.highest_per_hour)}/h"
    if not night.is_too_little:
        text = f"class {found.grade} ({MEANING[found.grade]}): {text}"
    return [row("Robustness", text)]


def _moves(found: Robustness | None) -> list[str]:
    """Return which choices change the index."""
    if found is None or found.plms_per_hour is None:
        return []
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
    if not rows:
        return []
    head = ("what changes the index", "PLMS/h", "change", "setting")
    text = (
        f"{found.n_acting} of {len(found.variants)} variations change which movements are PLMS; "
        "those that change the index:"
    )
    return ["", wrapped(text), *table_of(head, rows, left=(0, 3)).split("\n")]


def _details(night: Night) -> list[str]:
    head = night.headline
    length = "length unknown" if night.duration_s is None else clock_length(night.duration_s)
    return [
        row("Recording", f"{night.name}, {start_text(night.start)}, {length}"),
        *rows_of("Legs", _legs(night)),
        *rows_of("Quality", _quality(night)),
        row("Analysed", _analysed(night)),
        *_detector(night.detector),
        row("Rules", night.rules.title),
        row("Movements", _movements(night)),
        row("Periodic", f"{_count(head.n_plm)} PLM in {head.n_series} series"),
        row(
            "Others",
            f"{_of_supplement(night, 'isolated CLM')} isolated CLM; "
            f"{_of_supplement(night, 'short-interval CLM')} CLM follow at short intervals",
        ),
        row(
            "Periodicity",
            f"index {_ratio(head.periodicity_index)} (Ferri 2006), "
            f"PLM/CLM {_ratio(head.plm_clm_ratio)}",
        ),
    ]


def _rates(night: Night) -> list[str]:
    return ["", _per_hour(night)]


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
    lines = ["", *comparison_text(night.comparison, is_classed=not night.is_too_little).split("\n")]
    return [*lines, TOO_LITTLE_TEXT] if night.is_too_little else lines


def comparison_text(comparison: RuleComparison, *, is_classed: bool = True) -> str:
    """Return the numbers of a night under several rule sets, side by side.

    Without a class where there is too little sleep for one.
    """
    heads = [each.headline for each in comparison.results]
    rows = [
        ("movements", *(str(head.n_movements) for head in heads)),
        ("CLM", *(_count(head.n_clm) for head in heads)),
        ("PLM", *(_count(head.n_plm) for head in heads)),
        ("series", *(str(head.n_series) for head in heads)),
        ("PLMS", *(_count(head.n_plms) for head in heads)),
        ("PLMS/h", *(_index(head.plms_per_hour) for head in heads)),
        ("  without resp.", *(_index(head.plms_nr_per_hour) for head in heads)),
        ("  with arousal", *(_index(head.plms_arousal_per_hour) for head in heads)),
        ("PLMW/h", *(_index(head.plmw_per_hour) for head in heads)),
        *(
            [("class", *(_above(each.index_class) for each in comparison.results))]
            if is_classed
            else []
        ),
        ("periodicity", *(_ratio(head.periodicity_index) for head in heads)),
    ]
    return table_of(("rule set", *comparison.labels), rows)


def _legs(night: Night) -> list[str]:
    if night.legs:
        return [
            f"{leg.side.label} {leg.label} ({leg.rate_hz:g} Hz, rest {leg.rest_uv:.1f} µV, "
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
    return [row("Detector", f"{detector[0]}: {detector[1]}")]


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


def start_text(start: object) -> str:
    """Return the start of a recording in words."""
    return f"start {start}" if start is not None else "start unknown"


def clock_length(seconds: float) -> str:
    """Return a length in hours, minutes and seconds."""
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
