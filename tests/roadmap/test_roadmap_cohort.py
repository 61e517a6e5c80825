"""Roadmaps of many companies at once, against the same companies one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.levers import Lever, Ramp
from ghgcalc.projection import grid_path

ACTIVITIES = [
    ("aardgas", "Nm3", ""), ("energy.electricity", "kWh", ""), ("diesel", "l", ""),
    ("material.fibre.cotton.conventional", "kg", "3.1"), ("travel.flight.european", "pkm", "3.6"),
    ("reported", "tCO2e", "3.12"), ("reported", "tCO2e", "3.3"),
]  # fmt: skip
PLAN = [
    Lever("pump", "switch", {"category": "1.stationary"}, Ramp(2026, 2031, share_to=0.5),
          to_activity="energy.electricity", ratio=2.5),
    Lever("roof", "intensity", {"category": "1.stationary"}, Ramp(2026, 2031), effectiveness=0.3),
    Lever("green", "set_factor", {"category": "2.electricity"}, Ramp(2026, 2031, share_to=0.6), factor_after=0.05),
    Lever("less", "activity", {"category": "3"}, Ramp(2027, 2031), effectiveness=0.1),
]  # fmt: skip
GRID = grid_path("NL", {2026: 0.3, 2031: 0.15}, source="an example")


def cohort(companies: int, seed: int = 7) -> pd.DataFrame:
    """Draw rows of fictional companies; not every company has every activity."""
    random = np.random.default_rng(seed)
    rows = [
        {"year": year, "company": f"C{n:03d}", "activity": a, "unit": u, "category": c,
         "value": float(random.uniform(10, 1000))}
        for n in range(companies) for a, u, c in ACTIVITIES if random.random() < 0.8 or a == "reported"
        for year in (2025, 2026)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def own_growth(companies: list[str], seed: int = 8) -> pd.DataFrame:
    """Growth per company: for everything, from a history for 3.1, a single year, and money with prices in it."""
    random = np.random.default_rng(seed)
    parts = []
    for name in companies:
        one, two = random.uniform(-0.05, 0.1, 2)
        parts += [
            {"company": name, "category": "*", "annual_growth": one},
            {"company": name, "category": "3.1", "from_year": 2020, "from_value": 100.0, "to_year": 2026,
             "to_value": 100.0 * (1 + two) ** 6, "price_inflation": 0.02},
            {"company": name, "category": "3", "year": 2028, "annual_growth": random.uniform(-0.3, 0.3)},
            {"company": name, "category": "3.6", "activity": "travel.*", "annual_growth": -0.02},
        ]  # fmt: skip
    return pd.DataFrame(parts)


def inventory_of(rows: pd.DataFrame) -> gc.Inventory:
    return gc.calculate_inventory(rows, FACTORS, region="NL")


FACTORS = gc.load_factors()


@pytest.fixture(scope="module")
def together():
    rows = cohort(12)
    growth = own_growth(sorted(rows["company"].unique())[:-2])
    growth = pd.concat([growth, pd.DataFrame({"category": ["*", "1"], "annual_growth": [0.01, -0.03]})])
    inventory = inventory_of(rows)
    bau = gc.project_bau(inventory, growth, until=2031, scope2="location", external=[GRID])
    base = gc.set_base_year(inventory, 2025, scope2="location")
    return rows, growth, gc.build_roadmap(bau, PLAN, base=base)


def alone(rows: pd.DataFrame, growth: pd.DataFrame, name: str) -> gc.Roadmap:
    """Calculate one company as if there were no others; its own growth goes before that of all."""
    own = growth[growth["company"] == name]
    chosen = own if len(own) else growth[growth["company"].isna()]
    inventory = inventory_of(rows[rows["company"] == name].drop(columns="company"))
    bau = gc.project_bau(inventory, chosen.drop(columns="company"), until=2031, scope2="location", external=[GRID])
    return gc.build_roadmap(bau, PLAN, base=gc.set_base_year(inventory, 2025, scope2="location"))


@pytest.mark.parametrize("scopes", [(1, 2, 3), (1, 2)])
def test_together_is_the_same_as_one_by_one(together, scopes):
    rows, growth, roadmap = together
    table = gc.roadmap_by_company(roadmap, (2026, 2031), scopes=scopes).set_index(["company", "year"])
    levers = gc.levers_by_company(roadmap, 2031, scopes=scopes).set_index(["company", "lever_id"])["tco2e"]
    for name in rows["company"].unique():
        single = alone(rows, growth, name)
        for year in (2026, 2031):
            found = table.loc[(name, year)]
            assert found["base_tco2e"] == pytest.approx(single.base_tco2e(scopes=scopes))
            assert found["bau_tco2e"] == pytest.approx(single.bau_tco2e(year, scopes=scopes))
            assert found["external_tco2e"] == pytest.approx(single.externals(year, scopes=scopes)["tco2e"].sum())
            assert found["residual_tco2e"] == pytest.approx(single.residual(year, scopes=scopes))
        shares = single.attribution(2031, scopes=scopes).tco2e
        assert levers[name].to_numpy() == pytest.approx(shares, rel=1e-9, abs=1e-9)


def test_the_companies_add_up_to_the_cohort(together):
    _, _, roadmap = together
    table = gc.roadmap_by_company(roadmap, 2031)
    assert table["residual_tco2e"].sum() == pytest.approx(roadmap.residual(2031))
    levers = gc.levers_by_company(roadmap, 2031)
    assert levers.groupby("lever_id", sort=False)["tco2e"].sum().to_numpy() == pytest.approx(
        roadmap.attribution(2031).tco2e
    )
    left = table["bau_tco2e"] + table["external_tco2e"] - table["residual_tco2e"]
    assert levers.groupby("company", sort=False)["tco2e"].sum().to_numpy() == pytest.approx(left.to_numpy())


def test_one_growth_for_all_companies_is_that_growth_for_each(together):
    rows, _, _ = together
    inventory = inventory_of(rows)
    common = gc.project_bau(inventory, {"*": 0.02, "1": -0.1}, until=2029, scope2="location")
    flat = gc.project_bau(inventory, 0.02, until=2029, scope2="location")
    assert ([w.code for w in flat.warnings], common.warnings) == (["bau_one_growth"], ())
    names = rows["company"].unique()
    each = pd.DataFrame([(n, c, g) for n in names for c, g in (("*", 0.02), ("1", -0.1))],
                        columns=["company", "category", "annual_growth"])  # fmt: skip
    assert common.emissions == pytest.approx(gc.project_bau(inventory, each, until=2029, scope2="location").emissions)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"company": "C000", "category": "*", "annual_growth": 0.1}], r"3\.1 has emissions but no growth for C001"),
        ([{"company": "c001", "category": "*", "annual_growth": 0.1}], "'c001' is no company"),
        ([{"company": "C000", "category": "9", "annual_growth": 0.1}], "'9' is not in the list"),
        ([{"company": "C000", "category": "1", "annual_growth": -1.0}], "above -1"),
        ([{"company": "C000", "category": "1"}], "growth of C000, 1 is not filled in"),
        ([{"company": "C000", "category": "1", "annual_growth": 0.1}] * 2, "filled in twice"),
        ([{"company": "C000", "category": "1", "annual_growth": 0.1, "year": 2026}], "from 2027 to 2030"),
        ([{"company": "C000", "category": "1", "from_year": 2020, "from_value": 0.0, "to_year": 2024, "to_value": 1.0}],
         "numbers above 0"),
    ],
)  # fmt: skip
def test_what_a_company_says_wrong_is_named(together, rows, message):
    data, _, _ = together
    inventory = inventory_of(data[data["company"].isin(["C000", "C001"])])
    with pytest.raises(DataError, match=message) as caught:
        gc.project_bau(inventory, pd.DataFrame(rows), until=2030, scope2="location")
    assert all(problem.sentence("nl") for problem in caught.value.problems)


def test_a_cohort_needs_companies_and_levers_without_tonnes(together):
    rows, _, roadmap = together
    one = rows[rows["company"] == "C000"].drop(columns="company")
    bau = gc.project_bau(inventory_of(one), 0.0, until=2030, scope2="location")
    with pytest.raises(DataError, match="does not tell companies apart"):
        gc.roadmap_by_company(gc.build_roadmap(bau, []))
    with pytest.raises(DataError, match="but the inventory does not tell companies apart"):
        gc.project_bau(inventory_of(one), own_growth(["C000"]), until=2030, scope2="location")
    tonnes = Lever("credit", "direct", {"category": "3.1"}, Ramp(2026, 2031), tonnes=5.0)
    with pytest.raises(DataError, match="tonnes of one company"):
        gc.levers_by_company(gc.build_roadmap(roadmap.bau, [tonnes]), 2031)


def test_targets_of_a_cohort_are_those_of_its_companies(together):
    rows, growth, roadmap = together
    inventory = roadmap.bau.inventory
    wide = {
        year: inventory.by("company", "scope", scope2="location", year=year).pivot_table(
            index="company", columns="scope", values="tco2e"
        )
        for year in (2025, 2026)
    }
    names = wide[2025].dropna().index[:4]
    base, recent = ({str(s): wide[year].loc[names, s].to_numpy() for s in (1, 2)} for year in (2025, 2026))
    found = gc.targets.required_reduction(
        scopes="1+2", base_year=2025, target_year=2031, base=base, recent_year=2026, recent=recent
    ).reduction
    for place, name in enumerate(names):
        single = alone(rows, growth, name).base
        target = gc.near_term_target(single, single.inventory, scopes="1+2", target_year=2031)
        assert np.broadcast_to(found, len(names))[place] == pytest.approx(target.reduction)
