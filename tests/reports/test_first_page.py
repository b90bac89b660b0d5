"""The first page: every number on it is that of the tables, in each language; it can be signed."""

from __future__ import annotations

import importlib.resources
import io
import json
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from programs import as_process
from reports import nights

import plm_detect
from plm_detect.errors import OutputError
from plm_detect.indices.sleep_events import sleep_events
from plm_detect.reports.night.content import content
from plm_detect.reports.night.first_page import first_page
from plm_detect.reports.night.lab import Lab
from plm_detect.reports.night.making import write_reports
from plm_detect.reports.night.patient import Patient, read_patient
from plm_detect.wording.language import languages, words

if TYPE_CHECKING:
    from plm_detect import Night

PATIENT = Patient(
    name="A. Sleeper",
    id="0815",
    birth_date="1960-02-03",
    sex="F",
    age="64",
    referred_by="Dr. B",
    scorer="C. Scorer",
    reviewed_by="Dr. D",
    medication="none",
    ferritin="42 µg/l",
    comment="Seen & <signed>.",
)


@pytest.fixture(scope="module")
def sample(sample_night: Path) -> Night:
    return plm_detect.score(sample_night, traces=True)


@pytest.mark.parametrize("language", languages())
def test_numbers_are_those_of_the_results(sample: Night, language: str, tmp_path: Path) -> None:
    say = words(language)
    page = first_page(sample, Lab(), say)
    folder = plm_detect.write_night(sample, tmp_path)
    saved = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    head, sleep = saved["headline"], saved["sleep"]
    mark = "." if language == "en" else ","

    def shown(value: float, decimals: int = 1) -> str:
        return f"{value:.{decimals}f}".replace(".", mark)

    assert page.main.value == shown(head["plms_per_hour"])
    assert [figure.value for figure in page.figures][:5] == [
        str(head["n_plms"]),
        shown(head["plms_nr_per_hour"]),
        shown(head["plms_arousal_per_hour"]),
        shown(head["plmw_per_hour"]),
        shown(head["periodicity_index"], 2),
    ]
    minutes = [sleep[name] for name in ("tst_min", "sol_min", "waso_aasm_min", "n1_min", "rem_min")]
    times = [page.sleep[i].value for i in (0, 2, 3, 4, 7)]
    assert times == [f"{int(m + 0.5) // 60}:{int(m + 0.5) % 60:02d}" for m in minutes]
    assert page.sleep[1].value == f"{sleep['sleep_efficiency_percent']:.0f} %"
    assert page.sleep[5].unit == f"{sleep['n2_percent']:.0f} %"


def test_events_in_sleep_by_hand() -> None:
    # 1 h awake, then 2 h of N2: 4 of 5 arousals and 3 of 4 apneas and hypopneas begin in sleep.
    rows = [(30.0 * i, 30.0, "stage_W" if i < 120 else "stage_N2", "") for i in range(360)]
    rows += [(at, 4.0, "arousal", "") for at in (100.0, 3600.0, 4000.0, 5000.0, 10_799.0)]
    rows += [(at, 20.0, "hypopnea", "") for at in (3599.0, 3700.0, 3900.0)]
    rows += [(6000.0, 20.0, "apnea_central", ""), (6100.0, 20.0, "rera", "")]
    night = nights.table(rows)
    found = sleep_events(night.scoring, night.window)
    assert (found.arousals_per_hour, found.ahi_per_hour, found.respiratory_per_hour) == (2, 1.5, 2)
    unstated = nights.table([*rows, (7000.0, 20.0, "resp", "")])
    found = sleep_events(unstated.scoring, unstated.window)
    assert (found.ahi_per_hour, found.respiratory_per_hour) == (None, 2.5)
    awake = nights.table([row for row in rows if row[2] != "stage_N2"])
    assert sleep_events(awake.scoring, awake.window).arousals_per_hour is None


def test_fields_are_filled_from_a_file_or_left_as_lines(sample: Night, tmp_path: Path) -> None:
    write_reports(sample, tmp_path, "html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert text.count('class="line"') == 8
    write_reports(sample, tmp_path, "html", lab=Lab(patient=PATIENT))
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert 'class="line"' not in text
    assert "F, 64" in text
    assert "Seen &amp; &lt;signed&gt;." in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('nme = "A"', "'nme' is not known"),
        ("age = [1]", "age must be a text in quotes or a number"),
        ("comment = '" + "x" * 401 + "'", "comment must have at most 400 characters"),
        ("name", "not valid TOML"),
    ],
)
def test_faulty_file_of_a_patient_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "patient.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OutputError, match=said):
        read_patient(path)
    with pytest.raises(OutputError, match=r"missing\.toml"):
        read_patient(tmp_path / "missing.toml")


def test_patient_of_a_file_stands_on_the_report_and_nowhere_else(tmp_path: Path) -> None:
    nights.simulated(tmp_path, "night", minutes=20, seed=2)
    (tmp_path / "p.toml").write_text('name = "A. Sleeper"\nage = 64\n', encoding="utf-8")
    command = ("score", "night.edf", "--out", "o", "--report", "all", "--patient", "p.toml")
    done = as_process(*command, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "o" / "night"
    holding = [path.name for path in folder.iterdir() if b"A. Sleeper" in path.read_bytes()]
    assert holding == ["report.html"]
    assert "A. Sleeper" in word_text(folder / "report.docx")
    assert "A. Sleeper" not in done.stdout + done.stderr


def word_text(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        document = archive.read("word/document.xml").decode("utf-8")
    return re.sub(r"<[^>]+>", "", document.replace("</w:p>", "\n"))


def test_word_document_has_the_numbers_and_the_same_bytes(sample: Night, tmp_path: Path) -> None:
    lab = Lab(name="Lab <X>", patient=PATIENT)
    write_reports(sample, tmp_path, "docx", lab=lab)
    first = (tmp_path / "report.docx").read_bytes()
    text = word_text(tmp_path / "report.docx").replace("&amp;", "&").replace("&lt;", "<")
    assert f"{sample.headline.plms_per_hour:.1f}" in text
    assert "Seen & <signed" in text
    assert "Not a medical device" in text
    write_reports(sample, tmp_path, "docx", lab=lab)
    assert (tmp_path / "report.docx").read_bytes() == first
    assert zipfile.ZipFile(io.BytesIO(first)).testzip() is None


@pytest.mark.parametrize("language", languages())
def test_first_page_of_the_pdf_is_one_page(sample: Night, language: str, tmp_path: Path) -> None:
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("poppler is not installed")
    write_reports(sample, tmp_path, "pdf", language=language, lab=Lab("Lab", patient=PATIENT))
    say = words(language)

    def page(number: int) -> str:
        command = [pdftotext, "-f", str(number), "-l", str(number), tmp_path / "report.pdf", "-"]
        done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
        return done.stdout

    assert say.number(sample.headline.plms_per_hour) in page(1)
    assert say("signature") in page(1)
    assert page(2).startswith(say("appendix"))


def test_night_without_stages_and_immobilization_test_have_their_own_number() -> None:
    rows = [(100.0 + 20 * i, 1.5, "lm", "left") for i in range(20)]
    night = plm_detect.index(pd.DataFrame(rows, columns=nights.COLUMNS))
    page = first_page(night, Lab(), words("en"))
    # Without the length of the recording there is nothing to divide by.
    assert (page.main.name, page.main.value) == ("Number of PLM", "20")
    assert page.fields[1][2] == ("Analysed", "unknown")
    assert page.verdicts[0] == "No class: no sleep stages"
    rows += [(30.0 * i, 30.0, "stage_W", "") for i in range(120)]
    sit = plm_detect.index(pd.DataFrame(rows, columns=nights.COLUMNS), sit=True)
    assert first_page(sit, Lab(), words("en")).main.value == f"{sit.headline.plmw_per_hour:.1f}"


def codes_of_notes() -> set[str]:
    """Return the codes of the notes that nights can have, as the source names them."""
    package = importlib.resources.files("plm_detect")
    found = set()
    for room in (
        "edf",
        "recording",
        "quality",
        "scorings",
        "pipeline",
        "conditioning",
        "detection",
    ):
        for path in Path(str(package / room)).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r'QualityNote\(\s*(?:"\w+"|level),\s*"(\w+)"', text))
            found |= set(re.findall(r'\bnote\(\s*"(\w+)"', text))
    limits = tomllib.loads((package / "quality" / "limits.toml").read_text(encoding="utf-8"))
    return found | {entry["code"] for entry in limits.values() if "code" in entry}


@pytest.mark.parametrize("language", languages())
def test_every_note_has_a_name_in_words(language: str) -> None:
    codes = codes_of_notes()
    assert len(codes) > 80
    assert {code for code in codes if f"note.{code}" not in words(language).texts} == set()


@pytest.mark.parametrize("language", languages())
def test_every_rule_setting_and_variation_has_a_name_in_words(sample: Night, language: str) -> None:
    texts = words(language).texts
    rules = [f"{part}.{name}" for part, values in sample.rules.values().items() for name in values]
    assert sample.settings is not None
    names = [*rules, *sample.settings.as_dict()]
    assert {name for name in names if f"value.{name}" not in texts} == set()
    assert sample.robustness is not None
    choices = {each.choice for each in sample.robustness.variants}
    assert {choice for choice in choices if f"choice.{choice}" not in texts} == set()
    measures = {each.name for leg in sample.quality for each in leg.measures}
    assert {name for name in measures if f"quality.{name}" not in texts} == set()


def test_age_of_the_patient_sets_the_cut_or_is_refused(sample: Night, tmp_path: Path) -> None:
    nights.simulated(tmp_path, "night", minutes=20, seed=2)
    (tmp_path / "child.toml").write_text("age = 9\n", encoding="utf-8")
    command = ("score", "night.edf", "--out", "o", "--report", "html", "--patient", "child.toml")
    assert as_process(*command, cwd=tmp_path).returncode == 0
    assert plm_detect.read_night(tmp_path / "o" / "night").index_class.group == "children"
    with pytest.raises(OutputError, match=r"the patient is 9 years old.*--age 9"):
        write_reports(sample, tmp_path, "html", lab=Lab(patient=Patient(age="9")))


def test_immobilization_test_has_its_blocks_and_its_own_reading() -> None:
    rows = [(30.0 * i, 30.0, "stage_W", "") for i in range(120)]
    rows += [(25.0 * i, 1.0, "lm", "left") for i in range(1, 140)]
    night = plm_detect.index(pd.DataFrame(rows, columns=nights.COLUMNS), sit=True)
    report = content(night, Lab(), words("en"))
    assert report.first.reading[0].startswith("Suggested immobilization test")
    (table,) = [t for s in report.sections for t in s.tables if t.name == "immobilization"]
    # Four blocks of 15 minutes and the whole; movements every 25 s are 144 per hour.
    assert [row[2].text for row in table.rows] == ["15.0"] * 4 + ["60.0"]
    assert [row[3].value for row in table.rows][:4] == [35, 36, 36, 32]
