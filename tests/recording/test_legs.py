"""The choice of leg channels."""

from __future__ import annotations

from pathlib import Path

import pytest

from plm_detect.edf.header import Header, SignalHeader
from plm_detect.errors import ChannelError
from plm_detect.recording.legs import choose_legs
from plm_detect.recording.montage import LegRequest
from plm_detect.recording.units import leg_scale, microvolts_per_unit


def header(*labels: str, rates: dict[str, float] | None = None, **shared: str) -> Header:
    signals = tuple(
        SignalHeader(
            number=i + 1,
            label=label,
            transducer=shared.get("transducer", ""),
            unit="uV",
            prefilter=shared.get("prefilter", ""),
            physical_min=-1.0,
            physical_max=1.0,
            digital_min=-1.0,
            digital_max=1.0,
            samples_per_record=256,
            rate_hz=(rates or {}).get(label, 256.0),
        )
        for i, label in enumerate(labels)
    )
    return Header(Path("night.edf"), "EDF", None, None, 1, 1.0, 256, signals, ())


def chosen(found: Header, **request: str) -> list[str]:
    montage = choose_legs(found, LegRequest(**request), 100.0)
    return [f"{leg.side.label} {leg.label}" for leg in montage.legs]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["ECG", "EMG RAT", "EMG LAT"], ["left EMG LAT", "right EMG RAT"]),
        (["LAT1", "LAT2", "RAT1", "RAT2"], ["left LAT1-LAT2", "right RAT1-RAT2"]),
        (["LLEG+", "LLEG-", "RLEG+", "RLEG-"], ["left LLEG+-LLEG-", "right RLEG+-RLEG-"]),
        (["LAT-U", "LAT-L", "RAT-U", "RAT-L"], ["left LAT-U-LAT-L", "right RAT-U-RAT-L"]),
        (["LLEG", "LLEG2", "RLEG", "RLEG2"], ["left LLEG-LLEG2", "right RLEG-RLEG2"]),
        (["LAT", "LLEG1", "LLEG2", "RAT"], ["left LAT", "right RAT"]),
        (["LLEG1-LLEG2", "LLEG1", "RLEG1-RLEG2"], ["left LLEG1-LLEG2", "right RLEG1-RLEG2"]),
        (["Leg", "LAT", "RAT"], ["left LAT", "right RAT"]),
        (["TIB I", "TIB D"], ["left TIB I", "right TIB D"]),
        (["Leg L", "Leg P"], ["left Leg L", "right Leg P"]),
        (["Lat L", "Lat R"], ["left Lat L", "right Lat R"]),
        (["EMG L", "EMG R", "Tib E", "Tib D"], ["left Tib E", "right Tib D"]),
        (["Leg", "EMG chin"], ["unspecified Leg"]),
        (["LLEG1-RLEG1"], ["unspecified LLEG1-RLEG1"]),
        (["LLEG1", "RLEG1"], ["left LLEG1", "right RLEG1"]),
    ],
)
def test_legs_are_recognised(labels: list[str], expected: list[str]) -> None:
    assert chosen(header(*labels)) == expected


def test_electrodes_of_different_leads_are_no_pair() -> None:
    assert chosen(header("LAT1", "LLEG2", "RAT"), left="LAT1") == ["left LAT1", "right RAT"]
    with pytest.raises(ChannelError, match="several channels could be the left leg"):
        chosen(header("LAT1", "LLEG2", "RAT"))


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"left": "emg1", "right": "EMG2"}, ["left EMG1", "right EMG2"]),
        ({"left": "#2"}, ["left EMG2"]),
        ({"leg": "EMG1-EMG2"}, ["unspecified EMG1-EMG2"]),
        ({"right": "A-B-EMG1"}, ["right A-B-EMG1"]),
    ],
)
def test_what_the_user_names_is_taken(request_: dict[str, str], expected: list[str]) -> None:
    assert chosen(header("EMG1", "EMG2", "A-B"), **request_) == expected


@pytest.mark.parametrize(
    ("labels", "request_", "complaint"),
    [
        (["EMG chin", "ECG"], {}, r"no channel is named like a leg; .*#1 'EMG chin', #2 'ECG'"),
        (["Leg 1", "Leg 2"], {}, "'Leg 1', 'Leg 2' may be legs but name no side"),
        (["LAT", "LAT", "RAT"], {}, "several channels could be the left leg"),
        (["LAT", "Leg L"], {}, "several channels could be the left leg"),
        (["LAT", "RAT"], {"left": "LAX"}, "there is no channel 'LAX'"),
        (["LAT", "LAT"], {"left": "LAT"}, "2 channels are called 'LAT'; .*#1, #2"),
        (["LLEG1", "RLEG1"], {"left": "LLEG1-RLEG1"}, "electrodes of different legs"),
        (["LAT", "RAT"], {"left": "LAT", "leg": "RAT"}, "leave out --left and --right"),
        (["LAT", "RAT"], {"left": "RAT"}, "both legs would be read from 'RAT'"),
    ],
)
def test_doubt_is_an_error(labels: list[str], request_: dict[str, str], complaint: str) -> None:
    with pytest.raises(ChannelError, match=complaint):
        chosen(header(*labels), **request_)


@pytest.mark.parametrize(
    ("labels", "option"),
    [
        (["TIB Q", "TIB D"], '--left "TIB Q"'),
        (["Leg L", "Leg Q"], '--right "Leg Q"'),
        (["Leg L", "Leg 2"], '--right "Leg 2"'),
        (["LegL", "LegQQ"], '--right "LegQQ"'),
        (["Left Leg", "Rihgt Leg"], '--right "Rihgt Leg"'),
        (["LeftLeg", "RihgtLeg"], '--right "RihgtLeg"'),
        (["EMG LTA", "EMG QTA"], '--right "EMG QTA"'),
        (["LAT", "Leg"], '--right "Leg"'),
        (["LAT", "LAT-RAT"], '--right "LAT-RAT"'),
        (["TA li", "Gastroc re"], '--right "Gastroc re"'),
        (["Leg L", "R EMG"], '--right "R EMG"'),
        (["Leg", "Leg 2"], '--leg "Leg"'),
        (["LEG1-LEG2", "LEG3"], '--leg "LEG1-LEG2"'),
        (["LAT", "Leg", "Leg"], '--right (one of "#2", "#3")'),
        (["LAT1", "LAT2", "Leg Q"], '--left "LAT1-LAT2"'),
        (["LLEG", "RLG"], '--right "RLG"'),
        (["Left Leg", "Right"], '--right "Right"'),
        (["Left Leg", "Right Lg"], '--right "Right Lg"'),
        (["Left Leg", "RihgtLeg"], '--right "RihgtLeg"'),
        (["Leg L", "LegRR"], '--right "LegRR"'),
        (["Jambe G", "Jbe D"], '--right "Jbe D"'),
        (["LAT", "R A T"], '--right "R A T"'),
        (["ATL", "ATP"], '--right "ATP"'),
        (["L Leg", "RLE"], '--right "RLE"'),
        (["LAT", "RATT"], '--right "RATT"'),
        (["L Ant Tib", "R Ant"], '--right "R Ant"'),
        (["Lt Leg", "Rt Lge"], '--right "Rt Lge"'),
    ],
)
@pytest.mark.parametrize("turn", [1, -1])
def test_half_a_pair_is_asked_about(labels: list[str], option: str, turn: int) -> None:
    if option.endswith('"#3")') and turn < 0:
        option = option.replace('"#2", "#3"', '"#1", "#2"')
    with pytest.raises(ChannelError) as caught:
        chosen(header(*labels[::turn]))
    assert option in str(caught.value)
    assert str(caught.value).count(".") == 2


def test_one_leg_that_the_user_names_is_scored_and_the_other_named_in_a_warning() -> None:
    montage = choose_legs(header("TIB Q", "TIB D"), LegRequest(right="TIB D"), 100.0)
    assert [leg.label for leg in montage.legs] == ["TIB D"]
    found = [(note.code, note.subject) for note in montage.notes]
    assert found == [("one_leg", "TIB D"), ("possible_leg", "TIB Q")]


def test_sensor_that_differs_in_more_than_its_side_is_no_twin() -> None:
    assert chosen(header("LegL", "Elegance", "EMG1", "Leg Temp")) == ["left LegL"]
    assert chosen(header("LAT", "SAT", "PAT")) == ["left LAT"]
    others = ("Right EOG", "R Ear", "RArm", "EEG R", "RT", "Rib", "Rate", "DR", "ROC", "Red", "E2")
    for leg in ("LLEG", "Left Leg", "Leg L", "LAT", "Tib L", "Jambe G"):
        assert chosen(header(leg, *others)) == [f"left {leg}"]


def test_channels_that_cannot_be_emg_are_refused_with_the_reason() -> None:
    with pytest.raises(ChannelError, match=r"sampled at 64 Hz .* piezo or movement sensor"):
        chosen(header("Leg L", "Leg R", rates={"Leg L": 64.0, "Leg R": 64.0}))
    with pytest.raises(ChannelError, match="piezo sensor"):
        chosen(header("Leg L", "Leg R", transducer="Piezo belt"))
    with pytest.raises(ChannelError, match="low-passed at 10 Hz"):
        chosen(header("Leg L", "Leg R", prefilter="HP:0.1Hz LP:10Hz"))
    with pytest.raises(ChannelError, match="sampled at 10 Hz"):
        chosen(header("X", rates={"X": 10.0}), leg="X")


def test_usable_channel_is_taken_beside_one_that_is_refused() -> None:
    montage = choose_legs(header("Leg L", "LAT", "RAT", rates={"Leg L": 64.0}), LegRequest(), 100.0)
    assert [leg.label for leg in montage.legs] == ["LAT", "RAT"]
    assert [note.code for note in montage.notes] == ["leg_refused"]


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("uV", 1.0),
        ("UV", 1.0),
        ("\u00b5V", 1.0),
        ("\u03bcV", 1.0),
        ("\u00c2\u00b5V", 1.0),
        ("microV", 1.0),
        ("mV", 1e3),
        ("V", 1e6),
        ("nV", 1e-3),
        ("", None),
        ("%", None),
        ("mmHg", None),
    ],
)
def test_units(unit: str, factor: float | None) -> None:
    assert microvolts_per_unit(unit) == factor


def test_unknown_unit_is_refused_unless_given() -> None:
    with pytest.raises(ChannelError, match="states no unit"):
        leg_scale("night.edf", "LAT", "", None)
    with pytest.raises(ChannelError, match="has the unit '%'"):
        leg_scale("night.edf", "LAT", "%", None)
    with pytest.raises(ChannelError, match="'apples' is no unit"):
        leg_scale("night.edf", "LAT", "uV", "apples")
    assert leg_scale("night.edf", "LAT", "", "mV") == 1e3


@pytest.mark.parametrize("label", ["ECG II", "EEG C4-M1", "C4-M1", "EOG", "SpO2", "Flow"])
def test_channel_that_is_named_as_another_signal_is_refused(label: str) -> None:
    with pytest.raises(ChannelError, match="is named like another signal, not like leg EMG"):
        chosen(header("EMG1", label), left=label)
