"""Nights of one subject: variation from night to night, and changes beyond it."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import numpy as np
import pytest
from batch.made import recording
from programs import within

import plm_detect
from plm_detect.batches.run import batch
from plm_detect.batches.settings import BatchSettings
from plm_detect.files.names import safe_names
from plm_detect.indices.between_nights import NightOfSubject, changes

if TYPE_CHECKING:
    from pathlib import Path


def nights(subject: str, *phases: tuple[str, list[float | None]]) -> list[NightOfSubject]:
    rows = [(phase, value) for phase, values in phases for value in values]
    return [NightOfSubject(subject, str(i + 1), p, "", v) for i, (p, v) in enumerate(rows)]


def test_worked_example() -> None:
    """Squares of 8, 32, 8 and 0 over four degrees of freedom."""
    found = changes(
        [
            *nights("a", ("before", [40.0, 44.0]), ("after", [10.0, 18.0])),
            *nights("b", ("before", [20.0, 24.0]), ("after", [20.0, 20.0])),
        ]
    )
    known = found.night_to_night
    assert known is not None
    assert known.degrees_of_freedom == 4
    assert known.sd_per_hour == pytest.approx(np.sqrt(48 / 4))
    a_after, b_after = (each for each in found.phases if each.phase == "after")
    assert a_after.change_per_hour == pytest.approx(-28.0)
    assert a_after.change_percent == pytest.approx(-28 / 42 * 100)
    within = 2.776445 * np.sqrt(12) * 1.0
    assert a_after.low_per_hour == pytest.approx(-28 - within, abs=1e-4)
    assert a_after.high_per_hour == pytest.approx(-28 + within, abs=1e-4)
    assert a_after.is_beyond is True
    assert b_after.is_beyond is False


def test_simulated_subjects_without_change_are_seldom_beyond() -> None:
    rng = np.random.default_rng(3)
    rows = []
    for subject in range(400):
        values = rng.normal(30, 6, 4).tolist()
        rows += nights(str(subject), ("one", values[:2]), ("two", values[2:]))
    found = changes(rows)
    beyond = [each.is_beyond for each in found.phases if each.phase == "two"]
    assert 0.02 < np.mean(beyond) < 0.09
    assert found.night_to_night is not None
    assert found.night_to_night.sd_per_hour == pytest.approx(6, rel=0.1)


def test_single_and_undefined_nights() -> None:
    found = changes([*nights("a", ("", [3.0])), *nights("b", ("x", [None, 5.0]), ("y", [7.0]))])
    assert list(found.of_subject) == ["b"]
    assert found.night_to_night is None
    last = found.phases[-1]
    assert (last.change_per_hour, last.is_beyond) == (2.0, None)
    assert found.nights.columns["change_per_hour"] == [None, None, 2.0]


def test_batch_sets_nights_side_by_side(tmp_path: Path) -> None:
    rows = ["recording,subject,night,phase"]
    for i in range(6):
        recording(tmp_path / f"r{i}.edf", i + 1, minutes=4)
        phase = "baseline" if i % 3 < 2 else "iron"
        rows.append(f"r{i}.edf,S/{i // 3},{i % 3 + 1},{phase}")
    manifest = tmp_path / "m.csv"
    manifest.write_text("\n".join(rows) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    found = batch(
        [manifest], out, settings=BatchSettings(robustness=False, least_sleep_h=0.0), jobs=2
    )
    assert found.n_scored == 6
    with (out / "subject_phases.csv").open(encoding="utf-8", newline="") as file:
        phases = list(csv.DictReader(file))
    assert [(row["subject"], row["phase"], row["n_nights"]) for row in phases] == [
        ("S/0", "baseline", "2"), ("S/0", "iron", "1"),
        ("S/1", "baseline", "2"), ("S/1", "iron", "1"),
    ]  # fmt: skip
    assert sorted(path.name for path in (out / "subjects").iterdir()) == ["S_0.png", "S_1.png"]
    summary = json.loads((out / "cohort.json").read_text(encoding="utf-8"))
    assert summary["night_to_night"]["degrees_of_freedom"] == 2
    page = (out / "cohort.html").read_text(encoding="utf-8")
    assert "more than night-to-night variation" in page
    assert (out / "subject_nights.parquet").is_file()


def test_nights_with_too_little_sleep_are_marked_and_in_no_median(tmp_path: Path) -> None:
    for i in range(2):
        recording(tmp_path / "in" / f"r{i}.edf", i + 1, minutes=4)
    out = tmp_path / "out"
    batch([tmp_path / "in"], out, settings=BatchSettings(robustness=False), jobs=1)
    with (out / "nights.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["is_too_little"] for row in rows] == ["1", "1"]
    assert all("too_little_sleep" in row["warnings"].split() for row in rows)
    assert all(float(row["plms_per_hour"]) > 0 for row in rows)
    page = (out / "cohort.html").read_text(encoding="utf-8")
    assert "too little sleep or poor signal: 2 of 2 nights" in page
    pattern = r'class="value">([^<]*)</span>\s*<span[^>]*>[^<]*nights compared: 0</span>'
    median = re.search(pattern, page)
    assert median is not None
    assert median[1] == "-"


def test_files_of_subjects_are_apart() -> None:
    assert safe_names(["S/1", "S_1", "s_1", "..", "b", "CON", "-rf"]) == {
        "S/1": "S_1", "S_1": "S_1-2", "s_1": "s_1-3", "..": "recording", "b": "b",
        "CON": "CON_", "-rf": "_rf",
    }  # fmt: skip


def test_figures_are_public() -> None:
    axes = plm_detect.plot.subject_course(nights("a", ("x", [3.0, 5.0]), ("y", [1.0])), 2.0)
    assert axes.get_title(loc="left") == "a"
    axes.figure.clear()


def test_page_of_a_batch_leads_to_reports_and_speaks_the_language_asked_for(
    tmp_path: Path,
) -> None:
    """A name that a folder cannot have is written otherwise there; the link goes there."""
    recording(tmp_path / "in" / "night #1.edf", minutes=4)
    command = ("in", "--out", "out", "--jobs", "1", "--no-robustness", "--language", "de")
    assert within("batch", *command, cwd=tmp_path).returncode == 0
    out = tmp_path / "out"
    page = (out / "cohort.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    assert "Gesondert aufgeführte Nächte" in page
    data = json.loads(page.split('id="data">')[1].split("</script>")[0])
    (row,) = data["tables"]["apart"]["rows"]
    assert (out / unquote(row[0])).is_file()
    assert row[0].endswith("/report.html")
    assert within("cohort", "out", "--language", "fr", cwd=tmp_path).returncode == 0
    page = (out / "cohort.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    # The batch itself is in its own language still.
    assert within("cohort", "out", cwd=tmp_path).returncode == 0
    assert '<html lang="de">' in (out / "cohort.html").read_text(encoding="utf-8")
    refused = within("cohort", "out", "--language", "xx", cwd=tmp_path)
    assert refused.returncode == 1
    assert "languages are: en, de, fr" in refused.stderr
