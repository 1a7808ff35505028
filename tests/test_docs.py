"""Pages that come from the code are those that the code makes today; links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_notebooks import load

from models.schema import TABLES
from pipeline.export.dictionary import entries

REPOSITORY = Path(__file__).resolve().parent.parent
BUILD = load(REPOSITORY / "docs" / "build.py")


@pytest.mark.parametrize("name", BUILD.PAGES)
def test_generated_pages_are_current(name: str) -> None:
    assert (REPOSITORY / "docs" / name).read_text("utf-8") == BUILD.PAGES[name](), "run: make docs"


def test_the_dictionary_tells_every_column() -> None:
    told = [(entry.table, entry.column) for entry in entries()]
    assert told == [(name, column) for name, spec in TABLES.items() for column in spec.columns]
    assert all(entry.meaning and entry.type and entry.source for entry in entries())


@pytest.mark.parametrize(
    "page", sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").glob("*.md")]), ids=lambda p: p.name
)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target
