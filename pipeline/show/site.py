"""`actable show`: the site of a run, made beside its place and put there folder by folder."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.batch.publish import OutputError
from pipeline.explore.dataset import Dataset, page_link
from pipeline.explore.source import pdf_of
from pipeline.export.tables import Run
from pipeline.readers import is_text
from pipeline.show.data import Documents
from pipeline.show.embed import asset, embedded_json, policy
from pipeline.show.pictures import write_pictures

if TYPE_CHECKING:
    import jinja2

_MARK = '<meta name="generator" content="actable show">'
_INDEX, _DOCUMENTS = "index.html", "documents"


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site stands, how many documents and pictures it has, and why some have none."""

    index: Path
    documents: int
    pictures: int
    without: tuple[str, ...] = ()


def show(folder: Path, output: Path | None = None, pdfs: Path | None = None) -> Site:
    """Write the review site of the tables in ``folder`` into ``output`` (default: beside, ``tables-site``).

    ``pdfs`` is the folder of the PDFs where they no longer stand where they were read. Raises FileNotFoundError when
    there are no tables, OutputError when ``output`` cannot be written or holds something else.
    """
    dataset = Dataset(folder, pdfs)
    documents = Documents(Run(folder))
    output = (output or folder.resolve().parent / f"{folder.resolve().name}-site").absolute()
    _refuse_others(output)
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".next-", dir=output) as staging:
            site = _write(dataset, documents, Path(staging), output)
            for name in (_DOCUMENTS, _INDEX):
                _replace(Path(staging) / name, output / name)
    except OSError as problem:
        raise OutputError(f"{output} cannot be written ({problem.strerror}); give another folder") from None
    return site


def _refuse_others(output: Path) -> None:
    """A site replaces a site, and nothing else."""
    if output.exists() and not output.is_dir():
        raise OutputError(f"{output} is a file; give a folder for the site")
    index = output / _INDEX
    ours = index.is_file() and _MARK in index.read_text("utf-8", errors="replace")[:2000]
    if not ours and any((output / name).exists() for name in (_INDEX, _DOCUMENTS)):
        raise OutputError(
            f"{output} holds an index.html or documents that are not a review site; give another folder"
        )


def _replace(new: Path, place: Path) -> None:
    if place.is_dir():
        place.rename(new.with_name(f"old-{place.name}"))
    new.replace(place)


def folder_name(document_id: str) -> str:
    """The folder of a document: its id, or a digest of what only calls itself one.

    >>> folder_name("d279c7fa462756e9"), folder_name("../../etc")
    ('d279c7fa462756e9', 'x-74ccf3c5b4c19a81')
    """
    if re.fullmatch(r"[0-9a-z][0-9a-z_-]{0,80}", document_id):
        return document_id
    return "x-" + hashlib.sha256(document_id.encode()).hexdigest()[:16]


def _write(dataset: Dataset, documents: Documents, staging: Path, output: Path) -> Site:
    (staging / _DOCUMENTS).mkdir()
    lines, without, pictures = [], [], 0
    for document in documents.all:
        name = folder_name(document["document_id"])
        folder = staging / _DOCUMENTS / name
        folder.mkdir()
        data = documents.page(document)
        data["pages"], data["pdf"], data["reason"] = [], None, None
        if not is_text(document["file_name"] or "") and document["page_count"]:
            try:
                pdf = pdf_of(dataset, document)
                told = documents.told(document["document_id"])
                data["pages"] = write_pictures(pdf, folder, document["page_count"], told, output / _DOCUMENTS / name)
                data["pdf"] = page_link(os.path.relpath(pdf.absolute(), output / _DOCUMENTS / name))
            except FileNotFoundError as problem:
                data["reason"] = (
                    "Le PDF n’est pas là où il a été lu, ou il a changé : ses pages ne sont pas montrées."
                )
                without.append(str(problem).split(";")[0])
        pictures += sum("src" in page for page in data["pages"])
        page = _page("document.html", ("corrections.js", "document.js"), data["file"], data)
        (folder / _INDEX).write_text(page, "utf-8")
        lines.append([name, *documents.line(document)])
    (staging / _INDEX).write_text(_page("index.html", ("index.js",), "Documents", {"documents": lines}), "utf-8")
    return Site(output / _INDEX, len(lines), pictures, tuple(without))


def _page(template: str, scripts: Sequence[str], title: str, data: Any) -> str:
    code, style = "".join(map(asset, ("common.js", *scripts))), asset("site.css")
    return (
        _templates()
        .get_template(template)
        .render(title=title, mark=_MARK, policy=policy(code, style), code=code, style=style, data=embedded_json(data))
    )


@cache
def _templates() -> jinja2.Environment:
    import jinja2

    loader = jinja2.PackageLoader("pipeline.show", "templates")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
