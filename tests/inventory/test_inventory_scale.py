"""What makes large inventories fast changes no answer: folded columns, threads, gases from rows, another GWP set."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ghgcalc.coded import Coded
from ghgcalc.factors import EmissionFactors, load_factors
from ghgcalc.inventory import Inventory, blocks, calculate_inventory, folds, ledger
from ghgcalc.inventory.keys import Numbering

GAS_FACTORS = EmissionFactors.from_frame(
    pd.DataFrame(
        [
            {"activity": "gas", "kgco2e": 2.06, "kgco2": 2.0, "kgch4": 0.001, "kgn2o": 0.0001, "ch4_origin": "fossil"},
            {"activity": "gas", "kgco2e": 0.4, "stage": "upstream", "category": "3.3"},
            {"activity": "blend", "kgco2e": 1924.0, "gases": "HFC-32:0.5;HFC-125:0.5"},
            {"activity": "nothing", "kgco2e": 0.0, "kgco2": 0.0, "kgch4": 0.0, "kgn2o": 0.0},
            {"activity": "fibre", "kgco2e": 3.3, "category": "3.1", "stage": "cradle-to-gate"},
        ]
    ).assign(region="NL", year=2025, unit="kg", gwp_set="AR5").pipe(
        lambda frame: frame.assign(
            factor_id=[f"f{i}" for i in frame.index],
            category=frame["category"].fillna("1.stationary"),
            stage=frame["stage"].fillna("combustion"),
            **{name: frame[name].fillna("") for name in ("gases", "ch4_origin")},
        )
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def straight_from_rows() -> Iterator[None]:
    """Treat every ledger as one whose rows hardly reduce, with blocks of three rows on two threads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_ROWS", 3)
        patch.setattr(folds, "_SAMPLE", 4)
        patch.setattr(folds, "_FEW", 1)
        patch.setattr(ledger, "_FEW_ROWS", 0)
        patch.setattr(ledger, "_ROWS_PER_KEY", 1e9)
        yield


@st.composite
def rows(draw: st.DrawFn) -> pd.DataFrame:
    size = draw(st.integers(2, 30))
    activity = draw(st.lists(st.sampled_from(["gas", "blend", "nothing", "fibre"]), min_size=size, max_size=size))
    own = [draw(st.none() | st.floats(0, 9)) if name == "fibre" else None for name in activity]
    return pd.DataFrame(
        {
            "year": 2025,
            "activity": activity,
            "region": "NL",
            "entity": draw(st.lists(st.sampled_from("abc"), min_size=size, max_size=size)),
            "value": draw(st.lists(st.just(0.0) | st.floats(1e-6, 1e6), min_size=size, max_size=size)),
            "unit": draw(st.lists(st.sampled_from(["kg", "t"]), min_size=size, max_size=size)),
            "supplier_factor": np.array(own, float),
            "supplier_factor_unit": ["" if factor is None else "kg CO2e/kg" for factor in own],
        }
    )


@settings(max_examples=60, deadline=None)
@given(rows=rows(), gwp=st.sampled_from(["AR5", "AR6"]))
def test_gases_from_rows_are_those_of_the_cells(straight_from_rows: None, rows: pd.DataFrame, gwp: str) -> None:
    wide, reduced = (calculate_inventory(rows, GAS_FACTORS, gwp=gwp) for _ in range(2))
    assert len(reduced.cells)  # from here on its answers come from the cells
    for columns in [(), ("entity",), ("category", "entity", "year")]:
        found, expected = (inventory.by_gas(*columns, scope2="market") for inventory in (wide, reduced))
        if wide._ledger.is_wide:
            assert "reduced" not in vars(wide._table)
        pd.testing.assert_frame_equal(found, expected, rtol=1e-12)
    assert found["tco2e"].sum() == pytest.approx(wide.total(scope2="market"), rel=1e-12)


def test_an_inventory_of_nothing_has_gases_of_nothing() -> None:
    rows = pd.DataFrame({"year": 2025, "activity": "nothing", "region": "NL", "value": [2.0, 3.0], "unit": "kg"})
    found = calculate_inventory(rows, GAS_FACTORS, gwp="AR5").by_gas("year", scope2="market")
    assert found.to_dict("records") == [{"year": 2025, "gas": "CO2", "tonnes": 0.0, "tco2e": 0.0}]


@settings(max_examples=30, deadline=None)
@given(rows=rows(), change=st.sampled_from([("AR5", "AR6"), ("AR6", "AR4")]))
def test_another_gwp_set_equals_a_new_calculation(rows: pd.DataFrame, change: tuple[str, str]) -> None:
    before, after = change
    found = calculate_inventory(rows, GAS_FACTORS, gwp=before).with_factors(gwp=after)
    expected = calculate_inventory(rows, GAS_FACTORS, gwp=after)
    pd.testing.assert_frame_equal(found.cells, expected.cells, check_exact=True)
    pd.testing.assert_frame_equal(found.by_gas(scope2="market"), expected.by_gas(scope2="market"), check_exact=True)


def test_another_gwp_set_of_bundled_factors_equals_a_new_calculation() -> None:
    activity = ["aardgas", "elektriciteit", "diesel", "groene stroom wind", "R-410A"]
    frame = pd.DataFrame(
        {"year": 2026, "activity": activity, "value": 1000.0, "unit": ["Nm3", "kWh", "l", "kWh", "kg"]}
    )

    def inventory(gwp: str) -> Inventory:
        return calculate_inventory(frame, load_factors(), region="NL", gwp=gwp)

    pd.testing.assert_frame_equal(
        inventory("AR6").with_factors(gwp="AR4").cells, inventory("AR4").cells, check_exact=True
    )


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=60))
def test_folded_columns_number_the_same_combinations(straight_from_rows: None, drawn: list[tuple[int, ...]]) -> None:
    rows = [(a, a // 2, b, c) for a, b, c in drawn]  # the second column follows from the first
    coded = {name: Coded.of([row[i] for row in rows]) for i, name in enumerate("abcd")}
    plain = Numbering(coded, len(rows), folds=False)
    folded = Numbering(coded, len(rows))
    assert len(folded) == len(plain) == len(set(rows))
    number = folded.of_all()
    for i, name in enumerate("abcd"):
        assert folded.distinct[name].take(number).values().tolist() == [row[i] for row in rows]
    half = {name: Coded(column.codes[::2], column.labels) for name, column in coded.items()}
    assert (folded.like(half, len(rows[::2])).of_all() == number[::2]).all()


def test_columns_that_depend_on_each_other_leave_a_small_table() -> None:
    rng = np.random.default_rng(5)
    size = 200_000
    activity = rng.integers(0, 400, size)
    columns = {
        "activity": Coded(activity, np.arange(400).astype(object)),
        "unit": Coded(activity % 14, np.arange(14).astype(object)),
        "region": Coded(rng.integers(0, 40, size), np.arange(40).astype(object)),
    }
    assert Numbering(columns, size).combinations == 400 * 40


def test_threads_leave_every_bit_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    size = 5_000
    frame = pd.DataFrame(
        {
            "year": 2025,
            "activity": rng.choice(["gas", "fibre", "blend"], size),
            "region": "NL",
            "entity": rng.choice([f"e{i}" for i in range(900)], size),
            "value": rng.random(size),
            "unit": "kg",
        }
    )
    monkeypatch.setattr(blocks, "BLOCK_ROWS", 64)
    monkeypatch.setattr(ledger, "_FEW_ROWS", 0)
    monkeypatch.setattr(ledger, "_ROWS_PER_KEY", 1e9)
    answers = []
    for threads in (1, 4):
        monkeypatch.setattr(blocks, "_THREADS", threads)
        monkeypatch.setattr(blocks.os, "cpu_count", lambda: 4)
        inventory = calculate_inventory(frame, GAS_FACTORS)
        answers.append((inventory.by("entity", scope2="market"), inventory.by_gas("entity", scope2="market")))
    for one, other in zip(*answers, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)
