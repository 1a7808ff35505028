"""Actable: French local authority acts as tables.

>>> import actable
>>> summary = actable.extract(["acts/"], "out")  # doctest: +SKIP
>>> ds = actable.open("out")  # doctest: +SKIP
>>> ds.source(ds.grants.iloc[0])  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.batch.run import extract as extract
    from pipeline.document import process as process
    from pipeline.explore.dataset import open_dataset as open

__version__ = "0.1.0"
__all__ = ["__version__", "extract", "open", "process"]


def __getattr__(name: str) -> Any:
    """``extract``, ``open`` and ``process``, imported when first asked for so that ``--help`` is instant."""
    if name == "extract":
        from pipeline.batch.run import extract

        return extract
    if name == "open":
        from pipeline.explore.dataset import open_dataset

        return open_dataset
    if name == "process":
        from pipeline.document import process

        return process
    raise AttributeError(f"module 'actable' has no attribute {name!r}")


if __name__ == "__main__":
    from pipeline.cli import main

    main()
