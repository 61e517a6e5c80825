"""The sheets BAU, Targets and Levers: what happens without action, what is asked, and what is planned."""

from __future__ import annotations

from typing import Any

from ghgcalc.levers.library import group_name
from ghgcalc.plot.words import bau_type
from ghgcalc.presentation.nouns import RoadmapNoun
from ghgcalc.report.contents import category_label
from ghgcalc.report.roadmap_contents import LEVER_COLUMNS, check_result, lever_record
from ghgcalc.report.sheets.book import Book, Column, Formula
from ghgcalc.texts import text
from ghgcalc.vocabulary import category_order

_HEAD = 3
_SHARES = ("share_from", "share_to", "effectiveness", "rebound")
_NUMBERS = ("ratio", "factor_after", "tonnes", "capex_eur", "subsidy_eur", "opex_eur_per_year", "lifetime_years")


def write_bau(book: Book, roadmap: RoadmapNoun) -> None:
    """Write BAU per category × year, with a total that is a formula."""
    from xlsxwriter.utility import xl_col_to_name

    language = book.language
    method = text(f"scope2.{roadmap.bau.scope2}", language)
    note = f"{text(f'plot.bau_{bau_type(roadmap)}', language)} {text('plot.caption_scope2', language, method=method)}"
    sheet = book.sheet("bau", title=book.word("bau_title"), note=note)
    pathway = roadmap.bau.pathway()
    table = pathway.pivot_table(index="category", columns="year", values="tco2e", aggfunc="sum")
    table = table.loc[sorted(table.index, key=lambda category: category_order(str(category)))]
    years = [int(year) for year in table.columns]
    columns = [Column(book.word("column_category"), width=30), *(Column(str(year), "tonnes") for year in years)]
    rows: list[list[Any]] = [
        [category_label(str(category), language), *(float(value) for value in values)]
        for category, values in zip(table.index, table.to_numpy(), strict=True)
    ]
    first, last = _HEAD + 2, _HEAD + 1 + len(rows)
    sums = table.sum()
    total: list[Any] = [text("report.total", language)]
    for place, year in enumerate(years, start=1):
        letter = xl_col_to_name(place)
        total.append(Formula(f"=SUM({letter}{first}:{letter}{last})", float(sums[year])))
    book.arrange(sheet, book.widths(columns, [*rows, total]))
    styles: list[list[str] | None] = [None] * len(rows)
    book.table(sheet, _HEAD, columns, [*rows, total], styles=[*styles, ["strong"] + ["strong_tonnes"] * len(years)])
    sheet.freeze_panes(_HEAD + 1, 1)
    sheet.repeat_rows(_HEAD)


def write_targets(book: Book, roadmap: RoadmapNoun) -> None:
    """Write every target with its pathway and the criteria tested."""
    language = book.language
    sheet = book.sheet("targets", title=book.word("targets_title"), note=text("report.tested_not_approved", language))
    names = ("target", "scopes", "method", "ambition", "rulebook", "base_year", "target_year")
    columns = [
        *(Column(book.word(f"column_{name}"), "year" if name.endswith("year") else "text") for name in names),
        Column(book.word("column_base_tco2e"), "tonnes"),
        Column(book.word("column_annual_rate"), "share"),
        Column(book.word("column_reduction"), "share"),
        Column(book.word("column_target_tco2e"), "tonnes"),
    ]
    rows = [
        [t.name, "+".join(map(str, t.scopes)), t.method, t.ambition, t.rulebook, t.base_year, t.target_year,
         float(t.base_tco2e), float(t.annual_rate), float(t.reduction), float(t.target_tco2e)]
        for t in roadmap.targets
    ]  # fmt: skip
    check_columns = [
        Column(book.word("column_target")), Column(book.word("criterion")), Column(book.word("result")),
        Column(book.word("rule")), Column(book.word("detail")), Column(book.word("source")),
    ]  # fmt: skip
    checks = [
        [str(target.name), str(row["id"]), check_result(str(row["result"]), language), str(row[f"rule_{language}"]),
         str(row.get(f"detail_{language}", "") or ""), str(row.get("source", "") or "")]
        for target in roadmap.targets
        for row in target.checks.to_dict("records")
    ]  # fmt: skip
    years = sorted({int(year) for target in roadmap.targets for year in target.pathway})
    way_columns = [Column(book.word("column_pathway"), "text"), *(Column(str(year), "tonnes") for year in years)]
    ways = [
        [str(target.name), *(float(target.pathway[year]) if year in target.pathway else None for year in years)]
        for target in roadmap.targets
    ]
    book.arrange(sheet, [30.0, *[15.0] * max(len(way_columns) - 1, 10)])
    below = book.table(sheet, _HEAD, columns, rows)
    below = book.table(sheet, below + 1, way_columns, ways)
    book.write(sheet, below + 1, 0, book.word("checks"), "subtitle")
    for line, row in enumerate(checks, start=below + 3):
        lines = max(len(row[3]) // 42 + 1, len(row[4]) // 42 + 1, len(row[5]) // 28 + 1, len(row[0]) // 28 + 1)
        sheet.set_row(line, 15 * lines)
    _merged_checks(book, sheet, below + 2, check_columns, checks)
    sheet.freeze_panes(_HEAD + 1, 1)


def _merged_checks(book: Book, sheet: Any, row: int, columns: list[Column], checks: list[list[str]]) -> None:
    """Write the criteria with the long sentences across three columns each, so that they can be read."""
    spans = ((0, 0), (1, 1), (2, 2), (3, 5), (6, 8), (9, 10))
    for offset, values in enumerate([[column.head for column in columns], *checks]):
        form = book.formats["head" if offset == 0 else "wrap"]
        for (first, last), value in zip(spans, values, strict=True):
            if first == last:
                sheet.write_string(row + offset, first, value, form)
            else:
                sheet.merge_range(row + offset, first, row + offset, last, "", form)
                sheet.write_string(row + offset, first, value, form)


def write_levers(book: Book, roadmap: RoadmapNoun, *, year: int, attribution: str) -> None:
    """Write every lever with its assumptions and the abatement attributed to it in one year."""
    language = book.language
    sheet = book.sheet("levers", title=book.word("levers_title", year=year), note=book.word("levers_note"))
    steps = roadmap.waterfall(year=year, attribution=attribution)
    changes = steps[steps["kind"] == "delta"]
    abated = {str(key): float(value) for key, value in zip(changes["step"], changes["tco2e"], strict=True)}
    named = {
        (str(group), str(name)): float(value)
        for group, name, value in zip(changes["group"], changes[f"label_{language}"], changes["tco2e"], strict=True)
    }
    style = {
        **dict.fromkeys(_SHARES, "share"), **dict.fromkeys(_NUMBERS, "number"), "start_year": "year",
        "end_year": "year",
    }  # fmt: skip
    columns = [Column(book.word(f"column_{name}"), style.get(name, "text")) for name in LEVER_COLUMNS]
    columns.insert(3, Column(book.word("column_effect", year=year), "tonnes"))
    rows = []
    for lever in roadmap.levers:
        record = lever_record(lever, language)
        found = abated.get(str(record["lever_id"]), named.get((str(record["group"]), str(record["name"]))))
        record["group"] = group_name(str(record["group"]), language)
        record["mechanism"] = text(f"report.mechanism_{record['mechanism']}", language)
        record["curve"] = text(f"report.curve_{record['curve']}", language) if record["curve"] else ""
        record["who_pays"] = text(f"costs.payer.{record['who_pays']}", language) if record["who_pays"] else ""
        values = [record[name] for name in LEVER_COLUMNS]
        values.insert(3, found)
        rows.append([value if value != "" else None for value in values])
    book.arrange(sheet, book.widths(columns, rows), pages_wide=2)
    book.table(sheet, _HEAD, columns, rows, is_main=True)
    sheet.freeze_panes(_HEAD + 1, 2)
