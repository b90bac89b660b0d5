"""All detectors by name, and what one has to be."""

from __future__ import annotations

from functools import cache
from importlib import import_module, resources
from typing import TYPE_CHECKING, Protocol, cast

from plm_detect.errors import SettingsError
from plm_detect.model.settings import OWN_DETECTOR

if TYPE_CHECKING:
    from plm_detect.detection.stretches import Stretches
    from plm_detect.model.signals import Segment

OWN_REFERENCE = "plm-detect, docs/detection.md"


class Detector(Protocol):
    """What a module of `plm_detect.detection.published` has to be: a detector of leg movements.

    The name of the module is the name of the detector. It is shown every stretch of a leg between
    gaps, from which the disturbances that `plm_detect.conditioning` knows are taken, and decides by
    itself what is a movement; the rules of a rule set are applied to what it finds. Measures of
    the movements (peak, mean, rest) are added by the program.

    Attributes
    ----------
    REFERENCE : str
        Where it is described; printed with every result.
    """

    REFERENCE: str

    def detect(self, segment: Segment) -> Stretches:
        """Find movements.

        Parameters
        ----------
        segment : Segment
            Rectified EMG, microvolts, at the rate of the recording.

        Returns
        -------
        first, stop : ndarray of int, shape (n_movements,)
            First sample of each movement and the one after its last; sorted, without overlap.
        """


@cache
def published() -> tuple[str, ...]:
    """Return the names of the published detectors, sorted."""
    names = (each.name for each in resources.files(f"{__package__}.published").iterdir())
    modules = (name.removesuffix(".py") for name in names if name.endswith(".py"))
    return tuple(sorted(name for name in modules if not name.startswith("_")))


def available() -> tuple[str, ...]:
    """Return the names of all detectors, that of the program first."""
    return (OWN_DETECTOR, *published())


def detector_of(name: str) -> Detector:
    """Return a published detector.

    Raises
    ------
    SettingsError
        When the name is not known.
    """
    check_detector(name)
    return cast("Detector", import_module(f"{__package__}.published.{name}"))


def reference_of(name: str) -> str:
    """Return where a detector is described.

    Raises
    ------
    SettingsError
        When the name is not known.
    """
    return OWN_REFERENCE if name == OWN_DETECTOR else detector_of(name).REFERENCE


def check_detector(name: str) -> None:
    """Refuse a detector that there is not.

    Raises
    ------
    SettingsError
    """
    if name not in available():
        known = ", ".join(available())
        raise SettingsError(f"unknown detector {name!r}; choose one of: {known}.")
