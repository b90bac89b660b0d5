"""What the recording of a night tells of the movements that were scored in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.amplitude import mean_above_rest
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.settings import OWN_DETECTOR, DetectionSettings
from plm_detect.pipeline.legs import LegSearch, search_legs
from plm_detect.recording.legs import choose_legs
from plm_detect.recording.montage import LegRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plm_detect.detection.evidence import FollowedLeg
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.recording.opening import Recording


@dataclass(frozen=True, eq=False)
class NightEmg:
    """The leg EMG of a night.

    Attributes
    ----------
    legs : tuple of FollowedLeg
    grades : mapping of Side to str
        How good each leg was recorded.
    """

    legs: tuple[FollowedLeg, ...]
    grades: Mapping[Side, str]

    def measured(self, movements: LegMovements) -> LegMovements:
        """Return the movements with their mean above rest, for all scorers in the same EMG.

        A movement without a side has the amplitude of the stronger leg.
        """
        mean_uv = np.full(len(movements), np.nan)
        for leg in self.legs:
            of = np.flatnonzero(np.isin(movements.side, (leg.side, Side.UNSPECIFIED)))
            of_leg = mean_above_rest(leg.followed, movements.onset_s[of], movements.end_s[of])
            mean_uv[of] = np.fmax(mean_uv[of], of_leg)
        return replace(movements, mean_uv=mean_uv)


def emg_of(recording: Recording, rules: RuleSet) -> NightEmg:
    """Read and follow the legs of a recording.

    Raises
    ------
    PlmDetectError
        When it has no usable leg.
    """
    settings = DetectionSettings()
    montage = choose_legs(recording.header, LegRequest(), settings.minimum_rate_hz)
    none = LegMovements.together([])
    search = LegSearch(rules, settings, OWN_DETECTOR, 1.0, none, is_varied=False, keeps_emg=True)
    found = search_legs(recording, montage, None, search, lambda *_: None)
    grades = {each.side: each.grade.label for each in found.quality}
    return NightEmg(found.followed, grades)
