"""Running headers, footers, page numbers and stamps: kept out of the flowing text, and kept findable."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from models.document import Furniture, FurnitureKind, Page, Table, Word
from models.lexicon import any_of
from models.passage import from_lines
from pipeline.layout.rows import Row, Segment

_BAND = 0.13  # share of the page height at its top and bottom in which headers and footers stand
_DEPTH = 7  # rows looked at from either end
_DRIFT = 8.0  # points that a running line may move from page to page
_NUMBER = re.compile(
    r"^[\W_]*(?:page\s*|p\.\s*|feuillet\s*(?:n°\s*)?|folio\s*)?(\d{1,4})(?:\s*(?:/|sur|de)\s*\d{1,4})?[\W_]*$", re.I
)
_COUNTER = re.compile(r"\W*(?:\bpage\s*\d+(?:\s*(?:/|sur)\s*\d+)?|\b\d+\s*(?:/|sur)\s*\d+)\W*$", re.IGNORECASE)
_RANKED = re.compile(r"\W*(?:[IVX]{1,4}|[A-H]|\d{1,2})\s*[.)–-]\s*[^\W\d]")
_PAGED = re.compile(r"\bpage\s*\d|\d\s*/\s*\d", re.I)
_ACT_ID = re.compile(r"^\W*\d{2}[\dAB]-\d{9}-\d{8}-")
_DATE_ALONE = re.compile(r"^\W*(?:le\s+)?\d{1,2}[/.\s-](?:\d{1,2}|\w+)[/.\s-]\d{2,4}\W*$")
_DATE_OR_ID = re.compile(r"^\W*(?:le\s+)?\d")

PageRows = list[Row]


def set_furniture_apart(pages: list[Page], rows: list[PageRows]) -> tuple[list[PageRows], list[Furniture]]:
    """Part the rows of each page into running text and furniture.

    Returns the rows without furniture, page by page, and the furniture in page order.
    """
    found: list[Furniture] = []
    body: list[PageRows] = []
    for page, page_rows in zip(pages, rows, strict=True):
        kept, stamps = _take_stamps(page_rows)
        body.append(kept)
        found.extend(_furniture("stamp", stamps, page.number))
        turned = [w for w in page.words if not w.upright]
        if turned:
            found.append(Furniture("margin", from_lines([turned]), page.number))
    repeated = _repeated(pages, body)
    for index, page in enumerate(pages):
        kept = []
        for row in body[index]:
            kind = repeated.get((page.number, id(row))) or _alone(page, row, body[index], len(pages))
            if kind:
                found.append(Furniture(kind, from_lines([row.words]), page.number))
            else:
                kept.append(row)
        body[index] = kept
    found.sort(key=lambda f: f.page)
    return body, found


def is_stamp(table: Table) -> bool:
    """Whether what looks like a table is the ruled box of a receipt stamp."""
    stamp = any_of("furniture", "stamp", prefix=r"^\W*")
    filled = [c.text for c in table.cells if c.text]
    lines = sum(1 for text in filled if stamp.match(text) or _ACT_ID.match(text))
    return table.n_rows <= 8 and lines * 2 >= len(filled) > 0


def _furniture(kind: FurnitureKind, lines: Iterable[list[Word]], page: int) -> list[Furniture]:
    return [Furniture(kind, from_lines([words]), page) for words in lines]


def _take_stamps(rows: PageRows) -> tuple[PageRows, list[list[Word]]]:
    """Segments that read as lines of a receipt stamp leave the rows; a value beside or below its label goes along."""
    stamp = any_of("furniture", "stamp", prefix=r"^\W*")
    kept: PageRows = []
    stamps: list[list[Word]] = []
    waiting: list[Word] | None = None  # the last label without a value
    for row in rows:
        rest: list[Segment] = []
        taken = False
        for segment in row.segments:
            if stamp.match(segment.text) or _ACT_ID.match(segment.text):
                stamps.append(list(segment.words))
                waiting = None if any(c.isdigit() for c in segment.text) else stamps[-1]
                taken = True
            elif taken and _DATE_OR_ID.match(segment.text):
                stamps[-1].extend(segment.words)
                waiting = None
            elif waiting and _DATE_ALONE.match(segment.text) and _below(waiting, segment):
                waiting.extend(segment.words)
                waiting = None
            else:
                rest.append(segment)
                taken = False
        if len(rest) == len(row.segments):
            kept.append(row)
        elif rest:
            kept.append(Row(rest, row.page))
    return kept, stamps


def _below(label: list[Word], segment: Segment) -> bool:
    """Whether a segment stands right under a label, no further than two lines."""
    height = max(w.bottom - w.top for w in label)
    gap = segment.box.top - max(w.bottom for w in label)
    beside = segment.x0 < max(w.x1 for w in label) + 40 and segment.x1 > min(w.x0 for w in label) - 5
    return -0.5 * height < gap < 2 * height and beside


def _edges(page: Page, rows: PageRows) -> list[tuple[Row, FurnitureKind]]:
    """Rows in the bands at the top and bottom of a page."""
    out: list[tuple[Row, FurnitureKind]] = []
    for row in rows[:_DEPTH]:
        if row.bottom < page.height * _BAND:
            out.append((row, "header"))
    for row in rows[-_DEPTH:]:
        if row.top > page.height * (1 - _BAND):
            out.append((row, "footer"))
    return out


def _repeated(pages: list[Page], rows: list[PageRows]) -> dict[tuple[int, int], FurnitureKind]:
    """Rows that stand with the same wording (figures aside) at the same height on neighbouring pages."""
    opening = any_of("furniture", "opening", prefix=r"(?:^|\n)\W*")
    told = any_of("furniture", "told", prefix=r"^\W*", suffix=r"(?!\w)")
    at: dict[str, list[tuple[int, float, Row, FurnitureKind]]] = defaultdict(list)
    opens: set[int] = set()
    for page, page_rows in zip(pages, rows, strict=True):
        head = " \n".join(r.text for r in page_rows if r.top < page.height * 0.45)
        if opening.search(head):
            opens.add(page.number)
        for row, kind in _edges(page, page_rows):
            if told.match(row.text):
                continue
            key = re.sub(r"\d+", "#", row.text.casefold())
            height = row.top if kind == "header" else page.height - row.bottom
            at[key].append((page.number, height, row, kind))
    heading = any_of("furniture", "numbered_heading", prefix=r"^\W*", suffix=r"s?\b[^\d\n]{0,20}\d")
    out: dict[tuple[int, int], FurnitureKind] = {}
    for key, places in at.items():
        for number, height, row, kind in places:
            near = {n for n, h, _, k in places if k == kind and abs(h - height) < _DRIFT and 0 < abs(n - number) <= 2}
            if not near or (heading.match(row.text) and not _told_beside(row, number, places)):
                continue
            first_told = kind == "header" and not near & {number - 1, number - 2}
            if _NUMBER.match(row.text):
                out[number, id(row)] = "page_number"
            elif first_told and all(w.bold for w in row.words):
                continue  # the heading of a sheet that its next sheet bears again
            elif (
                kind == "footer"
                or (number not in opens and key.strip("# "))
                or (number in opens and number + 1 in near and number + 1 not in opens)
            ):
                out[number, id(row)] = kind
    for page, page_rows in zip(pages, rows, strict=True):
        _keep_sections(page, page_rows, out)
    return out


def _keep_sections(page: Page, rows: PageRows, out: dict[tuple[int, int], FurnitureKind]) -> None:
    """Take sections out of the running lines that stand below a line of their sheet's own: each sheet prints them."""
    own = False
    for row, _ in _edges(page, rows):
        kind = out.get((page.number, id(row)))
        if kind is None:
            own = own or not _NUMBER.match(row.text)
        elif kind == "header" and own and _RANKED.match(row.text):
            del out[page.number, id(row)]


def _told_beside(row: Row, number: int, places: list[tuple[int, float, Row, FurnitureKind]]) -> bool:
    """Whether a page beside bears the very same line, its figures included, save a count of pages."""
    own = _COUNTER.sub("", row.text)
    return any(
        (n == number - 1 and other.text == row.text)
        or (abs(n - number) == 1 and own != row.text and _COUNTER.sub("", other.text) == own)
        for n, _, other, _ in places
    )


def _alone(page: Page, row: Row, rows: PageRows, page_count: int) -> FurnitureKind | None:
    """Page numbers that do not repeat, told by their form and place."""
    match = _NUMBER.match(row.text)
    if not match:
        return None
    last = row is rows[-1] and row.top > page.height * 0.88
    first = row is rows[0] and row.bottom < page.height * 0.1
    if not (first or last):
        return None
    if _PAGED.search(row.text) or (last and (page_count > 1 or int(match[1]) == page.number)):
        return "page_number"
    return "page_number" if int(match[1]) == page.number else None
