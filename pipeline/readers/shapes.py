"""Rules, fills and images of a page, from PDFium's page objects (form XObjects included)."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as raw

from models.document import Box, Fill, Rule
from pipeline.readers.pdfium import native
from pipeline.readers.transform import Transform

_THIN = 3.0  # points: a filled area thinner than this is a rule
_STRAIGHT = 1.0  # points: how far a rule may lean
_SHORTEST = 1.0
_MOST = 40_000  # path segments read on a page: past that it is a map or a drawing
_DEEPEST = 12  # nested form XObjects


_object = native(raw.FPDFPage_GetObject, ctypes.c_void_p)
_form_object = native(raw.FPDFFormObj_GetObject, ctypes.c_void_p)
_kind = native(raw.FPDFPageObj_GetType, ctypes.c_int)
_matrix = native(raw.FPDFPageObj_GetMatrix, ctypes.c_int)
_segment = native(raw.FPDFPath_GetPathSegment, ctypes.c_void_p)
_segment_kind = native(raw.FPDFPathSegment_GetType, ctypes.c_int)
_segment_point = native(raw.FPDFPathSegment_GetPoint, ctypes.c_int)
_segment_closes = native(raw.FPDFPathSegment_GetClose, ctypes.c_int)


@dataclass(slots=True)
class Shapes:
    """What a page draws besides text; ``cut`` is true when it drew more than is read."""

    rules: list[Rule] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    cut: bool = False
    budget: int = _MOST


def read_shapes(page: Any, transform: Transform) -> Shapes:
    """The rules, fills and images of ``page``, in points from its top-left corner."""
    shapes = Shapes()
    count = raw.FPDFPage_CountObjects(page.raw)
    handle = ctypes.cast(page.raw, ctypes.c_void_p)
    objects = (ctypes.c_void_p(_object(handle, n)) for n in range(count))
    _walk(objects, transform, shapes, 0)
    return shapes


def _walk(objects: Iterator[Any], transform: Transform, shapes: Shapes, depth: int) -> None:
    for obj in objects:
        if shapes.budget <= 0:
            shapes.cut = True
            return
        kind = _kind(obj)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            _path(obj, _within(obj, transform), shapes)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            shapes.images.append(_within(obj, transform).box(0, 0, 1, 1))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            form = ctypes.cast(obj, raw.FPDF_PAGEOBJECT)
            inner = (ctypes.c_void_p(_form_object(obj, n)) for n in range(raw.FPDFFormObj_CountObjects(form)))
            _walk(inner, _within(obj, transform), shapes, depth + 1)


def _within(obj: Any, outer: Transform) -> Transform:
    """``outer`` after the object's own matrix."""
    m = raw.FS_MATRIX()
    if not _matrix(obj, ctypes.byref(m)):
        return outer
    a, b = outer.a * m.a + outer.c * m.b, outer.b * m.a + outer.d * m.b
    c, d = outer.a * m.c + outer.c * m.d, outer.b * m.c + outer.d * m.d
    e, f = outer.point(m.e, m.f)
    return Transform(a, b, c, d, e, f, outer.width, outer.height)


def _path(obj: Any, transform: Transform, shapes: Shapes) -> None:
    handle, obj = obj, ctypes.cast(obj, raw.FPDF_PAGEOBJECT)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(obj, fill, stroke):
        return
    segments = list(_segments(handle, raw.FPDFPath_CountSegments(obj), transform, shapes))
    if not segments:
        return
    if fill.value:
        _filled(obj, segments, shapes)
    if stroke.value and _alpha(obj, raw.FPDFPageObj_GetStrokeColor) > 0:
        dashed = raw.FPDFPageObj_GetDashCount(obj) > 0
        for x0, y0, x1, y1 in segments:
            rule = _rule(x0, y0, x1, y1, dashed)
            if rule:
                shapes.rules.append(rule)


def _segments(
    path: Any, count: int, transform: Transform, shapes: Shapes
) -> Iterator[tuple[float, float, float, float]]:
    """The straight segments of a path of ``count`` segments, on the page as shown."""
    x, y = ctypes.c_float(), ctypes.c_float()
    at = ctypes.byref(x), ctypes.byref(y)
    start = last = (0.0, 0.0)
    for n in range(min(count, shapes.budget)):
        shapes.budget -= 1
        segment = ctypes.c_void_p(_segment(path, n))
        _segment_point(segment, *at)
        point = transform.point(x.value, y.value)
        kind = _segment_kind(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and point != last:
            yield (*last, *point)
        last = point
        if _segment_closes(segment) and last != start:
            yield (*last, *start)
            last = start


def _rule(x0: float, y0: float, x1: float, y1: float, dashed: bool) -> Rule | None:
    if abs(y1 - y0) <= _STRAIGHT and abs(x1 - x0) >= _SHORTEST:
        y = (y0 + y1) / 2
        return Rule(min(x0, x1), y, max(x0, x1), y, dashed)
    if abs(x1 - x0) <= _STRAIGHT and abs(y1 - y0) >= _SHORTEST:
        x = (x0 + x1) / 2
        return Rule(x, min(y0, y1), x, max(y0, y1), dashed)
    return None


def _filled(obj: Any, segments: list[tuple[float, float, float, float]], shapes: Shapes) -> None:
    """A filled path: a rule when it is thin, else an area with its lightness; white areas are left out."""
    xs = [x for s in segments for x in (s[0], s[2])]
    ys = [y for s in segments for y in (s[1], s[3])]
    x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
    grey = _grey(obj)
    if grey is None:
        return
    if bottom - top <= _THIN and x1 - x0 > bottom - top:
        if grey < 0.97:
            middle = (top + bottom) / 2
            shapes.rules.append(Rule(x0, middle, x1, middle))
    elif x1 - x0 <= _THIN:
        if grey < 0.97:
            middle = (x0 + x1) / 2
            shapes.rules.append(Rule(middle, top, middle, bottom))
    elif len(segments) <= 6:
        shapes.fills.append(Fill(x0, top, x1, bottom, round(grey, 2)))


def _grey(obj: Any) -> float | None:
    """Lightness of the fill from 0 (black) to 1 (white), None when it is transparent."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(obj, red, green, blue, alpha):
        return 0.5
    if alpha.value == 0:
        return None
    return (0.299 * red.value + 0.587 * green.value + 0.114 * blue.value) / 255


def _alpha(obj: Any, getter: Any) -> int:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not getter(obj, red, green, blue, alpha):
        return 255
    return int(alpha.value)
