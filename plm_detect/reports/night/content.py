"""What the report of a night says: the first page, and an appendix of sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.hypnogram import is_sleep, stage_labels
from plm_detect.model.movements import Side, side_labels
from plm_detect.plot.style import clock, kinds_of
from plm_detect.reports.night.first_page import first_page, note_text
from plm_detect.reports.night.method import (
    inputs_table,
    quality_table,
    robustness_section,
    rules_table,
    settings_tables,
)
from plm_detect.reports.sections import (
    Cell,
    Content,
    ReportMovement,
    ReportTable,
    Section,
    number,
)
from plm_detect.wording.sentences import hours_text

if TYPE_CHECKING:
    from plm_detect.indices.sleep import SleepStatistics
    from plm_detect.reports.night.lab import Lab
    from plm_detect.results.comparison import RuleComparison
    from plm_detect.results.night import Night
    from plm_detect.wording.language import Words

STAGE_COLUMNS = ("TIB", "TST", "Wake", "N1", "N2", "N3", "REM", "NREM")
STAGE_ROWS = ("CLM", "CLMr", "CLMnr", "PLM", "PLMa", "PLMnr", "PLMnr_a")
AASM_ROWS = (
    ("n_plms", "n_plms", 0), ("n_plms_arousal", "n_plms_arousal", 0),
    ("plms_index", "plms_per_hour", 1), ("plms_arousal_index", "plms_arousal_per_hour", 1),
)  # fmt: skip
"""Words, number of `Headline`, decimals."""
SLEEP_ROWS = (
    "tib_min", "tst_min", "sleep_efficiency_percent", "sol_min", "rem_latency_min",
    "waso_aasm_min", "waso_spt_min",
    "n_awakenings", "n1_min", "n2_min", "n3_min", "rem_min",
)  # fmt: skip


def content(night: Night, lab: Lab, say: Words) -> Content:
    """Return what the report of a night says.

    Parameters
    ----------
    night : Night
    lab : Lab
    say : Words
    """
    return Content(
        title=say("title"),
        disclaimer=say("disclaimer"),
        first=first_page(night, lab, say),
        sections=tuple(_sections(night, say)),
        movements=_movements(night),
    )


def _sections(night: Night, say: Words) -> list[Section]:
    warnings = tuple(
        f"{'! ' if note.level == 'warning' else ''}{note_text(note, say, is_whole=True)}"
        for note in night.notes
    )
    sections = [
        Section(say("notes"), sentences=warnings or (say("none"),)),
        *_immobilization(night, say),
        *_reading(night, say),
        Section(say("recording"), (_recording(night, say),)),
        *_aasm(night, say),
        Section(say("all_indices"), (_indices(night, say),)),
        Section(say("by_leg"), (_by_leg(night, say),)),
        *_by_position(night, say),
        Section(say("by_hour"), (_by_part(night, "hour", say),)),
        Section(say("by_half"), (_by_part(night, "half", say),)),
        Section(say("by_stage"), (_by_stage(night, say),), sentences=(say("lm_types"),)),
    ]
    if night.sleep is not None:
        marked = {night.window.start_from, night.window.end_from} == {"lights"}
        sentences = () if marked else (say("no_lights"),)
        sections.append(Section(say("sleep"), (_sleep(night.sleep, say),), sentences=sentences))
    sections.append(
        Section(
            say("intervals"),
            figures=(
                ("intervals", f"{say('imi_alt')} {say('duration_alt')}"),
                ("course", say("course_alt")),
            ),
        )
    )
    if night.traces is not None:
        sections += [
            Section(say("strips"), figures=(("strips", say("strips_alt")),)),
            Section(say("typical"), figures=(("typical", say("typical_alt")),)),
            Section(
                say("closest"),
                figures=(("closest", say("typical_alt")),),
                sentences=(say("closest_text"),),
            ),
        ]
    elif night.legs:
        sections.append(Section(say("typical"), sentences=(say("no_emg"),)))
    if night.robustness is not None:
        sections.append(robustness_section(night.robustness, say))
    if night.comparison is not None:
        table = _compared(night, night.comparison, say)
        sections.append(Section(say("compared"), (table,), sentences=(say("compared_text"),)))
    if night.quality:
        sections.append(Section(say("quality_measures"), (quality_table(night, say),)))
    tables = (rules_table(night, say), *settings_tables(night, say))
    sections.append(Section(say("settings"), tables, is_folded=True))
    sections.append(Section(say("inputs"), (inputs_table(night, say),), is_folded=True))
    return sections


def _reading(night: Night, say: Words) -> tuple[Section, ...]:
    if night.immobilization is not None:
        return ()
    return (Section(say("reading"), sentences=(say("reading_note"), say("healthy_adults"))),)


def _immobilization(night: Night, say: Words) -> tuple[Section, ...]:
    test = night.immobilization
    if test is None:
        return ()
    rows = tuple(
        (
            Cell(clock(night.start, block.onset_s)),
            Cell(clock(night.start, block.end_s)),
            number(block.wake_min, 1, say),
            number(block.n_plmw, 0, say),
            number(block.plmw_per_hour, 1, say),
        )
        for block in (*test.blocks, test.whole)
    )
    head = (say("from_"), say("to_"), say("wake_min"), "PLMW", "PLMW/h")
    table = ReportTable("immobilization", head, rows)
    return (Section(say("sit_blocks"), (table,), sentences=(say("reading_sit"),)),)


def _recording(night: Night, say: Words) -> ReportTable:
    start, length_s = night.start, night.duration_s
    begin, end = night.window.start_s, night.window.end_s
    times = {"begin": clock(start, begin), "end": clock(start, end)}
    rows = [
        (say("recording"), night.name),
        (say("start"), start.strftime("%Y-%m-%d %H:%M:%S") if start else say("unknown")),
        (say("length"), say("unknown") if length_s is None else f"{hours_text(length_s / 3600)} h"),
        (say("analysed"), say("analysed_from", hours=hours_text((end - begin) / 3600), **times)),
        (say("rules"), night.rules.title),
    ]
    rows += [
        (
            say("leg_of", side=say(leg.side.label)),
            say(
                "leg_line",
                label=leg.label,
                rate=leg.rate_hz,
                rest=leg.rest_uv,
                count=leg.n_movements,
                grade=say(leg.grade.label),
            ),
        )
        for leg in night.legs
    ]
    if not night.legs:
        rows.append((say("legs"), say("as_scored")))
    cells = tuple((Cell(name), Cell(value)) for name, value in rows)
    return ReportTable("recording", (say("measure"), say("value")), cells)


def _indices(night: Night, say: Words) -> ReportTable:
    head = night.headline
    sleep, wake = say("per_hour_sleep"), say("per_hour_wake")
    in_bed = "plm_index" if head.tst_h is not None else "plm_index_recorded"
    rows: tuple[tuple[str, float | None, str, int], ...] = (
        ("plms_index", head.plms_per_hour, sleep, 1),
        ("plms_index_nr", head.plms_nr_per_hour, sleep, 1),
        ("plms_arousal_index", head.plms_arousal_per_hour, sleep, 1),
        ("plms_arousal_index_nr", head.plms_nr_arousal_per_hour, sleep, 1),
        ("plmw_index", head.plmw_per_hour, wake, 1),
        (in_bed, head.plm_per_hour, say("per_hour"), 1),
        ("n_plms", head.n_plms, "", 0),
        ("n_series", head.n_series, "", 0),
        ("periodicity", head.periodicity_index, "", 2),
        ("plm_clm_ratio", head.plm_clm_ratio, "", 2),
    )
    cells = tuple(
        (Cell(say(key)), number(value, decimals, say), Cell(unit))
        for key, value, unit, decimals in rows
    )
    return ReportTable("indices", (say("measure"), say("value"), say("unit")), cells)


def _aasm(night: Night, say: Words) -> tuple[Section, ...]:
    """Return what the manual requires under its own rules, next to what the chosen ones give."""
    if night.aasm is None:
        return ()
    rows = []
    for key, name, decimals in AASM_ROWS:
        values = [getattr(head, name) for head in (night.aasm.headline, night.headline)]
        rows.append((Cell(say(key)), *(number(value, decimals, say) for value in values)))
    differ = any(of_aasm.text != chosen.text for _, of_aasm, chosen in rows)
    head = (say("measure"), say("value"), say("chosen", title=night.rules.title))
    n_columns = 3 if differ else 2
    table = ReportTable("aasm", head[:n_columns], tuple(row[:n_columns] for row in rows))
    sentence = say("aasm_differs" if differ else "aasm_same")
    if night.aasm.headline.plms_per_hour is None:
        sentence = say("class_unknown")
    return (Section(say("aasm", title=night.aasm.title), (table,), sentences=(sentence,)),)


def _compared(night: Night, comparison: RuleComparison, say: Words) -> ReportTable:
    rows = []
    for each in comparison.results:
        found, numbers = each.index_class, each.headline
        key = "undefined" if found.is_above is None else "above" if found.is_above else "not_above"
        own = f" ({say('chosen_one')})" if each.title == night.rules.title else ""
        rows.append(
            (
                Cell(each.rules + own),
                Cell(each.title),
                number(numbers.plms_per_hour, 1, say),
                number(numbers.plms_nr_per_hour, 1, say),
                number(numbers.plms_arousal_per_hour, 1, say),
                Cell(say("no_class" if night.is_too_little else key, cut=found.cut_per_hour)),
            )
        )
    head = (
        say("rule_set"), say("title_of_rules"), "PLMS/h", "PLMSnr/h",
        say("plms_arousal_per_hour"), say("class"),
    )  # fmt: skip
    return ReportTable("compared", head, tuple(rows))


def _by_stage(night: Night, say: Words) -> ReportTable:
    value = night.statistics.value
    rows = []
    for kind in STAGE_ROWS:
        for statistic, decimals in (("number", 0), ("no./hour", 1)):
            values = (number(value(kind, statistic, c), decimals, say) for c in STAGE_COLUMNS)
            rows.append((Cell(f"{kind}, {say(f'stat.{statistic}')}"), *values))
    return ReportTable("by_stage", (say("measure"), *map(say, STAGE_COLUMNS)), tuple(rows))


def _by_part(night: Night, part: str, say: Words) -> ReportTable:
    """Return the course of the night by its hours or halves."""
    course = night.course
    numbers = (
        (course.sleep_min, 1),
        (course.n_plms, 0),
        (course.plms_per_hour, 1),
        (course.plms_nr_per_hour, 1),
        (course.n_plms_arousal, 0),
        (course.plmw_per_hour, 1),
    )
    rows = [
        (
            Cell(clock(night.start, float(course.onset_s[i]))),
            Cell(clock(night.start, float(course.end_s[i]))),
            *(number(float(column[i]), decimals, say) for column, decimals in numbers),
        )
        for i in np.flatnonzero(course.part == part).tolist()
    ]
    head = ("from_", "to_", "sleep_min")
    names = ("PLMS", "PLMS/h", "PLMSnr/h", say("n_plms_arousal"), "PLMW/h")
    return ReportTable(f"by_{part}", (*(say(key) for key in head), *names), tuple(rows))


def _by_position(night: Night, say: Words) -> tuple[Section, ...]:
    table = night.positions
    if table is None or not len(table):
        return ()
    numbers = (
        (table.sleep_min, 1),
        (table.n_plms, 0),
        (table.plms_per_hour, 1),
        (table.plms_nr_per_hour, 1),
        (table.n_plms_arousal, 0),
    )
    rows = tuple(
        (
            Cell(say(f"position.{name}")),
            *(number(float(column[i]), decimals, say) for column, decimals in numbers),
        )
        for i, name in enumerate(table.position.tolist())
    )
    head = (
        say("body_position"), say("sleep_min"), "PLMS", "PLMS/h", "PLMSnr/h", say("n_plms_arousal"),
    )  # fmt: skip
    made = ReportTable("by_position", head, rows)
    return (Section(say("by_position"), (made,), sentences=(say("by_position_text"),)),)


def _by_leg(night: Night, say: Words) -> ReportTable:
    table, both = night.leg_movements, night.movements
    tst_h = night.headline.tst_h
    periodic = both.is_plm & is_sleep(both.stage)
    rows = []
    for side in night.sides:
        of = table.in_analysis & (table.side == side)
        mean_s = float(np.mean(table.duration_s[of])) if np.any(of) else None
        height = table.mean_uv[of]
        height = height[np.isfinite(height)]
        on_leg = int(np.sum(periodic & np.isin(both.side, (side, Side.BOTH))))
        rows.append(
            (
                Cell(say(side.label)),
                number(int(np.sum(of)), 0, say),
                number(on_leg / tst_h if tst_h else None, 1, say),
                number(mean_s, 2, say),
                number(float(np.median(height)) if len(height) else None, 1, say),
            )
        )
    head = (say("side"), say("leg_movements"), "PLMS/h", say("mean_s"), say("median_height"))
    return ReportTable("by_leg", head, tuple(rows))


def _sleep(sleep: SleepStatistics, say: Words) -> ReportTable:
    rows = tuple(
        (Cell(say(key)), number(getattr(sleep, key), 0 if key == "n_awakenings" else 1, say))
        for key in SLEEP_ROWS
    )
    return ReportTable("sleep", (say("measure"), say("value")), rows)


def _movements(night: Night) -> tuple[ReportMovement, ...]:
    table = night.movements
    kinds = kinds_of(table)
    kind = np.select(list(kinds.values()), list(kinds), "other")
    sides, stages = side_labels(table.side), stage_labels(table.stage)
    rows = []
    for i in range(len(table)):
        onset, imi = float(table.onset_s[i]), float(table.imi_s[i])
        row = ReportMovement(
            onset=round(onset, 3),
            time=clock(night.start, onset, seconds=True),
            duration=round(float(table.duration_s[i]), 2),
            side=str(sides[i]),
            kind=str(kind[i]),
            stage=str(stages[i]),
            arousal=bool(table.has_arousal[i]),
            series=int(table.series[i]) or None,
            interval=None if np.isnan(imi) else round(imi, 1),
        )
        rows.append(row)
    return tuple(rows)
