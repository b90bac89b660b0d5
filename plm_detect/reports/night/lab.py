"""What the lab puts at the head of its reports."""

from __future__ import annotations

import struct
import warnings
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from plm_detect.edf.header import patient_line
from plm_detect.errors import OutputError
from plm_detect.files.outside import is_file, open_regular, settings_in
from plm_detect.reports.night.patient import Patient, read_patient

if TYPE_CHECKING:
    from plm_detect.results.report_files import ReportChoices

MOST_LOGO_BYTES = 500_000
MOST_LOGO_PIXELS = 10_000_000
LOGO_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


@dataclass(frozen=True)
class Lab:
    """Head of a report.

    Attributes
    ----------
    name, address, physician : str
    logo : Path or None
        PNG or JPEG.
    patient : Patient
        Fields of the first page.
    patient_line : str
        What the recording says of the patient; empty unless the user asks for it.
    """

    name: str = ""
    address: str = ""
    physician: str = ""
    logo: Path | None = None
    patient: Patient = field(default_factory=Patient)
    patient_line: str = ""

    @property
    def logo_type(self) -> str:
        """Media type of the logo."""
        return LOGO_TYPES[self.logo.suffix.casefold()] if self.logo else ""


def read_lab(path: Path | None) -> Lab:
    """Return the head from a TOML file with ``name``, ``address``, ``physician`` and ``logo``.

    Raises
    ------
    OutputError
        When the file or the logo cannot be used.
    """
    if path is None:
        return Lab()
    known = {"name", "address", "physician", "logo"}
    found = settings_in(path, "lines for the head of a report", OutputError, is_toml=True)
    if strange := sorted(set(found) - known):
        raise OutputError(f"{path}: {strange[0]!r} is not known; give {', '.join(sorted(known))}.")
    if not all(isinstance(value, str) for value in found.values()):
        raise OutputError(f"{path}: all values must be texts in quotes.")
    logo = None
    if "logo" in found:
        logo = path.parent / found.pop("logo")
        if not is_file(logo):
            raise OutputError(f"{logo}: there is no such file with the logo; correct {path.name}.")
        if logo.suffix.casefold() not in LOGO_TYPES:
            raise OutputError(f"{logo}: the logo must be a PNG or JPEG file.")
        if logo.stat().st_size > MOST_LOGO_BYTES:
            raise OutputError(f"{logo}: the logo is too large; half a megabyte at most.")
        _check_picture(logo)
    return Lab(**found, logo=logo)


def _check_picture(logo: Path) -> None:
    """Refuse a logo that is damaged, or small as a file and huge as a picture."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with open_regular(logo) as file, Image.open(file, formats=("PNG", "JPEG")) as picture:
                if picture.width * picture.height > MOST_LOGO_PIXELS:
                    raise OutputError(f"{logo}: the logo is too large; 10 megapixels at most.")
                picture.load()
    except (
        OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error,
        UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning,
    ):  # fmt: skip
        raise OutputError(f"{logo}: the logo is not a picture that can be read.") from None


def head_of(report: ReportChoices, recording: Path | None = None) -> Lab:
    """Return the head of a report, with the patient line of the recording where that is wanted.

    Raises
    ------
    OutputError
        When the file of the lab, its logo or the file of the patient cannot be used.
    """
    lab = read_lab(None if report.lab is None else Path(report.lab))
    patient = read_patient(None if report.patient is None else Path(report.patient))
    line = patient_line(recording) if report.keep_identity and recording is not None else ""
    return replace(lab, patient=patient, patient_line=line)
