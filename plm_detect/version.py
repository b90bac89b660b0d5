"""The version of the installed program."""

from importlib import metadata


def program_version() -> str:
    """Return the version from the metadata of the installed package."""
    return metadata.version("plm-detect")
