"""What the tests share: the corpus, when it is there, and sample PDFs made on the spot."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how loaded the machine is, nothing of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

REPOSITORY = Path(__file__).resolve().parent.parent


def corpus_folder() -> Path:
    """Where the corpus is expected: $ACTABLE_CORPUS, else beside the repository."""
    named = os.environ.get("ACTABLE_CORPUS")
    return Path(named) if named else REPOSITORY.parent / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The corpus folder. Absent, it fails a CI run and skips any other."""
    folder = corpus_folder()
    if not folder.is_dir():
        reason = f"no corpus at {folder}; set ACTABLE_CORPUS to its folder"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture
def make_pdf(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a PDF, one page a text, and returns its path.

    ``picture`` makes each page a picture of its text instead, ``password`` locks the file.
    """
    from fpdf import FPDF
    from PIL import Image, ImageDraw

    def make(name: str, *texts: str, password: str | None = None, picture: bool = False) -> Path:
        pdf = FPDF(format="A4")
        pdf.set_font("Helvetica", size=11)
        for text in texts:
            pdf.add_page()
            if picture:
                image = Image.new("L", (600, 800), 255)
                ImageDraw.Draw(image).text((60, 60), text)
                pdf.image(image, x=0, y=0, w=210)
            else:
                pdf.multi_cell(0, 6, text)
        if password is not None:
            pdf.set_encryption(owner_password=f"{password} of the owner", user_password=password)
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pdf.output(str(path))
        return path

    return make


@pytest.fixture(scope="session")
def sample_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the samples, the scan unread. Tests that ask for it say so with ``xdist_group("samples")``."""
    from pipeline.batch.run import extract
    from pipeline.readers import ReadOptions

    output = tmp_path_factory.mktemp("samples") / "parquet"
    extract([REPOSITORY / "data" / "raw"], output, jobs=2, reading=ReadOptions(ocr="never"))
    return output


@pytest.fixture
def write_tables(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes rows by table into a folder of tables and returns it."""
    from pipeline.batch.write import RunWriter, to_arrow

    def write(**rows: list[dict[str, object]]) -> Path:
        folder = tmp_path / "tables"
        with RunWriter(folder) as writer:
            writer.append(to_arrow(rows))
        return folder

    return write


@pytest.fixture(scope="session")
def whole_run(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of every PDF of the corpus. Tests that ask for it share one process: ``xdist_group("corpus")``.

    Scans are recognised where the truth is known; recognising all of them would take most of the time of the tests.
    """
    from pipeline.batch.run import extract
    from pipeline.readers import ReadOptions

    output = tmp_path_factory.mktemp("corpus") / "out"
    truths = {path.stem for path in corpus.glob("*/gold/*.json")}
    known = [path for path in sorted(corpus.rglob("*.pdf")) if path.stem.partition("@")[0] in truths]
    extract(known, output, jobs=2, timeout=300)
    others = [path for path in sorted(corpus.rglob("*.pdf")) if path not in known]
    extract(others, output, jobs=2, timeout=300, reading=ReadOptions(ocr="never"))
    return output
