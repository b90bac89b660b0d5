"""A night as notebooks show it: headline and overview."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import TYPE_CHECKING

from plm_detect.plot.overview import overview
from plm_detect.wording.sentences import DISCLAIMER

if TYPE_CHECKING:
    from plm_detect.results.night import Night

RESOLUTION_DPI = 90


def night_html(night: Night) -> str:
    """Return the headline of a night, its overview and its warnings as HTML.

    Parameters
    ----------
    night : Night
    """
    head = night.headline
    numbers = (
        ("PLMS", head.plms_per_hour, "/h"),
        ("PLMS without respiratory-related movements", head.plms_nr_per_hour, "/h"),
        ("PLMS with arousal", head.plms_arousal_per_hour, "/h"),
        ("PLM in wakefulness", head.plmw_per_hour, "/h"),
        ("Periodicity index", head.periodicity_index, ""),
    )
    rows = [
        (name, "" if value is None else f"{value:.{1 if unit else 2}f}{unit}")
        for name, value, unit in numbers
    ]
    if head.tst_h is not None:
        minutes = round(60 * head.tst_h)
        rows.append(("Time asleep (h:mm)", f"{minutes // 60}:{minutes % 60:02d}"))
    grade = night.grade
    rows.append(("Signal quality", "" if grade is None else grade.label))
    rows.append(("Rule set", night.rules.title))
    cells = "".join(
        f"<tr><th style='text-align: left'>{escape(name)}</th><td>{escape(text)}</td></tr>"
        for name, text in rows
    )
    warnings = [note for note in night.notes if note.level == "warning"]
    items = "".join(f"<li>{escape(str(note))}</li>" for note in warnings)
    listed = f"<ul>{items}</ul>" if items else ""
    return (
        f"<h4>{escape(night.name)}</h4><table>{cells}</table>"
        f'<img alt="Overview of the night" src="data:image/png;base64,{_picture(night)}">'
        f"{listed}<p>{DISCLAIMER}</p>"
    )


def _picture(night: Night) -> str:
    import matplotlib.pyplot as plt

    overview(night)
    figure = plt.gcf()
    stream = io.BytesIO()
    try:
        figure.savefig(stream, format="png", dpi=RESOLUTION_DPI)
    finally:
        # A notebook would show an open figure a second time.
        plt.close(figure)
    return base64.b64encode(stream.getvalue()).decode("ascii")
