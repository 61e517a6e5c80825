"""Rows that hardly reduce to keys are summed straight from the rows; the answers are those of the cells."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_inventory_twin import FACTORS, KEYS, activity_rows

from ghgcalc.inventory import blocks, calculate_inventory, keys, ledger
from ghgcalc.inventory.keys import Numbering

QUESTIONS = [
    (),
    ("entity",),
    ("category", "entity", "year"),
    ("factor_id",),
    tuple(KEYS),
    ("activity_category", "region"),
]


@st.composite
def rows_with_suppliers(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(activity_rows(least=2))
    given_factor = [draw(st.none() | st.floats(0, 9)) for _ in range(len(rows))]
    fibre = rows["activity"] == "fibre"
    rows["supplier_factor"] = np.where(fibre, np.array(given_factor, float), np.nan)
    rows["supplier_factor_unit"] = np.where(fibre, "kg CO2e/kg", "")
    return rows


@pytest.fixture(params=[1 << 22, 1], ids=["table", "hashed"], scope="module")
def straight_from_rows(request):
    """Treat every ledger as one whose rows hardly reduce, with blocks of three rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_ROWS", 3)
        patch.setattr(keys, "DENSE_COMBINATIONS", request.param)
        patch.setattr(ledger, "_FEW_ROWS", 0)
        patch.setattr(ledger, "_ROWS_PER_KEY", 1e9)
        yield


@settings(max_examples=40, deadline=None)
@given(rows=rows_with_suppliers())
def test_sums_from_rows_are_those_of_the_cells(straight_from_rows: None, rows: pd.DataFrame) -> None:
    wide, reduced = (calculate_inventory(rows, FACTORS) for _ in range(2))
    assert wide._ledger.is_wide or len(set(rows["entity"])) == 1
    assert reduced.cells["tco2e"].ge(0).all()  # from here on its answers come from the cells
    for columns in QUESTIONS:
        found, expected = (inventory.by(*columns, scope2="market") for inventory in (wide, reduced))
        pd.testing.assert_frame_equal(found, expected, rtol=1e-12)
    assert wide.total(scope2="market") == pytest.approx(reduced.total(scope2="market"), rel=1e-12)
    year = wide.years[0]
    assert wide.total(scope2="market", year=year) == pytest.approx(reduced.total(scope2="market", year=year), rel=1e-12)


def test_a_wide_ledger_is_not_reduced_to_answer(straight_from_rows: None) -> None:
    rows = pd.DataFrame(
        {"year": 2025, "activity": "fibre", "region": "NL", "entity": ["a", "b"], "value": 2.0, "unit": "kg"}
    )
    inventory = calculate_inventory(rows, FACTORS)
    asked = inventory.by("entity", scope2="market")
    assert asked["tco2e"].tolist() == pytest.approx([0.0066, 0.0066])
    assert "reduced" not in vars(inventory._table)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.floats(0, 10)), min_size=1, max_size=40))
def test_sums_per_key_equal_a_groupby(straight_from_rows: None, rows: list[tuple[int, int, float]]) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b", "weight"])
    coded = {name: keys.Coded.of(frame[name]) for name in ("a", "b")}
    found = keys.distinct_keys(coded, frame["weight"].to_numpy())
    labels = zip(found.columns["a"].values(), found.columns["b"].values(), strict=True)
    sums = dict(zip(labels, found.sums[0], strict=True))
    assert sums == pytest.approx(frame.groupby(["a", "b"])["weight"].sum().to_dict())
    numbering = Numbering(coded, len(frame))
    number = numbering.of_all()
    assert (numbering.distinct["a"].take(number).values() == frame["a"].to_numpy()).all()
    assert (numbering.distinct["b"].take(number).values() == frame["b"].to_numpy()).all()
