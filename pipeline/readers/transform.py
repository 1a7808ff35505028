"""From PDF user space to points from the top-left corner of the page as shown."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from models.document import Box

Number = TypeVar("Number", float, npt.NDArray[np.float64])


class Transform(NamedTuple):
    """Affine map (x, y) -> (a x + c y + e, b x + d y + f), and the size of the shown page in points."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    width: float
    height: float

    def point(self, x: Number, y: Number) -> tuple[Number, Number]:
        """The shown place of a point, or of a column of points."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The shown box of a rectangle in user space."""
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def page_transform(page: Any) -> Transform:
    """The transform of a page from its media box and rotation (as pdfminer and pdfplumber place things)."""
    # A media box inherited from the page tree is not told by PDFium; the bounding box is then the page's.
    x0, y0, x1, y1 = page.get_mediabox(fallback_ok=False) or page.get_bbox()
    x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    width, height = x1 - x0, y1 - y0
    rotation = page.get_rotation() % 360
    if rotation == 90:
        return Transform(0, 1, 1, 0, -y0, -x0, height, width)
    if rotation == 180:
        return Transform(-1, 0, 0, 1, x1, -y0, width, height)
    if rotation == 270:
        return Transform(0, -1, -1, 0, y1, x1, height, width)
    return Transform(1, 0, 0, -1, -x0, y1, width, height)
