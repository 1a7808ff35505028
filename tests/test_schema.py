"""The contract as data, and the checks that keep rows true to it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.schema import TABLES, SchemaError, arrow_schema, check_rows, check_value


def test_every_table_names_its_rows_and_its_document() -> None:
    for name, spec in TABLES.items():
        assert spec.of_run == (name in {"sessions", "persons"})
        if name == "evidence":  # its row_id points at the row of another table
            assert spec.id is None
        else:
            assert spec.id in spec.columns
            assert spec.main in spec.columns
        assert all(column.meaning for column in spec.columns.values())


def test_the_readme_of_the_tables_lists_them_all() -> None:
    readme = Path(__file__).resolve().parent.parent / "data" / "parquet" / "README.md"
    listed = [line for line in readme.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert listed == [f"| `{name}` | {spec.description} |" for name, spec in TABLES.items()]


@pytest.mark.parametrize(
    ("table", "column", "wanted"),
    [
        ("grants", "amount_eur", pa.decimal128(18, 2)),
        ("fiche_indicators", "value", pa.decimal128(18, 4)),
        ("deliberations", "session_on", pa.date32()),
        ("deliberations", "unanimous", pa.bool_()),
        ("deliberations", "outcome", pa.string()),
        ("attendees", "page", pa.int16()),
        ("attendees", "bbox", pa.list_(pa.float32())),
        ("votes", "votes_for", pa.int32()),
        ("documents", "size_bytes", pa.int64()),
        ("persons", "variants", pa.list_(pa.string())),
        ("tables", "confidence", pa.float32()),
    ],
)
def test_arrow_types(table: str, column: str, wanted: pa.DataType) -> None:
    assert arrow_schema(table).field(column).type == wanted


def test_checked_rows_have_every_column_in_order_and_fit_arrow() -> None:
    rows = check_rows("grants", [{"amount_eur": Decimal("12500"), "year_first": 2023, "bbox": (1, 2, 3, 4.5)}])
    assert list(rows[0]) == list(TABLES["grants"].columns)
    assert rows[0]["beneficiary"] is None
    table = pa.Table.from_pylist(rows, schema=arrow_schema("grants"))
    assert table.to_pylist()[0]["amount_eur"] == Decimal("12500.00")


@pytest.mark.parametrize(
    ("table", "column", "value", "says"),
    [
        ("votes", "nombre", 3, "votes has no column nombre"),
        ("votes", "votes_for", "3", "votes.votes_for: a whole number"),
        ("votes", "votes_for", True, "a whole number"),
        ("votes", "votes_for", 3.0, "a whole number"),
        ("votes", "page", 40_000, "16 bits"),
        ("votes", "votes_for", 1 << 31, "32 bits"),
        ("deliberations", "unanimous", 1, "true or false"),
        ("deliberations", "outcome", "adopté", "one of adopted, rejected"),
        ("deliberations", "session_on", "2023-01-01", "a date"),
        ("deliberations", "session_on", datetime(2023, 1, 1), "without time"),
        ("deliberations", "title", 3, "a string"),
        ("grants", "amount_eur", 7.1, "a Decimal"),
        ("grants", "amount_eur", Decimal("0.125"), "no more than 2 decimals"),
        ("grants", "amount_eur", Decimal("1e16"), "18 digits"),
        ("grants", "amount_eur", Decimal("NaN"), "a finite number"),
        ("grants", "bbox", (1, 2, 3), "four numbers"),
        ("grants", "bbox", (1, 2, 3, float("nan")), "a finite number"),
        ("persons", "variants", "X", "a list of strings"),
        ("persons", "variants", ["X", 1], "a string"),
    ],
)
def test_what_does_not_fit_is_refused(table: str, column: str, value: Any, says: str) -> None:
    with pytest.raises(SchemaError, match=says):
        check_rows(table, [{column: value}])


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(SchemaError, match="no table 'vote'"):
        check_rows("vote", [])


@pytest.mark.parametrize(
    ("table", "column", "value", "kept"),
    [
        ("grants", "amount_eur", 0, Decimal("0.00")),
        ("grants", "amount_eur", Decimal("-7.10"), Decimal("-7.10")),
        ("fiche_indicators", "value", Decimal("12.3456"), Decimal("12.3456")),
        ("deliberations", "session_on", date(2023, 6, 27), date(2023, 6, 27)),
        ("documents", "file_name", "d\udce9lib.pdf", "d?lib.pdf"),
        ("persons", "variants", ("A", "B"), ["A", "B"]),
        ("votes", "present", None, None),
    ],
)
def test_what_fits_is_kept(table: str, column: str, value: Any, kept: Any) -> None:
    assert check_value(table, column, value) == kept


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2))
def test_amounts_survive_to_the_last_cent(amount: Decimal) -> None:
    row = check_rows("budget_amounts", [{"amount_eur": amount}])
    table = pa.Table.from_pylist(row, schema=arrow_schema("budget_amounts"))
    assert table.column("amount_eur").to_pylist() == [amount]
