"""The event table of GHG Protocol section 9.3, thresholds that add up, and the log."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghgcalc.base_year import BaseYear, BaseYearPolicy, Change, events, recalculate_base_year, set_base_year
from ghgcalc.errors import DataError
from ghgcalc.factors import load_factors
from ghgcalc.inventory import Inventory, calculate_inventory
from ghgcalc.report import base_year_report

FACTORS = load_factors("nl-2026")


def inventory_of(entities: dict[str, float], year: int = 2026) -> Inventory:
    """Return an inventory of reported tonnes of scope 1 per entity."""
    rows = pd.DataFrame(
        [
            {"year": year, "activity": "reported", "value": t, "unit": "tCO2e", "category": "1.stationary", "entity": e}
            for e, t in entities.items()
        ]
    )
    return calculate_inventory(rows, FACTORS)


@pytest.fixture
def base() -> BaseYear:
    return set_base_year(inventory_of({"Own": 900.0, "Sold": 80.0, "Small": 20.0}), 2026, scope2="market")


def test_a_significant_divestment_leaves_the_base_year(base: BaseYear) -> None:
    after = recalculate_base_year(base, [Change("divestment", 2028, entity="Sold")])
    assert (base.total(), after.total()) == pytest.approx((1000, 920))
    assert after.original is base
    row = after.log.iloc[0]
    assert row["decision"] == "recalculated"
    assert row["effect_tco2e"] == pytest.approx(-80)
    assert row["share_of_base"] == pytest.approx(-0.08)
    assert after.adjustments()["change_tco2e"].sum() == pytest.approx(-80)


def test_selling_a_part_removes_that_part(base: BaseYear) -> None:
    after = recalculate_base_year(base, [Change("divestment", 2028, entity="Own", share=0.4)])
    assert after.total() == pytest.approx(1000 - 360)


def test_a_significant_acquisition_enters_the_base_year_by_tonnes_or_by_its_inventory(base: BaseYear) -> None:
    tonnes = Change("acquisition", 2028, entity="New", category="1.stationary", tco2e=200.0)
    assert recalculate_base_year(base, [tonnes]).total() == pytest.approx(1200)
    bought = Change("acquisition", 2028, entity="New", inventory=inventory_of({"X": 200.0, "Y": 50.0}), share=0.5)
    after = recalculate_base_year(base, [bought])
    assert after.total() == pytest.approx(1125)
    assert set(after.cells["entity"]) == {"Own", "Sold", "Small", "New"}


def test_acquisition_and_divestment_undo_each_other(base: BaseYear) -> None:
    bought = Change("acquisition", 2027, entity="New", inventory=inventory_of({"X": 200.0}))
    sold = Change("divestment", 2029, entity="New")
    assert recalculate_base_year(base, [bought, sold]).total() == pytest.approx(base.total(), rel=1e-12)


def test_a_divestment_of_what_did_not_exist_in_the_base_year_changes_nothing(base: BaseYear) -> None:
    after = recalculate_base_year(base, [Change("divestment", 2028, entity="Founded in 2027")])
    assert after.total() == base.total()
    assert after.inventory is base.inventory
    assert after.log["decision"].tolist() == ["absent"]
    assert after.carried == ()


def test_an_acquired_company_that_did_not_exist_in_the_base_year_changes_nothing(base: BaseYear) -> None:
    young = Change("acquisition", 2028, entity="Young", category="1.stationary", tco2e=0.0)
    assert recalculate_base_year(base, [young]).log["decision"].tolist() == ["absent"]


def test_rows_of_an_acquired_company_that_stand_in_the_base_year_do_not_count_twice(base: BaseYear) -> None:
    assert recalculate_base_year(base, [Change("acquisition", 2028, entity="Sold")]).log["decision"].tolist() == [
        "included"
    ]
    with pytest.raises(DataError, match="count twice"):
        recalculate_base_year(base, [Change("acquisition", 2028, entity="Sold", category="1.stationary", tco2e=80.0)])


def test_small_changes_add_up_to_a_recalculation(base: BaseYear) -> None:
    # 2 % and 2 % stay below 5 %, the third 2 % passes it: all three enter, whatever their sign
    first = Change("divestment", 2027, entity="Small")
    second = Change("acquisition", 2028, entity="A", category="1.stationary", tco2e=20.0)
    third = Change("error", 2029, category="1.stationary", tco2e=-20.0)
    two = recalculate_base_year(base, [first, second])
    assert two.total() == base.total()
    assert two.log["decision"].tolist() == ["carried", "carried"]
    assert two.carried_share == pytest.approx(0.04)
    at_once = recalculate_base_year(base, [first, second, third])
    later = recalculate_base_year(two, [third])
    for after in (at_once, later):
        assert after.total() == pytest.approx(980)
        assert after.log["decision"].tolist() == ["recalculated"] * 3
        assert (after.carried, after.carried_share) == ((), 0.0)
    assert later.original is base


def test_the_rows_of_one_acquisition_are_one_change(base: BaseYear) -> None:
    # 6 % passes the threshold and 1 % does not, but they are one company; 2 % of another year is carried
    parts = [
        Change("acquisition", 2028, entity="New", category="3.1", tco2e=60.0),
        Change("acquisition", 2029, entity="Later", category="3.1", tco2e=20.0),
        Change("acquisition", 2028, entity="New", category="2.electricity", tco2e=10.0, scope2_method="market"),
        Change("acquisition", 2028, entity="New", category="2.electricity", tco2e=30.0, scope2_method="location"),
    ]
    for order in (parts[:3], parts[2::-1], parts):
        after = recalculate_base_year(base, order)
        assert after.total() == pytest.approx(1070)
        assert after.log["decision"].tolist() == ["recalculated"] * (len(order) - 1) + ["carried"]
        assert after.log["entity"].tolist() == ["New"] * (len(order) - 1) + ["Later"]


def test_a_threshold_of_ten_percent_carries_what_five_percent_recalculates(base: BaseYear) -> None:
    change = [Change("divestment", 2028, entity="Sold")]
    assert recalculate_base_year(base, change, significance_threshold=0.10).total() == base.total()
    assert recalculate_base_year(base, change, policy=BaseYearPolicy(0.08)).total() == pytest.approx(920)
    with pytest.raises(DataError):
        recalculate_base_year(base, change, significance_threshold=5)


@given(
    st.sampled_from(["organic_growth", "product_mix", "opening", "closure", "real_factor_change"]), st.floats(0.1, 1e6)
)
def test_organic_growth_never_triggers_a_recalculation(event: str, tonnes: float) -> None:
    base = set_base_year(inventory_of({"Own": 1000.0}), 2026, scope2="market")
    after = recalculate_base_year(base, [Change(event, 2027, entity="Own", category="1.stationary", tco2e=tonnes)])
    assert after.total() == base.total()
    assert after.log["decision"].tolist() == ["never"]
    assert after.carried_share == 0.0


# GHG Protocol, Scope 3 Standard, section 9.3: rows of the table, for one base year and for separate base years
TABLE = [
    ("acquisition", None, True, True),
    ("merger", None, True, True),
    ("divestment", None, True, True),
    ("outsourcing", True, False, True),
    ("insourcing", True, False, True),
    ("outsourcing", False, True, True),
    ("insourcing", False, True, True),
    ("new_category", None, True, False),
    ("new_activity", None, True, True),
    ("method_change", None, True, True),
    ("factor_change", None, True, True),
    ("data_improvement", None, True, True),
    ("error", None, True, True),
    ("use_assumptions", None, True, True),
    ("real_factor_change", None, False, False),
    ("organic_growth", None, False, False),
    ("product_mix", None, False, False),
    ("opening", None, False, False),
    ("closure", None, False, False),
]


@pytest.mark.parametrize(("event", "reported", "single", "separate"), TABLE)
def test_the_event_table_of_the_standard(event: str, reported: bool | None, single: bool, separate: bool) -> None:
    rule = events()[event]
    assert rule.counts(BaseYearPolicy(base_years="single"), previously_reported=reported) is single
    assert rule.counts(BaseYearPolicy(base_years="separate"), previously_reported=reported) is separate
    assert {row[0] for row in TABLE} == set(events())


def test_outsourcing_asks_whether_the_activity_was_reported_before(base: BaseYear) -> None:
    with pytest.raises(DataError) as caught:
        recalculate_base_year(base, [Change("outsourcing", 2028, entity="Sold")])
    assert [p.code for p in caught.value.problems] == ["change_previously"]
    moved = Change("outsourcing", 2028, entity="Sold", previously_reported=True)
    assert recalculate_base_year(base, [moved]).total() == base.total()
    gone = Change("outsourcing", 2028, entity="Sold", previously_reported=False)
    assert recalculate_base_year(base, [gone]).total() == pytest.approx(920)


def test_a_better_method_without_a_backcast_is_disclosed_and_an_error_is_not(base: BaseYear) -> None:
    after = recalculate_base_year(base, [Change("method_change", 2028, category="1.stationary")])
    assert after.log["decision"].tolist() == ["disclosed"]
    with pytest.raises(DataError, match="not known"):
        recalculate_base_year(base, [Change("error", 2028, category="1.stationary")])


def test_every_wrong_change_is_named_with_its_cell(base: BaseYear) -> None:
    frame = pd.DataFrame(
        {
            "event": ["acquisition", "aquisition", "acquisition", "divestment", "error", "acquisition"],
            "year": [2028, 2028, 2020, 2028, 2028, 2028],
            "entity": ["New", "New", "New", "Sold", "", "New"],
            "category": ["", "", "", "", "1.stationary", "1.stationary"],
            "tco2e": [10.0, None, None, None, -5000.0, -1.0],
            "share": [None, None, None, 1.4, None, None],
            "sheet": "Changes",
            "cell": [f"B{row}" for row in range(6, 12)],
        }
    )
    wrong = {}
    for row in range(len(frame)):
        with pytest.raises(DataError) as caught:
            recalculate_base_year(base, frame.iloc[[row]])
        wrong[caught.value.problems[0].cell] = caught.value.problems[0].code
        assert "{" not in str(caught.value) + caught.value.problems[0].sentence("nl")
    assert wrong == {
        "B6": "change_category", "B7": "not_in_list", "B8": "change_before_base", "B9": "change_share",
        "B10": "change_exceeds", "B11": "change_negative",
    }  # fmt: skip


def test_the_log_says_where_and_why_in_both_languages(base: BaseYear) -> None:
    frame = pd.DataFrame(
        {"event": ["divestment"], "year": [2028], "entity": ["Sold"], "note": ["deed"], "cell": ["D7"]}
    )
    row = recalculate_base_year(base, frame).log.iloc[0]
    assert (row["label_nl"], row["reason_nl"]) == ("Verkoop van een onderdeel", "basisjaar herberekend")
    assert (row["note"], row["cell"]) == ("deed", "D7")
    assert "pp. 104-106" in row["source"]


def test_upstream_energy_leaves_with_the_entity() -> None:
    rows = pd.DataFrame(
        {"year": 2026, "activity": "aardgas", "value": [9000.0, 1000.0], "unit": "Nm3", "entity": ["Own", "Sold"]}
    )
    base = set_base_year(calculate_inventory(rows, FACTORS, region="NL"), 2026, scope2="market")
    after = recalculate_base_year(base, [Change("divestment", 2028, entity="Sold", category="1.stationary")])
    assert after.total(1) == pytest.approx(base.total(1) * 0.9)
    assert after.total(3) == pytest.approx(base.total(3) * 0.9)
    assert len(after.inventory.lines) == 2


@pytest.mark.parametrize(("language", "words"), [("en", "base year recalculated"), ("nl", "basisjaar herberekend")])
def test_the_report_shows_every_decision_and_the_change_per_category(base: BaseYear, language: str, words: str) -> None:
    changes = [Change("divestment", 2028, entity="Sold"), Change("organic_growth", 2028)]
    shown = base_year_report(recalculate_base_year(base, changes), language)
    assert words in shown
    assert "nan" not in shown
    last = next(line for line in reversed(shown.splitlines()) if "1,000" in line or "1.000" in line or "1000" in line)
    assert [part.replace(",", "").replace(".", "") for part in last.split()[-3:]] == ["10000", "9200", "−800"]
