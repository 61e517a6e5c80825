"""Plausibility guards ask about a figure, name its cell, and are silent once it is confirmed."""

from __future__ import annotations

import pytest
from workbook_tools import edited, spot

from ghgcalc.addresses import address
from ghgcalc.schema import sheet
from ghgcalc.texts import LANGUAGES
from ghgcalc.workbook import check_workbook, read_workbook, write_template
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
