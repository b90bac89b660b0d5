"""Labels of leg channels as seen in exports."""

from __future__ import annotations

import csv

import pytest
from conftest import SHARED
from hypothesis import given
from hypothesis import strategies as st

from plm_detect.model.movements import Side
from plm_detect.recording.labels import parse_leg_label, side_in

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
    "L/RAT": "combined",
    "LLEG1-RLEG1": "mixed",
    "LLEG2-RLEG1": "mixed",
    "EMG LLEG-RLEG": "mixed",
    "LEG1-LEG2": "mixed",
    "Leg 1": "numbered",
    "LEG2": "numbered",
    "Leg 12": "numbered",
    "Legs, Both": "combined",
    "Leg L+R": "combined",
    "LAT RAT": "combined",
    "LAT-RAT": "mixed",
    "PLM4.": "numbered",
    "LegEMG1": "numbered",
}
NO_LEG = """Linkes Bein Impe|Rechtes Bein Imp|EMG chin|Plat|Lateral|EOG LAT|EMG1|ECG
EEG C4-M1|SaO2|LOC-A2|E1|Light|Pulse|L EOG|Flattened|Ratio|EMG1-EMG2|Tidal|R|DX|Delta|SAT|C3-A2
ROC-A1|Legal"""


# Left and right of one lab, in its language, abbreviated, or with what recorders add.
PAIRS = {
    "Spanish": "TIB I/TIB D|Pierna Izq/Pierna Der|Pierna izquierda/Pierna derecha|TIBI/TIBD",
    "Portuguese": "Perna E/Perna D|Tib Esq/Tib Dir|Perna esquerda/Perna direita|TIB E/TIB D",
    "Italian": "Gamba sx/Gamba dx|Gamba sinistra/Gamba destra|TA S/TA D|Tibiale sin/Tibiale dx",
    "French": "JambeG/JambeD|EMG jamb g/EMG jamb d|TA gauche/TA droit|PLMG/PLMD|Pied G/Pied D",
    "Dutch": "Been L/Been R|Linker been/Rechter been|Been li/Been re|Been links/Been rechts",
    "Polish": "Noga L/Noga P|Lewa noga/Prawa noga|TIB LEWY/TIB PRAWY|Leg L/Leg P",
    "Czech": "Levá noha/Pravá noha|noha L/noha P",
    "Danish": "Ben V/Ben H|Venstre ben/Højre ben|Ben venstre/Ben hojre",
    "Norwegian": "venstre bein/høyre bein|Bein V/Bein H",
    "Swedish": "Vänster ben/Höger ben|Ben vanster/Ben hoger|TIBV/TIBH|TIBV-Gnd/TIBH-Gnd",
    "Finnish": "Vasen jalka/Oikea jalka|Jalka vas/Jalka oik",
    "German": "Linkes Bein/Rechtes Bein|BEIN_LI/BEIN_RE|M. tibialis ant. li./M. tibialis ant. re.",
    "muscles": "ATL/ATR|AT-L/AT-R|LTA/RTA|Tib A L/Tib A R|LAntTib/RAntTib|Leg Ltibial/Leg Rtibial",
    "movements": "LMl/LMr|LM L/LM R|PLM Left/PLM Right|Lats L/Lats R|Lat L/Lat R|Lt Leg/Rt Leg",
    "recorders": "POL LLEG/POL RLEG|Leg L [uV]/Leg R [uV]|EMG3 Leg L/EMG4 Leg R|LLEG-Ref/RLEG-Ref",
}

# A channel that may be the EMG of a leg, with why the program asks instead of taking it.
UNCLEAR = {
    "L EMG": "EMG of what",
    "EMG-Li": "EMG of what",
    "EMG RA": "right anterior or right arm",
    "LEDB": "a muscle of the foot",
    "Gastrocnemius L": "the calf is not what the rules are made for",
    "Limb L": "an arm is a limb",
    "Tib P": "a side in Polish, posterior in anatomy",
    "LegX": "a side in a language that is not listed, or a second channel",
    "Leg Zork L": "an unknown word may be a sensor",
    "lleg_r": "two sides",
    "Leg L-R": "two sides",
    "wPLMl": "a letter too many",
}

# What must not be taken for a leg, with why.
LOOKALIKES = {
    "sensors on the leg": "Foot Temp L|Tskin foot L|Legs Temp|SpO2 Foot|PPG Foot L|Foot Pleth"
    "|PTT Leg|NIRS_L_Leg|Leg StO2 L|Foot LDF|Leg Cuff L|GSR Foot|Pleth toe|Foot pulse",
    "movement and position": "Leg Accel L|Gyro Leg L|Leg ACC X|Acti Leg L|Leg Actigraphy|Vib Leg"
    "|Leg Pos|Leg Position|LegMov|Leg Angle|Leg Piezo L|Footswitch L",
    "impedance": "LLEG Imp|Imp LLeg|Leg Impedanz|Leg 2 impedance",
    "heart": "ECG LL|ECG LA-LL|EKG Leg L|ECG II Leg|ECG L|LL|RA",
    "counts and events": "PLM Index|PLMI|LM Count|PLM event|WPLM_ST|wPLMl_Sta|Leg marker",
    "arms": "LARM|Arm L|RightArm|EMG FDS L|EDC L|EMG Deltoid L|Flexor_L-Cz|Ext Dig L|Biceps L",
    "face": "Chin L|L Chin|Chin EMG L|EMG Ment|Masseter-L|LOC|L-EOG|LE|E1-M2",
    "letters of the head": "T3|T4-M1|EEG T3-A2|T A|TAB|Fp1",
    "words with a leg inside": "Elegance|Restless|Legato|Legal|Beneath|Bender|Lateral|Plate|milo",
    "alone": "L|R|D|Left|Vänster|SX|LM|AT|EMG|EMG1-EMG2|PI",
}

TABLE = SHARED / "cases" / "leg_labels.tsv"


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


@pytest.mark.parametrize("pair", [pair for text in PAIRS.values() for pair in text.split("|")])
def test_both_of_a_pair_are_recognised(pair: str) -> None:
    found = [parse_leg_label(label) for label in pair.split("/")]
    assert [label and label.side for label in found] == [Side.LEFT, Side.RIGHT]


@pytest.mark.parametrize(("label", "why"), UNCLEAR.items())
def test_doubt_is_asked_about(label: str, why: str) -> None:
    found = parse_leg_label(label)
    assert found is not None, why
    assert (found.side, found.form) == (Side.UNSPECIFIED, "unclear"), why


@pytest.mark.parametrize(
    ("label", "why"),
    [(label, why) for why, text in LOOKALIKES.items() for label in text.split("|")],
)
def test_lookalike_is_no_leg(label: str, why: str) -> None:
    assert parse_leg_label(label) is None, why


@given(
    st.sampled_from(
        [label for text in PAIRS.values() for pair in text.split("|") for label in pair.split("/")]
    ),
    st.sampled_from([str.lower, str.upper, str.title, str.swapcase]),
    st.sampled_from(["_", "  ", ".", " "]),
)
def test_writing_never_flips_a_side(label: str, change, space: str) -> None:
    expected = parse_leg_label(label)
    found = parse_leg_label(f" {change(label).replace(' ', space)} ")
    assert expected is not None
    assert found is not None
    assert found.side is expected.side


@given(
    st.sampled_from(["Leg", "Tib", "PLM", "Pierna", "Noga", "TA"]),
    st.sampled_from(["L", "R", "li", "dx"]),
    st.text("bcfjknqtwxz", min_size=2, max_size=6),
)
def test_unknown_word_is_never_taken(leg: str, side: str, word: str) -> None:
    found = parse_leg_label(f"{leg} {word} {side}")
    assert found is None or not found.side


def test_letters_of_a_channel_are_no_sides_in_the_text_of_an_event() -> None:
    assert side_in("PLM i", in_channel=True) is Side.LEFT
    assert side_in("PLM i") is None
    assert side_in("PLMD") is None
    assert side_in("Bewegung der Beine") is None
    assert side_in("Limb movement (izquierda)") is Side.LEFT


def is_right(label: str, expected: str) -> bool:
    found = parse_leg_label(label)
    answer = "none" if found is None else (found.side.label if found.side else found.form)
    if "?" not in expected:
        return answer == expected
    sure = expected.strip("?")
    asks = found is None or answer in {"unclear", "numbered"}
    return asks or answer == sure or not sure


@pytest.mark.skipif(not TABLE.is_file(), reason="the table of labels is not at hand")
def test_labels_of_the_table() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    assert len(rows) > 200
    assert [row for row in rows if not is_right(*row)] == []
