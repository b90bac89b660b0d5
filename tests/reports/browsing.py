"""Pages opened in a real browser.

Pictures are kept in the folder that PLM_DETECT_ARTEFACTS names, to be looked at.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
SHOWS = os.environ.get("PLM_DETECT_ARTEFACTS")
"""Folder for pictures of the pages, to look at them."""


def opened(browser: Browser, path: Path, size: tuple[int, int] = (1280, 900)) -> Page:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    # What the page's policy forbids is an error of the console.
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.on(
        "request",
        lambda r: problems.append(r.url) if not r.url.startswith(("file:", "data:")) else None,
    )
    page.goto(path.resolve().as_uri())
    assert not problems
    return page


def shown(page: Page) -> dict[str, int]:
    """Return how many events each lane of the chart shows."""
    found: dict[str, int] = json.loads(page.locator("#night").get_attribute("data-shown") or "{}")
    return found


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


def violations(browser: Browser, path: Path) -> list[str]:
    """Return what axe-core finds wrong with a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    # The page's own policy would not let the checker run in it.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    found = axe.Axe().run(page).response["violations"]
    context.close()
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
