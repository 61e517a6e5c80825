"""The sheet Must and may: the statements of the GHG Protocol, required and optional emissions, and what is left out."""

from __future__ import annotations

import pandas as pd

from ghgcalc.inventory.cells import cells_under
from ghgcalc.inventory.checks import check_inventory
from ghgcalc.inventory.exclusions import exclusion_table
from ghgcalc.presentation.nouns import InventoryNoun, RoadmapNoun
from ghgcalc.report.contents import category_label
from ghgcalc.report.sheets.book import Book, Column
from ghgcalc.report.words import method_label
from ghgcalc.texts import text
from ghgcalc.vocabulary import BOUNDARIES, SCOPE2_METHODS

_HEAD = 3
_WIDTHS = (22.0, 46.0, 20.0, 56.0, 42.0)


def write_standard(book: Book, roadmap: RoadmapNoun) -> None:
    """Write what the standard requires and allows, and whether this inventory does it."""
    inventory, language = roadmap.bau.inventory, book.language
    sheet = book.sheet("standard", title=text("check.title", language), note=book.word("standard_note"))
    book.arrange(sheet, list(_WIDTHS))
    found = check_inventory(inventory, base=roadmap.base)
    names = ("requirement", "statement", "status", "why", "source")
    columns = [Column(text(f"check.{name}", language), "wrap", wide) for name, wide in zip(names, _WIDTHS, strict=True)]
    rows = [
        [
            text(f"check.{row['requirement']}", language),
            row[f"statement_{language}"],
            text(f"check.status.{row['requirement']}.{row['status']}", language),
            row[f"reason_{language}"],
            row["source"],
        ]
        for row in found.to_dict("records")
    ]
    below = book.table(sheet, _HEAD, columns, rows, is_main=True)
    below = _write_boundaries(book, sheet, inventory, below + 1)
    _write_exclusions(book, sheet, inventory, below + 1)


def _write_boundaries(book: Book, sheet: object, inventory: InventoryNoun, row: int) -> int:
    """Write required and optional scope 3 per year and method, and return the row below."""
    language = book.language
    rows: list[list[object]] = []
    for year in sorted(inventory.years):
        for method in SCOPE2_METHODS:
            cells = cells_under(inventory.cells, method, year=int(year))
            sums = cells[cells["scope"] == 3].groupby("boundary")["tco2e"].sum()
            values = [float(sums.get(word, 0.0)) for word in BOUNDARIES]
            rows.append([f"{year}", method_label(method, language), *values])
    book.write(sheet, row, 0, book.word("boundaries"), "subtitle")
    columns = [
        Column(book.word("column_year")),
        Column(book.word("column_scope2_method")),
        *(Column(f"{text(f'boundary.{word}', language)}, tCO2e", "tonnes") for word in BOUNDARIES),
    ]
    return book.table(sheet, row + 1, columns, rows)


def _write_exclusions(book: Book, sheet: object, inventory: InventoryNoun, row: int) -> None:
    language = book.language
    book.write(sheet, row, 0, book.word("exclusions"), "subtitle")
    table = exclusion_table(inventory.exclusions)
    if table.empty:
        book.write(sheet, row + 1, 0, book.word("no_exclusions"), "quiet")
        return
    heads = (("exclusion_reason", "wrap"), ("exclusion_category", "wrap"), ("exclusion_estimate", "tonnes"),
             ("exclusion_explanation", "wrap"), ("column_year", "wrap"))  # fmt: skip
    rows: list[list[object]] = [
        [
            text(f"exclusion_reason.{record['reason']}", language),
            category_label(str(record["category"]), language),
            float(record["estimate_tco2e"]),
            str(record["explanation"]),
            book.word("every_year") if pd.isna(record["year"]) else str(record["year"]),
        ]
        for record in table.to_dict("records")
    ]
    book.table(sheet, row + 1, [Column(book.word(head), style) for head, style in heads], rows)
