"""The list of commands; each lives in the module of its topic."""

from __future__ import annotations

from typing import Annotated

import typer

from ghgcalc._version import __version__
from ghgcalc.cli import (
    compare,
    numbers,
    roadmap_commands,
    rollforward,
    suppliers,
    target,
    targets_published,
    targets_routes,
    workbooks,
)
from ghgcalc.cli.factors import factors_app
from ghgcalc.cli.levers_commands import levers_app
from ghgcalc.cli.screen import screen
from ghgcalc.cli.targets_commands import targets_app

app = typer.Typer(
    name="ghgcalc",
    help=(
        "From an Excel template to a scope 1, 2 and 3 footprint, SBTi targets and a reduction waterfall.\n\n"
        "Start with:  ghgcalc demo\n\n"
        "Then:        ghgcalc template mijn-bedrijf.xlsx --language nl,  fill it in,\n"
        "             ghgcalc check mijn-bedrijf.xlsx,  ghgcalc run mijn-bedrijf.xlsx --out resultaten"
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"ghgcalc {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Hold the options of the program itself."""


_NEGATIVE_NUMBERS = {"ignore_unknown_options": True}

app.command()(workbooks.demo)
app.command()(workbooks.template)
app.command()(workbooks.check)
app.command()(workbooks.run)
app.command()(screen)
app.command()(rollforward.rollforward)
app.command("supplier-form")(suppliers.supplier_form)
app.command()(compare.compare)
app.command(context_settings=_NEGATIVE_NUMBERS)(numbers.estimate)
app.command()(target.target)
app.command()(numbers.bau)
app.add_typer(factors_app, name="factors")
for command in (
    targets_published.compare,
    targets_published.rulebooks,
    targets_routes.engagement,
    targets_routes.renewable,
    targets_routes.sector,
    targets_routes.sme,
):
    targets_app.command()(command)
app.add_typer(targets_app, name="targets")
app.add_typer(levers_app, name="levers")
app.command()(roadmap_commands.roadmap)
app.command()(roadmap_commands.optimize)
