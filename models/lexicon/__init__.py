"""Wording as data: TOML files, loaded once.

A new authority's wording is a line in one of these files, not a branch in code.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

APOSTROPHES = "['’ʼ`´]"


@cache
def load(name: str) -> dict[str, Any]:
    """The content of ``models/lexicon/<name>.toml``. Raises FileNotFoundError when there is no such file."""
    text = resources.files("models.lexicon").joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def wording(phrase: str) -> str:
    """A regular expression for a phrase as print varies it: white space, apostrophes, accents on capitals, dashes."""
    out: list[str] = []
    for char in phrase:
        if char.isspace():
            out.append(r"\s*" if out and out[-1] in (r"\s*", r"\s+") else r"\s+")
        elif char in "'’":
            out.append(APOSTROPHES + r"\s?")
        elif char == ":":
            if out and out[-1] == r"\s+":
                out.pop()
            out.append(r"\s*:")
        elif char in _ACCENTS:
            out.append(f"[{_ACCENTS[char]}]")
        elif char in "-–—":
            out.append(r"\s?[-–—]\s?")
        else:
            out.append(re.escape(char))
    return "".join(out)


# Capitals and OCR lose accents, so an accented letter also matches its bare form.
_ACCENTS = {
    "é": "éeÉE", "è": "èeÈE", "ê": "êeÊE", "ë": "ëeËE", "à": "àaÀA", "â": "âaÂA", "î": "îiÎI", "ï": "ïiÏI",
    "ô": "ôoÔO", "û": "ûuÛU", "ù": "ùuÙU", "ü": "üuÜU", "ç": "çcÇC",
}  # fmt: skip


@cache
def any_of(name: str, key: str, prefix: str = "", suffix: str = "") -> re.Pattern[str]:
    """One case-blind pattern that matches any phrase of ``key`` in lexicon file ``name`` (dots reach into tables)."""
    value: Any = load(name)
    for step in key.split("."):
        value = value[step]
    phrases = sorted(value, key=len, reverse=True)
    return re.compile(prefix + "(?:" + "|".join(wording(p) for p in phrases) + ")" + suffix, re.IGNORECASE)
