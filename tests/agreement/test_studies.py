"""Whole studies: known error rates come back, and what cannot be compared is named."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import plm_detect
from plm_detect.agreement.anatomy import anatomy
from plm_detect.agreement.finding import night_of, ratings
from plm_detect.agreement.levels import LEVELS
from plm_detect.agreement.methods import methods
from plm_detect.agreement.nights import CONSENSUS
from plm_detect.agreement.standing import standings
from plm_detect.agreement.tables import (
    KEYS,
    disagreement_columns,
    event_columns,
    index_columns,
    time_columns,
)
from plm_detect.errors import ScoringError
from plm_detect.model.spans import Spans

if TYPE_CHECKING:
    from plm_detect.agreement.study import Agreement

SAMPLE = Path(__file__).parents[2] / "sample_data"
HEAD = "onset_s,duration_s,event,side\n"
STAGES = "".join(f"{30 * i},30,stage_{'W' if i < 20 else 'N2'},\n" for i in range(240))


def write(path: Path, events: list[tuple[float, float, str]], stages: str = STAGES) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = "".join(f"{onset:.3f},{length:.3f},lm,{side}\n" for onset, length, side in events)
    path.write_text(HEAD + stages + rows, encoding="utf-8")


def movements(seed: int, number: int = 150) -> list[tuple[float, float, str]]:
    rng = np.random.default_rng(seed)
    onset = 30 + np.cumsum(rng.uniform(12, 70, number))
    return [(t, 2.0, "left") for t in onset[onset < 7150].tolist()]


def worse(
    events: list[tuple[float, float, str]], seed: int, missed: float, extra: float
) -> list[tuple[float, float, str]]:
    """Leave out a share of events and put in a share of others."""
    rng = np.random.default_rng(seed)
    kept = [(t + rng.normal(0, 0.05), d, s) for t, d, s in events if rng.random() >= missed]
    gaps = [(a[0] + 5, 1.0, "left") for a in events if rng.random() < extra]
    return sorted(kept + gaps)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    for night in range(12):
        truth = movements(night)
        write(tmp_path / "human" / f"n{night:02d}.csv", truth)
        write(tmp_path / "program" / f"n{night:02d}.csv", worse(truth, 100 + night, 0.2, 0.1))
    return tmp_path


def test_known_error_rates_come_back(study: Path) -> None:
    found = plm_detect.agree(study / "human", [study / "program"])
    assert found.scorers() == [("reference", "program")]
    assert len(found.pairs) == 12
    columns = event_columns(found)
    at = KEYS.index(("LM left", "IoU 0.2", "all"))
    assert columns["recall_low"][at] <= 0.8 <= columns["recall_high"][at]
    expected = 0.8 / 0.9
    assert columns["precision_low"][at] <= expected <= columns["precision_high"][at]
    asleep = KEYS.index(("LM left", "IoU 0.2", "sleep"))
    awake = KEYS.index(("LM left", "IoU 0.2", "wake"))
    for name in ("n_reference", "n_test", "n_matched"):
        assert columns[name][asleep] + columns[name][awake] == columns[name][at]


def of_groups(found: Agreement) -> dict[tuple[str, str, str], dict[str, Any]]:
    rows = anatomy([pair.compared.anatomy for pair in found.pairs])
    return {(row["kind"], row["by"], row["group"]): row for row in rows}


def test_missed_short_movements_show_in_the_anatomy(tmp_path: Path) -> None:
    truth = [(t, 0.8 if i % 3 == 0 else 3.0, s) for i, (t, _, s) in enumerate(movements(5))]
    write(tmp_path / "a" / "n.csv", truth)
    write(tmp_path / "b" / "n.csv", [each for each in truth if each[1] > 1])
    found = plm_detect.agree(tmp_path / "a", [tmp_path / "b"])
    rows = of_groups(found)
    short = rows["missed", "duration, s", "0 to 1"]
    assert short["n"] == short["of"] == sum(each[1] < 1 for each in truth)
    assert rows["missed", "duration, s", "2 to 5"]["n"] == 0
    assert sum(r["n"] for key, r in rows.items() if key[0] == "extra") == 0
    text = methods(found)
    assert "rule set wasm2016" in text
    assert "steps of 1 s" in text
    assert "Bland JM" in text


def test_amplitude_and_grade_are_those_of_the_recording(tmp_path: Path) -> None:
    truth = SAMPLE / "sample_night_truth.csv"
    recording = SAMPLE / "sample_night.edf"
    rows = truth.read_text(encoding="utf-8").splitlines()
    named = tmp_path / "human" / "sample_night.csv"
    named.parent.mkdir()
    named.write_text("\n".join(rows) + "\n", encoding="utf-8")
    weak = tmp_path / "weak" / "sample_night.csv"
    weak.parent.mkdir()
    night = plm_detect.score(recording)
    peaks = dict(zip(night.leg_movements.onset_s, night.leg_movements.mean_uv, strict=True))
    kept = []
    for row in rows:
        cells = row.split(",")
        if cells[2] == "lm":
            at = min(peaks, key=lambda onset: abs(onset - float(cells[0])))
            if peaks[at] < 20:
                continue
        kept.append(row)
    assert 0 < len(kept) < len(rows)
    weak.write_text("\n".join(kept) + "\n", encoding="utf-8")
    found = of_groups(plm_detect.agree(named.parent, [weak.parent], recordings=SAMPLE))
    missed = {key[2]: row for key, row in found.items() if key[:2] == ("missed", "amplitude, uV")}
    assert missed["20 to 50"]["n"] == 0
    assert missed["8 to 20"]["n"] > 0
    assert "unknown" not in missed
    assert ("missed", "grade of the leg", "good") in found
    unknown = of_groups(plm_detect.agree(named.parent, [weak.parent]))
    assert unknown["missed", "amplitude, uV", "unknown"]["of"] == sum(
        row["of"] for row in missed.values()
    )


def test_results_tell_amplitude_and_grade_themselves(tmp_path: Path) -> None:
    night = plm_detect.score(SAMPLE / "sample_night.edf")
    plm_detect.write_night(night, tmp_path / "sample_night")
    none = tmp_path / "none" / "sample_night.csv"
    stages = (SAMPLE / "sample_night_truth.csv").read_text(encoding="utf-8").splitlines()
    none.parent.mkdir()
    none.write_text("\n".join(r for r in stages if ",lm," not in r) + "\n", encoding="utf-8")
    with pytest.raises(ScoringError, match="legs may not have been scored"):
        plm_detect.agree(none.parent, tmp_path / "sample_night")
    results = tmp_path / "sample_night"
    found = of_groups(plm_detect.agree(none.parent, [results], legs_scored=True))
    assert ("extra", "amplitude, uV", "unknown") not in found
    assert found["extra", "grade of the leg", "good"]["n"] == len(night.movements)


def test_what_a_scorer_cannot_know_is_not_compared(tmp_path: Path) -> None:
    truth = movements(3)
    write(tmp_path / "a" / "n.csv", truth)
    write(tmp_path / "b" / "n.csv", [(t, d, "") for t, d, _ in truth])
    found = plm_detect.agree(tmp_path / "a", [tmp_path / "b"])
    columns, times = event_columns(found), time_columns(found)
    for level in LEVELS:
        at = KEYS.index((level, "IoU 0.5", "all"))
        numbers = [columns[name][at] for name in ("n_reference", "n_test", "n_matched")]
        known = level in ("LM", "CLM", "PLM")
        assert (columns["f1"][at] == 1.0) == known
        assert bool(min(numbers)) == bool(max(numbers)) == known
        assert np.isfinite(times["kappa"][list(times["level"]).index(level)]) == known


def test_scorer_agrees_with_itself(study: Path) -> None:
    found = plm_detect.agree(study / "human", [study / "human"])
    columns = event_columns(found)
    some = columns["n_reference"] > 0
    assert np.all(columns["f1"][some] == 1.0)
    table = index_columns(found)
    values = dict(zip(table["statistic"].tolist(), table["value"].tolist(), strict=True))
    assert values["bias"] == 0.0
    assert values["ICC(2,1)"] == pytest.approx(1.0)
    assert values["RMSE"] == 0.0


def test_processes_give_the_same(study: Path) -> None:
    one = event_columns(plm_detect.agree(study / "human", [study / "program"]))
    two = event_columns(plm_detect.agree(study / "human", [study / "program"], jobs=2))
    for name in one:
        np.testing.assert_array_equal(one[name], two[name])


def test_several_humans_and_their_consensus(tmp_path: Path) -> None:
    for night in range(4):
        truth = movements(night)
        for scorer in range(1, 5):
            path = tmp_path / f"SN{night}_Limb_manual_scorer{scorer}.csv"
            write(path, worse(truth, 10 * night + scorer, 0.1 * scorer, 0.05))
    found = plm_detect.agree_among(tmp_path)
    assert len(found.scorers()) == 6 + 4
    f1 = {}
    columns = event_columns(found)
    for i in range(len(columns["f1"])):
        key = (columns["level"][i], columns["match"][i], columns["condition"][i])
        if key == ("LM left", "any overlap", "all") and columns["reference"][i] == CONSENSUS:
            f1[str(columns["test"][i])] = float(columns["f1"][i])
    assert sorted(f1, key=lambda name: -f1[name]) == ["1", "2", "3", "4"]


def test_a_test_stands_among_several_scorers(tmp_path: Path) -> None:
    """The test errs more than scorers 1 and 2, less than 4 and 5."""
    for night in range(6):
        truth = movements(night)
        for scorer in range(1, 6):
            path = tmp_path / "humans" / f"SN{night}_scorer{scorer}.csv"
            write(path, worse(truth, 10 * night + scorer, 0.08 * scorer, 0.0))
        write(tmp_path / "program" / f"SN{night}.csv", worse(truth, 500 + night, 0.2, 0.0))
    found = plm_detect.agree(tmp_path / "humans", [tmp_path / "program"])
    (standing,) = standings(found)
    assert standing.test == "program"
    assert [each.scorer for each in standing.against] == ["1", "2", "3", "4", "5"]
    signs = {each.scorer: np.sign(each.difference.value) for each in standing.against}
    assert (signs["1"], signs["2"], signs["4"], signs["5"]) == (-1, -1, 1, 1)
    assert standing.n_better.value in (2, 3)
    assert standing.n_better.low <= standing.n_better.value <= standing.n_better.high
    assert f"better than {standing.n_better.value:.0f} of 5 scorers" in str(standing)
    assert len(found.several) == 6
    assert all(0.5 < each.time["LM"].fleiss_kappa < 1 for each in found.several)
    out = tmp_path / "out"
    written = {path.name for path in plm_detect.write_agreement(found, out)}
    assert {"several.csv", "standing.csv"} <= written
    again = plm_detect.agree(tmp_path / "program", [tmp_path / "program"])
    plm_detect.write_agreement(again, out)
    assert not (out / "standing.csv").exists()


def test_one_night_has_no_interval(tmp_path: Path) -> None:
    truth = movements(1)
    for scorer in range(1, 5):
        path = tmp_path / "humans" / f"SN1_scorer{scorer}.csv"
        write(path, worse(truth, scorer, 0.08 * scorer, 0.0))
    write(tmp_path / "program" / "SN1.csv", truth)
    found = plm_detect.agree(tmp_path / "humans", [tmp_path / "program"])
    columns = event_columns(found)
    for name in ("precision", "recall", "f1"):
        assert np.all(np.isnan(columns[f"{name}_low"]))
        assert np.all(np.isnan(columns[f"{name}_high"]))
    (standing,) = standings(found)
    assert standing.n_better.value == 4
    assert all(np.isnan(each.difference.low) for each in standing.against)
    assert "clearly" not in str(standing)
    assert "in one night" in str(standing)


def test_nights_that_cannot_be_compared_are_named(study: Path) -> None:
    (study / "program" / "n00.csv").unlink()
    (study / "program" / "n01.csv").write_text("nonsense", encoding="utf-8")
    write(study / "program" / "n02.csv", [])
    write(study / "program" / "n99.csv", movements(99))
    write(study / "human" / "n03.csv", movements(3), stages="")
    overlapping = [(100.0, 5.0, "left"), (102.0, 5.0, "left"), (103.0, 1.0, "left")]
    write(study / "program" / "n04.csv", [*overlapping, *movements(4)[5:]])
    found = plm_detect.agree(study / "human", [study / "program"])
    notes = {(note.subject, note.code) for note in found.notes}
    assert ("n00", "no_partner") in notes
    assert ("n99", "no_partner") in notes
    assert ("n01, program", "not_compared") in notes
    assert ("n02, program", "no_events") in notes
    # n02: a scoring without leg movements says nothing unless the legs were scored.
    assert {pair.night for pair in found.pairs} == {f"n{i:02d}" for i in range(3, 12)}
    stated = plm_detect.agree(study / "human", [study / "program"], legs_scored=True)
    assert {pair.night for pair in stated.pairs} == {f"n{i:02d}" for i in range(2, 12)}


def test_nothing_to_compare_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "a" / "x.csv", movements(1))
    write(tmp_path / "b" / "y.csv", movements(1))
    with pytest.raises(ScoringError, match="no night could be compared"):
        plm_detect.agree(tmp_path / "a", [tmp_path / "b"])
    with pytest.raises(ScoringError, match="there is no such file or folder"):
        ratings(tmp_path / "c")


def test_results_of_the_program_are_a_scorer(sample_night: Path, tmp_path: Path) -> None:
    night = plm_detect.score(sample_night)
    plm_detect.write_night(night, tmp_path / "results")
    truth = sample_night.with_name("sample_night_truth.csv")
    found = plm_detect.agree(truth, [tmp_path / "results"])
    (pair,) = found.pairs
    assert pair.night == "sample_night"
    n_reference, n_test, n_matched = pair.compared.count("LM left", "IoU 0.5", "all").tolist()
    assert n_reference == n_test == n_matched > 20
    assert pair.test_rated.plms_per_hour == pytest.approx(night.headline.plms_per_hour)


def test_excluded_time_counts_for_nobody(sample_night: Path, tmp_path: Path) -> None:
    night = plm_detect.score(sample_night)
    plm_detect.write_night(night, tmp_path / "results")
    truth = sample_night.with_name("sample_night_truth.csv")
    whole = plm_detect.agree(truth, [tmp_path / "results"]).pairs[0]
    lost = Spans.of([(200.0, 500.0)])
    quality = tuple(replace(leg, excluded=lost) for leg in night.quality)
    plm_detect.write_night(replace(night, quality=quality), tmp_path / "results", overwrite=True)
    part = plm_detect.agree(truth, [tmp_path / "results"]).pairs[0]
    before = whole.compared.count("LM left", "IoU 0.5", "all")
    after = part.compared.count("LM left", "IoU 0.5", "all")
    assert np.all(after < before)
    assert whole.reference_rated.rated.total_s() - part.reference_rated.rated.total_s() == 300.0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SN1_Limb_manual_scorer3", ("SN1", "3")),
        ("SN1_LimbMovements_manual_scorer12", ("SN1", "12")),
        ("night7", ("night7", "")),
        ("night7-nsrr", ("night7", "")),
        ("night7_truth", ("night7", "")),
        ("A12 rater B", ("A12", "B")),
    ],
)
def test_names_tell_night_and_scorer(name: str, expected: tuple[str, str]) -> None:
    assert night_of(name) == expected


def test_one_file_of_each_scorer_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    write(folder / "sample_night.csv", movements(1))
    shutil.copy(SAMPLE / "sample_night.edf", folder)
    (found,) = ratings(folder)
    assert found.path.name == "sample_night.csv"
    scored = folder / "sample_night_manual.edf"
    plm_detect.convert(
        SAMPLE / "sample_night_truth.csv", scored, recording=SAMPLE / "sample_night.edf"
    )
    (found,) = ratings(folder)
    assert found.path == scored
    scored.unlink()
    write(folder / "sample_night_scoring.csv", movements(2))
    with pytest.raises(ScoringError, match="has several files"):
        ratings(folder)


def test_manifest_names_everything(tmp_path: Path) -> None:
    write(tmp_path / "x" / "one.csv", movements(1))
    (tmp_path / "m.csv").write_text("night,scorer,path\nN1,Anna,x/one.csv\n", encoding="utf-8")
    (found,) = ratings(tmp_path / "m.csv")
    assert (found.night, found.scorer) == ("N1", "Anna")


def test_agree_as_a_process(study: Path) -> None:
    command = [sys.executable, "-m", "plm_detect", "agree", "human", "program", "--out", "res"]
    done = subprocess.run(
        command, cwd=study, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "program with reference, 12 nights" in done.stdout
    names = {path.name for path in (study / "res").iterdir()}
    assert names == {
        "events.csv", "time.csv", "nights.csv", "indices.csv", "disagreements.csv",
        "agreement.json", "anatomy.csv", "methods.txt", "report.html",
    }  # fmt: skip
    with (study / "res" / "nights.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 12
    summary = json.loads((study / "res" / "agreement.json").read_text(encoding="utf-8"))
    assert summary["n_nights"] == 12
    assert summary["rules"]["name"] == "wasm2016"


def test_parquet_holds_what_the_tables_hold(study: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    found = plm_detect.agree(study / "human", [study / "program"])
    plm_detect.write_agreement(found, tmp_path / "out", report=False, parquet=True)
    table = parquet.read_table(tmp_path / "out" / "events.parquet")
    for name, column in event_columns(found).items():
        np.testing.assert_array_equal(np.array(table[name].to_pylist()), column)
    assert not (tmp_path / "out" / "report.html").exists()
    plm_detect.write_agreement(found, tmp_path / "out", report=False)
    assert not list((tmp_path / "out").glob("*.parquet"))


def test_scorers_may_be_called_like_what_the_program_makes(tmp_path: Path) -> None:
    names = ("reference", "consensus of the others", "consensus without A")
    rows = ["night,scorer,path\n"]
    for i, scorer in enumerate(names):
        write(tmp_path / f"{i}.csv", worse(movements(3), i, 0.1, 0.1))
        rows.append(f"n1,{scorer},{i}.csv\n")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("".join(rows), encoding="utf-8")
    found = plm_detect.agree_among(manifest)
    assert len(found.direct()) == 3
    assert found.scorers("reference") == []
    assert sorted(test for _, test in found.main()) == sorted(names)


def test_movement_that_some_scorers_lack_is_listed_once(tmp_path: Path) -> None:
    # Of three scorers one overlooks a movement of 8 s, and one alone marks another at 500 s.
    epochs = "".join(f"{30 * i},30,stage_N2,\n" for i in range(30))
    common = "".join(f"{60 + 30 * i},1.5,lm,left\n" for i in range(10))
    for name, own in (
        ("a", "400,8,lm,left\n"),
        ("b", "400.2,7.9,lm,left\n"),
        ("c", "500,6,lm,left\n"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        text = "onset_s,duration_s,event,side\n" + epochs + common + own
        (folder / "n1.csv").write_text(text, encoding="utf-8")
    found = plm_detect.agree_among(tmp_path)
    rows = disagreement_columns(found)
    listed = zip(
        *(rows[key].tolist() for key in ("onset_s", "marked_by", "missed_by")), strict=True
    )
    assert list(listed) == [(400.0, "a, b", "c"), (500.0, "c", "a, b")]


def test_who_marked_an_event_is_said_of_all_scorers_with_its_time_of_day(tmp_path: Path) -> None:
    # c marks nothing near 400 s; a and b mark it, b in two parts; at 600 s only c has a movement.
    epochs = "".join(f"{30 * i},30,stage_N2,\n" for i in range(30))
    common = "".join(f"{60 + 30 * i},1.5,lm,left\n" for i in range(10))
    for name, own in (
        ("a", "400,8,lm,left\n"),
        ("b", "400.2,3,lm,left\n404.5,3,lm,left\n"),
        ("c", "600,2,lm,left\n"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        text = "onset_s,duration_s,event,side\n" + epochs + common + own
        (folder / "n1.csv").write_text(text, encoding="utf-8")
    found = plm_detect.agree_among(tmp_path)
    start = dt.datetime(2026, 1, 15, 23, 58)
    pairs = tuple(replace(pair, start=start) for pair in found.pairs)
    rows = disagreement_columns(replace(found, pairs=pairs))
    keys = ("time", "onset_s", "marked_by", "missed_by", "from_next_s")
    # 400 s after 23:58:00 is 00:04:40. The last of c before it ends at 331.5 s, that of a before
    # 600 s at 408 s.
    assert list(zip(*(rows[key].tolist() for key in keys), strict=True)) == [
        ("00:04:40", 400.0, "a, b", "c", 68.5),
        ("00:08:00", 600.0, "c", "a, b", 192.0),
    ]
