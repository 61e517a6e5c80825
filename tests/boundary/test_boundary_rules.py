"""What falls where: subsidiaries, associates, joint ventures, franchises and leases under each approach."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_company import activity, boundary, entities, factors

from ghgcalc.errors import DataError
from ghgcalc.inventory import Boundary, boundary_rules, calculate_inventory
from ghgcalc.inventory.organisation.rules import relations
from ghgcalc.texts import LANGUAGES
from ghgcalc.vocabulary import CONSOLIDATIONS

OC, FC, ES = CONSOLIDATIONS


def one(
    relation: str, share: float | None = None, operational: str = "", financial: str = "", **more: object
) -> pd.DataFrame:
    row = {"entity": "X", "relation": relation, "ownership_share": share, "operational_control": operational}
    return pd.DataFrame([{**row, "financial_control": financial, **more}])


def placed(approach: str, *entity: object) -> tuple[float, str, float]:
    found = Boundary.from_frame(one(*entity), approach=approach).decision("X", 2025)  # type: ignore[arg-type]
    return found.own_share, found.category, found.category_share


# Corporate Standard, table 1: a group company, an associate, a joint venture and a fixed asset investment.
@pytest.mark.parametrize(
    ("entity", "by_equity", "by_finance", "by_operation"),
    [
        (("subsidiary", 0.83, "yes", "yes"), (0.83, "", 0.0), (1.0, "", 0.0), (1.0, "", 0.0)),
        (("associate", 0.4, "no", "no"), (0.4, "", 0.0), (0.0, "3.15", 0.4), (0.0, "3.15", 0.4)),
        (("associate", 0.4, "yes", "no"), (0.4, "", 0.0), (0.0, "3.15", 0.4), (1.0, "", 0.0)),
        (("joint venture", 0.5, "no", "joint"), (0.5, "", 0.0), (0.5, "", 0.0), (0.0, "3.15", 0.5)),
        (("joint operation", 0.3, "yes", "joint"), (0.3, "", 0.0), (0.3, "", 0.0), (1.0, "", 0.0)),
        (("investment", 0.01), (0.0, "3.15", 0.01), (0.0, "3.15", 0.01), (0.0, "3.15", 0.01)),
        (("franchise", 0.0, "no", "no"), (0.0, "3.14", 1.0), (0.0, "3.14", 1.0), (0.0, "3.14", 1.0)),
        (("franchise", 0.25, "yes", "no"), (0.25, "3.14", 0.75), (0.0, "3.14", 1.0), (1.0, "", 0.0)),
        # Scope 3 Standard, tables A.1 and A.2.
        (("lessee, finance lease",), (1.0, "", 0.0), (1.0, "", 0.0), (1.0, "", 0.0)),
        (("lessee, operating lease",), (0.0, "3.8", 1.0), (0.0, "3.8", 1.0), (1.0, "", 0.0)),
        (("lessee, operating lease", None, "no"), (0.0, "3.8", 1.0), (0.0, "3.8", 1.0), (0.0, "3.8", 1.0)),
        (("lessor, finance lease",), (0.0, "3.13", 1.0), (0.0, "3.13", 1.0), (0.0, "3.13", 1.0)),
        (("lessor, operating lease",), (1.0, "", 0.0), (1.0, "", 0.0), (0.0, "3.13", 1.0)),
        (("lessor, operating lease", None, "yes"), (1.0, "", 0.0), (1.0, "", 0.0), (1.0, "", 0.0)),
    ],
)
def test_each_relation_falls_where_the_standard_puts_it(
    entity: tuple, by_equity: tuple, by_finance: tuple, by_operation: tuple
) -> None:
    assert placed(ES, *entity) == pytest.approx(by_equity)
    assert placed(FC, *entity) == pytest.approx(by_finance)
    assert placed(OC, *entity) == pytest.approx(by_operation)


@given(
    relation=st.sampled_from(relations()),
    share=st.floats(0, 1),
    operational=st.sampled_from(["yes", "no"]),
    financial=st.sampled_from(["yes", "joint", "no"]),
)
def test_no_tonne_of_scope_1_and_2_counts_twice(relation: str, share: float, operational: str, financial: str) -> None:
    shareless = relation.startswith(("lessee", "lessor", "own"))
    if relation == "associate":
        financial = "no"
    for approach in CONSOLIDATIONS:
        entity = (relation, None if shareless else share, operational, financial)
        if approach == FC and financial == "joint" and relation in ("subsidiary", "franchisee"):
            with pytest.raises(DataError, match="no answer to financial_control"):
                placed(approach, *entity)
            continue
        own, category, rest = placed(approach, *entity)
        assert 0 <= own <= 1
        assert own + rest <= 1 + 1e-12
        assert bool(category) == (rest > 0) or share in (0.0, 1.0)


def test_every_decision_is_explained_in_both_languages_with_its_source() -> None:
    for approach in CONSOLIDATIONS:
        shown = boundary(approach).decisions
        assert shown["entity"].tolist() == ["Dye", "Dye", "Shop", "Weave"]
        assert shown["source"].str.contains("GHG Protocol").all()
        assert (shown["text_en"] != shown["text_nl"]).all()
    said = boundary(FC).decisions.iloc[0]
    assert said["text_nl"] == (
        "Dye (joint venture): 0% in scope 1 en 2; 40% van haar scope 1 en 2 in categorie 3.15 Investeringen, want uw "
        "bedrijf heeft er geen financiële zeggenschap."
    )
    third = Boundary.from_frame(one("investment", 1 / 3), approach=OC).decisions.iloc[0]
    assert "33.33% of its" in third["text_en"]
    assert "33,33% van haar" in third["text_nl"]
    assert "from 2025: 100% in scope 1 and 2" in boundary(FC).decisions.iloc[1]["text_en"]


@pytest.mark.parametrize(
    ("frame", "approach", "said"),
    [
        (one("subsidiary", 0.8), OC, "no answer to operational_control that decides under operational control"),
        (one("joint venture", 0.5, "no"), FC, "no answer to financial_control"),
        (one("subsidiary", None, "yes", "yes"), ES, "has no ownership share"),
        (one("associate", 0.4, "no", "yes"), ES, "is an associate, yet under your financial control"),
        (one("subsidiary", 40, "yes", "yes"), ES, "is not between 0 and 1"),
        (one("daughter", 0.4), ES, "not in the list for relation"),
        (one("subsidiary", 0.4, "maybe"), ES, "not in the list for operational_control"),
        (one("lessee, finance lease", 0.4), ES, "does not belong to: hired, finance lease"),
        (one("subsidiary", 0.4, year="soon"), ES, "not a year"),
        (pd.concat([one("subsidiary", 0.4), one("subsidiary", 0.5)]), ES, "stands twice"),
        (one("subsidiary", 0.4), "equity", "not in the list for consolidation"),
    ],
)
def test_an_answer_that_does_not_suffice_is_an_error(frame: pd.DataFrame, approach: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as error:
        Boundary.from_frame(frame, approach=approach)
    for problem in error.value.problems:
        assert all("{" not in problem.sentence(language) for language in LANGUAGES)


def test_an_entity_outside_the_table_is_named_with_its_row() -> None:
    rows = activity().replace({"Dye": "Dey"})
    with pytest.raises(DataError, match="did you mean: Dye") as error:
        calculate_inventory(rows, factors(), boundary=boundary(OC))
    assert {problem.code for problem in error.value.problems} == {"boundary_unknown_entity"}
    assert len(error.value.problems) == (rows["entity"] == "Dey").sum()
    late = entities().assign(year=[None, 2024, 2025, None])
    with pytest.raises(DataError, match="activity in 2023, but is in the table of entities only from 2024"):
        calculate_inventory(activity(), factors(), boundary=Boundary.from_frame(late, approach=OC))


def test_the_boundary_decides_once() -> None:
    rows = activity()
    twice = rows.assign(
        category=[
            "3.8" if e == "Shop" and a == "energy.electricity" else ""
            for e, a in zip(rows["entity"], rows["activity"], strict=True)
        ]
    )
    with pytest.raises(DataError, match=r"the row names category 3\.8 Upstream leased assets itself"):
        calculate_inventory(twice, factors(), boundary=boundary(FC))
    with pytest.raises(DataError, match="give the shares in one place"):
        calculate_inventory(rows.assign(ownership_share=0.5), factors(), boundary=boundary(ES))
    with pytest.raises(DataError, match="the boundary was made for 'equity share'"):
        calculate_inventory(rows, factors(), boundary=boundary(ES), consolidation=OC)


def test_rows_without_an_entity_are_the_company_itself() -> None:
    rows = activity()
    nameless = rows[rows["entity"] == "Weave"].assign(entity="")
    found = calculate_inventory(nameless, factors(), boundary=boundary(ES)).total(scope2="location")
    assert found == pytest.approx(calculate_inventory(nameless, factors()).total(scope2="location"))


def test_rules_of_your_own_replace_the_bundled_ones() -> None:
    own = [dataclasses.replace(rule, own="none") for rule in boundary_rules()]
    found = Boundary.from_frame(one("subsidiary", 0.5, "yes", "yes"), approach=OC, rules=own)
    assert found.decision("X", 2025).own_share == 0.0


def test_reported_scope_2_of_an_investee_keeps_both_methods_apart() -> None:
    rows = pd.DataFrame(
        {"year": 2024, "entity": "Dye", "activity": "reported", "value": [10.0, 6.0], "unit": "tCO2e",
         "category": "2.electricity", "scope2_method": ["location", "market"]}
    )  # fmt: skip
    found = calculate_inventory(rows, factors(), boundary=boundary(FC))
    assert found.total(scope2="location", scope=3) == pytest.approx(4.0)
    assert found.total(scope2="market", scope=3) == pytest.approx(2.4)
    half = calculate_inventory(rows.head(1), factors(), boundary=boundary(FC))
    with pytest.raises(DataError, match="not known market-based"):
        half.total(scope2="market", scope=3)


@given(
    shares=st.lists(st.floats(0, 1), min_size=2, max_size=4),
    amounts=st.lists(st.tuples(st.integers(0, 3), st.sampled_from([2023, 2024]), st.floats(0, 1e4)), min_size=1),
)
def test_shares_on_keys_are_shares_on_rows(shares: list[float], amounts: list[tuple[int, int, float]]) -> None:
    rows = pd.DataFrame(
        [(f"E{e % len(shares)}", shares[e % len(shares)], year, value) for e, year, value in amounts],
        columns=["entity", "share", "year", "value"],
    ).assign(activity="gas", unit="Nm3", region="NL")
    table = pd.DataFrame({"entity": [f"E{i}" for i in range(len(shares))], "relation": "subsidiary"})
    by_key = Boundary.from_frame(table.assign(ownership_share=shares), approach=ES)
    found = calculate_inventory(rows, factors(), boundary=by_key).total(scope2="location")
    by_row = calculate_inventory(rows.assign(value=rows["value"] * rows["share"]), factors())
    assert found == pytest.approx(by_row.total(scope2="location"), rel=1e-12, abs=1e-15)
