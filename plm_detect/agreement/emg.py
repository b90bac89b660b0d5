"""What the recording of a night tells of the movements that were scored in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.amplitude import mean_above_rest
from plm_detect.errors import PlmDetectError
from plm_detect.model.movements import Side
from plm_detect.model.quality import Grade
from plm_detect.model.settings import DetectionSettings
from plm_detect.pipeline.emg import emg_of_legs
from plm_detect.quality.grading import graded, worst
from plm_detect.recording.legs import choose_legs
from plm_detect.recording.montage import LegRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plm_detect.model.movements import LegMovements
    from plm_detect.pipeline.emg import LegEmg
    from plm_detect.recording.opening import Recording


@dataclass(frozen=True, eq=False)
class NightEmg:
    """The leg EMG of a night.

    Attributes
    ----------
    legs : tuple of LegEmg
    grades : mapping of Side to str
        How good each leg was recorded, by its header and signal.
    """

    legs: tuple[LegEmg, ...]
    grades: Mapping[Side, str]

    def measured(self, movements: LegMovements) -> LegMovements:
        """Return the movements with their mean above rest, for all scorers in the same EMG.

        A movement without a side has the amplitude of the stronger leg.
        """
        mean_uv = np.full(len(movements), np.nan)
        for leg in self.legs:
            of = np.flatnonzero(np.isin(movements.side, (leg.channel.side, Side.UNSPECIFIED)))
            of_leg = mean_above_rest(leg.followed, movements.onset_s[of], movements.end_s[of])
            mean_uv[of] = np.fmax(mean_uv[of], of_leg)
        return replace(movements, mean_uv=mean_uv)


def emg_of(recording: Recording) -> NightEmg:
    """Read and follow the legs of a recording.

    Raises
    ------
    PlmDetectError
        When it has no usable leg.
    """
    settings = DetectionSettings()
    montage = choose_legs(recording.header, LegRequest(), settings.minimum_rate_hz)
    legs = emg_of_legs(recording, montage, settings)
    grades = {leg.channel.side: worst(graded(leg.measures)) for leg in legs}
    usable = tuple(leg for leg in legs if grades[leg.channel.side] < Grade.UNUSABLE)
    if not usable:
        raise PlmDetectError(f"{recording.path}: no leg of the recording is usable.")
    return NightEmg(usable, {side: grade.label for side, grade in grades.items()})
