"""The fifteen traps of the method notes, section 3.7: each one is set, and each one is caught and named."""

from __future__ import annotations

import pandas as pd
import pytest

from ghgcalc.errors import DataError, Problem
from ghgcalc.factors import EmissionFactors, load_factors
from ghgcalc.inventory import calculate_inventory
from ghgcalc.levers import TRAPS, Lever, Ramp, apply, levers_from_frame, place_levers
from ghgcalc.levers.destinations import find_in_frame
from ghgcalc.projection import grid_path, project_bau
from ghgcalc.roadmap import build_roadmap
from ghgcalc.targets.stated import stated_target
from ghgcalc.texts import text

RAMP = Ramp(2025, 2030)
GAS = [("energy.fuel.natural_gas", "1.stationary", 1.779), ("energy.fuel.natural_gas", "3.3", 0.355)]
POWER = [("energy.electricity", "2.electricity", 0.4), ("energy.electricity", "3.3", 0.05)]
GOODS = [("material.fibre.cotton", "3.1", 5.0), ("transport.sea", "3.4", 0.01), ("process.dyeing.batch", "3.1", 4.0)]


def cells(*lines: tuple[str, str, float], **tags: str) -> pd.DataFrame:
    frame = pd.DataFrame(lines, columns=["activity", "category", "factor"])
    origin = {activity: category for activity, category, _ in reversed(lines) if category != "3.3"}
    columns = {"activity_category": frame["activity"].map(origin), "amount": 1000.0, "region": "NL", "product": ""}
    return frame.assign(**columns, scope2_method="", tier="").assign(**tags)


def lever(mechanism: str = "intensity", name: str = "A", **fields: object) -> Lever:
    own = {"selector": {}, "ramp": RAMP, **fields}
    if mechanism in ("activity", "intensity"):
        own.setdefault("effectiveness", 0.2)
    if mechanism == "set_factor":
        own.setdefault("factor_after", 0.0)
    if mechanism == "switch":
        own = {"to_activity": "energy.electricity", "ratio": 2.5, **own}
    return Lever(name, mechanism, **own)  # type: ignore[arg-type]


def warnings(frame: pd.DataFrame, *plan: Lever) -> list[Problem]:
    return list(place_levers(frame, plan, find=find_in_frame(cells(*POWER, *GOODS))).warnings)


def errors(call: object) -> list[Problem]:
    with pytest.raises(DataError) as caught:
        call()  # type: ignore[operator]
    return list(caught.value.problems)


def one() -> list[Problem]:
    rows = pd.DataFrame({"year": [2026], "activity": ["stroom"], "value": [1e6], "unit": ["kWh"], "region": ["NL"]})
    grid = grid_path("NL", {2026: 0.4, 2030: 0.2}, source="own")
    inventory = calculate_inventory(rows, load_factors("nl-2026"))
    bau = project_bau(inventory, 0.0, until=2030, scope2="location", external=[grid])
    fixed = lever("direct", selector={"category": "2.electricity"}, ramp=Ramp(2026, 2030), tonnes=100.0)
    return list(build_roadmap(bau, [fixed]).warnings)


def two() -> list[Problem]:
    both = pd.concat([cells(*POWER, scope2_method=m) for m in ("location", "market")], ignore_index=True)
    unseen = warnings(cells(*POWER, scope2_method="location"), lever("set_factor", selector={"category": "2"}))
    return [*errors(lambda: warnings(both, lever())), *unseen]


def three() -> list[Problem]:
    return warnings(cells(*GAS), lever(selector={"category": "1"}, include_upstream=False))


def four() -> list[Problem]:
    program = lever(name="program", library_id="SE12", excludes=("SE01",))
    return errors(lambda: warnings(cells(*GOODS), program, lever(name="mill", library_id="SE01")))


def five() -> list[Problem]:
    shirt = cells(("product.garment.shirt", "3.1", 9.0), GOODS[0], product="Shirt")
    return warnings(shirt, lever(selector={"category": "3.1"}))


def six() -> list[Problem]:
    pump = lever("switch", name="pump", selector={"category": "1"})
    return warnings(cells(*GAS), pump, lever(name="boiler", selector={"activity": "energy.fuel.natural_gas"}))


def seven() -> list[Problem]:
    return warnings(cells(*GOODS), lever(selector={"category": "3.1"}, library_id="MT01"))


def eight() -> list[Problem]:
    return warnings(cells(*GOODS), lever("activity", selector={"category": "3.1"}))


def row(**fields: object) -> pd.DataFrame:
    return pd.DataFrame([{"lever_id": "A", "start_year": 2025, "end_year": 2030, "share_to": 1.0, **fields}])


def nine() -> list[Problem]:
    return [
        *errors(lambda: levers_from_frame(row(mechanism="direct", tonnes=5, name="Carbon credits 2030"))),
        *errors(lambda: lever("direct", tonnes=5.0, name_nl="Aankoop van koolstofcredits")),
        *errors(lambda: lever("direct", tonnes=-5.0)),
        *errors(lambda: lever(effectiveness=1.2)),
        *warnings(cells(*GOODS), lever("activity", selector={"category": "3.1;3.4"}, displaces_own_volume=False)),
    ]


def ten() -> list[Problem]:
    burnt, credit = ("waste.residual", "3.12", 0.5), ("waste.recycling.credit", "3.12", -0.4)
    move = lever("switch", selector={"activity": "waste.residual"}, to_activity="waste.recycling.credit", ratio=1.0)
    return errors(lambda: apply(cells(burnt), [move], year=2030, destinations=cells(credit)))


def eleven() -> list[Problem]:
    mill = cells(("energy.electricity", "3.1", 0.6), tier="T2")
    return warnings(mill, lever("set_factor", selector={"tier": "T2"}))


def twelve() -> list[Problem]:
    return errors(lambda: levers_from_frame(row(mechanism="direct", tonnes=5, name="Betere data van leveranciers")))


def thirteen() -> list[Problem]:
    rows = pd.DataFrame({"year": [2026], "activity": ["aardgas"], "value": [1e3], "unit": ["Nm3"], "region": ["NL"]})
    bau = project_bau(calculate_inventory(rows, load_factors("nl-2026")), 0.0, until=2030, scope2="location")
    land = stated_target(scopes="flag", base_year=2026, target_year=2030, base_tco2e=10.0, reduction=0.3)
    return list(build_roadmap(bau, [], targets=[land]).warnings)


def fourteen() -> list[Problem]:
    van = cells(("energy.fuel.diesel", "1.mobile", 2.7))
    hvo = cells(("energy.fuel.hvo100", "1.mobile", 0.04))
    move = lever("switch", selector={"category": "1.mobile"}, to_activity="energy.fuel.hvo100", ratio=1.0)
    return list(place_levers(van, [move], find=find_in_frame(hvo)).warnings)


def fifteen() -> list[Problem]:
    car = cells(("energy.fuel.petrol", "1.mobile", 2.8))
    return [
        *errors(lambda: lever("switch", to_activity="")),
        *errors(lambda: apply(car, [lever("switch", selector={"category": "1"})], year=2030)),
        *warnings(car, lever(selector={"category": "1.mobile"}, library_id="OP07")),
        *warnings(car, lever(selector={"category": "1.mobile"}, name_nl="Elektrische auto's")),
    ]


CASES = [one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen]


@pytest.mark.parametrize("number", TRAPS)
def test_every_trap_is_caught_in_both_languages(number: int) -> None:
    found = CASES[number - 1]()
    assert set(TRAPS[number]) <= {problem.code for problem in found}, [problem.code for problem in found]
    for problem in found:
        if problem.code in TRAPS[number]:
            assert problem.problem("nl") != problem.problem("en")
            assert problem.hint("en")
            assert problem.hint("nl")
    assert text(f"trap.{number}", "nl") != text(f"trap.{number}", "en")


def test_there_are_fifteen() -> None:
    assert list(TRAPS) == list(range(1, 16))


def test_a_sound_plan_falls_into_no_trap() -> None:
    frame = cells(*GAS, *POWER, *GOODS)
    plan = [
        lever("switch", name="pump", selector={"category": "1"}),
        lever("set_factor", name="contract", selector={"category": "2"}),
        lever("activity", name="volume", selector={"category": "3.1;3.4"}),
        lever(name="dyeing", selector={"process": "dyeing*"}),
    ]
    assert warnings(frame, *plan) == []


def test_a_lever_that_needs_another_says_so() -> None:
    boiler = lever("switch", name="boiler", selector={"category": "1"}, requires=("SE07",))
    [warning] = warnings(cells(*GAS), boiler)
    assert warning.code == "lever_requires"
    assert "Hernieuwbare stroom tier 2–3" in warning.sentence("nl")
    green = lever("set_factor", name="green", selector={"category": "2"}, library_id="SE07")
    assert "lever_requires" not in {warning.code for warning in warnings(cells(*GAS, *POWER), boiler, green)}


def test_a_factor_that_stands_still_gives_no_warning_for_tonnes() -> None:
    factors = EmissionFactors.from_frame(
        pd.DataFrame(
            {"factor_id": ["x"], "activity": "thing", "region": "NL", "year": 2026, "unit": "kg", "kgco2e": [1.0],
             "scope": [3], "category": ["3.1"]}
        )
    )  # fmt: skip
    rows = pd.DataFrame({"year": [2026], "activity": "thing", "value": [1e6], "unit": "kg", "region": "NL"})
    bau = project_bau(calculate_inventory(rows, factors), 0.1, until=2030, scope2="market")
    fixed = lever("direct", selector={"category": "3.1"}, ramp=Ramp(2026, 2030), tonnes=10.0)
    assert build_roadmap(bau, [fixed]).warnings == ()
