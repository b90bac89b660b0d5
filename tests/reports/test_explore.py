"""The chart of a night in a browser: all is seen, a movement is found, marked and explained."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from reports import nights
from reports.browsing import opened, shown

import plm_detect
from plm_detect.reports.night.making import write_reports

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from plm_detect import Night

MOST_BYTES = 6_000_000
WIDTHS = [(1280, 900), (390, 844)]

UNSEEN = """() => {
  const canvas = document.querySelector('#night canvas');
  const c = canvas.getBoundingClientRect(), ratio = canvas.width / c.width;
  const o = document.querySelector('#night .u-over').getBoundingClientRect();
  const night = document.getElementById('night'), { data } = explore;
  const from = +night.dataset.from, to = +night.dataset.to;
  const image = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const isInk = (x, y) => {
    const at = 4 * (y * canvas.width + x);
    return Math.min(...image.data.slice(at, at + 3)) < 120;
  };
  const seen = (t, lane) => {
    const place = o.left - c.left + (t - from) / (to - from) * o.width;
    const x = Math.min(Math.round(place * ratio), Math.floor((o.right - c.left) * ratio) - 1);
    const top = (o.top - c.top + lane.top) * ratio, height = lane.height * ratio;
    for (let y = Math.ceil(top + 1); y < top + height - 1; y++) if (isInk(x, y)) return true;
    return false;
  };
  const onsets = (lane) => {
    if (lane.name === 'series') return data.series.map((s) => s.onset);
    if (lane.name === 'stages') return [];
    if (data[lane.name]) return data[lane.name].map(([on]) => on);
    return data.movements.filter((m) => [lane.name, 'both'].includes(m.side)).map((m) => m.onset);
  };
  return Object.fromEntries(explore.lanes.map((lane) => [
    lane.name, onsets(lane).filter((t) => t >= from && t < to && !seen(t, lane)),
  ]));
}"""
"""Onsets in each lane at which nothing is drawn."""


@dataclass(frozen=True)
class Written:
    """A night with its folder of results and its page."""

    night: Night
    folder: Path

    @property
    def page(self) -> Path:
        return self.folder / "report.html"

    def table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def written(night: Night, folder: Path, language: str = "en") -> Written:
    made = plm_detect.write_night(night, folder)
    write_reports(night, made, "html", language=language)
    return Written(night, made)


@pytest.fixture(scope="module")
def eight_hours(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("eight hours")
    path = nights.simulated(folder, "night", minutes=480, profile="severe_plms", seed=3)
    return written(plm_detect.score(path, traces=True), folder / "results")


@pytest.fixture(scope="module")
def sample(sample_night: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    night = plm_detect.score(sample_night, traces=True)
    return written(night, tmp_path_factory.mktemp("sample"))


def span(page: Page) -> tuple[float, float]:
    night = page.locator("#night")
    return tuple(float(night.get_attribute(f"data-{end}") or 0) for end in ("from", "to"))  # type: ignore[return-value]


def at(page: Page, t: float) -> float:
    """Return where a time lies on the screen, in pixels from the left."""
    box = page.locator("#night .u-over").first.bounding_box()
    assert box is not None
    begin, end = span(page)
    return box["x"] + (t - begin) / (end - begin) * box["width"]


def test_page_of_eight_hours_is_small_enough(eight_hours: Written) -> None:
    assert len(eight_hours.night.movements) > 1000
    assert eight_hours.page.stat().st_size < MOST_BYTES


@pytest.mark.parametrize("size", WIDTHS)
def test_every_event_is_seen_at_every_zoom(
    browser: Browser, eight_hours: Written, size: tuple[int, int]
) -> None:
    page = opened(browser, eight_hours.page, size)
    night = eight_hours.night
    sides = [row["side"] for row in eight_hours.table("movements")]
    assert shown(page) == {
        "stages": len(page.evaluate("explore.data.stages")),
        "series": len(night.series),
        "left": sides.count("left") + sides.count("both"),
        "right": sides.count("right") + sides.count("both"),
        "arousals": len(night.scoring.arousals),
        "respiratory": len(night.scoring.respiratory),
    }
    assert len(night.scoring.arousals) > 100
    for _ in range(6):
        unseen = page.evaluate(UNSEEN)
        assert {name: len(onsets) for name, onsets in unseen.items()} == dict.fromkeys(unseen, 0)
        page.locator("#night").press("+")
    page.close()


def numbers(text: str) -> list[float]:
    return [float(each) for each in re.findall(r"[-+]?\d+(?:\.\d+)?", text)]


def said(page: Page, subject: str) -> list[str]:
    return page.locator(f"#why p[data-key={subject}]").all_inner_texts()


@pytest.mark.parametrize("size", WIDTHS)
def test_clicked_movement_is_explained_as_the_tables_have_it(
    browser: Browser, sample: Written, size: tuple[int, int]
) -> None:
    page = opened(browser, sample.page, size)
    rows, legs = sample.table("movements"), sample.table("leg_movements")
    for place in (3, 11, len(rows) - 1):
        row = rows[place]
        onset, length = float(row["onset_s"]), float(row["duration_s"])
        page.evaluate("([a, b]) => explore.show(a, b)", [onset - 8, onset + 12])
        page.locator("#night").evaluate("each => each.scrollIntoView()")
        # In the lane of the leg, and once in its EMG.
        plot = 0 if place != 11 else 2 if row["side"] == "right" else 1
        box = page.locator("#night .u-over").nth(plot).bounding_box()
        assert box is not None
        y = box["y"] + (box["height"] / 2 if plot else 150 if row["side"] == "right" else 112)
        page.mouse.click(at(page, onset + length / 2), y)
        why = page.locator("#why")
        assert why.get_attribute("data-movement") == str(place)
        assert f"Movement {place + 1} of {len(rows)}" in page.inner_text("#why .title")
        parts = [
            each
            for each in legs
            if each["is_lm"] == "true"
            and float(each["onset_s"]) >= onset - 1e-6
            and float(each["onset_s"]) + float(each["duration_s"]) <= onset + length + 1e-6
        ]
        about = " ".join(said(page, "lm"))
        for part in parts:
            for column, digits in (("duration_s", 2), ("mean_uv", 1), ("rest_uv", 1)):
                assert f"{float(part[column]):.{digits}f}" in about
            assert f"{float(part['onset_margin_uv']):+.2f} µV" in about
            assert f"{8 + float(part['onset_margin_uv']):.2f} µV above rest" in about
        series = said(page, "series")
        if row["plm_series"] == "0":
            assert series[0].startswith("In no series")
        else:
            members = [each for each in rows if each["plm_series"] == row["plm_series"]]
            expected = [int(row["plm_series"]), members.index(row) + 1, len(members)]
            assert numbers(series[0]) == expected
        if row["imi_s"]:
            assert numbers(series[1])[0] == pytest.approx(float(row["imi_s"]), abs=0.051)
        arousal = said(page, "arousal")[0]
        assert arousal.startswith("With arousal") == (row["has_arousal"] == "true")
        if row["arousal_lag_s"]:
            assert numbers(arousal)[0] == pytest.approx(abs(float(row["arousal_lag_s"])), abs=0.006)
        respiratory = said(page, "respiratory")[0]
        assert respiratory.startswith("Related") == (row["is_respiratory"] == "true")
        chosen = page.locator("#movements tr.chosen")
        assert chosen.get_attribute("data-place") == str(place), "marked in the table too"
    page.close()


def test_next_and_previous_movement_and_the_table(browser: Browser, sample: Written) -> None:
    page = opened(browser, sample.page)
    night, why = page.locator("#night"), page.locator("#why")
    night.press("n")
    assert why.get_attribute("data-movement") == "0"
    assert span(page)[1] - span(page)[0] == pytest.approx(30)
    night.press("n")
    page.click("[data-do=next]")
    assert why.get_attribute("data-movement") == "2"
    night.press("p")
    assert why.get_attribute("data-movement") == "1"
    begin, end = span(page)
    row = sample.table("movements")[1]
    assert begin <= float(row["onset_s"]) <= end
    page.click("#movements tbody tr:nth-child(8) button")
    assert why.get_attribute("data-movement") == "7"
    night.press("Home")
    assert span(page) == tuple(page.evaluate("explore.whole"))
    assert why.get_attribute("data-movement") == "7", "it stays marked"
    page.close()


def by_drag(page: Page, begin: float, end: float) -> None:
    box = page.locator("#night .u-over").nth(1).bounding_box()
    assert box is not None
    y = box["y"] + 50
    page.mouse.move(at(page, begin), y)
    page.mouse.down()
    page.mouse.move(at(page, (begin + end) / 2), y)
    page.mouse.move(at(page, end), y)
    page.mouse.up()


def by_wheel(page: Page, begin: float, end: float) -> None:
    box = page.locator("#night .u-over").nth(1).bounding_box()
    assert box is not None
    page.mouse.move(at(page, (begin + end) / 2), box["y"] + 50)
    page.keyboard.down("Control")
    while span(page)[1] - span(page)[0] > 1.3 * (end - begin):
        page.mouse.wheel(0, -100)
        page.wait_for_timeout(30)
    page.keyboard.up("Control")


def by_two_fingers(page: Page, begin: float, end: float) -> None:
    """Put two fingers on what is to be shown and draw them to the edges."""
    box = page.locator("#night .u-over").nth(1).bounding_box()
    assert box is not None
    send = """([type, pointerId, clientX, clientY]) => {
      const plot = document.querySelectorAll('#night .u-over')[1];
      const how = { pointerId, pointerType: 'touch', clientX, clientY, bubbles: true };
      (type === 'pointerdown' ? plot : window).dispatchEvent(new PointerEvent(type, how));
    }"""
    y = box["y"] + 50
    places = [at(page, begin), at(page, end)]
    for finger, x in enumerate(places):
        page.evaluate(send, ["pointerdown", finger + 10, x, y])
    for finger, x in enumerate((box["x"], box["x"] + box["width"])):
        page.evaluate(send, ["pointermove", finger + 10, x, y])
    for finger in range(2):
        page.evaluate(send, ["pointerup", finger + 10, box["x"], y])


@pytest.mark.parametrize("zoom", [by_drag, by_wheel, by_two_fingers])
@pytest.mark.parametrize("size", WIDTHS)
def test_zoom_to_a_part_of_the_night(
    browser: Browser,
    sample: Written,
    zoom: Callable[[Page, float, float], None],
    size: tuple[int, int],
) -> None:
    page = opened(browser, sample.page, size)
    page.locator("#night").scroll_into_view_if_needed()
    zoom(page, 400.0, 600.0)
    begin, end = span(page)
    if zoom is by_wheel:
        assert begin < 500 < end
        assert end - begin < 260
    else:
        assert begin == pytest.approx(400, abs=8)
        assert end == pytest.approx(600, abs=8)
    assert page.locator("#why").get_attribute("data-movement") is None, "a drag is no click"
    page.close()


def test_close_up_has_samples_thresholds_and_the_mean_that_decides(
    browser: Browser, sample: Written
) -> None:
    page = opened(browser, sample.page)
    assert sample.night.traces is not None
    row = next(each for each in sample.table("leg_movements") if each["side"] == "left")
    onset, margin = float(row["onset_s"]), float(row["onset_margin_uv"])
    columns = page.evaluate(
        "([a, b]) => explore.columns(explore.emg[0], a, b, 800)", [onset - 0.5, onset + 5.0]
    )
    times, samples, rest, threshold, mean = (columns[i] for i in (0, 3, 4, 5, 7))
    assert times == sorted(times)
    inside = [i for i, t in enumerate(times) if onset <= t <= onset + float(row["duration_s"])]
    assert len(inside) == pytest.approx(256 * float(row["duration_s"]), abs=2), "at full rate"
    assert all(samples[i] is not None for i in inside)
    assert all(threshold[i] == pytest.approx(rest[i] + 8) for i in inside)
    highest = max(mean[i] - threshold[i] for i in inside if mean[i] is not None)
    assert highest == pytest.approx(margin, abs=0.1)
    passed = page.evaluate("explore.data.passed.map((each) => each.margin)")
    assert passed == [
        pytest.approx(each.margin_uv, abs=0.001)
        for each in sample.night.traces.snippets
        if each.kind == "passed"
    ], "what was closest to being scored is named in the chart"
    for _ in range(12):
        page.locator("#night").press("+")
    assert re.search(r"\d\d:\d\d:\d\d\.\d\d - ", page.inner_text("#range")), "fractions of seconds"
    page.close()


def test_page_in_german_writes_numbers_with_a_comma(
    browser: Browser, sample: Written, tmp_path: Path
) -> None:
    page = opened(browser, written(sample.night, tmp_path, "de").page)
    page.locator("#night").press("n")
    about = " ".join(said(page, "lm"))
    assert re.search(r"\d,\d\d µV über Ruhe", about)
    assert not re.search(r"\d\.\d", page.inner_text("#why"))
    page.close()
