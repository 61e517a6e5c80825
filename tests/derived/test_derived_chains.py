"""Chains over losses, mixtures and fuel blends."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ghgcalc as gc
from ghgcalc.factors.derived import (
    ChainStep,
    as_emission_factors,
    chain_factor,
    compare_fuel_blends,
    cutting_loss,
    derive_fuel_blends,
    explain,
    mix_factor,
)

BD = 0.691411  # OWID 2023, kg per kWh
COTTON = "material.fibre.cotton.conventional"


@pytest.fixture(scope="module")
def factors() -> gc.EmissionFactors:
    return gc.load_factors()


def test_yarn_and_cloth_chain_over_their_published_losses(factors: gc.EmissionFactors) -> None:
    # ring spinning 3.64 kWh and 12 % loss, weaving 5.82 kWh and 6.25 % loss, cotton lint 2.0 kg/kg
    steps = [ChainStep(COTTON, "GLO"), ChainStep("process.spinning.ring", "BD"), ChainStep("process.weaving", "BD")]
    expected = 2.0 / 0.88 / 0.9375 + 3.64 * BD / 0.9375 + 5.82 * BD
    assert chain_factor(steps, factors=factors).value == pytest.approx(expected, rel=1e-6)


def test_losses_per_kg_of_output_can_be_chosen(factors: gc.EmissionFactors) -> None:
    steps = [ChainStep(COTTON, "GLO"), ChainStep("process.spinning.ring", "BD"), ChainStep("process.weaving", "BD")]
    expected = 2.0 * 1.12 * 1.0625 + 3.64 * BD * 1.0625 + 5.82 * BD
    assert chain_factor(steps, factors=factors, loss_basis="output").value == pytest.approx(expected, rel=1e-6)


def test_the_loss_of_a_step_does_not_raise_its_own_energy(factors: gc.EmissionFactors) -> None:
    for loss in (0.0, 0.5):
        steps = [ChainStep("process.weaving", "BD", loss=loss)]
        assert chain_factor(steps, factors=factors).value == pytest.approx(5.82 * BD, rel=1e-6)


def test_a_cutting_step_loses_material_and_has_no_energy(factors: gc.EmissionFactors) -> None:
    cloth = [ChainStep("process.weaving", "BD")]
    jeans = [*cloth, ChainStep("", loss=cutting_loss("jean"))]
    ratio = chain_factor(jeans, factors=factors).value / chain_factor(cloth, factors=factors).value
    assert ratio == pytest.approx(1 / 0.78)


def test_printing_counts_square_metres_per_kg(factors: gc.EmissionFactors) -> None:
    one = chain_factor([ChainStep("process.printing.pigment", "BD")], factors=factors).value
    cloth_of_250_g = chain_factor([ChainStep("process.printing.pigment", "BD", amount=4.0)], factors=factors).value
    assert cloth_of_250_g == pytest.approx(4 * one)


def test_names_in_dutch_work_as_well_as_ids(factors: gc.EmissionFactors) -> None:
    by_name = [ChainStep("ringspinnen", "Bangladesh"), ChainStep("weven", "BD")]
    by_id = [ChainStep("process.spinning.ring", "BD"), ChainStep("process.weaving", "BD")]
    assert chain_factor(by_name, factors=factors) == chain_factor(by_id, factors=factors)


def test_a_chain_becomes_a_factor_that_explains_itself(factors: gc.EmissionFactors) -> None:
    tree = chain_factor([ChainStep(COTTON, "GLO"), ChainStep("process.spinning.ring", "BD")], factors=factors)
    own = as_emission_factors(tree, factors, factor_id="own/yarn", activity="material.yarn.own", region="BD", year=2023)
    assert explain(factors.combine(own), "own/yarn") == tree
    activity = pd.DataFrame(
        {"year": [2023], "activity": ["material.yarn.own"], "region": ["BD"], "value": [1.0], "unit": ["t"]}
    )
    total = gc.calculate_inventory(activity, factors.combine(own)).total(scope2="market")
    assert total == pytest.approx(2.0 / 0.88 + 3.64 * BD, rel=1e-6)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([], "no material and no process"),
        ([ChainStep("", loss=0.2)], "no material and no process"),
        ([ChainStep("process.weaving", "BD", loss=1.0)], "a loss of 1 "),
        ([ChainStep("process.weaving", "BD", loss=-0.1)], "step 1"),
        ([ChainStep("process.weaving", "BD", amount=0.0)], "square metres"),
        ([ChainStep("process.weaving", "Nowhere")], "Nowhere"),
        ([ChainStep("material.unobtainium", "BD")], "no emission factor"),
    ],
)
def test_an_impossible_chain_is_refused(factors: gc.EmissionFactors, steps: list[ChainStep], message: str) -> None:
    with pytest.raises(gc.DataError, match=message):
        chain_factor(steps, factors=factors)


@given(losses=st.lists(st.floats(0.0, 0.9), min_size=1, max_size=5))
def test_the_chain_equals_a_walk_back_from_one_kg(losses: list[float]) -> None:
    factors = gc.load_factors("electricity-2023", "desnz-2025")
    steps = [ChainStep("process.knitting.circular", "BD", loss=loss) for loss in losses]
    mass, total = 1.0, 0.0
    for loss in reversed(losses):
        total += mass * 1.1808 * BD
        mass /= 1 - loss
    assert chain_factor(steps, factors=factors).value == pytest.approx(total, rel=1e-5)


def test_a_composition_is_the_weighted_mean_of_its_fibres(factors: gc.EmissionFactors) -> None:
    mix = mix_factor({COTTON: 60, "material.fibre.polyester.staple": 40}, factors=factors, region="GLO")
    assert mix.value == pytest.approx(0.6 * 2.0 + 0.4 * 4.1)
    assert mix.recompute() == pytest.approx(mix.value)


@pytest.mark.parametrize("percentages", [(60, 50), (0.6, 0.4), (110, -10), ()])
def test_a_composition_that_is_not_100_percent_is_refused(
    factors: gc.EmissionFactors, percentages: tuple[float, ...]
) -> None:
    names = [COTTON, "material.fibre.polyester.staple"][: len(percentages)]
    with pytest.raises(gc.DataError, match="add up to"):
        mix_factor(dict(zip(names, percentages, strict=True)), factors=factors, region="GLO")


@given(share=st.floats(0, 100))
def test_a_mixture_lies_between_its_components(share: float) -> None:
    factors = gc.load_factors("materials-2026")
    mix = mix_factor(
        {COTTON: share, "material.fibre.polyester.staple": 100 - share}, factors=factors, region="GLO"
    ).value
    assert 2.0 - 1e-9 <= mix <= 4.1 + 1e-9


def test_published_fuel_blends_follow_from_their_components(factors: gc.EmissionFactors) -> None:
    check = compare_fuel_blends(factors, region="NL").set_index(["activity", "stage"])
    assert len(check) == 8
    published = {"energy.fuel.petrol_e10": 2.794, "energy.fuel.diesel_b7": 3.251, "energy.fuel.hvo30": 2.558}
    for activity, total in published.items():
        assert check.loc[activity, "derived"].sum() == pytest.approx(total, rel=0.003)
    assert check["difference"].abs().max() < 0.006


def test_the_biogenic_co2_of_a_blend_is_the_published_one(factors: gc.EmissionFactors) -> None:
    frame = derive_fuel_blends(factors, region="NL").frame
    burnt = frame[frame["stage"] == "combustion"].set_index("activity")["kgco2_biogenic"]
    published = {"energy.fuel.petrol_e10": 0.149, "energy.fuel.petrol_e85": 1.266, "energy.fuel.diesel_b7": 0.176,
                 "energy.fuel.hvo30": 0.734}  # fmt: skip
    for activity, value in published.items():
        assert burnt[activity] == pytest.approx(value, abs=6e-4)


def test_a_blend_whose_component_is_not_published_is_refused() -> None:
    own = gc.EmissionFactors.from_frame(
        pd.DataFrame({"factor_id": ["a"], "activity": ["energy.fuel.petrol_e0"], "region": ["NL"], "year": [2026],
                      "unit": ["l"], "kgco2e": [2.374], "category": ["1.mobile"], "stage": ["combustion"]})
    )  # fmt: skip
    with pytest.raises(gc.DataError, match="no emission factor"):
        derive_fuel_blends(own, region="NL", only=["energy.fuel.petrol_e10"])
