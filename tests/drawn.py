"""Small PDFs drawn for tests: text at a place, rules, shadings, tables of text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fpdf import FPDF

from models.document import Page, Table
from pipeline.readers.native import read_pdf
from pipeline.tables import find_tables, stitch
from pipeline.tables.plain import stitched


class Sheet:
    """Pages in points from the top-left corner."""

    def __init__(self, orientation: str = "portrait", rotate: int = 0) -> None:
        self.pdf = FPDF(orientation=orientation, unit="pt", format="a4")  # type: ignore[arg-type]
        self.pdf.set_auto_page_break(False)
        self.pdf.set_compression(False)
        self.rotate = rotate
        self.page()

    def page(self) -> Sheet:
        self.pdf.add_page()
        self.pdf.set_font("Helvetica", size=9)
        return self

    def text(self, x: float, y: float, text: str, bold: bool = False, right: bool = False, size: float = 9) -> Sheet:
        """One line of text with its baseline at ``y``; ``x`` is its left end, or its right end."""
        self.pdf.set_font("Helvetica", style="B" if bold else "", size=size)
        if right:
            x -= self.pdf.get_string_width(text)
        self.pdf.text(x, y, text)
        return self

    def lines(self, x: float, y: float, texts: Sequence[str], step: float = 11, bold: bool = False) -> Sheet:
        for n, text in enumerate(texts):
            self.text(x, y + n * step, text, bold)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        self.pdf.line(x0, y0, x1, y1)
        return self

    def thin(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        """A rule drawn as a thin filled rectangle."""
        self.pdf.set_fill_color(0)
        self.pdf.rect(x0, y0, max(x1 - x0, 0.7), max(y1 - y0, 0.7), style="F")
        return self

    def dashed(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        self.pdf.set_dash_pattern(dash=2, gap=2)
        self.pdf.line(x0, y0, x1, y1)
        self.pdf.set_dash_pattern()
        return self

    def dashes(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        """A dashed rule drawn stroke by stroke."""
        if y0 == y1:
            while x0 < x1:
                self.pdf.line(x0, y0, min(x0 + 3, x1), y0)
                x0 += 5.5
        else:
            while y0 < y1:
                self.pdf.line(x0, y0, x0, min(y0 + 3, y1))
                y0 += 5.5
        return self

    def shade(self, x0: float, y0: float, x1: float, y1: float, grey: int = 210) -> Sheet:
        self.pdf.set_fill_color(grey)
        self.pdf.rect(x0, y0, x1 - x0, y1 - y0, style="F")
        return self

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        self.pdf.rect(x0, y0, x1 - x0, y1 - y0)
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float], draw: str = "rule") -> Sheet:
        """All rules of a grid, drawn by ``rule``, ``thin``, ``dashed`` or ``dashes``."""
        for y in ys:
            getattr(self, draw)(xs[0], y, xs[-1], y)
        for x in xs:
            getattr(self, draw)(x, ys[0], x, ys[-1])
        return self

    def cells(
        self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]], bold_rows: int = 1
    ) -> Sheet:
        """The texts of a grid; a line break in a text makes a new line, figures go to the right."""
        for row, (top, texts) in enumerate(zip(ys, rows, strict=False)):
            for (left, end), text in zip(pairwise(xs), texts, strict=False):
                for n, line in enumerate(text.split("\n")):
                    figure = line[:1].isdigit() and row >= bold_rows and left > xs[0]
                    self.text(end - 4 if figure else left + 4, top + 11 + 11 * n, line, row < bold_rows, figure)
        return self

    def white(self) -> Sheet:
        self.pdf.set_text_color(255)
        return self

    def black(self) -> Sheet:
        self.pdf.set_text_color(0)
        return self

    def data(self) -> bytes:
        data = bytes(self.pdf.output())
        if self.rotate:
            data = data.replace(b"/Type /Page\n", b"/Type /Page\n/Rotate %d\n" % self.rotate)
        return data

    def pages(self) -> list[Page]:
        return read_pdf(self.data(), "drawn.pdf").pages

    def tables(self) -> list[Table]:
        """The tables of the first page."""
        return find_tables(self.pages()[0])

    def stitched(self) -> list[Table]:
        pages = self.pages()
        return stitched(pages, [find_tables(p) for p in pages])


def texts(table: Table) -> list[list[str]]:
    """The texts of a table row by row; each cell once, where it begins."""
    return [[c.text for c in table.row(n)] for n in range(table.n_rows)]


def steps(start: float, step: float, count: int) -> list[float]:
    return [start + n * step for n in range(count + 1)]


PROSE = [
    "Le conseil rappelle que la convention conclue avec l'association prévoit un",
    "bilan annuel, remis avant la fin du mois de mars, et qui rend compte de l'emploi",
    "des fonds versés. Le rapport joint expose les actions conduites en 2023 auprès de",
    "120 familles, ainsi que les moyens engagés par les partenaires. Il est proposé de",
    "reconduire ce soutien pour trois ans, dans la limite des crédits inscrits au budget.",
]

__all__ = ["PROSE", "Sheet", "steps", "stitch", "texts"]
