"""Matching distinct keys: the rule order, conversions per activity, and the fast path against a plain search."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ghgcalc.errors import DataError
from ghgcalc.factors import EmissionFactors, load_factors, match_factors
from ghgcalc.factors.match import missing_factor


def keys(*rows: tuple[str, str, int, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["activity", "region", "year", "unit"])


def factors(**columns: list[object]) -> EmissionFactors:
    size = len(columns["factor_id"])
    given = {
        "activity": ["a"] * size,
        "unit": ["kg"] * size,
        "category": ["3.1"] * size,
        "kgco2e": [1.0] * size,
        **columns,
    }
    return EmissionFactors.from_frame(pd.DataFrame(given))


THREE = factors(
    factor_id=["nl20", "nl24", "eu22", "glo22"], region=["NL", "NL", "EU", "GLO"], year=[2020, 2024, 2022, 2022]
)


@pytest.mark.parametrize(
    ("region", "year", "factor_id", "match"),
    [
        ("NL", 2024, "nl24", "exact"),
        ("NL", 2026, "nl24", "older year"),
        ("NL", 2022, "nl20", "older year"),
        ("NL", 2019, "nl20", "newer year"),
        ("DE", 2022, "eu22", "wider region"),
        ("BD", 2022, "glo22", "wider region"),
        ("", 2022, "glo22", "exact"),
    ],
)
def test_own_region_comes_first_then_own_year_then_older_then_newer(
    region: str, year: int, factor_id: str, match: str
) -> None:
    found = match_factors(keys(("a", region, year, "kg")), THREE)
    assert found[["factor_id", "match"]].to_numpy().tolist() == [[factor_id, match]]


def test_the_nearest_of_two_years_wins() -> None:
    assert match_factors(keys(("a", "NL", 2023, "kg")), THREE)["factor_id"].item() == "nl20"
    later = factors(factor_id=["y30", "y28"], region=["NL", "NL"], year=[2030, 2028])
    assert match_factors(keys(("a", "NL", 2025, "kg")), later)["factor_id"].item() == "y28"


def test_a_missing_factor_names_what_there_is() -> None:
    only = factors(factor_id=["nl"], region=["NL"], year=[2024])
    with pytest.raises(DataError, match=r"in DE, 2024; there are factors for: NL \(kg\)"):
        match_factors(keys(("a", "DE", 2024, "kg")), only)
    with pytest.raises(DataError, match="enter the amount in kg"):
        match_factors(keys(("a", "NL", 2024, "kWh")), only)
    with pytest.raises(DataError, match="in the sets that are loaded"):
        match_factors(keys(("b", "NL", 2024, "kg")), only)


def test_the_same_unit_is_preferred_to_a_convertible_one() -> None:
    two = factors(factor_id=["tonne", "kilo"], region=["NL", "NL"], year=[2024, 2024], unit=["t", "kg"])
    assert match_factors(keys(("a", "NL", 2024, "kg")), two)["factor_id"].item() == "kilo"
    found = match_factors(keys(("a", "NL", 2024, "g")), two).iloc[0]
    assert found["factor_id"] == "tonne"
    assert found["conversion"] == pytest.approx(1e-6)


def test_gas_in_kwh_converts_only_through_the_published_calorific_value() -> None:
    # CO2emissiefactoren.nl 2026 row 46: 31.65 MJ per Nm3 on net calorific value
    found = match_factors(keys(("energy.fuel.natural_gas", "NL", 2026, "kWh_net")), load_factors("nl-2026"))
    assert found["conversion"].tolist() == pytest.approx([3.6 / 31.65] * 2)
    with pytest.raises(DataError):
        match_factors(keys(("energy.fuel.natural_gas", "NL", 2026, "kWh_gross")), load_factors("nl-2026"))


def test_refrigerants_come_from_their_composition_whatever_the_country() -> None:
    found = match_factors(keys(("refrigerant.r410a", "NL", 2026, "kg")), load_factors())
    assert found["set"].item() == "refrigerants-ipcc"
    assert found["match"].item() == "exact"


def test_the_exact_lookup_equals_a_plain_search() -> None:
    rng = np.random.default_rng(11)
    size = 400
    frame = pd.DataFrame(
        {
            "factor_id": [f"f{i}" for i in range(size)], "activity": rng.choice(["a", "b", "c"], size),
            "region": rng.choice(["NL", "DE", "EU", "GLO"], size), "valid_from": rng.integers(2010, 2024, size),
            "unit": rng.choice(["kg", "t", "l"], size), "kgco2e": rng.random(size), "category": "3.1",
        }
    )  # fmt: skip
    frame["valid_to"] = frame["valid_from"] + rng.integers(0, 90, size)
    frame = frame.drop_duplicates(["activity", "region", "valid_from", "valid_to", "unit"], ignore_index=True)
    many = EmissionFactors.from_frame(frame)
    asked = keys(
        *[
            (a, r, y, u)
            for a in "abc"
            for r in ("NL", "DE", "BD")
            for y in range(2005, 2120, 7)
            for u in ("kg", "t", "l")
        ]
    )
    fast = match_factors(asked, many)
    index = many.index
    slow = np.full(len(asked), -1)
    from ghgcalc.coded import Coded
    from ghgcalc.factors.index import Matched

    result = Matched(slow, np.ones(len(asked)), np.zeros(len(asked), np.int64))
    code = np.array([index.activity[a] for a in asked["activity"]])
    region, unit = Coded.of(asked["region"]), Coded.of(asked["unit"])
    index._weigh(np.arange(len(asked)), code, region, asked["year"].to_numpy(), unit, result)
    chosen = many.frame["factor_id"].to_numpy()[index.rows[index.row_starts[result.group]]]
    rank = {f: (a, b) for f, a, b in zip(frame["factor_id"], frame["valid_from"], frame["valid_to"], strict=True)}
    same = fast["factor_id"].to_numpy() == chosen
    for position in np.flatnonzero(~same):
        year = asked["year"].iloc[position]
        for other in (fast["factor_id"].iloc[position], chosen[position]):
            assert rank[other][0] <= year <= rank[other][1], "only equally good groups may differ"
    assert fast["key"].tolist() == list(range(len(asked)))


def test_what_there_is_instead_is_said_in_the_language_of_the_reader():
    problem = missing_factor(load_factors(), "transport.parcel.home_delivery", "NL", 2025, "piece")
    assert "FR (stuk)" in problem.sentence("nl")
    assert "FR (piece)" in problem.sentence("en")
