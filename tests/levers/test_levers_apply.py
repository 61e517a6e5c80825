"""Levers on cells: the five mechanisms, the canonical order, switches that move an activity once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ghgcalc.errors import DataError
from ghgcalc.levers import Lever, Ramp, apply

FULL = Ramp(2025, 2030)
GAS = pd.DataFrame(
    {
        "activity": "energy.fuel.natural_gas",
        "activity_category": "1.stationary",
        "region": "NL",
        "site": "store",
        "unit": "Nm3",
        "scope": [1, 3],
        "category": ["1.stationary", "3.3"],
        "stage": ["combustion", "upstream"],
        "scope2_method": "",
        "factor_id": ["gas", "gas-wtt"],
        "energy_carrier": "natural_gas",
        "amount": 1000.0,
        "factor": [1.779e-3, 0.355e-3],
    }
)
POWER = pd.DataFrame(
    {
        "activity": "energy.electricity",
        "activity_category": "2.electricity",
        "region": "NL",
        "site": "",
        "unit": "kWh",
        "scope": [2, 3],
        "category": ["2.electricity", "3.3"],
        "stage": ["generation", "upstream"],
        "scope2_method": "location",
        "factor_id": ["power", "power-wtt"],
        "energy_carrier": "electricity",
        "amount": 0.0,
        "factor": [0.2e-3, 0.044e-3],
    }
)


def pump(share=0.5, **fields):
    given = {"to_activity": "energy.electricity", "ratio": 2.5, **fields}
    return Lever("pump", "switch", {"category": "1.stationary"}, Ramp(2025, 2030, share_to=share), **given)


def by_category(frame):
    return frame.groupby("category")["tco2e"].sum().to_dict()


def test_half_of_1000_nm3_gas_becomes_1250_kwh_counted_once():
    # By hand: 500 Nm3 * (1.779 + 0.355) kg = 1,067 kg; 500 Nm3 * 2.5 = 1,250 kWh * (0.2 + 0.044) kg = 305 kg.
    result = apply(GAS, [pump()], year=2030, destinations=POWER)
    assert by_category(result) == pytest.approx({"1.stationary": 0.8895, "3.3": 0.1775 + 0.055, "2.electricity": 0.25})
    assert result["tco2e"].sum() == pytest.approx(1.372, rel=1e-12)
    assert result["amount"].tolist() == pytest.approx([500, 500, 1250, 1250])


def test_the_amount_of_an_activity_row_is_moved_once_however_many_lines_and_factors_it_has():
    lines = pd.concat([GAS, GAS.assign(site="office", amount=[200.0, 200.0])], ignore_index=True)
    # One site bought gas under two factor ids: 600 + 400 Nm3 of the same row.
    split = pd.concat(
        [
            lines.iloc[[0]].assign(amount=600.0),
            lines.iloc[[0]].assign(amount=400.0, factor_id="gas-older"),
            lines.iloc[1:],
        ],
        ignore_index=True,
    )
    for cells in (lines, split, split.iloc[::-1].reset_index(drop=True)):
        result = apply(cells, [pump(1.0)], year=2030, destinations=POWER)
        assert result[result["category"] == "2.electricity"]["amount"].sum() == pytest.approx(2.5 * 1200)
        assert result["tco2e"].sum() == pytest.approx(3000 * 0.244e-3, rel=1e-12)


def test_a_switch_without_upstream_leaves_the_upstream_line_of_its_source():
    result = apply(GAS, [pump(1.0, include_upstream=False)], year=2030, destinations=POWER)
    assert by_category(result)["3.3"] == pytest.approx(0.355 + 2500 * 0.044e-3)


def test_the_destination_carries_the_site_of_its_source_so_that_later_levers_find_it():
    green = Lever(
        "green",
        "set_factor",
        {"site": "store", "category": "2.electricity"},
        FULL,
        factor_after=0,
        scope2_method="location",
    )
    result = apply(GAS, [pump(), green], year=2030, destinations=POWER)
    assert by_category(result)["2.electricity"] == 0.0
    assert set(result["energy_carrier"]) == {"natural_gas", "electricity"}


def test_switches_chain_from_gas_to_power_to_own_panels():
    panels = Lever(
        "a panels", "switch", {"activity": "energy.electricity"}, Ramp(2025, 2030, share_to=0.4),
        to_activity="energy.electricity.solar", ratio=1,
    )  # fmt: skip
    sun = POWER.assign(activity="energy.electricity.solar", factor=0.0, factor_id=["sun", "sun-wtt"])
    both = pd.concat([POWER, sun], ignore_index=True)
    result = apply(GAS, [panels, pump()], year=2030, destinations=both)
    assert result["tco2e"].sum() == pytest.approx(1.067 + 0.6 * 0.305, rel=1e-12)


def test_t10_recycled_share_from_20_to_70_per_cent():
    """T-10 of the method notes: volume 1,000 t grown 3 % for six years, 3 t/t virgin, 1 t/t recycled."""
    volume = 1000 * 1.03**6
    cells = pd.DataFrame(
        {
            "activity": ["fibre.virgin", "fibre.recycled"],
            "category": "3.1",
            "amount": [0.8 * volume, 0.2 * volume],
            "factor": [3.0, 1.0],
        }
    )
    lever = Lever(
        "MT", "switch", {"activity": "fibre.*"}, Ramp(2024, 2030, 0.2, 0.7), to_activity="fibre.recycled", ratio=1
    )
    before = float((cells["amount"] * cells["factor"]).sum())
    after = apply(cells, [lever], year=2030)["tco2e"].sum()
    assert before == pytest.approx(3104.535971, abs=5e-7)
    assert after == pytest.approx(1910.483674, abs=5e-7)
    assert before - after == pytest.approx(1194.052297, abs=5e-7)


def test_a_switch_never_takes_from_its_own_destination():
    cells = pd.DataFrame({"activity": ["fibre.virgin", "fibre.light"], "amount": [100.0, 40.0], "factor": [3.0, 1.0]})
    lever = Lever("MT", "switch", {"activity": "fibre.*"}, FULL, to_activity="fibre.light", ratio=0.5)
    assert apply(cells, [lever], year=2030)["tco2e"].sum() == pytest.approx(40 + 50)


@pytest.mark.parametrize(
    ("ratio", "grid", "steam_tonnes"),
    [(1 / 0.99, 0.6, 606.061), (1 / 2.7, 0.6, 222.222), (1 / 0.99, 0.415924, 420.125), (1 / 2.7, 1.134338, 420.125)],
)
def test_t15_electric_steam_instead_of_coal_wins_or_loses_with_the_grid(ratio, grid, steam_tonnes):
    """T-15 of the method notes: 1,000 MWh of steam; coal 420.125 t, boiler 606.061 t, heat pump 222.222 t."""
    steam = pd.DataFrame({"activity": ["steam.coal"], "unit": "MWh", "amount": 1000.0, "factor": 0.3361 / 0.80})
    power = pd.DataFrame({"activity": ["power"], "factor": [grid]})
    lever = Lever("SE", "switch", {"activity": "steam.*"}, FULL, to_activity="power", ratio=ratio)
    assert steam["factor"].iloc[0] * 1000 == pytest.approx(420.125, abs=5e-4)
    assert apply(steam, [lever], year=2030, destinations=power)["tco2e"].sum() == pytest.approx(steam_tonnes, abs=1e-3)


def test_the_five_mechanisms_in_the_canonical_order():
    cells = pd.DataFrame({"activity": ["a", "b"], "amount": [100.0, 0.0], "factor": [2.0, 1.0]})
    levers = [
        Lever("direct", "direct", {"activity": "a"}, FULL, tonnes=5.0),
        Lever("set", "set_factor", {"activity": "a"}, Ramp(2025, 2030, share_to=0.5), factor_after=400.0),
        Lever("intensity", "intensity", {"activity": "a"}, FULL, effectiveness=0.25),
        Lever("switch", "switch", {"activity": "a"}, Ramp(2025, 2030, share_to=0.5), to_activity="b", ratio=2.0),
        Lever("activity", "activity", {"activity": "a"}, FULL, effectiveness=0.2),
    ]
    # amount 100 -> 80 -> 40 (80 to b); factor 2 -> 1.5 -> 0.5 * 1.5 + 0.5 * 0.4 = 0.95; a 40 * 0.95 - 5; b 80 * 1.
    for plan in (levers, levers[::-1]):
        result = apply(cells, plan, year=2030)
        assert result["tco2e"].sum() == pytest.approx(38.0 - 5.0 + 80.0, rel=1e-12)
        assert (result["amount"] * result["factor"]).tolist() == pytest.approx(result["tco2e"].tolist())


def test_a_direct_lever_takes_no_more_than_its_cells_emit():
    cells = pd.DataFrame({"activity": ["a", "a", "b"], "amount": [1.0, 3.0, 1.0], "factor": 10.0})
    lever = Lever("d", "direct", {"activity": "a"}, FULL, tonnes=20.0)
    assert apply(cells, [lever], year=2030)["tco2e"].tolist() == pytest.approx([5, 15, 10])
    huge = Lever("d", "direct", {"activity": "a"}, FULL, tonnes=1e6)
    assert apply(cells, [huge], year=2030)["tco2e"].tolist() == [0, 0, 10]


def test_a_contract_changes_nothing_under_the_location_based_method():
    contract = Lever("GO", "set_factor", {"category": "2.electricity"}, FULL, factor_after=0.0)
    cells = POWER.assign(amount=1000.0)
    assert apply(cells, [contract], year=2030)["tco2e"].sum() == pytest.approx(0.244)
    market = cells.assign(scope2_method="market")
    assert apply(market, [contract], year=2030)["tco2e"].sum() == 0.0


def test_upstream_falls_in_proportion_with_the_factor_or_to_its_own_value():
    cells = GAS.assign(scope2_method="")
    half = Lever("green gas", "set_factor", {"category": "1.stationary"}, FULL, factor_after=1.779 / 2)
    assert apply(cells, [half], year=2030)["tco2e"].tolist() == pytest.approx([1.779 / 2, 0.355 / 2])
    own = Lever(
        "green gas", "set_factor", {"category": "1.stationary"}, FULL, factor_after=0.0, factor_after_upstream=0.357
    )
    assert apply(cells, [own], year=2030)["tco2e"].tolist() == pytest.approx([0.0, 0.357])


def test_factors_in_kg_are_recognised_by_their_tonnes():
    kg = GAS.assign(factor=[1.779, 0.355], tco2e=[1.779, 0.355])
    assert apply(kg, [pump()], year=2030, destinations=POWER)["tco2e"].sum() == pytest.approx(1.372)
    with pytest.raises(DataError, match="neither in kg nor in tonnes"):
        apply(GAS.assign(tco2e=[5.0, 5.0]), [pump()], year=2030, destinations=POWER)
    with pytest.raises(DataError, match="a blank is not 0"):
        apply(GAS.assign(factor=[np.nan, 0.355]), [pump()], year=2030, destinations=POWER)


def test_category_3_3_follows_even_when_the_frame_does_not_say_where_it_comes_from():
    bare = GAS[["activity", "category", "amount", "factor"]]
    saving = Lever("save", "activity", {"category": "1.stationary"}, FULL, effectiveness=0.1)
    assert apply(bare, [saving], year=2030)["tco2e"].sum() == pytest.approx(0.9 * 2.134)


@pytest.mark.parametrize(
    ("cells", "levers", "code"),
    [
        (pd.concat([POWER, POWER.assign(scope2_method="market")]), [], "lever_two_scope2_methods"),
        (GAS, [pump(), pump()], "lever_id_twice"),
        (GAS, [pump(to_activity="energy.electricty")], "lever_no_destination_factor"),
        (
            pd.concat([GAS, GAS.assign(unit="kWh_gross")]),
            [pump()],
            "lever_several_units",
        ),
    ],
)
def test_a_plan_that_cannot_work_is_refused(cells, levers, code):
    with pytest.raises(DataError) as caught:
        apply(cells, levers, year=2030, destinations=POWER)
    assert code in [problem.code for problem in caught.value.problems]
    assert all(problem.sentence("nl") for problem in caught.value.problems)


def test_a_generic_supplier_programme_excludes_concrete_supplier_levers_on_the_same_cells():
    cells = pd.DataFrame({"category": "3.1", "tier": ["T1", "T2"], "amount": 1.0, "factor": 1.0})
    generic = Lever(
        "SE12", "intensity", {"category": "3.1"}, FULL, effectiveness=0.2, library_id="SE12", excludes=("SE01",)
    )
    concrete = Lever("SE01", "intensity", {"tier": "T2"}, FULL, effectiveness=0.1, library_id="SE01")
    with pytest.raises(DataError, match="must not be combined"):
        apply(cells, [generic, concrete], year=2030)
    apart = Lever("SE12", "intensity", {"tier": "T1"}, FULL, effectiveness=0.2, library_id="SE12", excludes=("SE01",))
    assert apply(cells, [apart, concrete], year=2030)["tco2e"].tolist() == pytest.approx([0.8, 0.9])


def test_ten_thousand_sites_switch_without_a_loop_over_cells():
    sites = pd.concat([GAS] * 10_000, ignore_index=True).assign(site=np.repeat(np.arange(10_000), 2).astype(str))
    result = apply(sites, [pump()], year=2030, destinations=POWER.drop(columns="site"))
    assert result["tco2e"].sum() == pytest.approx(13_720, rel=1e-12)


def in_kilograms(frame):
    return frame.assign(factor=frame["factor"] * 1000.0, factor_unit="kgCO2e/" + frame["unit"])


def test_factors_in_kilograms_give_the_same_tonnes_for_cells_and_destinations():
    expected = apply(GAS, [pump()], year=2030, destinations=POWER)
    found = apply(in_kilograms(GAS), [pump()], year=2030, destinations=in_kilograms(POWER))
    assert found["tco2e"].tolist() == pytest.approx(expected["tco2e"].tolist())
    assert found["factor"].tolist() == pytest.approx(expected["factor"].tolist())
    assert found["factor_unit"].str.startswith("tCO2e/").all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"factor_unit": "gCO2e/Nm3"}, "neither kgCO2e nor tCO2e"),
        ({"factor_unit": "tCO2e/Nm3", "tco2e": [5.0, 0.355]}, "does not give tco2e"),
        ({"factor_unit": "kgCO2e/Nm3", "tco2e": [1.779, 0.355]}, "does not give tco2e"),
    ],
)
def test_a_factor_unit_that_contradicts_the_cells_is_refused(changes, message):
    with pytest.raises(DataError, match=message):
        apply(GAS.assign(**changes), [], year=2030)
