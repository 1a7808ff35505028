"""What the whole job costs a page, beside other tools, as pages and workers grow.

    python -m benchmarks.speed [FOLDER] [--beside N] [--pages N ...] [--workers N ...] [--rounds N] [--peers PYTHON] [--out FILE.md]

The PDFs of FOLDER (default data/raw, scans left out) are repeated, each copy with a changed byte, up to the number of
pages wanted: ``--beside`` other tools and for each number of workers, and each of ``--pages`` for the growth. Every
contender runs as a process of its own, in turn with the others. What is told is the median of the rounds with its
spread: CPU of all its processes (less moved by what else the machine does than the clock), and the memory of the
largest process at its peak. `pdftotext` takes part where it is installed (Debian: poppler-utils), camelot where PYTHON
is an interpreter that has it (benchmarks/requirements.txt). The report and its chart go to FILE.md, .png beside.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import pypdfium2

from benchmarks import speed_chart
from benchmarks.runs import Cost, measure, repeat, sources_of
from benchmarks.stages import stage_costs

_CAMELOT_PAGES = 100  # camelot takes half a second a page
_MANY = 1000  # pages: more are read in one round
_PDFPLUMBER = """
import sys, pdfplumber
for name in sys.argv[1:]:
    with pdfplumber.open(name) as pdf:
        for page in pdf.pages:
            page.extract_words(); page.find_tables(); page.close()
"""
_CAMELOT = "import sys, camelot\nfor name in sys.argv[1:]: camelot.read_pdf(name, pages='all', flavor='lattice')"
_FIRST_PAGE = """
import sys
from pipeline.document import process
from pipeline.readers import ReadOptions
process(open(sys.argv[1], 'rb').read(), 'first.pdf', 'first.pdf', ReadOptions(ocr='never'))
"""


def in_turn(commands: dict[str, list[str]], rounds: int) -> dict[str, list[Cost]]:
    """Each command once a round, one after the other, so that a slow spell of the machine meets all of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(measure(command))
    return costs


def copies(sources: list[tuple[Path, int]], folder: Path, wanted: int) -> tuple[list[str], int]:
    """Copies of the sources (with their pages) until there are ``wanted`` pages: their paths, and how many pages."""
    folder.mkdir(parents=True)
    pages = number = 0
    while pages < wanted:
        pages += sources[number % len(sources)][1]
        number += 1
    repeat([path for path, _ in sources], folder, 0, number)
    return [str(path) for path in sorted(folder.iterdir())], pages


def job(folder: Path, output: Path, workers: int) -> list[str]:
    """The command of the whole job, PDF to Parquet with the checks; what an earlier run kept is read again."""
    extract = [sys.executable, "-m", "actable", "extract", str(folder), "-o", str(output)]
    return [*extract, "--ocr", "never", "--force", "-j", str(workers)]


def compare(sources: list[tuple[Path, int]], place: Path, pages: int, rounds: int, peers: str | None) -> list[str]:
    """The whole job beside other tools over ``pages`` pages, as lines of a Markdown table."""
    paths, count = copies(sources, place / "beside", pages)
    few = max(len([p for p in paths if int(Path(p).stem) * count < _CAMELOT_PAGES * len(paths)]), 1)
    commands = {
        "Actable, whole job, one worker": job(place / "beside", place / "out", 1),
        "pdfplumber, words and tables": [sys.executable, "-c", _PDFPLUMBER, *paths],
    }
    if tool := shutil.which("pdftotext"):
        loop = 'for file do "$0" -bbox "$file" /dev/null; done'
        commands["pdftotext -bbox"] = ["/bin/sh", "-c", loop, *[tool, *paths]]
    share = dict.fromkeys(commands, 1.0)
    if peers:
        commands["camelot, lattice"] = [peers, "-c", _CAMELOT, *paths[:few]]
        share["camelot, lattice"] = few / len(paths)
    costs = in_turn(commands, rounds)
    base = statistics.median(cost.cpu for cost in costs["Actable, whole job, one worker"]) / count
    lines = ["| | ms of CPU a page | spread | times Actable | peak memory, MB |", "|---|---|---|---|---|"]
    chart = {}
    for name, runs in costs.items():
        each = sorted(1000 * run.cpu / (count * share[name]) for run in runs)
        middle = chart[name] = statistics.median(each)
        memory = max(max(run.parent, run.worker) for run in runs)
        lines.append(
            f"| {name} | {middle:.1f} | {each[0]:.1f}–{each[-1]:.1f} | {middle / (1000 * base):.1f} | {memory:.0f} |"
        )
    speed_chart.draw(chart, place / "chart.png", count)
    return [f"{count} pages in {len(paths)} documents, {rounds} rounds.", "", *lines]


def growth(sources: list[tuple[Path, int]], place: Path, sizes: list[int], rounds: int) -> list[str]:
    """What a page costs as pages grow in number; beyond 1,000 of them in one round."""
    lines = ["| pages | ms of CPU a page | spread | peak memory of a process, MB |", "|---|---|---|---|"]
    for size in sizes:
        rounds = rounds if size <= _MANY else 1
        folder = place / f"pages-{size}"
        _, count = copies(sources, folder, size)
        runs = in_turn({"job": job(folder, place / f"out-{size}", 1)}, rounds)["job"]
        each = sorted(1000 * run.cpu / count for run in runs)
        memory = max(max(run.parent, run.worker) for run in runs)
        lines.append(f"| {count} | {statistics.median(each):.1f} | {each[0]:.1f}–{each[-1]:.1f} | {memory:.0f} |")
        shutil.rmtree(folder)
    return lines


def by_workers(
    sources: list[tuple[Path, int]], place: Path, pages: int, workers: list[int], rounds: int
) -> list[str]:
    """Pages a second by the clock for each number of workers."""
    folder = place / "workers"
    _, count = copies(sources, folder, pages)
    costs = in_turn({str(n): job(folder, place / f"workers-{n}", n) for n in workers}, rounds)
    walls = {name: statistics.median(run.seconds for run in runs) for name, runs in costs.items()}
    first = walls[str(workers[0])]
    lines = ["| workers | pages a second | times one worker |", "|---|---|---|"]
    return lines + [f"| {name} | {count / wall:.1f} | {first / wall:.2f} |" for name, wall in walls.items()]


def start_up(sources: list[tuple[Path, int]], rounds: int) -> list[str]:
    """What is paid once: the command itself, and the first document of a process."""
    commands = {
        "`actable --version`": [sys.executable, "-m", "actable", "--version"],
        "to the rows of a first document": [sys.executable, "-c", _FIRST_PAGE, str(min(sources, key=_pages)[0])],
    }
    lines = ["| | seconds by the clock | of CPU |", "|---|---|---|"]
    for name, command in commands.items():
        runs = sorted((cost.seconds, cost.cpu) for cost in (measure(command) for _ in range(max(rounds, 3))))
        wall, cpu = runs[len(runs) // 2]
        lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} |")
    return lines


def _pages(source: tuple[Path, int]) -> int:
    return source[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("data/raw"))
    parser.add_argument("--beside", type=int, default=1000)
    parser.add_argument("--pages", type=int, nargs="+", default=[10, 100, 1000, 10_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", help="interpreter that has camelot")
    parser.add_argument("--out", type=Path, default=Path("build/speed.md"))
    args = parser.parse_args()
    files = sources_of(args.folder)
    sources = [(path, len(pypdfium2.PdfDocument(path))) for path in files]
    with tempfile.TemporaryDirectory(prefix="actable-speed-") as name:
        place = Path(name)
        parts = {
            "The whole job beside other tools": compare(sources, place, args.beside, args.rounds, args.peers),
            "Stage by stage, one process, milliseconds a page": stage_costs(files),
            "As pages grow in number": growth(sources, place, args.pages, args.rounds),
            "As workers grow in number": by_workers(sources, place, args.beside, args.workers, args.rounds),
            "What is paid once": start_up(sources, args.rounds),
        }
        text = "\n\n".join(f"## {title}\n\n" + "\n".join(lines) for title, lines in parts.items())
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(f"# Speed\n\n{speed_chart.machine()}\n\n{text}\n", encoding="utf-8")
        shutil.copy(place / "chart.png", args.out.with_suffix(".png"))
    print(args.out.read_text("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
