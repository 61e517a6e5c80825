"""What is left to do in a workbook that was rolled forward, as lines of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ghgcalc.addresses import address
from ghgcalc.errors import DataError
from ghgcalc.factors.activities import activity_name
from ghgcalc.texts import Language, text
from ghgcalc.units import unit_label
from ghgcalc.workbook.layout import Located
from ghgcalc.workbook.list_sheet import Line
from ghgcalc.workbook.noun import Workbook
from ghgcalc.workbook.tables import Table

#: Columns that hold what changes every year; the other columns say what it is about, and stay.
EMPTIED = ("value", "supplier_factor", "units_bought", "units_sold", "spend_eur", "employees", "confirmed")


def to_do(
    table: Table, records: list[int], targets: dict[int, int], located: Located, book: Workbook, years: tuple[int, int]
) -> Iterator[Line]:
    """Yield what a sheet asks for: its amounts, contracts to confirm, and suppliers to ask."""
    language = book.language
    values = table.values
    name = "value" if "value" in located.columns else next(n for n in EMPTIED if n in located.columns)
    where = address(targets[records[0]], located.columns[name])
    yield said("fill", table.name, where, language, years, count=len(records))
    for record in records:
        row = targets[record]
        about = " · ".join(_words(values, record, language))
        contract = str(values["instrument"][record]) if "instrument" in values else ""
        if contract:
            cell = address(row, located.columns["instrument"])
            yield said("contract", table.name, cell, language, years, what=activity_name(contract, language),
                        detail=about)  # fmt: skip
        factor = last(table, record, "supplier_factor")
        if factor is not None:
            cell = address(row, located.columns["supplier_factor"])
            unit = unit_label(str(values["supplier_factor_unit"][record]), language)
            yield said("supplier", table.name, cell, language, years, what=str(values["supplier"][record] or about),
                        detail=about, factor=_shown_factor(factor, language), unit=unit)  # fmt: skip


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

    rows = book.activity[(book.activity["year"] == recent) & (book.activity["activity"] != "reported")]
    keys = rows[["activity", "region", "unit"]].drop_duplicates().assign(year=year).reset_index(drop=True)
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
        edition = str(factors.sources.get(name, {}).get("edition", "") or "")
        code = "factors_exact" if exact == len(lines) else "factors_older"
        yield said(code, "", "", book.language, (recent, year), what=f"{name} ({edition})" if edition else name,
                    count=len(lines), exact=exact, newest=newest)  # fmt: skip


def said(code: str, name: str, cell: str, language: Language, years: tuple[int, int], **values: Any) -> Line:
    """Return one line in the language of the workbook; `name` is the sheet that it leads to."""
    filled = {"what": "", "detail": "", **values, "last": years[0], "year": years[1]}
    topic = text(f"rollforward.topic_{code}", language)
    what = str(filled["what"]) or text(f"rollforward.{code}_what", language, **filled)
    return Line((topic, name, cell, what, text(f"rollforward.{code}", language, **filled)), name, cell)


def _shown_factor(factor: float, language: Language) -> str:
    written = f"{factor:.6g}"
    return written.replace(".", ",") if language == "nl" else written


def _words(values: dict[str, list[Any]], record: int, language: Language) -> Iterator[str]:
    for name in ("entity", "site", "product", "supplier", "activity"):
        if name in values and values[name][record]:
            word = str(values[name][record])
            yield activity_name(word, language) if name == "activity" else word


def last(table: Table, record: int, name: str) -> float | None:
    """Return a number of last year; None for a blank cell or a word."""
    value = table.values[name][record] if name in table.values else None
    return float(value) if isinstance(value, int | float) and value == value else None
