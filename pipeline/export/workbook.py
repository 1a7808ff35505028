"""One workbook: a sheet per table behind the data dictionary."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from models.schema import TABLES
from pipeline.export.dictionary import entries
from pipeline.export.tables import Run

_MOST_ROWS = 1_048_575  # below the heading
_MOST_CHARACTERS = 32_767
_CUT = " […] (cut here: a cell holds no more; the whole text is in the other formats)"
_EXACT = 15
_FIRST_YEAR = 1900  # a spreadsheet knows no day before
_WIDTHS = {"text": 60, "message": 60, "title": 50, "label": 40, "name": 28, "authority": 34, "meaning": 80}


def write_xlsx(run: Run, folder: Path) -> None:
    """Write ``actable.xlsx``. Text is always text: no cell is a formula or a link.

    A table with more rows than a sheet holds goes on in a second sheet. Raises ModuleNotFoundError without XlsxWriter.
    """
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(str(folder / "actable.xlsx"), {**options, "tmpdir": str(folder)})
    workbook.set_properties({"title": "Actable", "created": datetime(2000, 1, 1)})
    formats = {
        "head": workbook.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1}),
        "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        "eur": workbook.add_format({"num_format": '#,##0.00\\ "€"'}),
        "decimal": workbook.add_format({"num_format": "#,##0.####"}),
    }
    dictionary = ({**entry._asdict()} for entry in entries())
    _sheet(workbook, "dictionary", dict.fromkeys(["table", "column", "type", "meaning", "values", "example", "source"], "string"), dictionary, formats)  # fmt: skip
    for name, spec in TABLES.items():
        rows = run.rows(name)
        types = {column.name: column.type for column in spec.columns.values()}
        part = 1
        while _sheet(workbook, name if part == 1 else f"{name}_{part}", types, rows, formats) == _MOST_ROWS:
            part += 1
    workbook.close()


def _sheet(
    workbook: Any, name: str, types: dict[str, str], rows: Iterator[dict[str, Any]], formats: dict[str, Any]
) -> int:
    """Write one sheet; returns its number of rows."""
    sheet = workbook.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for col, column in enumerate(types):
        sheet.set_column(col, col, _WIDTHS.get(column, 16))
        sheet.write_string(0, col, column, formats["head"])
    count = 0
    for count, row in enumerate(islice(rows, _MOST_ROWS), 1):
        for col, (column, kind) in enumerate(types.items()):
            _write(sheet, count, col, row.get(column), formats.get(kind))
    if count:
        sheet.autofilter(0, 0, count, len(types) - 1)
    return count


def _write(sheet: Any, row: int, col: int, value: Any, form: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, col, value)
    elif isinstance(value, date) and value.year >= _FIRST_YEAR:
        sheet.write_datetime(row, col, datetime(value.year, value.month, value.day), form)
    elif isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) > _EXACT:
        sheet.write_string(row, col, f"{value:f}")  # a number there would lose its last digits
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(row, col, value, form)
    else:
        sheet.write_string(row, col, _text(value))


def _text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (list, tuple)) else str(value)
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - len(_CUT)] + _CUT
