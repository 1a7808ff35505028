"""The paragraphs of an act's body with the marks they begin with: article labels, numbers, dashes, verbs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractors.verbs import Lead, leading_verb, skip_fillers
from models.document import Block
from models.lexicon import load
from models.normalise.folding import fold
from models.passage import Passage

Mark = Literal["article", "number", "dash", "none"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph: its text behind the mark, the mark itself, and the block that it stands in."""

    passage: Passage  # without the mark
    block: Block
    mark: Mark = "none"
    sign: str = ""  # what tells marks of one list from another: the glyph, the style of the number
    label: Passage | None = None
    lead: Lead | None = None
    folded: str = ""  # the text in lower case without accents, one line
    first: bool = True  # the block begins with it
    last: bool = True
    margin: float = 0.0  # where full lines of its last page and column end

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def table(self) -> bool:
        return self.block.table is not None

    @property
    def capital_verb(self) -> bool:
        """Whether it begins with a verb in capitals: the way decisions are printed."""
        if self.lead is None or self.lead.form not in ("finite", "participle"):
            return False
        word = self.text[: self.lead.end].strip()
        return len(word) > 2 and word.isupper()


_DASH = re.compile(
    r"(?:(?P<sign>[-–—−•▪▫●○◦■□➢➔→⇒✓✔☐☒❖*·‣⁃>\uf0a7\uf0b7\uf0d8\uf0fc]|o(?=[ \u00a0][A-ZÀ-Ý]))+"
    r"|(?P<misread>[e°©®¢+~=«»])(?=[ \u00a0]+[dD](?:['’]|[eE][ ])))[\s\u00a0]*"  # a bullet as OCR reads it
)
_LABEL = 48  # characters within which a label stands
_BEHIND_LABEL = re.compile(r"[\s\u00a0]*(?:[:.\-–—/)]+[\s\u00a0]*)*")


@cache
def _labels() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{label})" for label in load("decisions")["labels"]))


def read_mark(passage: Passage) -> tuple[Mark, str, Passage | None, Passage]:
    """The mark that a paragraph begins with: its kind, its style, the printed label, and the text behind it."""
    text = passage.text
    dash = _DASH.match(text)
    if dash and dash.end() < len(text):
        return "dash", dash["sign"] or dash["misread"], None, passage.sub(dash.end())
    match = _labels().match(fold(text[:_LABEL]))
    if match is None:
        return "none", "", None, passage
    printed = text[: match.end()].strip()
    if re.fullmatch(r"[a-zA-Z]{1,5}", printed) and not (printed.isupper() or text[match.end()] == ")"):
        return "none", "", None, passage
    label = passage.sub(0, match.end())
    behind = _BEHIND_LABEL.match(text, match.end())
    assert behind is not None
    mark: Mark = "article" if printed[0].isalpha() and len(printed) > 5 else "number"
    if fold(printed).startswith("art"):
        mark = "article"
    return mark, _style(printed), label, passage.sub(behind.end())


def _style(printed: str) -> str:
    """The style of a label: what stays when its number is taken out."""
    return re.sub(r"\d+ ?(?:er|eme|e)?|premier|unique|\b[ivx]+\b", "#", fold(printed)).strip(" #.") or "#"


def unit_of(passage: Passage, block: Block, *, first: bool = True, last: bool = True, margin: float = 0.0) -> Unit:
    """The unit that a paragraph makes."""
    mark, sign, label, rest = read_mark(passage)
    folded = fold(rest.text.replace("\n", " "))
    return Unit(rest, block, mark, sign, label, leading_verb(rest.text), folded, first, last, margin)


def units_of(blocks: Iterable[Block]) -> list[Unit]:
    """The paragraphs of ``blocks`` in order; one in which several items run together is cut at their marks."""
    out: list[Unit] = []
    blocks = list(blocks)
    margins = _margins(blocks)
    for block in blocks:
        if block.table is not None:
            out.append(Unit(block.passage, block))
            continue
        pieces = list(_pieces(block.passage))
        margin = margins.get((block.page_last, block.column), 0.0)
        for rank, piece in enumerate(pieces):
            out.append(unit_of(piece, block, first=rank == 0, last=rank == len(pieces) - 1, margin=margin))
    return out


def _margins(blocks: list[Block]) -> dict[tuple[int, int], float]:
    """Where the longest line of each page and column ends."""
    out: dict[tuple[int, int], float] = {}
    for block in blocks:
        for line in block.lines:
            key = (line.page, block.column)
            out[key] = max(out.get(key, 0.0), line.words[-1].x1)
    return out


def _pieces(passage: Passage) -> Iterator[Passage]:
    """The paragraph cut where a printed line begins with a mark of an item."""
    cuts = [start for start in passage.line_starts if start and _opens_item(passage, start)]
    if not cuts:
        if passage:
            yield passage
        return
    for start, end in zip([0, *cuts], [*cuts, len(passage)], strict=True):
        piece = passage.sub(start, end)
        if piece:
            yield piece


_ENDED = re.compile(r"[.;:,!?»)\]][\s\u00a0]*$")


def _opens_item(passage: Passage, start: int) -> bool:
    text = passage.text
    if not _ENDED.search(text, max(0, start - 4), start):
        return False
    if _DECIDERS.match(text, start):
        return deciding_verb(text[start : start + 400]) is not None
    first = text[start]
    if not (first.isupper() or first.isdigit() or _DASH.match(text, start) or text.startswith("art", start)):
        return False
    mark, _, label, rest = read_mark(passage.sub(start, start + 2 * _LABEL))
    if mark == "dash":
        return True
    if mark in ("article", "number"):
        return (bool(label) and text[start].isupper()) or (mark == "number" and bool(leading_verb(rest.text)))
    lead = leading_verb(rest.text[:60])
    return (
        lead is not None
        and lead.form == "finite"
        and len(rest.text[: lead.end]) > 2
        and rest.text[: lead.end].isupper()
    )


_DECIDERS = re.compile(
    r"(?i:le|la|les|l['’])[ ]?(?i:conseil|assembl[ée]e|commission|comit[ée]|bureau|membres)\b|D[ÉE]CIDE"
)
_NAMED = re.compile(r"\b(?:conseil|assemblee|commission|comite|bureau|membres|unanimite|majorite)\b")


def deciding_verb(text: str) -> int | None:
    """Where the verb of "Le conseil, à l'unanimité, approuve" or "DÉCIDE" begins; None where there is none."""
    folded = fold(text.replace("\n", " "))
    at = skip_fillers(folded)
    lead = leading_verb(text[at:])
    if lead is None or lead.form != "finite":
        return None
    return at if _NAMED.search(folded[:at]) or (not at and lead.verb in opening_verbs()) else None


def opening_verbs() -> frozenset[str]:
    """The verbs that only open the list of what is decided."""
    return frozenset(load("decisions")["opening_verbs"])


def runs_on(before: Unit, after: Unit) -> bool:
    """Whether a paragraph goes on in the next one, cut by the page or by the layout.

    It does when no mark ends the first and the next begins in lower case, or when its last line is full: the next
    word would not have fitted.
    """
    if after.mark != "none" or after.table or before.table or re.search(r"[.;:!?][\s\u00a0»)]*$", before.text):
        return False
    if after.text[:1].islower():
        return True
    if not (before.last and after.first and before.block.lines and after.block.lines):
        return False
    last, word = before.block.lines[-1], after.block.lines[0].words[0]
    if not (word.has_geometry and before.margin):
        return False
    return last.words[-1].x1 + (word.x1 - word.x0) + 0.25 * (last.size or 10) > before.margin
