"""A method switch, another factor edition and another GWP set, restated in one call with a difference per cause."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from ghgcalc.base_year import BaseYear, restate, set_base_year
from ghgcalc.errors import DataError
from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory import calculate_inventory

YEARS = (2023, 2024, 2025)
EUROS = {2023: 2e6, 2024: 2.2e6, 2025: 2.1e6}
KILOS = {2023: 1.5e5, 2024: 1.4e5, 2025: 1.2e5}
DIESEL = {2023: 1000.0, 2024: 900.0, 2025: 800.0}


def edition(name: str, *, spend: float, cotton: float, diesel: float, with_cotton: bool = True) -> EmissionFactors:
    rows = [("spend", "EUR", spend, "3.1"), ("diesel-x", "litre", diesel, "1.mobile")]
    rows += [("cotton-x", "kg", cotton, "3.1")] if with_cotton else []
    return EmissionFactors.from_frame(
        pd.DataFrame(
            {
                "factor_id": [f"{name}/{row[0]}" for row in rows], "activity": [row[0] for row in rows], "region": "NL",
                "valid_from": 2020, "valid_to": 2030, "unit": [row[1] for row in rows],
                "kgco2e": [row[2] for row in rows], "category": [row[3] for row in rows],
            }
        ),
        name=name,
    )  # fmt: skip


OLD = edition("old", spend=0.5, cotton=6.0, diesel=3.0)
NEW = edition("new", spend=0.4, cotton=5.0, diesel=3.3)


def rows_of(activity: str, unit: str, amounts: dict[int, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {"year": list(amounts), "activity": activity, "value": list(amounts.values()), "unit": unit, "region": "NL"}
    )


@pytest.fixture
def base() -> BaseYear:
    frame = pd.concat([rows_of("spend", "EUR", EUROS), rows_of("diesel-x", "litre", DIESEL)], ignore_index=True)
    return set_base_year(calculate_inventory(frame, OLD), 2023, scope2="market")


def test_a_method_switch_is_restated_in_one_call_and_adds_up(base: BaseYear) -> None:
    after = restate(base, activity={"3.1": rows_of("cotton-x", "kg", KILOS)})
    assert after.inventory.by("category", scope2="market", year=2023).set_index("category")[
        "tco2e"
    ].to_dict() == pytest.approx({"1.mobile": 3.0, "3.1": 900.0})
    assert after.totals["method_tco2e"].tolist() == pytest.approx([KILOS[y] * 0.006 - EUROS[y] * 0.0005 for y in YEARS])
    assert (after.totals["change_tco2e"] - after.totals["method_tco2e"]).abs().max() < 1e-9
    assert after.base.total() == pytest.approx(903.0)
    assert base.total() == pytest.approx(1003.0)


def test_method_and_edition_together_add_up_and_do_not_depend_on_their_order(base: BaseYear) -> None:
    after = restate(base, factors=NEW, activity={"3.1": rows_of("cotton-x", "kg", KILOS)})
    totals = after.totals
    causes = totals[["method_tco2e", "factors_tco2e"]].sum(axis=1)
    assert (causes - totals["change_tco2e"]).abs().max() < 1e-9
    # by hand, category 3.1 in 2023: spend old 1000, spend new 800, kg old 900, kg new 750
    found = after.deltas[(after.deltas["year"] == 2023) & (after.deltas["category"] == "3.1")].set_index("cause")[
        "tco2e"
    ]
    assert found["method"] == pytest.approx(((900 - 1000) + (750 - 800)) / 2)
    assert found["factors"] == pytest.approx(((800 - 1000) + (750 - 900)) / 2)
    one_step = restate(base, factors=NEW).base
    two_steps = restate(one_step, activity={"3.1": rows_of("cotton-x", "kg", KILOS)})
    assert two_steps.base.total() == pytest.approx(after.base.total(), rel=1e-12)
    assert two_steps.base.original is base


def test_an_edition_that_lacks_the_factor_of_the_other_method_is_filled_by_the_other_edition() -> None:
    frame = rows_of("spend", "EUR", EUROS)
    old = edition("old", spend=0.5, cotton=0.0, diesel=3.0, with_cotton=False)
    base = set_base_year(calculate_inventory(frame, old), 2023, scope2="market")
    after = restate(base, factors=NEW, activity={"3.1": rows_of("cotton-x", "kg", KILOS)})
    assert after.totals["change_tco2e"].tolist() == pytest.approx([KILOS[y] * 0.005 - EUROS[y] * 0.0005 for y in YEARS])


def test_years_before_the_base_year_are_not_restated(base: BaseYear) -> None:
    later = set_base_year(base.inventory, 2024, scope2="market")
    after = restate(later, activity={"3.1": rows_of("cotton-x", "kg", KILOS)})
    assert after.totals["year"].tolist() == [2024, 2025]
    assert after.inventory.total(scope2="market", year=2023) == base.inventory.total(scope2="market", year=2023)


def test_the_log_of_the_base_year_names_every_cause(base: BaseYear) -> None:
    log = restate(base, factors=NEW, activity={"3.1": rows_of("cotton-x", "kg", KILOS)}).base.log
    assert log["event"].tolist() == ["method_change", "factor_change"]
    assert set(log["decision"]) == {"recalculated"}
    assert log["effect_tco2e"].sum() == pytest.approx(750 + 3.3 - 1003)


def test_what_cannot_be_restated_is_refused(base: BaseYear) -> None:
    short = {year: KILOS[year] for year in (2024, 2025)}
    with pytest.raises(DataError, match="lack the years 2023"):
        restate(base, activity={"3.1": rows_of("cotton-x", "kg", short)})
    with pytest.raises(DataError, match=r"no activity data in category 3\.4"):
        restate(base, activity={"3.4": rows_of("cotton-x", "kg", KILOS)})
    with pytest.raises(DataError, match="fall in"):
        restate(base, activity={"3.1": rows_of("diesel-x", "litre", KILOS)})
    with pytest.raises(DataError, match="nothing was given"):
        restate(base)


def test_the_shares_of_three_causes_of_a_product_are_those_of_all_orders() -> None:
    import numpy as np

    from ghgcalc.decomposition import share_difference

    old, new = (100.0, 0.5, 3.0), (120.0, 0.4, 0.0)
    parts = share_difference(
        lambda done: np.array(np.prod([new[i] if i in done else old[i] for i in range(3)])), 3
    )  # fmt: skip
    by_hand = np.zeros(3)
    for order in itertools.permutations(range(3)):
        now = list(old)
        for cause in order:
            before = np.prod(now)
            now[cause] = new[cause]
            by_hand[cause] += (np.prod(now) - before) / 6
    np.testing.assert_allclose(parts, by_hand, rtol=1e-12)
    assert parts.sum() == pytest.approx(0.0 - 150.0)
