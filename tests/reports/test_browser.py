"""The page in a real browser, and the document as pictures.

Pictures are kept in the folder that PLM_DETECT_ARTEFACTS names, to be looked at.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from reports import nights
from reports.browsing import SHOWS, SIZES, fits, opened, shown

import plm_detect
from plm_detect.reports.night.lab import Lab
from plm_detect.reports.night.making import write_reports
from plm_detect.reports.night.patient import LONGER, LONGEST, Patient

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def severe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("severe")
    write_reports(nights.severe(), folder)
    return folder


def test_zoom_sort_and_filter(browser: Browser, severe: Path) -> None:
    page = opened(browser, severe / "report.html")
    night = page.locator("#night")

    def span() -> float:
        return float(night.get_attribute("data-to") or 0) - float(
            night.get_attribute("data-from") or 0
        )

    whole = span()
    n_marks = shown(page)["left"]
    page.click("[data-do=in]")
    assert span() == pytest.approx(whole / 2)
    assert 0 < shown(page)["left"] < n_marks
    night.focus()
    page.keyboard.press("+")
    assert span() == pytest.approx(whole / 4)
    before = float(night.get_attribute("data-from") or 0)
    page.keyboard.press("ArrowRight")
    assert float(night.get_attribute("data-from") or 0) == pytest.approx(before + whole / 8)
    page.keyboard.press("0")
    assert span() == pytest.approx(whole)

    rows = page.locator("#movements tbody tr")
    n_rows = rows.count()
    assert n_rows > 1500
    page.click("#movements th[data-column=duration] button")
    durations = [float(t) for t in page.locator("#movements td:nth-child(2)").all_inner_texts()]
    assert durations == sorted(durations)
    assert page.get_attribute("#movements th[data-column=duration]", "aria-sort") == "ascending"
    page.click("#movements th[data-column=duration] button")
    durations = [float(t) for t in page.locator("#movements td:nth-child(2)").all_inner_texts()]
    assert durations == sorted(durations, reverse=True)
    page.select_option("#filters select[name=side]", "left")
    assert set(page.locator("#movements td:nth-child(3)").all_inner_texts()) == {"left"}
    assert 0 < rows.count() < n_rows
    assert page.inner_text("#count") == f"{rows.count()} of {n_rows} movements"
    page.click("#movements tbody tr:first-child button")
    assert span() == pytest.approx(30, abs=0.01)
    assert "Movement" in page.inner_text("#why .title")
    box = page.locator("#night .u-over").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 110)
    assert " s, " in page.inner_text("#pointed"), "what the pointer is on, in words"
    page.close()


def kinds(folder: Path) -> dict[str, plm_detect.Night]:
    plain = nights.simulated(folder, "plain", minutes=20, seed=2)
    return {
        "empty": nights.empty(),
        "long": nights.long(),
        "short": nights.short(),
        "sample": plm_detect.score(plain, traces=True),
        "one leg": plm_detect.score(plain, leg="EMG LAT", traces=True),
    }


def test_pages_fit_wide_narrow_and_in_print(
    browser: Browser, severe: Path, artefacts: Path, tmp_path: Path
) -> None:
    folders = {"severe": severe}
    for name, night in kinds(tmp_path).items():
        folders[name] = tmp_path / name
        folders[name].mkdir()
        language = "de" if name == "long" else "en"
        write_reports(night, folders[name], "html", language=language)
    for name, folder in folders.items():
        for size_name, size in SIZES.items():
            page = opened(browser, folder / "report.html", size)
            fits(page)
            if SHOWS:
                page.screenshot(path=artefacts / f"{name} {size_name}.png", full_page=True)
            page.close()
        page = opened(browser, folder / "report.html")
        page.emulate_media(media="print")
        assert not page.locator("#explore").is_visible()
        if SHOWS:
            page.pdf(path=artefacts / f"{name} print.pdf", format="A4")
        page.close()


def test_document_has_its_pages(severe: Path, artefacts: Path) -> None:
    pdftoppm, pdftotext = shutil.which("pdftoppm"), shutil.which("pdftotext")
    if pdftoppm is None or pdftotext is None:
        pytest.skip("poppler is not installed")
    path = severe / "report.pdf"
    subprocess.run([pdftoppm, "-r", "60", "-png", path, artefacts / "severe"], check=True)
    assert len(list(artefacts.glob("severe-*.png"))) >= 3
    text = subprocess.run(
        [pdftotext, "-layout", path, "-"],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    ).stdout
    assert "Leg movements in sleep" in text
    assert "Not a medical device" in text
    assert "Number of PLMS" in text


def words_of(length: int) -> str:
    return ("Restless sleeper of the first ward " * 20)[:length]


def test_first_page_prints_on_one_page(browser: Browser, artefacts: Path, tmp_path: Path) -> None:
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("poppler is not installed")
    for name, night in {"severe": nights.severe(), **kinds(tmp_path)}.items():
        # The longest texts that the fields take.
        texts = {field.name: words_of(LONGER.get(field.name, LONGEST)) for field in fields(Patient)}
        lab = Lab(words_of(60), words_of(60), words_of(60), patient=Patient(**texts))
        write_reports(night, tmp_path, "html", lab=lab if name == "severe" else None)
        page = opened(browser, tmp_path / "report.html")
        printed = artefacts / f"{name}.pdf"
        page.pdf(path=printed, prefer_css_page_size=True)
        page.close()

        def text(number: int, printed: Path = printed) -> str:
            command = [pdftotext, "-f", str(number), "-l", str(number), printed, "-"]
            done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
            return done.stdout

        assert "Signature" in text(1), name
        assert text(2).startswith("Appendix"), name
