"""The command that explains the change between two years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ghgcalc.cli.library import chosen_factors
from ghgcalc.cli.options import Json, LanguageOption, OwnSets
from ghgcalc.cli.output import print_json, say, screen_width, speaking

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory
    from ghgcalc.workbook import Workbook


def compare(
    old: Annotated[Path, typer.Argument(help="Workbook of the first year.")],
    new: Annotated[
        Path | None, typer.Argument(help="Workbook of the last year; without it two years of the first workbook.")
    ] = None,
    from_year: Annotated[int | None, typer.Option(help="First year; by default the last but one.")] = None,
    to_year: Annotated[int | None, typer.Option(help="Last year; by default the most recent.")] = None,
    scope2: Annotated[
        str | None, typer.Option(help="market or location; by default the method that the workbook chose for targets.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Picture of the bridge to write, ending in .png.")] = None,
    factors: OwnSets = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Explain the change between two years: volume, mix, intensity, factor edition, method, boundary.

    Example: ghgcalc compare bedrijf-2025.xlsx bedrijf-2026.xlsx --out verschil.png
    """
    from ghgcalc.comparison import compare as compare_inventories
    from ghgcalc.errors import DataError, Problem
    from ghgcalc.files import write_bytes
    from ghgcalc.plot import plot_comparison
    from ghgcalc.plot.canvas import png_of
    from ghgcalc.texts import check_language
    from ghgcalc.workbook import read_workbook

    with speaking(language, as_json=json):
        if out is not None and out.suffix.casefold() != ".png":
            raise DataError([Problem("compare_ending", out.name)])
        book = read_workbook(old)
        chosen = check_language(language or book.language)
        method = scope2 or str(book.company["scope2_method"])
        first = _inventory(book, factors)
        last = None if new is None else _inventory(read_workbook(new), factors)
        comparison = compare_inventories(first, last, scope2=method, from_year=from_year, to_year=to_year)
        if out is not None:
            write_bytes(out, png_of(plot_comparison(comparison, language=chosen)).getvalue())
    if json:
        print_json({**comparison.to_json_dict(), "files": [str(out)] if out else []})
        return
    from ghgcalc.report import comparison_report
    from ghgcalc.texts import text

    say(comparison_report(comparison, chosen, code=False, width=screen_width()))
    if out is not None:
        say("")
        say(text("cli.files", chosen))
        say(f"  {out}")


def _inventory(book: Workbook, own: list[str] | None) -> Inventory:
    from ghgcalc.chain import workbook_inventory

    return workbook_inventory(book, chosen_factors(own))
