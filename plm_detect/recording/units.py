"""Physical units of the header become factors to microvolts."""

from __future__ import annotations

from plm_detect.errors import ChannelError
from plm_detect.files.quoting import quoted

UNITS = {"uV": 1.0, "mV": 1e3, "V": 1e6, "nV": 1e-3}
"""Microvolts of each unit."""
MICRO_SIGNS = ("\u00c2\u00b5", "\u00ce\u00bc", "\u00b5", "\u03bc", "\u00e6", "micro")
"""The micro sign and the Greek letter, read in a wrong encoding or in the right one; the micro sign
of code page 437; the word."""


def microvolts_per_unit(unit: str) -> float | None:
    """Return the factor from a unit to microvolts; None when it is no known unit of voltage.

    Case does not matter: no exporter means megavolts.
    """
    folded = unit.strip()
    for sign in MICRO_SIGNS:
        folded = folded.replace(sign, "u")
    folded = (
        folded.casefold()
        .removesuffix("olts")
        .removesuffix("olt")
        .replace("milli", "m")
        .replace(" ", "")
    )
    return next((of for unit, of in UNITS.items() if unit.casefold() == folded), None)


def leg_scale(recording: str, label: str, unit: str, override: str | None) -> float:
    """Return microvolts per physical unit of a leg channel.

    Parameters
    ----------
    recording : str
        Name of the file, for messages.
    label, unit : str
        From the header.
    override : str or None
        Unit that the user gives; it replaces that of the header.

    Raises
    ------
    ChannelError
        When the unit is empty or no voltage and the user gave none, or gave an unknown one.
    """
    if override is not None:
        factor = microvolts_per_unit(override)
        if factor is None:
            raise ChannelError(
                f"{override!r} is no unit of voltage; give one of {', '.join(UNITS)}."
            )
        return factor
    factor = microvolts_per_unit(unit)
    if factor is None:
        stated = (
            f"has the unit {quoted(unit)}, which is not a voltage" if unit else "states no unit"
        )
        raise ChannelError(
            f"{recording}: channel {label!r} {stated}, so its amplitude is not known; "
            f"find out the unit and give it with --unit ({', '.join(UNITS)})."
        )
    return factor
