"""The review site in a real browser, opened from the disk."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from models.document import Box
from pipeline.batch.persons_csv import read_corrections
from pipeline.batch.write import RunWriter, to_arrow
from pipeline.show.site import show

pytestmark = pytest.mark.xdist_group("browser")
HOSTILE = '<script>document.title="taken"</script><img src=x onerror=alert(1)></script><!-- =1+1'
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1280,900"
)


@pytest.fixture(scope="module")
def programs() -> tuple[str, str]:
    """Browser and driver. Absent, they fail a CI run and skip any other."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not browser or not driver:
        reason = "no browser; on Debian: apt-get install chromium chromium-driver"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return browser, driver


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


@pytest.fixture
def browser(programs: tuple[str, str], tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A browser with an empty profile; at its end no page may have complained or asked for anything but files."""
    options = Options()
    options.binary_location = programs[0]
    for flag in [*FLAGS.split(), f"--user-data-dir={tmp_path / 'profile'}"]:
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": str(tmp_path / "downloads")})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = webdriver.Chrome(options=options, service=Service(programs[1]))
    try:
        opened.get("about:blank")
        opened.get_log("performance")  # what the browser's own first page asked for
        yield opened
        assert opened.get_log("browser") == []
        messages = [json.loads(entry["message"])["message"] for entry in opened.get_log("performance")]
        asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        assert asked
        assert [url for url in asked if not url.startswith(("file:", "blob:", "data:", "chrome:"))] == []
    finally:
        opened.quit()


def one(browser: webdriver.Chrome, css: str) -> Any:
    return browser.find_element(By.CSS_SELECTOR, css)


def seen(browser: webdriver.Chrome, css: str) -> list[str]:
    return [found.text for found in browser.find_elements(By.CSS_SELECTOR, css) if found.is_displayed()]


def opened(browser: webdriver.Chrome, site: Path) -> None:
    browser.get(site.as_uri())
    one(browser, "#documents a").click()
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".box"))


def until(browser: webdriver.Chrome, condition: Callable[[], Any]) -> Any:
    return WebDriverWait(browser, 30).until(lambda _: condition())


def visible(browser: webdriver.Chrome, css: str) -> bool:
    """Whether an element stands within the pane of the pages."""
    inside: bool = browser.execute_script(
        "const a = document.querySelector(arguments[0]).getBoundingClientRect(),"
        " b = document.getElementById('pages').getBoundingClientRect(); return a.top >= b.top && a.bottom <= b.bottom;",
        css,
    )
    return inside


def downloaded(tmp_path: Path, name: str) -> Path:
    path = tmp_path / "downloads" / name
    for _ in range(300):
        if path.exists():
            return path
        time.sleep(0.1)
    raise AssertionError(f"{name} was not downloaded")


def test_the_list_filters_and_shows_text_as_text(browser: webdriver.Chrome, site: Path) -> None:
    browser.get(site.as_uri())
    assert seen(browser, "#documents a") == ["acte.pdf", HOSTILE]
    assert seen(browser, "#documents .why") == [HOSTILE]
    browser.find_element(By.TAG_NAME, "body").send_keys("/")
    browser.switch_to.active_element.send_keys("VILLE x")
    assert seen(browser, "#documents a") == ["acte.pdf"]
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    Select(one(browser, "#status")).select_by_value("failed")
    assert seen(browser, "#documents a") == [HOSTILE]
    assert browser.title != "taken"


def test_a_hostile_document_is_text(browser: webdriver.Chrome, site: Path) -> None:
    opened(browser, site)
    assert HOSTILE in seen(browser, "#table-grants td .v")
    assert any(HOSTILE in text for text in seen(browser, ".note"))
    one(browser, "#table-grants td.placed").click()
    assert HOSTILE in one(browser, "#told").text
    assert browser.find_elements(By.CSS_SELECTOR, "#rows script, #rows img, #told img") == []
    assert browser.title == "acte.pdf · Actable"


def test_value_to_box_and_box_to_row(browser: webdriver.Chrome, site: Path) -> None:
    opened(browser, site)
    one(browser, "#table-grants td.placed").click()
    assert browser.execute_script("return document.querySelector('.lit').closest('figure').dataset.page") == "2"
    assert visible(browser, ".lit")
    image = one(browser, "figure[data-page='2'] img")
    until(browser, lambda: image.get_property("complete") and image.get_property("naturalWidth") > 800)
    lit, sheet = one(browser, ".lit").rect, one(browser, "figure[data-page='2'] .sheet").rect
    assert (lit["x"] - sheet["x"]) / sheet["width"] == pytest.approx(170 / 595.28, abs=0.01)
    assert (lit["y"] - sheet["y"]) / sheet["height"] == pytest.approx(274 / 841.89, abs=0.01)
    browser.execute_script("document.querySelector('figure').scrollIntoView()")
    browser.find_elements(By.CSS_SELECTOR, "figure[data-page='1'] .box")[1].click()
    assert seen(browser, "tr.chosen td.chosen") == ["Marc ROYER"]
    one(browser, ".note.error").click()
    assert seen(browser, "tr.chosen td.chosen") == [HOSTILE]


def test_filters_and_keys(browser: webdriver.Chrome, site: Path) -> None:
    opened(browser, site)
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys("/")
    browser.switch_to.active_element.send_keys("duval")
    assert seen(browser, "#rows tbody tr") == ["Anne DUVAL"]
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    one(browser, "#table-attendees input").send_keys("royer")
    assert seen(browser, "#table-attendees tbody tr") == ["Marc ROYER"]
    assert len(seen(browser, "#table-grants tbody tr")) == 1
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    for keys, chosen in (("jj", "Anne DUVAL"), ("j", "Marc ROYER"), ("k", "Anne DUVAL")):
        body.send_keys(keys)
        assert seen(browser, "tr.chosen") == [chosen]
    body.send_keys(Keys.ESCAPE)
    assert seen(browser, "tr.chosen, .lit") == []


def test_corrections_are_kept_and_downloaded(browser: webdriver.Chrome, site: Path, tmp_path: Path) -> None:
    opened(browser, site)
    one(browser, "#table-attendees td.placed").click()
    one(browser, "#correct").click()
    Select(one(browser, "#person")).select_by_visible_text("Marc ROYER")
    one(browser, "#editor button").click()
    one(browser, "#table-grants td.placed").click()
    browser.find_element(By.TAG_NAME, "body").send_keys("e")
    one(browser, "#new").clear()
    one(browser, "#new").send_keys('=Club "Y", Z')
    one(browser, "#editor button").click()
    browser.refresh()
    assert one(browser, "#count").text == "2 corrections"
    one(browser, "#count").click()
    one(browser, "#save-persons").click()
    persons = read_corrections(downloaded(tmp_path, "personnes.csv"))
    assert dict(persons.ids) == {("commune-de-x", "", "anne duval"): "p-2"}
    one(browser, "#save-cells").click()
    text = downloaded(tmp_path, "corrections.csv").read_text("utf-8-sig").splitlines()
    assert text[0] == "document,table,row_id,column,old,new"
    assert ",grants,g1,beneficiary," in text[1]
    assert text[1].endswith(',"\'=Club ""Y"", Z"')
    one(browser, "#kept button").click()
    assert one(browser, "#count").text == "1 correction"


def test_a_narrow_window_has_no_sideways_scrolling(browser: webdriver.Chrome, site: Path) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    )
    for page in (site, next((site.parent / "documents").glob("*/index.html"))):
        browser.get(page.as_uri())
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 400
