"""The waterfall shows the numbers of its frame, and every label can be read."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from chart_guard import faults, overlaps
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from waterfall_frames import CASES, T14, waterfall

from ghgcalc.errors import DataError
from ghgcalc.plot import plot_waterfall

EVERY_CHART = [
    pytest.param(name, language, orientation, id=f"{name}-{language}-{orientation}")
    for name in CASES
    for language in ("en", "nl")
    for orientation in ("vertical", "horizontal")
]


def labels(ax) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in ax.texts if text.get_gid() == "value"]


def number(label: str) -> float:
    return float(label.split(" ")[0].replace(".", "").replace(",", ".").replace("−", "-").replace("+", ""))


@pytest.mark.parametrize(("name", "language", "orientation"), EVERY_CHART)
def test_no_two_texts_overlap_and_none_leaves_the_picture(name, language, orientation):
    ax = plot_waterfall(CASES[name], language=language, orientation=orientation, year=2030)
    assert list(faults(ax, language)) == []


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
def test_labels_do_not_touch_the_bars_of_other_steps(orientation):
    ax = plot_waterfall(T14, language="nl", orientation=orientation)
    FigureCanvasAgg(ax.figure).draw()
    values = [text for text in ax.texts if text.get_gid() == "value"]
    renderer = FigureCanvasAgg(ax.figure).get_renderer()
    for text in values:
        text.set_bbox(None)
        box = text.get_window_extent(renderer)
        assert not [bar for bar in ax.patches if overlaps(box, bar.get_window_extent(renderer), slack=1.0)]


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
def test_bar_lengths_and_places_equal_the_frame_at_full_precision(orientation):
    ax = plot_waterfall(T14, orientation=orientation, min_share=0.0)
    upright = orientation == "vertical"
    bars = [(bar.get_y(), bar.get_height()) if upright else (bar.get_x(), bar.get_width()) for bar in ax.patches]
    expected = []
    for row in T14.itertuples():
        low = 0.0 if row.kind in ("total", "target") else min(row.start, row.end)
        expected.append((low, abs(row.tco2e)))
    assert bars == [pytest.approx(pair, rel=1e-12) for pair in expected]


def test_connectors_join_bar_ends_at_full_precision():
    ax = plot_waterfall(T14, orientation="vertical", min_share=0.0)
    levels = [line.get_ydata()[0] for line in ax.lines if line.get_gid() == "connector"]
    ends = [row.tco2e if row.kind == "total" else row.end for row in T14.itertuples()][:-2]
    assert levels == [pytest.approx(end, rel=1e-12) for end in ends]


def test_the_value_axis_starts_at_zero_and_the_target_line_crosses_the_chart():
    ax = plot_waterfall(T14, orientation="vertical")
    target = next(line for line in ax.lines if line.get_gid() == "target-line")
    assert ax.get_ylim()[0] == 0.0
    assert list(target.get_ydata()) == [5_800.0, 5_800.0]
    assert list(target.get_xdata()) == [0, 1]


def test_labels_add_up_when_a_reader_adds_them():
    shown = [number(label) for label in labels(plot_waterfall(T14, language="nl", min_share=0.0))]
    base, growth, bau, *levers, residual, gap, target = shown
    assert base + growth == pytest.approx(bau, abs=1e-9)
    assert bau + sum(levers) == pytest.approx(residual, abs=1e-9)
    assert residual - gap == pytest.approx(target, abs=1e-9)


def test_every_percentage_is_the_rounded_share_of_its_own_step():
    found = [re.search(r"\(([^%]+)%\)", label) for label in labels(plot_waterfall(T14, min_share=0.0))]
    shown = [int(match[1].replace("−", "-").replace("+", "")) for match in found if match]
    assert shown == [round(100 * share) for share in T14["share_of_base"]]


def test_the_title_states_the_message_in_both_languages():
    english, dutch = (
        plot_waterfall(T14, year=2030, language=language).get_title(loc="left") for language in ("en", "nl")
    )
    assert english == "From 10.0 to 7.7 ktCO2e in 2030; target 5.8 kt, 1.9 kt still to find"
    assert dutch == "Van 10,0 naar 7,7 ktCO2e in 2030; doel 5,8 kt, nog 1,9 kt te vinden"


def test_headroom_is_a_label_and_never_a_negative_gap():
    ax = plot_waterfall(CASES["huge bar and overshoot"], language="nl", orientation="vertical")
    assert "gap" not in [bar.get_gid() for bar in ax.patches]
    assert "Ruimte onder het doel" in [tick.get_text().replace("\n", " ") for tick in ax.get_xticklabels()]
    assert "1,3 (13%)" in labels(ax)
    assert "gehaald met 1,3 kt ruimte" in ax.get_title(loc="left")


def test_the_gap_is_hatched_and_not_filled():
    gap = next(bar for bar in plot_waterfall(T14).patches if bar.get_gid() == "gap")
    assert gap.get_hatch()
    assert gap.get_facecolor()[3] == 0.0


def test_levers_of_one_group_share_a_colour_and_groups_differ():
    ax = plot_waterfall(T14, min_share=0.0)
    levers = [bar.get_facecolor() for bar in ax.patches if bar.get_gid() == "lever"]
    assert levers[2] == levers[3]
    assert len(set(levers)) == 6


def test_small_levers_merge_into_one_bar_that_names_their_number():
    ax = plot_waterfall(CASES["tiny bars"], language="nl", min_share=0.01)
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    merged = next(bar for bar in ax.patches if bar.get_gid() == "other")
    assert "Overig (4 maatregelen)" in names
    assert "Nano 1" not in names
    assert merged.get_width() == pytest.approx(12.0)


def test_one_small_lever_keeps_its_name():
    frame = waterfall(
        1_000.0, 0.0, [("people", "Bikes", "Fietsen", -2.0), ("people", "Trains", "Treinen", -90.0)], None
    )
    names = [tick.get_text() for tick in plot_waterfall(frame, orientation="horizontal").get_yticklabels()]
    assert "Bikes" in names


@pytest.mark.parametrize(("name", "expected"), [("three levers", "x"), ("25 levers with long names", "y")])
def test_auto_lays_the_bars_down_for_long_names_or_many_steps(name, expected):
    ax = plot_waterfall(CASES[name])
    axis = "x" if "Base year" in ax.get_xticklabels()[0].get_text() else "y"
    assert axis == expected


def test_a_given_axes_is_drawn_on_and_the_figure_keeps_its_layout():
    ax = Figure(figsize=(7, 4)).add_subplot()
    before = ax.get_position().bounds
    assert plot_waterfall(CASES["three levers"], ax=ax) is ax
    assert ax.get_position().bounds == before


def test_no_pyplot_window_is_opened():
    import sys

    from matplotlib import pyplot

    plot_waterfall(T14)
    assert pyplot.get_fignums() == []
    assert "matplotlib.pyplot" in sys.modules


@pytest.mark.parametrize("language", ["en", "nl"])
def test_labels_hold_no_raw_floats_and_the_notation_of_the_language(language):
    for label in labels(plot_waterfall(CASES["25 levers with long names"], language=language)):
        assert not re.search(r"\d[.,]\d{4,}", label)
        assert "nan" not in label
    assert "24.310 (100%)" in labels(plot_waterfall(CASES["25 levers with long names"], language="nl"))
    assert "24,310 (100%)" in labels(plot_waterfall(CASES["25 levers with long names"], language="en"))


def test_steps_that_do_not_add_up_are_refused_with_a_hint():
    broken = T14.copy()
    broken.loc[4, "tco2e"] *= 1.5
    with pytest.raises(DataError, match="do not add up"):
        plot_waterfall(broken)


def test_a_missing_value_is_refused_and_never_drawn_as_zero():
    broken = T14.copy()
    broken.loc[4, "tco2e"] = float("nan")
    with pytest.raises(DataError, match="has no value"):
        plot_waterfall(broken)


def test_a_frame_without_the_columns_names_what_is_missing():
    with pytest.raises(DataError, match="share_of_base"):
        plot_waterfall(T14.drop(columns="share_of_base"))


@pytest.mark.parametrize("wrong", [{"palette": "rainbow"}, {"orientation": "round"}, {"language": "fr"}])
def test_an_unknown_choice_says_what_to_choose_instead(wrong):
    with pytest.raises(ValueError, match="choose"):
        plot_waterfall(T14, **wrong)


def test_the_frame_that_was_handed_over_is_not_changed():
    before = T14.copy(deep=True)
    plot_waterfall(T14, language="nl")
    pd.testing.assert_frame_equal(T14, before)


@pytest.mark.parametrize("name", ["seven levers", "tiny bars", "25 levers with long names"])
def test_value_labels_on_a_narrow_given_axes_are_shifted_apart(name):
    ax = Figure(figsize=(4, 6)).add_subplot()
    plot_waterfall(CASES[name], ax=ax, orientation="vertical", language="nl")
    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    values = [text for text in ax.texts if text.get_gid() == "value"]
    for text in values:
        text.set_bbox(None)
    found = [text.get_window_extent(canvas.get_renderer()) for text in values]
    assert not [(a, b) for place, a in enumerate(found) for b in found[place + 1 :] if overlaps(a, b)]
    assert max(box.y1 for box in found) <= ax.bbox.y1 + 1
