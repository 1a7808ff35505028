"""The legal references of a deliberation or a convention: one row per article or act that its visas cite."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.visa_acts import find_citations
from extractors.visa_text import Visa, find_visas
from models.document import Block
from models.parts import Act, Part
from models.rows import Row

_AGREED = re.compile(
    r"\W*(?:il (?:a [ée]t[ée]|est) (?:convenu|arr[êe]t[ée]|d[ée]cid[ée]|expos[ée])"
    r"|art(?:icle|\.)\s*(?:1|premier|i)\b|titre\s+(?:1|i)\b)",
    re.IGNORECASE,
)


def extract(act: Act) -> list[Row]:
    """The rows of ``legal_references`` for the visas of a deliberation.

    Takes the act as segmented and looks at its body alone: the visas of its report or annexes are not its own.
    Rules: CONVENTIONS, "Visas and decisions". Raises nothing.
    """
    rows = list(_rows(act.body.blocks, act.body.part_id, None))
    for row in rows:
        row.values["deliberation_id"] = act.deliberation_id
    return rows


def extract_part(part: Part, convention_id: str) -> list[Row]:
    """The rows of ``legal_references`` for the visas of a convention, those above its first article.

    ``deliberation_id`` is left to the caller, who knows the act that the convention belongs to.
    """
    return list(_rows(_preamble(part.blocks), part.part_id, convention_id))


def _preamble(blocks: Sequence[Block]) -> list[Block]:
    out: list[Block] = []
    for block in blocks:
        if block.table is None and _AGREED.match(block.text):
            break
        out.append(block)
    return out


def _rows(blocks: Sequence[Block], part_id: str, convention_id: str | None) -> Iterator[Row]:
    position = 0
    for visa in find_visas(blocks):
        rows = list(_visa_rows(visa, part_id, convention_id, position + 1))
        position += bool(rows)
        yield from rows


def _visa_rows(visa: Visa, part_id: str, convention_id: str | None, position: int) -> Iterator[Row]:
    passage = visa.passage
    citations = find_citations(passage.text)
    if visa.told and all(c.kind == "other" for c in citations):
        return  # "Vu la situation, le conseil décide" is a sentence, not a visa
    for citation in citations:
        source = passage.sub(*citation.at)
        row = Row("legal_references", {"part_id": part_id, "convention_id": convention_id, "position": position})
        row.put("kind", citation.kind, source)
        row.put("code", citation.code, source)
        row.put("article", citation.article, source)
        row.put("number", citation.number, source)
        row.put("dated_on", citation.dated_on, passage.sub(*citation.dated_at) if citation.dated_at else None)
        row.put("text", passage.flat, passage)
        yield row.at(passage)
