"""Sleep statistics and cycles; every night is worked out in the comments."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import hypnogram

from plm_detect.indices.cycles import sleep_cycles
from plm_detect.indices.sleep import sleep_statistics
from plm_detect.model.window import AnalysisWindow


def statistics(
    stages: str, start_s: float = 0.0, end_s: float | None = None, epoch_s: float = 30.0
):
    end_s = epoch_s * len(stages) if end_s is None else end_s
    window = AnalysisWindow(start_s, end_s, "lights", "lights")
    return sleep_statistics(hypnogram(stages, epoch_s), window)


def test_every_number_of_a_small_night() -> None:
    # W W W 1 2 2 3 W 2 R R W 1 W W in epochs of 30 s. The same fifteen epochs in YASA 0.8.1 give
    # TIB 7.5, SPT 5, WASO 1, TST 4, SE 53.3333, SME 80, SOL 1.5, and REM 4.5 min after lights off.
    found = statistics("WWW1223W2RRW1WW")
    assert found.tib_min == found.scored_min == 7.5
    assert (found.spt_min, found.tst_min, found.wake_min) == (5.0, 4.0, 3.5)
    # From sleep onset to lights on 6 min, of which 4 asleep; YASA leaves out the last minute.
    assert (found.waso_aasm_min, found.waso_spt_min) == (2.0, 1.0)
    assert (found.n1_min, found.n2_min, found.n3_min, found.rem_min) == (1.0, 1.5, 0.5, 1.0)
    assert (found.nrem_min, found.n2_percent, found.rem_percent) == (3.0, 37.5, 25.0)
    assert found.sleep_efficiency_percent == pytest.approx(53.3333, abs=1e-4)
    assert found.sleep_maintenance_percent == 80.0
    assert (found.sol_min, found.rem_latency_min) == (1.5, 3.0)
    assert (found.n_awakenings, found.sleep_onset_s, found.sleep_end_s) == (2, 90.0, 390.0)


def test_lights_cut_epochs_and_count_from_lights_off() -> None:
    # Lights off in the middle of the second epoch (45 s), on at 150 s: W 15 s, N2 60 s, W 30 s.
    found = statistics("2W22W2", start_s=45.0, end_s=150.0)
    assert (found.tib_min, found.wake_min, found.tst_min) == (1.75, 0.75, 1.0)
    assert (found.sol_min, found.waso_aasm_min, found.waso_spt_min) == (0.25, 0.5, 0.0)


def test_unscored_time_is_in_bed_but_neither_sleep_nor_wake() -> None:
    found = statistics("2..2", epoch_s=20.0)
    assert (found.tib_min, found.tst_min, found.waso_spt_min) == (80 / 60, 40 / 60, 0.0)
    # By its definition all time in bed after sleep onset that is not sleep.
    assert found.waso_aasm_min == pytest.approx(40 / 60)
    assert found.unscored_min == pytest.approx(40 / 60)
    assert found.sleep_efficiency_percent == pytest.approx(50.0)


def test_night_without_sleep_has_no_latencies() -> None:
    found = statistics("WWWW")
    assert found.tst_min == found.sleep_efficiency_percent == 0.0
    assert found.sol_min is found.spt_min is found.rem_latency_min is None
    assert found.waso_aasm_min is found.waso_spt_min is None
    assert found.n1_percent is found.sleep_maintenance_percent is found.n_awakenings is None


def cycles(*runs: tuple[str, float]) -> list[tuple[float, float, bool]]:
    """Return cycles in minutes, from runs of a stage in minutes."""
    text = "".join(stage * round(minutes * 2) for stage, minutes in runs)
    columns = sleep_cycles(hypnogram(text)).columns().values()
    return [(a / 60, b / 60, c) for a, b, c in zip(*(x.tolist() for x in columns), strict=True)]


def test_cycle_ends_with_its_rem_period() -> None:
    # Asleep from 10 min; R 70-80, N2, R 150-170, then N2 to 200 min, awake to 210.
    night = (("W", 10), ("2", 60), ("R", 10), ("2", 70), ("R", 20), ("2", 30), ("W", 10))
    assert cycles(*night) == [(10, 80, True), (80, 170, True), (170, 200, False)]


def test_first_rem_period_may_be_short_and_later_ones_may_not() -> None:
    # R 60-61 counts as the first; R 120-124 is less than 5 min; R 180-185 counts.
    night = (("2", 60), ("R", 1), ("2", 59), ("R", 4), ("2", 56), ("R", 5))
    assert cycles(*night) == [(0, 61, True), (61, 185, True)]


def test_rem_interrupted_for_less_than_fifteen_minutes_is_one_period() -> None:
    # R 60-64, N2 for 14.5 min, R 78.5-84: together 9.5 min of R.
    assert cycles(("2", 60), ("R", 4), ("2", 14.5), ("R", 5.5)) == [(0, 84, True)]
    # Fifteen minutes make two periods; the second has 5.5 min.
    assert cycles(("2", 60), ("R", 4), ("2", 15), ("R", 5.5)) == [(0, 64, True), (64, 84.5, True)]


def test_rem_at_sleep_onset_ends_no_cycle() -> None:
    # R after 5 min of sleep: no NREM period of 15 min went before.
    assert cycles(("2", 5), ("R", 10), ("2", 60), ("R", 10)) == [(0, 85, True)]


def test_rest_of_the_night_is_a_cycle_from_fifteen_minutes_on() -> None:
    assert cycles(("2", 60), ("R", 10), ("2", 14.5)) == [(0, 70, True)]
    assert cycles(("2", 60), ("R", 10), ("2", 15)) == [(0, 70, True), (70, 85, False)]


def test_night_without_sleep_has_no_cycles() -> None:
    assert cycles(("W", 30)) == []


RECORDED = json.loads((Path(__file__).parent / "yasa_sleep.json").read_text(encoding="utf-8"))
SAME_DEFINITION = {
    "TIB": "tib_min", "SPT": "spt_min", "WASO": "waso_spt_min", "TST": "tst_min",
    "SE": "sleep_efficiency_percent", "SME": "sleep_maintenance_percent", "SOL": "sol_min",
    "WAKE": "wake_min", "N1": "n1_min", "N2": "n2_min", "N3": "n3_min", "REM": "rem_min",
    "%N1": "n1_percent", "%N2": "n2_percent", "%N3": "n3_percent", "%REM": "rem_percent",
}  # fmt: skip
"""Numbers of YASA, and those of the program that are defined alike."""


@pytest.mark.parametrize("night", RECORDED["nights"], ids=lambda night: night["stages"][:12])
def test_numbers_of_sleep_are_those_that_yasa_gave(night: dict) -> None:
    found = statistics(night["stages"])
    for theirs, ours in SAME_DEFINITION.items():
        # YASA writes four decimals.
        assert getattr(found, ours) == pytest.approx(night["values"][theirs], abs=5.1e-5), ours
    rem = night["values"]["Lat_REM"]
    if rem is not None:
        # From lights off in YASA, from sleep onset here.
        assert found.rem_latency_min == pytest.approx(rem - night["values"]["SOL"], abs=1e-4)
    waso_aasm_min = found.tib_min - found.sol_min - found.tst_min
    assert found.waso_aasm_min == pytest.approx(waso_aasm_min)
