"""Small helps that extractors share: patterns of the lexicon tried in order over a passage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

from models.lexicon import load
from models.normalise.dates import find_dates
from models.passage import Passage

_BARE = re.compile(r"\W*(?:(?:en\s+date\s+)?du|le|en)?\W*", re.IGNORECASE)


@cache
def patterns(name: str, key: str) -> tuple[re.Pattern[str], ...]:
    """The compiled patterns under ``key`` (dots reach into tables) of lexicon file ``name``."""
    value: Any = load(name)
    for step in key.split("."):
        value = value[step]
    return tuple(re.compile(p, re.IGNORECASE) for p in value)


def matches(name: str, key: str, passage: Passage) -> Iterator[re.Match[str]]:
    """All matches in ``passage``, pattern by pattern."""
    for pattern in patterns(name, key):
        yield from pattern.finditer(passage.text)


def date_after(
    name: str,
    key: str,
    passage: Passage,
    *,
    reach: int = 60,
    year: int | None = None,
    unless: Callable[[str, int], bool] | None = None,
) -> tuple[date, Passage] | None:
    """The first date that stands within ``reach`` characters behind a label, with its source.

    A label counts for nothing where ``unless`` is true of the text and the label's offset.
    """
    for match in matches(name, key, passage):
        if unless and unless(passage.text, match.start()):
            continue
        start = match.end()
        window = passage.text[start : start + reach]
        line, _, below = window.partition("\n")
        # A value on the next line counts only where its own line has none.
        bare = bool(below) and _BARE.fullmatch(line) is not None
        found = find_dates(window if bare else line, year)
        if found and found[0].start <= (len(line) + 4 if bare else 20):
            hit = found[0]
            return hit.value, passage.sub(start + hit.start, start + hit.end)
    return None
