"""Reports: what they say, that numbers are those of the tables, that anything can be shown."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pytest
from programs import as_process, within
from reports import nights

import plm_detect
from plm_detect.errors import OutputError
from plm_detect.reports.night.content import STAGE_COLUMNS
from plm_detect.reports.night.lab import Lab, read_lab
from plm_detect.reports.night.making import write_reports
from plm_detect.reports.sections import UNDEFINED
from plm_detect.wording.language import languages, words

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect import Night

NASTY = '<b>"Łeg"</b> & Ω\u0434'


class Page(HTMLParser):
    """Cells of the tables by their ids, and the text of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[tuple[str, str | None]]]] = {}
        self.table = ""
        self.cell: list[str] | None = None
        self.value: str | None = None
        self.headings: list[str] = []
        self.alts: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "table":
            self.table = found.get("id") or ""
            self.tables[self.table] = []
        elif tag == "tr" and self.table:
            self.tables[self.table].append([])
        elif tag in ("td", "th", "h1", "h2"):
            self.cell, self.value = [], found.get("data-value")
        elif tag == "img":
            self.alts.append(found.get("alt"))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self.cell is not None and self.table:
            self.tables[self.table][-1].append(("".join(self.cell), self.value))
        elif tag in ("h1", "h2") and self.cell is not None:
            self.headings.append("".join(self.cell))
        elif tag == "table":
            self.table = ""

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)


@pytest.fixture(scope="module")
def sample(sample_night: Path) -> Night:
    return plm_detect.score(sample_night, traces=True)


@pytest.fixture(scope="module")
def saved(sample: Night, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = plm_detect.write_night(sample, tmp_path_factory.mktemp("reports"))
    write_reports(sample, folder)
    return folder


def page_of(folder: Path) -> Page:
    return Page((folder / "report.html").read_text(encoding="utf-8"))


def test_numbers_are_those_of_the_tables(saved: Path) -> None:
    with (saved / "statistics.csv").open(encoding="utf-8", newline="") as file:
        statistics = {(r["LMtype"], r["Statistic"]): r for r in csv.DictReader(file)}
    rows = page_of(saved).tables["table-by_stage"][1:]
    assert len(rows) == 14
    for (name, _), *cells in rows:
        expected = statistics[tuple(name.split(", "))]  # type: ignore[index]
        for column, (text, value) in zip(STAGE_COLUMNS, cells, strict=True):
            if expected[column]:
                assert value is not None
                assert float(value) == pytest.approx(float(expected[column]), rel=1e-12)
                assert float(text) == pytest.approx(float(expected[column]), abs=0.0501)
            else:
                assert text == UNDEFINED


def test_headline_is_that_of_the_summary(saved: Path) -> None:
    head = json.loads((saved / "summary.json").read_text(encoding="utf-8"))["headline"]
    text = (saved / "report.html").read_text(encoding="utf-8")
    assert f'<span class="value">{head["plms_per_hour"]:.1f}</span>' in text
    rows = {row[0][0]: row[1][1] for row in page_of(saved).tables["table-aasm"][1:]}
    saved_aasm = json.loads((saved / "summary.json").read_text(encoding="utf-8"))["aasm"]
    assert saved_aasm["rules"] == "aasm3"
    assert float(rows["Number of PLMS"]) == saved_aasm["headline"]["n_plms"]
    assert "Parameters that the AASM manual requires (AASM manual 3 (2023))" in text


def test_aasm_table_shows_both_sets_where_they_differ(tmp_path: Path) -> None:
    # Intervals of 7 s are periodic by the manual and not by WASM 2016.
    rows = [(30.0 * i, 30.0, "stage_N2", "") for i in range(240)]
    rows += [(100.0 + 7.0 * i, 1.0, "lm", "left") for i in range(20)]
    frame = nights.pd.DataFrame(rows, columns=nights.COLUMNS)
    for rules, width in (("wasm2016", 3), ("aasm3", 2)):
        night = plm_detect.index(frame, rules=rules, compare_rules=True)
        folder = tmp_path / rules
        folder.mkdir()
        write_reports(night, folder, "html")
        table = page_of(folder).tables["table-aasm"]
        assert {len(row) for row in table} == {width}
        cells = {row[0][0]: [cell[0] for cell in row[1:]] for row in table[1:]}
        assert cells["Number of PLMS"] == ["20", "0"][: width - 1]
        assert cells["PLMS index"] == ["10.0", "0.0"][: width - 1]
        rows = page_of(folder).tables["table-compared"][1:]
        compared = {row[0][0].removesuffix(" (chosen)"): row for row in rows}
        assert set(compared) == set(plm_detect.rule_sets())
        assert [row[0][0] for row in rows if "chosen" in row[0][0]] == [f"{rules} (chosen)"]
        assert compared["aasm3"][2][0] == "10.0"
        assert compared["wasm2016"][5][0] == "not above 15/h"


@pytest.mark.parametrize("language", ["en", "de"])
def test_meaning_of_the_grade_stands_next_to_it(language: str, tmp_path: Path) -> None:
    night = plm_detect.index(
        nights.pd.DataFrame(
            [(30.0 * i, 30.0, "stage_N2", "") for i in range(20)] + [(100.0, 1.0, "lm", "left")],
            columns=nights.COLUMNS,
        )
    )
    write_reports(night, tmp_path, "html", language=language)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    meaning = {"en": "no variation changes the class", "de": "keine Abwandlung ändert die Klasse"}
    assert meaning[language] in text
    few = {"en": "too little to be compared", "de": "zu wenig, um den Index"}
    assert few[language] in text


def test_saved_results_give_the_same_report(saved: Path, tmp_path: Path) -> None:
    view = plm_detect.read_night(saved)
    write_reports(view, tmp_path)
    again = page_of(tmp_path)
    assert again.tables == page_of(saved).tables
    for name in ("report.html", "report.pdf"):
        assert (tmp_path / name).read_bytes() == (saved / name).read_bytes()


def test_same_night_gives_the_same_bytes(sample: Night, saved: Path, tmp_path: Path) -> None:
    write_reports(sample, tmp_path)
    for name in ("report.html", "report.pdf"):
        assert (tmp_path / name).read_bytes() == (saved / name).read_bytes()


def test_page_needs_nothing_beside_it(saved: Path) -> None:
    text = (saved / "report.html").read_text(encoding="utf-8")
    assert not re.search(r'(?:src|href)="(?!data:)', text)
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    # Licences of what is copied into it say where it comes from.
    assert "https://" not in re.sub(r"/\*!.*?\*/", "", text, flags=re.DOTALL)
    assert "Permission is hereby granted" in text
    assert len(text) < 3_000_000
    page = page_of(saved)
    assert all(page.alts)
    assert "Not a medical device" in text
    assert page.headings[0] == "Leg movements in sleep"


@pytest.mark.parametrize(
    "name", ["severe", "empty", "long", "short", "no stages", "one leg", "nasty labels"]
)
def test_any_night_can_be_shown(name: str, tmp_path: Path) -> None:
    if name == "no stages":
        recording = nights.simulated(tmp_path, "n", minutes=30, seed=3)
        night = plm_detect.index(
            nights.pd.DataFrame(
                [(100.0 + 20 * i, 1.5, "lm", "left") for i in range(20)], columns=nights.COLUMNS
            ),
            recording=recording,
        )
    elif name == "one leg":
        recording = nights.simulated(tmp_path, "n", minutes=30, seed=3, profile="typical")
        night = plm_detect.score(recording, leg="EMG LAT", traces=True)
    elif name == "nasty labels":
        recording = nights.simulated(tmp_path, 'a & <i>b<i> "Ω"', minutes=20, seed=2)
        content = recording.read_bytes()
        nasty = recording.with_name("nasty.edf")
        nasty.write_bytes(content.replace(b"EMG LAT         ", b'L<leg>"&\xb5       ', 1))
        night = plm_detect.score(nasty, left="#1", traces=True)
    else:
        night = getattr(nights, name)()
    lab = Lab(name=NASTY, address="1 <Road>", physician="Dr. \u0416", patient_line="P & Q")
    for language in languages():
        kind = "both" if language == "en" else "html"
        write_reports(night, tmp_path, kind, language=language, lab=lab)
        text = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert "<b>" not in text
        assert "&lt;b&gt;&#34;Łeg&#34;&lt;/b&gt; &amp; Ωд" in text
        assert f'lang="{language}"' in text
        data = re.search(r'id="data">(.*?)</script>', text, re.DOTALL)
        assert data is not None
        assert len(json.loads(data[1])["movements"]) == len(night.movements)
        assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_languages_have_the_same_words() -> None:
    english = words("en").texts
    assert languages() == ("en", "de", "fr")
    for language in languages():
        other = words(language).texts
        assert other.keys() == english.keys()
        for key, text in english.items():
            fields = re.findall(r"\{(\w+)", text)
            assert sorted(re.findall(r"\{(\w+)", other[key])) == sorted(fields), key
    with pytest.raises(OutputError, match="languages are: en, de, fr"):
        words("xx")


def test_folder_without_results_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="there are no results here"):
        plm_detect.read_night(tmp_path)
    (tmp_path / "summary.json").write_text("{", encoding="utf-8")
    with pytest.raises(OutputError, match=r"summary\.json: these results are damaged"):
        plm_detect.read_night(tmp_path)
    (tmp_path / "summary.json").write_text("{}", encoding="utf-8")
    with pytest.raises(OutputError, match="of another version"):
        plm_detect.read_night(tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('nam = "x"', "'nam' is not known"),
        ("name = 3", "must be texts"),
        ('logo = "x.png"', "no such file with the logo"),
        ("name", "not valid TOML"),
    ],
)
def test_faulty_head_of_the_lab_is_one_sentence(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "lab.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OutputError, match=complaint):
        read_lab(path)


def test_score_and_report_as_processes(tmp_path: Path) -> None:
    nights.simulated(tmp_path, "night", minutes=20, seed=2)
    (tmp_path / "lab.toml").write_text('name = "Schlaflabor"\n', encoding="utf-8")
    done = as_process("score", "night.edf", "--out", "res", "--report", "html", "-q", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "res" / "night"
    assert (folder / "report.html").is_file()
    assert not (folder / "report.pdf").exists()
    (tmp_path / "night.edf").unlink()
    done = within("report", "res/night", "--language", "de", "--lab", "lab.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "Beinbewegungen im Schlaf" in text
    assert "Schlaflabor" in text
    assert (folder / "report.pdf").is_file()
    wrong = within("report", "res/night", "--report", "odt", cwd=tmp_path)
    assert wrong.returncode == 1
    assert "choose from both, html, pdf, docx, all, none" in wrong.stderr


def test_patient_line_only_when_asked_for(tmp_path: Path) -> None:
    path = nights.simulated(tmp_path, "night", minutes=20, seed=2)
    data = bytearray(path.read_bytes())
    data[8:88] = b"MRN-77 F 01-JAN-1970 Jane_Doe".ljust(80)
    path.write_bytes(data)
    within("score", "night.edf", "--out", "a", "--report", "html", "-q", cwd=tmp_path)
    assert "Jane_Doe" not in (tmp_path / "a" / "night" / "report.html").read_text(encoding="utf-8")
    within(
        "score",
        "night.edf",
        "--out",
        "b",
        "--report",
        "html",
        "--keep-identity",
        "-q",
        cwd=tmp_path,
    )
    assert "Jane_Doe" in (tmp_path / "b" / "night" / "report.html").read_text(encoding="utf-8")


def test_without_reports_nothing_of_them_is_loaded(tmp_path: Path) -> None:
    nights.simulated(tmp_path, "night", minutes=20, seed=2)
    code = (
        "import sys, runpy; sys.argv = ['x', 'score', 'night.edf', '--out', 'r', '-q', "
        "'--report', 'none']\ntry:\n runpy.run_module('plm_detect', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print(*(m for m in ('matplotlib', 'fpdf', 'jinja2') if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
    assert not (tmp_path / "r" / "night" / "traces.npz").exists()


def test_figures_are_drawn_on_given_axes(sample: Night) -> None:
    plt.switch_backend("agg")
    for draw in (
        plm_detect.plot.hypnogram,
        plm_detect.plot.legs,
        plm_detect.plot.events,
        plm_detect.plot.trend,
        plm_detect.plot.hours,
        plm_detect.plot.interval_histogram,
        plm_detect.plot.interval_course,
        plm_detect.plot.durations,
    ):
        _, axes = plt.subplots()
        assert draw(sample, axes) is axes
    assert len(sample.plot()) == 5
    counts = np.histogram(sample.movements.columns()["duration_s"], np.arange(0, 15.5, 0.5))[0]
    heights = [bar.get_height() for bar in plm_detect.plot.durations(sample).patches]
    assert heights == counts.tolist()
    plt.close("all")
