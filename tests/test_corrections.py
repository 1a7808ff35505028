"""Values that a reader corrects: read from CSV, guarded by what was read, told where they are and where they are not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from models.schema import TABLES
from pipeline.batch.cells import Cell, Correcting, can_be_corrected
from pipeline.batch.corrections_csv import parse, read_corrections
from pipeline.batch.persons_csv import CorrectionsError
from pipeline.batch.run import extract
from pipeline.batch.write import read_table, rows_of, to_arrow
from pipeline.cli import app
from pipeline.layout.redact import MASK

HEAD = "document,table,row_id,row,column,old,new"
IBAN = "FR76 3000 6000 0112 3456 7890 189"
Row = dict[str, Any]


def file_of(folder: Path, *lines: str, head: str = HEAD, name: str = "corrections.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    return path


# --- values as readers write them ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "column", "text", "value"),
    [
        ("grants", "amount_eur", "1250.5", Decimal("1250.50")),
        ("grants", "amount_eur", "1 250,50 €", Decimal("1250.50")),
        ("grants", "amount_eur", "12\u202f500", Decimal(12500)),
        ("grants", "amount_eur", "-3", Decimal(-3)),
        ("grants", "amount_eur", "", None),
        ("fiche_indicators", "value", "1.250", Decimal("1.25")),
        ("deliberations", "session_on", "2024-06-05", date(2024, 6, 5)),
        ("deliberations", "session_on", "05/06/2024", date(2024, 6, 5)),
        ("deliberations", "unanimous", "oui", True),
        ("deliberations", "unanimous", "FAUX", False),
        ("deliberations", "outcome", "rejected", "rejected"),
        ("votes", "votes_for", "1 031", 1031),
        ("grants", "beneficiary", "  Amicale   laïque ", "Amicale laïque"),
        ("grants", "beneficiary", "'=Club", "=Club"),
        ("grants", "beneficiary", "''- Club", "'- Club"),
        ("grants", "beneficiary", "'déjà'", "'déjà'"),
        ("grants", "beneficiary", f"Club, {IBAN}", f"Club, {MASK}"),
        ("grants", "beneficiary", "Club, a.b@exemple.fr, 06 12 34 56 78", f"Club, {MASK}, {MASK}"),
    ],
)
def test_values_are_read_as_they_are_written(table: str, column: str, text: str, value: Any) -> None:
    assert parse(TABLES[table].columns[column], table, text) == value


@pytest.mark.parametrize(
    ("table", "column", "text", "says"),
    [
        ("grants", "amount_eur", "1.250", "write thousands without a mark"),
        ("grants", "amount_eur", "12,500 €", "write thousands without a mark"),
        ("grants", "amount_eur", "1,250.50", "a number such as"),
        ("grants", "amount_eur", "1250.505", "no more than 2 decimals"),
        ("grants", "amount_eur", "NaN", "a number such as"),
        ("votes", "votes_for", "31,5", "a whole number"),
        ("votes", "votes_for", "99999999999", "a whole number of 32 bits"),
        ("deliberations", "session_on", "31/02/2024", "a day of the calendar"),
        ("deliberations", "session_on", "juin 2024", "a date such as"),
        ("deliberations", "unanimous", "peut-être", "true or false"),
        ("deliberations", "outcome", "adoptée", "one of adopted, rejected, deferred, withdrawn"),
    ],
)
def test_what_no_column_takes_is_refused_by_line(
    table: str, column: str, text: str, says: str, tmp_path: Path
) -> None:
    file = file_of(tmp_path, f'd,{table},r,,{column},,"{text}"')
    with pytest.raises(CorrectionsError, match=says) as raised:
        read_corrections(file)
    assert "corrections.csv, line 2: " in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["d,grant,r,,amount_eur,,1"], "line 2: there is no table « grant »"),
        (["d,grants,r,,montant,,1"], "line 2: grants has no column « montant » that may be corrected"),
        (["d,grants,r,,row_id,,1"], "grants has no column « row_id » that may be corrected"),
        (["d,grants,r,,bbox,,1"], "no column « bbox »"),
        (["d,evidence,r,,text,,1"], "evidence has no column « text »"),
        (["d,documents,r,,file_name,,1"], "documents has no column"),
        (["d,grants,,,amount_eur,,1"], "line 2: the columns document and row_id say which row"),
        (["d,grants,r,,amount_eur,9,1", "d,grants,r,,amount_eur,9,2"], "lines 2 and 3 give grants.amount_eur of row r two"),
        (["d,grants,r,,amount_eur,,1,x"], "line 2: there are more cells than columns"),
        (["d,,r,,amount_eur,,1"], "line 2: the column name is empty"),
    ],
)  # fmt: skip
def test_a_bad_line_is_one_sentence(lines: list[str], says: str, tmp_path: Path) -> None:
    with pytest.raises(CorrectionsError, match=says):
        read_corrections(file_of(tmp_path, *lines))


def test_one_file_may_hold_both_kinds_and_several_files_one_account(tmp_path: Path) -> None:
    both = file_of(
        tmp_path,
        "d;grants;r;1;amount_eur;1;2;;;;",
        ";;;;;;;Ville de X;;Anne DUVAL;p-2",
        head="document;table;row_id;row;column;old;new;authority;honorific;name;person_id",
    )
    more = file_of(
        tmp_path, "d,grants,s,amount_eur,1,2", head="document,table,row_id,column,old,new", name="more.csv"
    )
    said = read_corrections(both, more, both)
    assert dict(said.persons.ids) == {("commune-de-x", "", "anne duval"): "p-2"}
    assert [(cell.row_id, cell.new) for cell in said.cells] == [("r", 2), ("s", 2)]
    other = file_of(tmp_path, "d,grants,r,,amount_eur,1,3", name="other.csv")
    with pytest.raises(CorrectionsError, match=r"line 2 of .*corrections.csv and line 2 of .*other.csv give"):
        read_corrections(both, other)


def test_a_corrected_value_may_be_corrected_again(tmp_path: Path) -> None:
    one = file_of(tmp_path, "d,grants,r,Club,amount_eur,1,2", name="one.csv")
    two = file_of(tmp_path, "d,grants,r,Boule,amount_eur,2.00,3", name="two.csv")
    for paths in ((one, two), (two, one)):
        (cell,) = read_corrections(*paths).cells
        assert (cell.row, cell.old, cell.new) == ("Club", 1, 3)


def test_a_sitting_seen_in_two_documents_is_corrected_once(tmp_path: Path) -> None:
    lines = ["d,sessions,s,2024-06-05,chair,Paul,Paule", "e,sessions,s,2024-06-05,chair,Paul,Paule"]
    (cell,) = read_corrections(file_of(tmp_path, *lines)).cells
    assert cell.where == "corrections.csv, line 2"  # where it lies on this machine is nobody's business
    with pytest.raises(CorrectionsError, match=r"lines 2 and 4 give sessions\.chair of row s two values"):
        read_corrections(file_of(tmp_path, *lines, "f,sessions,s,2024-06-05,chair,Paul,Pauline"))


def test_what_is_kept_apart_cannot_be_corrected() -> None:
    assert not any(
        can_be_corrected(spec, column)
        for spec in TABLES.values()
        for column, told in spec.columns.items()
        if (column.endswith("_id") and column != "act_id") or told.type in ("bbox", "strings")
    )
    assert can_be_corrected(TABLES["sessions"], "chair") and can_be_corrected(TABLES["table_cells"], "text")


# --- in the tables ------------------------------------------------------------------------------------------------

DOCUMENT: Row = {"document_id": "d", "file_name": "d.pdf", "status": "ok"}
GRANT: Row = {"document_id": "d", "row_id": "g1", "beneficiary": "Amicale", "amount_eur": Decimal(100), "page": 2}


def cell(**more: Any) -> Cell:
    told = {"document": "d", "table": "grants", "row_id": "g1", "column": "amount_eur", "row": "Amicale"}
    told |= {"old": Decimal(100), "new": Decimal(1000), "where": "corrections.csv, line 2"}
    return Cell(**{**told, **more})


def corrected(*cells: Cell, **rows: list[Row]) -> dict[str, list[Row]]:
    tables = to_arrow({"documents": [DOCUMENT], "grants": [GRANT], **rows})
    done = Correcting(cells).apply(tables)
    return {name: rows_of(done, name) for name in ("grants", "evidence", "diagnostics", "sessions", "deliberations")}


def test_a_correction_is_in_the_table_and_told() -> None:
    place = {"document_id": "d", "table_name": "grants", "row_id": "g1", "page": 2, "text": "100 €"}
    evidence = [{**place, "column_name": column} for column in ("beneficiary", "amount_eur")]
    done = corrected(cell(), evidence=evidence)
    assert done["grants"][0]["amount_eur"] == 1000
    assert [(row["column_name"], row["text"], row["corrected"]) for row in done["evidence"]] == [
        *(("beneficiary", "100 €", None), ("amount_eur", "100 €", True))
    ]
    (note,) = done["diagnostics"]
    assert (note["stage"], note["severity"], note["code"], note["page"], note["document_id"]) == (
        *("corrections", "info", "corrected_by_reader", 2, "d"),
    )
    assert "read « 100.00 »; a reader corrected it to « 1000" in note["message"]


def test_what_was_not_read_gets_the_place_of_its_row() -> None:
    done = corrected(cell(column="beneficiary_acronym", old=None, new="AL"))
    assert done["grants"][0]["beneficiary_acronym"] == "AL"
    (place,) = done["evidence"]
    assert (place["column_name"], place["page"], place["text"], place["corrected"]) == (
        "beneficiary_acronym", 2, None, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        ({"old": Decimal(90)}, "correction_not_applied", "it reads « 100.00 » today, not « 90 »"),
        ({"old": None}, "correction_not_applied", "today, not nothing"),
        ({"row": "Boule d'or"}, "correction_not_applied", "the row reads « Amicale » today, not « Boule d'or »"),
        ({"row_id": "g7"}, "correction_not_applied", "the document has no such row today"),
        ({"new": Decimal(100), "old": Decimal(90)}, "correction_not_needed", "it reads so today"),
    ],
)
def test_a_correction_of_something_else_is_not_applied(more: Row, code: str, says: str) -> None:
    done = corrected(cell(**more))
    assert done["grants"] == rows_of(to_arrow({"grants": [GRANT]}), "grants")
    assert done["evidence"] == []
    assert [note["code"] for note in done["diagnostics"]] == [code]
    assert says in done["diagnostics"][0]["message"]


def test_a_row_and_its_name_may_be_corrected_together() -> None:
    named = cell(column="beneficiary", old="Amicale", new="Amicale laïque")
    for cells in ((named, cell()), (cell(), named)):
        (row,) = corrected(*cells)["grants"]
        assert (row["beneficiary"], row["amount_eur"]) == ("Amicale laïque", 1000)
    (row,) = corrected(named, cell(row="Amicale laïque"))["grants"]  # seen on the tables that hold the first one
    assert row["amount_eur"] == 1000


def test_other_documents_are_left_as_they_are_and_a_missing_one_is_told() -> None:
    tables = to_arrow({"documents": [{**DOCUMENT, "document_id": "e"}], "grants": [GRANT]})
    correcting = Correcting([cell()])
    assert correcting.apply(tables) is tables
    (note,) = correcting.unused()
    assert "the run has no document d" in note["message"] and note["code"] == "correction_not_applied"


def test_a_sitting_is_corrected_in_every_document_that_tells_of_it() -> None:
    sitting = {"session_id": "s", "session_on": date(2024, 6, 5), "chair": "Paul"}
    wrong = cell(table="sessions", row_id="s", column="chair", row=date(2024, 6, 5), old="Paul", new="Paule")
    correcting = Correcting([wrong])
    for document, chair, after in (
        ("d", None, None),
        ("e", "Paul", "Paule"),
        ("f", "Paul", "Paule"),
        ("g", "Zoé", "Zoé"),
    ):
        rows = {"documents": [{**DOCUMENT, "document_id": document}], "sessions": [{**sitting, "chair": chair}]}
        done = correcting.apply(to_arrow(rows))
        assert rows_of(done, "sessions")[0]["chair"] == after
    assert list(correcting.unused()) == []
    missed = Correcting([wrong])
    assert "no document says « Paul » of it" in next(missed.unused())["message"]


@given(
    st.permutations([cell(), cell(column="beneficiary", old="Amicale", new="B"), cell(row_id="g2", old=Decimal(5))])
)
def test_the_order_of_lines_does_not_change_a_row(cells: list[Cell]) -> None:
    done = corrected(*cells)["grants"]
    assert [(row["beneficiary"], row["amount_eur"]) for row in done] == [("B", 1000)]


# --- in a run -----------------------------------------------------------------------------------------------------

ACT = """COMMUNE DE SAINT-AMAND-SUR-ORNE
EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL

L'an deux mille vingt-quatre, le douze mars à 19 h 00, le conseil municipal s'est réuni.

Étaient présents : M. Paul VERNEUIL, Mme Anne LORMEAU, M. Jean CASTAING

OBJET : Règlement du bac à chaîne

Le conseil municipal, après en avoir délibéré, DÉCIDE d'approuver le règlement.

Votants : 3
Pour : {votes}
Contre : 1
"""


@pytest.fixture
def act(tmp_path: Path) -> Path:
    path = tmp_path / "acts" / "acte.txt"
    path.parent.mkdir()
    path.write_text(ACT.format(votes=2), "utf-8")
    return path


@pytest.fixture
def command() -> Callable[..., Any]:
    return lambda *words: CliRunner().invoke(app, ["extract", *map(str, words), "--jobs", "1"])


def line_of(tables: Path, table: str, column: str, new: str, at: int = 0, old: str | None = None) -> str:
    row = read_table(tables, table).to_pylist()[at]
    spec = TABLES[table]
    values = (row["document_id"], table, row[spec.id or ""], row[spec.main or ""], column)
    return ",".join(map(str, (*values, row[column] if old is None else old, new)))


def test_the_next_run_honours_a_correction_without_reading_again(
    act: Path, tmp_path: Path, command: Callable[..., Any]
) -> None:
    tables = tmp_path / "tables"
    assert command(act, "-o", tables).exit_code == 0
    name = line_of(tables, "attendees", "name", "Anne LORMEAUX", at=1)
    file = file_of(tmp_path, line_of(tables, "votes", "votes_for", "12"), name)
    before = {path.name: path.read_bytes() for path in tables.glob("*.parquet")}
    run = command("-o", tables, "--corrections", file)  # no input: the documents of the folder
    assert run.exit_code == 0, run.output
    assert "0 documents read" in run.output
    assert "2 values corrected by readers" in run.output
    assert read_table(tables, "votes")["votes_for"].to_pylist() == [12]
    assert "Anne LORMEAUX" in read_table(tables, "persons")["name"].to_pylist()  # before who is who
    told = [row["subject_id"] for row in read_table(tables, "findings").to_pylist() if row["table_name"] == "votes"]
    assert told  # and before the checks: twelve votes for of three voters
    after = {path.name: path.read_bytes() for path in tables.glob("*.parquet")}
    assert command(act, "-o", tables, "--corrections", file).exit_code == 0
    assert {path.name: path.read_bytes() for path in tables.glob("*.parquet")} == after
    run = command(act, "-o", tables)  # without the file, what the document says
    assert "the run before held 2 values corrected by readers; --corrections puts them back" in run.output
    assert "corrected" not in command(act, "-o", tables).output
    assert {path.name: path.read_bytes() for path in tables.glob("*.parquet")} == before


def test_a_correction_that_no_longer_fits_is_told(act: Path, tmp_path: Path, command: Callable[..., Any]) -> None:
    tables = tmp_path / "tables"
    command(act, "-o", tables)
    file = file_of(tmp_path, line_of(tables, "votes", "votes_for", "12", old="7"), "gone,grants,g,,amount_eur,,1")
    run = command(act, "-o", tables, "--corrections", file)
    assert run.exit_code == 0
    assert "correction_not_applied" in run.output
    assert "2 corrections not applied" in run.output
    assert read_table(tables, "votes")["votes_for"].to_pylist() == [2]
    act.write_text(ACT.format(votes=3), "utf-8")  # other bytes, another document
    command(act, "-o", tables, "--corrections", file_of(tmp_path, line_of(tables, "votes", "votes_for", "12")))
    assert read_table(tables, "votes")["votes_for"].to_pylist() == [3]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--corrections", "gone.csv", "acts", "-o", "out"), "gone.csv: there is no such file; the review site and"),
        (("--corrections", "gone.csv", "-o", "out"), "out holds no tables to correct; name something to read"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(
    words: tuple[str, ...], says: str, command: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = command(*words)
    assert run.exit_code == 2 and says in run.output
    assert not list(tmp_path.iterdir())


def test_corrections_do_not_depend_on_workers(act: Path, tmp_path: Path) -> None:
    for n in range(4):
        (act.parent / f"{n}.txt").write_text(ACT.format(votes=n + 4), "utf-8")
    first = tmp_path / "first"
    extract([act.parent], first, jobs=1)
    cells = read_corrections(
        file_of(tmp_path, *(line_of(first, "votes", "votes_for", "9", at) for at in range(5)))
    ).cells
    tables = []
    for jobs in (1, 2):
        extract([act.parent], tmp_path / f"out{jobs}", jobs=jobs, cells=cells)
        tables.append([pq.read_table(tmp_path / f"out{jobs}" / f"{name}.parquet") for name in TABLES])
    assert all(one.equals(two) for one, two in zip(*tables, strict=True))
    assert pq.read_table(tmp_path / "out1" / "votes.parquet")["votes_for"].to_pylist() == [9] * 5
