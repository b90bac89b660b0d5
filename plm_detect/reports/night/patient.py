"""What a person writes on the first page of a report: patient, study, people, comments."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from plm_detect.errors import OutputError
from plm_detect.files.outside import settings_in
from plm_detect.model.choices import OLDEST_YEARS

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 60
LONGER = {"medication": 200, "comment": 400}
"""Characters that the page has room for."""


@dataclass(frozen=True)
class Patient:
    """Fields of the first page; an empty one becomes a line to fill in by hand.

    Attributes
    ----------
    name, id, birth_date, sex, age : str
        Of the patient.
    referred_by, scorer, reviewed_by : str
        People.
    medication, ferritin : str
        What changes how the index is read.
    comment : str
        Of the physician.
    """

    name: str = ""
    id: str = ""
    birth_date: str = ""
    sex: str = ""
    age: str = ""
    referred_by: str = ""
    scorer: str = ""
    reviewed_by: str = ""
    medication: str = ""
    ferritin: str = ""
    comment: str = ""

    @property
    def age_years(self) -> float | None:
        """Age as a number; None where it is not one."""
        try:
            years = float(self.age.replace(",", "."))
        except ValueError:
            return None
        return years if 0 <= years <= OLDEST_YEARS else None


def read_patient(path: Path | None) -> Patient:
    """Return the fields from a TOML file.

    Parameters
    ----------
    path : Path or None
        None for empty fields.

    Raises
    ------
    OutputError
        When the file cannot be read or has another field.
    """
    if path is None:
        return Patient()
    known = {field.name for field in fields(Patient)}
    found = settings_in(path, "fields for the first page of a report", OutputError, is_toml=True)
    if strange := sorted(set(found) - known):
        raise OutputError(f"{path}: {strange[0]!r} is not known; give {', '.join(sorted(known))}.")
    texts = {name: _text(path, name, value) for name, value in found.items()}
    return Patient(**texts)


def _text(path: Path, name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise OutputError(f"{path}: {name} must be a text in quotes or a number.")
    text = " ".join(str(value).split())
    longest = LONGER.get(name, LONGEST)
    if len(text) > longest:
        raise OutputError(f"{path}: {name} must have at most {longest} characters.")
    return text
