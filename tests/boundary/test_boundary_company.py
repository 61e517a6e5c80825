"""All 15 categories, three entities, three years and three approaches against a table worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from synthetic_company import YEARS, activity, boundary, contracts, factors

from ghgcalc.inventory import Inventory, calculate_inventory
from ghgcalc.vocabulary import CONSOLIDATIONS

EXPECTED = pd.read_csv(Path(__file__).parent / "hand_computed.csv", dtype={"category": str})


def inventory(approach: str) -> Inventory:
    return calculate_inventory(activity(), factors(), boundary=boundary(approach), contracts=contracts())


@pytest.mark.parametrize("scope2", ["location", "market"])
@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("approach", CONSOLIDATIONS)
def test_every_category_is_as_worked_out_by_hand(approach: str, year: int, scope2: str) -> None:
    wanted = EXPECTED[(EXPECTED["approach"] == approach) & (EXPECTED["year"] == year)]
    found = inventory(approach).by("category", scope2=scope2, year=year)
    assert found["category"].tolist() == wanted["category"].tolist()
    assert {c for c in found["category"] if c.startswith("3")} == {f"3.{n}" for n in range(1, 16)}
    np.testing.assert_allclose(found["tco2e"], wanted[f"{scope2}_tco2e"], rtol=0, atol=1e-12)


@pytest.mark.parametrize("approach", CONSOLIDATIONS)
def test_the_audit_trail_adds_up_to_the_total(approach: str) -> None:
    found = inventory(approach)
    for scope2 in ("location", "market"):
        lines = found.lines
        counted = lines[lines["scope2_method"].isin(["", scope2])]
        assert counted["tco2e"].sum() == pytest.approx(found.total(scope2=scope2), rel=1e-12)
        assert found.by_gas(scope2=scope2)["tco2e"].sum() == pytest.approx(found.total(scope2=scope2), rel=1e-12)


def test_a_reader_of_the_caveats_meets_every_entity_that_does_not_count_whole() -> None:
    shown = inventory("financial control").caveats
    said = shown.loc[shown["code"] == "boundary", "text_en"].tolist()
    assert [sentence.split(" ")[0] for sentence in said] == ["Dye", "Shop"]
    assert "boundary" not in set(inventory("operational control").caveats["code"])


def test_the_fingerprint_knows_boundary_and_contracts() -> None:
    prints = {inventory(approach).input_hash for approach in CONSOLIDATIONS}
    prints |= {calculate_inventory(activity(), factors()).input_hash}
    prints |= {calculate_inventory(activity(), factors(), contracts=contracts()).input_hash}
    assert len(prints) == 5
