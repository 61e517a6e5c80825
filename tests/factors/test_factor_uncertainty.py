"""The uncertainty of emission factors: published, from a range, from pedigree scores, from the kind of set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ghgcalc.cli.app import app
from ghgcalc.errors import DataError
from ghgcalc.factors import EmissionFactors, available_sets, load_factors
from ghgcalc.factors.importers import read_publisher_file
from ghgcalc.factors.uncertainty import VERIFICATIONS, gsd_from_pedigree, gsd_from_range, uncertainty_rules
from ghgcalc.inventory import calculate_inventory


@pytest.fixture(scope="module")
def every() -> pd.DataFrame:
    return load_factors(*available_sets()).frame


def own(about: dict[str, Any] | None = None, **columns: Any) -> pd.DataFrame:
    row = {"factor_id": "a", "activity": "own.yarn", "region": "NL", "year": 2025, "unit": "kg", "kgco2e": 2.0}
    return EmissionFactors.from_frame(pd.DataFrame([{**row, "category": "3.1", **columns}]), source=about).frame


def refused(**columns: Any) -> str:
    with pytest.raises(DataError) as caught:
        own(**columns)
    assert all(problem.problem("nl") and problem.hint("nl") for problem in caught.value.problems)
    return caught.value.problems[0].code


def test_every_bundled_factor_says_how_sure_it_is_and_why(every: pd.DataFrame) -> None:
    assert (every["gsd"] >= 1).all()
    assert np.isfinite(every["gsd"]).all()
    assert (every["gsd_basis"] != "").all()
    assert set(every["verification"]) == set(VERIFICATIONS)
    assert set(every["redistributable"]) == {"yes", "cited figures"}


def test_fuel_is_surer_than_transport_and_transport_surer_than_spend(every: pd.DataFrame) -> None:
    def gsd(**where: str) -> float:
        rows = every[np.logical_and.reduce([every[column] == wanted for column, wanted in where.items()])]
        return float(rows["gsd"].iloc[0])

    gas = gsd(set="nl-2026", activity="energy.fuel.natural_gas", stage="combustion")
    upstream = gsd(set="nl-2026", activity="energy.fuel.natural_gas", stage="upstream")
    spend = gsd(set="spend-figaro-nl-2023", activity="spend.textiles")
    assert 1 < gas < upstream < spend


def test_a_published_range_becomes_an_interval_that_covers_it(every: pd.DataFrame) -> None:
    ranged = every[every["gsd_basis"].str.startswith("range")]
    assert len(ranged) > 35
    squared = ranged["gsd"] ** 2
    assert (ranged["kgco2e"] * squared >= ranged["kgco2e_high"].fillna(0) * (1 - 1e-12)).all()
    assert (ranged["kgco2e"] / squared <= ranged["kgco2e_low"].fillna(np.inf) * (1 + 1e-12)).all()


def test_a_range_with_one_end_is_not_taken_for_near_certainty(every: pd.DataFrame) -> None:
    steel = every[every["factor_id"] == "materials-2026/steel_primary"].iloc[0]
    assert steel["kgco2e_low"] == 1.85
    assert steel["gsd_basis"] == "assumption: literature, fair"


@given(central=st.floats(1e-6, 1e6), down=st.floats(1.0, 100.0), up=st.floats(1.0, 100.0), unit=st.floats(1e-3, 1e3))
def test_the_gsd_of_a_range_has_no_unit_and_covers_both_ends(
    central: float, down: float, up: float, unit: float
) -> None:
    values = [np.array([x]) for x in (central, central / down, central * up)]
    found = gsd_from_range(*values)[0]
    assert found == pytest.approx(gsd_from_range(*[unit * x for x in values])[0])
    assert found**2 == pytest.approx(max(down, up))


def test_pedigree_factors_are_the_ones_of_the_ecoinvent_matrix() -> None:
    # activity-browser, pedigree.py: reliability 2 → 1.54, temporal 3 → 1.10, geographical 2 → 1.04
    scores = np.sqrt(np.log(1.54) ** 2 + np.log(1.10) ** 2 + np.log(1.04) ** 2)
    assert gsd_from_pedigree("2;1;3;2;1") ** 2 == pytest.approx(np.exp(scores))
    assert gsd_from_pedigree("5;5;5;5;5") ** 2 == pytest.approx(
        np.exp(np.sqrt(sum(np.log(u) ** 2 for u in (1.69, 1.08, 1.29, 1.11, 2.80))))
    )


@pytest.mark.parametrize("scores", ["1;2;3", "1;1;1;1;6", "a;b;c;d;e", "1;1;1;1;1;1"])
def test_pedigree_scores_that_cannot_be_read_are_refused(scores: str) -> None:
    assert refused(pedigree=scores) == "pedigree_unreadable"


def test_what_is_stated_comes_before_what_is_derived() -> None:
    stated = {"gsd": 1.2, "kgco2e_low": 1.0, "kgco2e_high": 4.0, "pedigree": "2;1;3;1;2"}
    kind = {"uncertainty": "spend model", "verification": "second hand", "redistributable": "importer-only"}
    order = []
    for name in ("gsd", "kgco2e_low", "pedigree", ""):
        row = own(kind, **stated).iloc[0]
        order.append((round(row["gsd"], 3), row["gsd_basis"]))
        stated = {key: value for key, value in stated.items() if not key.startswith(name or "x")}
        stated.pop("kgco2e_high", None) if name == "kgco2e_low" else None
    assert order[0] == (1.2, "published")
    assert order[1] == (1.414, "range 1 to 4")
    assert order[2][1] == "pedigree 2;1;3;1;2"
    assert order[3] == (1.414, "assumption: spend model, poor")
    assert (row["verification"], row["redistributable"]) == ("second hand", "importer-only")


def test_a_factor_of_your_own_without_any_has_no_gsd() -> None:
    row = own().iloc[0]
    assert np.isnan(row["gsd"])
    assert row["gsd_basis"] == row["verification"] == row["redistributable"] == ""


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"kgco2e_low": 3.0}, "range_order"),
        ({"kgco2e_high": 1.0}, "range_order"),
        ({"kgco2e_low": -1.0}, "range_order"),
        ({"gsd": 0.9}, "gsd_below_one"),
        ({"gsd": float("inf")}, "gsd_below_one"),
        ({"verification": "looked right"}, "not_in_list"),
    ],
)
def test_an_impossible_uncertainty_is_refused(columns: dict[str, Any], code: str) -> None:
    assert refused(**columns) == code


def test_an_unknown_kind_of_set_is_refused() -> None:
    with pytest.raises(DataError, match="no kind of set"):
        own({"uncertainty": "guess"})


def test_every_rule_ends_in_a_known_grade() -> None:
    known = uncertainty_rules()
    for about in known["kinds"].values():
        assert "activity" not in about["rules"][-1]
        assert {rule["grade"] for rule in about["rules"]} <= set(known["grades"])
        assert about["confidence"] == "assumption"


def test_the_cells_of_an_inventory_carry_the_gsd_of_their_factor() -> None:
    data = pd.DataFrame({
        "year": 2026, "activity": ["energy.fuel.natural_gas", "material.fibre.cotton.conventional"],
        "value": [100.0, 10.0], "unit": ["Nm3", "kg"], "region": "NL",
    })  # fmt: skip
    cells = calculate_inventory(data, load_factors()).cells.set_index(["activity", "stage"])["gsd"]
    assert cells["material.fibre.cotton.conventional", "cradle-to-gate"] == pytest.approx((4.6 / 2.0) ** 0.5)
    assert cells["energy.fuel.natural_gas", "combustion"] == pytest.approx(1.05**0.5)


def test_an_imported_file_keeps_its_range_and_comes_back_with_it(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("stof,waarde,laag,hoog,score\nkatoen,2,1,8,\nwol,20,,,3;1;1;1;1\n", encoding="utf-8")
    recipe = {
        "name": "own-2026",
        "source": {"publisher": "P", "title": "T", "edition": "2026", "url": "-", "licence": "own", "attribution": "P",
                   "redistributable": "importer-only", "gwp_set": "", "verification": "second hand"},
        "columns": {"activity": "stof", "kgco2e": "waarde", "kgco2e_low": "laag", "kgco2e_high": "hoog",
                    "pedigree": "score"},
        "constants": {"region": "NL", "unit": "kg", "year": 2025, "category": "3.1"},
    }  # fmt: skip
    imported = read_publisher_file("generic", table, recipe=recipe)
    for factors in (imported.factors(), load_factors(imported.write(tmp_path))):
        frame = factors.frame
        assert frame["gsd"].round(3).tolist() == [2.0, round(1.61**0.5, 3)]
        assert frame["gsd_basis"].tolist() == ["range 1 to 8", "pedigree 3;1;1;1;1"]
        assert set(frame["verification"]) == {"second hand"}


def test_show_tells_the_uncertainty_and_prints_lists_as_lists() -> None:
    done = CliRunner().invoke(app, ["factors", "show", "materials-2026/cotton_organic", "--json"])
    shown = json.loads(done.stdout)
    assert shown["gsd_basis"] == "range 0.98 to 2.45"
    assert shown["verification"] == "second hand"
    assert shown["redistributable"] == "cited figures"
    assert isinstance(shown["source"]["notes"], list)
    assert shown["source"]["url"] == shown["url"] == "https://doi.org/10.3389/fbioe.2021.608826"
    readable = CliRunner().invoke(app, ["factors", "show", "materials-2026/cotton_organic"]).stdout
    assert "['" not in readable
    assert "1.50616" in readable
