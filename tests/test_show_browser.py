"""The review site in real browsers of two engines, opened from the disk."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from models.document import Box
from pipeline.batch.cells import Correcting
from pipeline.batch.corrections_csv import read_corrections
from pipeline.batch.write import RunWriter, to_arrow
from pipeline.show.site import show

pytestmark = pytest.mark.xdist_group("browser")
LOCAL = ("file:", "blob:", "data:", "about:")
HOSTILE = '<script>document.title="taken"</script><img src=x onerror=alert(1)></script><!-- =1+1'
ENGINES = {"chromium": ("chromium", None), "firefox": ("firefox-esr", "moz-firefox")}  # program, protocol


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Firefox puts what it downloads; its protocol tells nothing of it yet."""
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module", params=ENGINES)
def browser(request: pytest.FixtureRequest, downloads: Path) -> Iterator[Browser]:
    """Debian's browser of one engine. Absent, it fails a CI run and skips any other."""
    name, channel = ENGINES[request.param]
    program = shutil.which(name)
    if not program:
        reason = f"no browser; on Debian: apt-get install {name}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    more: dict[str, Any] = {"chromium_sandbox": False}
    if channel:
        told = {"browser.download.folderList": 2, "browser.download.dir": str(downloads)}
        more = {"firefox_user_prefs": told, "channel": channel}
    with sync_playwright() as playwright:
        opened = getattr(playwright, request.param).launch(executable_path=program, **more)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of one document with a page, and of one that could not be read."""
    from fpdf import FPDF

    folder = tmp_path_factory.mktemp("browser")
    pdf = FPDF(format="A4")
    pdf.set_font("Helvetica", size=12)
    for text in ("Présents : Anne DUVAL, Marc ROYER", "Subvention de 1 250,50 euros"):
        pdf.add_page()
        pdf.text(60, 100, text)
    pdf.output(str(folder / "acte.pdf"))
    digest = hashlib.sha256((folder / "acte.pdf").read_bytes()).hexdigest()
    key = digest[:16]
    document = {"document_id": key, "file_name": "acte.pdf", "source_uri": str(folder / "acte.pdf"), "sha256": digest}
    failed = {"document_id": "f1", "file_name": HOSTILE, "source_uri": "x.pdf", "sha256": "0", "status": "failed"}
    people = [("p-1", "Anne DUVAL"), ("p-2", "Marc ROYER")]
    rows: dict[str, list[dict[str, Any]]] = {
        "documents": [{**document, "status": "ok", "page_count": 2}, {**failed, "error": HOSTILE}],
        "deliberations": [{"document_id": key, "deliberation_id": "d1", "authority": "Ville de X", "title": HOSTILE}],
        "attendees": [
            {"document_id": key, "row_id": f"a{n}", "deliberation_id": "d1", "name": name, "person_id": person}
            for n, (person, name) in enumerate(people)
        ],
        "grants": [{"document_id": key, "row_id": "g1", "deliberation_id": "d1", "beneficiary": HOSTILE, "page": 2}],
        "persons": [
            {
                "person_id": person,
                "name": name,
                "variants": [name],
                "document_count": 1,
                "authorities": ["Ville de X"],
            }
            for person, name in people
        ],
        "findings": [
            {"document_id": key, "row_id": "f", "check": "c", "severity": "error", "message": HOSTILE, "page": 2}
            | {"table_name": "grants", "subject_id": "g1"}
        ],
        "diagnostics": [{"document_id": key, "row_id": "n", "stage": "read", "severity": "info", "message": HOSTILE}],
        "evidence": [
            {"document_id": key, "table_name": table, "row_id": row, "column_name": column, "page": page}
            | {"bbox": list(box), "text": HOSTILE}
            for table, row, column, page, box in (
                ("attendees", "a0", "name", 1, Box(226, 274, 290, 286)),
                ("attendees", "a1", "name", 1, Box(296, 274, 360, 286)),
                ("grants", "g1", "beneficiary", 2, Box(170, 274, 330, 286)),
            )
        ],
    }
    with RunWriter(folder / "tables") as writer:
        writer.append(to_arrow(rows))
    return show(folder / "tables", folder / "site").index


def watched(browser: Browser) -> tuple[Page, list[str]]:
    """A page with an empty profile, and what it complains of or asks of the network."""
    page, told = browser.new_context(viewport={"width": 1280, "height": 900}).new_page(), list[str]()
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda problem: told.append(str(problem)))
    page.on("request", lambda asked: None if asked.url.startswith(LOCAL) else told.append(asked.url))
    return page, told


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that at its end may not have complained or asked for anything but files."""
    opened, told = watched(browser)
    yield opened
    assert told == []
    opened.context.close()


def test_the_tests_would_hear_a_page(browser: Browser, tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/x.png"
        (tmp_path / "p.html").write_text(
            f"<img src='{address}'><script>console.error('one'); throw Error('two')</script>"
        )
        page, told = watched(browser)
        page.goto((tmp_path / "p.html").as_uri(), wait_until="load")
        page.wait_for_function("document.images[0].complete")
        server.shutdown()
    heard = " ".join(told)
    assert address in heard and "one" in heard and "two" in heard
    page.context.close()


def seen(page: Page, css: str) -> list[str]:
    return [found.inner_text().strip() for found in page.locator(css).all() if found.is_visible()]


def open_first(page: Page, site: Path) -> None:
    page.goto(site.as_uri())
    page.locator("#documents a").first.click()
    page.locator(".box").first.wait_for()


def in_pane(page: Page, css: str) -> bool:
    """Whether an element stands within the pane of the pages."""
    inside: bool = page.evaluate(
        "css => { const a = document.querySelector(css).getBoundingClientRect(),"
        " b = document.getElementById('pages').getBoundingClientRect(); return a.top >= b.top && a.bottom <= b.bottom; }",
        css,
    )
    return inside


def download(page: Page, downloads: Path) -> Path:
    """The file behind the button of the corrections."""
    path = downloads / "corrections.csv"
    path.unlink(missing_ok=True)
    if page.context.browser.browser_type.name == "chromium":  # type: ignore[union-attr]
        with page.expect_download() as started:
            page.locator("#save").click()
        started.value.save_as(path)
        assert started.value.suggested_filename == path.name
        return path
    page.locator("#save").click()
    for _ in range(300):
        if path.exists() and path.stat().st_size and not path.with_suffix(".csv.part").exists():
            return path
        page.wait_for_timeout(100)
    raise AssertionError("nothing was downloaded")


def test_the_list_filters_and_shows_text_as_text(page: Page, site: Path) -> None:
    page.goto(site.as_uri())
    assert seen(page, "#documents a") == ["acte.pdf", HOSTILE]
    assert seen(page, "#documents .why") == [HOSTILE]
    page.keyboard.press("/")
    page.keyboard.type("VILLE x")
    assert seen(page, "#documents a") == ["acte.pdf"]
    page.keyboard.press("Escape")
    page.select_option("#status", "failed")
    assert seen(page, "#documents a") == [HOSTILE]
    assert page.title() != "taken"


def test_keys_walk_the_list(page: Page, site: Path) -> None:
    page.goto(site.as_uri())
    for key, focused in (("j", "acte.pdf"), ("j", HOSTILE), ("k", "acte.pdf")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.textContent") == focused
    page.keyboard.press("Enter")
    expect(page).to_have_title("acte.pdf · Actable")


def test_a_hostile_document_is_text(page: Page, site: Path) -> None:
    open_first(page, site)
    assert HOSTILE in seen(page, "#table-grants td .v")
    assert any(HOSTILE in text for text in seen(page, ".note"))
    page.locator("#table-grants td.placed").first.click()
    assert HOSTILE in page.locator("#told").inner_text()
    assert page.locator("#rows script, #rows img, #told img").count() == 0
    assert page.title() == "acte.pdf · Actable"


def test_value_to_box_and_box_to_row(page: Page, site: Path) -> None:
    open_first(page, site)
    page.locator("#table-grants td.placed").first.click()
    assert page.evaluate("document.querySelector('.lit').closest('figure').dataset.page") == "2"
    assert in_pane(page, ".lit")
    page.wait_for_function(
        "(i => i.complete && i.naturalWidth > 800)(document.querySelector(\"figure[data-page='2'] img\"))"
    )
    lit, sheet = page.locator(".lit").bounding_box(), page.locator("figure[data-page='2'] .sheet").bounding_box()
    assert lit and sheet
    assert (lit["x"] - sheet["x"]) / sheet["width"] == pytest.approx(170 / 595.28, abs=0.01)
    assert (lit["y"] - sheet["y"]) / sheet["height"] == pytest.approx(274 / 841.89, abs=0.01)
    page.evaluate("document.querySelector('figure').scrollIntoView()")
    page.locator("figure[data-page='1'] .box").nth(1).click()
    assert seen(page, "tr.chosen td.chosen") == ["Marc ROYER"]
    page.locator(".note.error").click()
    assert seen(page, "tr.chosen td.chosen") == [HOSTILE]


def test_filters_and_keys(page: Page, site: Path) -> None:
    open_first(page, site)
    page.keyboard.press("/")
    page.keyboard.type("duval")
    assert seen(page, "#rows tbody tr") == ["Anne DUVAL"]
    page.keyboard.press("Escape")
    page.locator("#table-attendees input").fill("royer")
    assert seen(page, "#table-attendees tbody tr") == ["Marc ROYER"]
    assert len(seen(page, "#table-grants tbody tr")) == 1
    page.keyboard.press("Escape")
    page.locator("#table-attendees select").select_option("nom")
    page.locator("#table-attendees input").fill("anne")
    assert seen(page, "#table-attendees tbody tr") == ["Anne DUVAL"]
    page.keyboard.press("Escape")
    for keys, chosen in (("jj", "Anne DUVAL"), ("j", "Marc ROYER"), ("k", "Anne DUVAL")):
        page.keyboard.type(keys)
        assert seen(page, "tr.chosen") == [chosen]
    page.keyboard.press("Escape")
    assert seen(page, "tr.chosen, .lit") == []


def correct(page: Page, css: str, text: str) -> None:
    page.locator(css).first.click()
    page.keyboard.press("e")
    page.locator("#new").fill(text)
    page.keyboard.press("Enter")


def test_corrections_are_kept_and_the_next_run_honours_the_file(page: Page, site: Path, downloads: Path) -> None:
    open_first(page, site)
    page.locator("#table-attendees td.placed").first.click()
    page.locator("#correct").click()
    page.locator("#person").select_option(label="Marc ROYER")
    page.locator("#editor button").first.click()
    correct(page, "#table-grants td.placed", '=Club "Y", Z')
    page.reload()
    assert page.locator("#count").inner_text() == "2 corrections"
    assert "→ =Club" in (page.locator("#table-grants td.corrected").get_attribute("data-correction") or "")
    page.locator("#count").click()
    said = read_corrections(download(page, downloads))
    assert dict(said.persons.ids) == {("commune-de-x", "", "anne duval"): "p-2"}
    (cell,) = said.cells
    assert (cell.table, cell.row_id, cell.column, cell.old, cell.new) == (
        *("grants", "g1", "beneficiary", HOSTILE, '=Club "Y", Z'),
    )
    grant = {"document_id": cell.document, "row_id": "g1", "beneficiary": HOSTILE}
    tables = to_arrow({"documents": [{"document_id": cell.document}], "grants": [grant]})
    done = Correcting(said.cells).apply(tables)
    assert done["grants"]["beneficiary"].to_pylist() == ['=Club "Y", Z']
    page.goto(site.as_uri())
    expect(page.locator("#count")).to_have_text("2 corrections dans 1 document, ")  # those of all documents
    assert read_corrections(download(page, downloads)) == said
    open_first(page, site)
    page.locator("#count").click()
    page.locator("#kept button").first.click()
    assert page.locator("#count").inner_text() == "1 correction"


def test_values_are_corrected_as_a_french_reader_writes_them(page: Page, site: Path, downloads: Path) -> None:
    open_first(page, site)
    page.locator("#table-grants .empty").click()
    names = page.locator("#table-grants th").all_inner_texts()
    amount = f"#table-grants tbody td:nth-child({names.index('montant') + 1})"
    correct(page, amount, "12.500")
    assert page.locator("#editor").is_visible()  # refused: thousands or thousandths
    assert "milliers" in page.evaluate("document.getElementById('new').validationMessage")
    page.locator("#new").fill("12 500,5 €")
    page.keyboard.press("Enter")
    assert "12\u202f500,50" in (page.locator(amount).get_attribute("data-correction") or "")
    page.locator("#table-deliberations .empty").click()
    columns = page.locator("#table-deliberations th").all_inner_texts()
    for name, choose, text in (
        ("issue", "rejetée", None),
        ("unanimité", "non", None),
        ("séance du", None, "05/06/2024"),
    ):
        cell = f"#table-deliberations tbody td:nth-child({columns.index(name) + 1})"
        if text:
            correct(page, cell, text)
        else:
            page.locator(cell).click()
            page.keyboard.press("e")
            page.locator("#choice").select_option(label=choose)
            page.locator("#editor button").first.click()
        assert (page.locator(cell).get_attribute("data-correction") or "").endswith(choose or text or "")
    page.locator("#count").click()
    cells = {cell.column: cell for cell in read_corrections(download(page, downloads)).cells}
    assert {name: str(cell.new) for name, cell in cells.items()} == {
        "amount_eur": "12500.50",
        "outcome": "rejected",
        "unanimous": "False",
        "session_on": "2024-06-05",
    }
    assert cells["amount_eur"].row == HOSTILE and cells["amount_eur"].old is None
    assert re.search(r"corrections.csv, line \d$", cells["outcome"].where)


def test_a_narrow_window_has_no_sideways_scrolling(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    for opened in (site, next((site.parent / "documents").glob("*/index.html"))):
        page.goto(opened.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_a_long_table_comes_by_portions(page: Page, tmp_path: Path) -> None:
    grants = [{"document_id": "d", "row_id": f"g{n}", "beneficiary": f"Club numéro {n}"} for n in range(700)]
    with RunWriter(tmp_path / "tables") as writer:
        writer.append(to_arrow({"documents": [{"document_id": "d", "file_name": "d.pdf"}], "grants": grants}))
    show(tmp_path / "tables", tmp_path / "site")
    page.goto((tmp_path / "site" / "documents" / "d" / "index.html").as_uri())
    rows = page.locator("#table-grants tbody tr")
    expect(rows).to_have_count(0)  # closed
    page.locator("#table-grants summary").click()
    expect(rows).to_have_count(300)
    page.locator("#table-grants .more").click()
    expect(rows).to_have_count(600)
    page.locator("#table-grants .more").click()
    expect(rows).to_have_count(700)
    expect(page.locator("#table-grants .more")).to_be_hidden()
    page.locator("#filter").fill("numero 699")
    assert seen(page, "#table-grants tbody tr") == ["Club numéro 699"]
    assert seen(page, "#table-grants .count") == ["1 sur 700"]
    page.keyboard.press("Escape")
    page.keyboard.type("jj")
    assert seen(page, "tr.chosen") == ["Club numéro 1"]
