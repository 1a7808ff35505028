"""The command line. Heavy imports wait inside the commands, so that help answers at once."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from actable import __version__
from pipeline.commands import app

for name in ("run", "look", "check", "show", "export"):  # each adds its commands to ``app``, in the order of the help
    import_module(f"pipeline.commands.{name}")


def main() -> None:
    """Run the command line."""
    app()


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"actable {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass
