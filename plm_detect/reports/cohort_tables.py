"""The tables of nights on the page of a cohort: what is compared, and what is set apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from plm_detect.errors import PlmDetectError
from plm_detect.files.names import safe_name
from plm_detect.rules.sets.user import find_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plm_detect.indices.between_nights import Value
    from plm_detect.wording.language import Words

    Row = Mapping[str, Value]

TEXT, HOURS = "text", "hours"
COLUMNS: tuple[tuple[str, str | int], ...] = (
    ("name", TEXT), ("apart", TEXT), ("subject", TEXT), ("night", TEXT), ("phase", TEXT),
    ("class", TEXT), ("plms_per_hour", 1), ("plms_nr_per_hour", 1), ("plms_arousal_per_hour", 1),
    ("plmw_per_hour", 1), ("tst_h", HOURS), ("n_plms", 0), ("periodicity_index", 2),
    ("grade", TEXT), ("robustness", TEXT), ("warnings", TEXT), ("rules", TEXT),
)  # fmt: skip
"""Columns, and how their values are shown: as texts, as h:mm, or with so many decimals."""
OPTIONAL = ("apart", "subject", "night", "phase", "robustness", "warnings")
"""Columns that are left out where they are empty in all nights."""
BAD_GRADES = ("poor", "unusable")
ABOVE_MARK = "▲"
"""Marks a night above the cut without any colour."""


def reasons(night: Row, say: Words) -> tuple[str, ...]:
    """Return why a night is set apart; nothing where it is not."""
    found = []
    if night["is_too_little"]:
        found.append(say("cohort.too_little"))
    if night["grade"] in BAD_GRADES:
        found.append(say(f"cohort.signal_{night['grade']}"))
    return tuple(found)


def is_apart(night: Row) -> bool:
    """Tell whether a night is in no number that sums the cohort up."""
    return bool(night["is_too_little"]) or night["grade"] in BAD_GRADES


def number_of(value: Value) -> float:
    """Return the number in a cell; NaN where there is none."""
    return float(value) if isinstance(value, int | float) else math.nan


def has_several_settings(nights: Sequence[Row]) -> bool:
    """Tell whether nights were scored with different settings."""
    return len({night["settings_mark"] for night in nights}) > 1


def night_table(
    nights: Sequence[Row], report: str | None, say: Words, *, has_rules: bool
) -> dict[str, Any]:
    """Return a table of nights for the script of the page.

    Parameters
    ----------
    nights : sequence of mapping
        Rows of the table of nights.
    report : str or None
        Name of the report in the folder of each night.
    say : Words
    has_rules : bool
        Whether the rule set of each night is shown.

    Returns
    -------
    dict
        Heads and kinds of the columns, and rows of address, whether the night is above the cut,
        and the cells.
    """
    cells = [[_cell(name, night, say) for name, _ in COLUMNS] for night in nights]
    shown = [
        i
        for i, (name, _) in enumerate(COLUMNS)
        if (name != "rules" or has_rules)
        and (name not in OPTIONAL or any(row[i] not in ("", None) for row in cells))
    ]
    return {
        "head": [say(f"cohort.{COLUMNS[i][0]}") for i in shown],
        "kinds": [COLUMNS[i][1] for i in shown],
        "rows": [
            [_address(night, report), _is_marked(night), *(row[i] for i in shown)]
            for night, row in zip(nights, cells, strict=True)
        ],
    }


def _is_marked(night: Row) -> bool:
    return bool(night["is_above"]) and not night["is_too_little"]


def _address(night: Row, report: str | None) -> str:
    return f"nights/{quote(safe_name(str(night['name'])))}/{report or ''}"


def _cell(name: str, night: Row, say: Words) -> Value:
    in_words = {
        "apart": lambda: "; ".join(reasons(night, say)),
        "class": lambda: class_text(night, say),
        "grade": lambda: say(str(night["grade"])),
        "robustness": lambda: "" if night["is_too_little"] else say(str(night["robustness"])),
        "warnings": lambda: "; ".join(
            warning_text(code, say) for code in str(night["warnings"]).split()
        ),
        "rules": lambda: rules_text(str(night["rules"])),
    }
    if name in in_words:
        return in_words[name]()
    value = night[name]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 3)
    return value


def class_text(night: Row, say: Words) -> str:
    """Return on which side of its cut a night is, with a mark where it is above."""
    if night["is_too_little"] or night["is_above"] is None:
        return say("cohort.no_class")
    if not night["is_above"]:
        return say("cohort.not_above")
    return f"{ABOVE_MARK} {say('above', cut=number_of(night['cut_per_hour']))}"


def warning_text(code: str, say: Words) -> str:
    """Return the name of a warning in words."""
    key = f"warning.{code}"
    return say(key) if key in say.texts else code.replace("_", " ")


def rules_text(name: str) -> str:
    """Return the title of a rule set; its name where it is one of the user's."""
    try:
        return find_rules(name).title
    except PlmDetectError:
        return name
