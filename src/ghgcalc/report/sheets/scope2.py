"""The sheet Scope 2: both methods, every contract with the eight quality criteria, and the electricity balance."""

from __future__ import annotations

import math
from typing import Any

from ghgcalc.inventory import Inventory
from ghgcalc.inventory.scope2.rules import scope2_rules
from ghgcalc.presentation.numbers import NOT_AVAILABLE
from ghgcalc.report.sheets.book import Book, Column
from ghgcalc.report.sheets.inventory import InventoryAddresses
from ghgcalc.report.words import criterion_answer, flow_name, method_label, named
from ghgcalc.texts import text
from ghgcalc.vocabulary import SCOPE2_METHODS

_HEAD = 3
_WIDTHS = (32.0, 9.0, 20.0, 16.0, 8.0, 13.0, *[5.0] * 8, 13.0, 13.0, 36.0, 30.0, 30.0)
#: Columns of a printed sheet.
_PRINTED = 17


def write_scope2(book: Book, inventory: Inventory, totals: InventoryAddresses) -> None:
    """Write what an auditor asks of scope 2."""
    language = book.language
    sheet = book.sheet("scope2", title=book.word("scope2_title"), note=book.word("scope2_note"))
    book.arrange(sheet, _WIDTHS, printed=_PRINTED)
    book.write(sheet, _HEAD, 0, book.word("scope2_totals"), "subtitle")
    columns = [
        Column("tCO2e"), Column(book.word("column_year"), "year"),
        *(Column(method_label(method, language), "tonnes") for method in SCOPE2_METHODS),
    ]  # fmt: skip
    rows: list[list[Any]] = []
    for year in sorted(inventory.years):
        both = [totals.cells["2", year, method] for method in SCOPE2_METHODS]
        shown = [total if math.isfinite(float(total.value)) else NOT_AVAILABLE for total in both]
        rows.append([text("scope.2", language), year, *shown])
    below = book.table(sheet, _HEAD + 1, columns, rows)
    below = _write_contracts(book, sheet, below + 1, inventory)
    below = _write_balance(book, sheet, below + 1, inventory)
    sheet.print_area(0, 0, below - 1, _PRINTED - 1)


def _write_contracts(book: Book, sheet: Any, row: int, inventory: Inventory) -> int:
    language = book.language
    book.write(sheet, row, 0, book.word("scope2_contracts"), "subtitle")
    found = inventory.scope2_quality
    if found.empty:
        book.write(sheet, row + 1, 0, book.word("scope2_no_contracts"), "quiet")
        return row + 2
    criteria = scope2_rules().criteria
    columns = [
        Column(book.word("column_contract"), "wrap"), Column(book.word("column_year"), "year"),
        Column(book.word("column_kind"), "wrap"), Column(book.word("column_energy_source"), "wrap"),
        Column(book.word("column_country")), Column(book.word("column_kwh"), "whole"),
        *(Column(str(criterion.number), "wrap") for criterion in criteria),
        Column(book.word("column_accepted_kwh"), "whole"), Column(book.word("column_refused_kwh"), "whole"),
        Column(book.word("column_verdict"), "wrap"), Column(book.word("column_residual_mix"), "wrap"),
        Column(book.word("column_matching"), "wrap"),
    ]  # fmt: skip
    rows = [
        [
            record[f"contract_{language}"], record["year"], named("kind", record["kind"], language),
            named("energy_source", record["energy_source"], language), record["country"], record["kwh"],
            *(criterion_answer(record[criterion.id], language) for criterion in criteria), record["accepted_kwh"],
            record["refused_kwh"], record[f"reason_{language}"], record[f"residual_mix_{language}"],
            record[f"matching_{language}"],
        ]
        for record in found.to_dict("records")
    ]  # fmt: skip
    below = book.table(sheet, row + 1, columns, rows) + 1
    for place, criterion in enumerate(criteria):
        book.write(sheet, below + place, 0, text(f"scope2.criterion.{criterion.id}", language), "quiet")
    return below + len(criteria)


def _write_balance(book: Book, sheet: Any, row: int, inventory: Inventory) -> int:
    balance = inventory.electricity
    if balance.empty:
        return row
    book.write(sheet, row, 0, book.word("scope2_balance"), "subtitle")
    columns = [
        Column(book.word("column_entity"), "wrap"), Column(book.word("column_year"), "year"),
        Column(book.word("column_flow"), "wrap"), Column(book.word("column_kwh"), "whole"),
    ]  # fmt: skip
    rows = [
        [record["entity"] or NOT_AVAILABLE, record["year"], flow_name(record["flow"], book.language), record["kwh"]]
        for record in balance.to_dict("records")
    ]
    return book.table(sheet, row + 1, columns, rows)
