"""The page in a real browser, and the document as pictures.

Pictures are kept in the folder that PLM_DETECT_ARTEFACTS names, to be looked at.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from reports import nights
from reports.browsing import opened, shown

import plm_detect
from plm_detect.indices.between_nights import NightOfSubject, changes
from plm_detect.reports.cohort import COLUMNS, cohort_page, subject_figures
from plm_detect.reports.night.making import write_reports

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = {"wide": (1280, 900), "narrow": (390, 844)}


SHOWS = os.environ.get("PLM_DETECT_ARTEFACTS")
"""Folder for pictures of the pages, to look at them."""


@pytest.fixture(scope="module")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(SHOWS or tmp_path_factory.mktemp("artefacts"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


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


def fits(page: Page) -> None:
    """Nothing is wider than the page, and no text is cut off."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("window.innerWidth") + 1
    cut = page.evaluate(
        """[...document.querySelectorAll('h1,h2,dd,.card,.label,li,p,th,td')]
        .filter((e) => getComputedStyle(e).overflow === 'hidden'
            && e.scrollWidth > e.clientWidth + 1)
        .map((e) => e.textContent)"""
    )
    assert cut == []
    apart = page.evaluate(
        """(() => {
            const b = [...document.querySelectorAll('.card')].map((e) => e.getBoundingClientRect());
            const beside = (p, q) => p.right <= q.left + 1 || p.bottom <= q.top + 1;
            return b.every((p, i) => b.every((q, j) => i === j || beside(p, q) || beside(q, p)));
        })()"""
    )
    assert apart


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


def studies(folder: Path) -> dict[str, Path]:
    """Write a study with a reference of many scorers, one among them, one of a single night."""
    head = "onset_s,duration_s,event,side\n" + "".join(f"{30 * i},30,N2,\n" for i in range(60))
    for night in range(4):
        for scorer in range(5):
            rows = "".join(
                f"{t + 0.1 * scorer},2,lm,left\n"
                for i, t in enumerate(range(40 + night, 1700, 20 + 5 * night))
                if (i + scorer) % 7
            )
            path = folder / "humans" / f"night {night}_scorer{scorer}.csv"
            path.parent.mkdir(exist_ok=True)
            path.write_text(head + rows, encoding="utf-8")
    one = folder / "one"
    one.mkdir()
    shutil.copy(folder / "humans" / "night 1_scorer1.csv", one / "night 1.csv")
    shutil.copy(folder / "humans" / "night 1_scorer2.csv", folder / "night 1.csv")
    made = {
        "with reference": plm_detect.agree(folder / "humans", [one]),
        "among": plm_detect.agree_among(folder / "humans"),
        "single": plm_detect.agree(one, [folder / "night 1.csv"]),
    }
    for name, study in made.items():
        plm_detect.write_agreement(study, folder / name)
    return {name: folder / name for name in made}


def test_pages_of_studies_fit_and_say_what_the_tables_say(
    browser: Browser, artefacts: Path, tmp_path: Path
) -> None:
    for name, folder in studies(tmp_path).items():
        for size_name, size in SIZES.items():
            page = opened(browser, folder / "report.html", size)
            fits(page)
            if SHOWS:
                page.screenshot(path=artefacts / f"study {name} {size_name}.png", full_page=True)
        with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
            rows = [
                row
                for row in csv.DictReader(file)
                if (row["level"], row["match"], row["condition"]) == ("LM", "IoU 0.2", "all")
                and not row["reference"].startswith("consensus without")
            ]
        shown = page.locator("#table-events tr", has_text="LM").filter(
            has=page.locator("td:nth-child(2)", has_text=re.compile(r"^LM$"))
        )
        values = [
            float(cell.get_attribute("data-value") or "nan")
            for cell in shown.locator("td:last-child").all()
        ]
        written = [float(row["f1"]) for row in rows]
        assert values
        assert set(values) <= set(written)
        if name == "single":
            assert values == written
        page.close()


def cohort_of(number: int) -> str:
    """Return the page of a cohort of made-up nights of subjects."""
    nights = []
    for i in range(number):
        night = dict.fromkeys((name for name, _ in COLUMNS), 0.0)
        night |= {"name": f"rec <{i}>", "subject": f"S{i // 4}", "night": str(i % 4), "phase": "x"}
        night |= {"plms_per_hour": float(i * 7919 % 1000) / 10, "grade": "good", "is_above": 1.0}
        night |= {"robustness": "stable", "warnings": "low_rate" if i % 3 else "", "start": ""}
        night |= {"is_too_little": float(i % 50 == 0), "rules": "wasm2016"}
        night |= {"settings_mark": f"{i % 2}"}
        nights.append(night)
    nights[5]["plms_per_hour"] = None
    rows = [
        NightOfSubject(n["subject"], n["night"], n["phase"], "", n["plms_per_hour"])
        for n in nights[:40]
    ]
    found = changes(rows)
    failures = {"bad & worse": "bad.edf: the file is empty; copy or export it again."}
    return cohort_page(nights, failures, 3, found, subject_figures(found), "report.html")


def test_page_of_ten_thousand_nights(browser: Browser, artefacts: Path, tmp_path: Path) -> None:
    path = tmp_path / "cohort.html"
    path.write_text(cohort_of(10_000), encoding="utf-8", newline="\n")
    for size_name, size in SIZES.items():
        page = opened(browser, path, size)
        fits(page)
        page.screenshot(path=artefacts / f"cohort {size_name}.png", full_page=True)
    rows = page.locator("#movements tbody tr")
    assert rows.count() == 100
    assert "1 to 100 of 10000 nights" in (page.locator("#count").text_content() or "")
    page.locator("#movements th button", has_text=re.compile(r"^PLMS/h$")).click()
    assert rows.first.locator("td").nth(4).text_content() == "99.9"
    page.locator("#movements th button", has_text=re.compile(r"^PLMS/h$")).click()
    assert rows.first.locator("td").nth(4).text_content() == "0.0"
    page.fill("#find", "rec <77>")
    assert rows.count() == 1
    link = rows.first.locator("a")
    assert link.get_attribute("href") == "nights/rec%20%3C77%3E/report.html"
    page.fill("#find", "")
    page.click("#after")
    assert "101 to 200" in (page.locator("#count").text_content() or "")
    assert "bad & worse" in (page.locator("#table-failures").text_content() or "")
    assert page.locator("figure.small img").count() == 10


def test_first_page_prints_on_one_page(browser: Browser, artefacts: Path, tmp_path: Path) -> None:
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("poppler is not installed")
    for name, night in {"severe": nights.severe(), **kinds(tmp_path)}.items():
        write_reports(night, tmp_path, "html")
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
