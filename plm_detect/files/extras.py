"""What is not installed with the program itself, and how to install it."""

from __future__ import annotations

from importlib.util import find_spec

from plm_detect.errors import MissingExtraError

EXTRAS = {
    "agreement": ("agreement needs", ("sklearn", "statsmodels")),
    "batch": ("batches need", ("filelock", "fsspec", "psutil")),
    "cluster": ("a cluster needs", ("distributed",)),
    "docx": ("a report for Word needs", ("docx",)),
    "parquet": ("Parquet needs", ("pyarrow",)),
}
"""What each extra of the program is for, and the modules that are looked for."""
PACKAGES = {"sklearn": "scikit-learn", "docx": "python-docx"}
"""Packages that are called otherwise than their modules."""
OF_SCHEMES = {"s3": "s3", "gs": "gcs", "gcs": "gcs"}
"""The extra that reads URLs of a scheme."""


def how_to_install(extra: str) -> str:
    """Return the command that installs an extra."""
    return f'pip install "plm-detect[{extra}]" (in a clone: pip install ".[{extra}]")'


def check_extra(extra: str) -> None:
    """Refuse to go on without an extra.

    Parameters
    ----------
    extra : str
        One of `EXTRAS`.

    Raises
    ------
    MissingExtraError
    """
    use, modules = EXTRAS[extra]
    for name in modules:
        if find_spec(name) is None:
            package = PACKAGES.get(name, name)
            raise MissingExtraError(f"{use} {package}; install it with: {how_to_install(extra)}.")
