"""The choices of a batch, from a file and from options."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from plm_detect.errors import SettingsError
from plm_detect.model.settings import OWN_DETECTOR, DetectionSettings
from plm_detect.reports.night.making import check_kind
from plm_detect.results.summary import rule_values
from plm_detect.rules.sets.choosing import choose_rules
from plm_detect.scorings.beside import PATTERNS
from plm_detect.scorings.options import ScoringOptions
from plm_detect.version import program_version

if TYPE_CHECKING:
    from plm_detect.batches.jobs import Job

RUN_ONLY = ("patterns", "retries", "wait_s", "longest_s", "most_memory_mb")
"""Choices that do not change the results of a recording."""


@dataclass(frozen=True)
class BatchSettings:
    """How recordings are scored, and how much trouble is borne.

    Attributes
    ----------
    rules : str
        Name of a rule set, or path of a file.
    left, right, leg, ecg, unit : str or None
        As in `plm_detect.score`.
    detector : str
        Name of the detector.
    signal : dict of str to value
        Settings of the signal processing that differ from the defaults of
        `plm_detect.DetectionSettings`.
    format, stage_codes, epoch_s, labels, ranked
        How scorings are read, see `plm_detect.ScoringOptions`.
    robustness : bool
        Whether the index is computed under varied choices too.
    report : str
        ``none``, ``html``, ``pdf`` or ``both``.
    language : str
        Of the reports.
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

    rules: str = "wasm2016"
    left: str | None = None
    right: str | None = None
    leg: str | None = None
    ecg: str | None = None
    unit: str | None = None
    detector: str = OWN_DETECTOR
    signal: tuple[tuple[str, Any], ...] = ()
    format: str | None = None
    stage_codes: str | None = None
    epoch_s: float = 30.0
    labels: str | None = None
    ranked: bool = False
    robustness: bool = True
    report: str = "none"
    language: str = "en"
    patterns: tuple[str, ...] = PATTERNS
    retries: int = 2
    wait_s: float = 2.0
    longest_s: float = 1800.0
    most_memory_mb: float = 8000.0

    def __post_init__(self) -> None:
        check_kind(self.report)
        for name in ("wait_s", "longest_s", "most_memory_mb", "retries"):
            if not getattr(self, name) >= 0:
                raise SettingsError(f"{name} is zero or more, not {getattr(self, name)}.")
        self.detection()
        self.reading()
        choose_rules(self.rules, None, sit=False)

    def detection(self) -> DetectionSettings:
        """Return the settings of the signal processing."""
        known = {each.name for each in fields(DetectionSettings)}
        for name, _ in self.signal:
            if name not in known:
                raise SettingsError(f"there is no setting signal.{name}{_nearest(name, known)}.")
        return DetectionSettings(**dict(self.signal))

    def reading(self) -> ScoringOptions:
        """Return how scorings are read."""
        labels = Path(self.labels) if self.labels else None
        return ScoringOptions(self.format, self.stage_codes, self.epoch_s, labels, self.ranked)

    def key(self, job: Job) -> str:
        """Return a mark that changes with everything that can change the results of a job.

        The rules and the program's version belong to it; retries, budgets and patterns do not.
        """
        kept = {name: value for name, value in asdict(self).items() if name not in RUN_ONLY}
        rules = job.rules or self.rules
        file = Path(rules)
        stamp = file.stat().st_mtime_ns if file.is_file() else 0
        own = (job.name, job.left, job.right, job.age, job.subject, job.night, job.phase)
        labels = Path(self.labels).read_text(encoding="utf-8") if self.labels else ""
        names = [Path(each).name for each in job.scorings]
        parts = [program_version(), kept, _rule_values(rules, stamp), own, names, labels]
        text = json.dumps(parts, sort_keys=True, default=str)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


@lru_cache(maxsize=64)
def _rule_values(rules: str, stamp: int) -> dict[str, Any]:  # noqa: ARG001 - a file that changed
    return rule_values(choose_rules(rules, None, sit=False))


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
    values = {} if path is None else _content(path)
    known = {each.name for each in fields(BatchSettings)}
    for name in values:
        if name not in known:
            raise SettingsError(f"{path}: there is no setting {name!r}{_nearest(name, known)}.")
    if "signal" in values:
        values["signal"] = tuple(sorted(dict(values["signal"]).items()))
    if "patterns" in values:
        values["patterns"] = tuple(values["patterns"])
    if path is not None:
        for name in ("labels", "rules"):
            beside = path.parent / str(values.get(name))
            if values.get(name) and beside.is_file():
                values[name] = str(beside.absolute())
    try:
        settings = BatchSettings(**values)
        return replace(settings, **{name: v for name, v in options.items() if v is not None})
    except TypeError as error:
        raise SettingsError(f"{path}: a value is of the wrong kind ({error}).") from None


def _content(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        is_toml = path.suffix.casefold() == ".toml"
        found = tomllib.loads(text) if is_toml else yaml.safe_load(text)
    except FileNotFoundError:
        raise SettingsError(f"{path}: there is no such file; check the name.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, yaml.YAMLError):
        raise SettingsError(f"{path}: this is no readable TOML or YAML file.") from None
    if not isinstance(found, dict):
        raise SettingsError(f"{path}: it holds no settings by name.")
    return found


def _nearest(name: str, known: set[str]) -> str:
    near = get_close_matches(name, known, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(sorted(known))}"
