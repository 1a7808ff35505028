"""Dask: the same bytes as on one machine, also when a worker dies under way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.batch.cluster import Cluster, ClusterError
from pipeline.batch.inputs import Input
from pipeline.batch.run import extract
from pipeline.batch.write import file_names, to_arrow

REPOSITORY = Path(__file__).resolve().parent.parent


def stub(item: Input) -> dict[str, pa.Table]:
    """Stands for the extraction of one file."""
    text = item.content().decode()
    if text == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.2)
    row = {"document_id": str(item.sha256)[:16], "file_name": item.file_name, "status": "ok", "page_count": len(text)}
    return to_arrow({"documents": [row | {"source_uri": item.source_uri, "sha256": item.sha256}]})


def start(*arguments: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'tests'}"}
    command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:], "--no-dashboard"]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """The address of a scheduler on loopback, and its two workers."""
    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0")
    assert scheduler.stderr is not None
    address = next(part for line in scheduler.stderr for part in line.split() if part.startswith("tcp://"))
    local = ("--no-nanny", "--nthreads", "1", "--local-directory", str(tmp_path / "dask"))
    workers = [start("worker", address, *local) for _ in range(2)]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.communicate()


def test_the_same_bytes_as_local_with_a_worker_killed(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[str]]]
) -> None:
    address, workers = cluster
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(24):
        (folder / f"{number:02}.pdf").write_text("crash" if number == 5 else f"act {number}")
    extract([folder], tmp_path / "local", work=stub, jobs=2)
    seen: list[int] = []

    def progress(done: int, documents: int, pages: int) -> None:
        seen.append(done)
        if done == 6:
            workers[0].kill()

    summary = extract([folder], tmp_path / "dask", work=stub, scheduler=address, progress=progress)
    assert dict(summary.statuses) == {"ok": 23, "failed": 1}
    assert seen == list(range(1, 25))
    assert workers[0].wait() == -signal.SIGKILL
    for name in file_names():
        assert (tmp_path / "local" / name).read_bytes() == (tmp_path / "dask" / name).read_bytes(), name


def test_a_scheduler_that_is_not_there_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.batch.cluster._PATIENCE", "1s")
    with pytest.raises(ClusterError, match=r"no Dask scheduler with workers answers at tcp://127\.0\.0\.1:9 "):
        Cluster(stub, "tcp://127.0.0.1:9", 10)
