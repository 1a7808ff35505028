"""A picture of what table reading saw: rules, shadings, cells and header rows over the page."""

from __future__ import annotations

from typing import Any

from models.document import Page, Table

_RULE = (230, 60, 40)
_CELL = (20, 90, 200)
_HEADER = (40, 160, 70, 70)
_BODY = (60, 120, 220, 28)
_FRAME = (160, 30, 160)


def draw(page_image: Any, page: Page, tables: list[Table]) -> Any:
    """A copy of ``page_image`` (a PIL image of the whole page) with rules, cells and header rows drawn over it.

    Rules are red, cells blue, header rows green; a violet frame goes around each table, with its confidence.
    """
    from PIL import Image, ImageDraw

    base = page_image.convert("RGBA")
    over = Image.new("RGBA", base.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(over)
    fx, fy = base.width / page.width, base.height / page.height

    def scaled(x0: float, top: float, x1: float, bottom: float) -> list[float]:
        return [min(x0, x1) * fx, min(top, bottom) * fy, max(x0, x1) * fx, max(top, bottom) * fy]

    for table in tables:
        for cell in table.cells:
            if cell.bbox is not None and cell.page == page.number:
                fill = _HEADER if cell.is_header else _BODY
                pen.rectangle(scaled(*cell.bbox), outline=_CELL, fill=fill)
    for rule in page.rules:
        pen.line(scaled(rule.x0, rule.top, rule.x1, rule.bottom), fill=_RULE, width=1)
    for table in tables:
        if page.number in table.boxes:
            place = scaled(*table.boxes[page.number])
            pen.rectangle(place, outline=_FRAME, width=2)
            kind = "ruled" if table.ruled else "aligned"
            label = f"{table.n_rows} x {table.n_cols} {kind} {table.confidence:.2f}"
            pen.text((place[0], max(place[1] - 12, 0)), label, fill=_FRAME)
    return Image.alpha_composite(base, over).convert("RGB")
