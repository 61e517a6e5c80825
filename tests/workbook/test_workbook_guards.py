"""Plausibility guards ask about a figure, name its cell, and are silent once it is confirmed."""

from __future__ import annotations

import dataclasses

import pytest
from workbook_tools import edited, spot

import ghgcalc as gc
from ghgcalc.addresses import address
from ghgcalc.chain import calculate_workbook
from ghgcalc.schema import sheet
from ghgcalc.texts import LANGUAGES
from ghgcalc.workbook import check_workbook, footprint_problems, read_workbook, write_template
from ghgcalc.workbook.examples import load_example
from ghgcalc.workbook.guards import guards


def asked(path):
    return [p for p in check_workbook(path) if p.code.startswith("guard")]


def test_every_guard_is_labelled_and_looks_at_columns_that_exist():
    assert len({guard.id for guard in guards()}) == len(guards())
    for guard in guards():
        columns = {column.id for column in sheet(guard.sheet).columns}
        assert guard.low < guard.high
        assert guard.confidence in ("published", "assumption")
        assert guard.source
        assert set(guard.name) == set(guard.shown) == set(LANGUAGES)
        assert guard.amount in columns | {""}
        assert guard.per in columns | {"", "mass_bought"}
        assert {name for name, _ in guard.per_is} <= columns
        assert "confirmed" in columns


@pytest.mark.parametrize(
    ("changes", "cell", "figure"),
    [
        ({("energy", 3, "value"): 782_000, ("energy", 3, "size"): 400, ("energy", 3, "size_unit"): "m2"},
         ("energy", 3, "value"), "1.960"),
        ({("energy", 9, "value"): 245_000, ("energy", 9, "size"): 19, ("energy", 9, "size_unit"): "auto's"},
         ("energy", 9, "value"), "12.900"),
        ({("refrigerants", 0, "value"): 6500}, ("refrigerants", 0, "value"), "6.500"),
        ({("waste", 0, "value"): 42_000}, ("waste", 0, "value"), "42.000.000"),
    ],
)  # fmt: skip
def test_an_unusual_figure_is_asked_about_and_can_be_confirmed(tmp_path, changes, cell, figure):
    path = edited(tmp_path / "odd.xlsx", changes)
    problem = next(p for p in asked(path) if p.cell == address(*spot(*cell)))
    assert (problem.sheet, problem.severity) == (sheet(cell[0]).title["nl"], "warning")
    assert f"is {figure} " in problem.problem("nl")
    assert "meestal" in problem.problem("nl")
    amount = read_workbook(path).activity
    confirmed = edited(tmp_path / "fine.xlsx", changes | {(cell[0], cell[1], "confirmed"): "ja"})
    assert not [p for p in asked(confirmed) if p.cell == problem.cell]
    assert (read_workbook(confirmed).activity["value"] == amount["value"]).all()


@pytest.mark.parametrize(
    ("changes", "unit"),
    [
        ({("waste", 0, "value"): 42_000, ("waste", 0, "unit"): "t"}, "kg"),
        ({("energy", 4, "value"): 412_000, ("energy", 4, "unit"): "MWh"}, "kWh"),
    ],
)
def test_a_unit_that_would_fit_is_suggested(tmp_path, changes, unit):
    problem = asked(edited(tmp_path / "odd.xlsx", changes))[0]
    assert problem.code == "guard_unit"
    assert unit in problem.hint("nl")


def test_the_examples_ask_nothing(tmp_path):
    for language in LANGUAGES:
        path = write_template(tmp_path / f"{language}.xlsx", language=language, example="fashion-retailer")
        assert asked(path) == []


@pytest.mark.parametrize(
    ("example", "sheet_id", "changes", "figure"),
    [
        ("fashion-brand", "products", {"mass_kg": 40}, "kgCO2e per kledingstuk"),
        ("shoe-brand", "products", {"mass_kg": 3.9}, "kgCO2e per paar"),
        ("fashion-retailer", "purchased_goods", {"supplier_factor": 0.2, "supplier_factor_unit": "stuk"},
         "uitstoot van een kledingstuk is 0,2 "),
    ],
)  # fmt: skip
def test_emissions_per_garment_or_pair_are_asked_about_after_the_calculation(
    tmp_path, example, sheet_id, changes, figure
):
    rows = load_example(example).rows[sheet_id]
    record = next(i for i, row in enumerate(rows) if sheet_id == "products" or row["unit"] == "piece")
    odd = {(sheet_id, record, name): value for name, value in changes.items()}
    path = edited(tmp_path / "odd.xlsx", odd, example=example)
    results = calculate_workbook(read_workbook(path))
    cell = address(*spot(sheet_id, record, "units_bought" if sheet_id == "products" else "value"))
    problem = next(p for p in results.unusual if p.cell == cell)
    assert (problem.sheet, problem.severity) == (sheet(sheet_id).title["nl"], "warning")
    assert figure in problem.problem("nl")
    assert problem in results.warnings
    sure = edited(tmp_path / "sure.xlsx", odd | {(sheet_id, record, "confirmed"): "ja"}, example=example)
    after = calculate_workbook(read_workbook(sure))
    assert cell not in {p.cell for p in after.unusual}
    assert after.inventory.total(scope2="market") == results.inventory.total(scope2="market")


def test_the_footprint_per_unit_is_that_of_the_row_alone(tmp_path):
    """One line, computed by hand: 0.16 kg of cotton at its factor, and nothing of the other lines."""
    path = write_template(tmp_path / "a.xlsx", language="nl", example="fashion-retailer")
    results = gc.calculate_workbook(gc.read_workbook(path))
    assert results.unusual == ()
    row = next(r for r in results.book.activity.itertuples() if r.unit == "piece" and r.activity.startswith("product."))
    lines = results.inventory.lines
    own = lines[(lines["sheet"] == row.sheet) & (lines["cell"] == row.cell) & (lines["category"] == "3.1")]
    per_piece = own["tco2e"].sum() * 1000 / row.value
    guard = next(g for g in guards() if g.footprint and g.activities == ("product.garment",))
    assert guard.low < per_piece < guard.high
    activity = results.book.activity
    is_own = activity["cell"] == row.cell
    changed = activity.assign(
        supplier_factor=activity["supplier_factor"].mask(is_own, guard.high + 1),
        supplier_factor_unit=activity["supplier_factor_unit"].mask(is_own, "piece"),
    )
    scaled = gc.calculate_workbook(dataclasses.replace(results.book, activity=changed))
    assert [p.cell for p in footprint_problems(scaled.book, scaled.inventory) if p.sheet == row.sheet] == [row.cell]
