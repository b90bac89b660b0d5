"""Studies on data sets whose scorings lie in several files: Wisconsin Sleep Cohort, DREAMS."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import plm_detect
from plm_detect.agreement.datasets.layout import find_nights, layouts
from plm_detect.errors import ScoringError

if TYPE_CHECKING:
    from collections.abc import Iterable

SAMPLE = Path(__file__).parents[2] / "sample_data"
RECORDING, TRUTH = SAMPLE / "sample_night.edf", SAMPLE / "sample_night_truth.csv"
START = dt.datetime(2026, 1, 15, 22, 45)
NIGHT = "wsc-visit1-10119"


def truth() -> list[tuple[float, float, str, str]]:
    with TRUTH.open(encoding="utf-8", newline="") as file:
        return [
            (float(r["onset_s"]), float(r["duration_s"]), r["event"], r["side"])
            for r in csv.DictReader(file)
        ]


def gamma(folder: Path, *, with_durations: bool) -> None:
    """Write a Gamma night: events with sample numbers at 200 Hz, stages by the epoch."""
    codes = {"stage_W": 0, "stage_N1": 1, "stage_N2": 2, "stage_N3": 3, "stage_R": 5}
    names = {"lm": "LM", "arousal": "Spon Arousal", "resp": "Obs Apnea"}
    stages, events = ["Epoch\tUser-Defined Stage\tCAST-Defined Stage"], ["Epoch\t\t\t\tMarker Text"]
    for onset_s, duration_s, event, _ in truth():
        epoch = int(onset_s // 30) + 1
        if event in codes:
            stages.append(f"{epoch}\t{codes[event]}\t7")
        elif event in names:
            at = START + dt.timedelta(seconds=int(onset_s))
            length = "" if event != "resp" and not with_durations else f"{duration_s:.2f}"
            cells = (epoch, round(200 * onset_s), "", 406, f"{names[event]} ", 5, f"{at:%H:%M:%S}")
            events.append("\t".join(map(str, (*cells, "", "", length))))
    events.append("3\t12400\t\t202\tHypopnea\t15\t22:46:02\t\t\t-12.0")
    for ending, lines in (("stg", stages), ("sco", events)):
        path = folder / f"{NIGHT}-nsrr.{ending}.txt"
        path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")


def touch(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.fixture
def wsc(tmp_path: Path) -> Path:
    copy = tmp_path / "wsc" / "polysomnography"
    copy.mkdir(parents=True)
    shutil.copy(RECORDING, copy / f"{NIGHT}-nsrr.edf")
    return copy


def test_stages_and_events_of_a_gamma_night_complete_each_other(wsc: Path, tmp_path: Path) -> None:
    gamma(wsc, with_durations=True)
    found = plm_detect.benchmark("wsc", wsc, tmp_path / "out")
    assert found.agreement is not None
    (pair,) = found.agreement.pairs
    n_reference, _, n_matched = pair.compared.count("LM", "IoU 0.2", "all").tolist()
    assert n_reference == n_matched == 35
    codes = {note.code for note in found.notes}
    assert {"negative_durations", "onsets_by_sample"} <= codes
    assert "movements_without_duration" not in codes
    table = (tmp_path / "out" / "people" / f"{NIGHT}.csv").read_text(encoding="utf-8")
    assert ",stage_N2," in table
    assert ",lm," in table
    (index,) = found.indices
    assert index.plms_per_hour > 15


def test_movements_without_durations_are_left_out_unless_one_is_given(
    wsc: Path, tmp_path: Path
) -> None:
    gamma(wsc, with_durations=False)
    found = plm_detect.benchmark("wsc", wsc, tmp_path / "out")
    assert found.agreement is None
    texts = {note.code: note.text for note in found.notes}
    assert texts["movements_without_duration"].startswith("46 of 46 leg movements have no duration")
    assert "none of its leg movements has a duration" in texts["not_compared"]

    found = plm_detect.benchmark("wsc", wsc, tmp_path / "out", assumed_duration_s=2.5)
    assert found.agreement is not None
    (pair,) = found.agreement.pairs
    n_reference, _, n_matched = pair.compared.count("LM", "IoU 0.2", "all").tolist()
    assert n_reference > 30
    assert n_matched / n_reference > 0.8
    texts = {note.code: note.text for note in found.notes}
    assert texts["assumed_durations"].startswith(
        "46 of 46 leg movements have no duration and are taken to last 2.5 s"
    )
    with pytest.raises(ScoringError, match="greater than 0 and at most 15 s"):
        plm_detect.benchmark("wsc", wsc, tmp_path / "out", assumed_duration_s=0.0)


def test_command_takes_the_duration_and_shows_few_notes_of_a_kind(
    wsc: Path, tmp_path: Path
) -> None:
    gamma(wsc, with_durations=False)
    for number in range(8):
        (wsc / f"wsc-visit2-{number}-nsrr.edf").write_bytes(b"no recording")
    command = [sys.executable, "-m", "plm_detect", "benchmark", "wsc", str(wsc)]
    options = ["--out", str(tmp_path / "out"), "--assumed-duration", "2", "--no-report"]
    done = subprocess.run(
        [*command, *options], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "are taken to last 2 s" in said
    assert "more notes of these kinds are in benchmark.json" in said
    summary = json.loads((tmp_path / "out" / "benchmark.json").read_text(encoding="utf-8"))
    assert sum(note["code"] == "no_scoring" for note in summary["notes"]) == 8


def test_one_file_is_taken_where_parts_are_missing(tmp_path: Path) -> None:
    touch(
        tmp_path,
        [
            *(f"wsc-visit1-1-nsrr.{end}" for end in ("edf", "stg.txt", "sco.txt", "annot")),
            *(f"wsc-visit1-2-nsrr.{end}" for end in ("edf", "allscore.txt", "xml", "annot")),
            *(f"wsc-visit1-3-nsrr.{end}" for end in ("edf", "stg.txt", "xml")),
            *(f"wsc-visit1-4-nsrr.{end}" for end in ("edf", "sco.txt", "log.txt")),
        ],
    )
    one, two, three, four = find_nights(layouts()["wsc"], tmp_path)
    assert (one.scorings, [part.format for _, of in one.parts for part in of]) == (
        (),
        ["stg", "sco"],
    )
    assert ([path.name for _, path in two.scorings], two.parts) == (
        ["wsc-visit1-2-nsrr.allscore.txt"],
        (),
    )
    assert ([path.name for _, path in three.scorings], three.parts) == (
        ["wsc-visit1-3-nsrr.xml"],
        (),
    )
    assert (four.scorings, len(four.parts)) == ((), 1)


def dreams(folder: Path, night: str, channel: str) -> None:
    """Write a night of which the left leg was scored."""
    shutil.copy(RECORDING, folder / f"{night}.edf")
    rows = [
        f"{o:10.4f}{d:10.4f}" for o, d, event, side in truth() if (event, side) == ("lm", "left")
    ]
    title = f"[vis1_PLMs/{channel}]"
    path = folder / f"Visual_scoring1_{night}.txt"
    path.write_text("\n".join([title, *rows]) + "\n", encoding="utf-8")
    codes = {"stage_W": 5, "stage_N1": 3, "stage_N2": 2, "stage_N3": 1, "stage_R": 4}
    stages = [str(codes[event]) for _, _, event, _ in truth() if event in codes for _ in range(6)]
    path = folder / f"HypnogramAASM_{night}.txt"
    path.write_text("\n".join(["[hypnogram]", *stages]) + "\n", encoding="utf-8")


def test_program_scores_the_leg_that_was_scored_in_dreams(tmp_path: Path) -> None:
    copy = tmp_path / "DatabasePLMs"
    copy.mkdir()
    dreams(copy, "patient1", "emg lat")
    dreams(copy, "patient2", "tibial")
    found = plm_detect.benchmark("dreams-plms", copy, tmp_path / "out")
    assert found.agreement is not None
    one, two = found.agreement.pairs
    n_left = sum(event == "lm" and side == "left" for _, _, event, side in truth())
    n_reference, n_test, n_matched = one.compared.count("LM", "IoU 0.2", "all").tolist()
    assert n_reference == n_test == n_matched == n_left
    _, n_of_both_legs, n_matched = two.compared.count("LM", "IoU 0.2", "all").tolist()
    assert n_of_both_legs > n_matched
    texts = {(note.code, note.subject): note.text for note in found.notes}
    assert "EMG LAT only" in texts["one_leg", "patient1"]
    assert "names no channel of the recording (tibial)" in texts["one_leg_unknown", "patient2"]
    summary = (tmp_path / "out" / "program" / "patient1" / "summary.json").read_text("utf-8")
    assert json.loads(summary)["headline"]["plms_per_hour"] > 15


def test_dreams_files_may_have_several_names(tmp_path: Path) -> None:
    touch(
        tmp_path,
        [
            *("PLM1.edf", "Visual_scoring1_PLM1.txt", "Visual_scoring2_PLM1.txt"),
            *("HypnogramAASM_PLM1.txt", "HypnogramR&K_PLM1.txt", "PLM1.txt"),
            *("excerpt2.edf", "Visual_scoring_excerpt2.txt", "Hypnogram_excerpt2.txt"),
            "patient3.edf",
        ],
    )
    nights = {each.night: each for each in find_nights(layouts()["dreams-plms"], tmp_path)}
    assert list(nights) == ["PLM1", "excerpt2", "patient3"]
    assert {
        scorer: [part.path.name for part in parts] for scorer, parts in nights["PLM1"].parts
    } == {
        "1": ["HypnogramAASM_PLM1.txt", "Visual_scoring1_PLM1.txt"],
        "2": ["HypnogramAASM_PLM1.txt", "Visual_scoring2_PLM1.txt"],
    }
    assert [scorer for scorer, _ in nights["excerpt2"].parts] == [""]
    assert nights["patient3"].parts == ()


def test_licence_and_download_are_told() -> None:
    layout = layouts()["dreams-plms"]
    assert layout.licence.startswith("CC BY-NC-SA")
    assert "yourself" in layout.how_to_get
