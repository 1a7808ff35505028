"""Inputs that are no plain files: archives, manifests, object stores."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.batch import sources
from pipeline.batch.inputs import Input, find_inputs
from pipeline.batch.inventory import Inventory
from pipeline.batch.run import extract
from pipeline.batch.sources import SourceError, is_url, read_manifest
from pipeline.batch.write import file_names, read_table, to_arrow


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in members.items():
            opened.writestr(name.replace("__", "/"), text)
    return path


def test_the_acts_of_an_archive_are_inputs(tmp_path: Path, scratch: Path) -> None:
    path = archive(tmp_path / "acts.zip", **{"2023__a.pdf": "one", "b.PDF": "two", "notes.odt": "no"})
    found = find_inputs([path], scratch)
    assert [(item.file_name, item.content()) for item in found] == [("a.pdf", b"one"), ("b.PDF", b"two")]
    assert found[0].source_uri == f"zip://2023/a.pdf::{path.as_posix()}"
    assert find_inputs([tmp_path], scratch)[0].source_uri == found[0].source_uri


def test_no_member_leaves_the_scratch_folder(tmp_path: Path, scratch: Path) -> None:
    path = archive(
        tmp_path / "evil.zip", **{"..__..__evil.pdf": "one", "__etc__evil.pdf": "two", "..\\evil.pdf": "3"}
    )
    found = find_inputs([path], scratch)
    assert [item.file_name for item in found] == ["evil.pdf"] * 3
    assert all(item.path.parent == scratch for item in found)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["evil.zip", "scratch"]


def test_what_an_archive_cannot_give_has_its_sentence(tmp_path: Path, scratch: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 no more")
    archive(tmp_path / "empty.zip", **{"notes.odt": "no"})
    damaged = archive(tmp_path / "damaged.zip", **{"a.pdf": "one " * 900, "b.pdf": "two"})
    data = bytearray(damaged.read_bytes())
    data[36:40] = b"\xff\xff\xff\xff"
    damaged.write_bytes(data)
    errors = {item.file_name: item.error for item in find_inputs([tmp_path], scratch) if item.error}
    assert "is no ZIP archive, or a damaged one" in str(errors["broken.zip"])
    assert "holds no PDF" in str(errors["empty.zip"])
    assert errors["a.pdf"] == (
        f"zip://a.pdf::{damaged.as_posix()}: is damaged or encrypted; unpack the archive and give the folder"
    )


def test_a_bomb_is_refused(tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = archive(tmp_path / "bomb.zip", **{"a.pdf": "0" * 200_000, "b.pdf": "0" * 10})
    monkeypatch.setattr(sources, "_LARGEST", 100_000)
    errors = [item.error for item in find_inputs([path], scratch)]
    assert sum("a.pdf::" in str(error) and "is larger than a document may be" in str(error) for error in errors) == 1
    assert errors.count(None) == 1
    monkeypatch.setattr(sources, "_LARGEST_ARCHIVE", 100_000)
    (item,) = find_inputs([path], scratch)
    assert "unfolds into more than it may" in str(item.error)


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_manifest_names_inputs_and_says_more_of_them(tmp_path: Path, separator: str) -> None:
    (tmp_path / "a.pdf").write_text("one")
    lines = [["prefecture", "path", "note"], ["Valmont", "a.pdf", ""], ["Valmont", "gone.pdf", "absent"]]
    manifest = tmp_path / "list.csv"
    manifest.write_text("\n".join(separator.join(line) for line in lines), "utf-8-sig")
    one, gone = find_inputs([], None, [manifest])
    assert (one.given, one.error) == ('{"prefecture": "Valmont"}', None)
    assert gone.given == '{"note": "absent", "prefecture": "Valmont"}'
    assert "there is no such file" in str(gone.error)


def test_a_manifest_may_be_parquet(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("one")
    pq.write_table(pa.table({"file": ["a.pdf"], "year": [2023]}), tmp_path / "list.parquet")
    (listed,) = read_manifest(tmp_path / "list.parquet")
    assert (Path(listed.location), listed.given) == (tmp_path / "a.pdf", '{"year": "2023"}')


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("no.csv", None, "there is no such manifest"),
        ("odd.csv", "name,year\na,2023\n", "none of the columns path, url"),
        ("bad.parquet", "not Parquet", "cannot be read as CSV or Parquet"),
    ],
)
def test_a_manifest_that_cannot_be_used(tmp_path: Path, name: str, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(SourceError, match=says):
        read_manifest(tmp_path / name)
    (item,) = find_inputs([], None, [tmp_path / name])
    assert says in str(item.error)


@pytest.mark.parametrize(
    ("location", "wanted"), [("s3://b/a.pdf", True), ("https://x/a.pdf", True), ("a/b.pdf", False), ("://a", False)]
)
def test_urls(location: str, wanted: bool) -> None:
    assert is_url(location) is wanted


def stub(item: Input) -> dict[str, pa.Table]:
    row = {
        "document_id": str(item.sha256)[:16],
        "file_name": item.file_name,
        "source_uri": item.source_uri,
        "sha256": item.sha256,
        "status": "ok",
        "page_count": len(item.content()),
    }
    return to_arrow({"documents": [row]})


def test_what_a_manifest_says_stands_in_documents(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("one")
    (tmp_path / "list.csv").write_text("path,prefecture\na.pdf,Valmont\n")
    extract([], tmp_path / "out", manifests=[tmp_path / "list.csv"], work=stub, jobs=1)
    (row,) = read_table(tmp_path / "out", "documents").to_pylist()
    assert row["given"] == '{"prefecture": "Valmont"}'


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An S3 server on this machine, with the bucket "acts"."""
    import boto3
    from moto.server import ThreadedMotoServer

    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "HOME": str(tmp_path / "home"),
    }.items():
        monkeypatch.setenv(name, value)
    server = ThreadedMotoServer(port=0)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    boto3.client("s3", endpoint_url=address).create_bucket(Bucket="acts")
    yield address
    server.stop()


def test_s3_in_and_out(store: str, tmp_path: Path) -> None:
    import boto3

    client = boto3.client("s3", endpoint_url=store)
    client.put_object(Bucket="acts", Key="in/a.pdf", Body=b"one")
    client.put_object(Bucket="acts", Key="in/sub/b.pdf", Body=b"three")
    client.put_object(Bucket="acts", Key="in/notes.odt", Body=b"no")
    summary = extract(["s3://acts/in", "s3://acts/gone.pdf"], "s3://acts/tables", work=stub, jobs=1)
    assert dict(summary.statuses) == {"ok": 2, "failed": 1}
    (tmp_path / "documents.parquet").write_bytes(
        client.get_object(Bucket="acts", Key="tables/documents.parquet")["Body"].read()
    )
    rows = read_table(tmp_path, "documents").to_pylist()
    assert [(row["source_uri"], row["page_count"]) for row in rows if row["status"] == "ok"] == [
        ("s3://acts/in/a.pdf", 3),
        ("s3://acts/in/sub/b.pdf", 5),
    ]
    assert extract(["s3://acts/in"], "s3://acts/tables", work=stub, jobs=1).read == 0
    client.put_object(Bucket="acts", Key="tables/votes/authority_key=a/act_year=1/part-0000.parquet", Body=b"old")
    client.put_object(Bucket="acts", Key="tables/notes/votes.parquet", Body=b"of somebody else")
    extract(["s3://acts/in"], "s3://acts/tables", work=stub, jobs=1)
    left = {found["Key"] for found in client.list_objects_v2(Bucket="acts", Prefix="tables/")["Contents"]}
    assert left == {f"tables/{name}" for name in (*file_names(), "report.json", "report.html", "notes/votes.parquet")}


def test_a_file_that_looks_as_it_did_is_not_hashed_again(tmp_path: Path) -> None:
    file, kept = tmp_path / "a.pdf", tmp_path / "inventory.sqlite"

    def found() -> str | None:
        with Inventory(kept) as inventory:
            (item,) = find_inputs([file], None, (), inventory)
        return item.sha256

    file.write_text("one")
    young = found()
    file.write_text("two")
    assert found() != young  # changed just before it was hashed: it may change again within one tick of the clock
    os.utime(file, ns=(10**18, 10**18))
    before = found()
    file.write_text("six")
    os.utime(file, ns=(10**18, 10**18))
    assert found() == before  # nothing tells that it changed: it is not read
    os.utime(file, ns=(10**18, 10**18 + 1))
    assert found() not in (before, None)
    kept.write_bytes(b"torn")
    assert found() is not None
