"""The sheet Gases: the scopes per gas, and the CO2 that stands outside them."""

from __future__ import annotations

from typing import Any

from ghgcalc.inventory import Inventory
from ghgcalc.plot.words import gwp_name
from ghgcalc.report.gases import gas_rows, outside_rows
from ghgcalc.report.sheets.book import Book, Column, Formula, known
from ghgcalc.report.sheets.inventory import InventoryAddresses
from ghgcalc.report.words import gas_name, method_label, outside_name
from ghgcalc.texts import text
from ghgcalc.vocabulary import SCOPE2_METHODS

_HEAD = 3


def write_gases(book: Book, inventory: Inventory, totals: InventoryAddresses) -> None:
    """Write tonnes and tCO2e per gas, with the total beside that of the sheet Inventory."""
    language = book.language
    note = book.word("gases_note", gwp=gwp_name(inventory.gwp))
    sheet = book.sheet("gases", title=book.word("gases_title"), note=note)
    names = ("year", "scope", "scope2_method", "gas", "gas_tonnes", "tco2e")
    styles = ("year", "text", "text", "text", "number", "tonnes")
    columns = [Column(book.word(f"column_{name}"), style) for name, style in zip(names, styles, strict=True)]
    found = gas_rows(inventory).to_dict("records")
    rows = [
        [row["year"], text(f"scope.{row['scope']}", language), method_label(row["scope2"], language),
         gas_name(row["gas"], language), row["tonnes"], row["tco2e"]]
        for row in found
    ]  # fmt: skip
    book.arrange(sheet, [9.0, 24.0, 24.0, 32.0, 18.0, 24.0, 14.0])
    below = book.table(sheet, _HEAD, columns, rows, is_main=True)
    below = _write_totals(book, sheet, below + 1, inventory, rows, totals)
    _write_outside(book, sheet, below + 1, inventory)


def _write_totals(
    book: Book, sheet: Any, row: int, inventory: Inventory, rows: list[list[Any]], totals: InventoryAddresses
) -> int:
    """Write the sum of the gases per year and method beside the inventory; return the row below."""
    language, first, last = book.language, _HEAD + 2, _HEAD + 1 + len(rows)
    both = method_label("", language)
    lines: list[list[Any]] = []
    for year in sorted(inventory.years):
        for method in SCOPE2_METHODS:
            total = totals.cells["total", year, method]
            if (year, method) in inventory.missing_methods:
                continue
            word = method_label(method, language)
            chosen = [values[5] for values in rows if values[0] == year and values[2] in (word, both)]
            sums = [
                f'SUMIFS($F${first}:$F${last},$A${first}:$A${last},{year},$C${first}:$C${last},"{name}")'
                for name in (both, word)
            ]
            line = row + 2 + len(lines)
            lines.append([
                year, book.word("gases_total"), word, None, Formula("=" + "+".join(sums), sum(chosen)), total,
                Formula(f"=E{line}-F{line}", sum(chosen) - float(total.value)),
            ])  # fmt: skip
    columns = [
        Column(book.word("column_year"), "year"), Column(""), Column(book.word("column_scope2_method")), Column(""),
        Column("tCO2e", "tonnes"), Column(book.word("sheet_inventory"), "tonnes"),
        Column(book.word("column_difference"), "check"),
    ]  # fmt: skip
    return book.table(sheet, row, columns, lines)


def _write_outside(book: Book, sheet: Any, row: int, inventory: Inventory) -> None:
    language = book.language
    book.write(sheet, row, 0, book.word("outside_title"), "subtitle")
    book.write(sheet, row + 1, 0, book.word("outside_note"), "quiet")
    columns = [
        Column(book.word("column_year"), "year"), Column(book.word("column_scope")),
        Column(book.word("column_scope2_method")), Column(book.word("column_line")),
        Column(book.word("column_tco2"), "tonnes"), Column(book.word("column_unpublished"), "tonnes"),
    ]  # fmt: skip
    found = outside_rows(inventory)
    given = set(found.loc[found["tco2"].notna(), "line"])
    rows = [
        [row["year"], text(f"scope.{row['scope']}", language), method_label(row["scope2"], language),
         outside_name(row["line"], language), row["tco2"], known(row["unpublished_tco2e"])]
        for row in found.to_dict("records")
        if row["line"] in given
    ]  # fmt: skip
    below = book.table(sheet, row + 2, columns, rows)
    silent = ", ".join(outside_name(line, language) for line in found["line"].unique() if line not in given)
    if silent:
        book.write(sheet, below, 0, book.word("outside_silent", lines=silent), "quiet")
