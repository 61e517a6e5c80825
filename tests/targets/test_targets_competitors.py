"""Published targets: every row has its source, and a comparison says what it can."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ghgcalc.errors import DataError
from ghgcalc.targets import compare_with_sector, published_targets, stated_target, target_from_emissions


def stated(reduction=0.42, scopes="1+2", years=(2020, 2030)):
    return stated_target(scopes=scopes, base_year=years[0], target_year=years[1], base_tco2e=1.0, reduction=reduction)


def table(rates):
    return pd.DataFrame(
        {
            "company": [f"c{i}" for i in range(len(rates))], "sector": "apparel", "scopes": "1+2", "method": "absolute",
            "reduction": [10 * r for r in rates], "base_year": 2020, "target_year": 2030, "annual_rate": rates,
            "label": "P",
        }
    )  # fmt: skip


def test_every_published_target_has_a_source_a_day_and_a_label():
    frame = published_targets()
    assert len(frame) >= 40
    assert frame["source_url"].str.match(r"https?://[^/]+\..+").all()
    assert frame["read_on"].str.fullmatch(r"\d{4}-\d{2}-\d{2}").all()
    assert frame["label"].isin(["P", "S"]).all()
    assert frame["validated"].isin(["yes", ""]).all()
    assert frame["reduction"].between(0, 1, inclusive="right").all()
    assert ((frame["target_year"] - frame["base_year"]).between(5, 20)).all()
    assert frame["base_year"].ge(2015).all()
    assert frame["scopes"].isin(["1+2", "3", "1+2+3"]).all()
    assert set(";".join(frame["sector"]).split(";")) == {"apparel", "footwear", "furniture"}
    assert (frame["method"].eq("intensity") == frame["unit"].ne("")).all()
    assert not frame.duplicated(["company", "scopes", "method"]).any()


def test_published_figures_are_those_of_the_sources():
    frame = published_targets().set_index(["company", "scopes"])
    expected = {
        ("H&M Group", "3"): (0.56, 2019, 2030),
        ("adidas", "1+2"): (0.70, 2022, 2030),
        ("PUMA", "3"): (0.33, 2017, 2030),
        ("Inter IKEA Group", "1+2+3"): (0.50, 2016, 2030),
        ("Zalando", "1+2"): (0.80, 2017, 2025),
        ("VF Corporation", "1+2"): (0.55, 2017, 2030),
    }
    for key, figures in expected.items():
        row = frame.loc[key]
        assert (float(row["reduction"]), int(row["base_year"]), int(row["target_year"])) == figures


def test_one_validated_footwear_target_is_exactly_the_anchored_rule():
    row = published_targets("footwear").set_index("company").loc["AKU"]
    assert float(row["reduction"]) == pytest.approx(0.042 * (2034 - 2020))


def test_the_percentile_counts_ties_half():
    found = compare_with_sector(stated(0.42), published=table([0.03, 0.042, 0.05, 0.06]))
    assert found.percentile == pytest.approx((1 + 0.5) / 4)
    assert found.median == pytest.approx(0.046)
    assert found.frame["annual_rate"].is_monotonic_decreasing


def test_intensities_are_compared_with_intensities_only():
    goal = target_from_emissions(
        scopes="3", base_year=2022, target_year=2032, base={"3": 1.0}, method="economic-intensity", output_base=1.0,
        output_target=1.0,
    )  # fmt: skip
    found = compare_with_sector(goal)
    assert set(found.frame["method"]) == {"intensity"}
    assert found.annual_rate == pytest.approx(1 - (1 - goal.reduction) ** 0.1)
    assert "Only" in found.report("en")


@pytest.mark.parametrize("scopes", ["1", "flag"])
def test_scopes_without_published_targets_say_which_have_them(scopes):
    with pytest.raises(DataError) as caught:
        compare_with_sector(stated(scopes=scopes))
    assert caught.value.problems[0].code == "targets.no_published_targets"
    assert "1+2" in str(caught.value)


def test_an_unknown_sector_names_the_nearest():
    with pytest.raises(DataError, match="furniture"):
        published_targets("furnitures")


@settings(deadline=None)
@given(st.lists(st.floats(0.01, 0.1), min_size=1, max_size=20), st.floats(0.05, 0.9), st.floats(0.01, 0.09))
def test_more_ambition_never_lowers_the_percentile(rates, reduction, more):
    first = compare_with_sector(stated(reduction), published=table(rates)).percentile
    second = compare_with_sector(stated(min(1.0, reduction + more)), published=table(rates)).percentile
    assert 0.0 <= first <= second <= 1.0
