"""`actable export`: one format, written beside its place and put there as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.schema import TABLES
from pipeline.batch.publish import Staging
from pipeline.export.side_values import Gap, SideValues
from pipeline.export.tables import Run, unfollowed

PACKAGE = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Options:
    """How to write: ``french`` for CSV files as a French spreadsheet reads them, ``values`` for SCDL."""

    french: bool = False
    values: Path | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, the rows of each table, what SCDL misses, and references that lead nowhere."""

    folder: Path
    files: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()
    dangling: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Format:
    files: tuple[str, ...]
    write: Callable[[Run, Path, Options], Sequence[Gap]]


def export(folder: Path, form: str, output: Path | None = None, options: Options | None = None) -> Exported:
    """Write the tables in ``folder`` in the format ``form`` into ``output`` (default: beside, ``tables-csv``).

    Raises FileNotFoundError when there are no tables, SideFileError for a bad side file, OutputError when ``output``
    cannot be written, ModuleNotFoundError when a library of the extra ``export`` is missing.
    """
    run = Run(folder)
    kind = FORMATS[form]
    output = output or folder.resolve().parent / f"{folder.resolve().name}-{form}"
    files = (*kind.files, PACKAGE)
    staging = Staging(output, files)
    staging.open()
    try:
        gaps = kind.write(run, staging.folder, options or Options())
        staging.publish()
    finally:
        staging.close()
    dangling = tuple(f"{name}.{column}: {n}" for name in TABLES for column, n in unfollowed(run, name).items())
    return Exported(output, files, tuple(gaps), dangling)


def _csv(run: Run, folder: Path, options: Options) -> Sequence[Gap]:
    from pipeline.export.flat import write_csvs
    from pipeline.export.package import csv_resources, write_package

    write_csvs(run, folder, options.french)
    write_package(folder, csv_resources(options.french))
    return ()


def _jsonl(run: Run, folder: Path, options: Options) -> Sequence[Gap]:
    from pipeline.export.flat import write_jsonl
    from pipeline.export.package import jsonl_resources, write_package

    write_jsonl(run, folder)
    write_package(folder, jsonl_resources())
    return ()


def _xlsx(run: Run, folder: Path, options: Options) -> Sequence[Gap]:
    from pipeline.export.package import write_package, xlsx_resources
    from pipeline.export.workbook import write_xlsx

    write_xlsx(run, folder)
    write_package(folder, xlsx_resources())
    return ()


def _sqlite(run: Run, folder: Path, options: Options) -> Sequence[Gap]:
    from pipeline.export.databases import write_sqlite
    from pipeline.export.package import database_resources, file_resource, write_package

    write_sqlite(run, folder)
    metadata = file_resource("metadata.json", "Descriptions for Datasette: datasette actable.sqlite -m metadata.json")
    write_package(folder, [*database_resources("actable.sqlite"), metadata])
    return ()


def _duckdb(run: Run, folder: Path, options: Options) -> Sequence[Gap]:
    from pipeline.export.databases import write_duckdb
    from pipeline.export.package import database_resources, write_package

    write_duckdb(run, folder)
    write_package(folder, database_resources("actable.duckdb"))
    return ()


def _scdl(run: Run, folder: Path, options: Options) -> Sequence[Gap]:
    from pipeline.export.package import file_resource, write_package
    from pipeline.export.scdl import DELIBERATIONS, GAPS, GRANTS, scdl_schema, write_scdl

    schemas = {name: scdl_schema(name) for name in ("deliberations", "subventions")}
    values = SideValues.read(options.values, list(schemas.values())) if options.values else None
    gaps = write_scdl(run, folder, values)
    resources = [
        file_resource(
            path, f"SCDL {schema['title']} {schema['version']}", profile="tabular-data-resource", schema=schema
        )
        for path, schema in zip((DELIBERATIONS, GRANTS), schemas.values(), strict=True)
    ]
    missing = file_resource(GAPS, "What the acts do not print: fill in valeur and give the file back with --values")
    write_package(folder, [*resources, missing])
    return gaps


def _popolo(run: Run, folder: Path, options: Options) -> Sequence[Gap]:
    from pipeline.export.package import file_resource, write_package
    from pipeline.export.popolo import write_popolo

    write_popolo(run, folder)
    write_package(folder, [file_resource("popolo.json", "Popolo: people, bodies, motions and votes")])
    return ()


FORMATS = {
    "csv": _Format(tuple(f"{name}.csv" for name in TABLES), _csv),
    "xlsx": _Format(("actable.xlsx",), _xlsx),
    "sqlite": _Format(("actable.sqlite", "metadata.json"), _sqlite),
    "duckdb": _Format(("actable.duckdb",), _duckdb),
    "jsonl": _Format(tuple(f"{name}.jsonl" for name in TABLES), _jsonl),
    "scdl": _Format(("deliberations.csv", "subventions.csv", "a-completer.csv"), _scdl),
    "popolo": _Format(("popolo.json",), _popolo),
}
