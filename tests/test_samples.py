"""The sample documents are what their script makes, and their truth is true of them."""

from __future__ import annotations

import functools
import json
import re
import sys
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest

from models.schema import TABLES

DATA = Path(__file__).resolve().parent.parent / "data"
sys.path.insert(0, str(DATA))

from samples import NAMES, make  # noqa: E402  (data/ is no package of the product)

WRITTEN = tuple(name for name in NAMES if name != "scan")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
LARGEST = 400_000
ORDINALS = {"act", "convention", "fiche", "amounts"}
# columns whose words stand on the page as they are
PRINTED = {
    "name", "given_name", "family_name", "text", "title", "label", "section", "indicator", "value_text",
    "deliverable", "action", "progress", "schedule", "partners", "description", "duration", "programme",
    "heading", "giver", "holder", "person", "proxy_holder", "chair", "secretary", "signatory", "act_id",
    "number", "alias", "representative", "representative_role", "beneficiary", "beneficiary_acronym",
    "operation_code", "imputation", "envelope", "place",
}  # fmt: skip

made = functools.cache(make)


@functools.cache
def truth(name: str) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = json.loads((DATA / f"truth/{name}.json").read_text("utf-8"))["tables"]
    return tables


def opened(name: str) -> pdfium.PdfDocument:
    return pdfium.PdfDocument(DATA / f"raw/{name}.pdf")


@functools.cache
def page_texts(name: str) -> list[str]:
    """What a reader without any care finds on each page, spaces, dashes and line ends taken out."""
    with opened(name) as document:
        return [squeezed(page.get_textpage().get_text_bounded()) for page in document]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\ufffe\u0002\u00ad\u2013-]", "", text).replace("’", "'").casefold()


def inflated(pdf: bytes) -> bytes:
    """A PDF without what another zlib may do otherwise: compressed bytes, their lengths and the offsets."""

    def inflate(match: re.Match[bytes]) -> bytes:
        try:
            return b"stream " + zlib.decompress(match.group(1))
        except zlib.error:
            return match.group()

    body = STREAM.sub(inflate, pdf.partition(b"\nxref")[0])
    return re.sub(rb"/Length1? \d+", b"", body)


@pytest.mark.parametrize("name", WRITTEN)
def test_the_script_gives_the_committed_files(name: str) -> None:
    for place, content in made(name).items():
        kept = (DATA / place).read_bytes()
        if place.endswith(".pdf"):
            assert inflated(kept) == inflated(content), f"run data/make_samples.py: {place} differs"
        else:
            assert kept.decode() == content.decode(), f"run data/make_samples.py: {place} differs"


def test_the_script_gives_the_committed_scan() -> None:
    """The bitmap may differ by a few dots where another processor rounds otherwise."""
    pictures = []
    for pdf in (made("scan")["raw/scan.pdf"], (DATA / "raw/scan.pdf").read_bytes()):
        with pdfium.PdfDocument(pdf) as document:
            pictures.append(document[0].render(scale=1, grayscale=True).to_numpy().astype(int))
    assert np.abs(pictures[0] - pictures[1]).mean() < 0.5


@pytest.mark.parametrize("name", NAMES)
def test_two_runs_give_the_same_bytes(name: str) -> None:
    assert make(name) == made(name)


def test_nothing_is_left_over_or_large() -> None:
    kept = {path.relative_to(DATA).as_posix() for path in (*DATA.glob("raw/*.pdf"), *DATA.glob("truth/**/*.*"))}
    assert kept == {place for name in NAMES for place in made(name)}
    assert all(path.stat().st_size < LARGEST for path in DATA.glob("raw/*.pdf"))


@pytest.mark.parametrize("name", NAMES)
def test_the_truth_keeps_to_the_contract(name: str) -> None:
    for table, rows in truth(name).items():
        columns = TABLES[table].columns
        for row in rows:
            assert row.keys() - ORDINALS <= columns.keys()
            for column, value in row.items():
                if column in columns and columns[column].values:
                    assert value is None or value in columns[column].values, f"{table}.{column} = {value}"
            assert row.get("amounts", {}).keys() <= set(TABLES["budget_amounts"].columns["measure"].values)


@pytest.mark.parametrize("name", WRITTEN)
def test_every_word_of_the_truth_is_printed(name: str) -> None:
    whole = "".join(page_texts(name))
    for table, rows in truth(name).items():
        for row in rows:
            for column in PRINTED & row.keys():
                text = str(row[column] or "").replace("[REDACTED]", "")
                missing = [word for word in text.split() if squeezed(word) not in whole]
                assert not missing, f"{table}.{column}: {missing} of {text!r}"


@pytest.mark.parametrize("name", WRITTEN)
def test_every_true_cell_is_printed(name: str) -> None:
    whole = "".join(page_texts(name))
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", (DATA / f"truth/tables/{name}.html").read_text("utf-8"))
    for cell in cells:
        missing = [word for word in cell.replace("&amp;", "&").split() if squeezed(word) not in whole]
        assert not missing, f"{missing} of {cell!r}"


@pytest.mark.parametrize("name", WRITTEN)
def test_true_amounts_add_up_but_for_the_planted_faults(name: str) -> None:
    """Column sums under each section, and each row's parts against its total."""
    faults = []
    running: dict[tuple[Any, ...], Decimal] = {}
    for row in truth(name).get("budget_lines", []):
        amounts = {measure: Decimal(amount) for measure, amount in row["amounts"].items()}
        parts = [amounts[m] for m in ("state_share", "department_share", "other") if m in amounts]
        if parts and sum(parts) != amounts["total"]:
            faults.append("budget_row_sum")
        for measure, amount in amounts.items():
            key = (row["act"], row["scope"], row.get("fiche"), row.get("section"), measure)
            if not row["is_total"]:
                running[key] = running.get(key, Decimal(0)) + amount
            elif row.get("section") is not None and running.get(key, Decimal(0)) != amount:
                faults.append("budget_column_sum")
            elif row.get("section") is None:
                sections = [total for other, total in running.items() if other[:3] + other[4:] == key[:3] + key[4:]]
                if sum(sections) != amount:
                    faults.append("budget_column_sum")
    told = [row["check"] for row in truth(name).get("findings", []) if row["check"].startswith("budget")]
    assert faults == told


def test_counts_agree_with_the_lists() -> None:
    """Everyone in office is listed, and the vote of the conseil départemental adds up."""
    for name in WRITTEN:
        for act in truth(name)["deliberations"]:
            listed = [row for row in truth(name)["attendees"] if row["act"] in (act["act"], None) and row["voting"]]
            if act["members_in_office"]:
                assert len(listed) == act["members_in_office"]
    (vote,) = truth("cd-deliberation-convention")["votes"]
    assert vote["present"] + vote["proxies"] == vote["voting"] == vote["expressed"] + vote["abstentions"]
    assert vote["expressed"] == vote["votes_for"] + vote["votes_against"]
    assert vote["voting"] + vote["absent_without_proxy"] + vote["not_voting"] == 34


def test_the_planted_proxy_fault_is_there_and_no_other() -> None:
    for name in WRITTEN:
        tables = truth(name)
        here = {(row["act"], row["name"]) for row in tables["attendees"] if row["status"] == "present"}
        away = [row for row in tables.get("proxies", []) if row["holder"] and (row["act"], row["holder"]) not in here]
        assert [row["act"] for row in away] == ([2] if name == "recueil-deliberations-cc" else [])


def test_pages_are_of_the_kinds_that_readers_meet() -> None:
    with opened("annexe-financiere") as document:
        assert len(document) == 2
        assert all(width > height for width, height in map(document.get_page_size, range(2)))
    with opened("tableaux") as document:
        turned = [n for n in range(len(document)) if document[n].get_rotation()]
        assert [document[n].get_rotation() for n in turned] == [90]
        width, height = document.get_page_size(turned[0])
        assert width > height
    with opened("scan") as document:
        (page,) = document
        assert not page.get_textpage().get_text_bounded().strip()
        assert [item.type for item in page.get_objects()] == [pdfium.raw.FPDF_PAGEOBJ_IMAGE]


def test_stamps_and_numbers_stand_on_every_page() -> None:
    assert all("envoyéenpréfecturele14/11/2024" in text for text in page_texts("recueil-deliberations-cc"))
    for n, text in enumerate(page_texts("cp-fiches-action"), 1):
        assert f"page{n}/10" in text
    for n, text in enumerate(page_texts("convention-avenant"), 1):
        assert f"page{n}sur3" in text


def test_a_row_is_cut_by_a_page_end_under_a_header_printed_again() -> None:
    first, second = page_texts("cp-fiches-action")[3:5]
    (row,) = [
        row for row in truth("cp-fiches-action")["fiche_actions"] if row["action"] == "Organisation des tournées"
    ]
    words = row["progress"].split()
    assert squeezed("".join(words[:6])) in first
    assert squeezed("".join(words[-6:])) in second
    assert squeezed("ACTIONS MISES EN PLACE") in first
    assert second.index(squeezed("ACTIONS MISES EN PLACE")) < second.index(squeezed("".join(words[-6:])))


def test_bank_details_are_printed_and_masked_in_the_truth() -> None:
    for name in ("cd-deliberation-convention", "convention-avenant"):
        assert "fr1420041010050500013m02606" in "".join(page_texts(name))
        assert "3M02" not in (DATA / f"truth/{name}.json").read_text("utf-8")
