"""A report as one web page that needs nothing beside it."""

from __future__ import annotations

import base64
import datetime as dt
from importlib import resources
from typing import TYPE_CHECKING, Any

from plm_detect.version import program_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plm_detect.model.spans import Spans
    from plm_detect.reports.content import Content
    from plm_detect.reports.lab import Lab
    from plm_detect.reports.language import Words
    from plm_detect.view import NightView

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
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only where reports are made
    from markupsafe import Markup  # noqa: PLC0415

    page = resources.files(__package__).joinpath("page")
    files = {
        name: page.joinpath(name).read_text(encoding="utf-8")
        for name in ("report.html.j2", "style.css", "script.js")
    }
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    logo = _embedded(lab.logo.read_bytes(), lab.logo_type) if lab.logo else ""
    return environment.from_string(files["report.html.j2"]).render(
        report=report,
        name=view.name,
        lab=lab,
        logo=logo,
        say=say,
        images={name: _embedded(image, "image/png") for name, image in images.items()},
        # Both are the program's own.
        style=Markup(files["style.css"]),  # noqa: S704
        script=Markup(files["script.js"]),  # noqa: S704
        data=_data(view, report, say),
        version=say("version", version=program_version()),
    )


def _embedded(content: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


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
