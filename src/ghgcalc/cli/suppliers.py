"""The command that writes the form for suppliers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ghgcalc.cli.options import Force, LanguageOption, refuse_existing
from ghgcalc.cli.output import default_language, say, say_wrapped, speaking


def supplier_form(
    file: Annotated[Path, typer.Argument(help="Form to write, ending in .xlsx.")],
    supplier: Annotated[list[str] | None, typer.Option(help="Name to fill in beforehand. Repeatable.")] = None,
    force: Force = False,
    language: LanguageOption = None,
) -> None:
    """Write a form in which suppliers give the emissions of their own products, for ghgcalc run --suppliers.

    Example: ghgcalc supplier-form formulier.xlsx --supplier "Weverij Izmir" --language nl
    """
    from ghgcalc.texts import text
    from ghgcalc.workbook import write_supplier_form

    chosen = language or default_language()
    with speaking(chosen, as_json=False):
        refuse_existing(file, force=force)
        path = write_supplier_form(file, language=chosen, suppliers=tuple(supplier or ()))
    say(text("cli.written", chosen, path=path))
    say_wrapped(text("cli.supplier_next", chosen, path=path))
