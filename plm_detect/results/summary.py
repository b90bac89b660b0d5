"""The summary of a night as JSON: numbers, rule set, settings, quality, inputs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.indices.denominators import COLUMN_STAGES
from plm_detect.version import program_version
from plm_detect.wording.sentences import DISCLAIMER, READING_NOTE

if TYPE_CHECKING:
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.results.night import Night


def summary(night: Night) -> dict[str, Any]:
    """Return the summary of a night as plain values; undefined numbers are None.

    Nothing in it depends on when or where the program ran.

    Parameters
    ----------
    night : Night
    """
    window, test = night.window, night.immobilization
    return {
        "program": "plm-detect",
        "version": program_version(),
        "disclaimer": DISCLAIMER,
        "recording": {
            "name": night.name,
            "start": night.start.isoformat() if night.start else None,
            "duration_s": night.duration_s,
        },
        "inputs": [asdict(file) for file in night.inputs],
        "legs": [
            asdict(leg) | {"side": leg.side.label, "grade": leg.grade.label} for leg in night.legs
        ],
        "quality": _quality(night),
        "analysis": asdict(window) | {"seconds": _seconds(night)},
        "sleep": None if night.sleep is None else night.sleep.as_dict(),
        "headline": night.headline.as_dict(),
        "index_class": asdict(night.index_class),
        "robustness": None if night.robustness is None else asdict(night.robustness),
        "immobilization_test": None if test is None else test.as_dict(),
        "aasm": None if night.aasm is None else asdict(night.aasm),
        "comparison": night.comparison and [asdict(each) for each in night.comparison.results],
        "reading_note": READING_NOTE,
        "rules": rule_values(night.rules),
        "detector": night.detector and {"name": night.detector[0], "reference": night.detector[1]},
        "settings": None if night.settings is None else night.settings.as_dict(),
        "notes": [asdict(note) for note in night.notes],
    }


def rule_values(rules: RuleSet) -> dict[str, Any]:
    """Return a rule set as plain values, each with its source."""
    sources = dict(rules.value_sources)
    return {
        "name": rules.name,
        "title": rules.title,
        "changes": list(rules.changes),
        "sources": dict(rules.sources),
        "values": {
            section: {
                name: {"value": value} | asdict(sources[f"{section}.{name}"])
                for name, value in values.items()
            }
            for section, values in rules.values().items()
        },
    }


def to_json(value: object) -> str:
    """Return plain values as JSON text, ending in a line feed.

    Raises
    ------
    ValueError
        When a number is not finite; JSON has no such thing.
    """
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _quality(night: Night) -> dict[str, Any] | None:
    if night.grade is None:
        return None
    return {
        "grade": night.grade.label,
        "legs": [
            {
                "side": each.side.label,
                "label": each.label,
                "grade": each.grade.label,
                "reasons": list(each.reasons()),
                "excluded_s": each.excluded.total_s(),
                "measures": {measure.name: measure.value for measure in each.measures},
            }
            for each in night.quality
        ],
    }


def _seconds(night: Night) -> dict[str, float | None]:
    seconds = {
        column: night.statistics.value("Sleep/Wake", "duration; s", column)
        for column in COLUMN_STAGES
    }
    return {column: None if np.isnan(value) else value for column, value in seconds.items()}
