"""What an export tells at its end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.export.run import Exported

if TYPE_CHECKING:
    from rich.console import Console


def show(exported: Exported, console: Console) -> None:
    """Print where the files are, and what they lack."""
    files = [*exported.files]
    named = ", ".join(files[:4]) + (f" and {len(files) - 4} more" if len(files) > 4 else "")
    console.print(f"{exported.folder}: {named}", soft_wrap=True, highlight=False, markup=False)
    for where in exported.dangling:
        console.print(f"rows that name a row which is not there: {where}", style="yellow", highlight=False)
    if not exported.gaps:
        return
    left_out = [gap for gap in exported.gaps if not gap.field]
    missing = Counter((gap.file, gap.field) for gap in exported.gaps if gap.field)
    for (file, field), times in sorted(missing.items()):
        console.print(f"{file}: {field} missing or left out in {times} rows", highlight=False, markup=False)
    if left_out:
        console.print(f"{len(left_out)} rows left out, each with its reason", highlight=False)
    console.print(
        "a-completer.csv lists them all: fill in its column valeur and give it back with --values", soft_wrap=True
    )
