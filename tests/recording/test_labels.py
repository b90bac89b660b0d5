"""Labels of leg channels as seen in exports."""

from __future__ import annotations

import pytest

from plm_detect.model.movements import Side
from plm_detect.recording.labels import parse_leg_label

LEFT = """EMG LAT|Leg L|LegL|Leg_L|LLEG1-LLEG2|LAT|LEFT LEG1|LEFT LEG2|L_Leg|L Leg|Lleg1|LLEG|Leg/L
LLeg1|Leg L-LEG|L-Leg|EMG LLEG+-LLEG-|EMG LAT1-LAT2|EMG LLEG-LLEG2|LEG/L|Leg-L|Tib-L|EMG_TIB_L|LAT-U
LAT-L|LLeg1-LLeg2|L-LEG 1|L-LEG 2|LEG(L)|Left Leg|L-Leg 1-L-Leg 2|LLEGEMG|Feet-L|Foot-L|LLEG+
LLEG-|LAT1|LAT2|L LEG|SX1-SX2
SX1|TIB Sx|Tib sx|tib sin|EMG Ant Tibial L|EMG.Tibialis-Leg.Left
EMG.Tibialis-Leg-Left|LAntib1-LAntib2|PLMl|PLM l|EMG-PLM l.|EMG Tib. L|Bein li|BeinLi|BEIN.li
Bein_li|Jambe gauche|Lat|EMG LLEG+|left_leg|gnd-leg l|tib ant l|emg tib l|jambe g|plm-l|ta l
LLEG1-M2"""
RIGHT = """EMG RAT|Leg R|RLEG1-RLEG2|R_Leg|EEG RLeg1|Tib-R|EMG_TIB_R|RAT-U|RAT-L|R-LEG1
R-Leg1-R-Leg2|DX1-DX2|Dx1-DX2|DX2|TIB Dx|tib dx|RAntib1-RAntib2|PLMr|PLM r|EMG-PLM r-AUX|Bein re
BeinRe
Jambe droite|Rat|EMG RLEG+-RLEG-|jambe d|RIGHT LEG2|LEG(R)"""
NO_SIDE = {
    "Leg": "combined",
    "Legs": "combined",
    "LEG EMG": "combined",
    "EMG-Leg": "combined",
    "lleg_r": "combined",
    "L/RAT": "combined",
    "LLEG1-RLEG1": "mixed",
    "LLEG2-RLEG1": "mixed",
    "EMG LLEG-RLEG": "mixed",
    "LEG1-LEG2": "mixed",
    "Leg 1": "numbered",
    "LEG2": "numbered",
    "Leg 12": "numbered",
}
NO_LEG = """L EMG|R EMG|Linkes Bein Impe|Rechtes Bein Imp|EMG chin|Plat|Lateral|EOG LAT|EMG1|ECG
EEG C4-M1|SaO2|LOC-A2|E1|Light|Pulse|L EOG|Flattened|Ratio|EMG1-EMG2|Tidal|R|DX|Delta|SAT|C3-A2
ROC-A1|Legal"""


def labels(text: str) -> list[str]:
    return text.replace("\n", "|").split("|")


@pytest.mark.parametrize("label", labels(LEFT))
def test_left_leg(label: str) -> None:
    found = parse_leg_label(label)
    assert found is not None
    assert found.side is Side.LEFT


@pytest.mark.parametrize("label", labels(RIGHT))
def test_right_leg(label: str) -> None:
    found = parse_leg_label(label)
    assert found is not None
    assert found.side is Side.RIGHT


@pytest.mark.parametrize(("label", "form"), NO_SIDE.items())
def test_leg_without_a_side(label: str, form: str) -> None:
    found = parse_leg_label(label)
    assert found is not None
    assert (found.side, found.form) == (Side.UNSPECIFIED, form)


@pytest.mark.parametrize("label", labels(NO_LEG))
def test_no_leg(label: str) -> None:
    assert parse_leg_label(label) is None


@pytest.mark.parametrize(
    ("label", "form", "marker"),
    [
        ("LLEG1-LLEG2", "bipolar", ""),
        ("EMG LLEG+-LLEG-", "bipolar", ""),
        ("EMG LAT", "leg", ""),
        ("LAT1", "electrode", "1"),
        ("LLEG-", "electrode", "-"),
        ("RAT-L", "electrode", "l"),
    ],
)
def test_electrodes(label: str, form: str, marker: str) -> None:
    found = parse_leg_label(label)
    assert found is not None
    assert (found.form, found.marker) == (form, marker)
