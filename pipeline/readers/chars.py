"""Characters of a page with their boxes, from PDFium."""

from __future__ import annotations

import ctypes
import unicodedata
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
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


_WHITE = frozenset((0x20, 0xA0, 0x0D, 0x0A, 0x09, 0x202F, 0x2009, 0x3000))

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Chars(NamedTuple):
    """The glyphs of a page as columns, in points from the top-left corner of the page as shown.

    ``spaced``: PDFium puts a space or a line break before it; ``parted``: the file itself prints one.
    """

    texts: list[str]
    x0: Floats
    top: Floats
    x1: Floats
    bottom: Floats
    baseline: Floats
    size: Floats
    bold: Flags
    upright: Flags
    spaced: Flags
    parted: Flags


class _Font(NamedTuple):
    bold: bool
    upright: bool
    size: float


def read_chars(page: Any, transform: Transform) -> Chars:
    """The glyphs of ``page`` in the order of its content stream; white space is told by ``spaced`` and ``parted``."""
    text_page = raw.FPDFText_LoadPage(page.raw)
    if not text_page:
        return _columns([], [], np.zeros((0, 4)), np.zeros((0, 2)), [], [], transform)
    try:
        return _chars(text_page, transform)
    finally:
        raw.FPDFText_ClosePage(text_page)


def _chars(text_page: Any, transform: Transform) -> Chars:
    """PDFium is asked glyph by glyph, so what it answers goes straight into arrays: the rest is done on columns."""
    count = max(raw.FPDFText_CountChars(text_page), 0)
    boxes, origins = bytearray(16 * count or 16), bytearray(16 * count or 16)
    box = raw.FS_RECTF.from_buffer(boxes)
    x, y = ctypes.c_double.from_buffer(origins), ctypes.c_double.from_buffer(origins, 8)
    byref, address = ctypes.byref, ctypes.c_void_p.from_buffer
    fonts: dict[int | None, _Font] = {}
    known: dict[int, str] = {}
    texts: list[str] = []
    owners: list[_Font] = []
    spaced: list[bool] = []
    parted: list[bool] = []
    space, part, place = True, True, 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code in _WHITE:
            space = True
            part = part or raw.FPDFText_IsGenerated(text_page, index) != 1
            continue
        text = known.get(code)
        if text is None:
            text = known[code] = _text(code)
        if not text or not raw.FPDFText_GetLooseCharBox(text_page, index, byref(box, place)):
            continue
        raw.FPDFText_GetCharOrigin(text_page, index, byref(x, place), byref(y, place))
        owner = address(raw.FPDFText_GetTextObject(text_page, index)).value
        font = fonts.get(owner)
        if font is None:
            font = fonts[owner] = _font(text_page, index, transform)
        texts.append(text)
        owners.append(font)
        spaced.append(space)
        parted.append(part)
        space, part = False, False
        place += 16
    read = len(texts)
    rectangles = np.frombuffer(boxes, np.float32, 4 * read).reshape(read, 4).astype(np.float64)
    starts = np.frombuffer(origins, np.float64, 2 * read).reshape(read, 2)
    return _columns(texts, owners, rectangles, starts, spaced, parted, transform)


def _columns(
    texts: list[str],
    fonts: list[_Font],
    boxes: Floats,
    origins: Floats,
    spaced: list[bool],
    parted: list[bool],
    transform: Transform,
) -> Chars:
    """The columns of glyphs whose boxes (left, top, right, bottom) and origins are in user space."""
    x0, y0 = transform.point(boxes[:, 0], boxes[:, 3])
    x1, y1 = transform.point(boxes[:, 2], boxes[:, 1])
    across, baseline = transform.point(origins[:, 0], origins[:, 1])
    upright = np.array([font.upright for font in fonts], np.bool_)
    return Chars(
        texts,
        np.minimum(x0, x1),
        np.minimum(y0, y1),
        np.maximum(x0, x1),
        np.maximum(y0, y1),
        np.where(upright, baseline, across),
        np.array([font.size for font in fonts], np.float64),
        np.array([font.bold for font in fonts], np.bool_),
        upright,
        np.array(spaced, np.bool_),
        np.array(parted, np.bool_),
    )


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
