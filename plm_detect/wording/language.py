"""The words of a report in a language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from plm_detect.errors import OutputError


def languages() -> tuple[str, ...]:
    """Return the languages that reports can be written in, English first."""
    folder = resources.files(__package__).joinpath("texts")
    names = sorted(each.name.removesuffix(".toml") for each in folder.iterdir())
    return ("en", *(name for name in names if name != "en"))


class Words:
    """Looks words up by key; a word that a language lacks is its key."""

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        self.language = language
        self.texts = texts

    def __call__(self, key: str, **values: Any) -> str:
        """Return the words of a key, with values in braces filled in."""
        text = self.texts.get(key, key)
        return text.format(**values) if values else text


@cache
def words(language: str) -> Words:
    """Return the words of a language.

    Raises
    ------
    OutputError
        When there is no such language.
    """
    if language not in languages():
        raise OutputError(
            f"reports cannot be written in {language!r}; languages are: {', '.join(languages())}."
        )
    path = resources.files(__package__).joinpath("texts", f"{language}.toml")
    return Words(language, tomllib.loads(path.read_text(encoding="utf-8")))
