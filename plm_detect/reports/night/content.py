"""What a report says: sections with tables, figures and sentences, for any kind of page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.plot.style import clock, kinds_of

if TYPE_CHECKING:
    from plm_detect.results.view import NightView
    from plm_detect.wording.language import Words

UNDEFINED = "-"
STAGE_COLUMNS = ("TIB", "TST", "Wake", "N1", "N2", "N3", "REM", "NREM")
STAGE_ROWS = ("CLM", "CLMr", "CLMnr", "PLM", "PLMa", "PLMnr", "PLMnr_a")
SLEEP_ROWS = (
    "tib_min", "tst_min", "sleep_efficiency_percent", "sol_min", "rem_latency_min", "waso_min",
    "n_awakenings", "n1_min", "n2_min", "n3_min", "rem_min",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A cell of a table: what is read, and for numbers the whole value."""

    text: str
    value: float | None = None


@dataclass(frozen=True)
class ReportTable:
    """A table.

    Attributes
    ----------
    name : str
        Stable, for programs.
    head : tuple of str
    rows : tuple of tuple of Cell
    """

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def is_number(self, column: int) -> bool:
        """Tell whether a column holds numbers."""
        return any(row[column].value is not None for row in self.rows)


@dataclass(frozen=True)
class Section:
    """A part of a report under its own title.

    Attributes
    ----------
    title : str
    tables : tuple of ReportTable
    figures : tuple of (str, str)
        Names and descriptions of figures.
    sentences : tuple of str
    small : bool
        Whether figures stand side by side.
    """

    title: str
    tables: tuple[ReportTable, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()
    small: bool = False


@dataclass(frozen=True)
class Content:
    """A whole report.

    Attributes
    ----------
    title, disclaimer : str
    facts : tuple of (str, str)
        About the recording.
    cards : tuple of (str, str, str)
        Headline numbers: name, value, unit.
    verdicts : tuple of str
        Class, robustness, quality.
    sections : tuple of Section
    movements : tuple of dict
        All movements, for the table that can be sorted.
    """

    title: str
    disclaimer: str
    facts: tuple[tuple[str, str], ...]
    cards: tuple[tuple[str, str, str], ...]
    verdicts: tuple[str, ...]
    sections: tuple[Section, ...]
    movements: tuple[dict[str, Any], ...] = field(default=())


def number(value: Any, decimals: int = 1) -> Cell:
    """Return a cell for a number; undefined where there is none."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return Cell(UNDEFINED)
    return Cell(f"{float(value):.{decimals}f}", float(value))


def content(view: NightView, say: Words) -> Content:
    """Return what the report of a night says.

    Parameters
    ----------
    view : NightView
    say : Words
    """
    return Content(
        title=say("title"),
        disclaimer=say("disclaimer"),
        facts=_facts(view, say),
        cards=_cards(view, say),
        verdicts=_verdicts(view, say),
        sections=tuple(_sections(view, say)),
        movements=_movements(view),
    )


def _facts(view: NightView, say: Words) -> tuple[tuple[str, str], ...]:
    summary = view.summary
    start, length = view.start, summary["recording"]["duration_s"]
    begin, end = view.window
    times = {"begin": clock(view, begin), "end": clock(view, end), "hours": (end - begin) / 3600}
    legs = [
        say(
            "leg_line",
            side=say(leg["side"]),
            label=leg["label"],
            rate=leg["rate_hz"],
            rest=leg["rest_uv"],
            count=leg["n_movements"],
            grade=say(leg["grade"]),
        )
        for leg in summary["legs"]
    ]
    rows = [
        (say("recording"), view.name),
        (say("start"), start.strftime("%Y-%m-%d %H:%M:%S") if start else say("unknown")),
        (say("length"), f"{length / 3600:.2f} h" if length is not None else say("unknown")),
        (say("analysed"), say("analysed_from", **times)),
        (say("rules"), summary["rules"]["title"]),
        (say("legs"), "; ".join(legs) if legs else say("as_scored")),
    ]
    return tuple(rows)


def _cards(view: NightView, say: Words) -> tuple[tuple[str, str, str], ...]:
    head = view.summary["headline"]
    staged = head["tst_h"] is not None
    sleep, wake = say("per_hour_sleep"), say("per_hour_wake")
    rows: list[tuple[str, Any, str, int]] = [
        (say("plms_index"), head["plms_per_hour"], sleep, 1),
        (say("plms_index_nr"), head["plms_nr_per_hour"], sleep, 1),
        (say("plms_arousal_index"), head["plms_arousal_per_hour"], sleep, 1),
        (say("plms_arousal_index_nr"), head["plms_nr_arousal_per_hour"], sleep, 1),
        (say("plmw_index"), head["plmw_per_hour"], wake, 1),
        (
            say("plm_index" if staged else "plm_index_recorded"),
            head["plm_per_hour"],
            say("per_hour"),
            1,
        ),
        (say("periodicity"), head["periodicity_index"], "", 2),
        (say("tst"), head["tst_h"], say("hours"), 2),
    ]
    return tuple((name, number(value, d).text, unit) for name, value, unit, d in rows)


def _verdicts(view: NightView, say: Words) -> tuple[str, ...]:
    summary = view.summary
    found = summary["index_class"]
    if found["is_above"] is None:
        lines = [say("class_unknown")]
    else:
        key = "class_above" if found["is_above"] else "class_below"
        lines = [f"PLMS {say(key, cut=found['cut_per_hour'], group=say(found['group']))}"]
    robust = summary["robustness"]
    if robust is not None and robust["lowest_per_hour"] is not None:
        lines.append(
            say(
                "robustness_line",
                grade=say(robust["grade"]),
                low=robust["lowest_per_hour"],
                high=robust["highest_per_hour"],
            )
        )
    if summary["quality"] is not None:
        lines.append(say("quality_line", grade=say(summary["quality"]["grade"])))
    return tuple(lines)


def _sections(view: NightView, say: Words) -> list[Section]:
    summary = view.summary
    stages = () if summary["sleep"] is not None else (say("no_stages"),)
    warnings = tuple(
        f"{'! ' if note['level'] == 'warning' else ''}{note['subject']}: {note['text']}"
        for note in summary["notes"]
    )
    sections = [
        Section(say("overview"), figures=(("overview", say("overview_alt")),), sentences=stages),
        Section(say("notes"), sentences=warnings or (say("none"),)),
        Section(say("reading"), sentences=(say("reading_note"),)),
        Section(say("aasm"), (_aasm(view, say),)),
        Section(say("by_stage"), (_by_stage(view, say),)),
        Section(say("by_hour"), (_by_hour(view, say),)),
        Section(say("by_leg"), (_by_leg(view, say),)),
    ]
    if summary["sleep"] is not None:
        sections.append(Section(say("sleep"), (_sleep(view, say),)))
    sections.append(
        Section(
            say("intervals"),
            figures=(
                ("intervals", f"{say('imi_alt')} {say('duration_alt')}"),
                ("course", say("course_alt")),
            ),
        )
    )
    if view.traces is not None:
        sections += [
            Section(say("strips"), figures=(("strips", say("strips_alt")),)),
            Section(say("typical"), figures=(("typical", say("typical_alt")),)),
            Section(
                say("closest"),
                figures=(("closest", say("typical_alt")),),
                sentences=(say("closest_text"),),
            ),
        ]
    elif summary["legs"]:
        sections.append(Section(say("typical"), sentences=(say("no_emg"),)))
    if "robustness" in view.tables:
        sections.append(Section(say("robustness"), (_robustness(view, say),)))
    if "quality" in view.tables:
        sections.append(Section(say("quality"), (_quality(view, say),)))
    sections.append(Section(say("settings"), (_rules(view, say), *_settings(view, say))))
    sections.append(Section(say("inputs"), (_inputs(view, say),)))
    return sections


def _aasm(view: NightView, say: Words) -> ReportTable:
    head = view.summary["headline"]
    rows = (
        (Cell(say("n_plms")), number(head["n_plms"], 0)),
        (Cell(say("n_plms_arousal")), number(head["n_plms_arousal"], 0)),
        (Cell(say("plms_index")), number(head["plms_per_hour"])),
        (Cell(say("plms_arousal_index")), number(head["plms_arousal_per_hour"])),
    )
    return ReportTable("aasm", (say("measure"), say("value")), rows)


def _by_stage(view: NightView, say: Words) -> ReportTable:
    table = view.tables["statistics"]
    names = list(zip(table["LMtype"].tolist(), table["Statistic"].tolist(), strict=True))
    rows = []
    for kind in STAGE_ROWS:
        for statistic in ("number", "no./hour"):
            if (kind, statistic) not in names:
                continue
            at = names.index((kind, statistic))
            decimals = 0 if statistic == "number" else 1
            values = (number(float(table[c][at]), decimals) for c in STAGE_COLUMNS)
            rows.append((Cell(f"{kind}, {statistic}"), *values))
    return ReportTable("by_stage", (say("measure"), *STAGE_COLUMNS), tuple(rows))


def _by_hour(view: NightView, say: Words) -> ReportTable:
    table = view.tables["course"]
    numbers = (
        ("sleep_min", 1),
        ("n_plms", 0),
        ("plms_per_hour", 1),
        ("plms_nr_per_hour", 1),
        ("n_plms_arousal", 0),
        ("plmw_per_hour", 1),
    )
    rows = [
        (
            Cell(clock(view, float(table["onset_s"][i]))),
            Cell(clock(view, float(table["end_s"][i]))),
            *(number(float(table[name][i]), decimals) for name, decimals in numbers),
        )
        for i in np.flatnonzero(table["part"] == "hour").tolist()
    ]
    head = ("from_", "to_", "sleep_min")
    names = ("PLMS", "PLMS/h", "PLMSnr/h", say("n_plms_arousal"), "PLMW/h")
    return ReportTable("by_hour", (*(say(key) for key in head), *names), tuple(rows))


def _by_leg(view: NightView, say: Words) -> ReportTable:
    table = view.tables["leg_movements"]
    inside = table["in_analysis"].astype(bool)
    rows = []
    for side in view.sides:
        of = inside & (table["side"] == side)
        mean_s = float(np.mean(table["duration_s"][of])) if np.any(of) else None
        height = table["mean_uv"][of]
        height = height[np.isfinite(height)]
        rows.append(
            (
                Cell(say(side)),
                number(int(np.sum(of)), 0),
                number(mean_s, 2),
                number(float(np.median(height)) if len(height) else None),
            )
        )
    head = (say("side"), say("number"), say("mean_s"), "uV")
    return ReportTable("by_leg", head, tuple(rows))


def _sleep(view: NightView, say: Words) -> ReportTable:
    sleep = view.summary["sleep"]
    rows = tuple((Cell(say(key)), number(sleep[key])) for key in SLEEP_ROWS if key in sleep)
    return ReportTable("sleep", (say("measure"), say("value")), rows)


def _robustness(view: NightView, say: Words) -> ReportTable:
    table = view.tables["robustness"]
    rows = tuple(
        (
            Cell(str(table["choice"][i])),
            number(float(table["plms_per_hour"][i])),
            number(float(table["change"][i])),
            Cell(str(table["values"][i])),
        )
        for i in range(len(table["choice"]))
    )
    head = tuple(say(key) for key in ("choice", "index", "change", "by"))
    return ReportTable("robustness", head, rows)


def _quality(view: NightView, say: Words) -> ReportTable:
    table = view.tables["quality"]
    rows = tuple(
        (
            Cell(say(str(table["side"][i]))),
            Cell(str(table["channel"][i])),
            Cell(str(table["measure"][i])),
            number(float(table["value"][i]), 3),
            Cell(say(str(table["grade"][i])) if table["grade"][i] else UNDEFINED),
        )
        for i in range(len(table["side"]))
    )
    head = (say("side"), "channel", say("measure"), say("value"), say("quality"))
    return ReportTable("quality", head, rows)


def _rules(view: NightView, say: Words) -> ReportTable:
    rules = view.summary["rules"]
    rows = tuple(
        (Cell(f"{section}.{name}"), Cell(_shown(entry["value"])), Cell(entry["source"]))
        for section, values in rules["values"].items()
        for name, entry in values.items()
    )
    return ReportTable("rules", (say("setting"), say("value"), say("source")), rows)


def _settings(view: NightView, say: Words) -> tuple[ReportTable, ...]:
    settings = view.summary["settings"]
    if settings is None:
        return ()
    rows = tuple((Cell(name), Cell(_shown(value))) for name, value in settings.items())
    return (ReportTable("settings", (say("setting"), say("value")), rows),)


def _shown(value: Any) -> str:
    if value is None:
        return UNDEFINED
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _inputs(view: NightView, say: Words) -> ReportTable:
    rows = tuple(
        (Cell(each["name"]), Cell(str(each["n_bytes"])), Cell(each["sha256"] or UNDEFINED))
        for each in view.summary["inputs"]
    )
    return ReportTable("inputs", (say("file"), say("bytes"), "SHA-256"), rows)


def _movements(view: NightView) -> tuple[dict[str, Any], ...]:
    table = view.tables["movements"]
    kinds = kinds_of(table)
    kind = np.select(list(kinds.values()), list(kinds), "other")
    rows = []
    for i in range(len(table["onset_s"])):
        imi = float(table["imi_s"][i])
        series = int(table["plm_series"][i])
        rows.append(
            {
                "onset": round(float(table["onset_s"][i]), 3),
                "time": clock(view, float(table["onset_s"][i]), seconds=True),
                "duration": round(float(table["duration_s"][i]), 2),
                "side": str(table["side"][i]),
                "kind": str(kind[i]),
                "stage": str(table["stage"][i]),
                "arousal": bool(table["has_arousal"][i]),
                "series": series or None,
                "interval": None if np.isnan(imi) else round(imi, 1),
            }
        )
    return tuple(rows)
