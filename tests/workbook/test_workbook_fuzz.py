"""A hundred and sixty damaged workbooks: every damaged cell is named, none is counted as a number."""

import datetime as dt
import random

import pytest
from workbook_tools import ExcelError, Uncalculated, copy_grids, outcome, put, save, spot

from ghgcalc.addresses import address
from ghgcalc.errors import DataError
from ghgcalc.schema import ACTIVITY_SHEETS, sheet
from ghgcalc.workbook import read_workbook
from ghgcalc.workbook.examples import load_example

#: What people and programs leave in a cell that should hold an amount; none of it is a number of 0 or more.
NO_AMOUNT = [
    "", "n.v.t.", "onbekend", "-", "?", "12 kWh", "1.234.56", "#N/A", "#NUM!", "#WAARDE!", "1/2", "=A1", "+", "∞",
    "１２",
    -1, -0.001, "-5", "(5)", True, False, "\u200b", "NaN", "Infinity", "1e999", "0x1F", "<v>5</v>", "5\n6", "5;6",
    ExcelError("#N/A"), ExcelError("#NUM!"), ExcelError("#DIV/0!"), ExcelError("#REF!"), Uncalculated("=1+1"),
    dt.datetime(2025, 1, 1), "2025-01-01", "x" * 500,
]  # fmt: skip
NO_WORD = ["", "zzzz", 17.5, True, ExcelError("#NAME?"), "=1", "' OR 1=1", "\u202e", "{value}", "%s", "a" * 300]
ROWS = {name: len(load_example("fashion-retailer").rows.get(name, ())) for name in ACTIVITY_SHEETS}


@pytest.mark.parametrize("seed", range(120))
def test_every_damaged_cell_is_named_and_none_is_counted(tmp_path, seed):
    draw = random.Random(seed)
    book = copy_grids("fashion-retailer", "nl")
    damaged = {}
    for _ in range(draw.randint(2, 12)):
        sheet_id = draw.choice([name for name, rows in ROWS.items() if rows])
        record = draw.randrange(ROWS[sheet_id])
        column = draw.choice([c for c in sheet(sheet_id).columns if c.required])
        value = draw.choice(NO_WORD if column.type in ("activity", "unit", "category") else NO_AMOUNT)
        if column.type == "year" and (isinstance(value, dt.datetime) or value == "2025-01-01"):
            continue  # a date is understood as its year
        where = spot(sheet_id, record, column.id)
        put(book, "nl", sheet_id, where, value)
        damaged[sheet(sheet_id).title["nl"], address(*where)] = value
    with pytest.raises(DataError) as caught:
        read_workbook(save(tmp_path / "a.xlsx", book))
    named = {(p.sheet, p.cell) for p in caught.value.problems if p.severity == "error"}
    missed = {place: value for place, value in damaged.items() if place not in named}
    assert missed == {}
    assert str(caught.value)


@pytest.mark.parametrize("seed", range(20))
def test_the_sum_of_what_is_read_never_holds_a_damaged_cell(tmp_path, seed):
    """A whole row may go, but an amount that stays is the one that was there."""
    draw = random.Random(seed)
    book = copy_grids("ikea", "nl")
    rows = load_example("ikea").rows["reported"]
    gone = set(draw.sample(range(len(rows)), draw.randint(1, 20)))
    for record in gone:
        for column in sheet("reported").columns:
            blank = draw.choice(["", "  ", "\u00a0"])
            put(book, "nl", "reported", spot("reported", record, column.id), blank)
    activity = read_workbook(save(tmp_path / "a.xlsx", book)).activity
    assert activity.value.sum() == sum(float(row["value"]) for i, row in enumerate(rows) if i not in gone)


@pytest.mark.parametrize("seed", range(20))
def test_shuffled_headers_and_random_cells_never_crash(tmp_path, seed):
    draw = random.Random(seed)
    book = copy_grids(draw.choice(["fashion-retailer", "ikea", "hm"]), "nl")
    for rows in book.values():
        if draw.random() < 0.4:
            draw.shuffle(rows)
        for row in rows:
            if draw.random() < 0.05:
                draw.shuffle(row)
        if rows and draw.random() < 0.3:
            del rows[draw.randrange(len(rows))]
    assert outcome(save(tmp_path / "a.xlsx", book))
