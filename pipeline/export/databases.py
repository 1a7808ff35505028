"""SQLite, with foreign keys and what Datasette shows of them; DuckDB, with the meaning of each column."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from models.schema import TABLES
from pipeline.export.tables import Run, foreign_keys

# Amounts have NUMERIC affinity: SQLite keeps 15 digits of them; round(x, 2) gives the printed cents.
_SQLITE = {"bool": "BOOLEAN", "date": "DATE", "eur": "DECIMAL(18, 2)", "decimal": "DECIMAL(18, 4)", "float32": "REAL"}


def views_sql() -> str:
    """The views, in SQL that DuckDB and SQLite share."""
    return files("pipeline.export").joinpath("views.sql").read_text("utf-8")


def write_sqlite(run: Run, folder: Path) -> None:
    """Write ``actable.sqlite``, and ``metadata.json`` with which Datasette shows the meaning of each column."""
    with closing(sqlite3.connect(folder / "actable.sqlite")) as database:
        for name in _parents_first():
            database.execute(_create(name))
            marks = ", ".join("?" * len(TABLES[name].columns))
            database.executemany(
                f'INSERT INTO "{name}" VALUES ({marks})', ([_lite(v) for v in row.values()] for row in run.rows(name))
            )
            for column in foreign_keys(name):
                database.execute(f'CREATE INDEX "{name}_{column}" ON "{name}" ("{column}")')
        database.execute('CREATE INDEX "evidence_row" ON evidence (row_id, column_name)')
        database.executescript(views_sql())
        database.commit()
    tables = {
        name: {"description": spec.description, "columns": {c.name: c.meaning for c in spec.columns.values()}}
        | ({"label_column": spec.main} if spec.main else {})
        for name, spec in TABLES.items()
    }
    metadata = {"title": "Actable", "databases": {"actable": {"tables": tables}}}
    (folder / "metadata.json").write_text(json.dumps(metadata, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _parents_first() -> list[str]:
    done: list[str] = []
    waiting = list(TABLES)
    while waiting:
        ready = [name for name in waiting if set(foreign_keys(name).values()) <= {*done, name}] or waiting[:1]
        done += ready
        waiting = [name for name in waiting if name not in ready]
    return done


def _create(name: str) -> str:
    spec, keys = TABLES[name], foreign_keys(name)
    lines = []
    for column in spec.columns.values():
        kind = _SQLITE.get(column.type) or ("INTEGER" if column.type.startswith("int") else "TEXT")
        other = keys.get(column.name)
        lines.append(
            f'"{column.name}" {kind}'
            + (" PRIMARY KEY" if column.name == spec.id else "")
            + (f' REFERENCES "{other}" ("{TABLES[other].id}")' if other else "")
        )
    return f'CREATE TABLE "{name}" (\n  ' + ",\n  ".join(lines) + "\n)"


def _lite(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (list, tuple)):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else value


def write_duckdb(run: Run, folder: Path) -> None:
    """Write ``actable.duckdb``: the tables with their exact types, the views, and comments on tables and columns."""
    import duckdb

    with closing(duckdb.connect(str(folder / "actable.duckdb"))) as database:
        for name, spec in TABLES.items():
            database.register("incoming", run.table(name))
            database.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
            database.unregister("incoming")
            database.execute(f"COMMENT ON TABLE \"{name}\" IS '{_quoted(spec.description)}'")
            for column in spec.columns.values():
                database.execute(f'COMMENT ON COLUMN "{name}"."{column.name}" IS \'{_quoted(column.meaning)}\'')
        database.execute(views_sql())


def _quoted(text: str) -> str:
    return text.replace("'", "''")
