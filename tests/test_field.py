"""Whole acts of invented authorities, in the layouts that communes, groups, départements and régions use.

Each file of ``field_texts`` holds a text and the rows that a reader of it would write down, in the short form of
``field.py``; an empty string is a column that the act does not tell.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from field import Expected, differences, same

TEXTS = sorted((Path(__file__).parent / "field_texts").glob("*.toml"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_rows_of_a_whole_text(path: Path) -> None:
    expected: Expected = tomllib.loads(path.read_text(encoding="utf-8"))
    text = expected.pop("text")
    wrong = [found for found in differences(text, expected) if not same(found[1], found[2])]
    assert wrong == [], "\n".join(f"{place}: {wanted!r} expected, {read!r} read" for place, wanted, read in wrong)
