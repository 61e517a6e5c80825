"""The fast path against the naive twin, and what must not change the result."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_twin import naive_inventory

from ghgcalc.coded import encode
from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory import calculate_inventory

KEYS = ["year", "activity", "region", "entity", "scope", "category", "stage"]


def _factors() -> EmissionFactors:
    rows = []
    for activity, unit, lines in (
        ("fuel", "l", [("1.mobile", "combustion", 2.5), ("3.3", "upstream", 0.6)]),
        ("fibre", "kg", [("3.1", "cradle-to-gate", 3.0)]),
        ("freight", "tkm", [("3.4", "combustion", 0.1), ("3.4", "upstream", 0.03)]),
    ):
        for region, first, last, scale in (
            ("NL", 2023, 2023, 1.0), ("NL", 2025, 2026, 1.1), ("EU", 2024, 2024, 1.3), ("GLO", 2020, 2030, 1.7),
            ("BD", 2022, 2022, 2.0),
        ):  # fmt: skip
            if activity == "freight" and region == "GLO":
                continue
            for category, stage, value in lines:
                rows.append(
                    {
                        "factor_id": f"{activity}/{region}/{first}/{stage}",
                        "activity": activity,
                        "region": region,
                        "valid_from": first,
                        "valid_to": last,
                        "unit": unit,
                        "kgco2e": value * scale,
                        "category": category,
                        "stage": stage,
                    }
                )
    return EmissionFactors.from_frame(pd.DataFrame(rows))


FACTORS = _factors()
UNITS = {"fuel": ["l", "m3"], "fibre": ["kg", "t", "g"], "freight": ["tkm", "kgkm"]}


@st.composite
def activity_rows(draw: st.DrawFn, least: int = 1) -> pd.DataFrame:
    size = draw(st.integers(least, 30))
    rows = []
    for _ in range(size):
        activity = draw(st.sampled_from(list(UNITS)))
        region = draw(st.sampled_from(["NL", "DE", "BD"]))
        rows.append(
            {
                "year": draw(st.integers(2021, 2027)),
                "activity": activity,
                "region": region,
                "entity": draw(st.sampled_from(["a", "b", ""])),
                "unit": draw(st.sampled_from(UNITS[activity])),
                "value": draw(st.floats(0, 1e6, allow_nan=False)),
            }
        )
    return pd.DataFrame(rows)


def _tonnes(rows: pd.DataFrame) -> dict[tuple, float]:
    inventory = calculate_inventory(rows, FACTORS)
    found = inventory.by(*KEYS, scope2="location")
    return {tuple(key): t for *key, t in found.itertuples(index=False)}


@settings(max_examples=150, deadline=None)
@given(activity_rows())
def test_the_fast_path_equals_the_naive_twin(rows: pd.DataFrame) -> None:
    expected = naive_inventory(rows, FACTORS)
    found = _tonnes(rows)
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, rel=1e-12, abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(activity_rows(least=2), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows: pd.DataFrame, random: object) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    first, second = _tonnes(rows), _tonnes(rows.iloc[order].reset_index(drop=True))
    assert second == pytest.approx(first, rel=1e-12)


@settings(max_examples=50, deadline=None)
@given(activity_rows(), st.integers(0, 29), st.floats(0.01, 0.99))
def test_splitting_a_row_changes_nothing(rows: pd.DataFrame, which: int, share: float) -> None:
    row = rows.iloc[[which % len(rows)]]
    rest = rows.drop(index=row.index)
    parts = [row.assign(value=row["value"] * part) for part in (share, 1 - share)]
    assert _tonnes(pd.concat([rest, *parts], ignore_index=True)) == pytest.approx(_tonnes(rows), rel=1e-9)


@settings(max_examples=50, deadline=None)
@given(activity_rows())
def test_the_unit_of_a_row_changes_nothing(rows: pd.DataFrame) -> None:
    in_grams = rows.assign(
        value=np.where(rows["unit"] == "kg", rows["value"] * 1000, rows["value"]),
        unit=rows["unit"].replace({"kg": "g"}),
    )
    assert _tonnes(in_grams) == pytest.approx(_tonnes(rows), rel=1e-12)


@settings(max_examples=30, deadline=None)
@given(activity_rows())
def test_lines_and_cells_and_totals_agree(rows: pd.DataFrame) -> None:
    inventory = calculate_inventory(rows, FACTORS)
    total = inventory.total(scope2="market")
    assert inventory.cells["tco2e"].sum() == pytest.approx(total, rel=1e-12)
    assert inventory.lines["tco2e"].sum() == pytest.approx(total, rel=1e-9)
    assert (inventory.cells["amount"] * inventory.cells["factor"] / 1000).sum() == pytest.approx(total, rel=1e-12)
    assert len(inventory.lines) >= len(rows)


def test_categoricals_objects_and_polars_give_the_same() -> None:
    rng = np.random.default_rng(3)
    rows = pd.DataFrame(
        {
            "year": rng.integers(2022, 2027, 500), "activity": rng.choice(["fuel", "fibre"], 500),
            "region": rng.choice(["NL", "DE", "BD"], 500), "value": rng.random(500) * 100,
        }
    )  # fmt: skip
    rows["unit"] = rows["activity"].map({"fuel": "l", "fibre": "kg"})
    expected = calculate_inventory(rows, FACTORS).total(scope2="market")
    texts = ["activity", "region", "unit"]
    for variant in (
        rows.astype(dict.fromkeys(texts, "category")),
        rows.astype(dict.fromkeys(texts, object)),
        pl.DataFrame(rows),
    ):
        assert calculate_inventory(variant, FACTORS).total(scope2="market") == expected


def test_large_columns_of_country_codes_are_coded_like_any_other() -> None:
    rng = np.random.default_rng(7)
    codes = pd.Series(rng.choice(["NL", "DE", "BD", "CN"], 250_000), dtype="str")
    for column in (codes, codes.iloc[3:249_000], pd.concat([codes, codes])):
        assert (encode(column).values() == column.to_numpy(object)).all()
    for odd in ("GLO", "N", None, "é"):
        mixed = codes.copy()
        mixed.iloc[17] = odd
        expected = mixed.fillna("").to_numpy(object)
        assert (encode(mixed).values() == expected).all()


def test_two_runs_are_bit_identical() -> None:
    rng = np.random.default_rng(5)
    size = 600_000
    rows = pd.DataFrame(
        {
            "year": 2025,
            "activity": "fibre",
            "region": rng.choice(["NL", "BD"], size),
            "value": rng.random(size),
            "unit": "kg",
        }
    )
    first, second = (calculate_inventory(rows, FACTORS) for _ in range(2))
    assert first.total(scope2="market") == second.total(scope2="market")
    assert first.input_hash == second.input_hash


def test_many_label_columns_do_not_overflow_the_key() -> None:
    size = 300
    rows = pd.DataFrame({"year": 2025, "activity": "fibre", "region": "NL", "value": 1.0, "unit": ["kg"] * size})
    for name in ("entity", "site", "tier", "material", "process", "mode", "product", "energy_carrier"):
        rows[name] = [f"{name}{i}" for i in range(size)]
    inventory = calculate_inventory(rows, FACTORS)
    assert len(inventory.cells) == size
    assert inventory.total(scope2="market") == pytest.approx(size * 3.3 / 1000)
    assert (inventory.cells["site"].str[4:] == inventory.cells["product"].str[7:]).all()
    assert inventory.lines["site"].tolist() == rows["site"].tolist()
