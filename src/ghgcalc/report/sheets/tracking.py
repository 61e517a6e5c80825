"""The sheet Plan versus actual: the way from plan to actual, each lever and each category, with sums as formulas."""

from __future__ import annotations

from typing import Any

from ghgcalc.report.contents import category_label
from ghgcalc.report.sheets.book import Book, Column, Formula
from ghgcalc.report.tracking_contents import SUMS, tracking_title
from ghgcalc.tracking import Tracking

_HEAD = 3


def write_tracking(book: Book, tracking: Tracking) -> None:
    """Write plan versus actual; totals of the way and differences are formulas."""
    language = book.language
    notes = " ".join(tracking.notes_nl if language == "nl" else tracking.notes_en)
    sheet = book.sheet("tracking", title=tracking_title(tracking, language), note=notes)
    sums = [Column(book.word(f"tracking_{name}"), "tonnes", 13) for name in SUMS]
    more = [
        Column(book.word("tracking_planned_abatement"), "tonnes", 13),
        Column(book.word("tracking_shared"), "text", 26),
    ]
    levers = [Column(book.word("tracking_levers"), width=46), *sums, *more]
    steps = _steps(tracking, language)
    book.arrange(sheet, book.widths(levers, steps))
    totals = [None if row["kind"] == "delta" else ["strong", "strong_tonnes"] for row in _records(tracking.bridge)]
    bridge = [Column(book.word("tracking_bridge")), Column("tCO2e", "tonnes")]
    row = book.table(sheet, _HEAD, bridge, steps, styles=totals) + 1
    if len(tracking.levers):
        rows = [
            [
                f"{one['lever_id']} {one[f'label_{language}']}",
                *_sums(one, row + 2 + place),
                one["abatement_planned_tco2e"],
                one["shared_with"],
            ]
            for place, one in enumerate(_records(tracking.levers))
        ]
        row = book.table(sheet, row, levers, rows) + 1
    rows = [
        [category_label(str(one["category"]), language), *_sums(one, row + 2 + place), one[f"reason_{language}"]]
        for place, one in enumerate(_records(tracking.categories))
    ]
    book.table(
        sheet, row, [Column(book.word("tracking_categories")), *sums, Column(book.word("tracking_reason"))], rows
    )
    sheet.freeze_panes(_HEAD, 1)


def _steps(tracking: Tracking, language: str) -> list[list[Any]]:
    """Return the way as name and tonnes; each total after the first is the one before and what lies between."""
    rows: list[list[Any]] = []
    before = 0
    for place, row in enumerate(_records(tracking.bridge), start=_HEAD + 2):
        value: Any = float(row["tco2e"])
        if row["kind"] != "delta":
            if before:
                value = Formula(f"=SUM(B{before}:B{place - 1})", value)
            before = place
        rows.append([row[f"label_{language}"], value])
    return rows


def _sums(row: dict[str, Any], line: int) -> list[Any]:
    planned, actual, difference, *parts = (float(row[f"{name}_tco2e"]) for name in SUMS)
    return [planned, actual, Formula(f"=C{line}-B{line}", difference), *parts]


def _records(frame: Any) -> list[dict[str, Any]]:
    return list(frame.to_dict("records"))
