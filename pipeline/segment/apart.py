"""Headings that print runs together are set apart: an axis, the name of a fiche and its first section, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.fiche_heads import MAX_HEADING, heading_of
from models.document import Block

_SECTION = re.compile(r"(?:[IVX]{1,4}|\d{1,2})\s*[.)–-]\s*[A-ZÀ-Ý]")


def set_headings_apart(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each heading that holds the name of a fiche on a later line cut there, and at its first section.

    Only paragraphs in bold of several lines are cut: in running text such a line is a mention.
    """
    return [piece for block in blocks for piece in _pieces(block)]


def _pieces(block: Block) -> Iterator[Block]:
    starts = block.passage.line_starts
    if block.table is not None or not block.bold or len(block.text) > MAX_HEADING or len(starts) != len(block.lines):
        yield block
        return
    cuts = [n for n in range(1, len(starts)) if _opens_fiche(block, n)]
    if not cuts and heading_of(block.text) is None:
        yield block
        return
    begin = cuts[0] if cuts else 0
    cuts += [n for n in range(begin + 1, len(starts)) if _SECTION.match(block.text, starts[n])][:1]
    bounds = [0, *sorted(set(cuts)), len(starts)]
    for first, last in pairwise(bounds):
        end = starts[last] if last < len(starts) else len(block.text)
        lines = block.lines[first:last]
        pages = [line.page for line in lines]
        yield replace(
            block,
            passage=block.passage.sub(starts[first], end),
            lines=lines,
            page_first=pages[0],
            page_last=pages[-1],
        )


def _opens_fiche(block: Block, line: int) -> bool:
    """Whether the name of a fiche, with its number or a mark behind it, begins on a line of a heading."""
    found = heading_of(block.text[block.passage.line_starts[line] :])
    return found is not None and found.kind == "named" and found.number is not None
