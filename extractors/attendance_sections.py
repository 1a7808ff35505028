"""The head of an act cut into its lists: who was present, represented, excused, absent."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.attendance_headings import LEXICON, PERSON_START, Heading, find_headings, fold_lines, patterns
from models.document import Block, Table
from models.normalise.folding import fold
from models.normalise.lexicon import load
from models.normalise.name_tokens import tokenize
from models.normalise.names import split_people
from models.passage import Passage, join

_SHORT = 60  # characters of a label between names: a commune, a group, "Titulaires"


@dataclass(slots=True)
class Section:
    """A list of the head. ``contents`` holds the text and the tables under the heading, in order.

    ``heading`` is None for text outside of any list, of which only sentences that tell an absence count. ``unread``
    is what stands right behind the heading where it is no list of people.
    """

    heading: Heading | None
    label: Passage | None = None
    contents: list[Passage | Table] = field(default_factory=list)
    unread: Passage | None = None


def sections_of(blocks: Sequence[Block]) -> list[Section]:
    """The lists of a head, in printed order, and the text between them."""
    sections: list[Section] = []
    for run in _runs(blocks):
        if isinstance(run, Table):
            if not sections or not _open(sections[-1]):
                sections.append(Section(None))
            sections[-1].contents.append(run)
            continue
        _add_text(sections, run)
    return sections


def goes_on(block: Block, above: Block) -> bool:
    """Whether a paragraph goes on with the lists of a head: a heading, the list of the heading above, or names alone."""
    if block.table is not None or not block.passage or above.table is not None:
        return False
    text, folded = block.text, fold_lines(block.text)
    first = next(find_headings(text), None)
    if first is not None and not folded[: first.start].strip(" -–—•"):
        return True
    kept, _ = _listed(_run([block]), folded, 0, len(text), 0)
    listed = text if kept < len(text) else _unlinked(text, folded)  # prose behind a delegation is no list
    people = split_people(listed[:kept])
    if not people or _title_like(block, text, True):
        return False
    awaited = next((h for h in find_headings(above.text) if h.opens and h.end >= len(above.text.rstrip())), None)
    return awaited is not None or sum(t.kind == "lower" for t in tokenize(listed)) <= len(people) // 2


def _unlinked(text: str, folded: str) -> str:
    """``text`` with commas in place of "à" and "donne pouvoir à", where a list of delegations names two people."""
    for key in ("gives", "bare"):
        for match in patterns("proxies", key).finditer(folded):
            text = text[: match.start()] + ",".ljust(match.end() - match.start()) + text[match.end() :]
    return text


def _open(section: Section) -> bool:
    return section.heading is not None and section.heading.opens


def _beside(run: _Run, folded: str, start: int, end: int) -> Passage | None:
    """The rest of the line of a heading, where it tells something that cannot be read as a list."""
    line = folded[start:end].partition("\n")[0]
    if not re.search(r"[a-z]{3}", line) or line.strip(" .:,;()[]") in load(LEXICON)["plain"]["nobody"]:
        return None
    if patterns("stops", "start").match(folded, _word_at(folded, start, end)):
        return None
    return run.passage.sub(start, start + len(line))


class _Run(NamedTuple):
    """Text blocks that follow each other, as one passage."""

    passage: Passage
    blocks: list[Block]
    starts: list[int]

    def block_at(self, offset: int) -> Block:
        return self.blocks[bisect_right(self.starts, offset) - 1]


def _runs(blocks: Sequence[Block]) -> Iterator[_Run | Table]:
    texts: list[Block] = []
    for block in blocks:
        if block.table is None:
            if block.passage:
                texts.append(block)
            continue
        if cells := _text_cells(block.table):
            texts += cells
            continue
        if texts:
            yield _run(texts)
            texts = []
        yield block.table
    if texts:
        yield _run(texts)


def _text_cells(table: Table) -> list[Block]:
    """The cells of a table that only sets text side by side: lists stand under their headings within its cells."""
    cells = [c for c in sorted(table.cells, key=lambda c: (c.col, c.row)) if c.passage]
    for cell in cells:
        text = cell.passage.text
        if any(h.opens and split_people(text[h.end :]) for h in find_headings(text)):
            return [Block(c.passage, page_first=c.page, page_last=c.page) for c in cells]
    return []


def _run(blocks: list[Block]) -> _Run:
    starts, offset = [], 0
    for block in blocks:
        starts.append(offset)
        offset += len(block.passage) + 1
    return _Run(join(b.passage for b in blocks), blocks, starts)


def _add_text(sections: list[Section], run: _Run) -> None:
    """Cut the text of a run at its headings; a list that was open before a table goes on behind it."""
    text = run.passage
    folded = fold_lines(text.text)
    headings = list(find_headings(text.text))
    current = sections[-1] if sections and _open(sections[-1]) else None
    at = 0
    for heading in [*headings, None]:
        end = heading.start if heading else len(text)
        if current is not None:
            at = _fill(current, run, folded, at, end)
        if folded[at:end].strip():
            sections.append(Section(None, contents=[text.sub(at, end)]))
        if heading is None:
            break
        section = Section(heading, text.sub(heading.start, heading.end))
        sections.append(section)
        if heading.opens or current is None:
            current = section
        at = heading.end


def _fill(section: Section, run: _Run, folded: str, start: int, end: int) -> int:
    """Give ``section`` its list out of ``start`` to ``end``; returns where the list ends."""
    if not _open(section):
        return start
    spans, stop = list_spans(run, folded, start, end)
    section.contents.extend(p for a, b in spans if (p := run.passage.sub(a, b)))
    heading = section.heading
    if not spans and heading is not None and heading.status is not None and heading.declared is None:
        section.unread = _beside(run, folded, start, end)
    return stop


# --- where a list ends ----------------------------------------------------------------------------------------

_SENTENCE_END = re.compile(r"[.!?…]\s+(?=[A-ZÀ-ÖØ-Þ«–—-])")
_ABBREVIATED = {
    "mm",
    "mr",
    "mme",
    "mmes",
    "mlle",
    "mlles",
    "dr",
    "st",
    "ste",
    "me",
    "art",
    "jp",
    "jc",
    "jl",
    "jm",
    "jf",
    "ml",
    "mc",
}


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph, as offsets; "M. X" and "J. P. Y" are not cut."""
    at = start
    for match in _SENTENCE_END.finditer(text[start:end]):
        stop = start + match.end()
        word = re.search(r"[^\s.,;:(\[]*$", text[at : start + match.start()])
        last = fold(word.group()) if word else ""
        if len(last) <= 1 or last in _ABBREVIATED:
            continue
        yield at, stop
        at = stop
    if at < end:
        yield at, end


def list_spans(run: _Run, folded: str, start: int, end: int) -> tuple[list[tuple[int, int]], int]:
    """The parts of ``start`` to ``end`` that go on listing people, and where the list ends."""
    text = run.passage.text
    spans: list[tuple[int, int]] = []
    pending: list[tuple[int, int]] = []  # lines without a name, kept if names follow
    first_pending: int | None = None
    for a, b in _paragraphs(text, start, end):
        if first_pending is None:
            first_pending = a
        if (behind := _behind_aside(text, folded, a, b)) is not None:
            if behind == b:
                continue
            a = behind
        kept, ended = _listed(run, folded, a, b, start)
        people = kept > a and _lists_people(text[a:kept], folded[a:kept])
        if a > start and _title_like(run.block_at(a), text[a:b], people):
            return spans, first_pending
        if people:
            spans += [*pending, (a, kept)]
            pending, first_pending = [], None
            if ended:
                return spans, kept
            continue
        blank = fold(text[a:kept]).strip(" .:,;()[]") in load(LEXICON)["plain"]["nobody"]
        if blank and text[a:kept].strip():
            return spans, kept
        if ended or b - a > _SHORT or len(pending) >= (1 if spans else 2):
            return spans, first_pending
        pending.append((a, kept))
    return spans, end if first_pending is None else first_pending


def _behind_aside(text: str, folded: str, start: int, end: int) -> int | None:
    """Where a count or a date from a column beside the list ends, None where a line does not begin with one.

    A line that runs on into a name ("Convocation : M. X") belongs to the list from there on.
    """
    match = patterns("stops", "aside").match(folded, _word_at(folded, start, end), end)
    if match is None or end - start > 2 * _SHORT:
        return None
    polite = any(p.person.honorific for p in split_people(text[match.end() : end]))
    return match.end() if polite else end


def _lists_people(text: str, folded: str) -> bool:
    """Whether a line of a list names someone, or tells to whom the one above gave a vote."""
    if split_people(text[:160]) or (len(text) > 160 and split_people(text)):
        return True
    return patterns("proxies", "gives").match(folded.lstrip(" -–(")) is not None


def _word_at(folded: str, start: int, end: int) -> int:
    """The first place from ``start`` on that is no list mark or space."""
    piece = folded[start:end]
    return start + len(piece) - len(piece.lstrip(" -–—•*.,;:()"))


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for piece in text[start:end].split("\n"):
        if piece.strip():
            yield at, at + len(piece)
        at += len(piece) + 1


def _listed(run: _Run, folded: str, start: int, end: int, begin: int) -> tuple[int, bool]:
    """Up to where a paragraph lists people, and whether the list (from ``begin`` on) ends there."""
    text = run.passage.text
    for a, b in sentences(text, start, end):
        if patterns("stops", "start").match(folded, _word_at(folded, a, b), b):
            return a, True
        inline = patterns("stops", "inline").search(folded, a, b)
        told = patterns("stops", "told").search(folded, a, b)
        if told and not (inline and inline.start() < told.start()):
            return _clause(run.passage, a, told.start()), True
        if inline:
            return inline.start(), True
        if _is_prose(text[a:b]):
            return a, True
        closing = _closing_bracket(folded, begin, a, b)
        if closing is not None:
            return closing, True
    return end, False


def _clause(passage: Passage, start: int, told: int) -> int:
    """Where the clause begins that tells something at ``told``: a stop is often lost before it.

    It begins with a capital verb ("A été élue secrétaire"), or on its own printed line; else with the sentence.
    """
    if passage.text[told].isupper() and split_people(passage.text[start:told]):
        return told
    line = max((s for s in passage.line_starts if start < s <= told), default=start)
    above = [p.person for p in split_people(passage.text[start:line])]
    whole = [p.person for p in split_people(passage.text[start:told]) if start + p.start < line]
    return line if above and above == whole else start


def _is_prose(text: str) -> bool:
    """Whether a sentence tells something rather than lists people: small words, and hardly a name."""
    small = sum(token.kind == "lower" for token in tokenize(text[:400]))
    if small < 4:
        return False
    people = split_people(text)
    return not people or people[0].start > 40 or (small > 6 and small > 5 * len(people))


def _closing_bracket(folded: str, begin: int, start: int, end: int) -> int | None:
    """Where a bracket closes that was opened before the list that starts at ``begin`` ("(3 procurations : A, B)")."""
    depth = folded.count("(", begin, start) - folded.count(")", begin, start)
    for at in range(start, end):
        depth += (folded[at] == "(") - (folded[at] == ")")
        if depth < 0:
            return at if re.match(r"[\s.,;]*(?:et\b|\n|$)", folded[at + 1 : at + 8]) else None
    return None


def _title_like(block: Block, text: str, people: bool) -> bool:
    """Whether a paragraph is the title of the act rather than a line of the list."""
    if "," in text or not block.bold or not block.centred:
        return False
    return not people or not PERSON_START.match(fold(text))
