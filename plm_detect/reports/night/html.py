"""A report as one web page that needs nothing beside it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from plm_detect.reports.pages import embedded, page
from plm_detect.version import program_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plm_detect.model.spans import Spans
    from plm_detect.reports.night.content import Content
    from plm_detect.reports.night.lab import Lab
    from plm_detect.results.view import NightView
    from plm_detect.wording.language import Words

SCRIPT_WORDS = (
    *("periodic", "respiratory", "isolated", "other", "left", "right", "both", "unspecified"),
    *("series", "arousal", "resp.", "shown", "count_shown", "time", "duration", "side", "kind"),
    *("stage", "with_arousal", "series_number", "interval", "yes", "no"),
)


def html(
    view: NightView, report: Content, images: Mapping[str, bytes], lab: Lab, say: Words
) -> str:
    """Return the page.

    Parameters
    ----------
    view : NightView
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
        name=view.name,
        lab=lab,
        logo=logo,
        say=say,
        images={name: embedded(image, "image/png") for name, image in images.items()},
        script="script.js",
        data=_data(view, report, say),
        version=say("version", version=program_version()),
    )


def _data(view: NightView, report: Content, say: Words) -> dict[str, Any]:
    """Return what the script draws."""
    series = view.tables["series"]
    whole = (series["LMtype"] == "PLM").nonzero()[0].tolist()
    start = view.start
    midnight = 0.0
    if start is not None:
        midnight = (start - dt.datetime.combine(start, dt.time())).total_seconds()
    return {
        "window": view.window,
        "midnight": midnight,
        "stages": view.stages(),
        "sides": view.sides,
        "excluded": {side: _pairs(view.excluded(side)) for side in view.sides},
        "arousals": _pairs(view.events("arousal")),
        "respiratory": _pairs(view.events("resp")),
        "series": [
            {
                "number": int(series["number"][i]),
                "onset": float(series["onset_s"][i]),
                "duration": float(series["duration_s"][i]),
                "movements": int(series["n_movements"][i]),
            }
            for i in whole
        ],
        "movements": report.movements,
        "words": {key: say(key) for key in SCRIPT_WORDS},
    }


def _pairs(spans: Spans) -> list[tuple[float, float]]:
    rounded = (spans.onset_s.round(3).tolist(), spans.end_s.round(3).tolist())
    return list(zip(*rounded, strict=True))
