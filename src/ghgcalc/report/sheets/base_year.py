"""The sheet Base year: original and recalculated figures per category, and the log of changes."""

from __future__ import annotations

from typing import Any

from ghgcalc.base_year import BaseYear
from ghgcalc.presentation.numbers import format_share
from ghgcalc.report.contents import category_label
from ghgcalc.report.sheets.book import Book, Column, Formula, known
from ghgcalc.report.sheets.inventory import InventoryAddresses
from ghgcalc.report.words import method_label, translated
from ghgcalc.texts import text

_HEAD = 3
_WIDTHS = (40.0, 18.0, 18.0, 18.0, 20.0, 16.0, 18.0, 34.0, 46.0, 40.0, 22.0)
#: Columns of the sheet when nothing changed.
_WITHOUT_CHANGES = 4


def write_base_year(book: Book, base: BaseYear, totals: InventoryAddresses) -> None:
    """Write what recalculation changed, and every change that was looked at."""
    language, policy = book.language, base.policy
    method = method_label(base.scope2, language)
    threshold = "" if policy is None else format_share(policy.significance_threshold, language=language, decimals=1)
    words = book.word("base_year_note", method=method, threshold=threshold) if threshold else ""
    title = f"{book.word('sheet_base_year')} {base.year}"
    sheet = book.sheet("base_year", title=title, note=words)
    book.arrange(sheet, _WIDTHS, printed=_WITHOUT_CHANGES if base.log.empty else None)
    row = _HEAD
    if base.reason:
        book.write(sheet, row, 0, f"{book.word('base_year_reason')}: {base.reason}")
        row += 2
    below = _write_categories(book, sheet, row, base, totals)
    book.write(sheet, below + 1, 0, text("base_year.log", language), "subtitle")
    if base.log.empty:
        book.write(sheet, below + 2, 0, book.word("base_year_empty"), "quiet")
        return
    columns = [
        Column(book.word("column_change"), "wrap"), Column(book.word("column_year"), "year"),
        Column(book.word("column_entity"), "wrap"), Column(book.word("column_category"), "wrap"),
        Column(book.word("column_effect_tco2e"), "tonnes"), Column(book.word("column_share_of_base"), "share"),
        Column(book.word("column_cumulative_share"), "share"), Column(book.word("column_decision"), "wrap"),
        Column(book.word("column_reason"), "wrap"), Column(book.word("column_note"), "wrap"),
        Column(book.word("column_where"), "wrap"),
    ]  # fmt: skip
    rows = [_log_row(record, language) for record in base.log.to_dict("records")]
    book.table(sheet, below + 2, columns, rows)


def _log_row(record: dict[Any, Any], language: str) -> list[Any]:
    category = str(record["category"] or "")
    note = ". ".join(str(part) for part in (record["note"], record["source"]) if isinstance(part, str) and part)
    where = " ".join(str(part) for part in (record["sheet"], record["cell"]) if isinstance(part, str) and part)
    return [
        str(record[f"label_{language}"]), record["year"], str(record["entity"] or ""),
        category_label(category, language) if category else "", record["effect_tco2e"], record["share_of_base"],
        known(record["cumulative_share"]), translated("decision", record["decision"], language),
        str(record[f"reason_{language}"]), note, where,
    ]  # fmt: skip


def _write_categories(book: Book, sheet: Any, row: int, base: BaseYear, totals: InventoryAddresses) -> int:
    """Write original, recalculated and change per category, the middle one from the sheet Inventory."""
    language = book.language
    columns = [
        Column(book.word("column_category")),
        *(Column(f"{text(f'base_year.{name}', language)}, tCO2e", "tonnes")
          for name in ("original", "recalculated", "change")),
    ]  # fmt: skip
    rows: list[list[Any]] = []
    for line, record in enumerate(base.adjustments().to_dict("records"), start=row + 2):
        after = float(record["recalculated_tco2e"])
        category = str(record["category"])
        rows.append([
            category_label(category, language), float(record["original_tco2e"]),
            totals.linked_category(after, category, base.year, base.scope2),
            Formula(f"=C{line}-B{line}", float(record["change_tco2e"])),
        ])  # fmt: skip
    first, last = row + 2, row + 1 + len(rows)
    sums = [base.original.total() if base.original else base.total(), base.total()]
    total = [
        text("report.total", language),
        *(Formula(f"=SUM({letter}{first}:{letter}{last})", value)
          for letter, value in zip("BCD", (*sums, sums[1] - sums[0]), strict=True)),
    ]  # fmt: skip
    strong = ["strong", *["strong_tonnes"] * 3]
    return book.table(sheet, row, columns, [*rows, total], styles=[*[None] * len(rows), strong])
