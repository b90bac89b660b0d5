"""Pages against axe-core: no violation of WCAG that a program can find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from reports import nights

import plm_detect
from plm_detect.reports.night.making import write_reports

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


def violations(browser: Browser, path: Path) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    # The page's own policy would not let the checker run in it.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    found = axe.Axe().run(page).response["violations"]
    context.close()
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


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
