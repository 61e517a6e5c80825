"""The roadmap: the full waterfall of T-14, boundaries, gap and headroom, wedges, warnings and refusals."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pytest

from ghgcalc.errors import DataError, Problem
from ghgcalc.levers import Lever, Ramp
from ghgcalc.roadmap import build_roadmap
from ghgcalc.roadmap.boundary import as_scopes


@dataclass(frozen=True, eq=False)
class Base:
    """Stand-in for a base year."""

    year: int
    cells: pd.DataFrame
    scope2: str = "market"

    def total(self, scope=None):
        cells = self.cells if scope is None else self.cells[self.cells["scope"] == scope]
        return float(cells["tco2e"].sum())


@dataclass(frozen=True, eq=False)
class Bau:
    """Stand-in for a projection: cells that all grow at one rate, and a library of destinations."""

    cells: pd.DataFrame
    years: tuple[int, ...]
    growth: float = 0.0
    grid: float = 0.0
    scope2: str = "market"
    destinations: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def start_year(self):
        return self.years[0]

    @property
    def amounts(self):
        steps = np.arange(len(self.years))
        return self.cells["amount"].to_numpy(float)[:, None] * (1 + self.growth) ** steps

    externals = ()
    warnings = ()
    committed = ()
    baseline = "stated_policy"
    is_folded = True

    def factor_index(self, lines):
        power = lines["category"].str.startswith("2.").to_numpy()
        return np.where(power[:, None], (1 + self.grid) ** np.arange(len(self.years)), 1.0)

    @property
    def factors(self):
        return self.cells["factor"].to_numpy(float)[:, None] / 1000 * self.factor_index(self.cells)

    @property
    def scenario_factors(self):
        return self.factors

    @property
    def emissions(self):
        return self.amounts * self.factors

    def year_index(self, year):
        return self.years.index(year)

    def destination_cells(self, activity, *, region, category, template):
        found = self.destinations
        found = found[found["activity"] == activity] if len(found) else found
        if found.empty:
            raise DataError([Problem("not_in_list", activity, params={"column": "activity", "options": "?"})])
        return found.assign(amount=0.0, region=region).reset_index(drop=True)


@dataclass(frozen=True)
class Aim:
    """Stand-in for a target on a straight line."""

    name: str
    scopes: tuple[int, ...]
    base_year: int
    target_year: int
    base_tco2e: float
    target_tco2e: float
    scope2: str = ""

    def emissions(self, year):
        done = (year - self.base_year) / (self.target_year - self.base_year)
        return self.base_tco2e + (self.target_tco2e - self.base_tco2e) * done


YEARS = tuple(range(2024, 2036))
RAMP = Ramp(2024, 2030)
ROWS = [
    # Cells of T-14: materials, processes, transport, own energy, care.
    ("material.fibre", "3.1", 3, 3500.0),
    ("process.dyeing", "3.1", 3, 4000.0),
    ("transport.air", "3.4", 3, 1000.0),
    ("energy.fuel.natural_gas", "1.stationary", 1, 500.0),
    ("use.care", "3.11", 3, 1000.0),
]
CELLS = pd.DataFrame(
    [(a, c, c, s, "NL", "", "kg", f"f{n}", t, 1000.0, t) for n, (a, c, s, t) in enumerate(ROWS)],
    columns=["activity", "activity_category", "category", "scope", "region", "scope2_method", "unit", "factor_id",
             "amount", "factor", "tco2e"],
)  # fmt: skip


def intensity(lever_id, effect, group, **selector):
    return Lever(
        lever_id, "intensity", selector, RAMP, effectiveness=effect, group=group, name_nl=f"maatregel {lever_id}"
    )


T14 = [
    Lever("1 overproduction", "activity", {"activity": "material.*;process.*;transport.*"}, RAMP, effectiveness=0.10,
          group="volume"),
    intensity("2 materials", 0.25, "materials", activity="material.*"),
    intensity("3 supplier RE", 0.30, "suppliers", activity="process.*"),
    intensity("4 coal", 0.25, "suppliers", activity="process.*"),
    intensity("5 air to sea", 0.40, "logistics", category="3.4"),
    intensity("6 own energy", 0.90, "own_operations", category="1.stationary"),
    intensity("7 care", 0.10, "use_and_end_of_life", category="3.11"),
]  # fmt: skip
ALL = Aim("all scopes", (1, 2, 3), 2024, 2030, 10_000.0, 5_800.0)
BASE = Base(2024, CELLS)


def t14(**fields):
    given = {"targets": [ALL], "base": BASE, **fields}
    return build_roadmap(Bau(CELLS, YEARS, growth=0.05), T14, **given)


def test_t14_the_full_waterfall():
    """T-14 of the method notes, section 5.2."""
    roadmap = t14()
    frame = roadmap.waterfall(year=2030).set_index("step")
    assert frame.loc[["base", "growth", "bau", "residual", "gap", "target"], "tco2e"].tolist() == pytest.approx(
        [10_000, 3400.956406, 13_400.956406, 7695.499216, 1895.499216, 5800], abs=5e-7
    )
    values = [919.640633, 1113.954501, 1340.095641, 1085.477469, 509.236343, 603.043038, 134.009564]
    assert frame.loc[[lever.lever_id for lever in T14], "tco2e"].tolist() == pytest.approx(
        [-v for v in values], abs=5e-7
    )
    assert roadmap.gap(2030) == pytest.approx(1895.499216, abs=5e-7)
    assert roadmap.coverage(2030) == pytest.approx(0.7506, abs=5e-5)
    owen = [926.341112, 1113.954501, 1336.745402, 1082.127230, 509.236343, 603.043038, 134.009564]
    groups = ["1", "234", "234", "234", "5", "6", "7"]
    nested = build_roadmap(
        Bau(CELLS, YEARS, growth=0.05), [replace(x, group=g) for x, g in zip(T14, groups, strict=True)], base=BASE
    )
    assert nested.attribution(2030, method="owen").tco2e == pytest.approx(owen, abs=5e-7)


@pytest.mark.parametrize("method", ["shapley", "owen", "sequential", "proportional", "standalone", "last_in"])
@pytest.mark.parametrize("min_share", [0.0, 0.06])
def test_every_waterfall_closes(method, min_share):
    frame = t14().waterfall(year=2030, attribution=method, min_share=min_share)
    level = None
    for row in frame.itertuples():
        if row.kind in ("total", "target"):
            assert (row.start, row.end) == (0.0, row.tco2e)
            assert row.kind == "target" or level is None or row.end == pytest.approx(level, abs=1e-6)
        elif row.kind == "delta":
            assert row.start == pytest.approx(level, abs=1e-6)
            assert row.end == pytest.approx(row.start + row.tco2e)
        else:
            assert row.tco2e == pytest.approx(row.end - row.start)
            assert row.tco2e >= 0
            continue
        level = row.end
    assert ("overlap" in set(frame["step"])) == (method in ("standalone", "last_in"))
    assert ("other_levers" in set(frame["step"])) == (min_share > 0)
    assert frame["share_of_base"].tolist() == pytest.approx((frame["tco2e"] / 10_000).tolist())
    assert frame.attrs["caption_nl"] != frame.attrs["caption_en"]


def test_groups_stand_in_value_chain_order_and_large_levers_before_small():
    steps = t14().waterfall(year=2030)
    levers = steps[(steps["kind"] == "delta") & (steps["step"] != "growth")]
    assert levers["step"].str[0].tolist() == ["1", "2", "3", "4", "5", "6", "7"]
    assert levers["label_nl"].tolist()[1] == "maatregel 2 materials"
    merged = t14().waterfall(year=2030, min_share=0.061)
    assert merged["label_en"].tolist()[-4] == "Other (3 levers)"
    assert merged["label_nl"].tolist()[-4] == "Overig (3 maatregelen)"
    assert merged["tco2e"].tolist()[-4] == pytest.approx(-509.236343 - 603.043038 - 134.009564, abs=1e-6)


def test_the_boundary_is_that_of_the_targets_of_the_year():
    own = Aim("own", (1, 2), 2024, 2030, 500.0, 100.0)
    chain = Aim("chain", (3,), 2024, 2035, 9500.0, 6000.0)
    roadmap = t14(targets=[own, chain])
    assert roadmap.scopes_in(2030) == (1, 2, 3)
    assert roadmap.target_tco2e(2030) == pytest.approx(100 + 9500 - 3500 * 6 / 11)
    assert roadmap.scopes_in(2034) == (3,)
    assert roadmap.gap(2034) == pytest.approx(roadmap.residual(2034, scopes=(3,)) - roadmap.target_tco2e(2034))
    only = roadmap.waterfall(year=2030, scopes="1+2").set_index("step")["tco2e"]
    assert only["base"] == 500
    assert only["6 own energy"] == pytest.approx(-603.043038, abs=5e-7)
    assert only["2 materials"] == 0
    # 670.048 t of BAU less 603.043 t is 67.005 t, below the 100 t that are allowed.
    assert only["headroom"] == pytest.approx(100 - 67.004782, abs=5e-7)
    assert roadmap.gap(2030, scopes=(1, 2)) == pytest.approx(-(100 - 67.004782), abs=5e-7)
    assert roadmap.gap(2030, scopes=(1,)) is None
    assert "own, chain" in roadmap.caption(2030)


def test_a_near_term_target_counts_before_a_long_term_one_and_land_targets_stay_out():
    far = Aim("far", (1, 2, 3), 2024, 2035, 10_000.0, 1_000.0)
    land = Aim("flag", (), 2024, 2030, 1000.0, 700.0)
    roadmap = t14(targets=[far, ALL, land])
    assert roadmap.target_tco2e(2030) == pytest.approx(5800)
    assert roadmap.target_tco2e(2035) == pytest.approx(1000)


def test_without_targets_there_is_no_gap_and_no_target_step():
    roadmap = t14(targets=[])
    assert roadmap.gap(2030) is None
    assert roadmap.coverage(2030) is None
    assert roadmap.adoption_multiplier(2030) is None
    assert roadmap.waterfall(year=2030)["kind"].tolist()[-1] == "total"
    assert "No target" in roadmap.caption(2030)


def test_overshoot_is_headroom_and_never_a_negative_gap():
    easy = Aim("easy", (1, 2, 3), 2024, 2030, 10_000.0, 9_000.0)
    frame = t14(targets=[easy]).waterfall(year=2030).set_index("step")
    assert "gap" not in frame.index
    assert frame.loc["headroom", ["kind", "tco2e"]].tolist() == ["gap", pytest.approx(9000 - 7695.499216, abs=5e-7)]


def test_at_the_start_year_the_residual_equals_the_inventory():
    roadmap = t14()
    assert roadmap.residual(2024) == pytest.approx(10_000)
    assert roadmap.attribution(2024).tco2e == pytest.approx(np.zeros(7))
    assert roadmap.waterfall(year=2024).set_index("step").loc["growth", "tco2e"] == 0.0


def test_what_a_lever_brought_before_the_most_recent_year_does_not_count_again():
    early = Lever("early", "set_factor", {"category": "3.11"}, Ramp(2020, 2030), factor_after=0.0)
    roadmap = build_roadmap(Bau(CELLS, YEARS), [early], base=BASE)
    assert roadmap.residual(2024) == pytest.approx(10_000)
    # In 2024 40 % was treated, in 2027 70 %: half of what was left of the 1,000 t.
    assert roadmap.attribution(2027).tco2e[0] == pytest.approx(500)
    assert roadmap.residual(2030) == pytest.approx(9_000)


def test_wedges_add_up_to_the_abatement_of_every_year():
    roadmap = t14()
    wedges = roadmap.levers_by_year().groupby("year")["tco2e"].sum()
    for year in YEARS:
        assert wedges[year] == pytest.approx(roadmap.bau_tco2e(year) - roadmap.residual(year), abs=1e-8)
    # T-14 in 2030; in 2027 half of every share is taken up, on a BAU grown for three years.
    half = np.array([1, 2.5, 0, 0, 0, 0, 0]) / 20
    one_cell = 3500 * 1.05**3 * (1 - np.prod(1 - half))
    assert roadmap.bau_tco2e(2027) == pytest.approx(10_000 * 1.05**3)
    inside = roadmap.scenario(2027).values([[1] * 7], np.arange(5) == 0)
    assert inside[0] == pytest.approx(3500 * 1.05**3 - one_cell)


def test_tonnes_add_up_over_the_years():
    roadmap = t14()
    total = roadmap.cumulative(2030)
    assert total["bau_tco2e"] == pytest.approx(sum(10_000 * 1.05**n for n in range(7)))
    assert total["residual_tco2e"] == pytest.approx(sum(roadmap.residual(year) for year in range(2024, 2031)))
    assert total["target_tco2e"] == pytest.approx(sum(10_000 - 700 * n for n in range(7)))
    assert total["overshoot_tco2e"] == pytest.approx(total["residual_tco2e"] - total["target_tco2e"])
    assert roadmap.cumulative(2032)["target_tco2e"] is None


def test_methods_stand_side_by_side():
    table = t14().attributions(2030).set_index("lever_id")
    assert table.loc["1 overproduction", ["standalone", "sequential", "shapley", "last_in"]].tolist() == pytest.approx(
        [1139.081, 1139.081, 919.640633, 713.601], abs=5e-4
    )
    assert (table["standard_error"] == 0).all()


def test_interactions_name_the_pairs_that_meet():
    pairs = t14().interactions(2030).set_index(["first", "second"])["tco2e"]
    assert pairs["3 supplier RE", "4 coal"] == pytest.approx(-5360.382563 * 0.3 * 0.25, abs=1e-5)
    assert ("2 materials", "7 care") not in pairs.index


def test_the_multiplier_closes_the_gap_or_says_that_it_cannot():
    soft = Aim("soft", (1, 2, 3), 2024, 2030, 10_000.0, 9_000.0)
    roadmap = t14(targets=[soft])
    multiplier = roadmap.adoption_multiplier(2030)
    assert 0 < multiplier < 1
    left = roadmap.scenario(2030).values([[multiplier] * 7])[0]
    assert left == pytest.approx(9000, rel=1e-9)
    assert t14().adoption_multiplier(2030) is None
    lax = Aim("lax", (1, 2, 3), 2024, 2030, 10_000.0, 20_000.0)
    assert t14(targets=[lax]).adoption_multiplier(2030) == 0.0


POWER = pd.DataFrame(
    {
        "activity": "energy.electricity",
        "activity_category": "2.electricity",
        "category": ["2.electricity", "3.3"],
        "scope": [2, 3],
        "region": "NL",
        "scope2_method": "market",
        "unit": "kWh",
        "factor_id": ["grid", "grid-wtt"],
        "amount": [0.0, 0.0],
        "factor": [0.2, 0.044],
        "tco2e": 0.0,
    }
)
GAS = pd.DataFrame(
    {
        "activity": "energy.fuel.natural_gas",
        "activity_category": "1.stationary",
        "category": ["1.stationary", "3.3"],
        "scope": [1, 3],
        "region": "NL",
        "scope2_method": "",
        "unit": "Nm3",
        "factor_id": ["gas", "gas-wtt"],
        "amount": 1000.0,
        "factor": [1.779, 0.355],
        "tco2e": [1.779, 0.355],
    }
)
PUMP = Lever(
    "pump", "switch", {"category": "1.stationary"}, Ramp(2024, 2030, share_to=0.5), to_activity="energy.electricity",
    ratio=2.5,
)  # fmt: skip


def test_a_heat_pump_moves_emissions_between_scopes_and_follows_the_grid_of_the_year():
    shop = pd.concat([GAS, POWER.assign(amount=10_000.0, tco2e=[2.0, 0.44])], ignore_index=True)
    bau = Bau(shop, YEARS, grid=-0.07, destinations=POWER)
    roadmap = build_roadmap(bau, [PUMP], base=Base(2024, shop))
    grid = 0.93**6
    assert roadmap.residual(2030, scopes=(1,)) == pytest.approx(0.8895)
    assert roadmap.residual(2030, scopes=(2,)) == pytest.approx((10_000 + 1_250) * 0.2e-3 * grid)
    assert roadmap.residual(2030, scopes=(3,)) == pytest.approx(0.1775 + 11_250 * 0.044e-3)
    moved = roadmap.attribution(2030, scopes=(2,))
    assert moved.tco2e[0] == pytest.approx(-1_250 * 0.2e-3 * grid)
    assert "multilinear" in moved.ways


def test_t06_renewable_power_is_worth_the_factor_of_its_year():
    """T-06 of the method notes: 2,000 MWh, +2 % a year; grid -7 % a year; the lever is worth 355.56 t, not 549.57 t."""
    shop = POWER.iloc[[0]].assign(amount=2_000_000.0, factor=0.244, tco2e=488.0)
    contract = Lever("RE", "set_factor", {"category": "2.electricity"}, RAMP, factor_after=0.0)
    stated = build_roadmap(Bau(shop, YEARS, growth=0.02, grid=-0.07), [contract], base=Base(2024, shop))
    frozen = build_roadmap(Bau(shop, YEARS, growth=0.02), [contract], base=Base(2024, shop))
    assert stated.attribution(2030).tco2e[0] == pytest.approx(355.564622754, rel=1e-9)
    assert frozen.attribution(2030).tco2e[0] == pytest.approx(549.567260601, rel=1e-9)
    assert stated.residual(2030) == pytest.approx(0.0, abs=1e-9)
    place = build_roadmap(
        Bau(shop.assign(scope2_method="location"), YEARS, scope2="location"),
        [contract],
        base=Base(2024, shop, "location"),
    )
    assert place.attribution(2030).tco2e[0] == 0.0
    assert [problem.code for problem in place.warnings] == ["lever_market_under_location"]


def test_warnings_name_the_lever_and_what_to_do():
    levers = [
        intensity("nowhere", 0.1, "", category="3.15"),
        Lever("early", "intensity", {"category": "3.11"}, Ramp(2020, 2030), effectiveness=0.2),
        Lever("volume", "activity", {"category": "3.1"}, RAMP, effectiveness=0.1),
        Lever("tonnes", "direct", {"category": "1.stationary"}, RAMP, tonnes=9e9),
        Lever("resale", "activity", {"category": "3.1;3.4"}, RAMP, effectiveness=0.1, displacement=0.6),
        Lever("rental", "activity", {"category": "3.1;3.4"}, RAMP, effectiveness=0.1, displaces_own_volume=False),
    ]
    roadmap = build_roadmap(Bau(CELLS, YEARS), levers, base=BASE)
    codes = {(problem.params["lever"], problem.code) for problem in roadmap.warnings}
    assert codes == {
        ("nowhere", "lever_without_cells"),
        ("early", "lever_started_before"),
        ("volume", "lever_volume_only_purchases"),
        ("tonnes", "lever_capped"),
        ("resale", "lever_displacement"),
        ("rental", "lever_avoided_emissions"),
    }
    assert all(problem.severity == "warning" and problem.sentence("nl") for problem in roadmap.warnings)
    assert roadmap.attribution(2030).tco2e[-1] == 0.0


def test_a_roadmap_that_cannot_be_is_refused():
    with pytest.raises(DataError, match="one scope 2 method"):
        build_roadmap(Bau(CELLS, YEARS), T14, base=Base(2024, CELLS, "location"))
    wrong = Aim("own", (1, 2), 2024, 2030, 500.0, 100.0, scope2="location")
    with pytest.raises(DataError, match="'own' counts scope 2 location-based, business as usual market-based") as error:
        build_roadmap(Bau(CELLS, YEARS), T14, base=BASE, targets=[wrong])
    assert "locatie" in error.value.problems[0].sentence("nl")
    build_roadmap(Bau(CELLS, YEARS), T14, base=BASE, targets=[replace(wrong, scopes=(3,))])
    with pytest.raises(DataError, match="project business as usual further"):
        build_roadmap(Bau(CELLS, YEARS), T14, base=BASE, targets=[Aim("late", (1,), 2040, 2050, 1.0, 0.5)])
    with pytest.raises(DataError, match=r"energy\.electricity"):
        build_roadmap(Bau(GAS, YEARS), [PUMP], base=Base(2024, GAS))


@pytest.mark.parametrize("wrong", ["1+4", (), "x"])
def test_scopes_are_1_2_and_3(wrong):
    with pytest.raises(ValueError, match=r"scopes|invalid"):
        as_scopes(wrong)
