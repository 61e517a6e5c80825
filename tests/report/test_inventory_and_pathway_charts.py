"""The charts of an inventory and of the years draw the tables, in both languages, without touching labels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from report_standins import InventoryStandIn, cells, roadmap

from ghgcalc.plot import plot_inventory, plot_pathway, plot_waterfall


def overlapping(ax) -> list[tuple[str, str]]:
    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    texts = [t for t in [*ax.texts, ax._left_title] if t.get_text()]
    for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        low, high = sorted(limits)
        texts += [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    found = [(t.get_text(), t.get_window_extent(canvas.get_renderer())) for t in texts]
    return [
        (one, two)
        for place, (one, box) in enumerate(found)
        for two, other in found[place + 1 :]
        if box.x0 + 0.5 < other.x1 and other.x0 + 0.5 < box.x1 and box.y0 + 0.5 < other.y1 and other.y0 + 0.5 < box.y1
    ]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_texts_do_not_overlap(language):
    assert overlapping(plot_inventory(InventoryStandIn(), language=language)) == []
    assert overlapping(plot_pathway(roadmap(), language=language)) == []
    assert overlapping(plot_waterfall(roadmap(), language=language)) == []


def test_line_ends_that_nearly_meet_are_labelled_apart():
    assert overlapping(plot_pathway(roadmap(reduction=0.06))) == []


def test_bars_equal_the_cells_summed_by_hand():
    ax = plot_inventory(InventoryStandIn(), year=2024)
    drawn = {bar.get_gid(): bar.get_width() for bar in ax.patches}
    frame = cells()
    by_hand: dict[str, float] = {}
    for row in frame[frame["year"] == 2024].itertuples():
        for method in ("location", "market"):
            if row.scope2_method in ("", method):
                by_hand[f"{row.category}:{method}"] = by_hand.get(f"{row.category}:{method}", 0.0) + row.tco2e
    for key, value in drawn.items():
        category, method = key.split(":")
        assert value == pytest.approx(by_hand[f"{category}:{method or 'market'}"])
    assert "2.electricity:location" in drawn
    assert "3.1:" in drawn


def test_an_unknown_scope2_method_is_not_drawn_as_zero():
    frame = cells()
    only_location = InventoryStandIn(frame[frame["scope2_method"] != "market"])
    ax = plot_inventory(only_location)
    assert not [bar.get_gid() for bar in ax.patches if bar.get_gid() == "2.electricity:market"]
    assert "–" in ax.get_title(loc="left")


def test_a_year_outside_the_inventory_is_refused():
    with pytest.raises(ValueError, match="2023, 2024, not 1999"):
        plot_inventory(InventoryStandIn(), year=1999)


def test_the_lines_of_the_pathway_equal_the_roadmap():
    plan = roadmap()
    lines = {line.get_gid(): dict(zip(*line.get_data(), strict=True)) for line in plot_pathway(plan).lines}
    assert lines["bau"][2030] == pytest.approx(plan.bau.total(2030))
    assert lines["residual"][2027] == pytest.approx(plan.residual(2027))
    assert lines["target"][2030] == pytest.approx(0.58 * plan.base.total())
    assert lines["actual"][2024] == pytest.approx(plan.bau.inventory.total(scope2="market", year=2024))
    assert plot_pathway(plan).get_ylim()[0] == 0.0


def test_a_pathway_without_targets_has_no_target_line():
    assert "target" not in [line.get_gid() for line in plot_pathway(roadmap(has_target=False)).lines]


def test_the_caption_states_what_the_figures_rest_on():
    ax = plot_waterfall(roadmap(), language="nl")
    caption = next(text.get_text() for text in ax.texts if text.get_gid() == "caption").replace("\n", " ")
    for part in (
        "Basisjaar 2023",
        "Scope 1+2+3",
        "marktgebaseerd",
        "IPCC AR6",
        "Shapley-waarde",
        "emissiefactoren blijven gelijk",
    ):
        assert part in caption


@pytest.mark.parametrize(
    ("baseline", "words"),
    [
        ("trend", "go on changing as they did"),
        ("stated_policy", "follow stated policies."),
        ("current_pace", "committed levers go on"),
    ],
)
def test_the_baseline_and_assumptions_are_named_below_the_chart(baseline, words):
    plan = roadmap()
    other = replace(plan, bau=replace(plan.bau, baseline=baseline), has_assumptions=True)
    caption = next(t.get_text() for t in plot_waterfall(other).texts if t.get_gid() == "caption").replace("\n", " ")
    assert words in caption
    assert "* rests on an assumption" in caption
