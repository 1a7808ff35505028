"""The output tables: loaded once from contract.toml, as Arrow schemas and as checks on rows."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from models.values import value

if TYPE_CHECKING:
    import pyarrow as pa

Tables = dict[str, list[dict[str, Any]]]
"""Plain rows of every table of the contract, in the order in which they are written."""

_DECIMAL_PLACES = {"eur": 2, "decimal": 4}
_DECIMAL_DIGITS = 18
_BITS = {"int16": 15, "int32": 31, "int64": 63}
_EXACT = {  # the types of which a value needs no conversion
    "string": str, "enum": str, "bool": bool, "date": date, "float32": float, "bbox": list, **dict.fromkeys(_BITS, int),
}  # fmt: skip


class SchemaError(ValueError):
    """A row that does not fit its table; the message names table, column and value."""


@value
class ColumnSpec:
    """One column: its type as written in contract.toml and, for an enum, its values."""

    name: str
    type: str
    meaning: str = ""
    values: tuple[str, ...] = ()
    extra: bool = False
    example: str | None = None
    source: str | None = None


@value
class TableSpec:
    """One table: ``id`` is the column that names a row, ``main`` the one that tells a reader what the row is."""

    name: str
    description: str
    columns: Mapping[str, ColumnSpec]
    id: str | None = None
    main: str | None = None

    @property
    def of_run(self) -> bool:
        """Whether its rows belong to the whole run and not to one document."""
        return "document_id" not in self.columns


def _load() -> dict[str, TableSpec]:
    data = tomllib.loads(files("models").joinpath("contract.toml").read_text("utf-8"))
    return {
        name: TableSpec(
            name=name,
            description=table["description"],
            columns={
                column: ColumnSpec(name=column, **{**spec, "values": tuple(spec.get("values", ()))})
                for column, spec in table["columns"].items()
            },
            id=table.get("id"),
            main=table.get("main"),
        )
        for name, table in data.items()
    }


TABLES: dict[str, TableSpec] = _load()


@cache
def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of ``table``. Raises SchemaError when the contract has no such table."""
    import pyarrow as pa

    # "element" is the name under which Parquet gives the items of a list back.
    types = {
        "string": pa.string(),
        "enum": pa.string(),
        "bool": pa.bool_(),
        "date": pa.date32(),
        "int16": pa.int16(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float32": pa.float32(),
        "eur": pa.decimal128(_DECIMAL_DIGITS, _DECIMAL_PLACES["eur"]),
        "decimal": pa.decimal128(_DECIMAL_DIGITS, _DECIMAL_PLACES["decimal"]),
        "strings": pa.list_(pa.field("element", pa.string())),
        "bbox": pa.list_(pa.field("element", pa.float32())),
    }
    return pa.schema([pa.field(c.name, types[c.type]) for c in spec_of(table).columns.values()])


def spec_of(table: str) -> TableSpec:
    """The specification of ``table``. Raises SchemaError when the contract has no such table."""
    try:
        return TABLES[table]
    except KeyError:
        raise SchemaError(f"no table {table!r} in the contract") from None


def check_rows(table: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as ``table`` takes them: every column, in order, exact types. Raises SchemaError as ``check_columns``."""
    names = spec_of(table).columns
    return [dict(zip(names, values, strict=True)) for values in zip(*check_columns(table, list(rows)), strict=True)]


def check_columns(table: str, rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """The values of ``rows`` column by column, as ``table`` takes them: all columns, in order, exact types.

    Raises SchemaError on an unknown table or column, a value of another type, one out of range, an enum value
    that the contract does not list, and a number with more decimals than its column has.
    """
    columns = spec_of(table).columns
    for row in rows:
        if not row.keys() <= columns.keys():
            raise SchemaError(f"{table} has no column {', '.join(sorted(row.keys() - columns.keys()))}")
    out = []
    for name, spec in columns.items():
        values = [row.get(name) for row in rows]
        out.append(values if _fits(spec, values) else [checked(table, spec, value) for value in values])
    return out


def _fits(spec: ColumnSpec, values: list[Any]) -> bool:
    """Whether a look at the column as a whole tells that all values have its exact type; False is no verdict."""
    kinds = set(map(type, values)) - {type(None)}
    if not kinds:
        return True
    if kinds != {_EXACT.get(spec.type)}:
        return False
    if spec.values:
        return set(values) <= {None, *spec.values}
    told = [value for value in values if value is not None]
    if spec.type == "string":
        return all(map(str.isascii, told)) or _is_unicode("".join(told))
    if spec.type in _BITS:
        return bool(-(1 << _BITS[spec.type]) <= min(told) and max(told) < 1 << _BITS[spec.type])
    if spec.type == "bbox":
        sides = [side for box in told for side in box]
        return set(map(len, told)) == {4} and set(map(type, sides)) == {float} and all(map(math.isfinite, sides))
    return spec.type != "float32" or all(map(math.isfinite, told))


def check_value(table: str, column: str, value: Any) -> Any:
    """``value`` in the exact type of its column. Raises SchemaError as ``check_rows`` does."""
    spec = spec_of(table).columns.get(column)
    if spec is None:
        raise SchemaError(f"{table} has no column {column}")
    return checked(table, spec, value)


def checked(table: str, spec: ColumnSpec, value: Any) -> Any:
    """``value`` in the exact type of the column ``spec`` of ``table``. Raises SchemaError as ``check_rows`` does."""
    if value is None:
        return None
    try:
        converted = _CONVERTERS[spec.type](value)
    except ValueError as error:
        raise SchemaError(f"{table}.{spec.name}: {error}, got {value!r:.200}") from None
    if spec.values and converted not in spec.values:
        raise SchemaError(f"{table}.{spec.name}: one of {', '.join(spec.values)} is wanted, got {value!r:.200}")
    return converted


def _instance(value: Any, kind: type | tuple[type, ...], wanted: str) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"{wanted} is wanted")
    return value


def _date(value: Any) -> Any:
    if isinstance(value, datetime):
        raise ValueError("a date without time is wanted")
    return _instance(value, date, "a date")


def _box(value: Any) -> list[float]:
    if not isinstance(value, (list, tuple)) or len(value) != 4:
        raise ValueError("a box of four numbers is wanted")
    return list(map(_number, value))


def _text(value: Any) -> str:
    text: str = _instance(value, str, "a string")
    if text.isascii() or _is_unicode(text):
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def _is_unicode(text: str) -> bool:
    """False for half a surrogate pair, from a broken font or a file name in another encoding."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _integer(value: Any, bits: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("a whole number is wanted")
    if not -(1 << bits) <= value < 1 << bits:
        raise ValueError(f"a whole number of {bits + 1} bits is wanted")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError("a finite number is wanted")
    return float(value)


def _decimal(value: Any, places: int) -> Decimal:
    """Exact or refused: a rounded amount would be a wrong one, and a float has lost its digits already."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ValueError("a Decimal is wanted")
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError("a finite number is wanted")
    if abs(exact) >= Decimal(10) ** (_DECIMAL_DIGITS - places):
        raise ValueError(f"no more than {_DECIMAL_DIGITS} digits are wanted")
    quantised = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    if quantised != exact:
        raise ValueError(f"no more than {places} decimals are wanted")
    return quantised


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "string": _text,
    "enum": _text,
    "bool": lambda value: _instance(value, bool, "true or false"),
    "date": _date,
    "int16": lambda value: _integer(value, _BITS["int16"]),
    "int32": lambda value: _integer(value, _BITS["int32"]),
    "int64": lambda value: _integer(value, _BITS["int64"]),
    "float32": _number,
    "eur": lambda value: _decimal(value, _DECIMAL_PLACES["eur"]),
    "decimal": lambda value: _decimal(value, _DECIMAL_PLACES["decimal"]),
    "strings": lambda value: [_text(item) for item in _instance(value, (list, tuple), "a list of strings")],
    "bbox": _box,
}
