"""Cutting the visas out of an act or a convention: where each "Vu" begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from models.document import Block, Table
from models.lexicon import load
from models.normalise.folding import fold
from models.passage import Passage, join


class Visa(NamedTuple):
    """One visa, whole. ``told`` when it is the first clause of a sentence that decides, not a line of its own."""

    passage: Passage
    told: bool = False


_BULLET = r"[\s•\-–—*>➢→✓▪·●○◦■□➔✔❖‣.]*"
_START = re.compile(
    rf"^{_BULLET}(?P<vu>V\s?[uU][sS]?|VISAS?|Visas?|vu(?=\s(?:le|la|les)\s|\sl['’]))(?P<mark>\s?[:,;]|\s?-(?=\s))?(?=[\s'’]|$|[A-ZÀ-Þ])"
)
_ITEM = re.compile(r"^\s*(?:[•\-–—*>➢→✓▪·●○◦■□➔✔❖‣\uf000-\uf0ff]|\d{1,2}[.)°]\s|[a-h]\)\s)")
_CLOSING = " \n\t;,.:"


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(load('visas')[key])})")


@cache
def _not_after() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(load('visas')['not_after'])})(?![a-z])")


@cache
def _inner() -> re.Pattern[str]:
    """A visa that begins inside a paragraph: a capital "Vu", or "vu" behind a mark."""
    after = "|".join(load("visas")["inner_after"])
    return re.compile(
        rf"(?P<upper>(?<=\s)V[uU]\b|(?<=[;,.])V[uU]\b)(?=[\s,:]+(?:(?i:{after})(?![a-z])|[lLdD]['’]))|(?<=[;,]\s)(?P<lower>vu)(?=\s(?:le|la|les|l['’]))"
    )


@cache
def _stop() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{'|'.join(load('visas')['stops'])})")


@cache
def _inner_stop() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{'|'.join(load('visas')['inner_stops'])})(?![a-zà-ÿ])")


@cache
def _hanging() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s('])(?:{'|'.join(load('visas')['hanging'])})$")


@cache
def _item_start() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{'|'.join(load('visas')['items'])})(?![a-z])")


def _is_start(text: str) -> re.Match[str] | None:
    """The "Vu" that opens a paragraph as a visa."""
    match = _START.match(text)
    if match is None:
        return None
    rest = fold(text[match.end() :]).strip(" :,-")
    return None if _not_after().match(rest) and not match["mark"] else match


# --- paragraphs -------------------------------------------------------------------------------------------------


def _paragraphs(blocks: Iterable[Block]) -> Iterator[Passage | None]:
    """The paragraphs of the blocks; None where a table stands, save one that sets "Vu" beside its text."""
    for block in blocks:
        if block.table is None:
            yield from block.passage.paragraphs()
        elif any(re.fullmatch(r"\s*V[uU]\s*:?\s*", c.text) for c in block.table.cells):
            yield from _rows(block.table)
        else:
            yield None


def _rows(table: Table) -> Iterator[Passage]:
    for row in range(table.n_rows):
        passage = join((c.passage for c in table.row(row)), " ")
        if passage:
            yield passage


def find_visas(blocks: Iterable[Block]) -> list[Visa]:
    """The visas told in ``blocks``, in printed order.

    One may run over several paragraphs or a page end; several may stand in one paragraph, or as a list under one
    "Vu :". Reasons ("Considérant"), the dispositif and running prose end them.
    """
    reader = _Reader()
    for paragraph in _paragraphs(blocks):
        reader.read(paragraph)
    reader.close()
    return reader.visas


class _Reader:
    """Goes through the paragraphs and gathers visas; ``pieces`` is the one that is open."""

    def __init__(self) -> None:
        self.visas: list[Visa] = []
        self.pieces: list[Passage] = []
        self.listing = False  # under a "Vu" that opens a list
        self.lone: list[Passage] = []  # each "Vu" alone, whose text stands beside it

    def close(self) -> None:
        if self.pieces:
            for visa in _cut(join(self.pieces, " ")):
                self.visas.append(visa)
        self.pieces = []

    def read(self, paragraph: Passage | None) -> None:
        if paragraph is None:
            self.close()
            return
        text = paragraph.text
        start = _is_start(text)
        if start is not None:
            self.close()
            self._open(paragraph, start)
        elif self._goes_on(text):
            self.pieces.append(paragraph)
        elif (self.listing or self.lone) and self._is_listed(text):
            self.close()
            self.pieces = [*self.lone[:1], paragraph.sub(_lead(text))]
            self.lone = self.lone[1:]
        else:
            self.close()
            self.listing, self.lone = False, []
            inner = _inner().search(text)
            if inner is not None and inner["upper"] and _stop().match(fold(text)):
                self.pieces = [paragraph.sub(inner.start())]

    def _open(self, paragraph: Passage, start: re.Match[str]) -> None:
        rest = paragraph.text[start.end() :].strip(_CLOSING + "-–")
        colon = ":" in (start["mark"] or "") or paragraph.text[start.end() :].lstrip().startswith(":")
        self.listing = colon or not rest
        if rest:
            self.lone = []
            begin = (
                start.start("vu")
                if not colon
                else start.end()
                + len(paragraph.text[start.end() :])
                - len(paragraph.text[start.end() :].lstrip(" :-–"))
            )
            self.pieces = [paragraph.sub(begin)]
        elif not colon and len(start["vu"]) < 4:
            self.lone.append(paragraph.sub(start.start("vu"), start.end("vu")))

    def _is_listed(self, text: str) -> bool:
        if _ITEM.match(text):
            return True
        return _item_start().match(fold(text)) is not None and not _ends_run(text)

    def _goes_on(self, text: str) -> bool:
        """Whether a paragraph is the rest of the open visa."""
        if not self.pieces or _ends_run(text):
            return False
        before = self.pieces[-1].text.rstrip()
        bullet = _ITEM.match(text) is not None
        if before.endswith(":"):
            return bullet or not _item_start().match(fold(text)) or not self.listing
        if bullet:
            return self._in_sublist() and not self.listing
        if _hanging().search(fold(before)):
            return True
        if before.endswith((";", ".")):
            return False
        first = text.lstrip()[:1]
        if self.listing and _item_start().match(fold(text)):
            return False
        return first.islower() or first in '«("“' or bool(re.match(r"\s*(?:[LRD]\.?\s?\d|n°|\d)", text))

    def _in_sublist(self) -> bool:
        return any(p.text.rstrip().endswith(":") for p in self.pieces)


def _ends_run(text: str) -> bool:
    return _stop().match(fold(text)) is not None


def _lead(text: str) -> int:
    """How long the mark of a list item is."""
    match = _ITEM.match(text)
    return match.end() if match else 0


# --- inside a paragraph -----------------------------------------------------------------------------------------


def _cut(passage: Passage) -> Iterator[Visa]:
    """The visas of a passage that opens with one, each without its closing mark."""
    text = passage.text
    end, told = _end(text)
    starts = [0, *(m.start() for m in _inner().finditer(text, 1, end))]
    bounds = [*starts[1:], end]
    for start, stop in zip(starts, bounds, strict=True):
        while stop > start and text[stop - 1] in _CLOSING:
            stop -= 1
        visa = passage.sub(start, stop)
        if len(visa.text) > 6:
            yield Visa(visa, told and stop == len(text[:end].rstrip(_CLOSING)))


# A sentence that ends inside a paragraph, abbreviations aside; a list behind a colon may hold sentences.
_SENTENCE = re.compile(r"(?<=[a-zà-ÿ0-9)»]{3})\.\s+(?=[A-ZÀ-Þ][a-zà-ÿ]+[\s,’'])(?!V[uU]\b|Arr|Loi|D[ée])")


def _end(text: str) -> tuple[int, bool]:
    """Where the visas of a paragraph end, and whether the main clause of a sentence follows."""
    sentence = None if ":" in text else _SENTENCE.search(text, 12)
    ends = [m.start() for m in (_inner_stop().search(text, 1), sentence) if m]
    limit = min(ends, default=len(text))
    folded = fold(text)
    for match in _pattern("main_clause").finditer(folded, 3, limit):
        before = text[: match.start()].rstrip()
        capital = text[match.start()].isupper()
        word = re.search(r"([^\W_]+)['’]?$", fold(before))
        subordinate = word is not None and word.group(1) in load("visas")["subordinate"]
        if (before.endswith((",", ";", ".", ":")) or (capital and not subordinate)) and not _named(
            text, match.start()
        ):
            return len(before), not capital  # a capital opens a line of its own, lost in the paragraph
    return limit, False


def _named(text: str, at: int) -> bool:
    """Whether the body is named as part of the visa, as in "délibération du 3 mai, Le Conseil"."""
    return text[:at].count("«") > text[:at].count("»") or text[:at].count("(") > text[:at].count(")")
