"""Process factors: published energy × published electricity and heat, checked against the figures of the sources."""

from __future__ import annotations

import pickle

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ghgcalc as gc
from ghgcalc.factors.derived import assumptions, derive_process_factors, explain, explain_text, processes

GRID = {"BD": 0.691411, "TR": 0.464647}  # OWID 2023, kg per kWh


@pytest.fixture(scope="module")
def factors() -> gc.EmissionFactors:
    return gc.load_factors()


@pytest.fixture(scope="module")
def derived(factors: gc.EmissionFactors) -> gc.EmissionFactors:
    return derive_process_factors(factors)


def value(collection: gc.EmissionFactors, process: str, region: str) -> float:
    frame = collection.frame
    (found,) = frame.loc[(frame["activity"] == process) & (frame["region"] == region), "kgco2e"]
    return float(found)


def own_factors(electricity: float, fuel: float, unit: str = "kWh_net") -> gc.EmissionFactors:
    return gc.EmissionFactors.from_frame(
        pd.DataFrame(
            {
                "factor_id": ["grid", "coal"],
                "activity": ["energy.electricity", "energy.fuel.coal"],
                "region": ["BD", "GB"],
                "year": [2025, 2025],
                "unit": ["kWh", unit],
                "kgco2e": [electricity, fuel],
                "category": ["2.electricity", "1.stationary"],
                "stage": ["generation", "combustion"],
            }
        )
    )


@pytest.mark.parametrize(("region", "published"), [("BD", 5.82 * 0.6914), ("TR", 5.82 * 0.4646), ("NL", 5.82 * 0.244)])
def test_weaving_is_its_electricity_times_the_grid_of_the_country(
    derived: gc.EmissionFactors, region: str, published: float
) -> None:
    assert value(derived, "process.weaving", region) == pytest.approx(published, rel=2e-4)


def test_british_electricity_counts_generation_upstream_and_grid_losses(derived: gc.EmissionFactors) -> None:
    # DESNZ 2025: generation 0.177, grid losses 0.01853, upstream 0.0459 and 0.00397 kg CO2e per kWh
    assert value(derived, "process.knitting.circular", "GB") == pytest.approx(
        1.1808 * (0.177 + 0.01853 + 0.0459 + 0.00397)
    )


def test_batch_dyeing_adds_gas_with_upstream_over_the_boiler_efficiency(derived: gc.EmissionFactors) -> None:
    # DESNZ 2025, natural gas on gross calorific value: 0.18296 burnt and 0.03021 upstream per kWh; 3.6 MJ per kWh
    expected = 1.2 * GRID["BD"] + 32.4 * (0.18296 + 0.03021) / 3.6 / 0.80
    assert value(derived, "process.dyeing.batch", "BD") == pytest.approx(expected, rel=1e-5)


def test_batch_dyeing_with_coal_steam_gives_the_worked_example() -> None:
    # 1 kg on a grid of 0.6 kg/kWh, coal 0.3361 kg/kWh, efficiency 0.80: 0.720 + 3.781 = 4.501
    derived = derive_process_factors(
        own_factors(0.6, 0.3361), countries=["BD"], heat_fuel="energy.fuel.coal", boiler_efficiency=0.80,
        efficiency_basis="net", only=["process.dyeing.batch"],
    )  # fmt: skip
    (factor_id,) = derived.frame["factor_id"]
    parts = [part.value for part in explain(derived, factor_id).children]
    assert parts == pytest.approx([0.720, 3.781], abs=5e-4)
    assert derived.frame["kgco2e"][0] == pytest.approx(4.501, abs=5e-4)


def test_a_heat_pump_on_the_same_grid_gives_the_worked_example() -> None:
    derived = derive_process_factors(
        own_factors(0.6, 0.3361), countries=["BD"], heat_fuel="energy.electricity", boiler_efficiency=2.7,
        efficiency_basis="delivered", only=["process.dyeing.batch"],
    )  # fmt: skip
    assert derived.frame["kgco2e"][0] - 0.720 == pytest.approx(2.000, abs=5e-4)


def test_own_grid_losses_raise_the_electricity_part_only(factors: gc.EmissionFactors) -> None:
    plain = derive_process_factors(factors, countries=["BD"])
    lossy = derive_process_factors(factors, countries=["BD"], transmission_losses={"BD": 0.1})
    for process in ("process.weaving", "process.dyeing.batch"):
        extra = value(lossy, process, "BD") - value(plain, process, "BD")
        assert extra == pytest.approx(0.1 * GRID["BD"] * processes()[process].electricity_kwh, rel=1e-5)


def test_grid_losses_that_the_list_holds_already_are_refused(factors: gc.EmissionFactors) -> None:
    with pytest.raises(gc.DataError, match="has a line for grid losses already"):
        derive_process_factors(factors, countries=["GB"], transmission_losses={"GB": 0.08})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"countries": ["Atlantis"]}, "region 'Atlantis' is not known"),
        ({"countries": ["BD"], "only": ["process.weeving"]}, r"process\.weaving"),
        ({"countries": ["BD"], "boiler_efficiency": 80}, "write a share"),
        ({"countries": ["BD"], "boiler_efficiency": 0.0}, "cannot be"),
        ({"countries": ["BD"], "efficiency_basis": "lower"}, "efficiency_basis"),
        ({"countries": ["BD"], "heat_fuel": "energy.electricity"}, "no calorific value"),
        ({"countries": ["BD"], "heat_fuel": "energy.fuel.moonshine"}, "no emission factor"),
        ({"countries": ["BD"], "transmission_losses": {"BD": 12}}, "grid loss of 12"),
        ({"countries": ["UG"]}, "UG"),
    ],
)
def test_what_cannot_be_is_refused_with_a_way_out(
    factors: gc.EmissionFactors, arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(gc.DataError, match=message):
        derive_process_factors(factors, **arguments)  # type: ignore[arg-type]


def test_every_value_equals_its_tree_and_its_tree_recomputes_from_the_leaves(derived: gc.EmissionFactors) -> None:
    for row in derived.frame.itertuples():
        tree = explain(derived, row.factor_id)
        assert row.kgco2e == pytest.approx(tree.value, rel=1e-12)
        assert tree.value == pytest.approx(tree.recompute(), rel=1e-12)


def test_every_leaf_of_every_tree_names_its_source(derived: gc.EmissionFactors) -> None:
    for factor_id in derived.frame["factor_id"]:
        for leaf in explain(derived, factor_id).leaves():
            assert leaf.kind in ("published", "assumption")
            assert leaf.source, (factor_id, leaf)
            assert leaf.source_ref or leaf.source == "ghgcalc units.csv", (factor_id, leaf)


def test_the_published_leaves_carry_the_value_of_the_loaded_factor(
    factors: gc.EmissionFactors, derived: gc.EmissionFactors
) -> None:
    published = factors.frame.set_index("factor_id")["kgco2e"]
    tree = explain(derived, next(i for i in derived.frame["factor_id"] if "dyeing.batch/BD" in i))
    used = [leaf for leaf in tree.leaves() if leaf.factor_id]
    assert len(used) == 3
    assert all(leaf.value == published[leaf.factor_id] for leaf in used)


def test_the_explanation_survives_combining_and_pickling(
    factors: gc.EmissionFactors, derived: gc.EmissionFactors
) -> None:
    together = pickle.loads(pickle.dumps(factors.combine(derived)))
    assert explain(together, "derived/process.weaving/BD-2023").value == pytest.approx(4.024, abs=1e-3)


def test_the_text_shows_formula_numbers_and_sources_in_both_languages(factors: gc.EmissionFactors) -> None:
    factor_id = "derived/process.dyeing.batch/BD-2023/energy.fuel.natural_gas@0.8-gross-GB"
    english, dutch = (explain_text(factor_id, language, factors=factors) for language in ("en", "nl"))
    for piece in (
        "0.8297 + 2.398",
        "1.2 × 0.6914",
        "0.05921 ÷ 0.8",
        "cell C412",
        "BD, 2023",
        "Open Government Licence",
    ):
        assert piece in english
    assert "0,8297 + 2,398" in dutch
    assert "ketelrendement: 0,8 (gross)" in dutch
    assert "boiler" not in dutch.replace("Boiler", "")


def test_a_default_id_is_explained_without_the_derived_set(
    factors: gc.EmissionFactors, derived: gc.EmissionFactors
) -> None:
    for factor_id in derived.frame["factor_id"][::97]:
        assert explain(factors, factor_id) == explain(derived, factor_id)


def test_an_id_with_own_choices_is_explained_too(factors: gc.EmissionFactors) -> None:
    own = derive_process_factors(
        factors, countries=["VN"], heat_fuel="energy.fuel.coal", boiler_efficiency=0.72, efficiency_basis="net",
        transmission_losses={"VN": 0.07}, only=["process.finishing"],
    )  # fmt: skip
    (factor_id,) = own.frame["factor_id"]
    assert explain(factors, factor_id).value == pytest.approx(own.frame["kgco2e"][0], rel=1e-12)


@pytest.mark.parametrize("unknown", ["derived/process.weaving/QQ-2023", "derived/process.moon/BD-2023", "nothing"])
def test_an_unknown_id_is_an_error(factors: gc.EmissionFactors, unknown: str) -> None:
    with pytest.raises(gc.DataError):
        explain(factors, unknown)


def test_a_published_factor_explains_itself_as_one_leaf(factors: gc.EmissionFactors) -> None:
    leaf = explain(factors, "nl-2026/27-135/combustion")
    assert (leaf.value, leaf.children) == (1.779, ())
    assert "sheet row" in leaf.source_ref


def test_an_inventory_uses_derived_factors_like_any_other(
    factors: gc.EmissionFactors, derived: gc.EmissionFactors
) -> None:
    activity = pd.DataFrame(
        {"year": [2023], "activity": ["process.weaving"], "region": ["BD"], "value": [1000.0], "unit": ["kg"]}
    )
    inventory = gc.calculate_inventory(activity, factors.combine(derived))
    assert inventory.total(scope2="location") == pytest.approx(4.024, abs=1e-3)
    assert set(inventory.cells["category"]) == {"3.1"}


def test_the_gwp_set_is_named_only_when_every_part_shares_it(derived: gc.EmissionFactors) -> None:
    frame = derived.frame.set_index("factor_id")["gwp_set"]
    assert frame["derived/process.weaving/NL-2026"] == "AR6"
    assert frame["derived/process.weaving/BD-2023"] == ""
    assert frame["derived/process.finishing/NL-2026/energy.fuel.natural_gas@0.8-gross-GB"] == ""
    assert frame["derived/process.finishing/GB-2025/energy.fuel.natural_gas@0.8-gross-GB"] == "AR5"


@given(
    grid=st.floats(0.0, 2.0),
    coal=st.floats(0.0, 1.0),
    efficiency=st.floats(0.3, 1.1),
    loss=st.floats(0.0, 0.5),
)
def test_the_factor_is_the_formula_written_out(grid: float, coal: float, efficiency: float, loss: float) -> None:
    derived = derive_process_factors(
        own_factors(grid, coal), countries=["BD"], heat_fuel="energy.fuel.coal", boiler_efficiency=efficiency,
        efficiency_basis="net", transmission_losses={"BD": loss}, only=["process.dyeing.batch"],
    )  # fmt: skip
    expected = 1.2 * grid * (1 + loss) + 32.4 / 3.6 * coal / efficiency
    assert derived.frame["kgco2e"][0] == pytest.approx(expected, rel=1e-9)


def test_every_assumption_states_its_source_reason_and_confidence() -> None:
    assert {"boiler_efficiency", "heat_fuel", "heat_region", "efficiency_basis", "loss_basis"} == set(assumptions())
    for assumption in assumptions().values():
        assert assumption.source
        assert assumption.source_ref
        assert assumption.confidence in ("published", "proxy", "assumption")
        assert all(assumption.reasons[language] for language in ("en", "nl"))
