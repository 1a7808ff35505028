"""The tables in a notebook: frames, SQL, links, and the picture of a source."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

import actable
from models.schema import TABLES
from pipeline.batch.write import RunWriter, read_table
from pipeline.explore.dataset import Linked, page_link
from pipeline.explore.page_picture import read
from pipeline.explore.source import _MARK, _SCALE
from pipeline.layout.redact import MASK

pytestmark = pytest.mark.xdist_group("samples")
WriteTables = Callable[..., Path]
MakePdf = Callable[..., Path]
IBAN = "FR76 3000 6000 0112 3456 7890 189"


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_a_folder_without_tables_says_how_to_make_some(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="actable extract acts/ -o"):
        actable.open(tmp_path)


def test_frames_have_readable_types(sample_tables: Path) -> None:
    ds = actable.open(sample_tables)
    assert isinstance(ds.deliberations.outcome.dtype, pd.CategoricalDtype)
    assert str(ds.deliberations.session_on.dtype) == "datetime64[s]"
    assert str(ds.votes.votes_for.dtype) == "Int32"
    assert str(ds.deliberations.unanimous.dtype) == "boolean"
    assert str(ds.attendees.name.dtype) == "str"
    assert set(ds.tables) <= set(dir(ds))
    with pytest.raises(AttributeError, match="no table 'grant'"):
        _ = ds.grant


def test_sums_are_exact(sample_tables: Path) -> None:
    ds = actable.open(sample_tables)
    straight = sum(
        v for v in pq.read_table(sample_tables / "grants.parquet")["amount_eur"].to_pylist() if v is not None
    )
    assert ds.grants.amount_eur.sum() == straight
    assert ds.sql("SELECT sum(amount_eur) AS total FROM grants").total[0] == straight
    assert isinstance(straight, Decimal)


def test_an_old_folder_lacks_columns_and_tables(write_tables: WriteTables) -> None:
    folder = write_tables(documents=[{"document_id": "a", "file_name": "a.pdf"}], votes=[{"votes_for": 3}])
    votes = pq.read_table(folder / "votes.parquet").drop_columns(["abstentions"])
    pq.write_table(votes, folder / "votes.parquet")
    (folder / "grants.parquet").unlink()
    ds = actable.open(folder)
    assert ds.votes.abstentions.isna().all() and ds.votes.votes_for.tolist() == [3]
    assert len(ds.grants) == 0 and "amount_eur" in ds.grants


def test_tables_that_are_folders_open_like_files(sample_tables: Path, tmp_path: Path) -> None:
    with RunWriter(tmp_path / "tables", large=20) as writer:
        for name in TABLES:
            writer.append({name: read_table(sample_tables, name)})
    assert (tmp_path / "tables" / "attendees").is_dir()
    one, two = actable.open(sample_tables), actable.open(tmp_path / "tables")
    assert repr(two).partition(": ")[2] == repr(one).partition(": ")[2]
    query = "SELECT count(*) AS n, sum(amount_eur) AS total FROM budget_amounts"
    assert two.sql(query).equals(one.sql(query))
    assert two.source(two.attendees.iloc[0]).places == one.source(one.attendees.iloc[0]).places
    assert two.findings.link.tolist() == one.findings.link.tolist()


def test_a_changed_frame_leaves_the_dataset_as_it_was(sample_tables: Path) -> None:
    ds = actable.open(sample_tables)
    votes = ds.votes
    votes["votes_for"] = 0
    assert ds.votes.votes_for.sum() > 0


def test_findings_link_to_the_page(sample_tables: Path) -> None:
    found = actable.open(sample_tables).findings
    with_page = found[found.page.notna() & found.document_id.notna()]
    assert len(with_page)
    for link, name, page in zip(with_page.link, with_page.file_name, with_page.page, strict=True):
        assert link.endswith(f"{name}#page={page}")
    assert list(found.severity) == sorted(found.severity, key=["error", "warning", "info"].index)
    assert 'href="' in found._repr_html_()


def test_links_lead_to_the_file_from_where_the_notebook_stands(
    make_pdf: MakePdf, write_tables: WriteTables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_pdf("actes/a b.pdf", "Délibération")
    document = {**row_of(tmp_path / "actes" / "a b.pdf"), "source_uri": "actes/a b.pdf"}
    published = {"document_id": "u", "file_name": "u.pdf", "source_uri": "https://exemple.fr/u.pdf"}
    gone = {"document_id": "g", "file_name": "g.pdf", "source_uri": "g.pdf"}
    keys = (document["document_id"], "u", "g", None)
    found = [{"row_id": f"f{n}", "document_id": key, "page": 2, "severity": "info"} for n, key in enumerate(keys)]
    vote = {"document_id": document["document_id"], "row_id": "v", "page": 1, "bbox": [30, 30, 90, 50]}
    folder = write_tables(documents=[document, published, gone], findings=found, votes=[vote])
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    ds = actable.open(folder)
    links = ["../actes/a%20b.pdf#page=2", "https://exemple.fr/u.pdf#page=2", "g.pdf#page=2"]
    assert ds.findings.link.dropna().tolist() == links
    assert ds.source("v", table="votes").link == "../actes/a%20b.pdf#page=1"
    assert not ds.source("v", table="votes").corrected


def test_a_source_says_that_a_reader_corrected_the_value(make_pdf: MakePdf, write_tables: WriteTables) -> None:
    document = row_of(make_pdf("acte.pdf", "Délibération"))
    place = {"document_id": document["document_id"], "table_name": "votes", "row_id": "v", "page": 1, "text": "31"}
    evidence = [{**place, "column_name": "votes_for", "corrected": True}, {**place, "column_name": "votes_against"}]
    votes = [{"document_id": document["document_id"], "row_id": "v", "votes_for": 13, "votes_against": 31}]
    ds = actable.open(write_tables(documents=[document], votes=votes, evidence=evidence))
    told = {column: ds.source(ds.votes.iloc[0], column).corrected for column in ("votes_for", "votes_against")}
    assert told == {"votes_for": True, "votes_against": False}
    assert repr(ds.source(ds.votes.iloc[0])).endswith("'31', corrected)")


@pytest.mark.parametrize(
    ("uri", "page", "link"),
    [
        ("actes/pv.pdf", 3, "actes/pv.pdf#page=3"),
        ("actes/pv.pdf", None, "actes/pv.pdf"),
        ("https://exemple.fr/a.pdf", 2, "https://exemple.fr/a.pdf#page=2"),
        ("javascript:alert(1)", 1, "javascript%3Aalert%281%29#page=1"),
        ('a"><script>.pdf', 1, "a%22%3E%3Cscript%3E.pdf#page=1"),
    ],
)
def test_links(uri: str, page: int | None, link: str) -> None:
    assert page_link(uri, page) == link


def test_text_of_a_document_stays_text() -> None:
    html = Linked({"message": ["<script>alert(1)</script>"], "link": ["a.pdf#page=1"], "bbox": [[1.0, 2.0]]})
    shown = html._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;" in shown and '<a href="a.pdf#page=1"' in shown


def test_the_source_of_a_value_is_marked(sample_tables: Path) -> None:
    ds = actable.open(sample_tables)
    grant = ds.grants[ds.grants.amount_eur.notna()].iloc[0]
    source = ds.source(grant, "beneficiary")
    assert source.link.endswith(f"#page={grant.page}")
    pixels = picture(source._repr_png_())
    assert _MARK in {colour for _, colour in pixels.getcolors(1 << 24)}
    whole = ds.source(grant)
    assert len(whole.places) > len(source.places)


@pytest.mark.parametrize(
    "query",
    ["SELECT row_id FROM votes LIMIT 1", "SELECT number, deliberation_id FROM deliberations LIMIT 1"],
)
def test_a_row_of_a_query_tells_its_source(sample_tables: Path, query: str) -> None:
    ds = actable.open(sample_tables)
    assert ds.source(ds.sql(query).iloc[0]).places


def test_rows_as_mappings_tuples_and_ids(sample_tables: Path) -> None:
    ds = actable.open(sample_tables)
    row = ds.votes.iloc[0]
    places = ds.source(row).places
    assert ds.source(row.to_dict(), table="votes").places == places
    assert ds.source(next(ds.votes.itertuples(index=False)), table="votes").places == places
    assert ds.source(row.row_id).places == places


def test_what_has_no_source_says_so(sample_tables: Path) -> None:
    ds = actable.open(sample_tables)
    with pytest.raises(LookupError, match="no column 'montant'"):
        ds.source(ds.grants.iloc[0], "montant")
    with pytest.raises(LookupError, match="does not tell its table"):
        ds.source({"total": 3})
    with pytest.raises(TypeError):
        ds.source(12)


def test_every_finding_of_one_document_has_a_source(sample_tables: Path) -> None:
    ds = actable.open(sample_tables)
    found = ds.findings
    for _, row in found[found.page.notna()].iterrows():
        source = ds.source(row, table="findings")
        assert {place.page for place in source.places} == {row.page}


def test_bank_details_are_covered_in_pictures(sample_tables: Path) -> None:
    ds = actable.open(sample_tables)
    articles = ds.convention_articles
    row = articles[articles.text.str.contains(MASK, regex=False, na=False)].iloc[0]
    source = ds.source(row, "text")
    page = source.places[0].page
    masks = [w.box for w in read(source.path).pages[page - 1].words if MASK in w.text]  # type: ignore[union-attr]
    assert masks
    pixels = picture(source.png)
    top = max(0, int(min(p.box.top for p in source.places if p.box) * _SCALE - 70 * _SCALE))
    covered = 0
    for box in masks:
        area = tuple(
            int(v) for v in (box.x0 * _SCALE, box.top * _SCALE - top, box.x1 * _SCALE, box.bottom * _SCALE - top)
        )
        if area[3] <= pixels.height:
            assert len(pixels.crop(area).getcolors(1 << 20)) == 1  # type: ignore[arg-type]
            covered += 1
    assert covered


def row_of(path: Path, **more: Any) -> dict[str, Any]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"document_id": digest[:16], "file_name": path.name, "source_uri": str(path), "sha256": digest, **more}


def test_a_scan_with_bank_details_shows_the_value_alone(make_pdf: MakePdf, write_tables: WriteTables) -> None:
    path = make_pdf("rib.pdf", f"Titulaire : X. IBAN {IBAN}", picture=True)
    document = row_of(path, page_count=1, text_source="ocr", status="ok")
    masked = {"document_id": document["document_id"], "row_id": "d", "code": "bank_details_masked", "page": 1}
    grant = {"document_id": document["document_id"], "row_id": "g-1", "page": 1, "bbox": [300, 400, 360, 420]}
    ds = actable.open(write_tables(documents=[document], diagnostics=[masked], grants=[grant]))
    source = ds.source(ds.grants.iloc[0])
    assert source.covered == {1}
    pixels = picture(source.png)
    assert len(pixels.crop((0, 0, pixels.width, 100)).getcolors(1 << 20)) == 1  # type: ignore[arg-type]


def test_places_hold_on_a_cropped_page(make_pdf: MakePdf, write_tables: WriteTables, tmp_path: Path) -> None:
    import pypdfium2 as pdfium

    from pipeline.readers.native import read_pdf

    pdf = pdfium.PdfDocument(make_pdf("entier.pdf", "Subvention de 1 200 euros"))
    pdf[0].set_mediabox(0, 0, 595, 842)
    pdf[0].set_cropbox(20, 300, 500, 830)
    path = tmp_path / "coupe.pdf"
    pdf.save(path)
    word = read_pdf(path.read_bytes(), path.name).pages[0].words[0]
    document = row_of(path)
    grant = {"document_id": document["document_id"], "row_id": "g", "page": 1, "bbox": list(word.box)}
    ds = actable.open(write_tables(documents=[document], grants=[grant]))
    pixels = picture(ds.source(ds.grants.iloc[0]).png)
    marked = [(x, y) for x in range(pixels.width) for y in range(pixels.height) if pixels.getpixel((x, y)) == _MARK]
    (x0, y0), (x1, y1) = min(marked), max(marked)
    inside = pixels.crop((x0 + 4, y0 + 4, x1 - 4, y1 - 4)).convert("L")
    beside = pixels.crop((x0 - 14, y0, x0 - 2, y1)).convert("L")
    assert inside.getextrema()[0] < 80 and beside.getextrema()[0] > 200


def test_pdfs_are_found_in_another_folder_and_must_be_the_same(
    make_pdf: MakePdf, write_tables: WriteTables, tmp_path: Path
) -> None:
    path = make_pdf("acte.pdf", "Délibération")
    document = row_of(path)
    vote = {"document_id": document["document_id"], "row_id": "v", "page": 1, "bbox": [30, 30, 90, 50]}
    folder = write_tables(documents=[document], votes=[vote])
    elsewhere = tmp_path / "ailleurs" / "2024"
    elsewhere.mkdir(parents=True)
    shutil.move(path, elsewhere / "acte.pdf")
    with pytest.raises(FileNotFoundError, match=r"acte\.pdf: it is not where it was read; name the folder"):
        actable.open(folder).source("v")
    ds = actable.open(folder, pdfs=tmp_path / "ailleurs")
    assert ds.source("v", table="votes").png[:4] == b"\x89PNG"
    shutil.copy(make_pdf("autre.pdf", "Autre"), elsewhere / "acte.pdf")
    with pytest.raises(FileNotFoundError, match="has changed since it was read"):
        ds.source("v", table="votes")


def test_dates_before_the_first_of_pandas_are_kept(write_tables: WriteTables) -> None:
    law = {"row_id": "l", "dated_on": date(1539, 8, 25)}
    ds = actable.open(write_tables(documents=[{"document_id": "a"}], legal_references=[law]))
    assert ds.legal_references.dated_on[0].year == 1539
    assert ds.sql("SELECT dated_on FROM legal_references").dated_on[0].year == 1539
    assert pa.types.is_date32(ds.arrow("legal_references").schema.field("dated_on").type)
