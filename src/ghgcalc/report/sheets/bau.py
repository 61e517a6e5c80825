"""The sheet BAU: every category grows from the inventory with yearly rates that can be changed."""

from __future__ import annotations

import math
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ghgcalc.plot.words import bau_type
from ghgcalc.presentation.nouns import RoadmapNoun
from ghgcalc.report.contents import category_label
from ghgcalc.report.sheets.book import Book, Column, Formula
from ghgcalc.report.sheets.inventory import InventoryAddresses
from ghgcalc.texts import text
from ghgcalc.vocabulary import category_order, marked, scope_of

HEAD = 3
#: Least widths of the columns, on which the lines of text rest [characters].
_NAME_WIDTH, _YEAR_WIDTH = 30, 9


def write_bau(book: Book, roadmap: RoadmapNoun, totals: InventoryAddresses) -> dict[tuple[int, int], str]:
    """Write BAU per category × year as formulas of base and growth; return the sum per (year, scope).

    The first year refers to the inventory where it is the same figure; a category whose growth has no meaning (it
    starts at zero) keeps its figures.
    """
    language = book.language
    method = roadmap.bau.scope2
    caption = text("plot.caption_scope2", language, method=text(f"scope2.{method}", language))
    note = f"{text(f'plot.bau_{bau_type(roadmap)}', language)} {caption} {book.word('live_note')}"
    sheet = book.sheet("bau", title=book.word("bau_title"), note=note)
    pathway = roadmap.bau.pathway()
    table = pathway.pivot_table(index="category", columns="year", values="tco2e", aggfunc="sum")
    table = table.loc[sorted(table.index, key=lambda category: category_order(str(category)))]
    categories = [str(category) for category in table.index]
    years = [int(year) for year in table.columns]
    letters = [xl_col_to_name(place) for place in range(1, len(years) + 1)]
    first, last = HEAD + 2, HEAD + 1 + len(categories)
    growth_head = last + 3
    rows: list[list[Any]] = []
    rates: list[list[Any]] = []
    for offset, (category, values) in enumerate(zip(categories, table.to_numpy(float).tolist(), strict=True)):
        line, rate_line = first + offset, growth_head + 1 + offset + 1
        label = category_label(category, language)
        cells: list[Any] = [label, totals.linked_category(values[0], category, years[0], method)]
        changes: list[Any] = [label, None]
        for place in range(1, len(years)):
            before, now = values[place - 1], values[place]
            if before:
                changes.append(now / before - 1.0)
                rate = f"{letters[place]}{rate_line}"
                cells.append(Formula(f"={letters[place - 1]}{line}*(1+{rate})", now))
            else:
                changes.append(None)
                cells.append(now)
        rows.append(cells)
        rates.append(changes)
    sums = [float(table[year].sum()) for year in table.columns]
    total: list[Any] = [text("report.total", language)]
    total += [
        Formula(f"=SUM({letter}{first}:{letter}{last})", value) for letter, value in zip(letters, sums, strict=True)
    ]
    columns = [
        Column(book.word("column_category"), width=_NAME_WIDTH),
        *(Column(str(year), "tonnes") for year in years),
    ]
    styles: list[list[str] | None] = [None] * len(rows)
    book.arrange(sheet, book.widths(columns, [*rows, total]))
    book.table(sheet, HEAD, columns, [*rows, total], styles=[*styles, ["strong"] + ["strong_tonnes"] * len(years)])
    growth = [Column(book.word("growth_title")), *(Column(str(year), "input_share") for year in years)]
    plain = ["text", "text", *["input_share"] * (len(years) - 1)]
    below = book.table(sheet, growth_head, growth, rates, styles=[plain] * len(rates))
    _write_externals(book, sheet, roadmap, years, below + 1)
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.fit_to_pages(1, 1)
    where = book.ref("bau")
    sums_of: dict[tuple[int, int], str] = {}
    for scope in (1, 2, 3):
        inside = [first + place for place, category in enumerate(categories) if scope_of(category) == scope]
        for letter, year in zip(letters, years, strict=True):
            span = f"SUM({where}${letter}${inside[0]}:${letter}${inside[-1]})" if inside else "0"
            sums_of[year, scope] = span
    return sums_of


def _write_externals(book: Book, sheet: Any, roadmap: RoadmapNoun, years: list[int], row: int) -> None:
    """Write what each external driver changes per year, unless business as usual holds it, and where it comes from."""
    drivers = roadmap.bau.externals
    if not drivers:
        return
    language = book.language
    names = [marked(str(driver.name(language)), is_assumption=driver.is_assumption) for driver in drivers]
    changes = [roadmap.externals(year, scopes=(1, 2, 3)) for year in years]
    if len(changes[0]):
        columns = [Column(book.word("external_title")), *(Column(str(year), "tonnes") for year in years)]
        found = [[name, *(float(change["tco2e"].iloc[n]) for change in changes)] for n, name in enumerate(names)]
        row = book.table(sheet, row, columns, found) + 1
    else:
        row = book.table(sheet, row, [Column(book.word("external_in_bau"))], [])
    wide = _NAME_WIDTH + _YEAR_WIDTH * len(years)
    for name, driver in zip(names, drivers, strict=True):
        source = driver.source_in(language)
        line = f"{name}: {source}" if source else name
        sheet.merge_range(row, 0, row, len(years), "", book.formats["note"])
        sheet.write_string(row, 0, line, book.formats["note"])
        sheet.set_row(row, 15 * math.ceil(len(line) * 1.08 / wide))
        row += 1
