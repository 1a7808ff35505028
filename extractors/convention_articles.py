"""Articles and numbered sub-articles of a convention.

The top style is the one that opens the first article ("Article 1", "I -", "1.", "A."); styles inside it nest below.
"4.1" goes under "4"; bold sub-headings without number, and a), b), stay in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from extractors.operative_units import runs_on, unit_of
from models.document import Block
from models.lexicon import load
from models.normalise.numbers import roman_value
from models.passage import Passage, join

Style = Literal["article", "composite", "roman", "number", "letter"]

_SEP = r"[\s\u00a0]*(?:[:.\-–—)/°][\s\u00a0]*)*"
_STYLES: dict[Style, re.Pattern[str]] = {
    "article": re.compile(
        r"[ \u00a0«\"]*(?i:art(?:icle)?s?\.?)[\s\u00a0]*(?:n[\s\u00a0]?°[\s\u00a0]?)?"
        r"(?P<n>\d{1,2}(?:[ ]?[.-][ ]?\d{1,2})*(?![\d/])|[IVX]{1,5}(?![a-zA-Z'’])|(?i:premier|unique)\b)"
        rf"(?:[ ]?(?:er|ER|ème|e)\b)?(?P<sep>{_SEP})"
    ),
    "composite": re.compile(
        r"[ ]*(?P<n>\d{1,2}(?:[.-]\d{1,2}){1,3})(?P<sep>[.]?[ \u00a0]*[)/:–—-]?[\s\u00a0]+|[\s\u00a0]*$)(?=\D|$)"
    ),
    "roman": re.compile(r"[ ]*(?P<n>[IVX]{1,5})(?P<sep>[ \u00a0]*[-–—.)°/:]+[\s\u00a0]*)(?=[^\W\d_]|[«\"])"),
    "number": re.compile(r"[ ]*(?P<n>\d{1,2})(?P<sep>[ \u00a0]*[-–—.)°/:]+[\s\u00a0]*)(?=[^\W\d_]|[«\"])"),
    "letter": re.compile(r"[ ]*(?P<n>[A-H])(?P<sep>[ \u00a0]*[-–—.)/:]+[\s\u00a0]+)(?=[^\W\d_]|[«\"])"),
}
_LONGEST_TITLE = 170


@dataclass(slots=True)
class Article:
    """An article or sub-article: its number as printed, its title, and the passages of its own text."""

    number: str
    parent: str | None
    level: int
    title: Passage | None
    heading: Passage
    body: list[Passage] = field(default_factory=list)

    @property
    def text(self) -> Passage:
        return join(self.body, " ")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A paragraph that begins with a number: the style, the number, where the label ends, and its block."""

    style: Style
    number: str
    end: int
    piece: Passage
    block: Block
    index: int

    @property
    def value(self) -> int | None:
        return _value(self.number)

    @property
    def rest(self) -> Passage:
        return self.piece.sub(self.end)


def find_articles(blocks: Sequence[Block]) -> tuple[list[Article], int, int]:
    """The articles of a convention, and the range of blocks they stand in (an empty range where there are none)."""
    pieces = list(_pieces(blocks))
    tops = _tops(pieces)
    if not tops:
        return [], len(blocks), len(blocks)
    first, last = tops[0].index, _end(pieces, tops[-1].index)
    articles = _read(pieces[first:last], tops, first)
    begin = _block_index(blocks, pieces, first)
    end = _block_index(blocks, pieces, last) if last < len(pieces) else len(blocks)
    return articles, begin, end


def _block_index(blocks: Sequence[Block], pieces: list[tuple[Passage, Block]], at: int) -> int:
    return next(i for i, block in enumerate(blocks) if block is pieces[at][1])


def _pieces(blocks: Sequence[Block]) -> Iterator[tuple[Passage, Block]]:
    """The paragraphs; one is cut where a printed line begins with an article's label behind a full stop."""
    for block in blocks:
        if block.table is not None:
            continue
        text = block.text
        cuts = [
            start
            for start in block.passage.line_starts
            if start
            and re.search(r"[.;:][ \n]*$", text[max(0, start - 3) : start])
            and text[start : start + 3].lower() == "art"
            and _article_heading(text[start:], bold=False)
        ]
        if not cuts and text.strip():
            yield block.passage, block
            continue
        for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
            if text[start:end].strip():
                yield block.passage.sub(start, end), block


def _article_heading(text: str, *, bold: bool) -> re.Match[str] | None:
    """The label of an article at the start of a paragraph; "Article 5 de la présente convention" is a sentence."""
    match = _STYLES["article"].match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    separated = bool(match["sep"].strip()) or not rest or "\n" in match["sep"]
    return match if separated or bold or rest[:1].isupper() else None


def _mark(piece: Passage, block: Block, index: int, style: Style) -> _Mark | None:
    match = _article_heading(piece.text, bold=block.bold) if style == "article" else _STYLES[style].match(piece.text)
    if match is None:
        return None
    number = re.sub(r"\s", "", match["n"]).strip(".-")
    number = "1" if number.lower() == "premier" else number
    return _Mark(style, number, match.end(), piece, block, index)


def _value(number: str) -> int | None:
    if number.isdigit():
        return int(number)
    if number.lower() == "unique":
        return 1
    if re.fullmatch(r"[A-H]", number):
        return ord(number) - 64
    return roman_value(number)


def _tops(pieces: list[tuple[Passage, Block]]) -> list[_Mark]:
    """The headings of the articles: of the style that opens article 1, in rising order."""
    articles = [m for i, (p, b) in enumerate(pieces) if (m := _mark(p, b, i, "article"))]
    tops = _rising([m for m in articles if m.value is not None], gap=5)
    if tops:
        return tops
    runs = []
    for style in ("roman", "number", "letter"):
        marks = [m for i, (p, b) in enumerate(pieces) if (m := _mark(p, b, i, style)) and _looks_like_heading(m)]
        strong = _rising([m for m in marks if _stands_out(m.block)], gap=1)
        run = strong if len(strong) > 1 else _rising(marks, gap=1)
        if len(run) > 1:
            runs.append(run)
    return min(runs, key=lambda run: run[0].index, default=[])


def _rising(marks: list[_Mark], gap: int) -> list[_Mark]:
    """Marks from number 1 on, each higher than the last by at most ``gap``; a new 1 ends the run (an annex)."""
    out: list[_Mark] = []
    for mark in marks:
        value, last = mark.value or 0, (out[-1].value or 0) if out else 0
        if not out and value != 1:
            continue
        if not out or last < value <= last + gap:
            out.append(mark)
        elif value == 1 and len(out) > 2:
            break
    return out


def _stands_out(block: Block) -> bool:
    return block.bold or block.underlined or block.centred or block.text.isupper()


def _looks_like_heading(mark: _Mark) -> bool:
    """Whether a numbered paragraph is a heading: set apart, or short without the end of a sentence."""
    rest = mark.rest.text
    words = mark.rest.words()
    if words and words[0].bold and not all(w.bold for w in words):
        return True
    return len(rest) <= _LONGEST_TITLE and (_stands_out(mark.block) or not re.search(r"[.;,]\s*$", rest))


@cache
def _any(key: str) -> re.Pattern[str]:
    value = load("conventions")["articles"][key]
    return re.compile(r"[\W_]*(?:" + "|".join([value] if isinstance(value, str) else value) + ")", re.IGNORECASE)


def _end(pieces: list[tuple[Passage, Block]], last: int) -> int:
    """The index behind the last article: of the place and date, the signatures or the annexes."""
    for index in range(last + 1, len(pieces)):
        text = pieces[index][0].text
        if _any("end").match(text) or (index > last + 1 and _signs(pieces, index)):
            return index
    return len(pieces)


def _signs(pieces: list[tuple[Passage, Block]], index: int) -> bool:
    """Whether a short line names who signs and short lines alone follow it."""
    if not _any("signer").match(pieces[index][0].text) or len(pieces[index][0].text) > 110:
        return False
    return all(len(piece.text) < 130 and not piece.text.endswith(".") for piece, _ in pieces[index : index + 3])


# -- reading


def _read(pieces: list[tuple[Passage, Block]], tops: list[_Mark], shift: int) -> list[Article]:
    out: list[Article] = []
    by_index = {mark.index - shift: mark for mark in tops}
    skip: set[int] = set()
    sub_style: Style | None = None
    for index, (piece, _) in enumerate(pieces):
        if index in skip:
            continue
        mark, level = by_index.get(index), 1
        if mark is not None:
            sub_style = None
        elif out:
            mark, level = _sub(pieces, index, out, tops[0].style, sub_style)
            if mark is not None and mark.style not in ("article", "composite"):
                sub_style = mark.style
        if mark is None:
            if out and not _any("groups").match(piece.text):
                out[-1].body.append(piece)
            continue
        title, rest, used = _title(mark, pieces, index)
        skip.update(used)
        parent = None if level == 1 else _parent(mark, out, level)
        out.append(Article(mark.number, parent, level, title, piece))
        if rest:
            out[-1].body.append(rest)
    return out


def _parent(mark: _Mark, out: list[Article], level: int) -> str | None:
    if mark.style in ("article", "composite"):
        above = re.split(r"[.-](?=\d+$)", mark.number)[0]
        numbers = [a.number for a in reversed(out) if a.level == level - 1]
        return next((n for n in numbers if n == above or str(_value(n)) == above), above)
    return next((a.number for a in reversed(out) if a.level == level - 1), None)


def _sub(
    pieces: list[tuple[Passage, Block]], index: int, out: list[Article], top: Style, sub_style: Style | None
) -> tuple[_Mark | None, int]:
    """The heading of a sub-article at ``index`` and its level, (None, 0) for text."""
    piece, block = pieces[index]
    article = next(a.number for a in reversed(out) if a.level == 1)
    for style in ("article", "composite"):
        mark = _mark(piece, block, index, style)
        under = "|".join(re.escape(n) for n in (article, str(_value(article))))  # "2.1" under "II"
        if mark and re.match(rf"(?:{under})[.-]\d", mark.number) and _may_head(mark):
            return mark, 1 + len(re.findall(r"[.-]\d", mark.number))
    styles: tuple[Style, ...] = (sub_style,) if sub_style else ("roman", "number", "letter")
    for style in styles:
        mark = _mark(piece, block, index, style)
        if style == top or mark is None or not _looks_like_heading(mark):
            continue
        if top == "article" and not (block.bold and len(mark.rest) < _LONGEST_TITLE):
            continue
        last = next((a for a in reversed(out) if a.level < 3), None)
        before = _value(last.number) if last is not None and last.level == 2 else 0
        if mark.value == (before or 0) + 1 and (before or _goes_on(pieces, mark, top)):
            return mark, 2
    return None, 0


def _may_head(mark: _Mark) -> bool:
    """Whether a composite number opens a sub-article and is no cross-reference ("4.2 de la convention")."""
    rest = mark.rest.text
    return not rest or rest[:1].isupper() or not rest[:1].isalpha() or _stands_out(mark.block)


def _goes_on(pieces: list[tuple[Passage, Block]], mark: _Mark, top: Style) -> bool:
    """Whether a second heading of the same style follows with text in between: headings, not the items of a list."""
    if mark.index + 1 < len(pieces) and _mark(*pieces[mark.index + 1], mark.index + 1, mark.style):
        return False
    for index in range(mark.index + 1, len(pieces)):
        piece, block = pieces[index]
        again = _mark(piece, block, index, mark.style)
        if again and again.value == 2 and _looks_like_heading(again):
            return not (top == "article" and not block.bold)
        if _mark(piece, block, index, top):
            return False
    return False


def _title(
    mark: _Mark, pieces: list[tuple[Passage, Block]], index: int
) -> tuple[Passage | None, Passage | None, list[int]]:
    """The title of an article, the text that follows it in the same paragraph, and the paragraphs used up."""
    rest = mark.rest
    if not rest:
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if following and _stands_out(following[1]) and len(following[0]) <= _LONGEST_TITLE:
            return _trimmed(following[0]), None, [index + 1]
        return None, None, []
    cut = _title_end(rest, mark.block)
    if cut == 0:
        return None, rest, []
    if cut < len(rest):
        return _trimmed(rest.sub(0, cut)), rest.sub(cut), []
    used: list[int] = []
    parts = [rest]
    while index + 1 + len(used) < len(pieces):
        piece, block = pieces[index + 1 + len(used)]
        wraps = block.bold and mark.block.bold and piece.text[:1].islower() and len(piece) < 120
        if not wraps or not runs_on(unit_of(parts[-1], mark.block), unit_of(piece, block)):
            break
        parts.append(piece)
        used.append(index + len(used) + 1)
    return _trimmed(join(parts, " ")), None, used


def _title_end(rest: Passage, block: Block) -> int:
    """Where the title ends in the text behind a label; 0 where the text begins at once."""
    bold = 0
    for piece in rest.pieces:
        if not piece.word.bold:
            break
        bold = piece.end
    if bold:
        return len(rest) if bold >= len(rest.text.rstrip()) else bold
    text = rest.text
    colon = re.match(r"[^.:;]{3,90}?[ \u00a0]?:[ \u00a0]+(?=[A-ZÀ-Ý])", text)
    if colon and len(text) > 130:
        return colon.end()
    lines = [s for s in rest.line_starts if 0 < s < len(text)]
    if lines and len(text) > _LONGEST_TITLE and _first_line_is_short(rest, block, lines[0]):
        return lines[0]
    sentence = re.search(r"[.;,]\s*$", text) is not None and len(text) > 60
    return 0 if len(text) > _LONGEST_TITLE or sentence else len(text)


def _first_line_is_short(rest: Passage, block: Block, second: int) -> bool:
    """Whether the printed line of the label ends well before the margin: a title, and no sentence that runs on."""
    first, whole = rest.sub(0, second).words(), [line.box.x1 for line in block.lines]
    if not first or not first[-1].has_geometry or not whole or not rest.text[second : second + 1].isupper():
        return False
    return first[-1].x1 < min(whole) + 0.85 * (max(whole) - min(whole)) or first[-1].x1 < 0.8 * max(whole)


def _trimmed(title: Passage) -> Passage:
    text = title.text
    return title.sub(0, len(text.rstrip(" \u00a0\n:.–—-;")))


_BULLET = re.compile(r"[•▪▫●○◦■□➢➔→✓✔❖·‣⁃\uf0a7\uf0b7\uf0d8\uf0fc]")


def clean(passage: Passage) -> str:
    """The text on one line, list marks as "- "."""
    return re.sub(rf"(?:(?<=\s)|^){_BULLET.pattern}(?=\s)", "-", passage.flat)
