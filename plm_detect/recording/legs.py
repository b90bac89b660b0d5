"""Choose the channels of the left and right leg, and say why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plm_detect.errors import ChannelError
from plm_detect.model.movements import Side
from plm_detect.model.quality import QualityNote
from plm_detect.recording.ecg import choose_ecg
from plm_detect.recording.labels import LegLabel, parse_leg_label
from plm_detect.recording.montage import (
    HOW_TO_CHOOSE,
    LegChannel,
    LegRequest,
    Montage,
    channel_listing,
    option_value,
)
from plm_detect.recording.naming import named_leg
from plm_detect.recording.prefilter import parse_prefilter
from plm_detect.recording.recognition import (
    overlooked_legs,
    recognised_leg,
    recognised_without_side,
    refuse_half_a_pair,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from plm_detect.edf.header import Header, SignalHeader

RATE_SLACK = 0.01
"""A device that samples at 100 Hz in name may do so at 99.9 Hz by the recorder's clock."""

PIEZO_LOWPASS_HZ = 15.0
"""A leg channel that was low-passed below this holds movement, not muscle activity."""


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
        When no leg can be found, when several channels could be the same leg, when one leg is
        found and another channel may be the other, when a named channel does not exist or when
        the channels found cannot be EMG.
    """
    ecg = choose_ecg(header, request.ecg)
    if request.leg is not None:
        if request.left is not None or request.right is not None:
            raise ChannelError(
                "--leg names a channel without a side; leave out --left and --right."
            )
        only = named_leg(header, request.leg, Side.UNSPECIFIED)
        return _checked(header, [only], ecg, minimum_rate_hz)

    named = {
        side: named_leg(header, expression, side)
        for side, expression in ((Side.LEFT, request.left), (Side.RIGHT, request.right))
        if expression is not None
    }
    labelled, unlabelled, refused = _by_label(header, minimum_rate_hz)
    found: dict[Side, LegChannel] = {}
    for side in (Side.LEFT, Side.RIGHT):
        channel = named.get(side) or recognised_leg(header, labelled, side)
        if channel is not None:
            found[side] = channel
    if found:
        legs = [found[side] for side in sorted(found)]
    elif (combined := recognised_without_side(header, labelled)) is not None:
        legs = [combined]
    else:
        raise ChannelError(_none_found(header, refused, labelled))
    overlooked = overlooked_legs(legs, labelled, unlabelled)
    if overlooked and not named:
        raise refuse_half_a_pair(header, legs[0], overlooked)
    montage = _checked(header, legs, ecg, minimum_rate_hz)
    notes = [
        QualityNote("warning", "leg_refused", header.path.name, text + ".") for text in refused
    ]
    notes += [
        QualityNote("warning", "possible_leg", signal.label, "it may be a leg and is not scored.")
        for signal in overlooked
    ]
    return replace(montage, notes=(*montage.notes, *notes))


def _by_label(
    header: Header, minimum_rate_hz: float
) -> tuple[list[tuple[SignalHeader, LegLabel]], list[SignalHeader], list[str]]:
    """Return usable channels that name a leg, usable ones that name none, and legs refused."""
    labelled: list[tuple[SignalHeader, LegLabel]] = []
    unlabelled: list[SignalHeader] = []
    refused: list[str] = []
    for signal in header.data_signals:
        label = parse_leg_label(signal.label)
        fault = fault_of(signal, minimum_rate_hz)
        if label is not None and fault:
            refused.append(f"{signal.label!r} cannot be used: {fault}")
        elif label is not None:
            labelled.append((signal, label))
        elif fault is None:
            unlabelled.append(signal)
    return labelled, unlabelled, refused


def _checked(
    header: Header, legs: Sequence[LegChannel], ecg: SignalHeader | None, minimum_rate_hz: float
) -> Montage:
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
    used = {signal.number for leg in legs for signal in leg.signals}
    return Montage(tuple(legs), None if ecg and ecg.number in used else ecg, tuple(_notes(legs)))


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
    if not header.data_signals:
        return (
            f"{header.path}: the file holds annotations only; "
            "give it with --scoring and name the recording that it belongs to."
        )
    listing = channel_listing(header.data_signals)
    if labelled:
        names = ", ".join(repr(signal.label) for signal, _ in labelled)
        unclear = any(label.form == "unclear" for _, label in labelled)
        doubt = "their labels do not say which" if unclear else "name no side"
        first, *others = (option_value(header, signal) for signal, _ in labelled)
        how = HOW_TO_CHOOSE
        if len(others) == 1:
            how = f"if {first} is the left leg, give --left {first} --right {others[0]}"
        return f"{header.path}: {names} may be legs but {doubt}; {how}. The file holds {listing}."
    return (
        f"{header.path}: no channel is named like a leg; {HOW_TO_CHOOSE}. The file holds {listing}."
    )
