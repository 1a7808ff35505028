"""Fiches-action: their heading, their summary, their narrative sections and the rows of their tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from extractors import fiche_tables
from extractors.budget_sheets import sheet_lines
from extractors.fiche_heads import (
    block_heading,
    fiche_starts,
    heading_of,
    label_of_part,
    opens_fiche,
    recall_of,
    table_head,
)
from extractors.fiche_sections import flowing, sections
from extractors.fiche_sheets import Entry, entries, inline, is_sheet
from extractors.fiche_summary import TOLD_ELSEWHERE, printed_lines, summary
from extractors.fiche_words import words
from extractors.grids import is_blank
from models.document import Block
from models.memo import once
from models.normalise.dates import find_dates, parse_date
from models.normalise.folding import fold
from models.parts import Act, Part
from models.passage import Passage, join
from models.rows import Row, diagnostic
from models.signals import is_heading

__all__ = ["extract", "fiche_starts", "opens_fiche"]

STAGE = "fiches"
HEADING_BLOCKS = 8  # a heading runs over no more blocks
_SECTION = re.compile(r"(?:[0-9]{1,2}|[IVX]{1,4}|[A-H])[ ]?[.)–-][ ]")  # "1. Contexte" under the title opens the text
TABLED = ("indicators", "budget")  # labels whose values are rows of other tables
_FUNCTION_WORD = re.compile(
    r"(?:^|[ '’])(?:d|l|de|du|des|la|le|les|et|a|au|aux|en|pour|sur|dans|par|avec|un|une|ou)['’]?$"
)


@dataclass(slots=True)
class Head:
    """What the heading of a fiche says, and how many blocks it takes."""

    end: int = 0
    title: Passage | None = None
    programme: Passage | None = None
    number: Passage | None = None
    texts: set[str] = field(default_factory=set)  # folded paragraphs of the heading, to know them again


def extract(part: Part, act: Act | None = None, fiches: Sequence[Part] = ()) -> list[Row]:
    """The rows of one fiche: fiches, fiche_sections, fiche_actions, fiche_indicators, and diagnostics.

    Takes a part of kind fiche that begins with the fiche's heading, the act it belongs to, and the fiches that stand
    beside it (by default those of the act): they give its position, and the names of programmes that a heading may
    print on one line with its title. What the summary does not say stays null.
    """
    beside = fiches or [p for p in (act.parts if act else ()) if p.kind == "fiche"]
    position = next((n for n, p in enumerate(beside, start=1) if p is part), 1)
    running = _running_name(part, act)
    head = read_head([*running, *part.blocks], programmes_of(beside))
    below = part.blocks[max(0, head.end - len(running)) :]
    body = [b for b in below if not (b.table is None and _again(b, head))]
    fiche_id = f"{part.part_id}-f"
    told = summary(body)
    row = Row("fiches").put("fiche_id", fiche_id).put("deliberation_id", act.deliberation_id if act else None)
    row.put("part_id", part.part_id).put("position", position)
    title = told.get("title") or head.title
    programme = told.get("programme") or head.programme or _running_programme(part, act)
    number = head.number or told.get("number")
    row.put("number", _number_text(number), number).put("title", title.flat if title else None, title)
    row.put("programme", programme.flat if programme else None, programme)
    rows = [row]
    for column in ("description", "duration"):
        source = told.get(column)
        row.put(column, flowing(source) if source else None, source)
    starts = told.get("starts_on")
    row.put("starts_on", _start(starts.flat) if starts else None, starts)
    if starts and row["starts_on"] is None:
        rows.append(_no_date(starts))
    row.put("page_first", part.page_first).put("page_last", part.page_last)
    rows += _section_rows(fiche_id, body)
    return rows + fiche_tables.extract(part, fiche_id, body)


def _running_name(part: Part, act: Act | None) -> list[Block]:
    """The name of the fiche where it stands in the running head of its first page, which is no part of the text."""
    lines = [f for f in (act.furniture if act else ()) if f.kind == "header" and f.page == part.page_first]
    named = [heading_of(f.passage.text) for f in lines]
    first = next((n for n, found in enumerate(named) if found is not None and found.kind == "named"), None)
    if first is None or any(block_heading(b) for b in part.blocks[:3]):
        return []
    return [Block(f.passage, page_first=f.page, page_last=f.page, bold=True) for f in lines[first:]]


def _running_programme(part: Part, act: Act | None) -> Passage | None:
    """The numbered axis or the like that several sheets print above their names, so that it reads as running head."""
    lines = [f for f in (act.furniture if act else ()) if f.kind == "header" and f.page == part.page_first]
    return next((f.passage for f in lines if _numbered_programme().match(fold(f.passage.flat))), None)


@cache
def _numbered_programme() -> re.Pattern[str]:
    """As in "Axe 2 : …", "Orientation B – …": a title of the whole plan has no rank."""
    return re.compile(
        rf"[\W_]*(?:{words('programme')})[ ](?:n[°ºo][ ]?)?(?:[0-9]+(?:[.][0-9]+)*|[ivx]+|[a-z])[ ]?[:.–—-]"
    )


def _no_date(source: Passage) -> Row:
    message = (
        f"La date de mise en place « {source.flat[:80]} » n'est pas une date du calendrier ; elle est laissée vide."
    )
    return diagnostic(STAGE, "info", "date_unreadable", message, source.page)


def _start(text: str) -> object:
    """The calendar date on which an action begins: the cell's date, or the first of a period."""
    day = parse_date(text)
    if day is not None:
        return day
    found = find_dates(text)
    return found[0].value if found else None


def _number_text(number: Passage | None) -> str | None:
    if number is None:
        return None
    return (
        re.sub(r"^(?:fiches?|actions?)?\s*(?:n\s?[°ºo]s?|num[ée]ro)?\s*", "", number.flat, flags=re.IGNORECASE)
        or None
    )


# -- the heading


def read_head(blocks: Sequence[Block], programmes: frozenset[str] = frozenset()) -> Head:
    """What the first blocks of a fiche say: number, programme and title.

    ``programmes`` are the folded names of programmes that other fiches print above their title.
    """
    if not blocks:
        return Head()
    head, above, lines = _collect(blocks)
    _divide(head, above, lines, _room(blocks), programmes)
    return head


def _collect(blocks: Sequence[Block]) -> tuple[Head, list[Passage], list[Passage]]:
    """The heading's lines above the fiche's name, and those behind it; number and extent are set on the way."""
    head, labelled = Head(), False
    above: list[Passage] = []
    lines: list[Passage] = []
    for block in blocks[:HEADING_BLOCKS]:
        passage = table_head(block.table) if block.table is not None else block.passage
        if passage is None or (labelled and lines and _SECTION.match(passage.text)):
            break
        if not _belongs(block, passage, head, wanted=labelled and not lines):
            break
        head.end += block.table is None
        head.texts.add(fold(passage.flat))
        named = heading_of(passage.text) if not labelled else None
        recalled = recall_of(passage.text)
        if named is not None and (named.kind == "named" or named.number):
            labelled = True
            above, lines = lines, []
            head.number = passage.sub(*named.number) if named.number else None
            passage = passage.sub(named.title_start)
            recalled = recall_of(passage.text)
        if recalled is not None:
            if recalled.group("numbered"):
                head.number = passage.match(recalled, "number")
            passage = passage.sub(0, recalled.start("recall"))
        lines += printed_lines(passage)
        if recalled is not None or block.table is not None:
            break
    return head, above, lines


def _room(blocks: Sequence[Block]) -> float:
    """How wide the running text of a fiche is, 0 where the input has no geometry."""
    widths = [line.box.width for b in blocks for line in b.lines]
    widths += [box.width for b in blocks if b.table is not None for box in b.table.boxes.values()]
    return max(widths, default=0.0)


def programmes_of(fiches: Sequence[Part]) -> frozenset[str]:
    """The folded names of the programmes that fiches print on a line of their own above their title."""
    return frozenset(name for name in map(_programme_of, fiches) if name)


@once
def _programme_of(fiche: Part) -> str | None:
    _, above, lines = _collect(fiche.blocks)
    count = 0 if above or not lines else _programme_lines(lines, _room(fiche.blocks))
    name = _clean(join(lines[:count], " ")) if count else None
    return fold(name.flat) if name is not None and _programme().match(fold(name.text)) else None


def _belongs(block: Block, passage: Passage, head: Head, *, wanted: bool) -> bool:
    """Whether a block goes on with the heading; ``wanted``: the name is read and a title is still to come."""
    if block.table is not None:
        return head.end == 0 and block_heading(block) is not None
    if head.end == 0:
        return not label_of_part(block) or heading_of(passage.text) is not None or recall_of(passage.text) is not None
    if (label_of_part(block) or inline(passage, block.page_first)) and recall_of(passage.text) is None:
        return False
    if is_heading(block):
        return not passage.text.rstrip().endswith((":", ";")) or len(passage) < 120
    return wanted and len(passage) <= 160 and not passage.text.rstrip().endswith((".", ";", ","))


def _divide(head: Head, above: list[Passage], lines: list[Passage], room: float, programmes: frozenset[str]) -> None:
    """Tell the programme from the title: by its place above the name, by its words, or by its size."""
    if above:
        head.programme = _clean(join(above, " "))
    elif lines:
        cut = _known_programme(lines, programmes)
        count = 0 if cut else _programme_lines(lines, room)
        if cut:
            whole = join(lines, " ")
            head.programme, lines = _clean(whole.sub(0, cut)), [whole.sub(cut)]
        elif count:
            head.programme = _clean(join(lines[:count], " "))
            lines = lines[count:]
    head.title = _clean(join(lines, " ")) if lines else None
    if head.title is None and head.programme is not None and not above:
        head.title, head.programme = head.programme, None


@cache
def _programme() -> re.Pattern[str]:
    return re.compile(rf"[\W_]*(?:{words('programme')})(?![a-z])")


@cache
def _programme_names() -> re.Pattern[str]:
    return re.compile(rf"(?:{words('programme_names')})(?=[ ])")


def _known_programme(lines: Sequence[Passage], programmes: frozenset[str]) -> int:
    """Where the name of a known programme ends that the heading begins with and a title follows; 0 without one."""
    text = fold(join(lines, " ").text)
    ends = [len(name) for name in programmes if text.startswith(f"{name} ")]
    match = _programme_names().match(text)
    ends += [match.end()] if match else []
    return max((end for end in ends if text[end:].strip(" :-")), default=0)


def _programme_lines(lines: Sequence[Passage], room: float) -> int:
    """How many of the first lines name the programme; 0 when all is the title.

    A line that could have held the next word ends what it says; a line that ends with an article or a preposition
    goes on.
    """
    if _programme().match(fold(lines[0].text)):
        count = 1
        while count < len(lines) and (
            _FUNCTION_WORD.search(fold(lines[count - 1].text)) or _full(lines, count, room)
        ):
            count += 1
        if count < len(lines):
            return count
    sizes = [_size(line) for line in lines]
    change = next((n for n in range(1, len(sizes)) if abs(sizes[n] - sizes[0]) >= 0.8), 0)
    same = all(abs(size - sizes[change]) < 0.8 for size in sizes[change:])
    return change if change and same and sizes[change] > sizes[0] > 0 else 0


def _full(lines: Sequence[Passage], at: int, room: float) -> bool:
    """Whether line ``at`` is the rest of the line above: its first word found no more room there."""
    first = lines[at].words()[:1]
    above = _width(lines[at - 1])
    return bool(first) and room > 0 and above > 0 and room - above < (first[0].x1 - first[0].x0) + 4


def _width(line: Passage) -> float:
    found = line.words()
    return max((w.x1 for w in found), default=0.0) - min((w.x0 for w in found), default=0.0)


def _size(line: Passage) -> float:
    return max((w.size for w in line.words()), default=0.0)


def _clean(passage: Passage) -> Passage | None:
    text = passage.text
    start = len(text) - len(text.lstrip(" :–—-.|/\n"))
    end = len(text.rstrip(" :–—-.|/\n"))
    return passage.sub(start, end) if end > start else None


def _again(block: Block, head: Head) -> bool:
    """Whether a paragraph is a line of the heading printed again on the next sheet."""
    text = fold(block.passage.flat)
    return is_heading(block) and (text in head.texts or any(len(text) > 15 and text in own for own in head.texts))


# -- sections


def _section_rows(fiche_id: str, body: Sequence[Block]) -> list[Row]:
    """The narrative sections: of the running text, then those of sheets of labels and values."""
    rows: list[Row] = []
    for section in sections(body):
        if section.number is None and section.meaning in ("description", *TABLED):
            continue
        row = Row("fiche_sections").put("fiche_id", fiche_id).put("position", len(rows) + 1)
        row.put("number", section.number.flat if section.number else None, section.number)
        row.put("heading", section.heading.flat, section.heading)
        row.put("text", flowing(section.text) if section.text else None, section.text)
        rows.append(row.put("page_first", section.page))
    for entry in _narrative_entries(body):
        row = Row("fiche_sections").put("fiche_id", fiche_id).put("position", len(rows) + 1).put("number", None)
        row.put("heading", entry.label.flat, entry.label).put("text", flowing(entry.value), entry.value)
        rows.append(row.put("page_first", entry.page))
    return rows


def _narrative_entries(body: Sequence[Block]) -> Iterator[Entry]:
    for block in body:
        if block.table is not None and is_sheet(block.table):
            for entry in entries(block.table):
                elsewhere = entry.meaning in (*TOLD_ELSEWHERE, "indicators")
                if not elsewhere and not is_blank(entry.value.text) and not _listed(entry):
                    yield entry


def _listed(entry: Entry) -> bool:
    """Whether a value lists the amounts of a budget: its rows are budget lines."""
    return entry.meaning == "budget" and bool(sheet_lines(entry))
