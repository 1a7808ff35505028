"""Recognition of the pages that need it, through Tesseract.

Pages are rendered here, since PDFium is not thread-safe; what follows runs on several pages at a time. A page is
laid straight first: its words and rules stand on the straight page, and ``Page.shown`` leads back to the page as shown.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import pypdfium2 as pdfium

from models.document import Affine, Box, Document, Note, Page, Word
from pipeline.readers import ReadOptions
from pipeline.readers.ocr.cache import default_folder, key_of, load, save
from pipeline.readers.ocr.correct import correct
from pipeline.readers.ocr.image import Picture
from pipeline.readers.ocr.need import LOW_DPI, Need, covered, goodness, has_ink, is_doubtful, pictures, uncovered_text
from pipeline.readers.ocr.page import Recognised, recognise
from pipeline.readers.ocr.tesseract import Engine, TesseractError, find_engine
from pipeline.readers.ocr.words import Frame, rules_of, words_of
from pipeline.readers.transform import page_transform

log = logging.getLogger("actable")

_LOWEST, _HIGHEST = 200, 300  # dots an inch
_WIDEST = 5000  # pixels: plans are rendered smaller
_SURE = 0.6  # confidence from which words found in a picture on a page of text are kept
_SHARE_OF_TIME = 0.8  # of the time that a document may take


class _Task(NamedTuple):
    page: Page
    need: Need
    picture: Picture
    dpi: int
    frame: Frame


def recognise_pages(document: Document, data: bytes, options: ReadOptions) -> None:
    """Recognise the pages of ``document`` that need it, in place; what cannot be done is noted."""
    began = time.monotonic()
    with closing(pdfium.PdfDocument(data)) as pdf:
        needs = [(page, _checked_need(page, pdf, options)) for page in document.pages]
        wanted = [(page, need) for page, need in needs if need is not Need.NOTHING]
        if not wanted:
            return
        try:
            engine = find_engine(options.languages)
        except TesseractError as problem:
            document.notes.append(Note("read", "warning", "ocr_unavailable", str(problem)))
            return
        folder = Path(options.cache).expanduser() if options.cache else default_folder()
        cache = None if options.cache == "" else folder
        until = None if options.seconds is None else began + _SHARE_OF_TIME * options.seconds
        tasks = _rendered(pdf, wanted, until, document)
        for task, found in _in_parallel(engine, tasks, cache, options.threads):
            if isinstance(found, TesseractError):
                message = f"page {task.page.number} could not be recognised: {found}"
                document.notes.append(Note("read", "warning", "ocr_failed", message, task.page.number))
            else:
                _apply(task, found)
    correct(document)
    document.notes.sort(key=lambda note: note.page or 0)


def _checked_need(page: Page, pdf: Any, options: ReadOptions) -> Need:
    try:
        return _need(page, pdf, options)
    except pdfium.PdfiumError:  # a damaged page: the native reader has said so
        return Need.NOTHING


def _need(page: Page, pdf: Any, options: ReadOptions) -> Need:
    if options.ocr == "always":
        return Need.ALL
    if page.text_source == "none":
        if page.words or has_ink(_render(pdf, page, LOW_DPI)):
            return Need.ALL
        page.text_source = "native"  # an empty sheet is read
        return Need.NOTHING
    if not page.words and page.images == [] and has_ink(_render(pdf, page, LOW_DPI)):
        return Need.ALL  # letters drawn as shapes
    if page.words and is_doubtful(page):
        return Need.BETTER
    boxes = pictures(page)
    if boxes and uncovered_text(_render(pdf, page, LOW_DPI), boxes, page.words):
        return Need.PICTURES
    return Need.NOTHING


def _render(pdf: Any, page: Page, dpi: int) -> Picture:
    with closing(pdf[page.number - 1]) as sheet:
        bitmap = sheet.render(scale=dpi / 72, grayscale=True)
        return np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)


def _rendered(
    pdf: Any, wanted: Sequence[tuple[Page, Need]], until: float | None, document: Document
) -> Iterator[_Task]:
    """The pages as pictures, one by one, as long as there is time."""
    for page, need in wanted:
        if until is not None and time.monotonic() > until:
            message = "there was no time to recognise every page; give more with --timeout and run again"
            document.notes.append(Note("read", "warning", "ocr_out_of_time", message))
            return
        dpi = _resolution(pdf, page)
        with closing(pdf[page.number - 1]) as sheet:
            transform = page_transform(sheet)
            corner = transform.box(*sheet.get_bbox())
        yield _Task(page, need, _render(pdf, page, dpi), dpi, Frame(72 / dpi, corner.x0, corner.top))


def _resolution(pdf: Any, page: Page) -> int:
    """Dots an inch that suit the largest picture of a page."""
    told = 0.0
    with closing(pdf[page.number - 1]) as sheet:
        for image in sheet.get_objects(filter=[3], max_depth=4):
            x0, y0, x1, y1 = image.get_bounds()
            wide, high = image.get_px_size()
            if (x1 - x0) * (y1 - y0) > 0.3 * page.width * page.height:
                told = max(told, 72 * math.sqrt(wide * high / ((x1 - x0) * (y1 - y0))))
    dpi = min(max(round(told), _LOWEST), _HIGHEST)
    return min(dpi, int(_WIDEST * 72 / max(page.width, page.height, 1.0)))


def _in_parallel(
    engine: Engine, tasks: Iterator[_Task], cache: Path | None, threads: int
) -> Iterator[tuple[_Task, Recognised | TesseractError]]:
    """Each page with what was recognised, in any order; few pictures are held at a time."""
    cv2.setNumThreads(1)
    running: dict[Future[Recognised | TesseractError], _Task] = {}
    with ThreadPoolExecutor(max_workers=max(threads, 1)) as pool:
        for task in tasks:
            running[pool.submit(_recognise, engine, task, cache)] = task
            if len(running) > threads:
                yield from _finished(running)
        while running:
            yield from _finished(running)


def _finished(
    running: dict[Future[Recognised | TesseractError], _Task],
) -> Iterator[tuple[_Task, Recognised | TesseractError]]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        yield running.pop(future), future.result()


def _recognise(engine: Engine, task: _Task, cache: Path | None) -> Recognised | TesseractError:
    upright = task.need is Need.PICTURES and covered(task.page) < 0.5
    key = key_of(engine, task.picture, task.dpi, upright)
    found = load(cache, key)
    if found is None:
        try:
            found = recognise(engine, task.picture, task.dpi, upright)
        except TesseractError as problem:
            return problem
        save(cache, key, found)
    return found


def _apply(task: _Task, found: Recognised) -> None:
    """Put what was recognised on the page, beside or in place of what its text layer says."""
    page = task.page
    words = words_of(found, task.frame, page.number)
    if task.need is Need.BETTER and goodness(w.text for w in words) <= goodness(w.text for w in page.words):
        page.text_source = "ocr"  # text of another tool, as good as ours
        return
    shown = _way_back(found, task)
    if task.need is Need.PICTURES:
        _add_to_page(page, words, found, task, shown)
        return
    page.words = words
    page.rules, page.fills, page.images = rules_of(found, task.frame), [], []
    page.text_source = "ocr"
    _lay(page, found, shown)


def _lay(page: Page, found: Recognised, shown: Affine | None) -> None:
    page.shown = shown
    if found.turn % 2:
        page.width, page.height = page.height, page.width


def _way_back(found: Recognised, task: _Task) -> Affine | None:
    """From the straight page to the page as shown, None when they are the same."""
    if not found.turn and not found.skew:
        return None
    unit, x, y = task.frame
    wide, high = found.width * unit, found.height * unit
    angle = math.radians(found.skew)
    cos, sin = math.cos(angle), math.sin(angle)
    # Turned back about the centre of the upright picture (positive angles fall to the right) ...
    a, b, c, d = cos, sin, -sin, cos
    e, f = wide / 2 - a * wide / 2 - c * high / 2, high / 2 - b * wide / 2 - d * high / 2
    # ... and by quarters.
    for _ in range(found.turn):
        a, b, c, d, e, f = b, -a, d, -c, f, wide - e
        wide, high = high, wide
    return Affine(a, b, c, d, e + x - (a * x + c * y), f + y - (b * x + d * y))


def _add_to_page(page: Page, words: list[Word], found: Recognised, task: _Task, shown: Affine | None) -> None:
    """Add words of pictures to a page that has text of its own, whose words come along on the straight page."""
    if shown is not None:
        back = shown.inverse()
        page.words = [_moved(word, back) for word in page.words]
        boxes = [back.box(box) for box in pictures(page)]
    else:
        boxes = pictures(page)
    new = [
        word
        for word in words
        if (word.confidence or 0.0) >= _SURE
        and any(box.contains(word.box) for box in boxes)
        and not any(_overlap(word.box, other.box) for other in page.words)
    ]
    if not new:
        return
    inside = [
        r for r in rules_of(found, task.frame) if any(b.contains(Box(r.x0, r.top, r.x1, r.bottom)) for b in boxes)
    ]
    page.words = [*page.words, *new]
    page.rules = [*page.rules, *inside]
    page.images = [image for image in page.images if image not in boxes]
    page.text_source = "mixed"
    _lay(page, found, shown)


def _moved(word: Word, way: Affine) -> Word:
    box = way.box(word.box)
    baseline = word.baseline + box.bottom - word.bottom if word.baseline else 0.0
    return replace(word, x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom, baseline=baseline)


def _overlap(one: Box, two: Box) -> bool:
    wide = min(one.x1, two.x1) - max(one.x0, two.x0)
    high = min(one.bottom, two.bottom) - max(one.top, two.top)
    return wide > 0 and high > 0 and wide * high > 0.25 * min(one.width * one.height, two.width * two.height)
