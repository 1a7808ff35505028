"""The command that makes the review site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import USAGE, app, stop


@app.command(
    epilog="Example: actable show tables/ -o site/",
    short_help="Write a site to review the tables beside the pages.",
)
def show(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the tables.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="SITE", help="Folder of the site.", show_default="DIR-site"),
    ] = None,
    pdfs: Annotated[
        Path | None,
        typer.Option("--pdfs", metavar="DIR", help="Folder of the PDFs, if not where they were read."),
    ] = None,
) -> None:
    """Write a review site of the tables in DIR, in French: pages beside rows, each value with its place.

    It opens from the disk, without a server, and asks nothing of the network. Corrections made in it are downloaded
    as a CSV file for actable extract --corrections.
    """
    from pipeline.batch.publish import OutputError
    from pipeline.show.site import show as write

    try:
        site = write(folder, output, pdfs)
    except (FileNotFoundError, OutputError) as problem:
        stop(str(problem), USAGE)
    typer.echo(f"{site.documents} documents, {site.pictures} pages drawn; open {site.index}")
    for reason in site.without[:5]:
        typer.echo(f"actable: no pages shown: {reason}", err=True)
    if len(site.without) > 5:
        typer.echo(f"actable: and {len(site.without) - 5} more documents without pages; see --pdfs", err=True)
