"""Output to object stores: a run is made on the disk, then copied to where its address says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from models.schema import TABLES
from pipeline.batch.publish import OutputError


def working_folder(url: str) -> Path:
    """The folder on this machine in which runs to ``url`` are made and keep their books."""
    name = hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:16]
    return Path.home() / ".cache" / "actable" / "outputs" / name


def upload(folder: Path, url: str, names: Iterable[str]) -> None:
    """Copy the files ``names`` of ``folder`` below ``url``, in this order; files of tables that it has no more go.

    Raises OutputError.
    """
    names = list(names)
    try:
        import fsspec

        files, path = fsspec.core.url_to_fs(url)
        root = path.rstrip("/")
        for name in names:
            files.put_file(str(folder / name), f"{root}/{name}")
        wanted = {f"{root}/{name}" for name in names}
        for place in files.find(root):
            table = place.removeprefix(f"{root}/").split("/")[0].removesuffix(".parquet")
            if place.endswith(".parquet") and table in TABLES and place not in wanted:
                files.rm_file(place)
    except ImportError as problem:
        raise OutputError(f"{url}: writing there needs {problem.name}; pip install 'actable[cloud]'") from None
    except Exception as problem:  # each protocol has errors of its own
        reason = f"{type(problem).__name__}: {problem}".splitlines()[0]
        raise OutputError(
            f"{url} could not be written ({reason}); the tables are in {folder}, run again to copy them"
        ) from None
