"""The sheet Targets: every target as a formula of base year and rate, and the criteria tested."""

from __future__ import annotations

import math
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ghgcalc.presentation.nouns import RoadmapNoun
from ghgcalc.report.roadmap_contents import check_result
from ghgcalc.report.sheets.book import Book, Column, Formula
from ghgcalc.report.sheets.inventory import InventoryAddresses
from ghgcalc.report.words import criterion_name, named
from ghgcalc.texts import text

_HEAD = 3
_YEAR, _BASE, _RATE, _REDUCTION = "F", "H", "I", "J"


def write_targets(book: Book, roadmap: RoadmapNoun, totals: InventoryAddresses) -> dict[tuple[int, str], str]:
    """Write every target with its pathway and the criteria tested; return the address per (year, target)."""
    language = book.language
    note = f"{text('report.tested_not_approved', language)} {book.word('targets_live')}"
    sheet = book.sheet("targets", title=book.word("targets_title"), note=note)
    names = ("target", "scopes", "method", "ambition", "rulebook", "base_year", "target_year")
    columns = [
        *(Column(book.word(f"column_{name}"), "year" if name.endswith("year") else "wrap") for name in names),
        Column(book.word("column_base_tco2e"), "tonnes"), Column(book.word("column_annual_rate"), "input_share"),
        Column(book.word("column_reduction"), "share"), Column(book.word("column_target_tco2e"), "tonnes"),
    ]  # fmt: skip
    rows = []
    for line, t in enumerate(roadmap.targets, start=_HEAD + 2):
        base, rate, reduction, end = (float(v) for v in (t.base_tco2e, t.annual_rate, t.reduction, t.target_tco2e))
        years = t.target_year - t.base_year
        cut = Formula(f"=MIN(1,{_RATE}{line}*({t.target_year}-{_YEAR}{line}))", reduction)
        left = Formula(f"={_BASE}{line}*(1-{_REDUCTION}{line})", end)
        rows.append([
            t.name, "+".join(map(str, t.scopes)), *(named(n, getattr(t, n), language) for n in names[2:5]),
            t.base_year, t.target_year, totals.linked(base, t.scopes, int(t.base_year), roadmap.base.scope2), rate,
            cut if math.isclose(min(1.0, rate * years), reduction, rel_tol=1e-12) else reduction,
            left if math.isclose(base * (1.0 - reduction), end, rel_tol=1e-12) else end,
        ])  # fmt: skip
    years = sorted({int(year) for target in roadmap.targets for year in target.pathway})
    way_columns = [Column(book.word("column_pathway"), "text"), *(Column(str(year), "tonnes") for year in years)]
    ways = [
        [str(t.name), *(_step(t, year, line) if year in t.pathway else None for year in years)]
        for line, t in enumerate(roadmap.targets, start=_HEAD + 2)
    ]
    book.arrange(sheet, [28.0, 15.0, 19.0, 18.0, 28.0, *[15.0] * max(len(way_columns) - 5, 6)])
    below = book.table(sheet, _HEAD, columns, rows)
    way_row = below + 1
    below = book.table(sheet, way_row, way_columns, ways)
    book.write(sheet, below + 1, 0, book.word("checks"), "subtitle")
    _write_checks(book, sheet, below + 2, roadmap)
    sheet.repeat_rows(below + 2)
    sheet.freeze_panes(_HEAD + 1, 1)
    where = book.ref("targets")
    return {
        (year, str(t.name)): f"{where}${xl_col_to_name(years.index(year) + 1)}${way_row + 2 + place}"
        for place, t in enumerate(roadmap.targets)
        for year in (int(known) for known in t.pathway)
    }


def _step(target: Any, year: int, line: int) -> float | Formula:
    """Return one year of a pathway: a formula when the pathway is linear in the base year."""
    value = float(target.pathway[year])
    linear = float(target.base_tco2e) * max(0.0, 1.0 - float(target.annual_rate) * (year - target.base_year))
    if not math.isclose(linear, value, rel_tol=1e-12, abs_tol=1e-9):
        return value
    return Formula(f"=${_BASE}${line}*MAX(0,1-${_RATE}${line}*({year}-${_YEAR}${line}))", value)


def _write_checks(book: Book, sheet: Any, row: int, roadmap: RoadmapNoun) -> None:
    """Write the criteria with the long sentences across several columns, so that they can be read."""
    language = book.language
    heads = [book.word("column_target"), *(book.word(w) for w in ("criterion", "result", "rule", "detail", "source"))]
    checks = [
        [str(target.name), criterion_name(str(found["id"]), language), check_result(str(found["result"]), language),
         str(found[f"rule_{language}"]), str(found.get(f"detail_{language}", "") or ""),
         str(found.get("source", "") or "")]
        for target in roadmap.targets
        for found in target.checks.to_dict("records")
    ]  # fmt: skip
    spans, wide = ((0, 0), (1, 1), (2, 2), (3, 4), (5, 7), (8, 10)), (28, 13, 16, 39, 41, 41)
    for offset, values in enumerate([heads, *checks]):
        if offset:
            lines = max(len(value) // width + 1 for value, width in zip(values, wide, strict=True))
            sheet.set_row(row + offset, 15 * lines)
        for (first, last), value in zip(spans, values, strict=True):
            form = book.formats[("wrap" if offset else "head") + ("_indented" if first else "")]
            if first == last:
                sheet.write_string(row + offset, first, value, form)
            else:
                sheet.merge_range(row + offset, first, row + offset, last, "", form)
                sheet.write_string(row + offset, first, value, form)
