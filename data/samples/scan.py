"""The commune's extract as a copier would have scanned it: one bitmap a page, a little askew, with specks."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from samples import subvention
from samples.drawing import MADE_ON, Sheet
from samples.grid import Grid
from samples.truth import Truth

NAME = "scan"
RESOLUTION = 200  # dots an inch
SKEW = 0.7  # degrees
SPECKS = 900
THRESHOLD = 150


def build() -> tuple[Sheet, Truth, list[Grid]]:
    """The scan, the truth of what it shows, and its tables."""
    source, truth, grids = subvention.build()
    sheet = Sheet(subvention.STYLE, "Numérisation")
    sheet.set_auto_page_break(False)
    sheet.set_creation_date(MADE_ON)
    with pdfium.PdfDocument(bytes(source.output())) as document:
        for page in document:
            picture = page.render(scale=RESOLUTION / 72, grayscale=True).to_pil()
            sheet.add_page()
            sheet.image(copied(picture), x=0, y=0, w=sheet.w, h=sheet.h)
    truth.document = NAME
    return sheet, truth, grids


def copied(picture: Image.Image) -> Image.Image:
    """``picture`` turned a little, speckled and reduced to black and white. The same each time."""
    askew = picture.rotate(SKEW, resample=Image.Resampling.BICUBIC, fillcolor=255)
    dots = np.array(askew)
    n = np.arange(SPECKS, dtype=np.int64)
    rows, columns = (n * 104_729 + 7_919) % dots.shape[0], (n * 1_299_709 + 104_723) % dots.shape[1]
    dots[rows, columns] = 0
    bits = Image.fromarray(np.where(dots < THRESHOLD, 0, 255).astype(np.uint8)).convert("1")
    return Image.open(BytesIO(_png(bits)))


def _png(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
