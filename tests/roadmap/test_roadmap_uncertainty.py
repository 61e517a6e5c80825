"""Bands and tornado against arithmetic, a naive twin and their own properties."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ghgcalc.errors import DataError
from ghgcalc.factors import load_factors
from ghgcalc.inventory import calculate_inventory
from ghgcalc.levers import Lever, Ramp, load_library, load_ranges
from ghgcalc.projection import project_bau
from ghgcalc.roadmap import build_roadmap
from ghgcalc.targets.stated import stated_target

NOTHING = replace(load_ranges(), growth=0.0, adoption=0.0, effectiveness=0.0, grid=0.0)


def plan(levers=None, target=0.5):
    rows = pd.DataFrame(
        {
            "year": 2026, "activity": ["aardgas", "stroom", "reported"], "value": [1e5, 1e6, 1000.0],
            "unit": ["Nm3", "kWh", "tCO2e"], "region": "NL", "category": ["", "", "3.1"],
        }
    )  # fmt: skip
    inventory = calculate_inventory(rows, load_factors("nl-2026"))
    growth = pd.DataFrame(
        {"category": ["1", "2", "3"], "driver": ["m2", "m2", "pieces"], "annual_growth": [0.0, 0.0, 0.05]}
    )
    bau = project_bau(inventory, growth, until=2031, scope2="location")
    own = [
        Lever("saving", "intensity", {"category": "3.1"}, Ramp(2026, 2031, share_to=0.8), effectiveness=0.4),
        Lever("pump", "switch", {"category": "1.stationary"}, Ramp(2026, 2031, share_to=0.5), ratio=2.5,
              to_activity="energy.electricity"),
        Lever("tonnes", "direct", {"category": "3.1"}, Ramp(2026, 2031), tonnes=50.0),
        Lever("early", "activity", {"category": "3.1"}, Ramp(2020, 2031, share_from=0.1, share_to=0.6),
              effectiveness=0.2),
    ]  # fmt: skip
    aim = stated_target(scopes="1+2+3", base_year=2026, target_year=2031, base_tco2e=1500.0, reduction=target)
    return build_roadmap(bau, own if levers is None else levers, targets=[aim])


def test_without_ranges_every_draw_is_the_plan():
    roadmap = plan()
    band = roadmap.uncertainty(2031, ranges=NOTHING, draws=100)
    rows = band.frame.set_index("quantity")
    for quantity, value in (
        ("bau", roadmap.bau_tco2e(2031)), ("residual", roadmap.residual(2031)), ("gap", roadmap.gap(2031)),
    ):  # fmt: skip
        assert rows.loc[quantity].tolist() == pytest.approx([value] * 5)
    assert band.probability_met == float(roadmap.gap(2031) <= 0)


def test_the_same_seed_gives_the_same_band_and_draws_are_paired():
    roadmap = plan()
    band = roadmap.uncertainty(2031, draws=400, seed=7)
    assert roadmap.uncertainty(2031, draws=400, seed=7).samples.equals(band.samples)
    assert not roadmap.uncertainty(2031, draws=400, seed=8).samples.equals(band.samples)
    samples = band.samples
    assert (samples["bau_tco2e"] - samples["residual_tco2e"]).to_numpy() == pytest.approx(samples["abated_tco2e"])
    target = roadmap.target_tco2e(2031)
    assert samples["gap_tco2e"].to_numpy() == pytest.approx(samples["residual_tco2e"] - target)
    assert band.probability_met == pytest.approx((samples["gap_tco2e"] <= 0).mean())
    rows = band.frame.set_index("quantity")
    assert (rows["low"] <= rows["median"]).all()
    assert (rows["median"] <= rows["high"]).all()
    # BAU and residual share growth and grid, so their difference is surer than two bands apart would say.
    apart = np.hypot(samples["bau_tco2e"].std(), samples["residual_tco2e"].std())
    assert samples["abated_tco2e"].std() < apart
    assert "of 400 draws" in repr(band)
    assert "<td>residual</td>" in band._repr_html_()


def test_growth_alone_gives_the_spread_of_the_formula():
    """1,000 t with 5 % +- 1 point for 5 years: the derivative of the power is 1,000 * 5 * 1.05^4 * 0.01 = 60.8 t."""
    only = replace(NOTHING, growth=0.01)
    band = plan(levers=[]).uncertainty(2031, scopes="3", ranges=only, draws=20_000, seed=1)
    scope3 = band.samples["bau_tco2e"]
    assert scope3.std() == pytest.approx(1000 * 5 * 1.05**4 * 0.01, rel=0.03)
    assert scope3.mean() == pytest.approx(band.frame.set_index("quantity").loc["bau", "central"], rel=0.003)


def test_draws_equal_a_plan_rewritten_by_hand():
    """A naive twin: write the drawn growth and shares into the inputs and build everything again."""
    roadmap = plan()
    low = roadmap.sensitivity(2031).set_index(["input", "lever_id"])
    levers = {lever.lever_id: lever for lever in roadmap.levers}

    def rewritten(name, **changes):
        other = [replace(lever, **changes) if key == name else lever for key, lever in levers.items()]
        return plan(levers=other).residual(2031)

    saving = levers["saving"]
    assert low.loc[("adoption", "saving"), "low_tco2e"] == pytest.approx(
        rewritten("saving", ramp=replace(saving.ramp, share_to=0.6))
    )
    # 25 % above a share of 0.8 is 1.
    assert low.loc[("adoption", "saving"), "high_tco2e"] == pytest.approx(
        rewritten("saving", ramp=replace(saving.ramp, share_to=1.0))
    )
    assert low.loc[("effectiveness", "saving"), "high_tco2e"] == pytest.approx(rewritten("saving", effectiveness=0.5))
    assert low.loc[("effectiveness", "tonnes"), "low_tco2e"] == pytest.approx(rewritten("tonnes", tonnes=37.5))
    pump = levers["pump"]
    assert low.loc[("adoption", "pump"), "low_tco2e"] == pytest.approx(
        rewritten("pump", ramp=replace(pump.ramp, share_to=0.375))
    )
    early = levers["early"]
    now = early.ramp.share(2026)
    less = now + 0.75 * (0.6 - now)
    table = Ramp.from_table({2026: now, 2031: less})
    assert low.loc[("adoption", "early"), "low_tco2e"] == pytest.approx(rewritten("early", ramp=table))
    assert ("effectiveness", "pump") not in low.index


def test_a_share_in_the_data_already_is_never_drawn_above_everything():
    lever = Lever("x", "set_factor", {"category": "2.electricity"}, Ramp(2026, 2031, share_from=0.5, share_to=0.95),
                  factor_after=0.0, scope2_method="location")  # fmt: skip
    frame = plan(levers=[lever]).sensitivity(2031, scopes="2").set_index("input")
    assert frame.loc["adoption", "high_tco2e"] == pytest.approx(0.0, abs=1e-9)


def test_the_tornado_puts_the_largest_swing_first_and_says_the_gap():
    roadmap = plan()
    frame = roadmap.sensitivity(2031)
    assert frame["swing_tco2e"].is_monotonic_decreasing
    assert frame["central_tco2e"].to_numpy() == pytest.approx(roadmap.residual(2031))
    assert frame["gap_low_tco2e"].to_numpy() == pytest.approx(frame["low_tco2e"] - roadmap.target_tco2e(2031))
    rows = frame.set_index("input")
    power = roadmap.placement.cells["activity"].eq("energy.electricity").to_numpy()
    grid = roadmap.scenario(2031).run(np.ones((1, 4)))[2][0][power].sum()
    assert rows.loc["grid", "high_tco2e"] - roadmap.residual(2031) == pytest.approx(0.25 * grid)
    assert rows.loc["growth", "label_nl"] == "Groei van alle drijvers"
    assert "saving" in frame.query("input == 'adoption' and lever_id == 'saving'")["label_en"].item()


def test_the_library_gives_the_range_of_its_levers():
    known = load_library()["SE01"]
    lever = Lever("S", "intensity", {"category": "3.1"}, Ramp(2026, 2031), effectiveness=0.06, library_id="SE01")
    assert load_ranges().of_effectiveness(lever) == pytest.approx(
        (known.effectiveness_low / known.effectiveness, known.effectiveness_high / known.effectiveness)
    )
    assert load_ranges().of_adoption(replace(lever, library_id="")) == (0.75, 1.25)
    # A value of the company's own has no range in the library.
    assert load_ranges().of_effectiveness(replace(lever, effectiveness=0.1)) == (0.75, 1.25)


def test_advice_on_the_multiplier_names_what_is_missing():
    # 1,500 t less 1 % is met by a little; less 99 % by nothing.
    assert "tCO2e is still to be found in 2031" in plan(target=0.99).adoption_advice(2031)
    assert "nog te vinden" not in plan(target=0.0).adoption_advice(2031, language="nl")
    roadmap = plan(target=0.05)
    multiplier = roadmap.adoption_multiplier(2031)
    assert multiplier is not None
    assert f"{multiplier:.2f}".replace(".", ",") in roadmap.adoption_advice(2031, language="nl")
    assert plan(target=0.99).adoption_multiplier(2031) is None
    assert "No target" in plan().adoption_advice(2028, scopes="1")


@pytest.mark.parametrize(
    ("options", "words"),
    [({"draws": 20}, "too few"), ({"level": 1.0}, "level"), ({"ranges": None, "draws": 0}, "too few")],
)
def test_impossible_draws_are_refused(options, words):
    with pytest.raises(DataError, match=words):
        plan().uncertainty(2031, **options)
    with pytest.raises(DataError, match="growth must lie"):
        replace(NOTHING, growth=-0.1)
