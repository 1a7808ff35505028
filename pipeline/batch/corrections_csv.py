"""The files in which readers correct a run: lines on values, lines on who is who, or both in one file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from models.schema import TABLES, ColumnSpec, SchemaError, check_value
from pipeline.batch.cells import UNSAID, Cell, Unknown, can_be_corrected
from pipeline.batch.persons import Corrections
from pipeline.batch.persons_csv import NEEDED, CorrectionsError, person_line

CELL_COLUMNS = ("document", "table", "row_id", "column", "old", "new")
_FORMULA = re.compile(r"'(?='*\s*[=+\-@\t\r＝＋－＠])")  # the apostrophe that keeps a spreadsheet from running a cell
_BOOLEANS = {
    "true": True,
    "vrai": True,
    "oui": True,
    "1": True,
    "false": False,
    "faux": False,
    "non": False,
    "0": False,
}
_GAPS = dict.fromkeys(map(ord, " \u00a0\u202f"))


class Said(NamedTuple):
    """What readers say: who is who, and the values that they corrected."""

    persons: Corrections
    cells: tuple[Cell, ...]


def read_corrections(*paths: Path) -> Said:
    """What the files say, taken together.

    Commas or semicolons part the columns. A line that names a ``table`` corrects a value: ``document``, ``row_id`` and
    ``column`` say which, ``old`` what it read (and ``row``, where it is there, what its row read), ``new`` what it is.
    Any other line says that a ``name`` of an ``authority`` means the person ``person_id``; ``honorific`` is for people
    of one name. Other columns are for the eye. Raises CorrectionsError with one sentence.
    """
    ids: dict[tuple[str, str, str], str] = {}
    cells: dict[tuple[str, ...], Cell] = {}
    first: dict[tuple[str, ...], tuple[Path, int]] = {}
    for path in paths:
        for line, row in _lines(path):
            where = f"{path}, line {line}"
            if None in row:
                raise CorrectionsError(f"{where}: there are more cells than columns; put cells with commas in quotes")
            key: tuple[str, ...]
            if (row.get("table") or "").strip():
                cell = replace(_cell(where, row), where=f"{path.name}, line {line}")  # no path of this machine
                whose = "" if TABLES[cell.table].of_run else cell.document  # one sitting, whatever document shows it
                key = (whose, cell.table, cell.row_id, cell.column)
                joined = _joined(cells.setdefault(key, cell), cell)
                if joined is not None:
                    cells[key] = joined
                clear, what = joined is not None, f"{cell.table}.{cell.column} of row {cell.row_id} two values"
            else:
                name, person = person_line(where, row)
                key = name
                clear = ids.setdefault(name, person) == person
                what = f"« {(row.get('name') or '').strip()} » two person_ids"
            if not clear:
                raise CorrectionsError(f"{_both(first[key], (path, line))} give {what}; keep one of them")
            first.setdefault(key, (path, line))
    return Said(Corrections(ids), tuple(cells.values()))


def _joined(one: Cell, other: Cell) -> Cell | None:
    """Two corrections of one value as one: the same, or one made on what the other had corrected. None when neither."""
    if one.new == other.new:
        return one
    for first, then in ((one, other), (other, one)):
        if then.old == first.new:
            return replace(first, new=then.new, where=then.where)
    return None


def _both(one: tuple[Path, int], other: tuple[Path, int]) -> str:
    if one[0] == other[0]:
        return f"{one[0]}: lines {one[1]} and {other[1]}"
    return f"line {one[1]} of {one[0]} and line {other[1]} of {other[0]}"


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The lines of a file that say something, with their numbers."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise CorrectionsError(
            f"{path}: there is no such file; the review site and 'actable persons' write one to begin with"
        ) from None
    except UnicodeDecodeError:
        raise CorrectionsError(f"{path} is not UTF-8 text; save it as 'CSV UTF-8'") from None
    except OSError as problem:
        raise CorrectionsError(f"{path}: cannot be read ({problem.strerror}); give a CSV file") from None
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    names = reader.fieldnames or ()
    wanted = CELL_COLUMNS if "table" in names else NEEDED
    missing = [column for column in wanted if column not in names]
    if missing:
        told = ", ".join(wanted)
        raise CorrectionsError(
            f"{path} has no column {' and no column '.join(missing)}; its first line must name {told}"
        )
    try:
        for row in reader:
            if any(isinstance(value, str) and value.strip() for value in row.values()):
                yield reader.line_num, row
    except csv.Error as problem:
        raise CorrectionsError(f"{path}, line {reader.line_num}: not a line of a CSV file ({problem})") from None


def _cell(where: str, row: Mapping[str, Any]) -> Cell:
    """One corrected value. Raises CorrectionsError where the line says nothing clear."""
    document, table, row_id, column = ((row.get(name) or "").strip() for name in CELL_COLUMNS[:4])
    spec = TABLES.get(table)
    if spec is None:
        raise CorrectionsError(f"{where}: there is no table « {table} »; the data dictionary lists them")
    if not can_be_corrected(spec, column):
        raise CorrectionsError(f"{where}: {table} has no column « {column} » that may be corrected")
    if not document or not row_id:
        raise CorrectionsError(
            f"{where}: the columns document and row_id say which row; fill them or delete the line"
        )
    try:
        new = parse(spec.columns[column], table, row["new"] or "")
    except ValueError as problem:
        raise CorrectionsError(f"{where}: {table}.{column} cannot be « {row['new']} »; {problem}") from None
    seen = row.get("row")
    main = spec.columns[spec.main or column]
    witness = UNSAID if seen is None else _seen(main, table, seen)
    return Cell(
        document, table, row_id, column, witness, _seen(spec.columns[column], table, row["old"] or ""), new, where
    )


def _seen(column: ColumnSpec, table: str, text: str) -> Any:
    """What a reader saw; what cannot be read equals nothing."""
    try:
        return parse(column, table, text)
    except ValueError:
        return Unknown.UNREADABLE


def parse(column: ColumnSpec, table: str, text: str) -> Any:
    """``text`` as a value of a column, written as the site, a French or an English spreadsheet writes it.

    Nothing is null; bank details and contacts are masked. Raises ValueError with what is wanted.
    """
    from pipeline.assemble import clean, mask_contacts

    text = _FORMULA.sub("", text, count=1) if _FORMULA.match(text) else text
    text = mask_contacts(clean(text))
    if not text:
        return None
    value = _READERS[column.type](text) if column.type in _READERS else text
    try:
        return check_value(table, column.name, value)
    except SchemaError as problem:
        wanted = f"one of {', '.join(column.values)} is wanted" if column.values else str(problem).partition(": ")[2]
        raise ValueError(wanted) from None


def _boolean(text: str) -> bool:
    if text.lower() not in _BOOLEANS:
        raise ValueError("true or false is wanted")
    return _BOOLEANS[text.lower()]


def _date(text: str) -> date:
    parts = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", text) or re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", text)
    if parts is None:
        raise ValueError("a date such as 2024-06-25 or 25/06/2024 is wanted")
    numbers = [int(part) for part in parts.groups()]
    try:
        return date(*(numbers if "-" in text else numbers[::-1]))
    except ValueError:
        raise ValueError("a day of the calendar is wanted") from None


def _whole(text: str) -> int:
    digits = text.translate(_GAPS)
    if not re.fullmatch(r"-?[0-9]+", digits, re.ASCII):
        raise ValueError("a whole number is wanted")
    return int(digits)


def _decimal(text: str) -> Decimal:
    digits = text.translate(_GAPS).removesuffix("€").replace(",", ".")
    try:
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", digits, re.ASCII):
            raise InvalidOperation
        return Decimal(digits)
    except InvalidOperation:
        raise ValueError("a number such as 1250.50 or 1250,50 is wanted") from None


def _amount(text: str) -> Decimal:
    """Three figures behind one mark are thousands to some and thousandths to others."""
    if re.fullmatch(r"-?[0-9]{1,3}[.,][0-9]{3}", text.translate(_GAPS).removesuffix("€")):
        raise ValueError("write thousands without a mark: 1250 or 1250.00")
    return _decimal(text)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "bool": _boolean,
    "date": _date,
    "decimal": _decimal,
    "eur": _amount,
    **dict.fromkeys(("int16", "int32", "int64"), _whole),
}
