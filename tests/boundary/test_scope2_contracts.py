"""Contractual instruments: what they cover, the eight quality criteria, and what a claim may not exceed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_company import certificates, factors

from ghgcalc.errors import DataError
from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory import Contracts, Inventory, calculate_inventory

POWER = {
    "year": 2024,
    "entity": "Dye",
    "activity": "energy.electricity",
    "value": 20_000.0,
    "unit": "kWh",
    "region": "NL",
}
CRITERIA = ["conveys_attribute", "sole_claim", "cancelled", "vintage", "same_market", "delivered_rate",
            "claims_transferred", "residual_mix"]  # fmt: skip


def one(**changes: object) -> Contracts:
    return Contracts.from_frame(certificates(**changes).head(1))


def inventory(contracts: Contracts | None, *rows: dict, with_factors: EmissionFactors | None = None) -> Inventory:
    frame = pd.DataFrame([{**POWER, **row} for row in rows or ({},)])
    return calculate_inventory(frame, with_factors or factors(), contracts=contracts)


def market(found: Inventory) -> float:
    return found.total(scope2="market", scope=2)


def test_a_contract_covers_its_volume_and_the_rest_gets_the_residual_mix() -> None:
    found = inventory(one())
    assert market(found) == pytest.approx(15_000 * 0.6 / 1000)
    assert found.total(scope2="location", scope=2) == pytest.approx(8.0)
    cells = found.cells.query("category == '2.electricity' and scope2_method == 'market'")
    assert dict(zip(cells["basis"], cells["amount"], strict=True)) == pytest.approx(
        {"contract": 5000.0, "residual mix": 15_000.0}
    )
    assert set(cells["instrument"]) == {"", "energy.electricity.hydro"}


def test_without_a_residual_mix_the_rest_gets_the_grid_average_and_says_so() -> None:
    grid = factors().frame
    left = EmissionFactors.from_frame(grid[~grid["activity"].str.contains("residual")].drop(columns="scope"))
    found = inventory(one(), with_factors=left)
    assert market(found) == pytest.approx(15_000 * 0.4 / 1000)
    assert "market_fallback" in set(found.caveats["code"])
    assert found.scope2_quality["residual_mix_en"][0].startswith("no residual mix")
    assert inventory(one()).scope2_quality["residual_mix_nl"][0] == "residuele mix"


@pytest.mark.parametrize(
    ("changes", "criterion"),
    [
        ({"conveys_attribute": "no"}, "conveys_attribute"),
        ({"sole_claim": ""}, "sole_claim"),
        ({"cancelled": "nee"}, "cancelled"),
        ({"tracking": ""}, "cancelled"),
        ({"produced_from": "2023-06"}, "vintage"),
        ({"produced_to": "2025-04"}, "vintage"),
        ({"produced_from": ""}, "vintage"),
        ({"country": "US"}, "same_market"),
        ({"country": ""}, "same_market"),
        ({"kind": "supplier label"}, "delivered_rate"),
        ({"kind": "green tariff", "delivered_rate": "no"}, "delivered_rate"),
        ({"kind": "PPA"}, "claims_transferred"),
    ],
)
def test_an_instrument_that_fails_one_criterion_falls_to_the_residual_mix(changes: dict, criterion: str) -> None:
    found = inventory(one(**changes))
    assert market(found) == pytest.approx(12.0)
    row = found.scope2_quality.iloc[0]
    assert [name for name in CRITERIA if not row[name]] == [criterion]
    assert (row["accepted_kwh"], row["refused_kwh"]) == (0.0, 5000.0)
    assert row["reason_en"].startswith("does not meet: ")
    assert row["reason_nl"].startswith("voldoet niet aan: ")


@pytest.mark.parametrize(
    "changes",
    [
        {"produced_from": "2023-07", "produced_to": "2025-03"},
        {"kind": "supplier label", "delivered_rate": "yes"},
        {"kind": "PPA", "claims_transferred": "ja"},
    ],
)
def test_an_instrument_that_meets_what_is_asked_of_its_kind_counts(changes: dict) -> None:
    found = inventory(one(**changes))
    assert market(found) == pytest.approx(9.0)
    assert found.scope2_quality.iloc[0][CRITERIA].all()
    assert found.scope2_quality["accepted_kwh"].tolist() == [5000.0]


def test_a_fiscal_year_moves_the_window_of_production() -> None:
    spring = certificates(produced_from="2023-01", produced_to="2023-12").head(1)
    assert market(inventory(Contracts.from_frame(spring))) == pytest.approx(12.0)
    assert market(inventory(Contracts.from_frame(spring, year_end_month=6))) == pytest.approx(9.0)


def test_a_claim_above_consumption_is_an_error() -> None:
    with pytest.raises(DataError, match="claims 20001 kWh in 2024; the electricity it can cover is 20000 kWh"):
        inventory(one(kwh=20_001.0))
    assert market(inventory(one(kwh=20_000.0))) == 0.0
    two = pd.concat([certificates(kwh=15_000.0).head(1), certificates(kwh=6000.0, contract="B", site="").head(1)])
    with pytest.raises(DataError, match="the electricity it can cover is 5000 kWh"):
        inventory(Contracts.from_frame(two))
    with pytest.raises(DataError, match="it can cover is 0 kWh"):
        inventory(
            one(year=2023, produced_from=2023, produced_to=2023, country="NL"),
            {},
            {"year": 2023, "region": "NL", "value": 0.0},
        )


def test_a_contract_covers_only_its_entity_site_and_market() -> None:
    rows = ({"entity": "Dye", "site": "A"}, {"entity": "Dye", "site": "B"}, {"entity": "Weave", "site": "A"})
    grid = factors().frame.drop(columns="scope")
    us = grid[grid["activity"] == "energy.electricity"].assign(region="US", factor_id=lambda f: "us " + f["factor_id"])
    both = EmissionFactors.from_frame(pd.concat([grid, us]))

    def covered(contracts: Contracts, *more: dict) -> list[float]:
        cells = inventory(contracts, *rows, *more, with_factors=both).cells
        kept = cells[(cells["basis"] == "contract") & (cells["category"] == "2.electricity")]
        return [kept.loc[(kept["entity"] == e) & (kept["site"] == s), "amount"].sum() for e, s in
                (("Dye", "A"), ("Dye", "B"), ("Weave", "A"), ("Dye", "US"))]  # fmt: skip

    assert covered(one(site="B")) == pytest.approx([0, 5000, 0, 0])
    assert covered(one()) == pytest.approx([2500, 2500, 0, 0])
    assert covered(one(entity=""), {"site": "US", "region": "US"}) == pytest.approx([5000 / 3] * 3 + [0])


def test_a_row_may_name_its_contract() -> None:
    found = inventory(one(entity=""), {"site": "A"}, {"site": "B", "instrument": "GO-24"})
    assert found.cells.query("basis == 'contract'")["site"].unique().tolist() == ["B"]
    with pytest.raises(DataError, match="not in the table of contracts for 2023"):
        inventory(one(entity=""), {"instrument": "GO-24"}, {"year": 2023, "instrument": "GO-24"})
    with pytest.raises(DataError, match="contract does not count for"):
        inventory(one(), {"instrument": "GO-24"}, {"activity": "gas", "unit": "Nm3", "instrument": "GO-24"})
    with pytest.raises(DataError, match="electricity contract 'GO-99' is not known"):
        inventory(one(), {"instrument": "GO-99"})


def test_a_product_named_without_a_record_counts_and_is_shown_as_unrecorded() -> None:
    grid = factors().frame.drop(columns="scope")
    wind = grid[grid["factor_id"] == "el"].assign(factor_id="wind", activity="energy.electricity.wind", kgco2e=0.01)
    found = inventory(None, {"instrument": "wind"}, with_factors=EmissionFactors.from_frame(pd.concat([grid, wind])))
    assert market(found) == pytest.approx(0.2)
    shown = found.scope2_quality.iloc[0]
    assert shown[CRITERIA].isna().all()
    assert shown["accepted_kwh"] == 20_000.0
    assert "not recorded" in shown["reason_en"]
    assert found.caveats.set_index("code").loc["contract_unrecorded", "share"] == pytest.approx(1.0)


def test_a_refused_contract_is_a_caveat() -> None:
    shown = inventory(one(cancelled="no")).caveats.set_index("code")
    assert shown.loc["contract_refused", "share"] == pytest.approx(0.25)
    assert "contract_refused" not in set(inventory(one()).caveats["code"])


def test_a_contract_without_factor_takes_the_product_of_its_source() -> None:
    grid = factors().frame.drop(columns="scope")
    hydro = grid[grid["factor_id"] == "el"].assign(factor_id="hydro", activity="energy.electricity.hydro", kgco2e=0.02)
    known = EmissionFactors.from_frame(pd.concat([grid, hydro.assign(scope2_method="market")]))
    found = inventory(one(kgco2e_per_kwh=None), with_factors=known)
    assert market(found) == pytest.approx(9.0 + 5000 * 0.02 / 1000)
    with pytest.raises(DataError, match="neither an emission factor nor an energy source"):
        inventory(one(kgco2e_per_kwh=None, energy_source="nuclear"))


@given(
    volumes=st.lists(st.floats(0, 5000), min_size=1, max_size=4),
    parts=st.lists(st.floats(1, 1e5), min_size=1, max_size=4),
)
def test_volumes_add_up_however_consumption_is_cut(volumes: list[float], parts: list[float]) -> None:
    total = max(sum(volumes), 20_000.0)
    rows = [{"site": f"S{i}", "value": total * part / sum(parts)} for i, part in enumerate(parts)]
    table = pd.concat([certificates(contract=f"C{i}", kwh=v).head(1) for i, v in enumerate(volumes)])
    found = inventory(Contracts.from_frame(table), *rows)
    assert market(found) == pytest.approx((total - sum(volumes)) * 0.6 / 1000, rel=1e-9, abs=1e-9)
    bought = found.cells.query("category == '2.electricity' and scope2_method == 'market'")
    assert bought["amount"].sum() == pytest.approx(total, rel=1e-9)


def test_an_hourly_profile_is_checked_and_changes_nothing() -> None:
    flat = np.full(8784, 5000 / 8784)
    with_profile = Contracts.from_frame(certificates().head(1), hourly={("GO-24", 2024): flat})
    found = inventory(with_profile)
    assert market(found) == market(inventory(one()))
    assert "matching per hour is only a proposal" in found.scope2_quality["matching_en"][0]
    for profile, said in ((flat[:-24], "2024 has 8784 hours"), (flat * 2, "adds up to 10000 kWh"), (-flat, "negative")):
        with pytest.raises(DataError, match=said):
            Contracts.from_frame(certificates().head(1), hourly={("GO-24", 2024): profile})
    with pytest.raises(DataError, match="no such contract"):
        Contracts.from_frame(certificates().head(1), hourly={("GO-1", 2024): flat})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "REC?"}, "not in the list for kind"),
        ({"kwh": -1.0}, "is negative"),
        ({"kwh": None}, "not a number"),
        ({"produced_from": "last year"}, "not a production month"),
        ({"produced_from": "2024-13"}, "not a production month"),
        ({"country": "Atlantis"}, "Atlantis"),
        ({"cancelled": "perhaps"}, "not in the list for cancelled"),
        ({"contract": ""}, "has no name"),
        ({"year": "x"}, "not a year"),
        ({"energy_source": "tidal"}, "not in the list for energy_source"),
    ],
)
def test_a_contract_that_cannot_be_read_is_an_error(changes: dict, said: str) -> None:
    with pytest.raises(DataError, match=said):
        one(**changes)
    with pytest.raises(DataError, match="stands twice"):
        Contracts.from_frame(pd.concat([certificates().head(1)] * 2))


def test_an_empty_table_of_contracts_changes_nothing() -> None:
    found = inventory(Contracts.from_frame(certificates().head(0)))
    assert market(found) == pytest.approx(12.0)
    assert found.scope2_quality.empty
