"""No chart has overlapping or cut text, raw numbers or two languages, however odd the plan."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from chart_guard import faults
from plan_cases import CASES, plan
from waterfall_frames import CASES as FRAMES
from waterfall_frames import waterfall

import ghgcalc as gc
from ghgcalc.plot.bridge import plot_comparison
from ghgcalc.plot.targets_options import plot_target_options
from ghgcalc.plot.targets_pathways import plot_target_lines
from ghgcalc.plot.targets_sector import plot_sector_comparison
from ghgcalc.targets import compare_with_sector, propose_targets

#: Every case in one language, the first two in both.
EVERY = [(name, ("nl", "en")[place % 2]) for place, name in enumerate(CASES)]
EVERY += [(name, ("en", "nl")[place % 2]) for place, name in enumerate(list(CASES)[:2])]


def _required(roadmap):
    target = roadmap.target_tco2e(2030)
    return None if target is None else roadmap.bau_tco2e(2030) - target


CHARTS = {
    "waterfall": lambda r, lang: gc.plot_waterfall(r, year=2030, language=lang),
    "waterfall, standing": lambda r, lang: gc.plot_waterfall(r, year=2030, language=lang, orientation="vertical"),
    "waterfall, two stages": lambda r, lang: gc.plot_waterfall(
        r.waterfall_stages((2027, 2030), attribution="owen"), language=lang, min_share=0.0
    ),
    "wedges": lambda r, lang: gc.plot_wedges(r, language=lang),
    "cost curve": lambda r, lang: gc.plot_macc(
        gc.lever_costs(r, year=2030, wacc=0.05), required_tco2e=_required(r), carbon_price=100.0, language=lang
    ),
    "map": lambda r, lang: gc.plot_lever_map(r, year=2030, language=lang),
    "adoption": lambda r, lang: gc.plot_adoption(r.levers, first=2024, last=2030, language=lang),
    "tornado": lambda r, lang: gc.plot_tornado(r.sensitivity(2030), language=lang),
    "pathway": lambda r, lang: gc.plot_pathway(r, language=lang),
    "inventory": lambda r, lang: gc.plot_inventory(r.bau.inventory, language=lang),
}


@pytest.mark.parametrize(("case", "language"), EVERY)
def test_every_chart_of_a_plan_can_be_read(case, language):
    roadmap = plan(case)
    found = [f"{name}: {fault}" for name, draw in CHARTS.items() for fault in faults(draw(roadmap, language), language)]
    assert not found, "\n".join(found)


BELOW_ZERO = waterfall(
    1_000.0, 50.0, [("materials", "Less", "Minder", -900.0), ("people", "Removals", "Verwijdering", -400.0)], -100.0,
    external=(("Greener grid", "Groener stroomnet", -80.0),),
)  # fmt: skip


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
@pytest.mark.parametrize("name", ["below zero", "tiny bars", "no target, a lever that raises emissions", "no gap"])
def test_odd_waterfalls_can_be_read(name, orientation):
    frame = {**FRAMES, "below zero": BELOW_ZERO}[name]
    for language in ("en", "nl"):
        assert list(faults(gc.plot_waterfall(frame, language=language, orientation=orientation), language)) == []


TORNADOES = {
    "one side": ([("a", 101.0, 140.0), ("b", 90.0, 90.0)], 100.0),
    "below zero, kilotonnes": ([("a", -90_000.0, 40_000.0), ("b", -30_000.0, -20_000.0)], -25_000.0),
    "nothing moves": ([("a", 5.0, 5.0)], 5.0),
}


@pytest.mark.parametrize("name", list(TORNADOES))
def test_odd_tornadoes_can_be_read(name):
    rows, base = TORNADOES[name]
    frame = pd.DataFrame(rows, columns=["parameter", "low_tco2e", "high_tco2e"]).assign(base_tco2e=base)
    for language in ("en", "nl"):
        assert list(faults(gc.plot_tornado(frame, language=language), language)) == []


def _comparison(before, changes):
    """Return what a bridge asks of a comparison: the causes between two totals."""
    after = before + sum(changes)
    causes = ("volume", "mix", "intensity", "factor_edition", "method", "boundary")[: len(changes)]
    names = {"volume": "Volume", "mix": "Mix", "intensity": "Intensiteit", "factor_edition": "Factoreditie"}
    rows, level = [], before
    for cause, change in zip(causes, changes, strict=True):
        rows.append((cause, "delta", cause.replace("_", " "), names.get(cause, "Grenzen"), change, level))
        level += change
    steps = pd.DataFrame(rows, columns=["step", "kind", "label_en", "label_nl", "tco2e", "start"])
    found = SimpleNamespace(
        gwp="AR5_with_ccf", years=(2025,), input_hash="0123456789abcdef", factors_hash="f" * 16, version="0.1.0"
    )
    return SimpleNamespace(
        from_tco2e=before, to_tco2e=after, from_year=2024, to_year=2025, scope2="market", old=found, new=found,
        steps=lambda: steps,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "changes"),
    [(5_760.4, [193.2, -45.4]), (3.1, [0.4, -2.9]), (2_400_000.0, [1.0, -900_000.0, 5_000.0, 0.0, 88_000.0, -3.0])],
)
def test_bridges_can_be_read_and_add_up(before, changes):
    for language in ("en", "nl"):
        ax = plot_comparison(_comparison(before, changes), language=language)
        assert list(faults(ax, language)) == []
        words = [text.get_text().split("\n")[0] for text in ax.texts if text.get_gid() == "value"]
        dutch = str.maketrans({".": None, ",": "."}) if language == "nl" else str.maketrans({",": None})
        *parts, whole = [float(word.translate(dutch).replace("−", "-")) for word in words]
        assert sum(parts) == pytest.approx(whole)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_charts_of_targets_can_be_read(language):
    inventory = plan("three levers").bau.inventory
    proposal = propose_targets(
        inventory, base_year=2024, scope2="location", target_year=2032,
        rulebook=["near-term-5.3.1", "near-term-5.3", "net-zero-2.0"],
    )  # fmt: skip
    options = plot_target_options(proposal.options, language=language)
    goals = [target for name, target in proposal.targets.items() if target.scope_key == "1+2"]
    lines = plot_target_lines(goals, actuals={2024: 900.0}, bau={2024: 900.0, 2032: 1_300.0}, language=language)
    sector = plot_sector_comparison(compare_with_sector(goals[0]), language=language)
    for ax in (options, lines, sector):
        assert list(faults(ax, language)) == []


PLANTED = {
    "touches": {"s": "Over", "at": "value"},
    "is cut off": {"s": "Far away", "at": (-0.5, 0.5)},
    "raw": {"s": "0.30000004", "at": (0.5, 0.3)},
    "other language": {"s": "with levers", "at": (0.5, 0.3)},
    "mark": {"s": "12.5 kt", "at": (0.5, 0.3)},
}


@pytest.mark.parametrize("fault", list(PLANTED))
def test_the_guard_sees_what_it_looks_for(fault):
    ax = gc.plot_pathway(plan("three levers"), language="nl")
    assert list(faults(ax, "nl")) == []
    content, at = PLANTED[fault]["s"], PLANTED[fault]["at"]
    if at == "value":
        label = next(text for text in ax.texts if text.get_gid() == "value")
        label.set_text(label.get_text() + "\n" + content + "\n" * 3 + content)
    else:
        ax.text(*at, content, transform=ax.transAxes)
    assert any(fault in found for found in faults(ax, "nl"))
