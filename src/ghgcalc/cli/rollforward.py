"""The command that makes next year's workbook from this year's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ghgcalc.cli.options import Force, refuse_existing
from ghgcalc.cli.output import say, say_wrapped, speaking
from ghgcalc.cli.progress import waiting


def rollforward(
    file: Annotated[Path, typer.Argument(help="Workbook of last year.")],
    year: Annotated[int, typer.Option(help="New reporting year.")],
    out: Annotated[Path, typer.Option(help="Workbook to write, with the same ending.")],
    force: Force = False,
) -> None:
    """Make next year's workbook: the same sites, activities and contracts, with the amounts still to fill in.

    Example: ghgcalc rollforward mijn-bedrijf-2026.xlsx --year 2027 --out mijn-bedrijf-2027.xlsx
    """
    from ghgcalc.texts import text
    from ghgcalc.workbook import roll_forward, workbook_language

    with speaking(None, as_json=False):
        refuse_existing(out, force=force)
        with waiting("read", show=True):
            roll_forward(file, year, out)
            language = workbook_language(out)
    say(text("cli.written", language, path=out))
    say_wrapped(text("cli.rollforward_next", language, path=out, year=year))
