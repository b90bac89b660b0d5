"""The words of a report in a language."""

from __future__ import annotations

import math
import string
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from plm_detect.errors import OutputError

ALMOST_ALL = 0.995
"""Shares from here on would be rounded to 1."""
UNDEFINED = "-"
ALMOST_ALL = 0.995
"""Shares from here on would be rounded to 1."""


def languages() -> tuple[str, ...]:
    """Return the languages that reports can be written in, English first."""
    folder = resources.files(__package__).joinpath("texts")
    names = sorted(each.name.removesuffix(".toml") for each in folder.iterdir())
    return ("en", *(name for name in names if name != "en"))


class _Formatter(string.Formatter):
    """Fills values into sentences; numbers get the decimal mark of the language."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def format_field(self, value: Any, format_spec: str) -> str:
        text: str = super().format_field(value, format_spec)
        return text.replace(".", self.mark) if isinstance(value, float) else text


class Words:
    """Looks words up by key; a word that a language lacks is its key."""

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        self.language = language
        self.texts = texts
        self.mark = texts.get("decimal_mark", ".")
        self._formatter = _Formatter(self.mark)

    def __call__(self, key: str, **values: Any) -> str:
        """Return the words of a key, with values in braces filled in."""
        text = self.texts.get(key, key)
        return self._formatter.vformat(text, (), values) if values else text

    def number(self, value: float | None, decimals: int = 1) -> str:
        """Return a number with a fixed count of decimals; a dash where it is undefined."""
        if value is None or math.isnan(value):
            return UNDEFINED
        # Adding zero takes the sign from what rounds to zero.
        return f"{round(float(value), decimals) + 0.0:.{decimals}f}".replace(".", self.mark)

    def share(self, value: float | None) -> str:
        """Return a share with two decimals; 1.00 stands for nothing less than all."""
        if value is not None and ALMOST_ALL <= value < 1:
            return f"> {self.number(ALMOST_ALL - 0.005, 2)}"
        return self.number(value, 2)

    def plain(self, text: str) -> str:
        """Return the text of a single number with the decimal mark of the language."""
        return text.replace(".", self.mark)


@cache
def words(language: str) -> Words:
    """Return the words of a language.

    Raises
    ------
    OutputError
        When there is no such language.
    """
    language = language.casefold()
    if language not in languages():
        raise OutputError(
            f"reports cannot be written in {language!r}; languages are: {', '.join(languages())}."
        )
    path = resources.files(__package__).joinpath("texts", f"{language}.toml")
    return Words(language, tomllib.loads(path.read_text(encoding="utf-8")))
