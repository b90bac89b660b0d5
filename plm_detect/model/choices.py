"""What a user asks of one night: one value, which every way in builds."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from plm_detect.errors import SettingsError
from plm_detect.model.names import nearest
from plm_detect.model.settings import OWN_DETECTOR, DetectionSettings

if TYPE_CHECKING:
    from os import PathLike

    from plm_detect.model.ruleset import RuleSet

OLDEST_YEARS = 130.0
LEAST_UV, MOST_UV = 1e-6, 10_000.0
HOUR_S = 3600.0
DAY_H = 24.0
KINDS: dict[type, tuple[str, ...]] = {
    bool: ("ranked", "sit", "robustness", "compare_rules", "force_scoring"),
    str: (
        "left",
        "right",
        "leg",
        "ecg",
        "unit",
        "position",
        "position_codes",
        "detector",
        "format",
        "stage_codes",
    ),
}
KIND_NAMES = {bool: "true or false", str: "a text"}


def _is_between(value: object, low: float, high: float) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and low <= value <= high  # type: ignore[operator]


@dataclass(frozen=True)
class NightChoices:
    """How one night is scored. Every default stands here and nowhere else.

    Attributes
    ----------
    rules : str or RuleSet
        Name of a rule set, path of a file of rules, or a rule set.
    respiratory_window : (float, float) or None
        Seconds around the end of a respiratory event, instead of the window of the rule set.
    left, right : str or None
        Channel of a leg: a label, ``A-B`` for a difference, or ``#n``; None to recognise it.
    leg : str or None
        One channel that stands for both legs.
    ecg : str or None
        Channel of the ECG, or ``none``; None to recognise it.
    position, position_codes : str or None
        Channel of the body position, or ``none``; None to recognise it. Which of its values is
        which position, as ``0=supine,1=left``.
    unit : str or None
        Unit of the leg channels (uV, mV, V, nV), instead of the header's.
    detector : str
        Name of the detector.
    calibration_uv : float or None
        Amplitude of a calibration movement above rest, microvolts; None to measure it.
    signal : tuple of (str, value)
        Settings of the signal processing that differ from those of `DetectionSettings`.
    format, stage_codes, epoch_s, labels, ranked, scoring_offset_s, force_scoring
        How scorings are read, see `plm_detect.ScoringOptions`.
    age : float or None
        Age in years, for the cut that the index is compared with.
    sit : bool
        Whether the recording is a suggested immobilization test.
    robustness : bool
        Whether the index is computed under varied choices too.
    compare_rules : bool
        Whether the headline numbers are computed under every rule set too.
    least_sleep_h : float
        Less analysed sleep than this is too little for an index: a warning says so (hours).
    """

    rules: str | RuleSet = "wasm2016"
    respiratory_window: tuple[float, float] | None = None
    left: str | None = None
    right: str | None = None
    leg: str | None = None
    ecg: str | None = None
    position: str | None = None
    position_codes: str | None = None
    unit: str | None = None
    detector: str = OWN_DETECTOR
    calibration_uv: float | None = None
    signal: tuple[tuple[str, Any], ...] = ()
    format: str | None = None
    stage_codes: str | None = None
    epoch_s: float = 30.0
    labels: str | PathLike[str] | None = None
    ranked: bool = False
    scoring_offset_s: float | None = None
    force_scoring: bool = False
    age: float | None = None
    sit: bool = False
    robustness: bool = True
    compare_rules: bool = False
    least_sleep_h: float = 2.0

    def __post_init__(self) -> None:
        for kind, names in KINDS.items():
            for name in names:
                value = getattr(self, name)
                if value is not None and not isinstance(value, kind):
                    raise SettingsError(f"setting {name} is {KIND_NAMES[kind]}, not {value!r}.")
        if self.position_codes is not None:
            from plm_detect.model.positions import position_codes

            position_codes(self.position_codes)
        if not _is_between(self.epoch_s, 1e-3, HOUR_S):
            raise SettingsError(f"an epoch is a number of seconds, not {self.epoch_s!r}.")
        if not isinstance(self.signal, tuple) or not all(
            isinstance(each, tuple) and len(each) == 2 for each in self.signal
        ):
            raise SettingsError(
                f"settings of the signal are names with values, not {self.signal!r}."
            )
        if self.age is not None and not _is_between(self.age, 0.0, OLDEST_YEARS):
            raise SettingsError(f"an age is a number of years up to 130, not {self.age!r}.")
        if not _is_between(self.least_sleep_h, 0.0, DAY_H):
            raise SettingsError(
                f"the least sleep is a number of hours up to 24, not {self.least_sleep_h!r}."
            )
        offset_s = self.scoring_offset_s
        if offset_s is not None and not _is_between(offset_s, -DAY_H * HOUR_S, DAY_H * HOUR_S):
            raise SettingsError(
                f"an offset of scorings is a number of seconds within a day, not {offset_s!r}."
            )
        amplitude_uv = self.calibration_uv
        if amplitude_uv is not None and not _is_between(amplitude_uv, LEAST_UV, MOST_UV):
            raise SettingsError(
                f"a calibration movement has an amplitude in microvolts, not {amplitude_uv!r}."
            )
        window = self.respiratory_window
        if window is not None and not (
            isinstance(window, tuple | list)
            and len(window) == 2
            and all(_is_between(each, -HOUR_S, HOUR_S) for each in window)
        ):
            raise SettingsError(f"a respiratory window is two numbers of seconds, not {window!r}.")

    def detection(self) -> DetectionSettings:
        """Return the settings of the signal processing.

        Raises
        ------
        SettingsError
            When there is no such setting, or a value cannot be meant.
        """
        known = {each.name for each in fields(DetectionSettings)}
        for name, _ in self.signal:
            if name not in known:
                raise SettingsError(f"unknown setting signal.{name}{nearest(name, known)}.")
        return DetectionSettings(**dict(self.signal))


DEFAULTS = NightChoices()


def changed_settings(settings: DetectionSettings | None) -> tuple[tuple[str, Any], ...]:
    """Return the settings that differ from the defaults, as `NightChoices` holds them."""
    if settings is None:
        return ()
    plain = DetectionSettings().as_dict()
    return tuple((name, v) for name, v in sorted(settings.as_dict().items()) if v != plain[name])
