"""``datapackage.json`` (Frictionless Data Package): what an export holds, with the contract's descriptions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from actable import __version__
from models.schema import TABLES, ColumnSpec, TableSpec
from pipeline.export.tables import foreign_keys, is_number


def write_package(folder: Path, resources: Sequence[Mapping[str, Any]]) -> None:
    """Write the description of an export."""
    package = {
        "name": "actable",
        "title": "Acts of French local authorities as tables",
        "description": "Read from the PDFs that the authorities publish; null means that the document does not say.",
        "profile": "data-package",
        "version": __version__,
        "resources": list(resources),
    }
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", "utf-8")


def csv_resources(french: bool = False) -> list[dict[str, Any]]:
    """The CSV files, one a table."""
    dialect = {"delimiter": ";" if french else ",", "lineTerminator": "\r\n" if french else "\n"}
    return [
        {
            **_resource(spec, f"{name}.csv", "csv"),
            "dialect": dialect,
            "encoding": "utf-8-sig" if french else "utf-8",
            "profile": "tabular-data-resource",
            "schema": schema(spec, french, linked=True),
        }
        for name, spec in TABLES.items()
    ]


def jsonl_resources() -> list[dict[str, Any]]:
    """The JSON Lines files, one a table."""
    return [
        {**_resource(spec, f"{name}.jsonl", "jsonl"), "schema": schema(spec, linked=True)}
        for name, spec in TABLES.items()
    ]


def xlsx_resources() -> list[dict[str, Any]]:
    """The sheets of the workbook."""
    return [
        {**_resource(spec, "actable.xlsx", "xlsx"), "dialect": {"sheet": name}, "schema": schema(spec)}
        for name, spec in TABLES.items()
    ]


def database_resources(path: str) -> list[dict[str, Any]]:
    """The tables of one database file."""
    kind = path.rsplit(".", 1)[-1]
    return [
        {**_resource(spec, path, kind), "table": name, "schema": schema(spec, linked=True)}
        for name, spec in TABLES.items()
    ]


def file_resource(path: str, title: str, **more: Any) -> dict[str, Any]:
    """A file that is no table of the contract."""
    stem, kind = path.rsplit(".", 1)
    return {"name": stem, "path": path, "title": title, "format": kind, **more}


def _resource(spec: TableSpec, path: str, kind: str) -> dict[str, Any]:
    return {"name": spec.name, "path": path, "format": kind, "description": spec.description}


def schema(spec: TableSpec, french: bool = False, linked: bool = False) -> dict[str, Any]:
    """The Table Schema of a table."""
    result: dict[str, Any] = {
        "fields": [_field(column, french) for column in spec.columns.values()],
        "missingValues": [""],
    }
    if spec.id:
        result["primaryKey"] = spec.id
    keys = foreign_keys(spec.name) if linked else {}
    if keys:
        result["foreignKeys"] = [
            {"fields": column, "reference": {"resource": other, "fields": TABLES[other].id}}
            for column, other in keys.items()
        ]
    return result


def _field(column: ColumnSpec, french: bool) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _kind(column), "description": column.meaning}
    if column.values:
        field["constraints"] = {"enum": list(column.values)}
    if is_number(column) and french:
        field["decimalChar"] = ","
    if column.type == "bool" and french:
        field |= {"trueValues": ["VRAI"], "falseValues": ["FAUX"]}
    return field


def _kind(column: ColumnSpec) -> str:
    if column.type in ("bbox", "strings"):
        return "array"
    if is_number(column):
        return "number"
    if column.type.startswith("int"):
        return "integer"
    return {"bool": "boolean", "date": "date"}.get(column.type, "string")
