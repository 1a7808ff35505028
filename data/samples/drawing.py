"""A sheet of paper to set acts on: fonts, paragraphs, lists, stamps and signatures.

All lengths are PDF points. The same calls give the same bytes: dates are fixed and nothing is random.
"""

from __future__ import annotations

import datetime
import importlib.util
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.output import PDFPage

FONT_PACKAGES = {"Lato": "font_lato", "Caladea": "font_caladea"}
CUTS = {"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"}
MADE_ON = datetime.datetime(2025, 1, 6, 8, 0, tzinfo=datetime.UTC)
VOWELS = "aeiouyàâäéèêëîïôöùûüœ"
SYLLABLE = re.compile(
    rf"(?<=[{VOWELS}])(?=[bcdfgjklmnpqrstv][lrh]?[{VOWELS}])|(?<=[{VOWELS}][lmnrst])(?=[bcdfgjpqtv][lr]?[{VOWELS}])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Style:
    """What makes the acts of two authorities look different."""

    family: str  # Lato and Caladea are embedded; Helvetica and Times are the reader's own
    size: float
    leading: float = 1.22
    margins: tuple[float, float, float, float] = (62, 56, 62, 60)  # left, top, right, bottom
    landscape: bool = False
    justified: bool = True
    hyphenated: bool = False
    gap: float = 5.0  # space after a paragraph
    number: str = ""  # "Page {page} / {nb}"
    number_at: str = "C"
    footer: str = ""


class RotatedPage(PDFPage):
    """A page that a reader turns a quarter to the right."""

    __slots__ = ()
    rotate = 90


class Sheet(FPDF):
    """A document in the making."""

    def __init__(self, style: Style, title: str, on_page: Callable[[Sheet], None] | None = None) -> None:
        super().__init__("landscape" if style.landscape else "portrait", unit="pt", format="A4")
        self.style = style
        self.on_page = on_page
        self.set_creation_date(MADE_ON)
        self.set_producer("Actable, documents d'exemple")
        self.set_title(title)
        self.set_lang("fr-FR")
        self.core_fonts_encoding = "windows-1252"
        if style.family in FONT_PACKAGES:
            for cut, name in CUTS.items():
                self.add_font(style.family, cut, str(font_file(style.family, name)))
        left, top, right, bottom = style.margins
        self.set_margins(left, top, right)
        self.set_auto_page_break(True, bottom)
        self.c_margin = 0
        self.face()

    # ------------------------------------------------------------------ fpdf2 calls these on each page

    def header(self) -> None:
        if self.on_page is not None:
            self.on_page(self)
            self.face()

    def footer(self) -> None:
        style = self.style
        if style.footer:
            self.face(size=8, italic=True)
            self.set_y(-34)
            self.cell(0, 10, style.footer, align="L")
        if style.number:
            self.face(size=9)
            self.set_y(-34)
            self.cell(0, 10, style.number.format(page=self.page_no(), nb="{nb}"), align=style.number_at)
        self.face()

    # ------------------------------------------------------------------ text

    def face(self, *, bold: bool = False, italic: bool = False, size: float | None = None) -> None:
        """Choose the cut and size of the document's own font."""
        self.set_font(self.style.family, ("B" if bold else "") + ("I" if italic else ""), size or self.style.size)

    @property
    def step(self) -> float:
        """From one line to the next."""
        return float(self.font_size * self.style.leading)

    def para(
        self,
        text: str,
        *,
        bold: bool = False,
        italic: bool = False,
        size: float | None = None,
        align: str = "",
        indent: float = 0,
        width: float = 0,
        before: float = 0,
        after: float | None = None,
    ) -> None:
        """A paragraph; ``**words**`` are bold, a line feed starts a new line."""
        self.face(bold=bold, italic=italic, size=size)
        self.space(before)
        self.set_x(self.l_margin + indent)
        align = align or ("J" if self.style.justified else "L")
        self.multi_cell(
            width or self.w - self.r_margin - self.get_x(),
            self.step,
            hyphenated(unbroken(text)) if self.style.hyphenated else unbroken(text),
            align=align,
            markdown="**" in text,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.space(self.style.gap if after is None else after)
        self.face()

    def heading(self, text: str, *, size: float | None = None, align: str = "C", after: float = 6) -> None:
        """A bold line that stays with what follows it."""
        self.keep(self.step * 4)
        self.para(text, bold=True, size=size, align=align, after=after)

    def item(self, text: str, mark: str = "-", indent: float = 14, after: float = 3) -> None:
        """A list item with a hanging mark."""
        self.face()
        self.keep(self.step)
        top = self.get_y()
        self.set_x(self.l_margin + indent)
        self.cell(12, self.step, mark)
        self.set_y(top)
        self.para(text, indent=indent + 12, after=after)

    def space(self, height: float) -> None:
        """Move down, unless at the top of a page."""
        if height and self.get_y() > self.t_margin + 1:
            self.set_y(min(self.get_y() + height, self.page_break_trigger))

    def keep(self, height: float) -> None:
        """Start a new page unless ``height`` fits on this one."""
        if self.get_y() + height > self.page_break_trigger:
            self.add_page()

    def lines(
        self,
        texts: Sequence[str],
        *,
        x: float,
        y: float,
        size: float | None = None,
        align: str = "L",
        width: float = 220,
        bold: bool = False,
    ) -> None:
        """Lines set one under the other at a place, leaving the running text where it was."""
        here = self.get_x(), self.get_y()
        self.set_auto_page_break(False)
        self.face(size=size, bold=bold)
        for n, text in enumerate(texts):
            self.set_xy(x, y + n * self.step)
            self.cell(width, self.step, text, align=align)
        self.face()
        self.set_auto_page_break(True, self.style.margins[3])
        self.set_xy(*here)

    def side_by_side(self, left: Sequence[str], right: Sequence[str], *, bold: bool = False) -> None:
        """Two centred blocks of lines on one height, as under a convention."""
        depth = max(len(left), len(right)) * self.step
        self.keep(depth + 4)
        y, half = self.get_y(), self.epw / 2
        self.lines(left, x=self.l_margin, y=y, align="C", width=half - 8, bold=bold)
        self.lines(right, x=self.l_margin + half + 8, y=y, align="C", width=half - 8, bold=bold)
        self.set_y(y + depth + 4)

    def columns(self, texts: Sequence[str], count: int, *, size: float | None = None) -> None:
        """Short lines in columns, read down each column."""
        self.face(size=size)
        depth = -(-len(texts) // count)
        self.keep(depth * self.step)
        y, width = self.get_y(), self.epw / count
        for n in range(count):
            part = texts[n * depth : (n + 1) * depth]
            self.lines(part, x=self.l_margin + n * width, y=y, size=size, width=width - 6)
        self.face(size=size)
        self.set_y(y + depth * self.step + 4)
        self.face()

    def stamp(self, texts: Sequence[str], *, x: float, y: float, width: float, size: float = 7) -> None:
        """A framed stamp over whatever is there, as a transmission platform adds it."""
        self.set_draw_color(40, 60, 140)
        self.set_text_color(40, 60, 140)
        self.face(size=size)
        self.rect(x, y, width, len(texts) * self.step + 6)
        self.lines(texts, x=x + 4, y=y + 3, size=size, width=width - 8)
        self.set_draw_color(0)
        self.set_text_color(0)

    def rule(self, *, width: float = 0, after: float = 6) -> None:
        """A horizontal line under what precedes."""
        self.space(6)
        x = self.l_margin + (self.epw - width) / 2 if width else self.l_margin
        self.line(x, self.get_y(), x + (width or self.epw), self.get_y())
        self.set_y(self.get_y() + after)

    def turn(self) -> None:
        """Mark the current page as one to be shown turned a quarter to the right."""
        self.pages[self.page].__class__ = RotatedPage


def font_file(family: str, cut: str) -> Path:
    """The TrueType file of a font package. Raises RuntimeError with the way out when it is not installed."""
    package = FONT_PACKAGES[family]
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"font package {package} is missing: pip install -e '.[dev]'")
    return Path(spec.submodule_search_locations[0]) / "files" / f"{family}-{cut}.ttf"


def unbroken(text: str) -> str:
    """``text`` with unbreakable spaces where French typography wants them."""
    text = re.sub(r" ([:;!?»€%])", "\u00a0\\1", text).replace("« ", "«\u00a0")
    return re.sub(r"(?<=\d) (?=\d{3}\b)", "\u00a0", text)


def hyphenated(text: str) -> str:
    """``text`` with soft hyphens between the syllables of its long words."""

    def soften(match: re.Match[str]) -> str:
        word = match.group()
        if word.isupper():
            return word  # a family name cut at a line end cannot be told from a double name
        cuts = [m.start() for m in SYLLABLE.finditer(word) if 3 <= m.start() <= len(word) - 3]
        return "".join(("\u00ad" if n in cuts else "") + letter for n, letter in enumerate(word))

    return re.sub(r"[^\W\d_]{7,}", soften, text)
