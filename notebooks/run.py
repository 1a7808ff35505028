"""Run the notebooks of this folder and keep their outputs: ``python notebooks/run.py [tables]``.

The tables are ``data/parquet`` unless named. Nothing that tells of the machine or the moment is kept.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
_TIMEOUT = 300


def run(path: Path, tables: Path | None = None) -> Any:
    """Run one notebook from this folder. Returns it with its outputs; raises CellExecutionError where a cell fails."""
    notebook = nbformat.read(path, as_version=4)
    env = {**os.environ, **({"ACTABLE_TABLES": str(tables)} if tables is not None else {})}
    resources = {"metadata": {"path": str(HERE)}}
    NotebookClient(notebook, timeout=_TIMEOUT, record_timing=False, resources=resources).execute(env=env)
    for cell in notebook.cells:
        cell.metadata.clear()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def main() -> None:
    """Run them all and write them back."""
    tables = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
    for path in sorted(HERE.glob("*.ipynb")):
        notebook = run(path, tables)
        if tables is None:
            nbformat.write(notebook, path)
        else:  # the outputs of others' tables stay out of the repository
            path = tables.parent / path.name
            nbformat.write(notebook, path)
        print(path)


if __name__ == "__main__":
    main()
