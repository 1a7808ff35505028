"""The tables of a run in a notebook: pandas frames, SQL over the same files, the source of a value."""

from __future__ import annotations

import html
import os
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import duckdb
import pandas as pd
import pyarrow as pa

from models.schema import TABLES, TableSpec
from pipeline.export.databases import views_sql
from pipeline.export.tables import Run

if TYPE_CHECKING:
    from pipeline.explore.source import Source

_SEVERITIES = ["error", "warning", "info"]
_FIRST = ("severity", "check", "message", "expected", "observed", "source", "file_name", "page", "link")


class Dataset:
    """The tables in a folder. ``ds.attendees`` is a frame, ``ds.sql`` asks them all, ``ds.source`` shows the page.

    They stay those of the moment they were opened, also when a run replaces them. ``pdfs`` is the folder of the PDFs,
    where they no longer stand where ``documents.source_uri`` says. Raises FileNotFoundError when ``folder`` holds no
    tables.
    """

    def __init__(self, folder: str | os.PathLike[str], pdfs: str | os.PathLike[str] | None = None) -> None:
        self.folder = Path(folder)
        self.pdfs = Path(pdfs) if pdfs is not None else None
        self._run = Run(self.folder)
        self._frames: dict[str, pd.DataFrame] = {}

    @property
    def tables(self) -> list[str]:
        """The names of the tables."""
        return list(TABLES)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(f"there is no table {name!r}; ds.tables lists them")
        if name not in self._frames:
            self._frames[name] = frame(self.arrow(name), TABLES[name])
        return self._frames[name].copy()

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    def __repr__(self) -> str:
        counts = {name: self._run.count(name) for name in TABLES}
        filled = ", ".join(f"{name} {rows}" for name, rows in counts.items() if rows)
        return f"Dataset('{self.folder}'): {filled}"

    def arrow(self, name: str) -> pa.Table:
        """A table as Arrow with the columns of the contract; what the folder lacks is empty."""
        return self._run.table(name)

    def sql(self, query: str, parameters: Sequence[Any] | None = None) -> pd.DataFrame:
        """The answer of DuckDB to ``query``: every table of the contract is a view, and so are ``sittings``,
        ``votes_by_group`` and ``grants_by_beneficiary``. Raises duckdb.Error when the query is wrong.
        """
        answer = self._database.sql(query, params=parameters or None)
        return frame(answer.to_arrow_table()) if answer is not None else pd.DataFrame()

    @property
    def findings(self) -> pd.DataFrame:
        """What the checks say, worst first, each with a link to the page: ``acte.pdf#page=3``."""
        from pipeline.explore.source import place_of

        found = self.__getattr__("findings")
        documents = self.documents.set_index("document_id")
        found["file_name"] = found["document_id"].map(documents["file_name"])
        told = set(found["document_id"].dropna()) & set(documents.index)
        places = {key: place_of(self, documents.loc[key]) for key in told}
        found["link"] = [
            page_link(places[key], page) if key in places else None
            for key, page in zip(found["document_id"], found["page"], strict=True)
        ]
        found["severity"] = found["severity"].astype(pd.CategoricalDtype(_SEVERITIES, ordered=True))
        order = [*_FIRST, *(column for column in found.columns if column not in _FIRST)]
        linked = Linked(found[order].sort_values("severity", kind="stable", ignore_index=True))
        linked.attrs["table"] = "findings"
        return linked

    def source(self, row: Any, column: str | None = None, table: str | None = None) -> Source:
        """Where a row was read: the crop of its page, the value marked. A notebook shows it as a picture.

        ``row`` is a row of a frame (``ds.grants.iloc[0]``), a mapping or an id; ``column`` chooses one value.
        ``table`` is needed only where the row does not tell it. Raises LookupError when nothing says where the row was
        read, FileNotFoundError when its PDF is not found.
        """
        from pipeline.explore.source import find_source

        return find_source(self, row, column, table)

    @cached_property
    def _database(self) -> Any:
        database = duckdb.connect()
        with suppress(duckdb.Error):  # in a notebook DuckDB wants widgets even to show no bar
            database.execute("SET enable_progress_bar = false")
        for name in TABLES:
            database.register(name, self.arrow(name))
        database.execute(views_sql())
        return database


class Linked(pd.DataFrame):
    """A frame whose column ``link`` a notebook shows as links; all other text stays text."""

    @property
    def _constructor(self) -> type[Linked]:
        return Linked

    def _repr_html_(self) -> str | None:
        shown = pd.DataFrame(self)
        if "link" in shown:
            shown = shown.astype({"link": object})
        formatters = {column: _anchor if column == "link" else _escaped for column in shown.columns}
        with pd.option_context("display.max_colwidth", None):
            table: str = shown.to_html(escape=False, formatters=formatters, max_rows=60, na_rep="")
        return table


def _escaped(value: Any) -> str:
    missing = pd.api.types.is_scalar(value) and pd.isna(value)
    return "" if missing else html.escape(str(value))


def _anchor(value: Any) -> str:
    text = _escaped(value)
    return f'<a href="{text}" target="_blank" rel="noopener">{text.rsplit("/", 1)[-1]}</a>' if text else ""


def page_link(uri: str, page: Any = None) -> str:
    """A link that opens a PDF at a page.

    >>> page_link("actes/pv n°2.pdf", 3)
    'actes/pv%20n%C2%B02.pdf#page=3'
    """
    whole = uri if uri.startswith(("http://", "https://", "file:")) else quote(uri)
    if whole.split(":")[0].lower() not in ("http", "https", "file"):
        whole = whole.replace(":", "%3A")  # a file name that reads like a scheme must not become one
    return whole if page is None or pd.isna(page) else f"{whole}#page={int(page)}"


def frame(table: pa.Table, spec: TableSpec | None = None) -> pd.DataFrame:
    """A frame with readable types: whole numbers that may be missing, dates, exact amounts, categories for enums."""
    if table.num_rows == 0:  # pandas cannot filter a column of no chunk
        table = pa.Table.from_arrays([pa.array([], field.type) for field in table.schema], schema=table.schema)
    result: pd.DataFrame = table.to_pandas(types_mapper=_pandas_type, date_as_object=False)
    for field in table.schema:
        if pa.types.is_date32(field.type):
            result[field.name] = result[field.name].astype("datetime64[s]")
    for column in spec.columns.values() if spec else ():
        if column.values:
            result[column.name] = result[column.name].astype(pd.CategoricalDtype(list(column.values)))
    if spec:
        result.attrs["table"] = spec.name
    return result


def _pandas_type(kind: pa.DataType) -> Any:
    """Amounts stay decimal: a sum of theirs is exact to the cent."""
    if pa.types.is_decimal(kind):
        return pd.ArrowDtype(kind)
    if pa.types.is_boolean(kind):
        return pd.BooleanDtype()
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pd.StringDtype(na_value=float("nan"))
    numbers = {
        pa.int8(): pd.Int8Dtype(),
        pa.int16(): pd.Int16Dtype(),
        pa.int32(): pd.Int32Dtype(),
        pa.int64(): pd.Int64Dtype(),
    }
    return numbers.get(kind)


def open_dataset(folder: str | os.PathLike[str], pdfs: str | os.PathLike[str] | None = None) -> Dataset:
    """The tables in ``folder``; see ``Dataset``."""
    return Dataset(folder, pdfs)
