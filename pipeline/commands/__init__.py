"""The commands, and what they share: the application, exit statuses, how to stop with one sentence."""

from __future__ import annotations

from typing import NoReturn

import typer

app = typer.Typer(
    name="actable",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turns the acts that French local authorities publish as PDFs into Parquet tables.\n\n"
    "Example: actable extract acts/ -o tables/",
)

FAILED = 3  # exit status when some inputs could not be read
USAGE = 2


def log(verbose: bool, as_json: bool = False) -> None:
    """Send what the package logs where the options want it."""
    from pipeline.batch.logs import set_up

    set_up(verbose, as_json)


def stop(message: str, status: int) -> NoReturn:
    """End the command with one sentence."""
    typer.echo(f"actable: {message}", err=True)
    raise typer.Exit(status)
