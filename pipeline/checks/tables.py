"""The tables of a run as the checks see them: DuckDB views over Parquet files or over rows in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, cast

import duckdb
import pyarrow.parquet as pq

from models.schema import TABLES, arrow_schema, spec_of
from pipeline.batch.write import table_files

_MEMORY = "512MB"
_BATCH = 2000

# Names, labels and texts are compared without case, accents and punctuation; names without the order of their words.
_MACROS = """
CREATE MACRO fold(t) AS trim(regexp_replace(
    replace(replace(lower(strip_accents(t)), 'œ', 'oe'), 'æ', 'ae'), '[^a-z0-9]+', ' ', 'g'));
CREATE MACRO fold_name(t) AS array_to_string(list_sort(string_split(fold(t), ' ')), ' ');
CREATE MACRO list_key(document, deliberation, sitting) AS
    document || '|' || coalesce(deliberation, '') || '|' || coalesce(CASE WHEN deliberation IS NULL THEN sitting END, '');
"""

# `roll` has the lists, each named by `list`; `act` says which list serves a deliberation: its own, that of its sitting
# or the only one of the document. `place` puts lines of budgets into their tables, by where they stand on the page;
# `noted` has the tables of which a figure bears a note mark.
_VIEWS = """
CREATE TABLE doc AS
    SELECT document_id, file_name, status, text_source, row_number() OVER () AS rank FROM documents;
"""
_VIEWS_ACROSS = "CREATE VIEW act AS SELECT * FROM deliberations;"  # read anew each time: a check asks for few columns
_VIEWS_OF_DOCUMENTS = """
CREATE TABLE roll AS
    SELECT row_id, document_id, deliberation_id, list_key(document_id, deliberation_id, session_id) AS list, position,
        honorific, given_name, family_name, name, fold_name(name) AS folded, fold(family_name) AS family, status,
        coalesce(voting, true) AS voting, page, bbox
    FROM attendees WHERE name IS NOT NULL;
CREATE TABLE proxy AS
    SELECT row_id, document_id, deliberation_id, list_key(document_id, deliberation_id, session_id) AS list, giver,
        holder, fold_name(giver) AS giver_folded, fold_name(holder) AS holder_folded, coalesce(counted, true) AS counted,
        page, bbox
    FROM proxies WHERE giver IS NOT NULL;
CREATE TABLE act AS
    WITH lists AS (SELECT DISTINCT list, document_id FROM roll UNION SELECT DISTINCT list, document_id FROM proxy),
    single AS (SELECT document_id, any_value(list) AS list FROM lists
        WHERE list LIKE '%||%' GROUP BY document_id HAVING count(*) = 1)
    SELECT d.*, coalesce(own.list, sitting.list, single.list) AS list, own.list IS NOT NULL AS own_list
    FROM deliberations d
    LEFT JOIN lists own ON own.list = list_key(d.document_id, d.deliberation_id, d.session_id)
    LEFT JOIN lists sitting ON sitting.list = list_key(d.document_id, NULL, d.session_id)
    LEFT JOIN single ON single.document_id = d.document_id;
CREATE TABLE sitting AS
    SELECT list, any_value(document_id) AS document_id,
        CASE WHEN count(*) = 1 AND bool_and(own_list) THEN any_value(deliberation_id) END AS deliberation_id,
        arg_min(body, position) AS body, arg_min(session_on, position) AS session_on,
        arg_min(members_in_office, position) AS members_in_office, arg_min(members_present, position) AS members_present,
        arg_min(members_represented, position) AS members_represented,
        arg_min(members_absent, position) AS members_absent, arg_min(members_voting, position) AS members_voting,
        arg_min(chair, position) AS chair, arg_min(secretary, position) AS secretary,
        arg_min(number, position) AS number, arg_min(title, position) AS title, min(page_first) AS page_first,
        bool_and(own_list) AS own_list, bool_or(outcome IS NULL OR outcome IN ('adopted', 'rejected')) AS decided
    FROM act WHERE list IS NOT NULL GROUP BY list;
CREATE TABLE movement AS
    SELECT c.*, fold(person) AS folded, a.list FROM attendance_changes c LEFT JOIN act a USING (deliberation_id);
CREATE TABLE place AS
    SELECT b.line_id, arg_min(c.table_id, (c.bbox[3] - c.bbox[1]) * (c.bbox[4] - c.bbox[2])) AS table_id,
        arg_min(c.row, (c.bbox[3] - c.bbox[1]) * (c.bbox[4] - c.bbox[2])) AS row
    FROM budget_lines b JOIN table_cells c ON c.document_id = b.document_id AND c.page = b.page
        AND (b.bbox[1] + b.bbox[3]) / 2 BETWEEN c.bbox[1] AND c.bbox[3]
        AND (b.bbox[2] + b.bbox[4]) / 2 BETWEEN c.bbox[2] AND c.bbox[4]
    GROUP BY b.line_id;
CREATE TABLE noted AS
    SELECT DISTINCT table_id FROM table_cells WHERE regexp_matches(text, '[0-9] ?€? ?(\\*+|\\([0-9a-z*]\\))$');
"""


Tables = Path | Mapping[str, Sequence[Path]] | Mapping[str, Sequence[Mapping[str, Any]]]
"""A folder of tables, the files of each table, or its rows."""


class Run:
    """The tables of one run, open for questions in SQL. Used as a context.

    Every table of the contract is there, with every column: what a folder lacks is empty. With ``across`` there is
    but what checks that compare documents ask for. ``threads`` bounds those of DuckDB. Raises FileNotFoundError when the folder holds no documents table.
    """

    def __init__(self, source: Tables, across: bool = False, threads: int | None = None) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="actable-check-")
        self._db = duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": self._scratch.name})
        if threads:
            self._db.execute(f"SET threads = {threads}")
        self._db.execute("SET enable_progress_bar = false")
        try:
            self._fill(source)
            self._db.execute(_MACROS + _VIEWS + (_VIEWS_ACROSS if across else _VIEWS_OF_DOCUMENTS))
        except BaseException:
            self.close()
            raise

    def _fill(self, source: Tables) -> None:
        if isinstance(source, Path):
            folder, source = source, {name: table_files(source, name) for name in TABLES}
            if not source["documents"]:
                raise FileNotFoundError(f"{folder} holds no tables: documents.parquet is missing")
        found = [name for name in TABLES if source.get(name)]
        for name in found:
            if isinstance(source[name][0], Path):
                self._open(name, cast("Sequence[Path]", source[name]))
            else:
                self._register(name, cast("Sequence[Mapping[str, Any]]", source[name]))
        self._db.execute("".join(_empty(name) for name in TABLES if name not in found))

    def _open(self, name: str, paths: Sequence[Path]) -> None:
        present = set(pq.read_schema(paths[0]).names)
        columns = ", ".join(
            f'"{column}"' if column in present else f'CAST(NULL AS {kind}) AS "{column}"'
            for column, kind in _columns(name).items()
        )
        self._db.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM {parquet(paths)}")

    def _register(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        import pyarrow as pa

        from models.schema import check_rows

        self._db.register("given", pa.Table.from_pylist(check_rows(name, rows), schema=arrow_schema(name)))
        self._db.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        self._db.unregister("given")

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        """The rows that ``sql`` selects, one at a time, as dictionaries."""
        cursor = self._db.cursor().execute(sql, list(parameters))
        names = [column[0] for column in cursor.description]
        while batch := cursor.fetchmany(_BATCH):
            for row in batch:
                yield dict(zip(names, row, strict=True))

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free memory and scratch space."""
        self._db.close()
        self._scratch.cleanup()


def parquet(paths: Sequence[Path]) -> str:
    """The rows of these files, in this order, as DuckDB reads them."""
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}], hive_partitioning = false)"


def _empty(name: str) -> str:
    """The statement that makes a table of the contract without rows."""
    columns = ", ".join(f'"{column}" {kind}' for column, kind in _columns(name).items())
    return f"CREATE TABLE {name} ({columns});"


def _columns(name: str) -> dict[str, str]:
    """The columns of a table of the contract with their SQL types."""
    return {column.name: _TYPES[column.type] for column in spec_of(name).columns.values()}


_TYPES = {
    "string": "VARCHAR", "enum": "VARCHAR", "bool": "BOOLEAN", "date": "DATE", "int16": "SMALLINT", "int32": "INTEGER",
    "int64": "BIGINT", "float32": "FLOAT", "eur": "DECIMAL(18, 2)", "decimal": "DECIMAL(18, 4)",
    "strings": "VARCHAR[]", "bbox": "FLOAT[]",
}  # fmt: skip
