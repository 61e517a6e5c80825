"""What is left to do in a workbook that was rolled forward, as lines of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ghgcalc.addresses import address
from ghgcalc.errors import DataError
from ghgcalc.factors.activities import activity_name
from ghgcalc.schema import Column, Sheet
from ghgcalc.texts import Language, text
from ghgcalc.units import unit_label
from ghgcalc.workbook.layout import Located
from ghgcalc.workbook.list_sheet import Line
from ghgcalc.workbook.noun import Workbook
from ghgcalc.workbook.tables import Table

_FIGURES = ("number", "share")
#: Columns that hold what changes every year, beside the amount of a sheet; the others say what it is about, and stay.
EMPTIED = (
    "units_bought", "units_sold", "unsold_share", "supplier_factor", "spend_eur", "kwh", "produced_from", "produced_to",
    "cancelled", "confirmed",
)  # fmt: skip


def emptied_columns(entry: Sheet, located: Located) -> list[str]:
    """Return the columns to fill in anew, the amount first; amounts per unit, per day and the like are kept.

    Examples
    --------
    >>> from ghgcalc.schema import sheet
    >>> sold = sheet("use_end_of_life")
    >>> everywhere = Located({column.id: place for place, column in enumerate(sold.columns)}, 5)
    >>> emptied_columns(sold, everywhere)
    ['units_sold', 'confirmed']
    """
    return [name for name in dict.fromkeys((entry.amount_column, *EMPTIED)) if name in located.columns]


def to_do(
    table: Table, records: list[int], first: int, located: Located, language: Language, years: tuple[int, int]
) -> Iterator[Line]:
    """Yield what a sheet asks for: its amounts, figures to look at, contracts to confirm, and suppliers to ask.

    `first` is the row (from 0) of the first record of the new year.
    """
    values = table.values
    emptied = emptied_columns(table.sheet, located)
    where = address(first, located.columns[emptied[0]])
    yield said("fill", table.name, where, language, years, count=len(records))
    kept = [
        column
        for column in table.sheet.columns
        if column.id in located.columns and column.id not in emptied and _is_figure(table, column, records)
    ]  # fmt: skip
    if kept:
        where = address(first, located.columns[kept[0].id])
        yield said(
            "kept", table.name, where, language, years, what=", ".join(column.label[language] for column in kept)
        )
    for row, record in enumerate(records, start=first):
        about = " · ".join(_words(values, record, language))
        contract = str(values["instrument"][record]) if "instrument" in values else ""
        if contract:
            cell = address(row, located.columns["instrument"])
            yield said("contract", table.name, cell, language, years, what=activity_name(contract, language),
                        detail=about)  # fmt: skip
        if table.sheet.id == "contracts":
            yield said("renew", table.name, address(row, located.columns["contract"]), language, years,
                        what=str(values["contract"][record]), detail=about)  # fmt: skip
        factor = last(table, record, "supplier_factor")
        if factor is not None:
            cell = address(row, located.columns["supplier_factor"])
            unit = unit_label(str(values["supplier_factor_unit"][record]), language)
            yield said("supplier", table.name, cell, language, years, what=str(values["supplier"][record] or about),
                        detail=about, factor=_shown_factor(factor, language), unit=unit)  # fmt: skip


def steps_of_every_year(table: Table, language: Language, years: tuple[int, int]) -> Iterator[Line]:
    """Yield the question whether figures of suppliers that carry no year still hold."""
    records = [r for r, year in enumerate(table.values["year"]) if year is None and last(table, r, "value") is not None]
    if records:
        where = table.cell(records[0], "value")
        products = dict.fromkeys(str(table.values["product"][record]) for record in records)
        yield said("every_year", table.name, where, language, years, what=", ".join(products), count=len(records))


def came_and_went(book: Workbook, recent: int) -> Iterator[Line]:
    """Yield the activities of last year that were new then, and those of the year before that had gone."""
    activity = book.activity
    before = [int(year) for year in activity["year"].unique() if year < recent]
    if not before:
        return
    now, then = (set(activity.loc[activity["year"] == year, "activity"]) for year in (recent, max(before)))
    for code, found in (("new", now - then), ("vanished", then - now)):
        for name in sorted(activity_name(a, book.language) for a in found):
            yield said(code, "", "", book.language, (max(before), recent), what=name)


def factor_lines(book: Workbook, recent: int, year: int) -> Iterator[Line]:
    """Yield, per set of emission factors, its edition and how many activities it has for the new year itself."""
    from ghgcalc.factors import load_factors, match_factors

    activity = book.activity
    rows = activity.loc[
        (activity["year"] == recent) & (activity["activity"] != "reported"), ["activity", "region", "unit"]
    ]
    keys = rows.drop_duplicates().assign(year=year).reset_index(drop=True)
    factors = load_factors()
    known = keys["activity"].isin(set(factors.frame["activity"]))
    found = []
    for place in keys.index[known]:
        try:
            found.append(match_factors(keys.loc[[place]].reset_index(drop=True), factors).iloc[0])
        except DataError:
            continue
    per_set: dict[str, list[Any]] = {}
    for line in found:
        per_set.setdefault(str(line["set"]), []).append(line)
    for name, lines in sorted(per_set.items()):
        exact = sum(line["valid_from"] <= year <= line["valid_to"] for line in lines)
        newest = max(int(line["valid_to"]) for line in lines)
        edition = str(factors.sources.get(name, {}).get("edition", "") or "").partition(" ")[0].strip(",;")
        code = "factors_exact" if exact == len(lines) else "factors_older"
        yield said(code, "", "", book.language, (recent, year), what=f"{name} ({edition})" if edition else name,
                    count=len(lines), exact=exact, newest=newest)  # fmt: skip


def said(code: str, name: str, cell: str, language: Language, years: tuple[int, int], **values: Any) -> Line:
    """Return one line in the language of the workbook; `name` is the sheet that it leads to."""
    filled = {"what": "", "detail": "", **values, "last": years[0], "year": years[1]}
    topic = text(f"rollforward.topic_{code}", language)
    what = str(filled["what"]) or text(f"rollforward.{code}_what", language, **filled)
    return Line((topic, name, cell, what, text(f"rollforward.{code}", language, **filled)), name, cell)


def _is_figure(table: Table, column: Column, records: list[int]) -> bool:
    """Tell whether a column holds numbers or ratings of last year, which the new year may need to change."""
    if column.folded:
        return any(table.values[column.id][record] for record in records)
    return column.type in _FIGURES and any(last(table, record, column.id) is not None for record in records)


def _shown_factor(factor: float, language: Language) -> str:
    written = f"{factor:.6g}"
    return written.replace(".", ",") if language == "nl" else written


def _words(values: dict[str, list[Any]], record: int, language: Language) -> Iterator[str]:
    for name in ("contract", "entity", "site", "product", "supplier", "activity"):
        if name in values and values[name][record]:
            word = str(values[name][record])
            yield activity_name(word, language) if name == "activity" else word


def last(table: Table, record: int, name: str) -> float | None:
    """Return a number of last year; None for a blank cell or a word."""
    value = table.values[name][record] if name in table.values else None
    return float(value) if isinstance(value, int | float) and value == value else None
