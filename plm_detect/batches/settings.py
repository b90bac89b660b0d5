"""The choices of a batch, from a file and from options."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plm_detect.detection.protocol import check_detector
from plm_detect.errors import PlmDetectError, SettingsError
from plm_detect.files.outside import is_file, settings_in
from plm_detect.model.choices import NightChoices
from plm_detect.model.names import nearest
from plm_detect.reports.night.lab import head_of
from plm_detect.results.report_files import ReportChoices
from plm_detect.results.summary import rule_values
from plm_detect.rules.sets.choosing import choose_rules
from plm_detect.scorings.beside import PATTERNS, is_pattern
from plm_detect.scorings.options import ScoringOptions
from plm_detect.version import program_version

if TYPE_CHECKING:
    from plm_detect.batches.jobs import Job

RUN_ONLY = ("patterns", "retries", "wait_s", "longest_s", "most_memory_mb")
"""Choices that do not change the results of a recording."""


@dataclass(frozen=True)
class BatchSettings(NightChoices):
    """How recordings are scored, and how much trouble is borne.

    Attributes
    ----------
    rules, respiratory_window, left, right, leg, ecg, unit, position, position_codes, detector, \
calibration_uv, signal, format, stage_codes, epoch_s, labels, ranked, age, sit, robustness
        As in `NightChoices`; all that can be said of one night. What a manifest says of a
        recording goes first.
    report : str
        ``none``, ``html``, ``pdf`` or ``both``.
    language : str
        Of the reports.
    lab : path-like or None
        TOML file with what stands at the head of the reports.
    keep_identity : bool
        Whether the patient line of the recording is put on reports.
    patterns : tuple of str
        How scorings beside a recording are named.
    retries : int
        How often a recording is tried again after a passing fault.
    wait_s : float
        Time before the first of these; it doubles each time.
    longest_s : float
        A recording that takes longer is given up.
    most_memory_mb : float
        A recording that takes more memory is given up.
    """

    report: str = "html"
    language: str = "en"
    lab: str | None = None
    keep_identity: bool = False
    patterns: tuple[str, ...] = PATTERNS
    retries: int = 2
    wait_s: float = 2.0
    longest_s: float = 1800.0
    most_memory_mb: float = 8000.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.rules, str):
            raise SettingsError(
                "a batch takes the name of a rule set or a file of rules, because its processes "
                "and its state read the rules themselves."
            )
        for name in ("labels", "lab"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, os.fspath(getattr(self, name)))
        if not isinstance(self.keep_identity, bool):
            raise SettingsError(
                f"setting keep_identity is true or false, not {self.keep_identity!r}."
            )
        head_of(self.reports())
        check_detector(self.detector)
        is_listed = isinstance(self.patterns, tuple)
        if not is_listed or not all(isinstance(each, str) for each in self.patterns):
            raise SettingsError(f"setting patterns is a list of texts, not {self.patterns!r}.")
        if wrong := next((each for each in self.patterns if not is_pattern(each)), None):
            raise SettingsError(
                f"setting patterns: {wrong!r} is not a pattern of file names; write {{stem}}, * "
                "and [...] only."
            )
        if not isinstance(self.retries, int) or isinstance(self.retries, bool):
            raise SettingsError(f"setting retries is a whole number, not {self.retries!r}.")
        for name in ("wait_s", "longest_s", "most_memory_mb", "retries"):
            value = getattr(self, name)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if not is_number or not value >= 0:
                raise SettingsError(f"{name} is zero or more, not {value!r}.")
        self.detection()
        ScoringOptions.of(self).reading()
        choose_rules(self)

    def reports(self) -> ReportChoices:
        """Return what is asked of the report of each night."""
        return ReportChoices(self.report, self.language, self.lab, keep_identity=self.keep_identity)

    def for_job(self, job: Job) -> NightChoices:
        """Return what is asked of one recording: what its manifest says goes first."""
        own = {each.name: getattr(self, each.name) for each in fields(NightChoices)}
        own["rules"] = job.rules or self.rules
        own["left"], own["right"] = job.left or self.left, job.right or self.right
        if job.left or job.right:
            own["leg"] = None
        own["age"] = self.age if job.age is None else job.age
        return NightChoices(**own)

    def key(self, job: Job) -> str:
        """Return a mark that changes with everything that can change the results of a job.

        The rules and the program's version belong to it; retries, budgets and patterns do not.
        """
        kept = {name: value for name, value in asdict(self).items() if name not in RUN_ONLY}
        choices = self.for_job(job)
        file = Path(str(choices.rules))
        stamp = file.stat().st_mtime_ns if is_file(file) else 0
        own = (job.name, job.left, job.right, job.age, job.subject, job.night, job.phase)
        files = [
            _bytes_of(self.labels),
            _bytes_of(self.lab),
            _bytes_of(head_of(self.reports()).logo),
        ]
        names = [Path(each).name for each in job.scorings]
        parts = [program_version(), kept, _rule_values(choices, stamp), own, names, files]
        text = json.dumps(parts, sort_keys=True, default=str)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _bytes_of(path: str | os.PathLike[str] | None) -> str:
    """Return a mark of what a file holds."""
    return "" if path is None else hashlib.sha256(Path(path).read_bytes()).hexdigest()


@lru_cache(maxsize=64)
def _rule_values(choices: NightChoices, stamp: int) -> dict[str, Any]:  # noqa: ARG001 - a file that changed
    return rule_values(choose_rules(choices))


def read_settings(path: Path | None, **options: Any) -> BatchSettings:
    """Return the settings of a TOML or YAML file, and options in their place.

    Parameters
    ----------
    path : Path or None
    **options
        Those that are not None go before the file.

    Raises
    ------
    SettingsError
        When it cannot be read, or a name or value in it is not known.
    """
    values = {} if path is None else _of_file(path)
    if options.get("left") or options.get("right"):
        values.pop("leg", None)
    if options.get("leg"):
        values = {name: v for name, v in values.items() if name not in ("left", "right")}
    if options.get("signal"):
        signal = dict(values.get("signal", ())) | dict(options["signal"])
        options["signal"] = tuple(sorted(signal.items()))
    try:
        settings = BatchSettings(**values)
        return replace(settings, **{name: v for name, v in options.items() if v is not None})
    except SettingsError as error:
        raise SettingsError(str(error) if path is None else f"{path}: {error}") from None
    except TypeError as error:
        raise SettingsError(f"{path}: a value is of the wrong kind ({error}).") from None


def _of_file(path: Path) -> dict[str, Any]:
    """Return the values in a file of settings, under names that are known."""
    values = settings_in(path, "settings", SettingsError)
    known = {each.name for each in fields(BatchSettings)}
    for name in values:
        if name not in known:
            raise SettingsError(f"{path}: unknown setting {name!r}{nearest(name, known)}.")
    if "signal" in values:
        if not isinstance(values["signal"], dict):
            raise SettingsError(f"{path}: signal is a section with names and values.")
        values["signal"] = tuple(sorted(values["signal"].items()))
    for name in ("patterns", "respiratory_window"):
        if isinstance(values.get(name), list):
            values[name] = tuple(values[name])
    for name in ("labels", "rules", "lab"):
        beside = path.parent / str(values.get(name))
        if values.get(name) and is_file(beside):
            values[name] = str(beside.absolute())
    return values


def stored_settings(values: Any, folder: str) -> BatchSettings:
    """Return the settings that a batch has stored in its state.

    Raises
    ------
    SettingsError
        When they are of another version of the program.
    """
    known = {each.name for each in fields(BatchSettings)}
    if not isinstance(values, dict):
        raise SettingsError(f"{folder}: the settings in its state must be names with values.")
    unknown = sorted(values.keys() - known)
    try:
        return BatchSettings(**{name: _tuples(value) for name, value in values.items()})
    except (TypeError, PlmDetectError) as error:
        what = f"setting {unknown[0]!r}" if unknown else str(error)
        raise SettingsError(
            f"{folder}: its state was written by another version of the program ({what}); use that "
            "version, or score the batch again into another folder."
        ) from None


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value
