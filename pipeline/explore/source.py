"""The source of a row: the crop of the page where it was read, with the value marked and bank details covered."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from PIL import Image, ImageDraw

from models.document import Box, union
from models.schema import TABLES
from pipeline.batch.sources import is_url
from pipeline.explore.dataset import page_link
from pipeline.explore.page_picture import cover, masks, only, pixels, render
from pipeline.explore.sentences import sentence_at
from pipeline.layout.redact import MASK
from pipeline.readers import is_text

if TYPE_CHECKING:
    from pipeline.explore.dataset import Dataset

_SCALE = 2.0  # pixels a point: 144 dpi
_AROUND = 70.0  # points of page kept above and below the value
_MARK = (213, 94, 0)
_MOST_PAGES = 4


class Place(NamedTuple):
    """A value on a page; ``box`` is None where only the page is known."""

    page: int
    box: Box | None
    text: str = ""


@dataclass(frozen=True)
class Source:
    """Where a row was read. A notebook shows the picture; ``png``, ``link``, ``text`` and ``sentence`` give it for
    a quotation."""

    path: Path
    uri: str
    places: tuple[Place, ...]
    covered: frozenset[int] = frozenset()  # pages of which nothing but the marked places may be shown
    corrected: bool = False  # a reader's value stands in the table for one that the picture shows

    @property
    def link(self) -> str:
        """A link that opens the PDF at the page: where it was published, else where it stands from here."""
        return page_link(self.uri if is_url(self.uri) else from_here(self.path), self.places[0].page)

    @property
    def text(self) -> str:
        """The source text of the marked values."""
        return " … ".join(dict.fromkeys(place.text for place in self.places if place.text))

    @property
    def sentence(self) -> str | None:
        """The sentences (in a table the lines) in which the values stand, to be quoted; None on a scan."""
        told = [sentence_at(self.path, p.page, p.box) for p in self.places if p.box is not None]
        return " … ".join(dict.fromkeys(text for text in told if text)) or None

    @property
    def png(self) -> bytes:
        """The crops of the pages, one below the other."""
        return draw(self)

    def save(self, path: str | Path) -> Path:
        """Write the picture. Returns its path."""
        Path(path).write_bytes(self.png)
        return Path(path)

    def _repr_png_(self) -> bytes:
        return self.png

    def __repr__(self) -> str:
        told = [
            f"'{self.link}'",
            *([repr(self.text)] if self.text else []),
            *(["corrected"] if self.corrected else []),
        ]
        return f"Source({', '.join(told)})"


def find_source(dataset: Dataset, row: Any, column: str | None, table: str | None) -> Source:
    """See ``Dataset.source``."""
    values = _values(row)
    name, row_id = _which(dataset, row, values, table)
    if column is not None and name and column not in TABLES[name].columns:
        raise LookupError(f"{name} has no column {column!r}; it has {', '.join(TABLES[name].columns)}")
    places, document_id = _places(dataset, name, row_id, values, column)
    if name == "findings" and (not places or places[0].box is None):
        places, document_id = _of_subject(dataset, values, places, document_id)
    if not places:
        what = f"the value {column!r} of row {row_id!r}" if column else f"row {row_id!r}"
        raise LookupError(f"nothing says where {what} was read: it was not printed as such")
    document = dataset.documents.set_index("document_id").loc[document_id]
    if is_text(str(document["file_name"])):
        raise LookupError(f"{document['file_name']} is a text without pages; its evidence is in the table evidence")
    path = pdf_of(dataset, document)
    masked = dataset.diagnostics.query("code == 'bank_details_masked' and document_id == @document_id")
    told = masked["page"].value_counts().to_dict()
    pages = list(dict.fromkeys(place.page for place in places))[:_MOST_PAGES]
    covered = {page for page in pages if told.get(page, 0) > len(masks(path, page))}
    kept = tuple(place for place in places if place.page in pages)
    return Source(
        path, str(document["source_uri"]), kept, frozenset(covered), _corrected(dataset, name, row_id, column)
    )


def _corrected(dataset: Dataset, table: str | None, row_id: str, column: str | None) -> bool:
    evidence = dataset.evidence
    rows = evidence[(evidence["row_id"] == row_id) & (evidence["table_name"] == table)]
    return bool((rows if column is None else rows[rows["column_name"] == column])["corrected"].any())


def shown(dataset: Dataset, row: Any, column: str | None = None, table: str | None = None) -> Source | str:
    """The source of a row, or the sentence that says why it cannot be shown: for notebooks over any folder."""
    try:
        return find_source(dataset, row, column, table)
    except (LookupError, FileNotFoundError) as problem:
        return str(problem)


def _values(row: Any) -> dict[str, Any]:
    if isinstance(row, str):
        return {"row_id": row}
    items = row.to_dict() if isinstance(row, pd.Series) else dict(row) if isinstance(row, Mapping) else None
    if items is None and hasattr(row, "_asdict"):
        items = row._asdict()
    if items is None:
        raise TypeError("give a row of a frame, a mapping or an id")
    return {str(key): value for key, value in items.items() if not (pd.api.types.is_scalar(value) and pd.isna(value))}


def _which(dataset: Dataset, row: Any, values: dict[str, Any], table: str | None) -> tuple[str | None, str]:
    """The table and the id of a row: as told, as its frame says, or as the evidence knows it."""
    known = table or getattr(row, "attrs", {}).get("table")
    if known is None:
        fitting = [name for name, spec in TABLES.items() if set(values) <= set(spec.columns) and spec.id in values]
        known = fitting[0] if len(fitting) == 1 and len(values) > 1 else None
    if known is not None:
        spec = TABLES[known]
        row_id = values.get(spec.id or "row_id", values.get("row_id"))
        if row_id is None:
            raise LookupError(f"a row of {known} is told by {spec.id}; keep that column")
        return known, str(row_id)
    evidence = dataset.evidence[["table_name", "row_id"]].drop_duplicates()
    names = dict.fromkeys(["row_id", *(spec.id for spec in reversed(TABLES.values()) if spec.id)])
    for name in names:
        if name in values:
            tables = evidence.loc[evidence["row_id"] == values[name], "table_name"]
            if len(tables):
                return str(tables.iloc[0]), str(values[name])
    for other, spec in TABLES.items():  # a row without evidence of its own has its page
        if spec.id in values and (dataset.__getattr__(other)[spec.id] == values[spec.id]).any():
            return other, str(values[spec.id])
    raise LookupError("the row does not tell its table; keep its id column, or say table='grants'")


def _places(
    dataset: Dataset, table: str | None, row_id: str, values: dict[str, Any], column: str | None
) -> tuple[list[Place], str]:
    evidence = dataset.evidence
    rows = evidence[(evidence["row_id"] == row_id) & (evidence["table_name"] == table)]
    if column is not None:
        rows = rows[rows["column_name"] == column]
    places = [
        _place(page, bbox, text)
        for page, bbox, text in zip(rows["page"], rows["bbox"], rows["text"], strict=True)
        if not pd.isna(page)
    ]
    document_id = str(rows["document_id"].iloc[0]) if len(rows) else ""
    if not places and column is None and table is not None:
        spec = TABLES[table]
        found = dataset.__getattr__(table)
        own = found[found[spec.id or "row_id"] == row_id]
        if len(own) and "page" in own and "document_id" in own and not pd.isna(own["page"].iloc[0]):
            first = own.iloc[0]
            return [_place(first["page"], first.get("bbox"), "")], str(first["document_id"])
    return places, document_id


def _of_subject(
    dataset: Dataset, finding: dict[str, Any], own: list[Place], document_id: str
) -> tuple[list[Place], str]:
    """Where the row that a finding is about was read, on the page of the finding if it names one."""
    subject, table = finding.get("subject_id"), finding.get("table_name")
    if subject is None or table is None:
        return own, document_id
    places, of_subject = _places(dataset, str(table), str(subject), finding, None)
    if own:
        places = [place for place in places if place.page == own[0].page]
    return (places, of_subject) if places else (own, document_id)


def _place(page: Any, bbox: Any, text: Any) -> Place:
    box = Box(*map(float, bbox)) if isinstance(bbox, Iterable) and len(list(bbox)) == 4 else None
    return Place(int(page), box, text if isinstance(text, str) else "")


def pdf_of(dataset: Dataset, document: Any) -> Path:
    """The PDF of a document, its bytes the ones that were read. Raises FileNotFoundError with the way out."""
    uri, name = str(document["source_uri"]), str(document["file_name"])
    other = False
    for path in _candidates(dataset, uri, name):
        if path.is_file():
            if hashlib.sha256(path.read_bytes()).hexdigest() == document["sha256"]:
                return path
            other = True
    reason = "what stands there has changed since it was read" if other else "it is not where it was read"
    raise FileNotFoundError(f"{name}: {reason}; name the folder of the PDFs: actable.open(tables, pdfs='acts/')")


def place_of(dataset: Dataset, document: Any) -> str:
    """Where a link to the PDF of a document leads: where it was published, else where it stands from here."""
    uri = str(document["source_uri"])
    if is_url(uri):
        return uri
    found = next((path for path in _candidates(dataset, uri, str(document["file_name"])) if path.is_file()), None)
    return from_here(found) if found else uri


def from_here(path: Path) -> str:
    """A path as a notebook in the current folder follows it."""
    return os.path.relpath(path.absolute()).replace(os.sep, "/")


def _candidates(dataset: Dataset, uri: str, name: str) -> Iterable[Path]:
    """Where the run found it: from here, or from a folder above the tables. Where ``pdfs`` is given, there alone."""
    if dataset.pdfs is not None:
        yield dataset.pdfs / name
        yield from sorted(dataset.pdfs.rglob(Path(name).name.replace("[", "[[]")))
        return
    yield Path(uri)
    for folder in dataset.folder.resolve().parents:
        yield folder / uri


def draw(source: Source) -> bytes:
    """The picture of a source as PNG."""
    pages = dict.fromkeys(place.page for place in source.places)
    crops = [_crop(source, page, [p for p in source.places if p.page == page]) for page in pages]
    gap = 8
    height = sum(c.height for c in crops) + gap * (len(crops) - 1)
    sheet = Image.new("RGB", (max(c.width for c in crops), height), (200, 200, 200))
    top = 0
    for crop in crops:
        sheet.paste(crop, (0, top))
        top += crop.height + gap
    out = io.BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


def _crop(source: Source, number: int, places: Sequence[Place]) -> Image.Image:
    picture, origin = render(source.path, number, _SCALE)
    boxes = [pixels(p.box, origin, _SCALE) for p in places if p.box is not None]
    if number in source.covered:
        picture = only(picture, [b for p, b in zip(places, boxes, strict=False) if MASK not in p.text])
    pen = ImageDraw.Draw(picture, "RGBA")
    for box in boxes:
        pen.rectangle(
            [box.x0 - 3, box.top - 3, box.x1 + 3, box.bottom + 3], fill=(*_MARK, 45), outline=_MARK, width=3
        )
    cover(picture, [pixels(mask, origin, _SCALE) for mask in masks(source.path, number)])
    if not boxes:
        return picture
    around = union(boxes)
    top = max(0, int(around.top - _AROUND * _SCALE))
    bottom = min(picture.height, int(around.bottom + _AROUND * _SCALE))
    return picture.crop((0, top, picture.width, bottom))
