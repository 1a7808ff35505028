"""What a reader makes of a file: pages of words with their places, rules, tables and running text.

All coordinates are PDF points from the top-left corner of the page as it is shown (rotation applied).
Page numbers start at 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal, NamedTuple

from models.passage import Passage
from models.values import value

TextSource = Literal["native", "ocr", "mixed", "text", "none"]
Severity = Literal["error", "warning", "info"]
FurnitureKind = Literal["header", "footer", "page_number", "stamp", "margin"]


class Box(NamedTuple):
    """A rectangle on a page, in points from the top-left corner."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def contains(self, other: Box, slack: float = 1.0) -> bool:
        """Whether the centre line of ``other`` lies inside this box, give or take ``slack`` points."""
        middle = (other.top + other.bottom) / 2
        centre = (other.x0 + other.x1) / 2
        return self.x0 - slack <= centre <= self.x1 + slack and self.top - slack <= middle <= self.bottom + slack


class Affine(NamedTuple):
    """The map (x, y) -> (a x + c y + e, b x + d y + f)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, box: Box) -> Box:
        """The box of the same size about the mapped middle; its sides change place with a quarter of a turn."""
        x, y = self.point((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2)
        wide, high = (box.height, box.width) if abs(self.b) > abs(self.a) else (box.width, box.height)
        return Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)

    def inverse(self) -> Affine:
        """The way back. Raises ZeroDivisionError when there is none."""
        scale = self.a * self.d - self.b * self.c
        a, b, c, d = self.d / scale, -self.b / scale, -self.c / scale, self.a / scale
        return Affine(a, b, c, d, -(a * self.e + c * self.f), -(b * self.e + d * self.f))


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all ``boxes``. Raises ValueError when there is none."""
    items = list(boxes)
    if not items:
        raise ValueError("no box to unite")
    return Box(
        min(b.x0 for b in items),
        min(b.top for b in items),
        max(b.x1 for b in items),
        max(b.bottom for b in items),
    )


@value
class Word:
    """A run of glyphs without white space, on one line of one page."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    page: int
    size: float = 0.0
    bold: bool = False
    upright: bool = True
    has_geometry: bool = True  # False for words of a plain text input
    confidence: float | None = None  # 0 to 1 for OCR, None for native text
    baseline: float = 0.0  # y of the line the glyphs stand on, 0 where it is not known

    @property
    def box(self) -> Box:
        return Box(self.x0, self.top, self.x1, self.bottom)

    @property
    def foot(self) -> float:
        """The baseline, or a fair guess of it where the reader knows none."""
        return self.baseline or self.bottom - 0.2 * (self.bottom - self.top)


def around(words: Sequence[Word]) -> Box:
    """The smallest box around words of one page. Raises ValueError when there is none."""
    return Box(min(map(_X0, words)), min(map(_TOP, words)), max(map(_X1, words)), max(map(_BOTTOM, words)))


_X0, _TOP, _X1, _BOTTOM, _BOLD = map(attrgetter, ("x0", "top", "x1", "bottom", "bold"))


@value
class Rule:
    """A straight drawn line (or thin filled rectangle): horizontal when ``top == bottom``."""

    x0: float
    top: float
    x1: float
    bottom: float
    dashed: bool = False

    @property
    def horizontal(self) -> bool:
        return self.top == self.bottom


@value
class Fill:
    """A filled area, such as the shading of a header row; ``grey`` is its lightness from 0 to 1."""

    x0: float
    top: float
    x1: float
    bottom: float
    grey: float

    @property
    def box(self) -> Box:
        return Box(self.x0, self.top, self.x1, self.bottom)


@dataclass(slots=True, unsafe_hash=True)
class Line:
    """The words of one printed line (of one column), left to right, and what follows from them."""

    words: tuple[Word, ...]
    text: str
    box: Box
    page: int = field(init=False)
    bold: bool = field(init=False)
    size: float = field(init=False)  # that most characters of the line have

    def __post_init__(self) -> None:
        self.page = self.words[0].page
        self.bold = all(map(_BOLD, self.words))
        self.size = _usual_size(self.words)


def line_of(words: Iterable[Word]) -> Line:
    """The line that some words of one page make."""
    held = tuple(words)
    return Line(held, " ".join([w.text for w in held]), around(held))


def _usual_size(words: Sequence[Word]) -> float:
    sizes = dict.fromkeys([w.size for w in words], 0)
    if len(sizes) == 1:
        return words[0].size
    for word in words:
        sizes[word.size] += len(word.text)
    return max(sizes, key=lambda s: (sizes[s], s))


@value
class Cell:
    """One cell of a table; ``row`` and ``col`` count from 0 over the whole table, also over pages.

    ``lines`` holds one passage per paragraph of the cell, in reading order.
    """

    row: int
    col: int
    row_span: int
    col_span: int
    is_header: bool
    passage: Passage
    page: int
    bbox: Box | None

    @property
    def text(self) -> str:
        """The cell's text on one line."""
        return self.passage.flat


@dataclass(slots=True, eq=False)
class Table:
    """A logical table: one that runs over pages is one table. Two are equal when they are one and the same."""

    cells: list[Cell]
    n_rows: int
    n_cols: int
    page_first: int
    page_last: int
    boxes: dict[int, Box] = field(default_factory=dict)  # page -> place on that page
    confidence: float = 1.0
    ruled: bool = True

    @property
    def header_rows(self) -> int:
        """How many leading rows are header rows."""
        headers = {c.row for c in self.cells if c.is_header}
        count = 0
        while count in headers:
            count += 1
        return count

    def row(self, index: int) -> list[Cell]:
        """The cells that begin in row ``index``, left to right."""
        return sorted((c for c in self.cells if c.row == index), key=lambda c: c.col)

    def at(self, row: int, col: int) -> Cell | None:
        """The cell that covers the place (row, col), spans included."""
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.row_span and cell.col <= col < cell.col + cell.col_span:
                return cell
        return None


@dataclass(slots=True, eq=False)
class Block:
    """A paragraph, a list item, a heading or a table, in reading order. Two are equal when they are one and the same.

    A text block has ``passage`` filled and ``table`` None; a table block has ``table``, and ``passage`` empty.
    A paragraph that runs over a page end is one block.
    """

    passage: Passage
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    page_first: int = 1
    page_last: int = 1
    bold: bool = False
    centred: bool = False
    underlined: bool = False
    large: bool = False  # set in glyphs clearly larger than the running text
    size: float = 0.0
    column: int = 0  # rank of the column on its page, 0 where the page has one column

    @property
    def text(self) -> str:
        return self.passage.text


@value
class Furniture:
    """Text kept out of the reading flow: running headers, footers, page numbers, stamps."""

    kind: FurnitureKind
    passage: Passage
    page: int


@dataclass(slots=True)
class Page:
    """One page as read, before layout."""

    number: int
    width: float
    height: float
    words: list[Word]
    rules: list[Rule] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    text_source: TextSource = "native"
    shown: Affine | None = None  # for a page that was laid straight: the way back to the page as it is shown


@value
class Note:
    """Something a stage could not do, for the diagnostics table."""

    stage: str
    severity: Severity
    code: str
    message: str
    page: int | None = None


@dataclass(slots=True)
class Document:
    """A file as read and laid out: the only thing that segmentation and extractors see."""

    document_id: str
    file_name: str
    page_count: int
    pages: list[Page]
    blocks: list[Block] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    text_source: TextSource = "native"
    notes: list[Note] = field(default_factory=list)

    @property
    def tables(self) -> list[Table]:
        return [b.table for b in self.blocks if b.table is not None]
