"""Pieces of words on a page with their boxes, from PDFium.

PDFium is asked character by character, and each answer costs a call. It gives the text of a page in one call, though,
and a word that lies in one text object is known from its ends: when it is as wide as its glyphs together, no gap and
no step back is hidden in it. Such a word is one piece; every other one comes glyph by glyph.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

from pipeline.readers.pdfium import native
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
_WHITE = "\x20\xa0\r\n\t\u202f\u2009\u3000"
_LINE = re.compile("[^\r\n]+")
_RUN = re.compile(f"[^{_WHITE}]+")
# Characters that are told otherwise than PDFium gives them, or not at all: see _text.
_ODD = re.compile("[\x00-\x1f\x7f\u200b\ud800-\udfff\ue000-\uf8ff\ufb00-\ufb06\ufeff\ufffe\uffff]")
# Of the glyph size: how much narrower (by kerning) or wider a word may be than its glyphs together.
_NARROWER, _WIDER = 0.2, 0.05
_SPACE_GAP = 0.08  # of the glyph size: a gap that parts words where PDFium sees a space

# The widths of glyphs by character, for each font name, size and matrix.
Widths = dict[tuple[str, float, float, float, float, float], dict[str, float]]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Pieces(NamedTuple):
    """Words and parts of words as columns, in points from the top-left corner of the page as shown.

    ``last``: where the last glyph begins; ``parted``: white space lies before the piece, and the file prints it or
    leaves room for it.
    """

    texts: list[str]
    x0: Floats
    top: Floats
    x1: Floats
    bottom: Floats
    last: Floats
    baseline: Floats
    size: Floats
    bold: Flags
    upright: Flags
    parted: Flags

    def gaps(self) -> tuple[Floats, Floats]:
        """The room between each piece and the one before it, along the print, and the size of the larger of the two."""
        now, last = slice(1, None), slice(None, -1)
        along = self.x0[now] - self.x1[last]
        upwards = np.maximum(self.top[now] - self.bottom[last], self.top[last] - self.bottom[now])
        size = np.maximum(np.maximum(self.size[last], self.size[now]), 1.0)
        return np.where(self.upright[now], along, upwards), size


class _Font(NamedTuple):
    """What the glyphs of a text object share. ``widths`` by character: those met so far in this font at this size."""

    bold: bool
    upright: bool
    level: bool  # the baseline does not even lean
    size: float
    widths: dict[str, float]


_loose_box = native(raw.FPDFText_GetLooseCharBox, ctypes.c_int)
_origin = native(raw.FPDFText_GetCharOrigin, ctypes.c_int)
_object = native(raw.FPDFText_GetTextObject, ctypes.c_void_p)
_is_generated = native(raw.FPDFText_IsGenerated, ctypes.c_int)
_font_of = native(raw.FPDFTextObj_GetFont, ctypes.c_void_p)
_font_size = native(raw.FPDFText_GetFontSize, ctypes.c_double)
_matrix = native(raw.FPDFText_GetMatrix, ctypes.c_int)


def read_pieces(page: Any, transform: Transform, widths: Widths) -> Pieces:
    """The text of ``page`` in the order of its content stream; white space is told by ``parted``.

    ``widths`` are those of the glyphs met so far in the same document, and takes those of this page.
    """
    text_page = raw.FPDFText_LoadPage(page.raw)
    if not text_page:
        return _Reader(None, "", transform, widths).columns()
    try:
        reader = _Reader(text_page, _whole_text(text_page), transform, widths)
        reader.read()
        return reader.columns()
    finally:
        raw.FPDFText_ClosePage(text_page)


def _whole_text(text_page: Any) -> str:
    """The text of a page, in which the place of a character is its index for PDFium."""
    count = max(raw.FPDFText_CountChars(text_page), 0)
    buffer = (ctypes.c_ushort * (count + 1))()
    got = raw.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(got - 1, 0)].decode("utf-16-le", "surrogatepass")
    if len(text) == count:
        return text
    codes = (raw.FPDFText_GetUnicode(text_page, index) for index in range(count))  # the bulk leaves some out
    return "".join(chr(code) if code <= 0x10FFFF else "\uffff" for code in codes)


class _Reader:
    """Reads the pieces of one page. Boxes and origins stay in user space until all are there."""

    def __init__(self, text_page: Any, text: str, transform: Transform, widths: Widths) -> None:
        self._page, self._text, self._transform = text_page, text, transform
        self._handle = ctypes.cast(text_page, ctypes.c_void_p)
        # PDFium writes there. A character takes three slots at the most: two as a run, one as a glyph; three more are
        # for looking up a width.
        self._boxes = bytearray(16 * (3 * len(text) + 3))
        self._rectangle = raw.FS_RECTF.from_buffer(self._boxes)
        self._sides = memoryview(self._boxes).cast("f")
        self._slots = 0
        # The sides of a box at which a glyph begins and ends, as the page is shown, and which way they count.
        self._way = transform.a or transform.c
        near, far = (0, 2) if transform.a else (3, 1)
        self._near, self._far = (near, far) if self._way > 0 else (far, near)
        self._fonts: dict[int | None, _Font] = {}  # by text object
        self._looks: dict[tuple[float | None, ...], _Font] = {}  # by font, size and matrix
        self._matrix = raw.FS_MATRIX()
        self._scales = memoryview(self._matrix).cast("B").cast("f")
        self._faces: dict[int | None, tuple[str, bool]] = {}  # name and weight, by font
        self._widths = widths
        self._origins: dict[int | None, tuple[float, float]] = {}  # of text objects on a level baseline
        # Text, slots of the first and the last glyph, font, origin, first character and the one after the last.
        self._pieces: list[tuple[str, int, int, _Font, tuple[float, float], int, int]] = []

    def read(self) -> None:
        """Find all pieces, line by line as PDFium parts them."""
        is_odd = _ODD.search(self._text) is not None
        for line in _LINE.finditer(self._text):
            first, end = line.span()
            runs = _RUN.finditer(self._text, first, end)
            # Most lines are one text object, which is known from their ends.
            owner = _object(self._handle, first)
            if owner is None or owner != _object(self._handle, end - 1):
                self._read_mixed(runs)
            elif not (font := self._font(owner, first)).upright or (is_odd and _ODD.search(line.group())):
                for run in runs:
                    self._read_glyphs(run)
            else:
                self._read_runs(runs, owner, font)

    def _read_mixed(self, runs: Iterable[re.Match[str]]) -> None:
        """Runs of characters of several text objects."""
        for run in runs:
            start, stop = run.span()
            owner = _object(self._handle, start)
            same = owner is not None and (stop == start + 1 or owner == _object(self._handle, stop - 1))
            if same and (font := self._font(owner, start)).upright and not _ODD.search(run.group()):
                self._read_runs((run,), owner, font)
            else:
                self._read_glyphs(run)

    def _read_runs(self, runs: Iterable[re.Match[str]], owner: int | None, font: _Font) -> None:
        """Runs of upright characters of one text object, each a piece.

        A run that is not as wide as its glyphs one after the other is read glyph by glyph.
        """
        handle, sides, rectangle, byref = self._handle, self._sides, self._rectangle, ctypes.byref
        way, near, far, widths = self._way, self._near, self._far + 4, font.widths.__getitem__
        narrowest, widest = -_NARROWER * font.size, _WIDER * font.size
        for run in runs:
            start, stop = run.span()
            word, slot = run.group(), self._slots
            if stop == start + 1:
                self._read_glyph(word, start, owner, font)
                continue
            if not (
                _loose_box(handle, start, byref(rectangle, 16 * slot))
                and _loose_box(handle, stop - 1, byref(rectangle, 16 * slot + 16))
            ):
                self._read_glyphs(run)
                continue
            self._slots = slot + 2
            try:
                width = sum(map(widths, word))
            except KeyError:
                width = sum(self._width(font, character, start + n) for n, character in enumerate(word))
            if narrowest <= way * (sides[4 * slot + far] - sides[4 * slot + near]) - width <= widest:
                self._pieces.append((word, slot, slot + 1, font, self._place(owner, font, start), start, stop))
            else:
                self._read_glyphs(run)

    def _read_glyphs(self, run: re.Match[str]) -> None:
        """The characters of a run, each a piece."""
        for index, character in enumerate(run.group(), run.start()):
            if _ODD.match(character):
                character = _text(raw.FPDFText_GetUnicode(self._page, index))
            if character:
                owner = _object(self._handle, index)
                self._read_glyph(character, index, owner, self._font(owner, index))

    def _read_glyph(self, character: str, index: int, owner: int | None, font: _Font) -> None:
        slot = self._box(index)
        if slot is not None:
            self._pieces.append((character, slot, slot, font, self._place(owner, font, index), index, index + 1))

    def _box(self, index: int) -> int | None:
        """The slot that now holds the box of a character, from its origin to where the next one would begin."""
        slot = self._slots
        if not _loose_box(self._handle, index, ctypes.byref(self._rectangle, 16 * slot)):
            return None
        self._slots += 1
        return slot

    def _width(self, font: _Font, character: str, index: int) -> float:
        known = font.widths.get(character)
        if known is not None:
            return known
        mark = self._slots
        before, slot, after = self._start(index - 1), self._box(index), self._start(index + 1)
        self._slots = mark  # what was looked up here is not kept
        if slot is None:
            return 0.0
        begin = self._sides[4 * slot + self._near]
        width = self._way * (self._sides[4 * slot + self._far] - begin)
        if begin not in (before, after):  # where one glyph stands for two letters, each has the box of both
            font.widths[character] = width
        return width

    def _start(self, index: int) -> float | None:
        """Where the box of a character begins, None where there is none."""
        slot = self._box(index) if 0 <= index < len(self._text) else None
        return None if slot is None else self._sides[4 * slot + self._near]

    def _place(self, owner: int | None, font: _Font, index: int) -> tuple[float, float]:
        """The origin of a character, on a level baseline that of any other one of its object."""
        place = self._origins.get(owner)
        if place is None:
            x, y = ctypes.c_double(), ctypes.c_double()
            _origin(self._handle, index, ctypes.byref(x), ctypes.byref(y))
            place = (x.value, y.value)
            if font.level and owner is not None:
                self._origins[owner] = place
        return place

    def _font(self, owner: int | None, index: int) -> _Font:
        font = self._fonts.get(owner)
        if font is None:
            font = self._fonts[owner] = self._look_up(owner, index)
        return font

    def _look_up(self, owner: int | None, index: int) -> _Font:
        """Weight, direction and size of the text object that holds the character at ``index``."""
        _matrix(self._handle, index, ctypes.byref(self._matrix))
        a, b, c, d, _, _ = self._scales.tolist()
        size = _font_size(self._handle, index)
        face = _font_of(ctypes.c_void_p(owner)) if owner else None
        look = (face, size, a, b, c, d)
        font = self._looks.get(look) if face else None
        if font is None:
            if face not in self._faces or not face:
                self._faces[face] = self._face(index)
            name, bold = self._faces[face]
            widths = self._widths.setdefault((name, size, a, b, c, d), {})
            # The direction in which glyphs advance, on the page as shown.
            dx = self._transform.a * a + self._transform.c * b
            dy = self._transform.b * a + self._transform.d * b
            scale = abs(a * d - b * c) ** 0.5 or 1.0
            font = _Font(bold, dx > 0 and abs(dy) < 0.2 * abs(dx), dx > 0 and dy == 0, size * scale, widths)
            self._looks[look] = font
        return font

    def _face(self, index: int) -> tuple[str, bool]:
        """The name of the font of a character, and whether it is bold."""
        flags, buffer = ctypes.c_int(), ctypes.create_string_buffer(128)
        raw.FPDFText_GetFontInfo(self._page, index, buffer, 128, flags)
        name = buffer.value.decode("utf-8", "replace").lower()
        # The weight that PDFium derives from stem widths is a guess; the name and the ForceBold flag are not.
        return name, any(mark in name for mark in _BOLD_NAMES) or bool(flags.value & _FORCE_BOLD)

    def columns(self) -> Pieces:
        """The pieces found, on the page as shown."""
        columns = zip(*self._pieces, strict=True) if self._pieces else iter([()] * 7)
        texts, firsts, lasts, fonts, origins, starts, stops = columns
        boxes = np.frombuffer(self._boxes, np.float32).reshape(-1, 4).astype(np.float64)
        x, y = np.array(origins, np.float64).reshape(-1, 2).T
        across, baseline = self._transform.point(x, y)
        one, other = (self._shown(boxes[np.array(slots, np.intp)]) for slots in (firsts, lasts))
        upright = np.array([font.upright for font in fonts], np.bool_)
        pieces = Pieces(
            list(texts),
            np.minimum(one[0], other[0]),
            np.minimum(one[1], other[1]),
            np.maximum(one[2], other[2]),
            np.maximum(one[3], other[3]),
            other[0],
            np.where(upright, baseline, across),
            np.array([font.size for font in fonts], np.float64),
            np.array([font.bold for font in fonts], np.bool_),
            upright,
            np.ones(len(texts), np.bool_),
        )
        if len(texts) > 1:
            self._find_parted(pieces, starts, stops)
        return pieces

    def _find_parted(self, pieces: Pieces, starts: Sequence[int], stops: Sequence[int]) -> None:
        """Fill ``parted``. PDFium is asked whether it made a space up only where there is hardly room for one."""
        spaced = np.array(starts[1:]) > np.array(stops[:-1])
        gap, size = pieces.gaps()
        roomy = gap > _SPACE_GAP * size
        pieces.parted[1:] = spaced & roomy
        for at in np.flatnonzero(spaced & ~roomy).tolist():
            between = range(stops[at], starts[at + 1])
            pieces.parted[at + 1] = any(
                self._text[index] in _WHITE and _is_generated(self._handle, index) != 1 for index in between
            )

    def _shown(self, boxes: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Left, top, right and bottom sides of boxes in user space, on the page as shown."""
        x0, y0 = self._transform.point(boxes[:, 0], boxes[:, 3])
        x1, y1 = self._transform.point(boxes[:, 2], boxes[:, 1])
        return np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)


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
