"""Pictures of pages, for people who want to see what was read where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from models.document import Box
from pipeline.readers.transform import page_transform

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDEST = 4000  # pixels


def page_images(data: bytes, numbers: Iterable[int], scale: float = 2.0) -> Iterator[tuple[int, Image, Box]]:
    """The pages ``numbers`` of a PDF, each as its number, its picture and the part of the page that this shows.

    ``scale`` is pixels a point; plans come out smaller. Pages that cannot be loaded are left out.
    """
    with closing(pdfium.PdfDocument(data)) as pdf:
        for number in numbers:
            try:
                sheet = pdf[number - 1]
            except pdfium.PdfiumError:
                continue
            with closing(sheet):
                shown = page_transform(sheet).box(*sheet.get_bbox())
                fit = min(scale, _WIDEST / max(shown.width, shown.height, 1.0))
                image: Image = sheet.render(scale=fit).to_pil()
            yield number, image, shown
