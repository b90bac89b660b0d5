"""The channels that name a leg in their label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.errors import ChannelError
from plm_detect.model.movements import Side
from plm_detect.recording.labels import ELECTRODE_PAIRS, LegLabel
from plm_detect.recording.montage import HOW_TO_CHOOSE, LegChannel, must_match, option_value
from plm_detect.recording.twins import is_twin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.edf.header import Header, SignalHeader


def recognised_leg(
    header: Header, labelled: Sequence[tuple[SignalHeader, LegLabel]], side: Side
) -> LegChannel | None:
    """Return the best channel of a side: bipolar, whole leg, electrode pair, one electrode.

    Parameters
    ----------
    header : Header
    labelled : sequence of (SignalHeader, LegLabel)
        Usable channels that name a leg.
    side : Side

    Returns
    -------
    LegChannel or None
        None when no channel names this side.

    Raises
    ------
    ChannelError
        When several channels are equally good.
    """
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
        must_match(header, plus, pairs[0][2])
        reason = "derived from the two electrodes of this leg"
        return LegChannel(side, plus, pairs[0][2], reason)
    if single := of_form("electrode"):
        signal = _only(header, single, what)
        return LegChannel(side, signal, None, "its label names one electrode of this leg")
    return None


def recognised_without_side(
    header: Header, labelled: Sequence[tuple[SignalHeader, LegLabel]]
) -> LegChannel | None:
    """Return the channel that names the legs without a side; None when there is none.

    Raises
    ------
    ChannelError
        When several channels are equally good.
    """
    for form, reason in (
        ("combined", "its label names the legs without a side"),
        ("mixed", "its label names an electrode of each leg"),
    ):
        matches = [signal for signal, label in labelled if label.form == form]
        if matches:
            signal = _only(header, matches, "the legs")
            return LegChannel(Side.UNSPECIFIED, signal, None, reason)
    return None


def overlooked_legs(
    legs: Sequence[LegChannel],
    labelled: Sequence[tuple[SignalHeader, LegLabel]],
    unlabelled: Sequence[SignalHeader],
) -> list[SignalHeader]:
    """Return the channels that look like a leg and were not taken; none next to both legs.

    Parameters
    ----------
    legs : sequence of LegChannel
        The channels that were chosen.
    labelled : sequence of (SignalHeader, LegLabel)
        Usable channels that name a leg.
    unlabelled : sequence of SignalHeader
        Usable channels that name none; one whose label differs from that of a chosen leg in the
        side alone looks like the other leg.
    """
    if len(legs) == 2:
        return []
    used = {signal.number for leg in legs for signal in leg.signals}
    unsided = [signal for signal, label in labelled if not label.side]
    twins = [
        signal
        for signal in unlabelled
        if any(is_twin(own.label, signal.label) for leg in legs for own in leg.signals)
    ]
    return [signal for signal in (*unsided, *twins) if signal.number not in used]


def refuse_half_a_pair(
    header: Header, chosen: LegChannel, overlooked: Sequence[SignalHeader]
) -> ChannelError:
    """Return the error that names a recognised leg, those that may be the other, and options.

    Parameters
    ----------
    header : Header
    chosen : LegChannel
    overlooked : sequence of SignalHeader
        At least one.
    """
    own = option_value(header, *chosen.signals)
    others = [option_value(header, signal) for signal in overlooked]
    listed = ", ".join(others)
    if chosen.side is Side.UNSPECIFIED:
        return ChannelError(
            f"{header.path}: {own} and {listed} may each be a leg, but they name no side; name "
            f"them with --left and --right, or score one channel with --leg {own}."
        )
    other = Side.RIGHT if chosen.side is Side.LEFT else Side.LEFT
    pick = others[0] if len(others) == 1 else f"(one of {listed})"
    return ChannelError(
        f"{header.path}: {own} is the {chosen.side.label} leg and {listed} may be the "
        f"{other.label} leg; name it with --{other.label} {pick}, or score one leg with "
        f"--{chosen.side.label} {own}."
    )


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


def _only(header: Header, matches: Sequence[SignalHeader], what: str) -> SignalHeader:
    if len(matches) == 1:
        return matches[0]
    listed = ", ".join(f"#{signal.number} {signal.label!r}" for signal in matches)
    raise ChannelError(
        f"{header.path}: several channels could be {what} ({listed}); {HOW_TO_CHOOSE}."
    )
