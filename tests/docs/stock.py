"""What commands and examples name: recordings, scorings, results, settings, each made once."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from builders import Edf, annotations, leg
from docs.commands import run
from docs.markdown import ROOT, blocks_in
from scorings.own_samples import DOMINO_FLOW, DOMINO_STAGES, INTEGERS, RML, SCO, STG

import plm_detect

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLE = ROOT / "sample_data"
SETTINGS = {"lab.toml": 0, "mine.toml": 0, "patient.toml": 1}
"""Settings that commands name, and which block of the page they are."""


class Stock:
    """Holds what was made, to be copied to where a command runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lay_out(self, names: list[str], folder: Path, page: str) -> None:
        """Put into a folder those of the names that can be made."""
        for name in dict.fromkeys("sample_data" if is_of_sample(each) else each for each in names):
            target = folder / name
            if name in SETTINGS:
                target.write_text(settings_of(page, SETTINGS[name]), encoding="utf-8")
                shutil.copy(ROOT / "docs" / "figures" / "series.png", folder / "logo.png")
            elif name in MAKERS:
                target.parent.mkdir(parents=True, exist_ok=True)
                copy(self.made(name), target)

    def made(self, name: str) -> Path:
        """Return what has a name, each in a folder of its own; it is made when first asked for."""
        path = self.folder / name.replace("/", "-") / Path(name).name
        if not path.parent.exists():
            path.parent.mkdir()
            MAKERS[name](self, path)
        return path


def is_of_sample(name: str) -> bool:
    return name.startswith("sample_data/")


def copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)


def settings_of(page: str, which: int) -> str:
    """Return one of the settings that a page shows, or else of docs/rules.md or docs/reports.md."""
    shown = blocks_in("toml")
    own = [each.text for each in shown if each.page == page]
    if which < len(own):
        return own[which]
    other = "docs/reports.md" if which else "docs/rules.md"
    return [each.text for each in shown if each.page == other][which]


# A night of ten minutes and its scorings; it is that of the samples of scoring formats.

NIGHT_S = 600
Row = tuple[float, float, str, str]
STAGES: list[Row] = [(0, 120, "stage_W", ""), (120, 480, "stage_N2", "")]
LEGS: list[Row] = [(130 + 20 * i, 2, "lm", side) for i in range(21) for side in ("left", "right")]
AROUSALS: list[Row] = [(131 + 100 * i, 5, "arousal", "") for i in range(4)]
BREATHING: list[Row] = [(298, 12, "resp", "")]
EVERYTHING = [*STAGES, *LEGS, *AROUSALS, *BREATHING]
IN_RECORDING = {"stage_W": "Sleep stage W", "stage_N2": "Sleep stage N2", "resp": "Apnea"}
"""How the recording itself writes kinds of events."""


def night(_: Stock, path: Path) -> None:
    """Write a recording with a pair of electrodes on one leg, the other leg as channel 12."""
    bursts = [(onset, onset + length) for onset, length, _, side in LEGS if side == "left"]
    rows = [
        (onset, length, IN_RECORDING.get(kind, kind))
        for onset, length, kind, _ in (*STAGES, *AROUSALS, *BREATHING)
    ]
    channels = (
        leg("LAT1", *bursts, seconds=NIGHT_S, seed=1),
        leg("LAT2", seconds=NIGHT_S, seed=2),
        leg("EKG II", seconds=NIGHT_S, seed=3, rate=100),
        *(leg(f"EEG {i}", seconds=NIGHT_S, seed=i, rate=10) for i in range(8)),
        leg("EMG RAT", *bursts, seconds=NIGHT_S, seed=12),
        annotations(NIGHT_S, *rows),
    )
    at = {"date": b"30.03.24", "time": b"23.55.00", "reserved": "EDF+C"}
    Edf(channels, n_records=NIGHT_S, **at).write(path)


def scored(rows: list[Row]) -> Callable[[Stock, Path], None]:
    """Return what writes events of the night in the format that the name of a file stands for."""
    lines = [f"{onset},{length},{kind},{side}\n" for onset, length, kind, side in rows]

    def write(stock: Stock, path: Path) -> None:
        events = path.with_suffix(".csv")
        events.write_text("onset_s,duration_s,event,side\n" + "".join(lines), encoding="utf-8")
        if path != events:
            plm_detect.convert(events, path, recording=stock.made("night.edf"))

    return write


def text(content: str) -> Callable[[Stock, Path], None]:
    """Return what writes a text."""

    def write(_: Stock, path: Path) -> None:
        path.write_text(content, encoding="utf-8")

    return write


def with_own_labels(stock: Stock, path: Path) -> None:
    """Write an export whose movements have the label that docs/formats.md adds."""
    exported = stock.made("export.txt").read_text(encoding="utf-8")
    assert "PLM-LM" in exported
    path.write_text(exported.replace("PLM-LM", "Beinzucken"), encoding="utf-8")


def domino(_: Stock, path: Path) -> None:
    path.mkdir()
    (path / "Schlafprofil.txt").write_text(DOMINO_STAGES, encoding="utf-8")
    (path / "Flow Events.txt").write_text(DOMINO_FLOW, encoding="latin-1")


def results_of_night(stock: Stock, path: Path) -> None:
    plm_detect.write_night(plm_detect.score(stock.made("night.edf"), traces=True), path.parent)


# The sample of the repository.


def sample(_: Stock, path: Path) -> None:
    shutil.copytree(SAMPLE, path)


def results_of_sample(_: Stock, path: Path) -> None:
    plm_detect.write_night(plm_detect.score(SAMPLE / "sample_night.edf"), path.parent)


# Two simulated nights of five minutes, and what people and programs score in them.


def recordings(_: Stock, path: Path) -> None:
    """Write the nights into a folder, and their truths beside it."""
    path.mkdir()
    for seed, name in ((1, "SN1"), (2, "SN2")):
        options = ["--minutes", "5", "--seed", str(seed), "--other-rate", "20"]
        run(["simulate", str(path / f"{name}.edf"), *options])
        (path / f"{name}_truth.csv").rename(path.with_name(f"{name}.csv"))
        (path / f"{name}_distractors.csv").unlink()


def nights(stock: Stock) -> list[Path]:
    return sorted(stock.made("recordings").iterdir())


def truths(stock: Stock) -> list[Path]:
    return sorted(stock.made("recordings").parent.glob("*.csv"))


def dropfolder(stock: Stock, path: Path) -> None:
    shutil.copytree(stock.made("recordings"), path)


def humans(stock: Stock, path: Path) -> None:
    """Take the truths for what humans scored, also that of the sample."""
    path.mkdir()
    shutil.copy(SAMPLE / "sample_night_truth.csv", path / "sample_night.csv")
    for truth in truths(stock):
        shutil.copy(truth, path)


def scorers(stock: Stock, path: Path) -> None:
    """Write three scorers of both nights, of whom each overlooks more than the one before."""
    path.mkdir()
    for overlooked, scorer in ((0.0, "scorer1"), (0.1, "scorer2"), (0.2, "scorer3")):
        for truth in truths(stock):
            chance = random.Random(f"{scorer} {truth.stem}")
            rows = truth.read_text(encoding="utf-8").splitlines(keepends=True)
            seen = [row for row in rows if ",lm," not in row or chance.random() >= overlooked]
            target = path / f"{truth.stem}_Limb_manual_{scorer}.csv"
            target.write_text("".join(seen), encoding="utf-8")


def others(stock: Stock, path: Path) -> None:
    """Take the second scorer for another program."""
    path.mkdir()
    for each in stock.made("scorers").glob("*scorer2.csv"):
        shutil.copy(each, path / each.name.replace("_Limb_manual_scorer2", ""))


def results(stock: Stock, path: Path) -> None:
    for recording in nights(stock):
        plm_detect.write_night(plm_detect.score(recording), path)


def study(stock: Stock, path: Path) -> None:
    """Score both nights as those of one subject."""
    rows = [f"{each},P1,{each.stem}\n" for each in nights(stock)]
    manifest = path.with_name("manifest.csv")
    manifest.write_text("recording,subject,night\n" + "".join(rows), encoding="utf-8")
    run(["batch", str(manifest), "--out", str(path), "--least-sleep", "0", "--compare-rules"])


def psg_ipa(stock: Stock, path: Path) -> None:
    """Write both nights and their scorers as the copy of the public data set has its own."""
    signals, manual = path / "PSG", path / "Annotations" / "manual"
    signals.mkdir(parents=True)
    manual.mkdir(parents=True)
    for recording in nights(stock):
        name = f"{recording.stem}_LimbMovements"
        shutil.copy(recording, signals / f"{name}.edf")
        for each in stock.made("scorers").glob(f"{recording.stem}_*"):
            scorer = each.stem.rpartition("_")[2]
            plm_detect.convert(each, manual / f"{name}_manual_{scorer}.edf", recording=recording)


def wsc(stock: Stock, path: Path) -> None:
    """Write the night of ten minutes as the copy of the public data set has its own."""
    path.mkdir()
    shutil.copy(stock.made("night.edf"), path / "wsc-visit1-10119.edf")
    (path / "wsc-visit1-10119.sco.txt").write_text(SCO, encoding="utf-8")
    (path / "wsc-visit1-10119.stg.txt").write_text(STG, encoding="utf-8")


MAKERS: dict[str, Callable[[Stock, Path], None]] = {
    "night.edf": night,
    "night-stages.edf": scored(STAGES),
    "night-breathing.edf": scored([*BREATHING, *AROUSALS]),
    "events.csv": scored([*STAGES, *LEGS]),
    "arousals.csv": scored(AROUSALS),
    "breathing.csv": scored(BREATHING),
    "export.xml": scored(EVERYTHING),
    "export.txt": scored(EVERYTHING),
    "export.rml": text(RML),
    "night.rml": text(RML),
    "night.txt": with_own_labels,
    "stages.txt": text(INTEGERS),
    "DOMINO export": domino,
    "results/night": results_of_night,
    "sample_data": sample,
    "results/sample_night": results_of_sample,
    "recordings": recordings,
    "dropfolder": dropfolder,
    "humans": humans,
    "scorers": scorers,
    "others": others,
    "results": results,
    "study": study,
    "copies/psg-ipa": psg_ipa,
    "copies/wsc": wsc,
}
"""How everything is made that commands and examples name."""
