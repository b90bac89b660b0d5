"""The kinds of scored events, and what each is used as."""

from __future__ import annotations

from plm_detect.model.events import RespiratoryKind
from plm_detect.model.hypnogram import Stage
from plm_detect.model.positions import BodyPosition

STAGES = {
    "stage_W": Stage.W,
    "stage_N1": Stage.N1,
    "stage_N2": Stage.N2,
    "stage_N3": Stage.N3,
    "stage_R": Stage.R,
    "stage_unscored": Stage.UNSCORED,
    "stage_movement": Stage.UNSCORED,
}
LEG_MOVEMENTS = ("lm", "plm")
"""``plm`` is a movement of which somebody says that it is periodic; the rules decide anew."""
CALIBRATIONS = ("calibration",)
RERA_AROUSAL = "arousal_rera"
"""RemLogic marks the whole breathing event as an arousal. The rules take it as that, as PLMScoRe
does; tables of events call it ``rera``."""
AROUSALS = ("arousal", "arousal_plm", "arousal_resp", "arousal_spont", RERA_AROUSAL)
RESPIRATORY = {
    "apnea_obstructive": RespiratoryKind.APNEA,
    "apnea_central": RespiratoryKind.APNEA,
    "apnea_mixed": RespiratoryKind.APNEA,
    "apnea": RespiratoryKind.APNEA,
    "hypopnea": RespiratoryKind.HYPOPNEA,
    "rera": RespiratoryKind.RERA,
    "resp": RespiratoryKind.UNSTATED,
    "resp_other": RespiratoryKind.OTHER,
}
POSITIONS = {f"position_{position.label}": position for position in BodyPosition}
LIGHTS_OFF, LIGHTS_ON = "lights_off", "lights_on"
UNUSED = ("desaturation", "artifact", "other")
"""Understood, and in no rule."""
OTHER = "other"
IGNORED = "ignored"
"""About the recording itself, not the sleeper; in no table."""

KINDS = (
    *STAGES,
    *LEG_MOVEMENTS,
    *CALIBRATIONS,
    *AROUSALS,
    *RESPIRATORY,
    LIGHTS_OFF,
    LIGHTS_ON,
    *POSITIONS,
    *UNUSED,
    IGNORED,
)
"""As the canonical table spells them."""
