"""The pages of a document as WebP pictures, bank details covered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.document import Box
from pipeline.batch.store import stamp_of
from pipeline.explore.page_picture import cover, masks, only, page_size, pixels, render
from pipeline.layout.redact import MASK

_SCALE = 100 / 72  # pixels a point: 100 dpi
_LONGEST = 3500  # pixels: a plan of a square metre does not fill the memory
_QUALITY = 72
_DRAWN = "pictures.json"


@dataclass(frozen=True, slots=True)
class Told:
    """What the tables tell of one page: how many bank details, and the places of its values with their text."""

    bank_details: int = 0
    places: Sequence[tuple[Box, str]] = ()


def picture_name(page: int) -> str:
    """The file of a page.

    >>> picture_name(7)
    'p0007.webp'
    """
    return f"p{page:04d}.webp"


def write_pictures(
    pdf: Path, folder: Path, pages: int, told: Mapping[int, Told], before: Path | None = None
) -> list[dict[str, Any]]:
    """Write the pictures of a PDF into ``folder``. Returns for each page what the site needs to place boxes on it.

    A page whose bank details have places that the PDF does not tell shows its values alone; a page that cannot be
    drawn has no picture. ``before`` is the folder of the last site: what it drew of the same bytes by the same code is
    taken over.
    """
    key = _key(pdf, pages, told)
    drawn = _taken_over(before, folder, key) if before else None
    if drawn is None:
        drawn = [_write(pdf, folder, page, told.get(page, Told())) for page in range(1, pages + 1)]
    (folder / _DRAWN).write_text(json.dumps({"key": key, "pages": drawn}), "utf-8")
    return drawn


def _key(pdf: Path, pages: int, told: Mapping[int, Told]) -> str:
    """What the pictures depend on: the bytes, the code, and how much may be shown of a page."""
    digest = hashlib.sha256(pdf.read_bytes())
    digest.update(repr((stamp_of("pictures"), pages)).encode())
    for page, one in sorted(told.items()):
        if one.bank_details:
            digest.update(repr((page, one.bank_details, list(one.places))).encode())
    return digest.hexdigest()


def _taken_over(before: Path, folder: Path, key: str) -> list[dict[str, Any]] | None:
    """The pages as the last site drew them, their pictures put into ``folder``; None where they must be drawn."""
    try:
        account = json.loads((before / _DRAWN).read_text("utf-8"))
        if account["key"] != key:
            return None
        drawn: list[dict[str, Any]] = account["pages"]
        names = [picture_name(page["n"]) for page in drawn if "src" in page]
        for name in names:
            (folder / name).hardlink_to(before / name)
    except (OSError, ValueError, KeyError, TypeError):
        for path in folder.glob("*.webp"):
            path.unlink()
        return None
    return drawn


def _write(pdf: Path, folder: Path, page: int, told: Told) -> dict[str, Any]:
    try:
        scale = min(_SCALE, _LONGEST / max(page_size(pdf, page)))
        picture, origin = render(pdf, page, scale)
    except Exception:  # a damaged page: its values are still shown
        return {"n": page}
    known = masks(pdf, page)
    covered = told.bank_details > len(known)
    if covered:
        clear = [pixels(box, origin, scale) for box, text in told.places if MASK not in text]
        hidden = [pixels(box, origin, scale) for box, text in told.places if MASK in text]
        picture = only(picture, clear)
        cover(picture, hidden)
    cover(picture, [pixels(box, origin, scale) for box in known])
    picture.save(folder / picture_name(page), "WEBP", quality=_QUALITY, method=2)
    return {
        "n": page,
        "src": picture_name(page),
        "w": picture.width,
        "h": picture.height,
        "x": round(origin[0], 2),
        "y": round(origin[1], 2),
        "scale": round(scale, 6),
        **({"covered": True} if covered else {}),
    }
