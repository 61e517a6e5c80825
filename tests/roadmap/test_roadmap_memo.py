"""What stands beside the levers: external drivers by year, avoided emissions, and services that emit themselves."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.levers import Lever, Ramp, apply, levers_from_frame
from ghgcalc.projection import grid_path, project_bau

RAMP = Ramp(2026, 2030, share_to=0.5)


@pytest.fixture(scope="module")
def bau():
    rows = pd.DataFrame(
        {"year": 2026, "activity": ["aardgas", "stroom"], "value": [1e4, 1e6], "unit": ["Nm3", "kWh"], "region": "NL"}
    )
    grid = grid_path("NL", {2026: 0.4, 2030: 0.2}, source="own")
    inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"))
    return project_bau(inventory, 0.02, until=2030, scope2="location", external=[grid])


def test_drivers_and_levers_fill_what_lies_between_bau_and_residual_in_every_year(bau):
    saving = Lever("led", "intensity", {"category": "2.electricity"}, RAMP, effectiveness=0.4)
    roadmap = gc.build_roadmap(bau, [saving])
    outside = roadmap.externals_by_year()
    assert outside["year"].tolist() == list(bau.years)
    assert outside["tco2e"].iloc[0] == 0.0
    own = roadmap.levers_by_year().groupby("year")["tco2e"].sum()
    for year, change in zip(outside["year"], outside["tco2e"], strict=True):
        assert roadmap.bau_tco2e(year) + change - own[year] == pytest.approx(roadmap.residual(year))
    assert outside["tco2e"].iloc[-1] < -100.0
    assert gc.build_roadmap(replace(bau, externals=()), []).externals_by_year().empty


def test_what_does_not_lower_own_purchases_is_a_memo_and_changes_no_total(bau):
    counted = Lever("resale", "activity", {"category": "1.stationary"}, RAMP, effectiveness=1.0, displacement=0.646)
    outside = replace(counted, displaces_own_volume=False)
    roadmap = gc.build_roadmap(bau, [outside])
    assert roadmap.residual(2030) == roadmap.residual(2030, scopes="1+2+3")
    assert roadmap.attribution(2030).tco2e.tolist() == [0.0]
    memo = roadmap.avoided(2030)
    assert memo["lever_id"].tolist() == ["resale"]
    assert memo["tco2e"].tolist() == pytest.approx(gc.build_roadmap(bau, [counted]).attribution(2030).tco2e.tolist())
    assert gc.build_roadmap(bau, [counted]).avoided(2030).empty


@pytest.mark.parametrize(("displacement", "kilograms"), [(0.646, 5660.0), (0.28, 2000.0)])
def test_worked_example_t23_displacement_less_the_service_itself(displacement, kilograms):
    """1 000 items of 10 kg; the service emits 0.8 kg each: units x (d x EF_new - EF_service)."""
    items = pd.DataFrame({"activity": ["product.shirt"], "category": ["3.1"], "amount": [1000.0], "factor": [0.010]})
    resale = Lever(
        "resale", "activity", {"category": "3.1"}, Ramp(2025, 2030), effectiveness=1.0, displacement=displacement,
        service_emissions=0.08,
    )  # fmt: skip
    after = apply(items, [resale], year=2030)["tco2e"].sum()
    assert (10.0 - after) * 1000.0 == pytest.approx(kilograms)


def test_a_service_that_emits_more_than_it_replaces_raises_emissions():
    items = pd.DataFrame({"category": ["3.1"], "tco2e": [10.0]})
    rental = Lever("rental", "activity", {}, RAMP, effectiveness=1.0, displacement=0.2, service_emissions=0.5)
    assert apply(items, [rental], year=2030)["tco2e"].sum() == pytest.approx(10.0 * (1 + 0.5 * 0.3))


def test_the_sheet_knows_the_service_and_refuses_impossible_shares():
    fields = {"library_id": "PV04", "start_year": 2026, "end_year": 2030, "share_to": 0.2, "effectiveness": 1.0}
    [lever] = levers_from_frame(pd.DataFrame([{**fields, "service_emissions": 0.1, "displaces_own_volume": "no"}]))
    assert (lever.service_emissions, lever.displaces_own_volume) == (0.1, False)
    with pytest.raises(DataError) as caught:
        levers_from_frame(pd.DataFrame([{**fields, "service_emissions": -0.1}]))
    assert caught.value.problems[0].code == "lever_negative"
