"""The legs of a recording as channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plm_detect.errors import ChannelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.edf.header import Header, SignalHeader
    from plm_detect.model.movements import Side
    from plm_detect.model.quality import QualityNote

HOW_TO_CHOOSE = 'name it with --left, --right or --leg (a label, "A-B" or #number)'


@dataclass(frozen=True)
class LegChannel:
    """The channel, or the difference of two channels, that stands for a leg.

    Attributes
    ----------
    side : Side
        Unspecified for a combined channel of both legs.
    plus : SignalHeader
    minus : SignalHeader or None
        Subtracted from ``plus`` where a bipolar derivation is formed.
    reason : str
        Why it was chosen, for people.
    """

    side: Side
    plus: SignalHeader
    minus: SignalHeader | None
    reason: str

    @property
    def label(self) -> str:
        """Label of the channel or derivation."""
        return self.plus.label if self.minus is None else f"{self.plus.label}-{self.minus.label}"

    @property
    def signals(self) -> tuple[SignalHeader, ...]:
        """The channels to read."""
        return (self.plus,) if self.minus is None else (self.plus, self.minus)

    @property
    def rate_hz(self) -> float:
        """Sampling rate in Hz."""
        return self.plus.rate_hz


@dataclass(frozen=True)
class LegRequest:
    """Channels that the user names; None is left to the program.

    Attributes
    ----------
    left, right, leg : str or None
        A label, ``A-B`` for the difference of two channels, or ``#n`` for the n-th channel.
        ``leg`` is one channel without a side and excludes the others.
    ecg : str or None
        The ECG, a label or ``#n``; ``none`` for none.
    """

    left: str | None = None
    right: str | None = None
    leg: str | None = None
    ecg: str | None = None


@dataclass(frozen=True)
class Montage:
    """The legs of a recording.

    Attributes
    ----------
    legs : tuple of LegChannel
        One or two.
    ecg : SignalHeader or None
        Tells what of a leg's EMG is the heart.
    notes : tuple of QualityNote
    """

    legs: tuple[LegChannel, ...]
    ecg: SignalHeader | None
    notes: tuple[QualityNote, ...]


def must_match(header: Header, plus: SignalHeader, minus: SignalHeader) -> None:
    """Refuse the difference of two channels that are sampled at different rates.

    Raises
    ------
    ChannelError
    """
    if plus.rate_hz != minus.rate_hz:
        raise ChannelError(
            f"{header.path}: {plus.label!r} minus {minus.label!r} cannot be formed, because they "
            f"are sampled at {plus.rate_hz:g} and {minus.rate_hz:g} Hz; choose other channels."
        )


def channel_listing(signals: Sequence[SignalHeader]) -> str:
    """Return numbers and labels of channels, for messages."""
    return ", ".join(f"#{signal.number} {signal.label!r}" for signal in signals) or "no channels"


def option_value(header: Header, plus: SignalHeader, minus: SignalHeader | None = None) -> str:
    """Return how an option names a channel or derivation: by label, by ``#n`` when it is shared."""
    labels = [signal.label.casefold() for signal in header.data_signals]
    parts = [
        signal.label if labels.count(signal.label.casefold()) == 1 else f"#{signal.number}"
        for signal in (plus, minus)
        if signal is not None
    ]
    return f'"{"-".join(parts)}"'
