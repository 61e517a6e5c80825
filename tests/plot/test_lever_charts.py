"""Wedges, cost curve, map, tornado and adoption: heights, and labels that add up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from plan_cases import ACTIVITIES, GROUPS, ROWS, plan

import ghgcalc as gc
from ghgcalc.errors import DataError
from ghgcalc.levers import Lever, Ramp
from ghgcalc.plot.canvas import renderer_of
from ghgcalc.targets.stated import stated_target


@pytest.fixture(scope="module")
def bau():
    rows = pd.DataFrame(ROWS, columns=["activity", "value", "unit"]).assign(year=2024)
    inventory = gc.calculate_inventory(rows, gc.load_factors("nl-2026"), region="NL")
    return gc.project_bau(inventory, 0.03, until=2032, scope2="location")


def roadmap(bau, count, *, target=500.0, effect=None):
    plan = [
        Lever(
            f"L{i}", "intensity", {"activity": ACTIVITIES[i % 4]}, Ramp(2024 + i % 4, 2029 + i % 3),
            effectiveness=effect if effect is not None else (0.0004 if i % 5 == 4 else 0.05 + 0.01 * (i % 7)),
            name_en=f"Lever {i} with a rather long name for a board paper", name_nl=f"Maatregel {i}: hoogwaardig",
            group=GROUPS[i % len(GROUPS)], opex_eur_per_year=(-1.0) ** i * 400.0 * (i + 1),
        )
        for i in range(count)
    ]  # fmt: skip
    goal = stated_target(
        scopes="1+2+3", base_year=2024, target_year=2030, base_tco2e=bau.total(2024),
        reduction=1.0 - target / bau.total(2024),
    )  # fmt: skip
    return gc.build_roadmap(bau, plan, targets=[goal])


def boxes(ax, *gids):
    renderer = renderer_of(ax)
    texts = [t for t in ax.texts if t.get_text() and t.get_visible() and t.get_gid() in gids]
    return [(t.get_text(), t.get_window_extent(renderer)) for t in texts]


def assert_apart(ax, *gids):
    found = boxes(ax, *gids)
    for place, (first, a) in enumerate(found):
        for second, b in found[place + 1 :]:
            apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
            assert apart, f"{first!r} touches {second!r}"
    width, height = ax.figure.bbox.width, ax.figure.bbox.height
    for content, box in found:
        assert box.x0 >= -1, content
        assert box.x1 <= width + 1, content
        assert box.y0 >= -1, content
        assert box.y1 <= height + 1, content


def test_the_wedges_add_up_to_the_abatement_of_every_year(bau):
    plan = roadmap(bau, 5)
    ax = gc.plot_wedges(plan)
    residual = next(line for line in ax.lines if line.get_gid() == "residual-line").get_ydata()
    assert np.allclose(residual, [plan.residual(year) for year in bau.years])
    assert residual[0] == pytest.approx(bau.total(2024)), "nothing is abated in the first year"
    assert len([c for c in ax.collections if str(c.get_gid()).startswith("wedge:")]) == 5


def test_the_area_above_the_target_is_hatched_only_where_it_is(bau):
    plan = roadmap(bau, 4, target=900.0, effect=0.7)
    area = next(c for c in gc.plot_wedges(plan).collections if c.get_gid() == "overshoot")
    years = np.concatenate([path.vertices[:, 0] for path in area.get_paths() if len(path.vertices)])
    above = [year for year in range(2024, 2031) if plan.residual(year) > plan.target_tco2e(year) + 1e-9]
    assert above[0] - 1 <= years.min()
    assert years.max() <= above[-1] + 1
    assert above[-1] < 2030


def test_blocks_of_the_cost_curve_have_width_and_height_of_the_lever(bau):
    plan = roadmap(bau, 6)
    costs = gc.lever_costs(plan, year=2030, wacc=0.05).set_index("lever_id")
    ax = gc.plot_macc(costs.reset_index())
    for patch in ax.patches:
        row = costs.loc[str(patch.get_gid()).removeprefix("block:")]
        assert patch.get_width() == pytest.approx(row["tco2e"])
        assert patch.get_height() == pytest.approx(row["eur_per_tco2e"])


def test_the_cost_curve_carries_its_warning_and_names_what_is_left_out(bau):
    plan = roadmap(bau, 3)
    naked = gc.build_roadmap(bau, [*plan.levers, Lever("X", "intensity", {}, Ramp(2024, 2030), effectiveness=0.1)])
    ax = gc.plot_macc(gc.lever_costs(naked, year=2030, wacc=0.05), language="nl")
    caption = " ".join(next(t for t in ax.texts if t.get_gid() == "caption").get_text().split())
    assert "Geen volgorde van uitvoering" in caption
    assert "zonder reductie: X" in caption


def test_rows_of_the_map_add_up(bau):
    plan = roadmap(bau, 6)
    ax = gc.plot_lever_map(plan, year=2030)
    rows: dict[int, list[float]] = {}
    for label in (t for t in ax.texts if t.get_gid() == "value" and t.get_text()):
        rows.setdefault(round(label.get_position()[1]), []).append(float(label.get_text().replace("−", "-")))
    for parts in rows.values():
        assert sum(parts[:-1]) == pytest.approx(parts[-1])


def test_the_map_is_the_abatement_of_the_lever(bau):
    plan = roadmap(bau, 6)
    frame = gc.levers_by_category(plan, year=2030)
    whole = plan.attribution(2030).tco2e
    per_lever = frame.groupby("lever_id")["tco2e"].sum()
    assert [per_lever[lever.lever_id] for lever in plan.levers] == pytest.approx(whole.tolist())


def test_a_tornado_puts_the_widest_bar_first_and_both_ends_are_labelled():
    frame = pd.DataFrame(
        {
            "parameter": ["grid", "growth", "adoption"], "low_tco2e": [99.0, 80.0, 104.0],
            "high_tco2e": [101.0, 125.0, 97.0], "base_tco2e": 100.0,
        }
    )  # fmt: skip
    for language in ("en", "nl"):
        ax = gc.plot_tornado(frame, language=language)
        assert [label.get_text() for label in ax.get_yticklabels()] == ["growth", "adoption", "grid"]
        assert_apart(ax, "value")
        assert len(boxes(ax, "value")) == 6
    with pytest.raises(DataError, match="lacks the columns: high_tco2e"):
        gc.plot_tornado(frame.assign(high_tco2e=np.nan))


def test_both_sides_of_a_tornado_may_lie_on_one_side():
    frame = pd.DataFrame(
        {"parameter": ["a", "b"], "low_tco2e": [101.0, 90.0], "high_tco2e": [140.0, 90.0], "base_tco2e": [100.0] * 2}
    )
    assert_apart(gc.plot_tornado(frame), "value")


def test_charts_without_levers_or_costs_say_so(bau):
    empty = gc.build_roadmap(bau, [])
    for draw in (
        lambda: gc.plot_wedges(empty),
        lambda: gc.plot_lever_map(empty, year=2030),
        lambda: gc.plot_adoption([], first=2024, last=2030),
        lambda: gc.plot_macc(gc.lever_costs(empty, year=2030)),
    ):
        with pytest.raises(DataError):
            draw()


def test_the_esrs_table_adds_up_and_has_every_type(bau):
    plan = roadmap(bau, 6)
    plan = gc.build_roadmap(
        bau, [*plan.levers, Lever("E", "intensity", {}, Ramp(2024, 2030), effectiveness=0.1, esrs_lever="EE")],
        targets=plan.targets,
    )  # fmt: skip
    table = gc.esrs_levers(plan, [2030, 2028]).set_index("row")
    for year in (2028, 2030):
        column = table[year]
        levers = column.drop(["base", "growth", "bau", "residual", "target", "gap"]).sum()
        assert column["base"] + column["growth"] + levers == pytest.approx(column["residual"])
        assert column["residual"] - column["target"] == pytest.approx(column["gap"])
    assert list(table.columns) == ["label_en", "label_nl", 2028, 2030]
    assert table.loc["base", 2030] == pytest.approx(table.loc["residual", 2028])
    own = [plan.attribution(year).tco2e[-1] for year in (2028, 2030)]
    assert table.loc["EE", 2028] == pytest.approx(-own[0])
    assert table.loc["EE", 2030] == pytest.approx(own[0] - own[1])


def test_worked_example_t18_has_its_eight_rows_in_order():
    from ghgcalc.roadmap import ESRS_TYPES

    assert ESRS_TYPES == ("EE", "ME", "FS", "EL", "RE", "PROD", "PROC", "OTH")


@pytest.mark.parametrize("case", ["a lever that raises emissions, external drivers", "small company without a target"])
def test_wedges_close_from_bau_to_residual_with_external_drivers(case):
    roadmap = plan(case)
    wedges = roadmap.wedges()
    assert set(wedges.loc[wedges["kind"] == "external", "group"]) == {"grid", "fuels"}
    for year, rows in wedges.groupby("year"):
        closed = roadmap.bau_tco2e(year) - rows["tco2e"].sum()
        assert closed == pytest.approx(roadmap.residual(year), rel=1e-12)
    ax = gc.plot_wedges(roadmap)
    drawn = next(line for line in ax.lines if line.get_gid() == "residual-line").get_ydata()
    assert drawn == pytest.approx([roadmap.residual(year) for year in roadmap.bau.years], rel=1e-12)
    assert {"wedge:external_grid", "wedge:external_fuels"} <= {area.get_gid() for area in ax.collections}


def test_names_beside_the_wedges_add_up_to_what_remains():
    ax = gc.plot_wedges(plan("a lever that raises emissions, external drivers"))
    words = [text.get_text() for text in ax.texts if text.get_gid() == "value"]
    numbers = {
        word.rsplit(": ", 1)[0]: float(word.rsplit(": ", 1)[1].replace(",", "").replace("−", "-")) for word in words
    }
    bau, left = numbers.pop("BAU 2032"), numbers.pop("With levers * 2032")
    numbers.pop("Target 2030")
    assert bau + sum(numbers.values()) == left


def test_what_raises_emissions_lies_dotted_on_top():
    ax = gc.plot_wedges(plan("a lever that raises emissions, external drivers"))
    area = next(c for c in ax.collections if c.get_gid() == "wedge:up")
    bau = plan("a lever that raises emissions, external drivers").bau_tco2e(2032)
    assert area.get_hatch()
    assert area.get_paths()[0].vertices[:, 1].max() > bau


def test_the_tornado_takes_the_frame_of_a_roadmap():
    frame = plan("three levers").sensitivity(2030)
    ax = gc.plot_tornado(frame, language="nl")
    assert ax.get_yticklabels()[0].get_text() == frame["label_nl"].iloc[0]
    caption = next(text.get_text() for text in ax.texts if text.get_gid() == "caption")
    assert "Wat er na de maatregelen overblijft in 2030" in caption
    assert "Bron: inventaris 2024" in caption


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_chart_of_levers_marks_assumptions_and_names_attribution_and_source(language):
    roadmap = plan("25 levers with long names")
    charts = [
        gc.plot_waterfall(roadmap, year=2030, language=language),
        gc.plot_wedges(roadmap, language=language),
        gc.plot_lever_map(roadmap, year=2030, language=language),
        gc.plot_macc(gc.lever_costs(roadmap, year=2030), language=language),
    ]
    for ax in charts:
        caption = " ".join(next(text.get_text() for text in ax.texts if text.get_gid() == "caption").split())
        assert "Shapley" in caption
        assert ("Source: inventory" if language == "en" else "Bron: inventaris") in caption
        assert ("* rests on an assumption" if language == "en" else "* berust op een aanname") in caption
        legend = ax.get_legend()
        names = [*ax.get_yticklabels(), *(legend.get_texts() if legend else [])]
        assert any(" *" in name.get_text() for name in names)
