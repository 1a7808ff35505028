"""Make the sample documents and their truth again.

    python data/make_samples.py [--into DIR]

Writes raw/*.pdf, truth/*.json and truth/tables/*.html below DIR (this folder unless said otherwise). The same
versions of the libraries give the same bytes on each run.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from samples import NAMES, make

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--into", type=Path, default=HERE, help="folder that gets raw/ and truth/")
    folder = parser.parse_args().into
    for name in NAMES:
        for place, content in make(name).items():
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print(f"{path}  {len(content):>8} bytes")


if __name__ == "__main__":
    main()
