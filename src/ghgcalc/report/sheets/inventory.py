"""The sheet Inventory: scope and category rows × years, both scope 2 methods, summed from the sheet Cells."""

from __future__ import annotations

import math
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from ghgcalc.presentation.nouns import InventoryNoun
from ghgcalc.presentation.numbers import NOT_AVAILABLE
from ghgcalc.presentation.tables import category_table, scope_table
from ghgcalc.report.contents import category_label
from ghgcalc.report.sheets.book import Book, Formula
from ghgcalc.report.words import method_label
from ghgcalc.texts import text
from ghgcalc.vocabulary import CATEGORIES, SCOPE2_METHODS, category_order, scope_of

YEAR_ROW = 3
METHOD_ROW = 4


@dataclass(frozen=True)
class InventoryAddresses:
    """Where the sheet Inventory holds its totals: (scope or ``"total"``, year, method) → address and value."""

    cells: dict[tuple[str, int, str], Formula]
    categories: dict[tuple[str, int, str], Formula]

    def category(self, category: str, year: int, method: str) -> Formula | None:
        """Return a category of one year under one method; None when it is not on the sheet or not known."""
        return self.categories.get((category, year, method))

    def linked_category(self, value: float, category: str, year: int, method: str) -> Formula | float:
        """Return a figure as the category on the sheet when that is what it is, else the figure itself."""
        found = self.category(category, year, method)
        is_same = found is not None and math.isclose(float(found.value), value, rel_tol=1e-12)
        return found if found is not None and is_same else value

    def linked(self, value: float, scopes: tuple[int, ...], year: int, method: str) -> Formula | float:
        """Return a figure as the sum of the scopes of one year when that is what it is, else the figure itself."""
        parts = [self.cells.get((str(scope), year, method)) for scope in scopes]
        known = [part for part in parts if part is not None]
        if len(known) != len(parts) or not math.isclose(sum(float(p.value) for p in known), value, rel_tol=1e-12):
            return value
        return Formula("=" + "+".join(part.formula.removeprefix("=") for part in known), value)


def write_inventory(book: Book, inventory: InventoryNoun, ranges: dict[str, str]) -> InventoryAddresses:
    """Write the sheet Inventory with live sums and return where its totals stand."""
    language = book.language
    sheet = book.sheet("inventory", title=book.word("inventory_sheet_title"), note=book.word("inventory_sheet_note"))
    years = sorted(int(year) for year in inventory.years)
    heads = [(year, method) for year in years for method in SCOPE2_METHODS]
    tables = {year: category_table(inventory, year=year).set_index("category") for year in years}
    totals = {
        (int(row["year"]), str(row["scope2"]), str(name)): float(row[name])
        for row in scope_table(inventory).to_dict("records")
        for name in (1, 2, 3, "total", "biogenic")
    }
    used = sorted({str(c) for table in tables.values() for c in table.index}, key=category_order)
    book.write(sheet, YEAR_ROW, 0, "tCO2e", "head")
    book.write(sheet, METHOD_ROW, 0, "", "head")
    for place, (year, method) in enumerate(heads, start=1):
        sheet.write_number(YEAR_ROW, place, year, book.formats["head_number"])
        book.write(sheet, METHOD_ROW, place, method_label(method, language), "head_number")
    row = METHOD_ROW + 1
    where = book.ref("inventory")
    by_category: dict[tuple[str, int, str], Formula] = {}
    scope_rows: dict[int, int] = {}
    for scope in (1, 2, 3):
        inside = [category for category in used if scope_of(category) == scope]
        scope_rows[scope] = row
        book.write(sheet, row, 0, text(f"scope.{scope}", language), "strong")
        for place, (year, method) in enumerate(heads, start=1):
            letter = xl_col_to_name(place)
            value = totals[(year, method, str(scope))]
            span = f"=SUM({letter}{row + 2}:{letter}{row + 1 + len(inside)})" if inside else ""
            book.write(sheet, row, place, _known(Formula(span, value)), "strong_tonnes")
        for offset, category in enumerate(inside, start=1):
            book.write(sheet, row + offset, 0, category_label(category, language))
            for place, (year, method) in enumerate(heads, start=1):
                value = float(tables[year][method].get(category, math.nan))
                formula = Formula(_sum("tco2e", ranges, book, xl_col_to_name(place), row + offset), value)
                book.write(sheet, row + offset, place, _known(formula), "tonnes")
                if math.isfinite(value):
                    address = f"={where}${xl_col_to_name(place)}${row + offset + 1}"
                    by_category[category, year, method] = Formula(address, value)
        row += len(inside) + 1
    addresses: dict[tuple[str, int, str], Formula] = {}
    names = [
        (row, "report.total", "total"),
        (row + 2, "scope.outside", "biogenic"),
        (row + 3, "report.control", "check"),
    ]
    for line, key, _ in names:
        book.write(sheet, line, 0, text(key, language), "strong" if key == "report.total" else "quiet")
    for place, (year, method) in enumerate(heads, start=1):
        letter = xl_col_to_name(place)
        total = totals[(year, method, "total")]
        parts = ",".join(f"{letter}{scope_rows[scope] + 1}" for scope in (1, 2, 3))
        known = _known(Formula(f"=SUM({parts})", total))
        book.write(sheet, row, place, known, "strong_tonnes")
        biogenic = Formula(_sum("tco2_biogenic", ranges, book, letter, None), totals[(year, method, "biogenic")])
        book.write(sheet, row + 2, place, _known(biogenic), "tonnes")
        if isinstance(known, Formula):
            everything = _sum("tco2e", ranges, book, letter, None).removeprefix("=")
            book.write(sheet, row + 3, place, Formula(f"={letter}{row + 1}-({everything})", 0.0), "check")
        addresses[("total", year, method)] = Formula(f"={where}${letter}${row + 1}", total)
        for scope in (1, 2, 3):
            value = totals[(year, method, str(scope))]
            addresses[(str(scope), year, method)] = Formula(f"={where}${letter}${scope_rows[scope] + 1}", value)
    absent = [category for category in CATEGORIES if category.startswith("3.") and category not in used]
    absent = [category for category in absent if category != "3.other" and "3" not in used]
    if absent:
        book.write(sheet, row + 5, 0, book.word("absent", categories=", ".join(absent)), "quiet")
    widest = max([len(category_label(c, language)) for c in used] + [len(book.word("control"))]) + 2
    book.arrange(sheet, [widest, *[17.0] * len(heads)])
    sheet.freeze_panes(METHOD_ROW + 1, 1)
    sheet.repeat_rows(YEAR_ROW, METHOD_ROW)
    return InventoryAddresses(addresses, by_category)


def _sum(what: str, ranges: dict[str, str], book: Book, letter: str, row: int | None) -> str:
    """Return the sum of one year under one method: the cells of that method and those that count in both."""
    year = f"{ranges['year']},{letter}${YEAR_ROW + 1}"
    category = f",{ranges['category']},$A{row + 1}" if row is not None else ""
    both = method_label("", book.language)
    parts = [
        f"SUMIFS({ranges[what]},{year}{category},{ranges['scope2_method']},{method})"
        for method in (f'"{both}"', f"{letter}${METHOD_ROW + 1}")
    ]
    return "=" + "+".join(parts)


def _known(formula: Formula) -> Formula | str:
    """Return the formula, or a dash when the figure is not known under this method."""
    return formula if math.isfinite(float(formula.value)) else NOT_AVAILABLE
