"""The pages of a cohort and of a study of agreement, in a real browser."""

from __future__ import annotations

import csv
import itertools
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from reports.browsing import SHOWS, SIZES, fits, opened, violations

import plm_detect
from plm_detect.indices.between_nights import NightOfSubject, changes
from plm_detect.reports.cohort import cohort_page, subject_figures
from plm_detect.reports.cohort_tables import COLUMNS
from plm_detect.wording.language import languages, words

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page


# Studies of agreement.

HEAD = "onset_s,duration_s,event,side\n"
EPOCHS = "".join(f"{30 * i},30,N2,\n" for i in range(60))


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write a study with a reference of many scorers, one among them, one of a single night."""
    folder = tmp_path_factory.mktemp("studies")
    for night in range(4):
        for scorer in range(5):
            rows = "".join(
                f"{t + 0.1 * scorer},2,lm,left\n"
                for i, t in enumerate(range(40 + night, 1700, 20 + 5 * night))
                if (i + scorer) % 7
            )
            path = folder / "humans" / f"night {night}_scorer{scorer}.csv"
            path.parent.mkdir(exist_ok=True)
            path.write_text(HEAD + EPOCHS + rows, encoding="utf-8")
    one = folder / "one"
    one.mkdir()
    shutil.copy(folder / "humans" / "night 1_scorer1.csv", one / "night 1.csv")
    shutil.copy(folder / "humans" / "night 1_scorer2.csv", folder / "night 1.csv")
    among = plm_detect.agree_among(folder / "humans")
    made = {
        "with reference": plm_detect.agree(folder / "humans", [one]),
        "among": among,
        "single": plm_detect.agree(one, [folder / "night 1.csv"]),
    }
    for name, study in made.items():
        plm_detect.write_agreement(study, folder / name)
    for language in languages():
        plm_detect.write_agreement(among, folder / language, language=language)
    return {name: folder / name for name in (*made, *languages())}


def test_pages_of_studies_fit_and_show_what_the_tables_hold(
    browser: Browser, artefacts: Path, studies: dict[str, Path]
) -> None:
    for name in ("with reference", "among", "single"):
        folder = studies[name]
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
        shown = page.locator("#table-events tr", has_text="leg movements, both legs")
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


def test_what_could_not_be_compared_lists_only_that(
    browser: Browser, studies: dict[str, Path]
) -> None:
    # Of four nights three have no partner; that the reference has five scorers is another matter.
    page = opened(browser, studies["with reference"] / "report.html")
    apart = page.locator("section", has=page.locator("h2", has_text="What could not be compared"))
    text = apart.locator("p, li").all_inner_texts()
    assert text == ["Scored by one side only: night 0; night 2; night 3."]
    notes = page.locator("section", has=page.locator("h2", has_text="Notes on the nights"))
    assert "night 1" in notes.inner_text()
    page.close()
    page = opened(browser, studies["among"] / "report.html")
    apart = page.locator("section", has=page.locator("h2", has_text="What could not be compared"))
    assert apart.locator("p, li").all_inner_texts() == ["All nights of all scorers were compared."]
    page.close()


def test_links_of_a_study_lead_to_files(browser: Browser, studies: dict[str, Path]) -> None:
    folder = studies["among"]
    page = opened(browser, folder / "report.html")
    links = {each.get_attribute("href") or "" for each in page.locator("a").all()}
    assert {"events.csv", "indices.csv", "disagreements.csv", "agreement.json"} <= links
    assert all((folder / link).is_file() for link in links)
    page.close()


# A cohort.


def night_row(i: int) -> dict[str, Any]:
    night: dict[str, Any] = {name: 0.0 for name, _ in COLUMNS if name not in ("apart", "class")}
    index = float(i * 7919 % 1000) / 10
    return night | {
        "name": f"rec {i}", "subject": f"S{i // 4}", "night": str(i % 4), "phase": "x",
        "plms_per_hour": index, "grade": "good", "is_above": float(index > 15), "start": "",
        "robustness": "stable", "warnings": "low_rate" if i % 3 else "", "rules": "wasm2016",
        "is_too_little": float(i % 50 == 0), "settings_mark": "0", "cut_per_hour": 15.0,
    }  # fmt: skip


def cohort_of(nights: list[dict[str, Any]], language: str = "en") -> str:
    """Return the page of a cohort of simulated nights of subjects."""
    rows = [
        NightOfSubject(n["subject"], n["night"], n["phase"], "", n["plms_per_hour"])
        for n in nights[:40]
    ]
    found = changes(rows)
    failures = {"bad & worse": "bad.edf: the file is empty; copy or export it again."}
    figures = subject_figures(found, language)
    return cohort_page(nights, failures, 3, found, figures, "report.html", language)


def small() -> list[dict[str, Any]]:
    """Six nights: three above the cut of which one is of a child, one low, two set apart."""
    values = (
        ("a", 40.0, 15.0, "good", 0.0), ("b", 160.0, 15.0, "fair", 0.0),
        ("c", 8.0, 5.0, "good", 0.0), ("d", 8.0, 15.0, "good", 0.0),
        ("e", 90.0, 15.0, "poor", 0.0), ("f <1>", 70.0, 15.0, "good", 1.0),
    )  # fmt: skip
    nights = []
    for i, (name, index, cut, grade, is_too_little) in enumerate(values):
        own = {"name": name, "plms_per_hour": index, "cut_per_hour": cut, "grade": grade}
        own |= {"is_too_little": is_too_little, "is_above": float(index > cut), "tst_h": 6.52}
        nights.append(night_row(i) | own)
    return nights


def names_in(page: Page, table: str) -> list[str]:
    return page.locator(f"#{table} tbody th").all_inner_texts()


def test_nights_above_the_cut_are_marked_and_bad_ones_set_apart(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "cohort.html"
    path.write_text(cohort_of(small()), encoding="utf-8", newline="\n")
    page = opened(browser, path)
    assert names_in(page, "movements") == ["a", "b", "c", "d"]
    assert names_in(page, "apart") == ["e", "f <1>"]
    reasons = page.locator("#apart tbody tr td:nth-child(2)").all_inner_texts()
    assert reasons == ["poor signal", "too little sleep"]
    above = page.locator("#movements tr.above")
    assert above.locator("th").all_inner_texts() == ["a", "b", "c"]
    classes = above.locator("td", has_text="above").all_inner_texts()
    assert classes == ["▲ above 15/h", "▲ above 15/h", "▲ above 5/h"]
    # The median of 8, 8, 40 and 160 is 24.
    cards = {
        card.locator(".label").inner_text(): card.locator(".value").inner_text()
        for card in page.locator(".card").all()
    }
    assert cards == {
        "Median PLMS index": "24.0", "Nights above the cut": "3", "Scored": "6", "Set apart": "2",
        "Failed": "1", "Not done yet": "3",
    }  # fmt: skip
    alt = page.locator("figure.wide img").first.get_attribute("alt") or ""
    assert "median 24.0/h" in alt
    assert "highest 160.0/h" in alt
    page.select_option("#movements-class", "other")
    assert names_in(page, "movements") == ["d"]
    page.select_option("#movements-class", "above")
    assert names_in(page, "movements") == ["a", "b", "c"]
    link = page.locator("#apart tbody a").last.get_attribute("href")
    assert link == "nights/f%20_1_/report.html"
    files = {each.get_attribute("href") for each in page.locator(".files a").all()}
    assert {"nights.csv", "movements.csv", "statistics.csv", "subject_phases.csv"} <= files
    assert page.locator("#movements td", has_text="6:31").count() == 3
    page.close()


def test_page_of_ten_thousand_nights(browser: Browser, artefacts: Path, tmp_path: Path) -> None:
    path = tmp_path / "cohort.html"
    nights = [night_row(i) for i in range(10_000)]
    nights[5]["plms_per_hour"] = None
    path.write_text(cohort_of(nights), encoding="utf-8", newline="\n")
    for size_name, size in SIZES.items():
        page = opened(browser, path, size)
        fits(page)
        page.screenshot(path=artefacts / f"cohort {size_name}.png", full_page=True)
    rows = page.locator("#movements tbody tr")
    assert rows.count() == 100
    # Each fiftieth night has too little sleep.
    assert "1 to 100 of 9800 nights" in (page.locator("#movements-count").text_content() or "")
    assert "1 to 100 of 200 nights" in (page.locator("#apart-count").text_content() or "")
    head = page.locator("#movements th button", has_text=re.compile(r"^PLMS/h$"))
    index = rows.first.locator("td").nth(4)
    head.click()
    assert index.text_content() == "99.9"
    head.click()
    assert index.text_content() == "0.1"
    page.fill("#movements-find", "rec 7716")
    assert rows.first.locator("a").get_attribute("href") == "nights/rec%207716/report.html"
    page.fill("#movements-find", "")
    page.click("#movements-after")
    assert "101 to 200" in (page.locator("#movements-count").text_content() or "")
    assert "bad & worse" in (page.locator("#table-failures").text_content() or "")
    assert page.locator("figure.small img").count() == 10
    page.close()


# Both, in every language.


@pytest.fixture(scope="module")
def pages(
    studies: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Path]:
    folder = tmp_path_factory.mktemp("cohorts")
    found = {}
    for language in languages():
        path = folder / f"{language}.html"
        path.write_text(cohort_of(small(), language), encoding="utf-8", newline="\n")
        found[language, "cohort"] = path
        found[language, "agreement"] = studies[language] / "report.html"
    return found


KINDS = ("cohort", "agreement")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", languages())
def test_page_in_a_language(
    browser: Browser, artefacts: Path, pages: dict[tuple[str, str], Path], language: str, kind: str
) -> None:
    for size_name, size in SIZES.items():
        page = opened(browser, pages[language, kind], size)
        fits(page)
        if SHOWS:
            name = f"{kind} {language} {size_name}.png"
            page.screenshot(path=artefacts / name, full_page=True)
    say = words(language)
    assert page.get_attribute("html", "lang") == language
    assert page.locator("h1").inner_text() == say(KEYS[kind])
    text = re.sub(r"\w+\.(csv|json|txt)", "", page.locator("body").inner_text())
    # No key of a text and no code is left.
    assert not re.search(r"\b(cohort|agree|plot|study|table|file|warning)\.[a-z_]", text)
    assert not re.search(r"\b(low_rate|n_nights|wasm2016|settings_mark|too_little)\b", text)
    # Numbers of measures have the decimal mark of the language.
    numbers = page.locator("td.number").all_inner_texts()
    wrong = "," if language == "en" else "."
    assert [n for n in numbers if re.search(rf"\d{re.escape(wrong)}\d", n)] == []
    assert any(say.mark in n for n in numbers)
    page.close()


KEYS = {"cohort": "cohort.title", "agreement": "agree.title"}

CONTRAST = """() => {
  const lum = (c) => {
    const [r, g, b] = c.map((v) => v / 255)
      .map((v) => (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const rgb = (s) => s.match(/[\\d.]+/g).map(Number);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length || ["SCRIPT", "STYLE"].includes(e.tagName)) continue;
    const [x, y] = [lum(rgb(getComputedStyle(e).color).slice(0, 3)), lum(behind(e))];
    const ratio = (Math.max(x, y) + .05) / (Math.min(x, y) + .05);
    if (ratio < 4.5) bad.push(`${e.tagName} ${e.textContent.slice(0, 40)} ${ratio}`);
  }
  return bad;
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_page_can_be_read_by_all(
    browser: Browser, pages: dict[tuple[str, str], Path], kind: str
) -> None:
    assert violations(browser, pages["en", kind]) == []
    page = opened(browser, pages["en", kind], (390, 844))
    levels = [
        int(tag[1])
        for tag in page.evaluate("""() =>
        [...document.querySelectorAll('h1,h2,h3,h4')].map((e) => e.tagName)""")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.evaluate(CONTRAST) == []
    # Every table has a caption or a label, every region that scrolls can be reached and is named.
    assert page.evaluate("""() => [...document.querySelectorAll('table')].filter((t) =>
        !(t.caption && t.caption.textContent.trim()) && !t.getAttribute('aria-labelledby')).length
        """) == 0  # fmt: skip
    unnamed = page.evaluate("""() => [...document.querySelectorAll('*')].filter((e) => {
        const s = getComputedStyle(e);
        if (!['auto', 'scroll'].includes(s.overflowX)) return false;
        if (e.scrollWidth <= e.clientWidth + 1) return false;
        const name = e.getAttribute('aria-label')
          || document.getElementById(e.getAttribute('aria-labelledby'))?.textContent;
        return e.tabIndex !== 0 || !e.getAttribute('role') || !name;
      }).map((e) => e.outerHTML.slice(0, 120))""")
    assert unnamed == []
    alts = [each.get_attribute("alt") or "" for each in page.locator("img").all()]
    assert alts
    assert all(re.search(r"\d", alt) for alt in alts)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    # Where the focus is, there is an outline.
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.close()
