"""Characters of a page with their boxes, from PDFium."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from pipeline.readers.transform import Transform

# Bullets that word processors take from symbol fonts arrive as private-use characters.
_SYMBOLS = {
    0xF0B7: "•",
    0xF0A7: "▪",
    0xF0FC: "✓",
    0xF0D8: "➢",
    0xF0E8: "→",
    0xF0E0: "→",
    0xF0A8: "□",
    0xF0FE: "☒",
    0xF06F: "□",
    0xF02D: "-",
    0xF0AC: "€",
}
_FORCE_BOLD = 1 << 18  # font descriptor flag 19, ISO 32000-1 table 123
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")


class Char(NamedTuple):
    """One glyph, in points from the top-left corner of the page as shown."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    upright: bool
    space_before: bool  # PDFium puts a space or a line break before it
    parted: bool  # the file itself prints a space before it


class _Font(NamedTuple):
    bold: bool
    upright: bool
    size: float


def read_chars(page: Any, transform: Transform) -> Iterator[Char]:
    """The glyphs of ``page`` in the order of its content stream; white space is told by ``space_before``."""
    text_page = raw.FPDFText_LoadPage(page.raw)
    if not text_page:
        return
    try:
        yield from _chars(text_page, transform)
    finally:
        raw.FPDFText_ClosePage(text_page)


def _chars(text_page: Any, transform: Transform) -> Iterator[Char]:
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    fonts: dict[int | None, _Font] = {}
    space, parted = True, True
    for index in range(raw.FPDFText_CountChars(text_page)):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code in (0x20, 0xA0, 0x0D, 0x0A, 0x09, 0x202F, 0x2009, 0x3000):
            space = True
            parted = parted or raw.FPDFText_IsGenerated(text_page, index) != 1
            continue
        text = _text(code)
        if not text or raw.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        if not raw.FPDFText_GetLooseCharBox(text_page, index, box):
            continue
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        owner = ctypes.cast(raw.FPDFText_GetTextObject(text_page, index), ctypes.c_void_p).value
        font = fonts.get(owner)
        if font is None:
            font = fonts[owner] = _font(text_page, index, transform)
        shown = transform.box(box.left, box.bottom, box.right, box.top)
        across, baseline = transform.point(x.value, y.value)
        if not font.upright:
            baseline = across
        yield Char(text, *shown, baseline, font.size, font.bold, font.upright, space, parted)
        space, parted = False, False


def _text(code: int) -> str:
    """The text of a code point: ligatures opened, symbol bullets named, control characters dropped."""
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    if code == 0x02:  # PDFium's mark for a hyphen at a line end
        return "\u0002"
    if code < 0x20 or code in (0xFFFE, 0xFFFF, 0xFEFF, 0x200B, 0x7F) or code > 0x10FFFF:
        return ""
    if 0xD800 <= code <= 0xDFFF:
        return ""
    if 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", chr(code))
    return chr(code)


def _font(text_page: Any, index: int, transform: Transform) -> _Font:
    """Weight, direction and size of the text object that holds the character at ``index``."""
    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text_page, index, buffer, 128, flags)
    name = buffer.value.decode("utf-8", "replace").lower()
    # The weight that PDFium derives from stem widths is a guess; the name and the ForceBold flag are not.
    bold = any(mark in name for mark in _BOLD_NAMES) or bool(flags.value & _FORCE_BOLD)
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, index, matrix)
    # The direction in which glyphs advance, on the page as shown.
    dx = transform.a * matrix.a + transform.c * matrix.b
    dy = transform.b * matrix.a + transform.d * matrix.b
    scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5 or 1.0
    size = raw.FPDFText_GetFontSize(text_page, index) * scale
    return _Font(bold, dx > 0 and abs(dy) < 0.2 * abs(dx), size)
