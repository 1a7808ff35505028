"""Measure the tables of a folder of PDFs against their truth, beside other libraries.

    python benchmarks/tables.py TABLE_BENCH --truth DIR --pdf DIR [--peers NAME ...] [--python PYTHON] [--json OUT]

TABLE_BENCH is the path of the scorer (adjacency relations, ICDAR 2013); it runs under PYTHON, an interpreter of a
virtual environment that has the peers (pdfplumber, camelot, img2table: none is needed by the project). The scorer's own
line for this project has no seconds, so they are printed here.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from models.document import Table
from pipeline.readers.native import read_pdf
from pipeline.tables import find_tables
from pipeline.tables.plain import stitched


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, metavar="TABLE_BENCH")
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--pdf", type=Path, required=True)
    parser.add_argument("--peers", nargs="*", default=[])
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--whole", action="store_true", help="join tables over pages (truth without pages)")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages, read, found = write_run(args.pdf, Path(folder), args.whole)
        print(f"actable: {pages} pages, {(read + found) / pages:.4f} s a page, of which tables {found / pages:.4f} s")
        command = [args.python, str(args.bench), "--truth", str(args.truth), "--pdf", str(args.pdf)]
        command += ["--with", f"parquet:{folder}", *args.peers]
        command += ["--only", *args.only] if args.only else []
        command += ["--json", str(args.json)] if args.json else []
        return subprocess.run(command, check=False).returncode


def write_run(pdfs: Path, folder: Path, whole: bool) -> tuple[int, float, float]:
    """Write documents.parquet and table_cells.parquet; returns pages, seconds of reading and of table finding."""
    documents: list[dict[str, Any]] = []
    cells: list[dict[str, Any]] = []
    pages, read, found = 0, 0.0, 0.0
    for path in sorted(pdfs.glob("*.pdf")):
        start = time.perf_counter()
        document = read_pdf(path.read_bytes(), path.name)
        middle = time.perf_counter()
        tables = [find_tables(page) for page in document.pages]
        merged = stitched(document.pages, tables) if whole else [t for page in tables for t in page]
        pages, read, found = pages + document.page_count, read + middle - start, found + time.perf_counter() - middle
        documents.append({"document_id": document.document_id, "file_name": path.name})
        for n, table in enumerate(merged):
            cells += cell_rows(document.document_id, f"{document.document_id}-{n:05}", table)
    pq.write_table(pa.Table.from_pylist(documents), folder / "documents.parquet")
    pq.write_table(pa.Table.from_pylist(cells), folder / "table_cells.parquet")
    return pages, read, found


def cell_rows(document_id: str, table_id: str, table: Table) -> list[dict[str, Any]]:
    return [
        {
            "document_id": document_id,
            "table_id": table_id,
            "row": c.row,
            "col": c.col,
            "row_span": c.row_span,
            "col_span": c.col_span,
            "text": c.text,
            "page": c.page,
        }
        for c in table.cells
    ]


if __name__ == "__main__":
    sys.exit(main())
