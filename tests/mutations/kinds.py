"""Every kind of input: how intact ones are made, damaged and handed to the program.

A kind is a function of a folder that prepares what is intact, and returns a trial: given a source
of chance it hands one damaged input to the program, which may refuse it with `PlmDetectError`.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any
from unittest import mock

from mutations import samples
from mutations.faults import BYTES, ODD_TEXTS, SETTINGS, TEXT, damaged, number, odd
from mutations.trees import changed
from scorings.fuzz import seeds
from typer.testing import CliRunner

import plm_detect
from plm_detect.batches import run as batch_run
from plm_detect.batches.jobs import find_jobs, named
from plm_detect.batches.outcome import Outcome
from plm_detect.batches.settings import BatchSettings, read_settings
from plm_detect.cli.app import app
from plm_detect.edf.header import MAIN_BYTES
from plm_detect.files.places import place_of
from plm_detect.reports.night.lab import read_lab
from plm_detect.results.seal import SEAL, SUMMARY, write_sealed
from plm_detect.rules.sets import find_rules
from plm_detect.scorings.options import ScoringOptions
from plm_detect.scorings.reading import read_scoring
from plm_detect.scorings.vocabulary.vocabulary import extended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from random import Random

    Trial = Callable[[Random], None]

NO_EXTRAS = {"robustness": False}
HEADER_FIELDS = (
    (0, 8), (8, 80), (88, 80), (168, 8), (176, 8), (184, 8), (192, 44), (236, 8), (244, 8),
    (252, 4),
)  # fmt: skip
SIGNAL_FIELDS = (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)


def _no_constant(name: str) -> Any:
    raise AssertionError(f"{name} is not JSON")


def check_json(text: str) -> Any:
    """Return what strict JSON holds."""
    return json.loads(text, parse_constant=_no_constant)


def command(*arguments: str) -> str:
    """Run a command in this process; return its output, raise what it raises."""
    done = CliRunner().invoke(app, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    if "--json" in arguments and done.exit_code == 0:
        check_json(done.stdout)
    return done.output


def _header_field(data: bytes, rng: Random) -> bytes:
    """Put an odd text into a field of the header of an EDF file."""
    begin, width = rng.choice(HEADER_FIELDS)
    if rng.random() < 0.7:
        n_signals = int(data[252:256]) if data[252:256].strip().isdigit() else 1
        part = rng.randrange(len(SIGNAL_FIELDS))
        width = SIGNAL_FIELDS[part]
        begin = MAIN_BYTES + n_signals * sum(SIGNAL_FIELDS[:part])
        begin += rng.randrange(max(n_signals, 1)) * width
    return data[:begin] + odd(rng)[:width].ljust(width) + data[begin + width :]


def _annotation(data: bytes, rng: Random) -> bytes:
    """Put an odd time or text into an annotation."""
    at = data.find(b"\x14", rng.randrange(max(len(data), 1)))
    if at < 0:
        return data
    begin = max(data.rfind(b"\x00", 0, at), data.rfind(b"\x15", 0, at), data.rfind(b"\x14", 0, at))
    new = rng.choice((b"+", b"-", b"")) + odd(rng)[:40]
    if rng.random() < 0.3:
        new += b"\x15" + odd(rng)[:20]
    changed_part = data[: begin + 1] + new + data[at:]
    # What follows keeps its place, as in a file that another program wrote.
    return changed_part[: len(data)] if rng.random() < 0.5 else changed_part


RECORDING = (*BYTES, *[_header_field] * 8, *[_annotation] * 5)


def recordings(folder: Path) -> Trial:
    intact = samples.recordings()

    def trial(rng: Random) -> None:
        name = rng.choice(sorted(intact))
        path = folder / name
        path.write_bytes(damaged(intact[name], rng, RECORDING))
        choice = rng.randrange(10)
        if choice == 0:
            command("inspect", str(path), "--json")
        elif choice == 1:
            command("inspect", str(path))
        elif choice == 2:
            command("score", str(path), "--json", "--no-robustness", "--left", "#1")
        else:
            plm_detect.score(path, **NO_EXTRAS)

    return trial


def scorings(folder: Path) -> Trial:
    intact = seeds()
    known = {"eannot": "hypnogram", "integers": "hypnogram"}

    def trial(rng: Random) -> None:
        kind = rng.choice(sorted(intact))
        name, content = intact[kind]
        path = folder / name
        path.write_bytes(damaged(content, rng, TEXT))
        form = rng.choice((None, known.get(kind, kind.partition("_")[0])))
        options = ScoringOptions(form, "yasa")
        choice = rng.randrange(8)
        if choice == 0:
            command("inspect", str(path), "--json", "--stage-codes", "yasa")
        elif choice == 1:
            command("index", str(path), "--json", "--no-robustness", "--stage-codes", "yasa")
        else:
            read_scoring(path, options.reading())
            plm_detect.index(path, scoring_options=options, **NO_EXTRAS)

    return trial


def convert(folder: Path) -> Trial:
    intact = seeds()
    endings = ("csv", "edf", "xml", "annot", "tsv", "txt", "parquet")

    def trial(rng: Random) -> None:
        name, content = intact[rng.choice(sorted(intact))]
        path = folder / name
        path.write_bytes(damaged(content, rng, (*TEXT, number, number, number, number)))
        target = folder / f"out.{rng.choice(endings)}"
        options = ScoringOptions(stage_codes="yasa")
        plm_detect.convert(
            path, target, scoring_options=options, overwrite=True, runs=rng.random() < 0.5
        )
        read_scoring(target, options.reading())

    return trial


MANIFEST = (
    "recording,scoring,left,right,rules,age,subject,night,phase\n"
    "a.edf,a.csv,EMG LAT,EMG RAT,aasm3,40,S1,1,baseline\n"
    "b.edf,a.csv;c.csv,,,lab.toml,,S1,2,treated\n"
    "c.edf,,#1,#2,,7.5,S2,1,baseline\n"
)


def _nothing_scored(_client: Any, jobs: Any, _work: Any) -> Iterator[Any]:
    for job in jobs:
        yield job, Outcome(f"{job.name}: not scored here."), 1


def _batch(inputs: list[str], out: Path, **more: Any) -> None:
    """Run a batch whose workers refuse everything."""
    with mock.patch.object(batch_run, "outcomes", _nothing_scored):
        plm_detect.batch(inputs, out, **more)


def manifests(folder: Path) -> Trial:
    for name in ("a", "b", "c"):
        samples.recording(folder / f"{name}.edf")
        (folder / f"{name}.csv").write_text(samples.EVENTS, encoding="utf-8")
    (folder / "lab.toml").write_text(samples.RULES_TOML, encoding="utf-8")
    path, out = folder / "manifest.csv", folder / "out"
    settings = BatchSettings(report="none")

    def trial(rng: Random) -> None:
        path.write_bytes(damaged(MANIFEST.encode(), rng, TEXT))
        jobs = named(find_jobs([str(path)]), {})
        for job in jobs:
            settings.key(job)
            settings.for_job(job)
        if rng.random() < 0.2:
            shutil.rmtree(out, ignore_errors=True)
            _batch([str(path)], out, parquet=False)

    return trial


def agree(folder: Path) -> Trial:
    (folder / "one").mkdir()
    (folder / "other").mkdir()
    for name in ("n1", "n2"):
        for scorer in ("one", "other"):
            (folder / scorer / f"{name}.csv").write_text(samples.EVENTS, encoding="utf-8")
    rows = [f"{n},{s},{s}/{n}.csv\n" for n in ("n1", "n2") for s in ("one", "other")]
    manifest = "night,scorer,path\n" + "".join(rows)
    path = folder / "manifest.csv"

    def trial(rng: Random) -> None:
        choice = rng.randrange(4)
        if choice == 0:
            target = folder / "other" / "n1.csv"
            target.write_bytes(damaged(samples.EVENTS.encode(), rng, TEXT))
            plm_detect.agree(folder / "one", folder / "other")
            return
        (folder / "other" / "n1.csv").write_text(samples.EVENTS, encoding="utf-8")
        path.write_bytes(damaged(manifest.encode(), rng, TEXT))
        if choice == 1:
            plm_detect.agree_among(path)
        elif choice == 2:
            plm_detect.agree(folder / "one", path)
        else:
            command("agree", str(path), str(folder / "one"))

    return trial


def settings(folder: Path) -> Trial:
    texts = {"s.toml": samples.SETTINGS_TOML, "s.yaml": samples.SETTINGS_YAML}

    def trial(rng: Random) -> None:
        name = rng.choice(sorted(texts))
        path = folder / name
        path.write_bytes(damaged(texts[name].encode(), rng, SETTINGS))
        found = read_settings(path, age=rng.choice((None, 50.0)))
        found.key(batch_run.named(find_jobs([str(night)]), {})[0])

    night = samples.recording(folder / "night.edf")
    return trial


def rules(folder: Path) -> Trial:
    texts = {"r.toml": samples.RULES_TOML, "r.yaml": samples.RULES_YAML}
    events = folder / "events.csv"
    events.write_text(samples.EVENTS, encoding="utf-8")

    def trial(rng: Random) -> None:
        name = rng.choice(sorted(texts))
        path = folder / name
        path.write_bytes(damaged(texts[name].encode(), rng, SETTINGS))
        find_rules(str(path))
        if rng.random() < 0.5:
            command("index", str(events), "--rules", str(path), "--json", "--no-robustness")

    return trial


def labels(folder: Path) -> Trial:
    events, path = folder / "events.csv", folder / "labels.toml"
    events.write_text(samples.EVENTS, encoding="utf-8")

    def trial(rng: Random) -> None:
        path.write_bytes(damaged(samples.LABELS.encode(), rng, SETTINGS))
        extended(path)
        if rng.random() < 0.2:
            plm_detect.index(events, scoring_options=ScoringOptions(labels=path), **NO_EXTRAS)

    return trial


def lab(folder: Path) -> Trial:
    path = folder / "lab.toml"
    logo = folder / "logo.png"
    text = samples.LAB + "logo = 'logo.png'\n"
    events = folder / "events.csv"
    events.write_text(samples.EVENTS, encoding="utf-8")
    night = plm_detect.index(events, **NO_EXTRAS)
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
    )

    def trial(rng: Random) -> None:
        logo.write_bytes(damaged(picture, rng, BYTES) if rng.random() < 0.3 else picture)
        path.write_bytes(damaged(text.encode(), rng, SETTINGS))
        head = read_lab(path)
        if rng.random() < 0.02:
            plm_detect.write_reports(night, folder, "both", lab=head)

    return trial


def _changed_table(content: bytes, rng: Random) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    row = rng.choice(rows)
    row[rng.randrange(len(row))] = rng.choice(ODD_TEXTS).replace("\udcff", "")
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def _change_results(folder: Path, rng: Random) -> None:
    """Damage one file of a result folder; often the seal fits what was changed."""
    files = sorted(folder.iterdir())
    path = rng.choice([*files, *[folder / SUMMARY] * 15])
    summary = json.loads((folder / SUMMARY).read_bytes())
    choice = rng.random()
    if choice < 0.1:
        path.unlink()
        return
    if choice < 0.3:
        path.write_bytes(damaged(path.read_bytes(), rng, TEXT))
        return
    if path.name == SUMMARY:
        digests = summary.pop(SEAL)
        summary = changed(summary, rng)
        if choice < 0.4 or not isinstance(summary, dict):
            path.write_text(json.dumps(summary), encoding="utf-8")
            return
        summary[SEAL] = digests
    elif path.suffix == ".csv" and choice < 0.9:
        path.write_bytes(_changed_table(path.read_bytes(), rng))
    else:
        path.write_bytes(damaged(path.read_bytes(), rng, TEXT))
    summary.pop(SEAL, None)
    (folder / SUMMARY).unlink()
    try:
        write_sealed(folder, summary)
    except (ValueError, UnicodeError):  # what is no JSON stands there as Python writes it
        (folder / SUMMARY).write_text(json.dumps(summary, indent=2), encoding="utf-8")


def _night_folder(folder: Path) -> Path:
    """Write the results of a recording, with everything that results can hold."""
    night = plm_detect.score(
        samples.recording(folder / "night.edf"), traces=True, compare_rules=True, sit=True
    )
    return plm_detect.write_night(night, folder / "intact")


def results(folder: Path) -> Trial:
    intact = _night_folder(folder)
    path = folder / "night"

    def trial(rng: Random) -> None:
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(intact, path)
        _change_results(path, rng)
        night = plm_detect.read_night(path)
        repr(night)
        night.labelled()
        again = plm_detect.write_night(night, folder / "again", overwrite=True)
        check_json((again / SUMMARY).read_text("utf-8"))
        choice = rng.random()
        if choice < 0.03:
            plm_detect.write_reports(night, path, "html")
        elif choice < 0.05:
            command("report", str(path), "--report", "pdf")
        elif choice < 0.1:
            plm_detect.agree(path, intact)

    return trial


def _batch_folder(folder: Path) -> tuple[Path, list[str]]:
    """Write a batch of two nights without the processes of one."""
    from dataclasses import asdict

    from plm_detect.batches.worker import Work, score_job

    inputs = []
    for name in ("a", "b"):
        samples.recording(folder / f"{name}.edf")
        inputs.append(f"{folder / name}.edf")
    manifest = folder / "manifest.csv"
    manifest.write_text("recording,subject,night\na.edf,S,1\nb.edf,S,2\n", encoding="utf-8")
    out = folder / "intact"

    def scored(_client: Any, jobs: Any, work: Work) -> Iterator[Any]:
        for job in jobs:
            yield job, score_job(job, work), 1

    with mock.patch.object(batch_run, "outcomes", scored):
        found = plm_detect.batch(
            str(manifest), out, settings=BatchSettings(robustness=False), parquet=False
        )
    assert found.n_scored == 2, [asdict(row) for row in found.rows]
    return out, [str(manifest)]


def cohort(folder: Path) -> Trial:
    intact, _ = _batch_folder(folder)
    out = folder / "out"

    def trial(rng: Random) -> None:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(intact, out)
        _change_results(out / "nights" / "a", rng)
        batch_run.rebuilt(out, parquet=rng.random() < 0.1)
        check_json((out / "cohort.json").read_text("utf-8"))

    return trial


def _change_state(path: Path, rng: Random) -> None:
    choice = rng.random()
    if choice < 0.3:
        path.write_bytes(damaged(path.read_bytes(), rng, BYTES))
        return
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        if choice < 0.4:
            table = rng.choice(("recordings", "settings"))
            base.execute(
                rng.choice(
                    (
                        f"DROP TABLE {table}",
                        f"DELETE FROM {table}",  # noqa: S608
                        "PRAGMA user_version=7",
                        f"ALTER TABLE {table} RENAME TO x",
                        "ALTER TABLE recordings RENAME COLUMN error TO x",
                        "ALTER TABLE recordings DROP COLUMN grade",
                    )
                )
            )
            return
        of_settings = rng.random() < 0.3
        table = "settings" if of_settings else "recordings"
        names = (
            ("name", "value")
            if of_settings
            else tuple(row[1] for row in base.execute("PRAGMA table_info(recordings)"))
        )
        name = rng.choice(
            (*names, *[each for each in ("value", "job", "inputs") if each in names] * 4)
        )
        rowid, held = rng.choice(list(base.execute(f"SELECT rowid, {name} FROM {table}")))  # noqa: S608
        new: Any = rng.choice((*ODD_TEXTS, b"\x00\xff", 10**12, -1, 1.5, float("inf")))
        if isinstance(held, str) and held[:1] in ("{", "[") and rng.random() < 0.8:
            new = json.dumps(changed(json.loads(held), rng))
        if isinstance(new, str):
            new = new.replace("\udcff", "")
        base.execute("PRAGMA ignore_check_constraints=1")
        base.execute(f"UPDATE OR IGNORE {table} SET {name} = ? WHERE rowid = ?", (new, rowid))  # noqa: S608


def state(folder: Path) -> Trial:
    intact, inputs = _batch_folder(folder)
    out = folder / "out"

    def trial(rng: Random) -> None:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(intact, out)
        _change_state(out / "batch.sqlite", rng)
        choice = rng.randrange(5)
        if choice < 2:
            command("status", str(out), "--json")
        elif choice == 2:
            command("status", str(out))
        elif choice == 3:
            batch_run.rebuilt(out, parquet=False)
        else:
            _batch(
                inputs, out, resume=True, parquet=False, settings=BatchSettings(robustness=False)
            )

    return trial


SCHEMES = (
    "http", "https", "ftp", "s3", "gs", "x", "file", "memory", "", "HTTP", "ht tp", "zip", "github",
    "simplecache::http", "data", "sftp", "abfs", "hf", "dask", "local", "reference",
)  # fmt: skip
HOSTS = ("127.0.0.1:9", "localhost:1", "[::1", "127.0.0.1:99999", "", "a b", "127.0.0.1:9@x:y", "%")
PATHS = ("x.edf", "", "*.edf", "a/../b.edf", "x.edf?y=#z", "\x00", "[", "x.csv", "%zz", "~/x.edf")


def urls(folder: Path) -> Trial:
    manifest = folder / "m.csv"

    def trial(rng: Random) -> None:
        scheme, host = rng.choice(SCHEMES), rng.choice(HOSTS)
        url = f"{scheme}://{host}/{rng.choice(PATHS)}"
        if any(each in scheme for each in ("github", "hf", "dask")):
            url = f"{scheme}://127.0.0.1:9"
        if rng.random() < 0.3:
            manifest.write_text(f'recording,scoring\n"{url}","{url}"\n', encoding="utf-8")
            find_jobs([str(manifest)])
        elif rng.random() < 0.5:
            find_jobs([url])
        else:
            with suppress(OSError):  # as its callers expect
                place_of(url).fingerprint()

    return trial


OPTIONS = {
    "inspect": ("--left", "--right", "--leg", "--ecg", "--unit", "--format", "--epoch", "--labels"),
    "score": (
        "--left", "--right", "--leg", "--ecg", "--unit", "--rules", "--respiratory-window", "--age",
        "--calibration", "--least-sleep", "--epoch", "--stage-codes", "--scoring-offset", "--band",
        "--notch", "--detector", "--labels", "--scoring", "--lab", "--report", "--language",
    ),
    "index": (
        "--rules", "--age", "--respiratory-window", "--epoch", "--format", "--labels",
        "--scoring-offset", "--least-sleep", "--recording",
    ),
    "convert": ("--to", "--recording", "--format", "--epoch"),
    "agree": ("--step", "--rules", "--epoch", "--recordings", "--jobs", "--among"),
    "batch": ("--age", "--rules", "--epoch", "--retries", "--config", "--state", "--scheduler"),
}  # fmt: skip


def options(folder: Path) -> Trial:
    night = samples.recording(folder / "night.edf")
    events = folder / "events.csv"
    events.write_text(samples.EVENTS, encoding="utf-8")
    inputs = {
        "inspect": [str(night), "--json"],
        "score": [str(night), "--json", "--no-robustness"],
        "index": [str(events), "--json", "--no-robustness"],
        "convert": [str(events), str(folder / "out.edf"), "--overwrite"],
        "agree": [str(events), str(events)],
        "batch": [str(folder / "none.edf"), "--out", str(folder / "out")],
    }

    def trial(rng: Random) -> None:
        name = rng.choice(sorted(OPTIONS))
        given = list(inputs[name])
        for _ in range(rng.randint(1, 2)):
            option = rng.choice(OPTIONS[name])
            if option == "--jobs":
                given += [option, rng.choice(("-1", "nan", "x", "1"))]
                continue
            given += [option, rng.choice(ODD_TEXTS)]
            if option in ("--respiratory-window", "--band"):
                given.append(rng.choice(ODD_TEXTS))
        if rng.random() < 0.1:
            given[0] = rng.choice(ODD_TEXTS)
        command(name, *given)

    return trial


KINDS: dict[str, Callable[[Path], Trial]] = {
    each.__name__: each
    for each in (
        recordings,
        scorings,
        convert,
        manifests,
        agree,
        settings,
        rules,
        labels,
        lab,
        results,
        cohort,
        state,
        urls,
        options,
    )
}
"""Every kind by its name."""
