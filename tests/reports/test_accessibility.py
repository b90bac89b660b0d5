"""Pages against axe-core: no violation of WCAG that a program can find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from reports import nights
from reports.browsing import violations

import plm_detect
from plm_detect.reports.night.making import write_reports

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_report_of_a_night(
    browser: Browser, language: str, sample_night: Path, tmp_path: Path
) -> None:
    night = plm_detect.score(sample_night, traces=True)
    write_reports(night, tmp_path, "html", language=language)
    assert violations(browser, tmp_path / "report.html") == []


def test_report_of_a_severe_night_without_emg(browser: Browser, tmp_path: Path) -> None:
    write_reports(nights.severe(), tmp_path, "html")
    assert violations(browser, tmp_path / "report.html") == []
