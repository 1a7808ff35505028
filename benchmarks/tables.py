"""Measure the tables of a folder of PDFs against their truth, beside other libraries.

    python benchmarks/tables.py TABLE_BENCH --truth DIR --pdf DIR [--whole] [--peers NAME ...] [--python PYTHON]

TABLE_BENCH is the path of the scorer (adjacency relations as in ICDAR 2013). It runs under PYTHON, the interpreter of
a virtual environment that has the peers, none of which the project needs: benchmarks/requirements.txt pins them. A
file over --timeout counts as found empty. `make bench-tables` runs it. Prints a Markdown table; ``--json OUT`` keeps
the figures of each document.
"""

from __future__ import annotations

import argparse
import json
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
    parser.add_argument("--truth", type=Path, required=True, help="folder of *-str.xml or *.html")
    parser.add_argument("--pdf", type=Path, required=True, help="folder of PDFs")
    parser.add_argument("--whole", action="store_true", help="join tables over pages (for truth without pages)")
    parser.add_argument("--peers", nargs="*", default=[], metavar="NAME", help="names that the scorer knows")
    parser.add_argument("--only", nargs="*", default=[], metavar="STEM")
    parser.add_argument("--timeout", type=float, default=60, help="seconds that a peer may take for a file")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has the peers")
    parser.add_argument("--json", type=Path, metavar="OUT")
    args = parser.parse_args()
    paths = [p for p in sorted(args.pdf.glob("*.pdf")) if not args.only or p.stem in args.only]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds = write_run(paths, folder, args.whole)
        out = args.json or folder / "figures.json"
        command = [args.python, str(args.bench), "--truth", str(args.truth), "--pdf", str(args.pdf)]
        command += ["--with", f"parquet:{folder}", *args.peers, "--json", str(out), "--timeout", str(args.timeout)]
        command += ["--only", *args.only] if args.only else []
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            return done.returncode
        print(done.stdout.splitlines()[0])
        report = json.loads(out.read_text("utf-8"))
    print(as_markdown(report, seconds))
    return 0


def write_run(paths: list[Path], folder: Path, whole: bool) -> float:
    """Write documents.parquet and table_cells.parquet; returns the seconds of reading and table finding per page."""
    documents: list[dict[str, Any]] = []
    cells: list[dict[str, Any]] = []
    pages, seconds = 0, 0.0
    for path in paths:
        start = time.perf_counter()
        document = read_pdf(path.read_bytes(), path.name)
        found = [find_tables(page) for page in document.pages]
        tables = stitched(document.pages, found) if whole else [t for page in found for t in page]
        pages, seconds = pages + document.page_count, seconds + time.perf_counter() - start
        documents.append({"document_id": document.document_id, "file_name": path.name})
        for n, table in enumerate(tables):
            cells += cell_rows(document.document_id, f"{document.document_id}-{n:05}", table)
    pq.write_table(pa.Table.from_pylist(documents), folder / "documents.parquet")
    pq.write_table(pa.Table.from_pylist(cells), folder / "table_cells.parquet")
    return seconds / pages if pages else 0.0


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


def as_markdown(report: dict[str, Any], seconds: float) -> str:
    """The report of the scorer as a table, with the time of each beside this project's."""
    lines = ["| | macro F1 | precision | recall | micro F1 | numeric exact | s/page | times slower |"]
    lines.append("|---|---|---|---|---|---|---|---|")
    for name, figures in report.items():
        own = name.startswith("parquet:")
        macro, micro = figures["macro"], figures["micro"]
        pace = seconds if own else figures["seconds_per_page"]
        exact = "-" if micro["numeric"] is None else f"{micro['numeric']:.3f}"
        ratio = "1" if own else f"{pace / seconds:.1f}"
        scores = " | ".join(f"{x:.3f}" for x in (macro["f1"], macro["precision"], macro["recall"], micro["f1"]))
        lines.append(f"| {'actable' if own else name} | {scores} | {exact} | {pace:.3f} | {ratio} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
