"""A report as one web page that needs nothing beside it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from plm_detect.model.hypnogram import stage_labels
from plm_detect.plot.style import since_midnight_s
from plm_detect.reports.night.exploring import EXPLORE_WORDS, exploring
from plm_detect.reports.pages import embedded, page
from plm_detect.reports.sections import overview_alt
from plm_detect.version import program_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plm_detect.model.spans import Spans
    from plm_detect.reports.night.lab import Lab
    from plm_detect.reports.sections import Content
    from plm_detect.results.night import Night
    from plm_detect.wording.language import Words

SCRIPTS = (
    "vendor/uplot/notice.js", "vendor/uplot/uPlot.iife.min.js",
    "explore_data.js", "explore_lanes.js", "explore_chart.js",
    "explore.js", "movements.js",
)  # fmt: skip
STYLES = ("vendor/uplot/uPlot.min.css", "explore.css")
SCRIPT_WORDS = (
    *("periodic", "respiratory", "isolated", "other", "left", "right", "both", "unspecified"),
    *("series", "arousal", "resp.", "shown", "count_shown", "time", "duration", "side", "kind"),
    *("stage", "with_arousal", "series_number", "interval", "yes", "no"),
)


def html(night: Night, report: Content, images: Mapping[str, bytes], lab: Lab, say: Words) -> str:
    """Return the page.

    Parameters
    ----------
    night : Night
    report : Content
    images : mapping of str to bytes
        PNG figures by name.
    lab : Lab
    say : Words
    """
    logo = embedded(lab.logo.read_bytes(), lab.logo_type) if lab.logo else ""
    return page(
        "report.html.j2",
        report=report,
        name=night.name,
        lab=lab,
        logo=logo,
        overview_alt=overview_alt(night, say),
        say=say,
        images={name: embedded(image, "image/png") for name, image in images.items()},
        scripts=SCRIPTS,
        styles=STYLES,
        data=_data(night, report, say),
        version=say("version", version=program_version()),
    )


def _data(night: Night, report: Content, say: Words) -> dict[str, Any]:
    """Return what the script draws."""
    series = night.series
    return {
        "window": (night.window.start_s, night.window.end_s),
        "midnight": since_midnight_s(night.start),
        "stages": _stages(night),
        "sides": [side.label for side in night.sides],
        "excluded": {side.label: _pairs(night.excluded(side)) for side in night.sides},
        "arousals": _pairs(night.scoring.arousals),
        "respiratory": _pairs(night.scoring.respiratory),
        "series": [
            {
                "number": int(series.number[i]),
                "onset": float(series.onset_s[i]),
                "duration": float(series.end_s[i] - series.onset_s[i]),
                "movements": int(series.n_movements[i]),
            }
            for i in range(len(series))
        ],
        "movements": [asdict(movement) for movement in report.movements],
        "words": {key: say(key) for key in (*SCRIPT_WORDS, *EXPLORE_WORDS)},
        **exploring(night, say),
    }


def _stages(night: Night) -> list[tuple[str, float, float]]:
    if night.scoring.hypnogram is None:
        return []
    runs = night.scoring.hypnogram.runs()
    columns = stage_labels(runs.stage).tolist(), runs.onset_s.tolist(), runs.end_s.tolist()
    return list(zip(*columns, strict=True))


def _pairs(spans: Spans) -> list[tuple[float, float]]:
    rounded = (spans.onset_s.round(3).tolist(), spans.end_s.round(3).tolist())
    return list(zip(*rounded, strict=True))
