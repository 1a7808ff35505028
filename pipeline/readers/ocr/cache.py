"""Results of recognition kept by content: the same picture under the same recipe is not read twice."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.readers.ocr.image import Picture
from pipeline.readers.ocr.marks import Mark
from pipeline.readers.ocr.page import Recognised
from pipeline.readers.ocr.rules import Stroke
from pipeline.readers.ocr.tesseract import Engine, Glyphs, Reading

log = logging.getLogger("actable")


def default_folder() -> Path:
    """The user's own cache folder (XDG base directory specification)."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    home = Path(base) if Path(base).is_absolute() else Path.home() / ".cache"
    return home / "actable" / "ocr"


def key_of(engine: Engine, grey: Picture, dpi: int, upright: bool) -> str:
    """The name of a result: picture, settings, Tesseract with its data, and the code that reads."""
    digest = hashlib.sha256(_recipe())
    digest.update(f"{engine.identity} {engine.languages} {dpi} {upright} {grey.shape}".encode())
    digest.update(grey.tobytes())
    return digest.hexdigest()


@cache
def _recipe() -> bytes:
    """A fingerprint of the code of recognition, so that no result outlives a change of it."""
    import cv2

    digest = hashlib.sha256(cv2.__version__.encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.name not in _LATER:
            digest.update(file.read_bytes())
    return digest.digest()


# Modules that work on results, not towards them.
_LATER = frozenset(["__init__.py", "cache.py", "words.py", "correct.py"])


def load(folder: Path | None, key: str) -> Recognised | None:
    """The kept result of that name; None when there is none or it cannot be read."""
    if folder is None:
        return None
    try:
        data = json.loads(zlib.decompress(_file(folder, key).read_bytes()))
        return _from_plain(data)
    except (OSError, ValueError, zlib.error, TypeError, KeyError):
        return None


def save(folder: Path | None, key: str, found: Recognised) -> None:
    """Keep a result; a folder that cannot be written costs only the time of the next run."""
    if folder is None:
        return
    file = _file(folder, key)
    written = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as stream:
            written = stream.name
            stream.write(zlib.compress(json.dumps(_to_plain(found), separators=(",", ":")).encode(), 6))
        Path(written).replace(file)
    except OSError as problem:
        log.debug("keeping a result of recognition in %s: %s", folder, problem)
        with suppress(OSError):
            Path(written).unlink(missing_ok=True)


def _file(folder: Path, key: str) -> Path:
    return folder / key[:2] / f"{key[2:]}.json.z"


def _to_plain(found: Recognised) -> dict[str, Any]:
    return {
        "page": [found.width, found.height, found.turn, found.skew, found.tall],
        "readings": [[*r[:-1], *r.glyphs] for r in found.readings],
        "marks": [list(m) for m in found.marks],
        "rules": [list(r) for r in found.rules],
    }


def _from_plain(data: dict[str, Any]) -> Recognised:
    width, height, turn, skew, tall = data["page"]
    return Recognised(
        width,
        height,
        turn,
        skew,
        tall,
        [Reading._make([*r[:-3], Glyphs._make(r[-3:])]) for r in data["readings"]],
        [Mark._make(m) for m in data["marks"]],
        [Stroke._make(r) for r in data["rules"]],
    )
