"""Files as the world sends them: cut, flipped, spliced, locked, endless. All are accounted for; none stops a run."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.schema import TABLES, check_rows
from pipeline.batch.run import extract
from pipeline.batch.write import read_table
from pipeline.document import process
from pipeline.readers import ReadOptions

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "raw"
NO_OCR = ReadOptions(ocr="never")
FILES = 2_000


def pages_of_samples(folder: Path) -> list[bytes]:
    """Some pages of the samples, each as a PDF of its own."""
    found = []
    for path in sorted(SAMPLES.glob("*.pdf")):
        with pdfium.PdfDocument(path) as whole:
            for number in range(0, len(whole), 2):
                with pdfium.PdfDocument.new() as page:
                    page.import_pages(whole, [number])
                    target = folder / "page.pdf"
                    page.save(target)
                    found.append(target.read_bytes())
    return found


def cut(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flip(data: bytes, other: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(data)
    for _ in range(chance.randint(1, 60)):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]


def blank(data: bytes, other: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + bytes(chance.randint(1, 400)) + data[start + 400 :]


def misname(data: bytes, other: bytes, chance: random.Random) -> bytes:
    name = chance.choice([b"/Length", b"/Kids", b"/Count", b"/Type", b"/Font", b"endobj", b"/MediaBox", b"xref"])
    return data.replace(name, bytes(chance.randrange(33, 127) for _ in name))


def unstream(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """What is packed in the file is torn, its frame whole."""
    starts = [found.end() for found in re.finditer(rb"stream\r?\n", data)]
    start = chance.choice(starts) if starts else 0
    return data[:start] + chance.randbytes(min(40, len(data) - start)) + data[start + 40 :]


def hostile(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A hostile file of its own kind, small: nested, endless, huge, recursive, a bomb, locked."""
    return chance.choice(SMALL)(chance)


DAMAGES: list[Callable[[bytes, bytes, random.Random], bytes]] = [cut, flip, splice, blank, misname, unstream, hostile]


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first one its catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return body + head + table + b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(body))


def stream(data: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<<%s /Filter /FlateDecode /Length %d>> stream\n%s\nendstream" % (extra, len(packed), packed)


def page(content: bytes, box: bytes = b"0 0 595 842", resources: bytes = b"") -> bytes:
    return pdf(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources <<%s>>>>" % (box, resources),
        content,
        stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X 5 0 R>>>>"),
    )


HOSTILE: dict[str, bytes] = {
    "stream bomb": page(stream(b"0 0 m 9 9 l S\n" * 3_000_000)),
    "bomb in a bomb": page(stream(zlib.compress(b"q " * 20_000_000), b"/Filter2 /FlateDecode")),
    "unbalanced states": page(stream(b"q " * 500_000)),
    "recursive forms": page(stream(b"/X Do"), resources=b"/XObject <</X 5 0 R>>"),
    "huge page": page(stream(b"BT ET"), b"0 0 1e30 1e30"),
    "negative page": page(stream(b"0 0 m 9 9 l S"), b"100 100 -100 -100"),
    "page without size": page(stream(b"0 0 m 9 9 l S"), b"0 0 0 0"),
    "page that is its own parent": pdf(
        b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [2 0 R] /Count 1>>"
    ),
    "more pages than there are": pdf(
        b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [] /Count 2000000000>>"
    ),
    "deep arrays": page(b"[" * 100_000 + b"]" * 100_000),
    "deep dictionaries": page(b"<</A " * 50_000 + b">>" * 50_000),
    "many rules": page(stream(b"".join(b"%d 0 m %d 800 l S\n" % (n % 590, n % 590) for n in range(60_000)))),
    "zeros": bytes(5_000_000),
}


def test_a_locked_file_asks_for_its_password_and_an_open_one_is_read() -> None:
    methods = [EncryptionMethod.RC4, EncryptionMethod.AES_128, EncryptionMethod.AES_256]
    for method in methods:
        (row,) = process(locked("secret", method), "a.pdf", "a.pdf", NO_OCR)["documents"]
        assert (row["status"], "password" in row["error"]) == ("failed", True), method
        (row,) = process(locked("", method), "a.pdf", "a.pdf", NO_OCR)["documents"]
        assert row["status"] == "ok", method


def locked(password: str, method: EncryptionMethod = EncryptionMethod.AES_128) -> bytes:
    """A page that asks for ``password``, or for none where it is empty."""
    page = FPDF()
    page.set_encryption("owner", password or None, method)
    page.add_page()
    page.set_font("Helvetica")
    page.cell(text="DELIBERATION")
    return bytes(page.output())


def number(chance: random.Random, power: int) -> int:
    return chance.randint(2, 10**power)


SMALL: list[Callable[[random.Random], bytes]] = [
    lambda chance: locked(f"secret{number(chance, 6)}"),
    lambda chance: page(b"[" * number(chance, 4) + b"]" * number(chance, 4)),
    lambda chance: page(b"<</A " * number(chance, 4) + b">>" * number(chance, 4)),
    lambda chance: page(stream(b"BT ET"), b"0 0 %d %d" % (number(chance, 30), number(chance, 30))),
    lambda chance: page(stream(b"/X Do " * number(chance, 2)), resources=b"/XObject <</X 5 0 R>>"),
    lambda chance: page(stream(b"0 0 m 9 9 l S\n" * number(chance, 5))),
    lambda chance: page(stream(zlib.compress(b"q " * number(chance, 6)))),
    lambda chance: pdf(
        b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count %d>>" % number(chance, 9)
    ),
]


def test_damaged_files_are_all_accounted_for(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    chance = random.Random(20230626)
    whole = pages_of_samples(tmp_path)
    for number in range(FILES):
        damage = DAMAGES[number % len(DAMAGES)]
        data = damage(chance.choice(whole), chance.choice(whole), chance)
        (folder / f"{number:04}.pdf").write_bytes(data)
    summary = extract([folder], tmp_path / "out", reading=NO_OCR, timeout=60)
    assert summary.documents + summary.copies == FILES
    rows = read_table(tmp_path / "out", "documents").to_pylist()
    assert not [row["error"] for row in rows if "took more than" in (row["error"] or "")]
    failed = [row for row in rows if row["status"] == "failed"]
    assert all(row["error"].count("\n") == 0 and "Traceback" not in row["error"] for row in failed)
    assert {row["status"] for row in rows} >= {"ok", "failed"}  # the damage is neither nothing nor total


def test_hostile_files_cost_themselves_alone(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in HOSTILE.items():
        (folder / f"{name}.pdf").write_bytes(data)
    (folder / "good.pdf").write_bytes((SAMPLES / "convention-avenant.pdf").read_bytes())
    summary = extract([folder], tmp_path / "out", reading=NO_OCR, timeout=20, memory=2_000_000_000)
    assert summary.documents == len(HOSTILE) + 1
    rows = {row["file_name"]: row for row in read_table(tmp_path / "out", "documents").to_pylist()}
    assert rows["good.pdf"]["status"] == "ok"
    assert all(row["error"] for row in rows.values() if row["status"] != "ok")


def never_raises(data: bytes, name: str) -> None:
    tables = process(data, name, name, NO_OCR)
    (row,) = tables["documents"]
    assert row["status"] in ("ok", "partial", "failed")
    assert (row["error"] is None) == (row["status"] == "ok")
    for table in TABLES:
        check_rows(table, tables.get(table, []))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from(["a.pdf", "a.txt", "a.md", "a.html"]))
def test_any_bytes_give_a_row(data: bytes, name: str) -> None:
    never_raises(data, name)


WORDS = st.sampled_from(
    [
        "délibère",
        "approuve",
        "Présents",
        ":",
        "Pouvoirs",
        "Article",
        "1er",
        "-",
        "VU",
        "le",
        "code",
        "CONSIDÉRANT",
        "M.",
        "Mme",
        "Jean",
        "MARTEL",
        "12",
        "000,00",
        "€",
        "pour",
        "contre",
        "abstention",
        "|",
        "2023",
        "n°",
        "45",
        "26",
        "juin",
        "L.",
        "2121-17",
        "<td>",
        "</table>",
        "**",
        "\n",
        "\n\n",
        "\t",
        ";",
        "Convention",
        "entre",
        "BUDGET",
        "Total",
        "FICHE",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=120), st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_any_words_give_a_row(words: list[str], name: str) -> None:
    never_raises(" ".join(words).encode(), name)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.pdf")), ids=lambda path: path.stem)
def test_an_incomplete_download_is_told(path: Path) -> None:
    data = path.read_bytes()
    (row,) = process(data[: len(data) // 3], path.name, path.name, NO_OCR)["documents"]
    assert row["status"] == "failed"
    assert path.name in row["error"]
