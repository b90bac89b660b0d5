"""Pages opened in a real browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page


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
