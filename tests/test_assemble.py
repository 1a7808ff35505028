"""From extractors' rows to plain rows: ids, evidence, and what happens to values that do not fit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from models.document import Block, Box, Cell, Document, Note, Page, Table, Word
from models.parts import Act, Part
from models.passage import from_lines, from_text
from models.rows import Row, diagnostic
from models.schema import Tables, check_rows
from pipeline import document as stages
from pipeline.assemble import TableLabel, assemble, clean
from pipeline.document import pages_named, process
from pipeline.labels import label_tables
from pipeline.readers import ReadError, ReadOptions
from pipeline.segment import Segmented

IBAN = "FR14 2004 1010 0505 0001 3M02 606"  # the textbook's


def words(text: str, page: int = 1) -> list[Word]:
    return [Word(w, 10.123 * n, 20, 10.123 * n + 9, 30, page) for n, w in enumerate(text.split(), 1)]


def a_document() -> Document:
    cells = [
        Cell(0, 1, 1, 1, True, from_text("2023"), 1, Box(50, 0, 90, 10)),
        Cell(0, 0, 1, 1, True, from_text("Libellé"), 1, Box(0, 0, 50, 10)),
    ]
    blocks = [
        Block(from_text("Tarifs")),
        Block(from_text(""), table=Table(cells, 1, 2, 1, 1, confidence=0.9)),
    ]
    note = Note("layout", "warning", "columns_unsure", "page 1 may have two columns", 1)
    return Document("d0", "acte.pdf", 1, [Page(1, 595, 842, words("Tarifs"))], blocks, notes=[note])


def assembled(*rows: Row, labels: tuple[TableLabel, ...] = ()) -> Tables:
    document = a_document()
    part = Part("deliberation", document.blocks, from_text("Tarifs"), act=1, position=1, part_id="d0-p1")
    act = Act(1, "d0-d1", [], part)
    tables = assemble(document, [act], [part], rows, labels)
    for name, found in tables.items():
        assert check_rows(name, found) == found
    return tables


def test_rows_get_the_document_and_an_id_in_order() -> None:
    tables = assembled(Row("proxies", {"giver": "Anne PETIT"}), Row("proxies", {"giver": "Jean ROUX"}))
    assert [(r["document_id"], r["row_id"]) for r in tables["proxies"]] == [
        ("d0", "d0-proxies-1"),
        ("d0", "d0-proxies-2"),
    ]


def test_own_ids_are_kept_and_missing_ones_made() -> None:
    tables = assembled(Row("decisions", {"decision_id": "d0-d1-1"}), Row("decisions", {"text": "adopte"}))
    assert [r["decision_id"] for r in tables["decisions"]] == ["d0-d1-1", "d0-decisions-2"]


def test_an_id_given_twice_is_reported() -> None:
    tables = assembled(*(Row("decisions", {"decision_id": "same"}) for _ in range(2)))
    assert "two rows of decisions have the id same" in tables["diagnostics"][-1]["message"]


def test_a_sitting_that_is_not_known_is_told_by_its_deliberation_alone() -> None:
    tables = assembled(
        Row("sessions", {"chair": "Anne PETIT"}), Row("sessions", {"session_id": "s", "place": "Lens"})
    )
    assert [row["place"] for row in tables["sessions"]] == ["Lens"]


def test_evidence_has_each_place_of_each_value() -> None:
    source = from_lines([words("Mme Anne"), words("PETIT", page=2)])
    row = Row("attendees").put("name", "Anne PETIT", source.sub(4)).put("status", "present", source.sub(0, 3))
    evidence = assembled(row)["evidence"]
    found = [(r["column_name"], r["page"], r["text"]) for r in evidence if r["table_name"] == "attendees"]
    assert found == [("name", 1, "Anne"), ("name", 2, "PETIT"), ("status", 1, "Mme")]
    first = next(r for r in evidence if r["table_name"] == "attendees")
    assert first["row_id"] == "d0-attendees-1"
    assert first["bbox"] == [20.25, 20.0, 29.25, 30.0]


def test_a_row_on_a_page_has_evidence_for_its_main_column() -> None:
    placed = Row("decisions", {"text": "approuve les tarifs", "verb": "approuver"}).at(
        from_lines([words("approuve")])
    )
    evidence = [r for r in assembled(placed)["evidence"] if r["table_name"] == "decisions"]
    assert [(r["column_name"], r["page"], r["text"]) for r in evidence] == [("text", 1, "approuve les tarifs")]


def test_a_value_that_does_not_fit_costs_its_cell_alone() -> None:
    tables = assembled(
        Row("votes", {"votes_for": "31", "votes_against": 4, "nuls": 1, "page": 1}),
        Row("grants", {"amount_eur": Decimal("0.001"), "beneficiary": "Club"}),
        Row("vote", {}),
    )
    assert (tables["votes"][0]["votes_for"], tables["votes"][0]["votes_against"]) == (None, 4)
    assert (tables["grants"][0]["amount_eur"], tables["grants"][0]["beneficiary"]) == (None, "Club")
    refused = [r["message"] for r in tables["diagnostics"] if r["code"] == "value_refused"]
    for message, says in zip(refused, ("votes.nuls", "votes.votes_for", "grants.amount_eur", "'vote'"), strict=True):
        assert says in message


def test_tables_and_cells_are_written_with_what_they_hold() -> None:
    tables = assembled(labels=(TableLabel("budget", from_text("Annexe 1")),))
    (table,) = tables["tables"]
    assert (table["table_id"], table["part_id"], table["kind"], table["title"]) == (
        "d0-t1",
        "d0-p1",
        "budget",
        "Annexe 1",
    )
    assert [(c["col"], c["text"], c["bbox"]) for c in tables["table_cells"]] == [
        (0, "Libellé", [0, 0, 50, 10]),
        (1, "2023", [50, 0, 90, 10]),
    ]
    assert assembled()["tables"][0]["kind"] == "other"


def test_parts_notes_and_ranks() -> None:
    tables = assembled(Row("deliberations", {"deliberation_id": "d0-d1"}), diagnostic("votes", "info", "x", "rien"))
    (part,) = tables["parts"]
    assert (part["part_id"], part["deliberation_id"], part["title"]) == ("d0-p1", "d0-d1", "Tarifs")
    assert [r["code"] for r in tables["diagnostics"]] == ["columns_unsure", "x"]
    assert tables["deliberations"][0]["position"] == 1


def test_attendees_are_persons() -> None:
    one, other, nobody = assembled(
        Row("attendees", {"name": "Anne PETIT"}), Row("attendees", {"name": "ANNE Petit"}), Row("attendees", {})
    )["attendees"]
    assert one["person_id"] == other["person_id"] != nobody["person_id"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  deux \n lignes\u00a0jointes ", "deux lignes jointes"),
        ("nul\x00 et cloche\x07", "nul et cloche"),
        (f"IBAN : {IBAN}, ouvert à Lens", "IBAN : [REDACTED], ouvert à Lens"),
        ("un total de 13 197 804,00 € en 2023", "un total de 13 197 804,00 € en 2023"),
        ("059-225900018-20230321-315992-DE-1-1", "059-225900018-20230321-315992-DE-1-1"),
    ],
)
def test_strings_are_written_clean(text: str, wanted: str) -> None:
    assert clean(text) == wanted


def test_no_bank_detail_reaches_any_table() -> None:
    source = from_lines([words(f"sur le compte {IBAN} du club")])
    row = Row("decisions").put("text", source.flat, source).at(source)
    assert "2004 1010" not in str(assembled(row))


# One document, bytes to tables


def stub_stages(monkeypatch: pytest.MonkeyPatch, **replaced: Callable[..., Any]) -> None:
    stubs: dict[str, Callable[..., Any]] = {
        "open_document": lambda data, name, options: a_document(),
        "segment": lambda document: Segmented([], [Part("other", document.blocks, part_id="d0-p1", position=1)]),
        "run_extractors": lambda document, segmented: [Row("decisions", {"text": "approuve"})],
    }
    for name, stub in {**stubs, **replaced}.items():
        monkeypatch.setattr(stages, name, stub)


def fails(problem: Exception) -> Callable[..., Any]:
    def stub(*_: Any) -> Any:
        raise problem

    return stub


def test_a_whole_document_is_ok(monkeypatch: pytest.MonkeyPatch) -> None:
    stub_stages(monkeypatch)
    tables = process(b"%PDF", "acte.pdf", "in/acte.pdf")
    (row,) = tables["documents"]
    assert (row["status"], row["error"], row["page_count"], row["size_bytes"]) == ("ok", None, 1, 4)
    assert row["sha256"].startswith(row["document_id"])
    assert [r["text"] for r in tables["decisions"]] == ["approuve"]


@pytest.mark.parametrize(
    ("stage", "problem", "says"),
    [
        ("open_document", ReadError("acte.pdf: the file is empty"), "acte.pdf: the file is empty"),
        ("open_document", KeyError("x"), "the reader broke down on this file (KeyError)"),
    ],
)
def test_a_stage_that_fails_gives_a_reason(
    monkeypatch: pytest.MonkeyPatch, stage: str, problem: Exception, says: str
) -> None:
    stub_stages(monkeypatch, **{stage: fails(problem)})
    tables = process(b"%PDF", "acte.pdf", "in/acte.pdf")
    (row,) = tables["documents"]
    assert row["status"] == "failed"
    assert says in row["error"]
    assert not any(rows for name, rows in tables.items() if name != "documents")


@pytest.mark.parametrize("stage", ["open_document", "segment", "run_extractors"])
def test_a_lack_of_memory_is_no_result(monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    """What is kept as a result is not read again, and the next run may have more memory."""
    stub_stages(monkeypatch, **{stage: fails(MemoryError())})
    with pytest.raises(MemoryError):
        process(b"%PDF", "acte.pdf", "in/acte.pdf")


@pytest.mark.parametrize(("stage", "kept"), [("segment", 0), ("run_extractors", 1)])
def test_what_was_read_before_a_stage_broke_down_is_written(
    monkeypatch: pytest.MonkeyPatch, stage: str, kept: int
) -> None:
    stub_stages(monkeypatch, **{stage: fails(RecursionError())})
    tables = process(b"%PDF", "acte.pdf", "in/acte.pdf")
    assert tables["documents"][0]["status"] == "partial"
    assert "broke down (RecursionError)" in tables["documents"][0]["error"]
    assert (len(tables["parts"]), len(tables["tables"])) == (kept, 1)


def test_errors_make_a_document_partial_and_pictures_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def two_pictures(data: bytes, name: str, options: ReadOptions | None) -> Document:
        document = a_document()
        document.notes.append(Note("read", "warning", "ocr_unavailable", "Tesseract is not installed"))
        document.pages += [Page(n, 595, 842, [], text_source="none") for n in (2, 3)]
        return document

    errors = [diagnostic("votes", "error", "broken", f"page {n} was not read") for n in (1, 1, 4)]
    stub_stages(monkeypatch, open_document=two_pictures, run_extractors=lambda document, segmented: errors)
    (row,) = process(b"%PDF", "acte.pdf", "in/acte.pdf")["documents"]
    assert row["status"] == "partial"
    assert row["error"] == (
        "acte.pdf: pages 2-3 are pictures without text; Tesseract is not installed; "
        "page 1 was not read; 1 more in the diagnostics table"
    )


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [([4], "page 4"), ([1, 2], "pages 1-2"), ([7, 1, 2, 3, 2], "pages 1-3, 7"), ([2, 5], "pages 2, 5")],
)
def test_page_numbers_as_a_reader_says_them(numbers: list[int], wanted: str) -> None:
    assert pages_named(numbers) == wanted


def test_tables_are_labelled_by_their_headings_and_a_broken_one_costs_its_label_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def table(*rows: tuple[str, ...]) -> Table:
        cells = [
            Cell(row, col, 1, 1, row == 0, from_text(text), 1, None)
            for row, texts in enumerate(rows)
            for col, text in enumerate(texts)
        ]
        return Table(cells, len(rows), len(rows[0]), 1, 1)

    actions = table(("Actions", "Calendrier", "Partenaires"), ("Ouvrir un atelier", "2e trimestre", "Le club"))
    prices = table(("Lieu", "Horaires"), ("Piscine", "9 h à 12 h"))
    document = a_document()
    document.blocks = [Block(from_text("Programme")), *(Block(from_text(""), table=t) for t in (actions, prices))]
    parts = [Part("other", document.blocks)]
    assert [label.kind for label in label_tables(document, parts)] == ["actions", "other"]
    monkeypatch.setattr("pipeline.labels.classify", fails(IndexError()))
    assert [label.kind for label in label_tables(document, parts)] == ["other", "other"]
