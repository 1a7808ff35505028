"""The review site: what its pages carry, where its files go, what its pictures hide."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from typer.testing import CliRunner

from models.document import Box
from pipeline.batch.publish import OutputError
from pipeline.cli import app
from pipeline.explore.page_picture import masks, pixels
from pipeline.export.tables import Run
from pipeline.show.data import SHOWN, Documents, labels
from pipeline.show.embed import asset, embedded_json, policy
from pipeline.show.pictures import Told, write_pictures
from pipeline.show.site import folder_name, show

pytestmark = pytest.mark.xdist_group("samples")
IBAN = "FR76 3000 6000 0112 3456 7890 189"
RAW = Path(__file__).resolve().parent.parent / "data" / "raw"
WriteTables = Callable[..., Path]
MakePdf = Callable[..., Path]


def data_of(page: Path) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    assert found
    return json.loads(found.group(1))


def row_of(path: Path, **more: Any) -> dict[str, Any]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"document_id": digest[:16], "file_name": path.name, "source_uri": str(path), "sha256": digest, **more}


@given(
    st.recursive(
        st.text() | st.none() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_data_comes_back_and_cannot_break_out(value: Any) -> None:
    text = embedded_json(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)


@pytest.mark.parametrize(
    ("document_id", "safe"),
    [
        *(("d279c7fa462756e9", True), ("a-b_c", True), ("../../etc", False), ("", False), ("a/b", False)),
        *((".", False), ("A", False), ("a\n", False), ("a" * 200, False), ("con:", False)),
    ],
)
def test_folders_are_named_by_ids_alone(document_id: str, safe: bool) -> None:
    name = folder_name(document_id)
    assert re.fullmatch(r"[0-9a-z][0-9a-z_-]*", name)
    assert (name == document_id) is safe


def test_no_script_or_style_leaves_its_element_or_asks_the_network() -> None:
    for name in ("common.js", "index.js", "corrections.js", "document.js", "site.css"):
        text = asset(name)
        assert "</" not in text and "<!--" not in text
        assert not re.search(
            r"https?:|fetch\(|XMLHttp|innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", text
        )
    told = policy("a", "b")
    assert told.startswith("default-src 'none'")
    assert "unsafe" not in told and "http" not in told and "*" not in told


def test_a_name_of_a_file_is_text_in_the_page_and_no_path(write_tables: WriteTables, tmp_path: Path) -> None:
    name = "../</title></script><script>alert(1)</script>.pdf"
    document = {"document_id": "../x", "file_name": name, "source_uri": "javascript:alert(1)", "status": "failed"}
    site = show(write_tables(documents=[{**document, "sha256": "0", "page_count": 1}]), tmp_path / "site")
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert [page.relative_to(tmp_path / "site").parts[0] for page in pages] == ["documents", "index.html"]
    for page in pages:
        assert "<script>alert" not in page.read_text("utf-8")
    assert data_of(pages[0])["file"] == name
    assert data_of(pages[0])["pdf"] is None
    assert data_of(pages[0])["reason"]
    assert len(site.without) == 1
    assert not (tmp_path / "x").exists()


def dark(picture: Image.Image, area: Box) -> float:
    """The share of near-black pixels of the cover's colour in an area."""
    crop = picture.crop((int(area.x0), int(area.top), int(area.x1), int(area.bottom))).convert("L")
    return sum(crop.histogram()[25:60]) / (crop.width * crop.height)


def test_bank_details_are_covered(make_pdf: MakePdf, tmp_path: Path) -> None:
    path = make_pdf("rib.pdf", f"Titulaire : X. IBAN {IBAN}")
    [page] = write_pictures(path, tmp_path, 1, {})
    (mask,) = masks(path, 1)
    picture = Image.open(tmp_path / page["src"])
    assert (picture.width, picture.height) == (page["w"], page["h"])
    assert dark(picture, pixels(mask, (page["x"], page["y"]), page["scale"])) > 0.95


def test_a_scan_with_bank_details_shows_its_values_alone(make_pdf: MakePdf, tmp_path: Path) -> None:
    path = make_pdf("rib.pdf", f"Titulaire : X. IBAN {IBAN}", picture=True)
    told = Told(1, [(Box(50, 50, 200, 80), "IBAN [REDACTED]"), (Box(300, 400, 360, 420), "Association")])
    [page] = write_pictures(path, tmp_path, 1, {1: told})
    picture = Image.open(tmp_path / page["src"]).convert("L")
    assert page["covered"]
    assert dark(picture, pixels(Box(50, 50, 200, 80), (0, 0), page["scale"])) > 0.95
    assert min(picture.crop((0, 150, picture.width, 400)).getextrema()) > 200
    [clear] = write_pictures(path, tmp_path, 1, {})
    assert "covered" not in clear


def test_a_second_site_draws_only_what_changed(make_pdf: MakePdf, tmp_path: Path) -> None:
    path = make_pdf("rib.pdf", f"Titulaire : X. IBAN {IBAN}", picture=True)
    folders = [tmp_path / name for name in ("one", "two", "three", "four")]
    for folder in folders:
        folder.mkdir()
    one = write_pictures(path, folders[0], 1, {})
    two = write_pictures(path, folders[1], 1, {}, folders[0])
    assert one == two
    assert (folders[1] / "p0001.webp").samefile(folders[0] / "p0001.webp")
    [covered] = write_pictures(path, folders[2], 1, {1: Told(1)}, folders[1])  # a bank detail came to be known
    assert covered["covered"]
    assert not (folders[2] / "p0001.webp").samefile(folders[0] / "p0001.webp")
    (folders[1] / "p0001.webp").unlink()
    assert write_pictures(path, folders[3], 1, {}, folders[1]) == one
    assert (folders[3] / "p0001.webp").read_bytes() == (folders[0] / "p0001.webp").read_bytes()


def test_a_page_that_cannot_be_drawn_costs_itself(make_pdf: MakePdf, tmp_path: Path) -> None:
    pages = write_pictures(make_pdf("court.pdf", "Une page"), tmp_path, 2, {})
    assert ["src" in page for page in pages] == [True, False]


def test_a_huge_page_is_drawn_small(tmp_path: Path) -> None:
    from fpdf import FPDF

    pdf = FPDF(format=(5000, 2500))
    pdf.add_page()
    pdf.output(str(tmp_path / "plan.pdf"))
    [page] = write_pictures(tmp_path / "plan.pdf", tmp_path, 1, {})
    assert page["w"] == pytest.approx(3500, abs=2)
    assert page["scale"] == pytest.approx(3500 / (5000 / 25.4 * 72), rel=0.01)


def test_the_site_of_the_samples(sample_tables: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["show", str(sample_tables), "-o", str(tmp_path / "one"), "--pdfs", str(RAW)])
    assert run.exit_code == 0, run.output
    run = CliRunner().invoke(app, ["show", str(sample_tables), "-o", str(tmp_path / "two"), "--pdfs", str(RAW)])
    one, two = (
        {p.relative_to(f): p.read_bytes() for p in sorted(f.rglob("*")) if p.suffix == ".html"}
        for f in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two  # the same tables, the same bytes
    documents = list(Run(sample_tables).rows("documents"))
    index = data_of(tmp_path / "one" / "index.html")["documents"]
    assert [line[0] for line in index] == [document["document_id"] for document in documents]
    assert not list((tmp_path / "one").glob(".*"))
    for document in documents:
        page = data_of(tmp_path / "one" / "documents" / document["document_id"] / "index.html")
        assert [p["n"] for p in page["pages"]] == list(range(1, document["page_count"] + 1))
        for table in page["tables"]:
            for _, values, places, _, _ in table["rows"]:
                assert len(values) == table["filled"] <= len(table["columns"])
                assert all(int(column) < len(values) for column in places)


def test_every_row_and_finding_is_in_the_site(sample_tables: Path) -> None:
    run = Run(sample_tables)
    documents = Documents(run)
    pages = [documents.page(document) for document in documents.all]
    for name in SHOWN:
        if name != "sessions":
            shown = sum(len(table["rows"]) for page in pages for table in page["tables"] if table["name"] == name)
            assert shown == run.table(name).num_rows, name
    assert sum(len(page["findings"]) for page in pages) == run.table("findings").num_rows
    assert set(SHOWN) == set(labels()["tables"])
    attendees = [table for page in pages for table in page["tables"] if table["name"] == "attendees"]
    assert attendees
    assert all(len(table["who"]) == len(table["rows"]) for table in attendees)


def test_what_a_reader_corrected_is_told_and_what_is_empty_may_be_filled(write_tables: WriteTables) -> None:
    place = {"document_id": "a", "table_name": "grants", "row_id": "g", "column_name": "amount_eur", "page": 1}
    tables = write_tables(
        documents=[{"document_id": "a", "file_name": "a.pdf"}],
        grants=[{"document_id": "a", "row_id": "g", "beneficiary": "Club", "amount_eur": Decimal(5), "page": 1}],
        evidence=[{**place, "corrected": True}],
    )
    documents = Documents(Run(tables))
    (table,) = documents.page(documents.all[0])["tables"]
    columns = [head[0] for head in table["columns"]]
    assert columns[: table["filled"]] == ["beneficiary", "amount_eur"]
    assert set(columns[table["filled"] :]) == {
        *("beneficiary_acronym", "annual_amount_eur", "year_first", "year_last"),
    }
    assert all(head[4] for head in table["columns"])
    ((_, _, _, _, by_readers),) = table["rows"]
    assert [columns[n] for n in by_readers] == ["amount_eur"]
    assert table["main"] == "beneficiary"


def test_every_kind_of_diagnostic_has_its_french(sample_tables: Path) -> None:
    """Codes stand in the source behind a severity; one without French would speak English to the reader."""
    repository = Path(__file__).resolve().parent.parent
    sources = [
        path.read_text("utf-8") for name in ("pipeline", "extractors") for path in (repository / name).rglob("*.py")
    ]
    pattern = re.compile(
        r'"(?:error|warning|info)",\s*"([a-z]+_[a-z_]+)"|"code": "([a-z_]+)"|"([a-z]+_unrecognised)"'
    )
    codes = {next(filter(None, found)) for source in sources for found in pattern.findall(source)}
    known = set(labels()["codes"])
    assert {"ocr_weak", "text_unused", "heading_unrecognised"} < codes <= known, codes - known
    assert set(Run(sample_tables).table("diagnostics")["code"].to_pylist()) <= known


def test_a_site_replaces_a_site_and_nothing_else(
    sample_tables: Path, write_tables: WriteTables, tmp_path: Path
) -> None:
    tables, site = write_tables(documents=[]), tmp_path / "site"
    (site / "documents").mkdir(parents=True)
    with pytest.raises(OutputError, match="not a review site"):
        show(tables, site)
    (site / "documents").rmdir()
    (site / "corrections.csv").write_text("mine")
    show(tables, site)
    show(tables, site)
    assert sorted(p.name for p in site.iterdir()) == ["corrections.csv", "documents", "index.html"]


def test_a_folder_without_tables_is_one_sentence(tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["show", str(tmp_path)])
    assert run.exit_code == 2
    assert "actable extract" in run.output
