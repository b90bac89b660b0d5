"""Small intact inputs of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import Edf, annotations, leg

if TYPE_CHECKING:
    from pathlib import Path

ROWS = ((0, 30, "Sleep stage W"), (30, 30, "Sleep stage N2"), (31, 3, "Arousal"))
EVENTS = "onset_s,duration_s,event,side\n" + "".join(
    [f"{30 * i},30,stage_N2,\n" for i in range(20)]
    + [f"{100 + 25 * i},2,lm,left\n" for i in range(6)]
    + ["130,4,arousal,\n", "150,12,apnea,\n", "0,0,lights_off,\n", "600,0,lights_on,\n"]
)
SETTINGS_TOML = """rules = 'aasm3'
respiratory_window = [-0.5, 0.5]
left = 'EMG LAT'
right = 'EMG RAT'
unit = 'uV'
epoch_s = 30
age = 40
sit = false
ranked = false
least_sleep_h = 2.0
report = 'html'
language = 'en'
keep_identity = false
patterns = ['{stem}.csv']
retries = 1
wait_s = 0.5
longest_s = 60
most_memory_mb = 4000
[signal]
minimum_rate_hz = 100
"""
SETTINGS_YAML = """rules: aasm3
respiratory_window: [-0.5, 0.5]
left: EMG LAT
epoch_s: 30
age: 40
calibration_uv: 100.0
report: none
language: de
patterns:
  - "{stem}.csv"
retries: 1
wait_s: 0.5
signal:
  minimum_rate_hz: 100
"""
RULES_TOML = """base = 'wasm2016'
name = 'lab'
title = 'Our lab'
[series]
fewest_movements = 5
shortest_interval_s = {value = 10.0, source = 'our lab'}
stages = 'any'
longest_wake_s = 'none'
[legs]
join_within_s = 0.5
chained = true
[candidate]
longest_joined_s = 15.0
most_joined = 4
[respiratory]
from_s = -2.0
to_s = 10.25
[arousal]
within_s = 0.5
[sources]
lab = 'Our lab, 2024'
"""
RULES_YAML = """base: aasm3
name: lab
series:
  fewest_movements: 4
  longest_interval_s: {value: 90, source: our lab}
candidate:
  longest_monolateral_s: none
  most_joined: 4
arousal:
  within_included: true
sources:
  lab: Our lab
"""
LABELS = """[lm]
labels = ['Beinzucken', 'leg jerk']
[arousal]
labels = ['arousal kurz']
[plm]
labels = ["Myo L"]
"""
LAB = "name = 'Sleep Lab'\naddress = 'Street 1'\nphysician = 'Dr. X'\n"


def recordings() -> dict[str, bytes]:
    """Return recordings of a minute by the name of their file."""
    bursts = ((5, 7), (12, 13.5), (30, 32), (38, 40))
    legs = (
        leg("EMG LAT", *bursts, rate=128),
        leg("EMG RAT", (20, 22), rate=128, seed=1),
    )
    small = {"record_duration": "1", "recording": b"Startdate 07-MAR-2024 X X X"}
    plus = (*legs, annotations(60, *ROWS))
    wide = tuple(
        leg(f"EMG {name}", *bursts, rate=128, digital=("-8388608", "8388607"))
        for name in ("LAT", "RAT")
    )
    return {
        "edf.edf": Edf(legs).to_bytes(),
        "edfplus.edf": Edf(plus, reserved="EDF+C", **small).to_bytes(),
        "gaps.edf": Edf(plus, reserved="EDF+D", **small).to_bytes(),
        "bdf.bdf": Edf(wide, is_bdf=True, reserved="24BIT").to_bytes(),
    }


def recording(path: Path) -> Path:
    """Write a recording of a minute with stages in it."""
    path.write_bytes(recordings()["edfplus.edf"])
    return path
