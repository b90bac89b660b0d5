"""The suggested immobilization test: periodic movements of the resting, awake legs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.indices.denominators import denominators
from plm_detect.model.hypnogram import Stage
from plm_detect.model.spans import TIME_TOLERANCE_S

if TYPE_CHECKING:
    from plm_detect.model.events import Scoring
    from plm_detect.model.movements import Movements
    from plm_detect.model.spans import Spans
    from plm_detect.model.window import AnalysisWindow

TEST_S = 60 * 60.0
BLOCK_S = 15 * 60.0


@dataclass(frozen=True)
class SitBlock:
    """A part of the test.

    Attributes
    ----------
    onset_s, end_s : float
        Seconds from the start of the recording.
    wake_min : float or None
        Wakefulness in it, minutes; without a hypnogram the recorded time.
    n_plmw : int
        Periodic movements that begin in it, in wakefulness.
    plmw_per_hour : float or None
    """

    onset_s: float
    end_s: float
    wake_min: float | None
    n_plmw: int
    plmw_per_hour: float | None


@dataclass(frozen=True)
class ImmobilizationTest:
    """Outcome of the suggested immobilization test.

    Attributes
    ----------
    whole : SitBlock
        The whole test.
    blocks : tuple of SitBlock
        Its parts of 15 minutes; the last is shorter when the test is.
    """

    whole: SitBlock
    blocks: tuple[SitBlock, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return all values by name."""
        return asdict(self)


def immobilization_test(
    movements: Movements, scoring: Scoring, window: AnalysisWindow, recorded: Spans | None
) -> ImmobilizationTest:
    """Return the periodic movements in wakefulness of a test of 60 minutes.

    The test begins where the analysed time begins (lights off, if marked) and lasts for 60
    minutes or until the analysed time ends. Where stages were scored
    only movements that begin in wakefulness count.

    Parameters
    ----------
    movements : Movements
        By a rule set that looks for series in wakefulness.
    scoring : Scoring
    window : AnalysisWindow
    recorded : Spans or None
        Time that the file holds; None when it is not known.

    References
    ----------
    Zucconi M, Ferri R, Allen R, et al. Sleep Med 2006;7:175-183, section 2.9.
    Michaud M, Poirier G, Lavigne G, Montplaisir J. Restless Legs Syndrome: scoring criteria for
    leg movements recorded during the suggested immobilization test. Sleep Med 2001;2:317-321.
    """
    end_s = min(window.start_s + TEST_S, window.end_s)
    onset_s = np.maximum(movements.onset_s, window.start_s)
    awake = movements.stage == Stage.W
    counts = movements.is_plm & (awake if scoring.hypnogram is not None else True)

    def block(begin: float, stop: float) -> SitBlock:
        time = denominators(scoring, replace(window, start_s=begin, end_s=stop), recorded)
        seconds = float(time.seconds[2] if time.is_staged else time.seconds[0])
        inside = (onset_s >= begin - TIME_TOLERANCE_S) & (onset_s < stop - TIME_TOLERANCE_S)
        number = int(np.sum(counts & inside))
        return SitBlock(
            onset_s=begin,
            end_s=stop,
            wake_min=None if np.isnan(seconds) else seconds / 60,
            n_plmw=number,
            plmw_per_hour=3600 * number / seconds if seconds > 0 else None,
        )

    borders = np.arange(window.start_s, end_s - TIME_TOLERANCE_S, BLOCK_S).tolist()
    blocks = tuple(block(border, min(border + BLOCK_S, end_s)) for border in borders)
    return ImmobilizationTest(block(window.start_s, end_s), blocks)
