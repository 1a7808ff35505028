"""Tesseract, the program: what is installed, and what it reads in a picture."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.etree import ElementTree

import cv2

from models.values import value
from pipeline.readers.ocr.image import Picture

_PATIENCE = 180.0  # seconds for one page
_LINES = {"ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"}
_TALL = re.compile(r"[A-Z0-9bdfhkl]")  # reach from the baseline to the height of capitals
_LOW = re.compile(r"[acemnorsuvwxz]")  # reach to the height of an x


class TesseractError(Exception):
    """Tesseract is not there or does not work; the message is one sentence with the way out."""


@value
class Engine:
    """An installed Tesseract for one choice of languages; ``identity`` changes whenever its readings may."""

    program: str
    languages: str
    identity: str


class Glyphs(NamedTuple):
    """Heights of the letters of a line in pixels, 0 where it has none of the kind."""

    tall: float
    low: float
    size: float  # Tesseract's own guess, from ascender to descender


class Reading(NamedTuple):
    """One word as recognised, in pixels of the picture."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float
    confidence: float  # 0 to 1: Tesseract's for the word
    weakest: float  # and for its weakest character
    line: int
    weight: float  # width of strokes, 0 where it was not measured
    glyphs: Glyphs


@lru_cache(maxsize=8)
def find_engine(languages: str) -> Engine:
    """The installed Tesseract for ``languages`` ("fra", "fra+deu"). Raises TesseractError."""
    wanted = [name for name in languages.split("+") if name]
    packages = " ".join(["tesseract-ocr", *(f"tesseract-ocr-{name.replace('_', '-')}" for name in wanted)])
    program = shutil.which("tesseract")
    if program is None:
        raise TesseractError(f"Tesseract is not installed; on Debian: apt-get install {packages}")
    version = _run([program, "--version"]).splitlines()[0].strip()
    first, *listed = _run([program, "--list-langs"]).splitlines()
    missing = [name for name in wanted if name not in {entry.strip() for entry in listed}]
    if missing or not wanted:
        which = ", ".join(missing) or "none"
        raise TesseractError(f"Tesseract has no data for the language {which}; on Debian: apt-get install {packages}")
    identity = hashlib.sha256(version.encode())
    folder = re.search(r'"([^"]+)"', first)
    for name in wanted:
        data = Path(folder[1] if folder else "", f"{name}.traineddata")
        identity.update(data.read_bytes() if data.is_file() else name.encode())
    return Engine(program, "+".join(wanted), identity.hexdigest())


def read_picture(engine: Engine, picture: Picture, dpi: int, mode: int) -> list[Reading]:
    """The words of one picture under page segmentation ``mode``. Raises TesseractError when the program fails."""
    done, encoded = cv2.imencode(".pgm", picture)
    assert done
    command = [engine.program, "-", "-", "-l", engine.languages, "--psm", str(mode), "--dpi", str(dpi)]
    command += ["-c", "tessedit_create_hocr=1", "-c", "hocr_char_boxes=1"]
    return list(_readings(_run(command, encoded.tobytes())))


def read_snippets(engine: Engine, pictures: Sequence[Picture], dpi: int, letters: str = "") -> list[list[Reading]]:
    """The words of many small pictures of one line each, by one run of the program.

    ``letters`` are the only characters that may be read. Raises TesseractError when the program fails.
    """
    with TemporaryDirectory(prefix="actable-") as folder:
        names = [str(Path(folder, f"{number}.pgm")) for number in range(len(pictures))]
        for name, picture in zip(names, pictures, strict=True):
            cv2.imwrite(name, picture)
        Path(folder, "list.txt").write_text("\n".join(names), "utf-8")
        command = [engine.program, str(Path(folder, "list.txt")), "-", "-l", engine.languages]
        command += ["--psm", "7", "--dpi", str(dpi), "-c", "tessedit_create_hocr=1", "-c", "hocr_char_boxes=1"]
        if letters:
            command += ["-c", f"tessedit_char_whitelist={letters}"]
        pages = _pages(_run(command))
    return [list(_page_readings(page)) for page in pages]


def orientation(engine: Engine, picture: Picture, dpi: int) -> int:
    """Quarters of a turn, clockwise, that set a picture upright; 0 where nothing tells."""
    done, encoded = cv2.imencode(".pgm", picture)
    assert done
    command = [engine.program, "-", "-", "--psm", "0", "--dpi", str(dpi)]
    try:
        told = re.search(r"Rotate: (\d+)", _run(command, encoded.tobytes()))
    except TesseractError:  # too little text, or no data for it
        return 0
    return int(told[1]) // 90 % 4 if told else 0


def _run(command: list[str], given: bytes | None = None) -> str:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            command, input=given or b"", capture_output=True, timeout=_PATIENCE, env=environment, check=True
        )
    except subprocess.TimeoutExpired:
        raise TesseractError(f"Tesseract took more than {_PATIENCE:g} s on it") from None
    except (OSError, subprocess.CalledProcessError) as problem:
        raise TesseractError(f"Tesseract broke down on it ({_why(problem)})") from problem
    return done.stdout.decode("utf-8", "replace")


def _why(problem: Exception) -> str:
    if isinstance(problem, subprocess.CalledProcessError):
        lines = problem.stderr.decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"exit status {problem.returncode}"
    return type(problem).__name__


def _readings(hocr: str) -> Iterator[Reading]:
    for page in _pages(hocr):
        yield from _page_readings(page)


def _pages(hocr: str) -> list[ElementTree.Element]:
    try:
        root = ElementTree.fromstring(hocr)
    except ElementTree.ParseError as problem:
        raise TesseractError("Tesseract gave no readable answer") from problem
    return [element for element in root.iter() if element.get("class") == "ocr_page"]


def _page_readings(page: ElementTree.Element) -> Iterator[Reading]:
    lines = (element for element in page.iter() if element.get("class") in _LINES)
    for rank, line in enumerate(lines):
        about = line.get("title", "")
        left, _, _, bottom = _numbers(about, "bbox", 4)
        slope, offset = _numbers(about, "baseline", 2)
        base = _Base(slope, bottom + offset - slope * left)
        words = [word for word in line if word.get("class") == "ocrx_word"]
        glyphs = _glyphs(words, base, _numbers(about, "x_size", 1)[0])
        for word in words:
            characters = [c for c in word.iter() if c.get("class") == "ocrx_cinfo"]
            text = "".join(c.text or "" for c in characters) or "".join(word.itertext()).strip()
            x0, y0, x1, y1 = _numbers(word.get("title", ""), "bbox", 4)
            confidence = _numbers(word.get("title", ""), "x_wconf", 1)[0] / 100
            weakest = min((_numbers(c.get("title", ""), "x_conf", 1)[0] for c in characters), default=0.0) / 100
            foot = base.at((x0 + x1) / 2)
            yield Reading(text, x0, y0, x1, y1, foot, confidence, weakest, rank, 0.0, glyphs)


class _Base(NamedTuple):
    """The line that letters stand on."""

    slope: float
    offset: float

    def at(self, x: float) -> float:
        return self.offset + self.slope * x


def _glyphs(words: Sequence[ElementTree.Element], base: _Base, size: float) -> Glyphs:
    tall: list[float] = []
    low: list[float] = []
    for word in words:
        for character in word.iter():
            text = character.text or ""
            if character.get("class") != "ocrx_cinfo" or len(text) != 1:
                continue
            x0, y0, x1, _ = _numbers(character.get("title", ""), "x_bboxes", 4)
            if _TALL.match(text):
                tall.append(base.at((x0 + x1) / 2) - y0)
            elif _LOW.match(text):
                low.append(base.at((x0 + x1) / 2) - y0)
    return Glyphs(_middle(tall), _middle(low), size)


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


def _numbers(about: str, key: str, count: int) -> list[float]:
    """The numbers after ``key`` in an hOCR title; zeros where it is missing."""
    found = re.search(rf"\b{key}((?: -?[\d.]+){{{count}}})", about)
    return [float(n) for n in found[1].split()] if found else [0.0] * count
