"""The sheet with the ESRS table: base year, levers by type and target, per target year."""

from __future__ import annotations

from typing import Any

from ghgcalc.report.sheets.book import Book, Column, Formula
from ghgcalc.roadmap import ESRS_TYPES, Roadmap, esrs_levers
from ghgcalc.texts import text

_HEAD = 3
_STRONG = ("bau", "residual", "target", "gap")


def write_esrs(book: Book, roadmap: Roadmap, *, attribution: Any) -> None:
    """Write the levers by ESRS type; what follows from other rows is a formula."""
    from xlsxwriter.utility import xl_col_to_name

    language = book.language
    table = esrs_levers(roadmap, attribution=attribution)
    years = [name for name in table.columns if isinstance(name, int)]
    inside = "+".join(map(str, table.attrs["scopes"]))
    method = text(f"scope2.{roadmap.bau.scope2}", language)
    sharing = text(f"roadmap.attribution_{attribution}", language)
    note = book.word("esrs_note", scopes=inside, method=method, attribution=sharing)
    sheet = book.sheet("esrs", title=book.word("esrs_title"), note=note)
    line = {str(row): _HEAD + 2 + place for place, row in enumerate(table["row"])}
    levers = [row for row in ("external", *ESRS_TYPES, "not_stated", "overlap") if row in line]
    columns = [Column("tCO2e", width=52), *(Column(str(year), "tonnes", 16) for year in years)]
    rows: list[list[Any]] = []
    for record in table.to_dict("records"):
        values: list[Any] = [str(record[f"label_{language}"])]
        for place, year in enumerate(years, start=1):
            letter = xl_col_to_name(place)
            formulas = {
                **({"base": f"={xl_col_to_name(place - 1)}{line['residual']}"} if place > 1 else {}),
                "bau": f"={letter}{line['base']}+{letter}{line['growth']}",
                "residual": f"={letter}{line['bau']}+SUM({letter}{line[levers[0]]}:{letter}{line[levers[-1]]})",
                "gap": f"={letter}{line['residual']}-{letter}{line['target']}",
            }
            value = float(record[year])
            name = str(record["row"])
            is_known = value == value
            values.append(Formula(formulas[name], value) if name in formulas and is_known else value)
        rows.append(values)
    styles = [
        ["strong", *["strong_tonnes"] * len(years)] if row in _STRONG else None for row in table["row"].astype(str)
    ]
    book.arrange(sheet, book.widths(columns, rows))
    book.table(sheet, _HEAD, columns, rows, styles=styles)
    sheet.freeze_panes(_HEAD + 1, 1)
