"""A picture of what table reading saw: rules, cells and header rows over the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.document import Affine, Box, Page, Table

if TYPE_CHECKING:
    from PIL.Image import Image

_RULE = (230, 60, 40)
_CELL = (20, 90, 200)
_HEADER = (40, 160, 70, 80)
_BODY = (60, 120, 220, 24)
_FRAME = (160, 30, 160)
_AS_IT_IS = Affine(1, 0, 0, 1, 0, 0)


def draw(image: Image, page: Page, tables: list[Table], shown: Box | None = None, hidden: str = "") -> Image:
    """A copy of ``image``, a picture of ``page``, with rules, cells and header rows drawn over it.

    Rules are red, cells blue, header rows green; a violet frame goes around each table, with its size, how it is
    drawn and its confidence. ``shown`` is the part of the page that the picture shows, by default all of it. Words
    that hold ``hidden`` are blacked out.
    """
    from PIL import Image as pictures
    from PIL import ImageDraw

    base = image.convert("RGBA")
    over = pictures.new("RGBA", base.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(over)
    part = shown or Box(0, 0, page.width, page.height)
    fx, fy = base.width / part.width, base.height / part.height
    way = page.shown or _AS_IT_IS

    def scaled(box: Box) -> tuple[float, float, float, float]:
        x0, top, x1, bottom = way.box(box) if page.shown else box
        x0, x1, top, bottom = min(x0, x1), max(x0, x1), min(top, bottom), max(top, bottom)
        return (x0 - part.x0) * fx, (top - part.top) * fy, (x1 - part.x0) * fx, (bottom - part.top) * fy

    for table in tables:
        for cell in table.cells:
            if cell.bbox is not None and cell.page == page.number:
                pen.rectangle(scaled(cell.bbox), outline=_CELL, fill=_HEADER if cell.is_header else _BODY)
    for rule in page.rules:
        pen.line(scaled(Box(rule.x0, rule.top, rule.x1, rule.bottom)), fill=_RULE, width=1)
    for table in tables:
        if page.number in table.boxes:
            place = scaled(table.boxes[page.number])
            pen.rectangle(place, outline=_FRAME, width=2)
            pen.text((place[0], max(place[1] - 22, 0)), _label(table), fill=_FRAME, font_size=18)
    for word in page.words:
        if hidden and hidden in word.text:
            pen.rectangle(scaled(word.box), fill=(0, 0, 0, 255))
    return pictures.alpha_composite(base, over).convert("RGB")


def _label(table: Table) -> str:
    kind = "ruled" if table.ruled else "aligned"
    return f"{table.n_rows} x {table.n_cols} {kind} {table.confidence:.2f}"
