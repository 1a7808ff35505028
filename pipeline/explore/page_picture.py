"""The picture of a page as it may be shown: bank details covered, places told in the coordinates of the tables."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from models.document import Box, Document, Page
from pipeline.layout.redact import MASK, redact_pages
from pipeline.readers.native import read_pdf
from pipeline.readers.transform import page_transform

log = logging.getLogger("actable")

_COVER, _BLANK = (40, 40, 40), (225, 225, 225)

Origin = tuple[float, float]


@lru_cache(maxsize=8)
def read(path: Path) -> Document | None:
    """The text of a PDF, bank details masked; None where it cannot be read."""
    try:
        document = read_pdf(path.read_bytes(), path.name)
    except Exception:
        log.debug("reading %s", path, exc_info=True)
        return None
    redact_pages(document)
    return document


def masks(path: Path, page: int) -> list[Box]:
    """The bank details that the text of a page shows."""
    document = read(path)
    if document is None or not 0 < page <= len(document.pages):
        return []
    found: Page = document.pages[page - 1]
    return [word.box for word in found.words if MASK in word.text]


def page_size(path: Path, number: int) -> tuple[float, float]:
    """Width and height of a page as shown, in points."""
    with closing(pdfium.PdfDocument(path)) as pdf:
        width, height = pdf.get_page_size(number - 1)
    return width, height


def render(path: Path, number: int, scale: float) -> tuple[Image.Image, Origin]:
    """The page as shown, ``scale`` pixels a point, and where it begins in the coordinates of the tables.

    Raises LookupError where places on the page cannot be told on its picture.
    """
    with closing(pdfium.PdfDocument(path)) as pdf:
        page = pdf[number - 1]
        with closing(page):
            picture = page.render(scale=scale).to_pil().convert("RGB")
            shown = page_transform(page).box(*page.get_bbox())  # the part of the media box that is shown
    if abs(picture.width - shown.width * scale) > 3 or abs(picture.height - shown.height * scale) > 3:
        raise LookupError(f"{path.name}: the places on page {number} cannot be told on its picture; open the PDF")
    return picture, (shown.x0, shown.top)


def pixels(box: Box, origin: Origin, scale: float) -> Box:
    """A place of the tables on a picture that ``render`` made."""
    x, y = origin
    return Box((box.x0 - x) * scale, (box.top - y) * scale, (box.x1 - x) * scale, (box.bottom - y) * scale)


def cover(picture: Image.Image, boxes: Iterable[Box]) -> None:
    """Paint over some places of a picture."""
    pen = ImageDraw.Draw(picture)
    for at in boxes:
        pen.rectangle([at.x0 - 3, at.top - 3, at.x1 + 3, at.bottom + 3], fill=_COVER)


def only(picture: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """Nothing but some boxes of a page: bank details stand on it and their places are not known."""
    empty = Image.new("RGB", picture.size, _BLANK)
    for box in boxes:
        area = (int(box.x0) - 2, int(box.top) - 2, int(box.x1) + 3, int(box.bottom) + 3)
        empty.paste(picture.crop(area), area[:2])
    return empty
