"""Writes the pages and pictures that come from the code: ``python docs/build.py`` (``make docs``)."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
_WIDTH = 100


def cli_reference() -> str:
    """The reference of the command line, from its own help."""
    import click
    from typer.main import get_command

    from pipeline.cli import app

    command = get_command(app)
    lines = ["# Command line", "", "Generated from `--help` by `make docs`; do not edit.", ""]
    sizes = {"terminal_width": _WIDTH, "max_content_width": _WIDTH}
    top = click.Context(command, info_name="actable", **{**command.context_settings, **sizes})
    lines += _section("actable", command.get_help(top))
    for name, target in sorted(command.commands.items()):
        lines += _section(f"actable {name}", target.get_help(click.Context(target, top, info_name=name, **sizes)))
    return "\n".join(lines)


def _section(title: str, text: str) -> list[str]:
    return [f"## {title}", "", "```", text.rstrip(), "```", ""]


def dictionary() -> str:
    """The data dictionary."""
    from pipeline.export.dictionary import markdown

    return markdown()


PAGES = {"cli.md": cli_reference, "dictionary.md": dictionary}


def pictures(tables: Path, folder: Path) -> None:
    """The pictures of the tour, made by the tool from the samples."""
    import actable
    from pipeline.explore import ballots, money, plots, promises

    ds = actable.open(tables)
    grants = money.grants(ds)
    ds.source(grants.iloc[1]).save(folder / "source.png")
    articles = ds.convention_articles
    masked = articles[articles.text.str.contains("[REDACTED]", regex=False, na=False)]
    ds.source(masked.iloc[0], "text").save(folder / "masked.png")
    cast = ballots.ballots(ds).cast
    bodies = sorted(cast.groupby(["authority", "body"]), key=lambda item: (-len(item[1]), item[0]))
    figures = {
        "votes.png": plots.heat_map(ballots.agreement(bodies[0][1]), f"{bodies[0][0][0]} : qui vote avec qui"),
        "grants.png": plots.money_bars(grants),
        "shares.png": plots.share_bars(money.shares(ds)),
        "targets.png": plots.target_plot(promises.targets(ds)),
    }
    for name, figure in figures.items():
        (folder / name).write_bytes(figure._repr_png_())


def site_picture(tables: Path, file: Path) -> None:
    """The review site with one amount chosen, as a browser shows it."""
    from playwright.sync_api import sync_playwright

    from pipeline.show.site import show

    with TemporaryDirectory() as scratch, sync_playwright() as playwright:
        index = show(tables, Path(scratch, "site")).index
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), chromium_sandbox=False)
        page = browser.new_page(viewport={"width": 1200, "height": 720})
        page.goto(index.as_uri())
        page.get_by_text("deliberation-subvention.pdf").click()
        page.locator("#table-grants td.n.placed").first.click()
        page.locator("img").first.evaluate("image => image.decode()")
        page.screenshot(path=file)
        browser.close()


def main() -> None:
    """Write them all; the pictures where ``data/parquet`` holds the tables of the samples."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), "utf-8")
    tables = HERE.parent / "data" / "parquet"
    if (tables / "documents.parquet").exists():
        os.chdir(HERE.parent)
        (HERE / "pictures").mkdir(exist_ok=True)
        pictures(tables, HERE / "pictures")
        site_picture(tables, HERE / "pictures" / "site.png")
    else:
        print("no pictures: run make demo first", file=sys.stderr)


if __name__ == "__main__":
    main()
