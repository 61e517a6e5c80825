"""Products become the activities of their chain: by hand, against the chain factor, and as a mass balance."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.factors.derived import ChainStep, chain_factor, with_processes
from ghgcalc.factors.derived.process_heat import HEAT_FUELS, derive_process_heat
from ghgcalc.products import article_groups, examine_products, expand_products, materials, parse_composition

TEE = {
    "year": 2023, "product": "Tee", "group": "tshirt", "units_bought": 1000, "composition": "100% katoen",
    "region_yarn": "IN", "region_fabric": "BD", "region_dyeing": "TR", "region_assembly": "BD",
}  # fmt: skip


def expanded(*lines, steps=None):
    frame = pd.DataFrame([{**TEE, **line} for line in lines or ({},)])
    return expand_products(frame, steps=None if steps is None else pd.DataFrame(steps))


def codes(*lines, steps=None):
    frame = pd.DataFrame([{**TEE, **line} for line in lines])
    _, problems = examine_products(frame, None if steps is None else pd.DataFrame(steps))
    return [(placed.frame, placed.row, placed.column, placed.problem.code) for placed in problems]


@pytest.fixture(scope="module")
def factors():
    return with_processes(gc.load_factors(), list(HEAT_FUELS))


def test_a_t_shirt_by_hand():
    # 0.17 kg; cut from 0.17/0.85 = 0.2 kg cloth; knitting 5.446 %, spinning 12 % loss (Ecobalyse)
    yarn = 0.2 / (1 - 0.05446)
    by_hand = [
        ("material.fibre.cotton.conventional", "GLO", "T4", yarn / 0.88, "kg"),
        ("energy.electricity", "IN", "T3", yarn * 3.64, "kWh"),
        ("energy.electricity", "BD", "T2", 0.2 * 2.4, "kWh"),
        ("energy.electricity", "TR", "T2", 0.2 * 1.0, "kWh"),
        ("energy.heat.process.natural_gas", "TR", "T2", 0.2 * 24.3 / 3.6, "kWh"),
        ("energy.electricity", "TR", "T2", 0.2 * 0.6, "kWh"),
        ("energy.heat.process.natural_gas", "TR", "T2", 0.2 * 13.5 / 3.6, "kWh"),
        ("energy.electricity", "BD", "T1", 0.17 * 1.0, "kWh"),
    ]
    rows = expanded()
    assert len(rows) == len(by_hand)
    for row, (activity, region, tier, value, unit) in zip(rows.to_dict("records"), by_hand, strict=True):
        assert (row["activity"], row["region"], row["tier"], row["unit"]) == (activity, region, tier, unit)
        assert row["value"] == pytest.approx(1000 * value, rel=1e-12)
        assert (row["category"], row["product"]) == ("3.1", "Tee")
    assert list(rows["process"]) == [
        "fibre", "spinning", "knitting", "dyeing", "dyeing", "finishing", "finishing", "make-up",
    ]  # fmt: skip
    assert set(rows["energy_carrier"]) == {"", "electricity", "gas"}


@settings(deadline=None, max_examples=25)
@given(
    material=st.sampled_from([m for m in materials() if materials()[m].is_textile]),
    fabric=st.sampled_from(["process.weaving", "process.knitting.flat", "process.knitting.average"]),
    dyeing=st.sampled_from(["process.dyeing.batch", "process.dyeing.continuous", "none"]),
    finishing=st.sampled_from(["process.finishing", "process.denim_fading", "none"]),
    heat=st.sampled_from(list(HEAT_FUELS)),
    group=st.sampled_from(["tshirt", "jeans", "coat", "bed_linen"]),
    places=st.tuples(*[st.sampled_from(["BD", "TR", "CN", "NL"])] * 4),
)
def test_the_rows_add_up_to_the_derived_factor_of_the_chain(
    factors, material, fabric, dyeing, finishing, heat, group, places
):
    yarn, cloth, wet, sewn = places
    rows = expanded(
        {
            "group": group, "composition": f"100% {material}", "fabric": fabric, "dyeing": dyeing, "mass_kg": 0.3,
            "finishing": finishing, "heat_source": heat, "region_yarn": yarn, "region_fabric": cloth,
            "region_dyeing": wet, "region_assembly": sewn, "units_bought": 7,
        }
    )  # fmt: skip
    tonnes = gc.calculate_inventory(rows, factors).total(scope2="location")
    fibre = materials()[material]
    chain = [ChainStep(fibre.activity, "GLO")]
    chain += [ChainStep(fibre.spinning, yarn)] if fibre.spinning else []
    chain += [ChainStep(fabric, cloth)]
    chain += [ChainStep(step, wet) for step in (dyeing, finishing) if step != "none"]
    chain += [ChainStep("", loss=article_groups()[group].assembly_loss), ChainStep("process.make_up", sewn)]
    per_kg = chain_factor(chain, factors=factors, year=2023, heat_fuel=HEAT_FUELS[heat]).value
    assert tonnes * 1000 / (7 * 0.3) == pytest.approx(per_kg, rel=1e-9)


@settings(deadline=None, max_examples=40)
@given(
    cotton=st.integers(1, 99), units=st.floats(1, 1e6), mass=st.floats(0.01, 60), group=st.sampled_from(
        ["tshirt", "shirt", "sneaker", "sofa", "mattress", "fabric"]),
)  # fmt: skip
def test_no_material_appears_or_disappears(cotton, units, mass, group):
    line = {
        "group": group, "units_bought": units, "mass_kg": mass, "fabric": "process.weaving",
        "composition": f"{cotton}% cotton; {100 - cotton}% leather",
    }  # fmt: skip
    rows = expanded(line)
    loss = article_groups()[group].assembly_loss
    bought = rows[rows["unit"] == "kg"].groupby("material")["value"].sum()
    into = units * mass / (1 - loss)
    assert bought["leather"] == pytest.approx(into * (100 - cotton) / 100, rel=1e-9)
    lost = bought["cotton"] * 0.12 + bought["cotton"] * 0.88 * 0.0625
    assert bought["cotton"] - lost == pytest.approx(into * cotton / 100, rel=1e-9)


def test_splitting_a_line_and_the_order_of_lines_change_nothing():
    whole = expanded({"units_bought": 1000})
    halves = expanded({"units_bought": 400}, {"units_bought": 600})
    names = ["activity", "region", "tier", "process"]
    pd.testing.assert_series_equal(
        whole.groupby(names)["value"].sum(), halves.groupby(names)["value"].sum(), check_exact=False, rtol=1e-12
    )
    two = [{"product": "A", "group": "jeans"}, {"product": "B", "group": "sofa"}]
    one, other = expanded(*two), expanded(*reversed(two))
    assert sorted(one["value"]) == sorted(other["value"])


def test_unsold_goods_are_bought_and_not_used_or_thrown_away():
    sold = {"units_bought": None, "units_sold": 850, "unsold_share": 0.15}
    assert expanded(sold)["value"].tolist() == pytest.approx(expanded()["value"].tolist())
    later = {"use_phase": "ja", "end_of_life": "waste.residual", "region_sales": "NL", "wash_cycles": 10}
    rows = expanded({**sold, **later})
    thrown = rows[rows["category"] == "3.12"].iloc[0]
    assert (thrown["value"], thrown["unit"], thrown["region"]) == (pytest.approx(850 * 0.17), "kg", "NL")
    washing, ironing = rows[rows["category"] == "3.11"]["value"]
    assert washing == pytest.approx(850 * 10 * 0.17 * 0.2852)
    assert ironing == pytest.approx(850 * 10 * 0.4 * 0.043 * 1.5)


def test_shoes_and_furniture_have_their_own_templates():
    rows = expanded({"group": "sneaker", "composition": "", "units_bought": 100})
    kilograms = rows[rows["unit"] == "kg"].set_index("material")["value"]
    assert kilograms["rubber"] == pytest.approx(100 * 0.75 * 0.3 / 0.85)
    made = rows[rows["tier"] == "T1"]
    assert list(made["process"]) == ["assembly", "assembly"]
    assert made["value"].tolist() == pytest.approx([100 * 0.75 * 8, 100 * 0.75 * 30 / 3.6])
    assert set(rows["data_type"]) == {"estimate", "average"}
    sofa = expanded({"group": "Bank", "composition": "", "units_bought": 1})
    assert {"wood", "board", "foam", "steel", "polyester"} <= set(sofa["material"])
    table = expanded({"group": "table", "composition": "", "units_bought": 1})
    assert not set(table["process"]) & {"weaving", "dyeing", "finishing"}


@pytest.mark.parametrize("group", article_groups().values(), ids=list(article_groups()))
def test_every_article_group_has_a_composition_and_a_factor_for_all_it_needs(factors, group):
    pairs, problem = parse_composition(group.composition)
    assert problem is None
    assert math.fsum(share for _, share in pairs) == pytest.approx(1.0)
    assert group.confidence in ("published", "assumption")
    assert group.source
    assert 0 <= group.assembly_loss < 1
    rows = expanded({"group": group.group, "composition": "", "units_bought": 1, "unit": group.unit})
    assert gc.calculate_inventory(rows, factors).total(scope2="location") > 0


@pytest.mark.parametrize(
    ("what", "value", "unit", "expected"),
    [
        ("electricity", 2.0, "kWh", 200 * 2.0),
        ("electricity", 7.2, "MJ", 200 * 2.0),
        ("electricity", 0.002, "MWh", 200 * 2.0),
    ],
)
def test_a_supplier_replaces_the_energy_of_a_step(what, value, unit, expected):
    step = {"product": "tee", "step": "breien of weven", "what": what, "value": value, "unit": unit, "supplier": "Mill"}
    row = expanded(steps=[step]).query("process == 'knitting'").iloc[0]
    assert row["value"] == pytest.approx(expected)
    assert (row["data_type"], row["supplier"]) == ("supplier", "Mill")
    assert set(expanded(steps=[{**step, "step": "dyeing"}]).query("energy_carrier == 'gas'")["supplier"]) == {""}


def test_a_supplier_factor_replaces_a_step_and_a_loss_reaches_upstream(factors):
    steps = [{"product": "Tee", "step": "dyeing", "what": "factor", "value": 2.5, "unit": "kgCO2e"}]
    rows = expanded(steps=steps).query("process == 'dyeing'")
    assert rows[["activity", "value", "unit", "supplier_factor", "supplier_factor_unit"]].values.tolist() == [
        ["process.dyeing.average", pytest.approx(200), "kg", 2.5, "kg"]
    ]
    assert gc.calculate_inventory(rows, factors).total(scope2="location") == pytest.approx(0.5)
    more = [{"product": "Tee", "step": "spinning", "what": "loss", "value": 0.5, "unit": ""}]
    fibre = expanded(steps=more).iloc[0]["value"]
    assert fibre == pytest.approx(expanded().iloc[0]["value"] * 0.88 / 0.5)


def test_own_production_leaves_its_step_out():
    steps = [{"product": "Tee", "step": step, "what": "own"} for step in ("fabric", "dyeing", "finishing")]
    assert list(expanded(steps=steps)["process"]) == ["fibre", "spinning", "make-up"]


def test_a_factor_may_hold_for_one_year_and_one_material():
    lines = [{"composition": "50% cotton 50% wool"}, {"composition": "50% cotton 50% wool", "year": 2024}]
    step = {"product": "Tee", "year": 2024, "step": "fibre", "material": "wol", "what": "factor", "value": 9,
            "unit": "kgCO2e"}  # fmt: skip
    rows = expanded(*lines, steps=[step]).query("process == 'fibre'")
    given_rows = rows[rows["supplier_factor"].notna()]
    assert given_rows[["year", "material", "supplier_factor"]].values.tolist() == [[2024, "wool", 9]]


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ({"group": "teeshurt"}, "group", "product_group"),
        ({"composition": "60% cotton, 30% polyester"}, "composition", "composition_sum"),
        ({"composition": "100% unobtainium"}, "composition", "composition_material"),
        ({"composition": "cotton"}, "composition", "composition_form"),
        ({"region_yarn": "Atlantis"}, "region_yarn", "unknown_region"),
        ({"region_assembly": ""}, "region_assembly", "product_country"),
        ({"units_bought": None}, "units_bought", "product_units"),
        ({"units_bought": None, "units_sold": 5}, "unsold_share", "product_units"),
        ({"units_bought": "many"}, "units_bought", "product_number"),
        ({"units_bought": -1}, "units_bought", "product_number"),
        ({"mass_kg": 0}, "mass_kg", "product_number"),
        ({"unsold_share": 1.0}, "unsold_share", "product_number"),
        ({"fabric": "felted"}, "fabric", "product_choice"),
        ({"product": ""}, "product", "product_name"),
        ({"end_of_life": "waste.residual"}, "units_sold", "product_sold"),
        ({"group": "coat", "use_phase": "yes", "units_sold": 1}, "region_sales", "product_country"),
        ({"group": "sofa", "use_phase": "yes", "units_sold": 1, "region_sales": "NL"}, "use_phase", "product_use"),
        ({"group": "table", "composition": "90% wood 10% cotton"}, "fabric", "product_route"),
    ],
)
def test_every_bad_cell_is_named(line, column, code):
    found = codes({"product": "Fine"}, line)
    assert ("products", 1, column, code) in found
    assert all(row == 1 for _, row, _, _ in found)
    frame = pd.DataFrame([{**TEE, **line}]).assign(sheet="Products", cell="D9")
    with pytest.raises(DataError) as caught:
        expand_products(frame)
    assert {(p.sheet, p.cell) for p in caught.value.problems} == {("Products", "D9")}
    for language in ("en", "nl"):
        assert all("{" not in p.sentence(language) for p in caught.value.problems)


@pytest.mark.parametrize(
    ("step", "column", "code"),
    [
        ({"product": "Other"}, "product", "step_product"),
        ({"step": "weaving it"}, "step", "product_choice"),
        ({"what": "magic"}, "what", "product_choice"),
        ({"value": None}, "value", "product_number"),
        ({"what": "loss", "value": 1.0}, "value", "product_number"),
        ({"unit": "l"}, "unit", "step_unit"),
        ({"material": "unobtainium"}, "material", "step_material"),
        ({"step": "spinning", "material": "polyester"}, "product", "step_product"),
    ],
)
def test_every_bad_supplier_figure_is_named(step, column, code):
    row = {"product": "Tee", "step": "dyeing", "what": "factor", "value": 1.0, "unit": "kgCO2e", **step}
    assert codes({}, steps=[row]) == [("product_steps", 0, column, code)]


def test_a_step_that_the_product_does_not_have_or_a_figure_given_twice_is_refused():
    row = {"product": "Tee", "step": "dyeing", "what": "factor", "value": 1.0, "unit": "kgCO2e"}
    assert codes({"dyeing": "none"}, steps=[row])[0][3] == "step_absent"
    assert codes({}, steps=[row, row])[0][1:] == (1, "what", "step_twice")
    filament = {**row, "step": "spinning"}
    assert codes({"composition": "100% polyester"}, steps=[filament])[0][3] == "step_absent"


@pytest.mark.parametrize(
    ("written", "pairs"),
    [
        ("95% katoen, 5% elastaan", {"cotton": 0.95, "elastane": 0.05}),
        ("62,5 % wol / 37,5 % polyester", {"wool": 0.625, "polyester": 0.375}),
        ("katoen 60%, polyester 40%", {"cotton": 0.6, "polyester": 0.4}),
        ("Cotton: 60; Polyester: 40", {"cotton": 0.6, "polyester": 0.4}),
        ("cotton:0.98;elastane:0.02", {"cotton": 0.98, "elastane": 0.02}),
        ("50% cotton 50% cotton", {"cotton": 1.0}),
        ("33.3% cotton 33.3% wool 33.3% linen", {"cotton": 1 / 3, "wool": 1 / 3, "linen": 1 / 3}),
    ],
)
def test_a_care_label_is_understood_in_both_languages(written, pairs):
    found, problem = parse_composition(written)
    assert problem is None
    assert dict(found) == pytest.approx(pairs)


@given(st.text(max_size=40))
def test_any_text_is_a_composition_or_a_problem(written):
    found, problem = parse_composition(written)
    assert (problem is None) == bool(found)
    assert problem is not None or math.fsum(share for _, share in found) == pytest.approx(1.0)


def test_process_heat_per_fuel_follows_the_published_fuel():
    # DESNZ 2025 industrial coal, gross CV: 0.32246 + 0.05629 upstream, boiler 80 % (EPA)
    heat = derive_process_heat(gc.load_factors("desnz-2025"), only=["energy.heat.process.coal"])
    published = gc.load_factors("desnz-2025").frame.query("activity == 'energy.fuel.coal' and unit == 'kWh_gross'")
    assert heat.frame["kgco2e"].iloc[0] == pytest.approx(published["kgco2e"].sum() / 0.8, rel=1e-9)
    with pytest.raises(DataError, match=r"energy\.heat\.process"):
        derive_process_heat(gc.load_factors("desnz-2025"), only=["energy.heat.process.wood"])


def test_ten_thousand_product_lines_take_a_few_seconds():
    import time

    lines = pd.DataFrame([{**TEE, "product": f"P{i}", "composition": f"{i % 90 + 5}% cotton; {95 - i % 90}% polyester"}
                          for i in range(10_000)])  # fmt: skip
    start = time.perf_counter()
    rows = expand_products(lines)
    assert time.perf_counter() - start < 10
    assert len(rows) == 90_000
