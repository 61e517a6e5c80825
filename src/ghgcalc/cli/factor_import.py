"""The command that imports a publisher's own file into a set of emission factors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ghgcalc.cli.options import Json, LanguageOption
from ghgcalc.cli.output import default_language, print_json, say, speaking


def import_factors(
    publisher: Annotated[
        str,
        typer.Argument(
            help="aib, base-carbone, climatiq, desnz, ember, epa-hub, epa-sef, exiobase, generic, idemat or nl."
        ),
    ],
    file: Annotated[Path, typer.Argument(help="The file as published, on your own computer.")],
    folder: Annotated[Path | None, typer.Option(help="Where the set goes; by default your data folder.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the set.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of the factors, when the file does not state it.")] = None,
    gwp: Annotated[str | None, typer.Option(help="GWP set of the figures: AR4, AR5, AR5_with_ccf or AR6.")] = None,
    row: Annotated[str | None, typer.Option(help="exiobase: name of the impact.")] = None,
    margins: Annotated[str | None, typer.Option(help="epa-sef: with or without.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="CSV with the columns key and activity.")] = None,
    recipe: Annotated[Path | None, typer.Option(help="generic: TOML file that says which column holds what.")] = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Import a publisher's own file, and report what became of every row.

    Example: ghgcalc factors import desnz ghg-conversion-factors-2026-flat-format.xlsx
    """
    from ghgcalc.factors.importers.publishers import read_publisher_file
    from ghgcalc.factors.store import importer_only, save_set
    from ghgcalc.texts import text

    chosen = language or default_language()
    with speaking(chosen, as_json=json):
        imported = read_publisher_file(
            publisher, file, year=year, gwp=gwp, row=row, margins=margins, mapping=mapping, recipe=recipe
        )
        written = save_set(imported, folder, name=name)
    report = imported.report
    warnings = importer_only(imported.factors(), chosen)
    if json:
        print_json(
            {
                "set": written.name,
                "folder": str(written),
                "rows_read": report.rows_read,
                "rows_written": report.rows_written,
                "left_out": report.reasons(),
                "unmapped": len(report.unmapped),
                "anomalies": list(report.anomalies),
                "gwp_set": str(imported.source.get("gwp_set", "")),
                "redistributable": imported.source.get("redistributable", ""),
                "warnings": list(warnings),
            }
        )
        return
    say(report.summary(chosen))
    for warning in warnings:
        say(warning)
    say(text("import.written", chosen, name=written.name, folder=written))
    use = written.name if folder is None else str(written)
    say(text("import.use", chosen, name=use))
