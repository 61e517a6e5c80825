"""What the public functions of levers refuse, and what they say when a lever does nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.inventory.selector import Selector
from ghgcalc.levers import Lever, Ramp, apply

RAMP = Ramp(2025, 2030)
CELLS = pd.DataFrame({"category": ["1.stationary", "3.1"], "tco2e": [100.0, 200.0]})
SAVING = Lever("a", "intensity", {"category": "1.stationary"}, RAMP, effectiveness=0.5)


@pytest.mark.parametrize(
    ("cells", "plan", "code"),
    [
        ({"tco2e": [1.0]}, [SAVING], "lever_cells_frame"),
        (CELLS, SAVING, "lever_list"),
        (CELLS, [{"lever_id": "a"}], "lever_list"),
        (CELLS, [SAVING, SAVING], "lever_id_twice"),
        (CELLS.assign(tco2e=[np.nan, 1.0]), [SAVING], "lever_cells_blank"),
        (CELLS.drop(columns="tco2e"), [SAVING], "lever_cells_columns"),
        (CELLS, [Lever("x", "set_factor", {}, RAMP, factor_after=0.0)], "lever_cells_amount"),
    ],
)
def test_cells_and_plans_that_cannot_be_meant_are_refused_in_both_languages(cells, plan, code):
    with pytest.raises(DataError) as caught:
        apply(cells, plan, year=2030)
    [problem] = caught.value.problems
    assert problem.code == code
    assert problem.hint("en") != problem.hint("nl")


@pytest.mark.parametrize("effectiveness", ["0.5", float("nan"), True, 50])
def test_an_effect_that_is_no_share_is_refused(effectiveness):
    with pytest.raises(DataError, match=r"number|100%"):
        Lever("a", "intensity", {}, RAMP, effectiveness=effectiveness)


def test_a_column_or_curve_that_nobody_knows_is_refused_with_the_nearest():
    with pytest.raises(DataError, match="did you mean: category"):
        Selector.of({"categorie": "1"})
    with pytest.raises(ValueError, match="smoothstep"):
        Ramp(2025, 2030, curve="smooth").share(2027)  # type: ignore[arg-type]


def test_a_lever_that_touches_nothing_says_so():
    elsewhere = Lever("b", "intensity", {"category": "3.6"}, RAMP, effectiveness=0.5)
    after = apply(CELLS, [SAVING, elsewhere], year=2030)
    assert after["tco2e"].tolist() == [50.0, 200.0]
    [warning] = after.attrs["warnings"]
    assert (warning.code, warning.value) == ("lever_without_cells", "b")
    assert "Zakelijk reisverkeer" in warning.sentence("nl") or "3.6" in warning.sentence("nl")
    assert "category" not in warning.sentence("nl").casefold()


def test_before_between_and_after_the_ramp():
    after = {year: apply(CELLS, [SAVING], year=year)["tco2e"].iloc[0] for year in (2020, 2025, 2026, 2030, 2050)}
    assert after == {2020: 100.0, 2025: 100.0, 2026: 90.0, 2030: 50.0, 2050: 50.0}


def test_arrays_lists_and_pandas_give_the_same_values():
    emissions, reductions = [600, 400], [[0.5, 0], [0.2, 0.2], [0, 0.25]]
    series = pd.Series(emissions, index=["X", "Y"], dtype="Float64")
    frame = pd.DataFrame(reductions, index=list("ABC"), columns=["X", "Y"])
    for first, second in [(emissions, reductions), (np.array(emissions), np.array(reductions)), (series, frame)]:
        assert gc.levers.shapley(first, second) == pytest.approx([270.0, 160.0, 90.0])
    assert gc.levers.shapley([100.0], [[1.0], [1.0]]) == pytest.approx([50.0, 50.0])
    assert gc.levers.shapley([100.0], np.zeros((0, 1))).tolist() == []
    assert gc.levers.shapley([0.0, 0.0], [[0.3, 1.0]]).tolist() == [0.0]
