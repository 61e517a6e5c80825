"""The charts of targets: bars and lines are the numbers, and no two labels overlap."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from target_inventories import inventory

from ghgcalc.plot.canvas import new_axes, renderer_of
from ghgcalc.plot.ends import spread_levels
from ghgcalc.plot.targets_options import plot_target_options
from ghgcalc.plot.targets_pathways import plot_target_lines
from ghgcalc.plot.targets_sector import plot_sector_comparison
from ghgcalc.targets import compare_with_sector, propose_targets, stated_target, target_from_emissions


def overlaps(axes):
    renderer = renderer_of(axes)
    axes.figure.draw_without_rendering()
    names = [label for label in (*axes.get_yticklabels(), *axes.get_xticklabels()) if label.get_text()]
    boxes = [label.get_window_extent(renderer) for label in (*axes.texts, *names) if label.get_text()]
    return [(a, b) for a, b in combinations(boxes, 2) if a.padded(-1).overlaps(b.padded(-1))]


def outside(axes):
    renderer = renderer_of(axes)
    width = axes.figure.bbox.width
    return [t for t in axes.texts if t.get_window_extent(renderer).x1 > width + 1]


def targets():
    books = ("near-term-5.3.1", "near-term-5.3", "net-zero-2.0")
    near = [
        target_from_emissions(scopes="3", base_year=2025, target_year=2032, base={"3": 14000.0}, rulebook=book)
        for book in books
    ]
    strict = target_from_emissions(
        scopes="3", base_year=2025, target_year=2032, base={"3": 14000.0}, ambition="1.5C", rulebook="near-term-5.3.1"
    )
    return [*near, strict]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_target_lines_end_at_their_targets_and_labels_keep_apart(language):
    goals = targets()
    axes = plot_target_lines(
        goals, actuals={2025: 14000.0, 2026: 13800.0}, bau={2026: 13800.0, 2032: 16700.0}, language=language
    )
    lines = {line.get_gid(): line for line in axes.lines if line.get_gid()}
    assert float(lines["target:near-term-5.3"].get_ydata()[-1]) == pytest.approx(14000 * 0.7)
    assert list(lines["actual"].get_ydata()) == [14000.0, 13800.0]
    assert axes.get_ylim()[0] == 0
    assert overlaps(axes) == []
    assert outside(axes) == []
    labels = [t.get_text() for t in axes.texts if t.get_gid() == "value"]
    assert any(("9,8" if language == "nl" else "9.8") in label for label in labels)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_option_bars_are_the_reductions(language):
    found = propose_targets(
        inventory(), base_year=2025, scope2="market", target_year=2030, value_added_growth=0.02,
        rulebook=["near-term-5.3.1", "near-term-5.3", "net-zero-2.0"], flag_shares={"3.1": 0.5},
    )  # fmt: skip
    axes = plot_target_options(found.options, language=language)
    drawn = {patch.get_gid(): patch.get_width() for patch in axes.patches}
    with_reduction = found.options[found.options["reduction"].notna()]
    assert drawn == pytest.approx(dict(zip(with_reduction["option"], 100 * with_reduction["reduction"], strict=True)))
    assert overlaps(axes) == []
    assert outside(axes) == []


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("scopes", ["1+2", "3", "1+2+3"])
def test_sector_bars_hold_the_own_target_in_its_place(language, scopes):
    goal = stated_target(scopes=scopes, base_year=2025, target_year=2032, base_tco2e=1.0, reduction=0.3)
    compared = compare_with_sector(goal)
    axes = plot_sector_comparison(compared, language=language)
    widths = [patch.get_width() for patch in axes.patches]
    assert len(widths) == len(compared.frame) + 1
    assert widths == sorted(widths, reverse=True)
    assert ("Dit doel" if language == "nl" else "This target") in [t.get_text() for t in axes.get_yticklabels()]
    assert overlaps(axes) == []
    assert outside(axes) == []


def test_charts_draw_in_given_axes_and_refuse_nothing_to_draw():
    axes = new_axes(8, 5)
    assert plot_target_lines(targets()[:1], ax=axes) is axes
    with pytest.raises(ValueError, match="no target"):
        plot_target_lines([])
    with pytest.raises(ValueError, match="language"):
        plot_target_lines(targets(), language="de")
    found = propose_targets(inventory(), base_year=2025, scope2="market", target_year=2030)
    with pytest.raises(ValueError, match="no option"):
        plot_target_options(found.options[found.options["reduction"].isna()])


@settings(deadline=None)
@given(st.lists(st.floats(0.0, 300.0), min_size=1, max_size=8))
def test_spread_labels_keep_their_order_their_distance_and_the_frame(wanted):
    levels = spread_levels(wanted, height=20.0, low=0.0, high=300.0)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [levels[i] for i in order]
    assert all(b - a >= 20.0 - 1e-9 for a, b in pairwise(placed))
    assert min(placed) >= -1e-9
    assert max(placed) <= 300.0 + 1e-9
