"""Choose the channels of the left and right leg, and say why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plm_detect.errors import ChannelError
from plm_detect.model.movements import Side
from plm_detect.model.quality import QualityNote
from plm_detect.recording.labels import ELECTRODE_PAIRS, LegLabel, parse_leg_label
from plm_detect.recording.prefilter import parse_prefilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from plm_detect.edf.header import Header, SignalHeader

RATE_SLACK = 0.01
"""A device that samples at 100 Hz in name may do so at 99.9 Hz by the recorder's clock."""

PIEZO_LOWPASS_HZ = 15.0
"""A leg channel that was low-passed below this holds movement, not muscle activity."""

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
    """

    left: str | None = None
    right: str | None = None
    leg: str | None = None


@dataclass(frozen=True)
class Montage:
    """The legs of a recording.

    Attributes
    ----------
    legs : tuple of LegChannel
        One or two.
    notes : tuple of QualityNote
    """

    legs: tuple[LegChannel, ...]
    notes: tuple[QualityNote, ...]


def fault_of(signal: SignalHeader, minimum_rate_hz: float) -> str | None:
    """Return why a channel cannot be leg EMG; None when it can.

    Parameters
    ----------
    signal : SignalHeader
    minimum_rate_hz : float
    """
    if "piezo" in signal.transducer.casefold():
        return "its transducer is a piezo sensor, to which microvolt rules do not apply"
    if signal.rate_hz < minimum_rate_hz * (1 - RATE_SLACK):
        return (
            f"it is sampled at {signal.rate_hz:g} Hz and leg EMG needs at least "
            f"{minimum_rate_hz:g} Hz; it may be a piezo or movement sensor"
        )
    lowpass_hz = parse_prefilter(signal.prefilter).lowpass_hz
    if lowpass_hz is not None and lowpass_hz <= PIEZO_LOWPASS_HZ:
        return (
            f"it was low-passed at {lowpass_hz:g} Hz, which leaves no leg EMG; "
            "it may be a piezo or movement sensor"
        )
    return None


def choose_legs(header: Header, request: LegRequest, minimum_rate_hz: float) -> Montage:
    """Choose the channels of the legs.

    Parameters
    ----------
    header : Header
    request : LegRequest
        What the user names is taken; the program looks for the rest.
    minimum_rate_hz : float
        Channels with a lower sampling rate are refused.

    Raises
    ------
    ChannelError
        When no leg can be found, when several channels could be the same leg, when a named
        channel does not exist or when the channels found cannot be EMG.
    """
    if request.leg is not None:
        if request.left is not None or request.right is not None:
            raise ChannelError(
                "--leg names a channel without a side; leave out --left and --right."
            )
        return _checked(header, [_named(header, request.leg, Side.UNSPECIFIED)], minimum_rate_hz)

    named = {
        side: _named(header, expression, side)
        for side, expression in ((Side.LEFT, request.left), (Side.RIGHT, request.right))
        if expression is not None
    }
    refused: list[str] = []
    found: dict[Side, LegChannel] = {}
    labelled: list[tuple[SignalHeader, LegLabel]] = []
    for signal in header.data_signals:
        label = parse_leg_label(signal.label)
        if label is None:
            continue
        if fault := fault_of(signal, minimum_rate_hz):
            refused.append(f"{signal.label!r} cannot be used: {fault}")
        else:
            labelled.append((signal, label))
    for side in (Side.LEFT, Side.RIGHT):
        channel = named.get(side) or _recognised(header, labelled, side)
        if channel is not None:
            found[side] = channel
    if found:
        legs = [found[side] for side in sorted(found)]
    elif (combined := _combined(header, labelled)) is not None:
        legs = [combined]
    else:
        raise ChannelError(_none_found(header, refused, labelled))
    montage = _checked(header, legs, minimum_rate_hz)
    notes = [
        QualityNote("warning", "leg_refused", header.path.name, text + ".") for text in refused
    ]
    return Montage(montage.legs, (*montage.notes, *notes))


def _recognised(
    header: Header, labelled: Sequence[tuple[SignalHeader, LegLabel]], side: Side
) -> LegChannel | None:
    """Return the best channel of a side: bipolar, whole leg, electrode pair, one electrode."""
    what = f"the {side.label} leg"
    own = [(signal, label) for signal, label in labelled if label.side == side]

    def of_form(form: str) -> list[SignalHeader]:
        return [signal for signal, label in own if label.form == form]

    if bipolar := of_form("bipolar"):
        signal = _only(header, bipolar, what)
        return LegChannel(side, signal, None, "its label names both electrodes of this leg")
    pairs = _electrode_pairs(own)
    unnumbered = [(plus, minus) for marker, plus, minus in pairs if not marker]
    if (whole := of_form("leg")) and not unnumbered:
        signal = _only(header, whole, what)
        return LegChannel(side, signal, None, "its label names this leg")
    if pairs:
        plus = _only(header, [plus for _, plus, _ in pairs], what)
        _must_match(header, plus, pairs[0][2])
        reason = "derived from the two electrodes of this leg"
        return LegChannel(side, plus, pairs[0][2], reason)
    if single := of_form("electrode"):
        signal = _only(header, single, what)
        return LegChannel(side, signal, None, "its label names one electrode of this leg")
    return None


def _electrode_pairs(
    own: Sequence[tuple[SignalHeader, LegLabel]],
) -> list[tuple[str, SignalHeader, SignalHeader]]:
    """Return marker and channel of the active electrode, and its counterpart, of each pair."""
    by_name = {(label.stem, label.marker): signal for signal, label in own if label.stem}
    return [
        (marker, signal, by_name[stem, counterpart])
        for (stem, marker), signal in by_name.items()
        for active, counterpart in ELECTRODE_PAIRS
        if marker == active and (stem, counterpart) in by_name
        if marker or (stem, "1") not in by_name
    ]


def _combined(
    header: Header, labelled: Sequence[tuple[SignalHeader, LegLabel]]
) -> LegChannel | None:
    for form, reason in (
        ("combined", "its label names the legs without a side"),
        ("mixed", "its label names an electrode of each leg"),
    ):
        matches = [signal for signal, label in labelled if label.form == form]
        if matches:
            signal = _only(header, matches, "the legs")
            return LegChannel(Side.UNSPECIFIED, signal, None, reason)
    return None


def _only(header: Header, matches: Sequence[SignalHeader], what: str) -> SignalHeader:
    if len(matches) == 1:
        return matches[0]
    listed = ", ".join(f"#{signal.number} {signal.label!r}" for signal in matches)
    raise ChannelError(
        f"{header.path}: several channels could be {what} ({listed}); {HOW_TO_CHOOSE}."
    )


def _named(header: Header, expression: str, side: Side) -> LegChannel:
    plus, minus = _resolve(header, expression)
    if minus is not None:
        labels = [parse_leg_label(signal.label) for signal in (plus, minus)]
        sides = {label.side for label in labels if label is not None and label.side}
        if len(sides) > 1:
            raise ChannelError(
                f"{header.path}: {expression!r} would subtract electrodes of different legs; "
                "choose two electrodes of one leg."
            )
        _must_match(header, plus, minus)
    return LegChannel(side, plus, minus, "named by the user")


def _must_match(header: Header, plus: SignalHeader, minus: SignalHeader) -> None:
    if plus.rate_hz != minus.rate_hz:
        raise ChannelError(
            f"{header.path}: {plus.label!r} minus {minus.label!r} cannot be formed, because they "
            f"are sampled at {plus.rate_hz:g} and {minus.rate_hz:g} Hz; choose other channels."
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
    raise ChannelError(
        f"{header.path}: there is no channel {expression!r}; "
        f"the file holds {_listing(header.data_signals)}."
    )


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


def _checked(header: Header, legs: Sequence[LegChannel], minimum_rate_hz: float) -> Montage:
    for leg in legs:
        for signal in leg.signals:
            if fault := fault_of(signal, minimum_rate_hz):
                raise ChannelError(f"{header.path}: channel {signal.label!r}: {fault}.")
    if len(legs) == 2 and {s.number for s in legs[0].signals} == {
        s.number for s in legs[1].signals
    }:
        raise ChannelError(
            f"{header.path}: both legs would be read from {legs[0].label!r}; "
            "use --leg for one channel of both legs."
        )
    return Montage(tuple(legs), tuple(_notes(legs)))


def _notes(legs: Sequence[LegChannel]) -> Iterable[QualityNote]:
    if len(legs) == 1:
        only = legs[0]
        if only.side is Side.UNSPECIFIED:
            text = "one channel stands for both legs; such a channel finds fewer movements."
            yield QualityNote("warning", "combined_channel", only.label, text)
        else:
            text = f"only the {only.side.label} leg is scored; movements of the other are missing."
            yield QualityNote("warning", "one_leg", only.label, text)
    for leg in legs:
        label = parse_leg_label(leg.plus.label)
        if leg.minus is None and label is not None:
            if label.form == "electrode":
                text = "it is one electrode against the recording's reference, not bipolar."
                yield QualityNote("warning", "referential", leg.label, text)
            elif label.form == "mixed":
                text = "it mixes both legs; a movement of both counts once and sides are lost."
                yield QualityNote("warning", "mixed_legs", leg.label, text)


def _none_found(
    header: Header, refused: Sequence[str], labelled: Sequence[tuple[SignalHeader, LegLabel]]
) -> str:
    if refused:
        return f"{header.path}: no leg EMG was found; {'; '.join(refused)}."
    listing = _listing(header.data_signals)
    if labelled:
        names = ", ".join(repr(signal.label) for signal, _ in labelled)
        return (
            f"{header.path}: {names} may be legs but name no side; {HOW_TO_CHOOSE}. "
            f"The file holds {listing}."
        )
    return (
        f"{header.path}: no channel is named like a leg; {HOW_TO_CHOOSE}. The file holds {listing}."
    )


def _listing(signals: Sequence[SignalHeader]) -> str:
    return ", ".join(f"#{signal.number} {signal.label!r}" for signal in signals) or "no channels"
