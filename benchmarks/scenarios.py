"""Kinds of simulated nights that detectors are measured on."""

from __future__ import annotations

from typing import Any

from plm_detect.simulate.bursts import SHAPES

SCENARIOS: dict[str, dict[str, Any]] = {
    **{name: {"profile": name} for name in ("clean", "typical", "severe_plms", "near_normal")},
    "noisy": {"profile": "noisy"},
    **{f"muscle {shape}": {"profile": "muscle", "shape": shape} for shape in SHAPES},
    **{
        f"muscle, {share:.0%} of units in reach": {"profile": "muscle", "units_in_reach": share}
        for share in (1.0, 0.3, 0.12, 0.06)
    },
    "muscle, 10-70 Hz at 200 Hz": {"profile": "muscle", "recorder": "10-70", "rate_hz": 200},
    "muscle, 10-70 Hz and notch at 200 Hz": {
        "profile": "muscle",
        "recorder": "10-70-notch",
        "rate_hz": 200,
    },
    "muscle, 15-35 Hz at 128 Hz": {"profile": "muscle", "recorder": "15-35", "rate_hz": 128},
    "muscle, steps of 2 uV": {"profile": "muscle", "resolution_uv": 2.0},
    "muscle, 0.8 times the amplitude": {"profile": "muscle", "gain": 0.8},
    "pops, mono": {"profile": "muscle_pops", "shape": "mono"},
    "pops, poly": {"profile": "muscle_pops", "shape": "poly"},
    "body movements": {"profile": "muscle_body"},
    "mixed, no poly": {"profile": "muscle_mixed", "poly_share": 0.0},
    "mixed": {"profile": "muscle_mixed"},
    "mixed, half poly": {"profile": "muscle_mixed", "poly_share": 0.5},
}
"""Settings of `plm_detect.SimulationSettings` by name."""
