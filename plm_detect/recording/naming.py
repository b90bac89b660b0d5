"""The channels that the user names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plm_detect.errors import ChannelError
from plm_detect.recording.labels import parse_leg_label
from plm_detect.recording.montage import LegChannel, channel_listing, must_match

if TYPE_CHECKING:
    from collections.abc import Callable

    from plm_detect.edf.header import Header, SignalHeader
    from plm_detect.model.movements import Side

NO_SIGNAL = "none"
"""What the user says to do without a signal."""
_NO_LEG = re.compile(
    r"(?<![a-z])(?:e[ck]g|eeg|eog|[cfop][3-4z]-[am][12]|sp?[ao]2|flow|thorax|abdomen|snore)(?![a-z])",
    re.IGNORECASE,
)
"""Labels of channels that are not legs."""


def named_leg(header: Header, expression: str, side: Side) -> LegChannel:
    """Return the channel or derivation that an expression names.

    Parameters
    ----------
    header : Header
    expression : str
        A label, ``A-B`` for the difference of two channels, or ``#n`` for the n-th channel.
    side : Side

    Raises
    ------
    ChannelError
        When there is no such channel, when several have the label, or when the two channels of
        a derivation belong to different legs or differ in sampling rate.
    """
    plus, minus = _resolve(header, expression)
    for signal in (plus, minus):
        if signal is not None and _NO_LEG.search(signal.label):
            raise ChannelError(
                f"{header.path}: {signal.label!r} is named like another signal, not like leg EMG; "
                "choose the channel of the leg, or rename it."
            )
    if minus is not None:
        labels = [parse_leg_label(signal.label) for signal in (plus, minus)]
        sides = {label.side for label in labels if label is not None and label.side}
        if len(sides) > 1:
            raise ChannelError(
                f"{header.path}: {expression!r} would subtract electrodes of different legs; "
                "choose two electrodes of one leg."
            )
        must_match(header, plus, minus)
    return LegChannel(side, plus, minus, "named by the user")


def named_signal(header: Header, name: str) -> SignalHeader:
    """Return the channel with a label or number ``#n``.

    Raises
    ------
    ChannelError
        When there is none, or several have the label.
    """
    signal = _find(header, name)
    if signal is None:
        raise ChannelError(_no_such(header, name))
    return signal


def _no_such(header: Header, name: str) -> str:
    return (
        f"{header.path}: there is no channel {name!r}; "
        f"the file holds {channel_listing(header.data_signals)}."
    )


def _resolve(header: Header, expression: str) -> tuple[SignalHeader, SignalHeader | None]:
    whole = _find(header, expression)
    if whole is not None:
        return whole, None
    for position, character in enumerate(expression):
        if character == "-":
            plus = _find(header, expression[:position])
            minus = _find(header, expression[position + 1 :])
            if plus is not None and minus is not None:
                return plus, minus
    raise ChannelError(_no_such(header, expression))


def _find(header: Header, name: str) -> SignalHeader | None:
    wanted = name.strip().casefold()
    if wanted.startswith("#") and wanted[1:].isdigit():
        matches = [s for s in header.data_signals if s.number == int(wanted[1:])]
    else:
        matches = [s for s in header.data_signals if s.label.casefold() == wanted]
    if len(matches) > 1:
        numbers = ", ".join(f"#{signal.number}" for signal in matches)
        raise ChannelError(
            f"{header.path}: {len(matches)} channels are called {name.strip()!r}; "
            f"name one by its number: {numbers}."
        )
    return matches[0] if matches else None


def asked_or_first(
    header: Header, request: str | None, is_meant: Callable[[SignalHeader], bool]
) -> SignalHeader | None:
    """Return the signal that was asked for, else the first one that is meant.

    Parameters
    ----------
    header : Header
    request : str or None
        A label or ``#n``; ``none`` for no signal.
    is_meant : callable
        Whether a signal is taken where nothing was asked for.

    Raises
    ------
    ChannelError
        When the channel that is named does not exist.
    """
    if request is not None:
        return None if request.casefold() == NO_SIGNAL else named_signal(header, request)
    return next((signal for signal in header.data_signals if is_meant(signal)), None)
