"""Batches as processes: all good recordings scored as alone, all bad ones named, nothing lost."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import psutil
import pytest
from batch.made import N_DIFFERENT, PLAIN, damaged, recording, recordings
from programs import PROGRAM, within

import plm_detect
from plm_detect.batches import cluster
from plm_detect.batches.jobs import Job
from plm_detect.batches.process import Child
from plm_detect.batches.settings import BatchSettings
from plm_detect.batches.state import FILE, State
from plm_detect.batches.watch import look_at
from plm_detect.batches.worker import Work, score_job
from plm_detect.files.places import place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False
    )


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def status(out: Path) -> dict[str, dict[str, object]]:
    done = run("status", out, "--json")
    assert done.returncode == 0, done.stderr
    return {row["name"]: row for row in json.loads(done.stdout)}


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files that a run leaves, but for its state and the versions of Parquet files."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("batch.sqlite")
    }


def test_300_good_and_30_bad_recordings(tmp_path: Path) -> None:
    source = tmp_path / "in"
    good = recordings(source, 300)
    reasons = damaged(good[0], source, 30)
    out = tmp_path / "out"
    done = run("batch", *PLAIN, source, "--out", out, "--jobs", 2, "--no-robustness")
    assert done.returncode == 4, done.stderr
    assert "300 scored, 30 failed" in done.stdout
    rows = status(out)
    assert {name for name, row in rows.items() if row["status"] == "failed"} == set(reasons)
    for name, reason in reasons.items():
        error = str(rows[name]["error"])
        assert reason in error, (name, error)
        assert f"{name}: {error}"[:40] in done.stderr.replace("failed ", "")
        assert str(source) not in error
    nights = table(out / "nights.csv")
    assert [row["name"] for row in nights] == [path.stem for path in good]
    alone = tmp_path / "alone"
    for path in good[:N_DIFFERENT]:
        plm_detect.write_night(plm_detect.score(path, robustness=False), alone)
        assert contents(alone / path.stem) == contents(out / "nights" / path.stem)
    for i, path in enumerate(good):
        for name in ("movements.csv", "statistics.csv", "leg_movements.csv"):
            own = (out / "nights" / path.stem / name).read_bytes()
            assert own == (alone / good[i % N_DIFFERENT].stem / name).read_bytes()
    assert not list(out.glob(".work"))
    page = (out / "cohort.html").read_text(encoding="utf-8")
    assert all(name in page for name in reasons)


def counted(out: Path, question: str) -> int:
    with closing(sqlite3.connect(out / FILE)) as base:
        return int(base.execute(question).fetchone()[0])


def n_done(out: Path) -> int:
    """Return of how many recordings the state says so; their folders are there before."""
    return counted(out, "SELECT COUNT(*) FROM recordings WHERE status = 'done'")


def n_results(out: Path) -> int:
    return len(list((out / "nights").glob("rec*")))


@pytest.mark.skipif(os.name == "nt", reason="signals that cannot be caught are a POSIX matter")
def test_killed_ten_times_and_resumed(tmp_path: Path) -> None:
    source = tmp_path / "in"
    recordings(source, 40)
    damaged(source / "rec000.edf", source, 3)
    calm, out = tmp_path / "calm", tmp_path / "out"
    assert run("batch", *PLAIN, source, "--out", calm, "--jobs", 2).returncode == 4
    command = [*PROGRAM, "batch", *PLAIN, str(source), "--out", str(out), "--jobs", "2", "--resume"]
    for kill in range(10):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # At the very start, once there is a state, and after one more result, by turns.
        number = n_results(out)
        moments = (
            lambda: True,
            (out / FILE).is_file,
            lambda: n_results(out) > number,  # noqa: B023 - it is asked within this round
        )
        while process.poll() is None and not moments[kill % 3]():
            time.sleep(0.005)
        process.kill()
        process.wait()
    assert 0 < n_results(out) < 40, "it was never killed at work"
    assert run("batch", *PLAIN, source, "--out", out, "--jobs", 2, "--resume").returncode == 4
    assert contents(calm) == contents(out)
    assert counted(out, "SELECT COUNT(*) FROM recordings") == 43


@pytest.mark.skipif(os.name == "nt", reason="signals that cannot be caught are a POSIX matter")
def test_killed_processes_are_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [*PROGRAM, *endless(tmp_path, 30), "--out", str(out), "--jobs", "2", "--quiet"]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    )
    for number in (1, 10):
        wait_for(lambda number=number: n_results(out) >= number, process)
        wait_for(lambda: kill_one(process.pid), process)
    wait_for(lambda: n_done(out) == 30, process)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate()
    states = [row["status"] for row in status(out).values()]
    assert states.count("done") == 30
    assert "failed" not in states


def kill_one(parent: int) -> bool:
    """Kill a scoring process of a batch; tell whether there was one."""
    for child in psutil.Process(parent).children(recursive=True):
        with suppress(psutil.Error):
            line = " ".join(child.cmdline())
            if "plm_detect.batches.process" in line:
                child.kill()
                return True
    return False


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a file system of one megabyte."""
    folder.mkdir()
    mount = [str(shutil.which("mount")), "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("no small file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run([str(shutil.which("umount")), str(folder)], check=True)


def test_full_disk_stops_the_batch_and_leaves_its_state(tmp_path: Path) -> None:
    source = tmp_path / "in"
    recordings(source, 20)
    with small_disk(tmp_path / "disk") as disk:
        done = run("batch", *PLAIN, source, "--out", disk, "--jobs", 1)
        assert done.returncode == 1
        last = done.stderr.strip().splitlines()[-1]
        assert "cannot be" in last
        assert "Traceback" not in done.stderr
        states = [row["status"] for row in status(disk).values()]
        assert len(states) == 20
        assert "pending" in states
        assert "failed" not in states
        remount = [str(shutil.which("mount")), "-o", "remount,size=50m", str(disk)]
        subprocess.run(remount, check=True)
        again = run("batch", *PLAIN, source, "--out", disk, "--jobs", 1, "--resume")
        assert again.returncode == 0, again.stderr
        assert len(table(disk / "nights.csv")) == 20
        only_read = [str(shutil.which("mount")), "-o", "remount,ro", str(disk)]
        subprocess.run(only_read, check=True)
        refused = run("batch", *PLAIN, source, "--out", disk, "--jobs", 1, "--resume")
        assert refused.returncode == 1
        assert "cannot be written" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert len(table(disk / "nights.csv")) == 20


def test_output_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    path = recording(tmp_path / "in" / "a.edf")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = run("batch", *PLAIN, path, "--out", tmp_path / "file" / "out")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cannot be written there" in done.stderr


def test_inputs_that_are_not_there_begin_no_batch(tmp_path: Path) -> None:
    done = run("batch", *PLAIN, tmp_path / "none", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "there is no such file or folder" in done.stderr
    assert not (tmp_path / "out").exists()


def test_two_batches_on_one_folder_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch = [*endless(tmp_path, 2), "--out", str(out)]
    first = subprocess.Popen(
        [*PROGRAM, *batch, "--jobs", "1", "--quiet"],
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        wait_for((out / FILE).is_file, first)
        second = run(*batch, "--resume")
        assert second.returncode == 1
        assert "another batch works on this folder" in second.stderr
    finally:
        first.kill()
        first.communicate()
    third = run(*batch)
    assert third.returncode == 1
    assert "--resume" in third.stderr


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


@contextmanager
def cluster_by_hand() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a scheduler and two workers on their own; give its address and the scheduler."""
    address = f"tcp://127.0.0.1:{free_port()}"
    port = address.rpartition(":")[2]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port]
    worker = ["distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    started = []
    try:
        started += [
            subprocess.Popen([sys.executable, "-m", *command], **silent)  # type: ignore[call-overload]
            for command in ([*scheduler, "--no-dashboard"], worker, worker)
        ]
        yield address, started[0]
    finally:
        for process in reversed(started):
            process.send_signal(signal.SIGTERM)
            process.wait(600)


def test_cluster_that_runs_already_gives_the_same(tmp_path: Path) -> None:
    source = tmp_path / "in"
    recordings(source, 12)
    damaged(source / "rec000.edf", source, 2)
    own, other = tmp_path / "own", tmp_path / "other"
    assert run("batch", *PLAIN, source, "--out", own, "--jobs", 1).returncode == 4
    with cluster_by_hand() as (address, _):
        done = run("batch", *PLAIN, source, "--out", other, "--scheduler", address)
    assert done.returncode == 4, done.stderr
    assert contents(own) == contents(other)


def test_only_what_changed_is_scored_again(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    recordings(source, 4)
    assert within("batch", *PLAIN, source, "--out", out, "--jobs", 1, cwd=tmp_path).returncode == 0
    (source / "rec000.edf").touch()
    recording(tmp_path / "new.edf", 77).replace(source / "rec001.edf")
    shutil.rmtree(out / "nights" / "rec002")
    before = {path.name: path.stat().st_ino for path in (out / "nights").iterdir()}
    done = within("batch", *PLAIN, source, "--out", out, "--jobs", 1, "--resume", cwd=tmp_path)
    assert "2 scored, 0 failed, 2 done before" in done.stdout
    after = {path.name: path.stat().st_ino for path in (out / "nights").iterdir()}
    assert after["rec000"] == before["rec000"]
    assert after["rec001"] != before["rec001"]
    assert set(after) == {"rec000", "rec001", "rec002", "rec003"}
    again = ("batch", *PLAIN, source, "--out", out, "--jobs", 1, "--resume")
    other_rules = within(*again, "--rules", "aasm3", cwd=tmp_path)
    assert "4 scored" in other_rules.stdout
    assert {row["rules"] for row in table(out / "nights.csv")} == {"aasm3"}


def test_log_in_json_tells_no_names_of_patients(tmp_path: Path) -> None:
    path = recording(tmp_path / "in" / "a.edf")
    content = bytearray(path.read_bytes())
    content[8:88] = b"4711 F 02-MAY-1951 Secret_Patient".ljust(80)
    path.write_bytes(bytes(content))
    out = tmp_path / "out"
    done = run("batch", *PLAIN, path.parent, "--out", out, "--jobs", 1, "--log-json")
    (line,) = [json.loads(each) for each in done.stderr.splitlines()]
    assert (line["name"], line["status"], line["total"]) == ("a", "done", 1)
    for made in contents(out).values():
        assert b"Secret" not in made
    assert "Secret" not in done.stdout + done.stderr


def test_reports_of_a_batch_have_the_head_of_the_lab_and_the_patient_only_if_wanted(
    tmp_path: Path,
) -> None:
    path = recording(tmp_path / "in" / "a.edf")
    content = bytearray(path.read_bytes())
    content[8:88] = b"4711 F 02-MAY-1951 Some_Patient".ljust(80)
    path.write_bytes(bytes(content))
    (tmp_path / "lab.toml").write_text('name = "Sleep Lab North"\n', encoding="utf-8")
    common = ("batch", path.parent, "--jobs", 1, "--report", "html", "--lab", "lab.toml")
    common += ("--band", 15, 60)
    for name, options in (("plain", ()), ("named", ("--keep-identity",))):
        within(*common, "--out", name, *options, cwd=tmp_path)
        report = (tmp_path / name / "nights" / "a" / "report.html").read_text(encoding="utf-8")
        assert "Sleep Lab North" in report
        assert ("4711 F 02-MAY-1951 Some_Patient" in report) is (name == "named")
        saved = json.loads((tmp_path / name / "nights" / "a" / "summary.json").read_text("utf-8"))
        assert saved["settings"]["bandpass_low_hz"] == 15.0


def test_watch_scores_what_appears_and_survives_a_restart(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    recordings(source, 2)
    command = [*PROGRAM, "watch", *PLAIN, str(source), "--out", str(out), "--jobs", "1"]
    command += ["--every", "0.1", "--settle", "0.2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        wait_for((out / "nights" / "rec001").is_dir, process)
        recording(tmp_path / "late.edf", 5).replace(source / "late.edf")
        wait_for(lambda: status(out).get("late", {}).get("status") == "done", process)
    finally:
        process.kill()
        process.communicate()
    inode = (out / "nights" / "late").stat().st_ino
    recording(source / "later.edf", 6)
    done = run(*command[len(PROGRAM) :], "--until-idle")
    assert done.returncode == 0, done.stderr
    assert (out / "nights" / "late").stat().st_ino == inode
    assert [row["name"] for row in table(out / "nights.csv")] == [
        "late", "later", "rec000", "rec001",
    ]  # fmt: skip


def test_watch_that_was_stopped_before_its_tables_writes_them_next_time(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    recordings(source, 2)
    settings = BatchSettings(report="none", robustness=False)

    def stop(_: Job, __: object, ended: int, total: int) -> None:
        if ended == total:
            raise KeyboardInterrupt

    often = {"settings": settings, "jobs": 1, "every_s": 0.05, "settle_s": 0.0, "until_idle": True}
    with pytest.raises(KeyboardInterrupt):
        plm_detect.watch(source, out, tell=stop, **often)  # type: ignore[arg-type]
    assert not (out / "nights.csv").exists()
    plm_detect.watch(source, out, **often)  # type: ignore[arg-type]
    assert [row["name"] for row in table(out / "nights.csv")] == ["rec000", "rec001"]


def test_watch_waits_until_a_recording_stays_as_it_is(tmp_path: Path) -> None:
    """Looks at seconds 0, 10, 20 ...; files must stay as they are for 20 s."""
    source, out = tmp_path / "in", tmp_path / "out"
    whole = recording(source / "a.edf").read_bytes()
    state, since = State(out), {}
    work = Work(BatchSettings(report="none"), str(out))
    waiting: list[str] = []

    def looked(now_s: float, content: bytes) -> tuple[list[str], int]:
        if (source / "a.edf").read_bytes() != content:
            (source / "a.edf").write_bytes(content)
        place = place_of(str(out))
        look = look_at(state, source, place, work, since, 20.0, now_s)
        waiting.extend(job.name for job, _ in look.waiting)
        return [job.name for job in look.complete], look.n_unsettled

    # It grows until second 20, and is whole from second 30 on.
    for now_s, share in ((0.0, 4), (10.0, 4), (20.0, 2)):
        assert looked(now_s, whole[: len(whole) // share]) == ([], 1)
    # It stalls; that is no reason to score half a night.
    assert looked(30.0, whole[: len(whole) // 2]) == ([], 1)
    assert looked(40.0, whole[: len(whole) // 2]) == ([], 0)
    assert waiting == ["a"]
    assert looked(50.0, whole) == ([], 1)
    assert looked(60.0, whole) == ([], 1)
    assert looked(70.0, whole) == (["a"], 0)
    assert waiting == ["a"]
    state.close()


def test_watch_says_what_it_waits_for(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    whole = recording(source / "a.edf").read_bytes()
    (source / "a.edf").write_bytes(whole[: len(whole) // 2])
    options = ("--out", str(out), "--every", "0.1", "--settle", "0.1", "--until-idle")
    done = run("watch", *PLAIN, str(source), *options, "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("waiting for the rest of a: the header promises") == 1
    assert not (out / "nights" / "a").exists()


def wait_for(
    happened: Callable[[], bool], process: subprocess.Popen[str], longest_s: float = 600.0
) -> None:
    """Wait for what a process does; when it ends before, say what it said."""
    end = time.monotonic() + longest_s
    while not happened():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def endless(folder: Path, number: int) -> list[str]:
    """Return the command of a batch that waits for its last recording until it is stopped.

    Waits double, so that a recording whose process was killed is soon tried again.
    """
    made = recordings(folder / "in", number)
    manifest, config = folder / "m.csv", folder / "c.toml"
    rows = [f"{path.relative_to(folder).as_posix()}\n" for path in made]
    manifest.write_text("".join(["recording\n", *rows, "in/zzz.edf\n"]), encoding="utf-8")
    config.write_text("retries = 40\nwait_s = 0.1\n", encoding="utf-8")
    return ["batch", *PLAIN, str(manifest), "--config", str(config)]


def test_recording_that_is_away_for_a_moment_is_tried_again(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    path, other = recording(source / "a.edf"), recording(source / "b.edf")
    manifest = tmp_path / "m.csv"
    manifest.write_text("recording\nin/a.edf\nin/b.edf\n", encoding="utf-8")
    config = tmp_path / "c.toml"
    config.write_text("retries = 9\nwait_s = 0.5\n", encoding="utf-8")
    away = path.rename(tmp_path / "away.edf")
    command = [*PROGRAM, "batch", *PLAIN, str(manifest), "--out", str(out), "--jobs", "1"]
    process = subprocess.Popen([*command, "--config", str(config), "--quiet"], text=True)
    # One worker takes them in order: once the second is there, the first was tried.
    wait_for((out / "nights" / other.stem).is_dir, process)
    away.rename(path)
    assert process.wait(600) == 0
    row = status(out)["a"]
    assert row["status"] == "done"
    assert 1 < int(str(row["attempts"])) <= 10


def test_recording_that_stays_away_is_named(tmp_path: Path) -> None:
    manifest = tmp_path / "m.csv"
    manifest.write_text("recording\nnone.edf\n", encoding="utf-8")
    config = tmp_path / "c.toml"
    config.write_text("retries = 1\nwait_s = 0.1\n", encoding="utf-8")
    out = tmp_path / "out"
    done = run("batch", *PLAIN, manifest, "--out", out, "--jobs", 1, "--config", config)
    assert done.returncode == 1
    row = status(out)["none"]
    assert row["attempts"] == 2
    assert "cannot be reached" in str(row["error"])
    plain = run("status", out).stdout
    assert "Failed      1 recording" in plain
    assert "cannot be reached" in plain


def test_results_that_no_longer_stand_are_removed(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    first, second = recordings(source, 2)
    assert within("batch", *PLAIN, source, "--out", out, "--jobs", 1, cwd=tmp_path).returncode == 0
    first.write_bytes(b"")
    done = within("batch", *PLAIN, source, "--out", out, "--jobs", 1, "--resume", cwd=tmp_path)
    assert done.returncode == 4
    assert [path.name for path in (out / "nights").iterdir()] == [second.stem]
    assert [row["name"] for row in table(out / "nights.csv")] == [second.stem]
    second.unlink()
    first.unlink()
    recording(first, 3)
    done = within("batch", *PLAIN, source, "--out", out, "--jobs", 1, "--resume", cwd=tmp_path)
    assert "1 scored, 0 failed" in done.stdout
    assert "1 recording of earlier runs" in done.stdout
    assert len(table(out / "nights.csv")) == 2


def test_damaged_results_are_named_and_scored_again(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    recordings(source, 4)
    batch = ("batch", *PLAIN, source, "--out", out, "--jobs", 1)
    assert within(*batch, cwd=tmp_path).returncode == 0
    whole = contents(out)
    harmed = {"rec001": "movements.csv", "rec002": "summary.json", "rec003": "quality.csv"}
    for name, file in harmed.items():
        (out / "nights" / name / file).write_bytes(b"")
    done = within("cohort", out, cwd=tmp_path)
    assert done.returncode == 4
    for name, file in harmed.items():
        (line,) = [each for each in done.stderr.splitlines() if f"left out {name}:" in each]
        assert file in line
        assert status(out)[name]["status"] == "failed"
    assert "batch --resume scores them again" in done.stderr
    assert [row["name"] for row in table(out / "nights.csv")] == ["rec000"]
    # They are named each time, and taken again once they are whole.
    done = within("cohort", out, cwd=tmp_path)
    assert done.returncode == 4
    assert all(f"left out {name}:" in done.stderr for name in harmed)
    kept = (out / "nights" / "rec000" / "quality.csv").read_bytes()
    (out / "nights" / "rec000" / "quality.csv").write_bytes(b"")
    within("cohort", out, cwd=tmp_path)
    (out / "nights" / "rec000" / "quality.csv").write_bytes(kept)
    done = within("cohort", out, cwd=tmp_path)
    assert [row["name"] for row in table(out / "nights.csv")] == ["rec000"]
    assert status(out)["rec000"]["status"] == "done"
    again = within(*batch, "--resume", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "3 scored, 0 failed, 1 done before" in again.stdout
    assert contents(out) == whole


@pytest.mark.skipif(os.name == "nt", reason="such names are not possible there")
def test_name_with_a_line_break_is_scored(tmp_path: Path) -> None:
    recording(tmp_path / "in" / "n\nl.edf")
    done = within("batch", "in", "--out", "o", "--jobs", 1, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [row["name"] for row in table(tmp_path / "o" / "nights.csv")] == ["n_l"]
    # A batch makes reports unless told not to.
    assert (tmp_path / "o" / "nights" / "n_l" / "report.html").is_file()


def test_results_that_were_exchanged_are_named(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    recordings(source, 2)
    assert within("batch", *PLAIN, source, "--out", out, "--jobs", 1, cwd=tmp_path).returncode == 0
    nights = out / "nights"
    (nights / "rec000").rename(nights / "x")
    (nights / "rec001").rename(nights / "rec000")
    (nights / "x").rename(nights / "rec001")
    done = within("cohort", out, cwd=tmp_path)
    assert done.returncode == 4
    assert done.stderr.count("results of another recording") == 2


def test_worker_of_another_version_is_refused(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.edf")
    work = Work(BatchSettings(report="none"), str(tmp_path / "out"), version="9.9")
    outcome = score_job(Job(str(path), name="a"), work)
    assert "9.9 began the batch" in outcome.error


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is another signal there")
def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [*PROGRAM, *endless(tmp_path, 20), "--out", str(out), "--jobs", "1", "--quiet"]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    )
    wait_for(lambda: len(list((out / "nights").glob("*"))) > 3, process)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=600)
    assert process.returncode == 130
    assert stderr.strip().splitlines()[-1].startswith("stopped;")
    assert "Traceback" not in stderr
    states = [row["status"] for row in status(out).values()]
    assert 0 < states.count("done") <= 20
    assert len(states) == 21
    assert "failed" not in states


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (BatchSettings(longest_s=0.001), "took longer than 0.001 s"),
        (BatchSettings(most_memory_mb=1), "took more memory than 1 MB"),
    ],
)
def test_budgets_of_time_and_memory(tmp_path: Path, settings: BatchSettings, reason: str) -> None:
    path = recording(tmp_path / "a.edf")
    child = Child()
    try:
        work = Work(settings, str(tmp_path / "out"))
        outcome = child.score(Job(str(path), name="a"), work)
        assert reason in outcome.error
        assert not outcome.passing
        again = child.score(
            Job(str(path), name="a"), replace(work, settings=BatchSettings(report="none"))
        )
        assert again.is_done
        assert again.memory_mb > 10
    finally:
        child.close()


@pytest.mark.skipif(os.name == "nt", reason="signals that cannot be caught are a POSIX matter")
def test_scheduler_that_dies_is_one_sentence(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with cluster_by_hand() as (address, scheduler):
        batch = endless(tmp_path, 20)
        command = [*PROGRAM, *batch, "--out", str(out), "--scheduler", address]
        process = subprocess.Popen(
            [*command, "--quiet"], stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        wait_for(lambda: len(list((out / "nights").glob("*"))) > 3, process)
        scheduler.kill()
        _, stderr = process.communicate(timeout=600)
    assert stderr.strip() == (
        "plm-detect: the cluster went away; start it again, then go on with --resume."
    )
    assert process.returncode == 1
    states = [row["status"] for row in status(out).values()]
    assert 0 < states.count("done") <= 20
    assert len(states) == 21
    assert "failed" not in states


def test_scheduler_that_is_not_there_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recording(tmp_path / "in" / "a.edf")
    monkeypatch.setattr(cluster, "CONNECT_WITHIN_S", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(plm_detect.PlmDetectError, match="no Dask scheduler answers"):
        plm_detect.batch([path], tmp_path / "out", scheduler=address)
