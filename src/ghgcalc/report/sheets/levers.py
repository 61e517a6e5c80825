"""The sheet Levers: what is planned, what each lever abates, and sums per group as formulas."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ghgcalc.levers.library import group_name
from ghgcalc.presentation.nouns import RoadmapNoun
from ghgcalc.report.roadmap_contents import LEVER_COLUMNS, lever_record
from ghgcalc.report.sheets.book import Book, Column, Formula
from ghgcalc.report.words import named
from ghgcalc.texts import text

_HEAD = 3
_EFFECT = 3
_SHARES = ("share_from", "share_to", "effectiveness", "rebound")
_WRAPPED = {"name": 32.0, "group": 18.0, "mechanism": 17.0, "selector": 40.0, "source": 60.0}
_NUMBERS = ("ratio", "factor_after", "tonnes", "capex_eur", "subsidy_eur", "opex_eur_per_year", "lifetime_years")


def write_levers(book: Book, roadmap: RoadmapNoun, *, year: int, attribution: str) -> dict[str, tuple[str, float]]:
    """Write every lever with its assumptions and abatement in one year; return address and value per lever name."""
    language = book.language
    sheet = book.sheet("levers", title=book.word("levers_title", year=year), note=book.word("levers_note"))
    steps = roadmap.waterfall(year=year, attribution=attribution)
    changes = steps[steps["kind"] == "delta"]
    abated = {str(key): float(value) for key, value in zip(changes["step"], changes["tco2e"], strict=True)}
    by_name = {
        (str(group), str(name)): float(value)
        for group, name, value in zip(changes["group"], changes[f"label_{language}"], changes["tco2e"], strict=True)
    }
    style = {
        **dict.fromkeys(_SHARES, "share"), **dict.fromkeys(_NUMBERS, "number"), "start_year": "year",
        "end_year": "year", **dict.fromkeys(_WRAPPED, "wrap"),
    }  # fmt: skip
    columns = [
        Column(book.word(f"column_{name}"), style.get(name, "text"), _WRAPPED.get(name, 0)) for name in LEVER_COLUMNS
    ]
    columns.insert(_EFFECT, Column(book.word("column_effect", year=year), "tonnes"))
    rows: list[list[Any]] = []
    found_at: dict[str, tuple[str, float]] = {}
    letter = xl_col_to_name(_EFFECT)
    for line, lever in enumerate(roadmap.levers, start=_HEAD + 2):
        record = lever_record(lever, language)
        key = (str(record["group"]), str(record["name"]))
        effect = abated.get(str(record["lever_id"]), by_name.get(key))
        if effect is not None:
            found_at[key[1]] = (f"{book.ref('levers')}${letter}${line}", effect)
        record["group"] = group_name(key[0], language)
        for column in ("mechanism", "curve", "to_activity"):
            record[column] = named(column, record[column], language)
        record["who_pays"] = text(f"costs.payer.{record['who_pays']}", language) if record["who_pays"] else ""
        values = [record[name] for name in LEVER_COLUMNS]
        values.insert(_EFFECT, effect)
        rows.append([value if value != "" else None for value in values])
    printed = LEVER_COLUMNS.index("confidence") + 2
    book.arrange(sheet, book.widths(columns, rows), printed=printed)
    below = book.table(sheet, _HEAD, columns, rows, is_main=True)
    sheet.freeze_panes(_HEAD + 1, 2)
    if rows:
        below = _write_groups(book, sheet, below + 1, rows, letter)
    sheet.print_area(0, 0, below - 1, printed - 1)
    return found_at


def _write_groups(book: Book, sheet: Any, row: int, rows: list[list[Any]], letter: str) -> int:
    """Write the abatement per group and in total, as formulas; return the row below."""
    first, last = _HEAD + 2, _HEAD + 1 + len(rows)
    groups = list(dict.fromkeys(values[2] for values in rows if values[2]))
    sums = [
        [group, Formula(
            f"=SUMPRODUCT(--($C${first}:$C${last}=C{row + 2 + place}),${letter}${first}:${letter}${last})",
            sum(float(values[_EFFECT] or 0.0) for values in rows if values[2] == group),
        )]
        for place, group in enumerate(groups)
    ]  # fmt: skip
    everything = sum(float(values[_EFFECT] or 0.0) for values in rows)
    sums.append([text("report.total", book.language), Formula(f"=SUM({letter}{first}:{letter}{last})", everything)])
    columns = [Column(book.word("levers_by_group")), Column("tCO2e", "tonnes")]
    strong = ["strong", "strong_tonnes"]
    return book.table(sheet, row, columns, sums, styles=[*[None] * len(groups), strong], first_column=2)
