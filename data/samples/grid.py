"""Tables as drawn on paper, and the same tables as HTML truth."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from samples.drawing import Sheet, unbroken
from samples.truth import plain

Rules = Literal["full", "horizontal", "shaded", "none", "rects", "dashed", "outer"]


@dataclass(frozen=True)
class Cell:
    """One cell; a line feed in its text starts a new line."""

    text: str = ""
    colspan: int = 1
    rowspan: int = 1
    align: str = "L"
    bold: bool = False
    fill: int | None = None  # grey of the shading, 0 to 255
    white: bool = False  # white letters


@dataclass
class Grid:
    """A table: ``rows`` hold texts or cells in HTML order (cells under a vertical span are left out)."""

    widths: list[float]
    rows: list[Sequence[Cell | str]]
    header_rows: int = 1
    rules: Rules = "full"
    header: Cell = field(default_factory=lambda: Cell(align="C", bold=True))  # align "" is the column's own
    align: str = ""  # one letter a column: "LRR"
    size: float = 9
    pad: float = 3
    repeat: bool = True  # the header is printed again on each page
    cut: bool = False  # a row may be cut by a page end
    kind: str = "data"  # class of the table in the truth
    truth_rows: list[Sequence[Cell | str]] | None = None  # when the truth differs from what is drawn

    def cells(self, rows: list[Sequence[Cell | str]] | None = None) -> list[tuple[int, int, Cell]]:
        """(row, column, cell) of every cell, with the header's and the columns' own looks applied."""
        taken: set[tuple[int, int]] = set()
        out = []
        for r, row in enumerate(self.rows if rows is None else rows):
            c = 0
            for item in row:
                while (r, c) in taken:
                    c += 1
                cell = self._look(item, r, c)
                taken.update((r + i, c + j) for i in range(cell.rowspan) for j in range(cell.colspan))
                out.append((r, c, cell))
                c += cell.colspan
        return out

    def _look(self, item: Cell | str, row: int, col: int) -> Cell:
        align = self.align[col] if col < len(self.align) else "L"
        if row < self.header_rows:
            cell = item if isinstance(item, Cell) else Cell(item)
            head = self.header
            return replace(cell, align=head.align or align, bold=head.bold, fill=head.fill, white=head.white)
        return item if isinstance(item, Cell) else Cell(item, align=align)

    def to_html(self) -> str:
        """The table as the truth files have it."""
        rows = self.rows if self.truth_rows is None else self.truth_rows
        lines: dict[int, str] = {}
        for r, _, cell in self.cells(rows):
            tag = "th" if r < self.header_rows else "td"
            spans = "".join(
                f' {name}="{n}"' for name, n in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if n > 1
            )
            lines[r] = lines.get(r, "") + f"<{tag}{spans}>{html.escape(plain(cell.text), quote=False)}</{tag}>"
        head = "".join(f"<tr>{lines[r]}</tr>\n" for r in range(self.header_rows))
        body = "\n".join(f"<tr>{lines[r]}</tr>" for r in range(self.header_rows, len(rows)))
        head = f"<thead>\n{head}</thead>\n" if head else ""
        return f'<table class="{self.kind}" data-cols="{len(self.widths)}">\n{head}<tbody>\n{body}</tbody></table>\n'


def draw(sheet: Sheet, grid: Grid, *, x: float | None = None, after: float = 8) -> None:
    """Draw ``grid`` at the current height, over as many pages as it takes."""
    pen = _Pen(sheet, grid, sheet.l_margin if x is None else x)
    pen.draw()
    sheet.face()
    sheet.set_xy(sheet.l_margin, sheet.get_y() + after)


class _Pen:
    def __init__(self, sheet: Sheet, grid: Grid, x: float) -> None:
        self.sheet, self.grid = sheet, grid
        self.x = [x + sum(grid.widths[:n]) for n in range(len(grid.widths) + 1)]
        sheet.face(size=grid.size)
        self.step = sheet.step
        self.cells = grid.cells()
        self.texts = {(r, c): self._wrap(c, cell) for r, c, cell in self.cells}
        self.heights = self._heights()

    def _wrap(self, col: int, cell: Cell) -> list[str]:
        self.sheet.face(size=self.grid.size, bold=cell.bold)
        width = self.x[col + cell.colspan] - self.x[col] - 2 * self.grid.pad
        if not cell.text:
            return []
        found = self.sheet.multi_cell(width, self.step, unbroken(cell.text), dry_run=True, output="LINES", align="L")
        assert isinstance(found, list)
        if self.sheet.is_ttf_font:
            return [str(line) for line in found]
        return [str(line).encode("latin-1").decode("windows-1252") for line in found]  # fpdf2 has encoded them

    def _heights(self) -> list[float]:
        pad = 2 * self.grid.pad
        heights = [self.step + pad] * len(self.grid.rows)
        for r, c, cell in sorted(self.cells, key=lambda item: item[2].rowspan):
            need = len(self.texts[r, c]) * self.step + pad
            missing = need - sum(heights[r : r + cell.rowspan])
            if missing > 0:
                heights[r + cell.rowspan - 1] += missing
        return heights

    def _groups(self) -> list[list[int]]:
        """Rows that a vertical span ties together."""
        groups: list[list[int]] = []
        tied = -1
        for r in range(len(self.grid.rows)):
            if r > tied:
                groups.append([])
            groups[-1].append(r)
            tied = max([tied] + [row + cell.rowspan - 1 for row, _, cell in self.cells if row == r])
        return groups

    def draw(self) -> None:
        sheet, grid = self.sheet, self.grid
        head = list(range(grid.header_rows))
        for group in self._groups():
            height = sum(self.heights[r] for r in group)
            room = sheet.page_break_trigger - sheet.get_y()
            if height > room:
                if (
                    grid.cut
                    and len(group) == 1
                    and group[0] >= grid.header_rows
                    and room > 2 * self.step + grid.pad * 2
                ):
                    self._cut(group[0], room)
                    continue
                self._next_page(head, group)
            self._rows(group)

    def _next_page(self, head: list[int], group: list[int]) -> None:
        self.sheet.add_page()
        if self.grid.repeat and group[0] >= self.grid.header_rows:
            self._rows(head)

    def _cut(self, row: int, room: float) -> None:
        """Print the part of ``row`` that fits, the rest on the next page."""
        fits = int((room - 2 * self.grid.pad) // self.step)
        rest = {}
        for r, c, _ in self.cells:
            if r == row:
                rest[c] = self.texts[r, c][fits:]
                self.texts[r, c] = self.texts[r, c][:fits]
        self.heights[row] = fits * self.step + 2 * self.grid.pad
        self._rows([row])
        for c, lines in rest.items():
            self.texts[row, c] = lines
        self.heights[row] = max(map(len, rest.values())) * self.step + 2 * self.grid.pad
        self._next_page(list(range(self.grid.header_rows)), [row])
        self._rows([row])

    def _rows(self, rows: list[int]) -> None:
        sheet = self.sheet
        top = sheet.get_y()
        tops = {r: top + sum(self.heights[k] for k in rows[:n]) for n, r in enumerate(rows)}
        sheet.set_auto_page_break(False)
        for r, c, cell in self.cells:
            if r in tops:
                height = sum(self.heights[k] for k in range(r, r + cell.rowspan) if k in tops)
                self._cell(r, c, cell, tops[r], height)
        sheet.set_auto_page_break(True, sheet.style.margins[3])
        sheet.set_y(top + sum(self.heights[r] for r in rows))

    def _cell(self, row: int, col: int, cell: Cell, top: float, height: float) -> None:
        sheet, grid = self.sheet, self.grid
        x0, x1 = self.x[col], self.x[col + cell.colspan]
        if cell.fill is not None:
            sheet.set_fill_color(cell.fill)
            sheet.rect(x0, top, x1 - x0, height, style="F")
        self._edges(row, x0, x1, top, top + height)
        lines = self.texts[row, col]
        sheet.face(size=grid.size, bold=cell.bold)
        if cell.white:
            sheet.set_text_color(255)
        start = (
            top + (height - len(lines) * self.step) / 2
            if cell.rowspan > 1 or row < grid.header_rows
            else top + grid.pad
        )
        for n, line in enumerate(lines):
            sheet.set_xy(x0 + grid.pad, start + n * self.step)
            sheet.cell(x1 - x0 - 2 * grid.pad, self.step, line, align=cell.align)
        sheet.set_text_color(0)

    def _edges(self, row: int, x0: float, x1: float, top: float, bottom: float) -> None:
        sheet, rules = self.sheet, self.grid.rules
        sheet.set_line_width(0.5)
        if rules == "full":
            sheet.rect(x0, top, x1 - x0, bottom - top)
        elif rules == "dashed":
            sheet.set_dash_pattern(2, 1.5)
            sheet.rect(x0, top, x1 - x0, bottom - top)
            sheet.set_dash_pattern()
        elif rules == "rects":
            sheet.set_fill_color(0)
            for box in (
                (x0, top, x1 - x0, 0.6),
                (x0, bottom - 0.6, x1 - x0, 0.6),
                (x0, top, 0.6, bottom - top),
                (x1 - 0.6, top, 0.6, bottom - top),
            ):
                sheet.rect(*box, style="F")
        elif rules == "horizontal":
            if row == 0:
                sheet.line(x0, top, x1, top)
            sheet.line(x0, bottom, x1, bottom)
