"""Headings and labels that led to no row: named, so that a line in the lexicon can make them known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from models.document import Block
from models.lexicon import load
from models.normalise.folding import fold
from models.normalise.names import given_names, parse_person
from models.parts import Part
from models.passage import Passage
from models.rows import Row, diagnostic
from pipeline.unused import quoted

STAGE = "unused"
_LONGEST = 80  # characters of a heading
_WORDS = 10
_FIRST = 8  # headings told of a document in which no deliberation was found
_RANK = re.compile(
    r"\W*(?:(?:\d{1,2}(?:[.-]\d{1,2})+\s?[.)°/–-]*|(?:[ivx]{1,4}|[a-h]|\d{1,2})\s?[.)°/–-]+)\s*)?\W*", re.IGNORECASE
)
_ODD = re.compile(r"[*\[\]{}|^~\\<>=_\"%&$#@]|\w['.,]\w+['.,]\w")  # what recognition makes of handwriting and stamps
_LABEL = re.compile(r"\W{0,4}(?P<label>[^\W\d_][^:.;,\n«»()\d]{2,38}?)\s?:(?!\w)\s*(?P<value>\S)")
_SENTENCE_END = (".", ",", ";", "?", "!", "…")


def unrecognised(parts: Sequence[Part], used: frozenset[int]) -> list[Row]:
    """Diagnostics for the headings and labels of ``parts`` under which nothing was read.

    A heading is a short paragraph set apart in print or closed by a colon, a label the words before a colon at the
    start of a line. One that led to a row, by the identities of the ``used`` words, counts as recognised; so does what
    the lexicon knows and what it ignores on purpose. Each is told once a document. Of a document without a
    deliberation the first headings are told, which show what it may be.
    """
    rows: dict[tuple[str, str], Row] = {}
    for part in parts:
        if _is_other_act(part):
            continue
        for code, found in _found(part, used):
            subject = _RANK.sub("", quoted(found, _LONGEST), count=1).rstrip(" :-–.")
            if (key := (code, fold(subject))) not in rows and subject:
                what = "heading" if code == "heading_unrecognised" else "label"
                text = f"page {found.page}: nothing is made of what stands under the {what} « {subject} »"
                rows[key] = diagnostic(STAGE, "info", code, text, found.page, subject)
    told = list(rows.values())
    if any(part.kind == "deliberation" for part in parts):
        return told
    return [*_no_deliberation(parts), *told[:_FIRST]]


def _no_deliberation(parts: Sequence[Part]) -> list[Row]:
    first = next((block.passage for part in parts for block in part.blocks if block.passage), None)
    if first is None:
        return []  # there is no text to find one in, which is told already
    text = f"no deliberation was found in this document, which begins « {quoted(first)} »"
    return [diagnostic(STAGE, "info", "no_deliberation", text, first.page)]


def _found(part: Part, used: frozenset[int]) -> Iterator[tuple[str, Passage]]:
    in_agenda = False
    for at, block in enumerate(part.blocks):
        if block.table is not None or not block.passage:
            continue
        if _is_used(block.passage, used):
            in_agenda = False
            continue
        text = block.passage.flat
        if _pattern("segment.agenda").match(fold(text)):
            in_agenda = True  # what follows are titles
        elif _is_heading(block):
            if not _leads(part.blocks, at, used) and not _known(text) and (not in_agenda or text.endswith(":")):
                yield "heading_unrecognised", block.passage
        elif not in_agenda:
            for label in _labels(block.passage):
                if not _known(label.flat):
                    yield "label_unrecognised", label


def _leads(blocks: Sequence[Block], at: int, used: frozenset[int]) -> bool:
    """Whether what stands under a heading led to a row: right below it, or below another heading ("Titulaires :")."""
    for block in blocks[at + 1 : at + 3]:
        if block.table is not None or _is_used(block.passage, used):
            return True
        if not _is_heading(block):
            return False
    return False


def _is_used(passage: Passage, used: frozenset[int]) -> bool:
    return not used.isdisjoint(map(id, passage.words()))


def _is_other_act(part: Part) -> bool:
    """Whether a part is known as something that no extractor reads: an arrêté, a report, a list of acts."""
    first = next((block.passage.flat for block in part.blocks if block.passage), "")
    return part.kind == "report" or (part.kind == "other" and bool(_pattern("segment.other_act").match(fold(first))))


def _is_heading(block: Block) -> bool:
    text = block.passage.flat
    if len(text) > _LONGEST or text.endswith(_SENTENCE_END):
        return False
    letters = sum(map(str.isalpha, text))
    words = len(text.rstrip(" :").split())
    if letters < 4 or letters < 0.6 * len(text) or words > _WORDS or _ODD.search(text):
        return False
    if words <= 5 and _is_person(text):
        return False  # a signature
    set_apart = block.bold or block.underlined or block.large or block.centred or text.isupper()
    closed = text.endswith(":") and words <= _WORDS // 2 + 1
    return (set_apart or closed) and not text[0].islower()


def _is_person(text: str) -> bool:
    person = parse_person(text)
    if not person or not person.given_name or not person.family_name or len(person.name) < len(text) - 5:
        return False
    return any(word in given_names() for word in fold(person.given_name).replace("-", " ").split())


def _labels(passage: Passage) -> Iterator[Passage]:
    """The labels of a paragraph: at its start, and at the start of a line behind one that is closed."""
    text = passage.text
    for start in sorted({0, *passage.line_starts}):
        before = text[:start].rstrip()
        found = _LABEL.match(text, start)
        if found and (not before or before[-1] in ".;:)" or before[-1].isdigit()):
            label = found["label"]
            if label[0].isupper() and len(label.split()) <= 5:
                yield passage.sub(*found.span("label"))


@cache
def _pattern(key: str) -> re.Pattern[str]:
    """The patterns of a key such as "segment.agenda" as one."""
    name, *steps = key.split(".")
    value = load(name)
    for step in steps:
        value = value[step]
    return re.compile("|".join(f"(?:{phrase})" for phrase in value), re.IGNORECASE)


def _known(text: str) -> bool:
    """Whether the lexicon knows how ``text`` begins, or ignores it on purpose."""
    folded = _RANK.sub("", fold(text), count=1)
    keys = [*load("ignored")["known"], "ignored.told", "ignored.filed", "ignored.letterhead", "ignored.leads"]
    return any(_pattern(key).match(folded) for key in keys)
