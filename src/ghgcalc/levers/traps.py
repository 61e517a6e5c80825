"""The fifteen traps of a reduction plan: one rule each, with a message that says what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import Problem
from ghgcalc.factors.activities import activity_name
from ghgcalc.inventory.selector import Selector, is_upstream, select_cells
from ghgcalc.levers.columns import selector_words
from ghgcalc.levers.destinations import upstream_anchor
from ghgcalc.levers.effect import Effect
from ghgcalc.levers.lever import Lever
from ghgcalc.levers.library import biogenic_activities, electric_words, load_library
from ghgcalc.texts import LANGUAGES

#: Trap by number, and the codes of the messages that catch it. The name of a trap is the text ``trap.<number>``.
TRAPS: Mapping[int, tuple[str, ...]] = {
    1: ("lever_direct_on_moving_factor",),
    2: ("lever_two_scope2_methods", "lever_market_under_location"),
    3: ("lever_upstream_left",),
    4: ("lever_exclusive",),
    5: ("cells_product_and_tiers",),
    6: ("lever_on_switched_source",),
    7: ("lever_share_from_differs",),
    8: ("lever_volume_only_purchases",),
    9: ("lever_refused", "lever_negative", "lever_effectiveness", "lever_avoided_emissions"),
    10: ("lever_recycling_credit",),
    11: ("lever_supplier_contract",),
    12: ("lever_method_change",),
    13: ("roadmap_land_apart",),
    14: ("lever_biogenic",),
    15: ("lever_without_destination", "lever_no_destination_factor", "lever_power_left_out"),
}
_POWER = "energy.electricity"
_FUELS = ("1.stationary", "1.mobile")
_PURCHASES = "3.1"
_LINKED = frozenset({"3.4", "3.9", "3.12"})
_MATERIAL_OR_STEP = ("material.", "process.", "energy.")


def is_contract(lever: Lever) -> bool:
    """Tell whether a lever is a contract, which a location-based total does not see."""
    return lever.scope2_method == "market" or (lever.mechanism == "set_factor" and not lever.scope2_method)


def trap_warnings(
    cells: pd.DataFrame, plan: tuple[Lever, ...], built: Mapping[int, Effect], *, size: int
) -> Iterator[Problem]:
    """Yield what a reader of the result should know.

    Parameters
    ----------
    cells : DataFrame
        Cells, then the destinations of switches.
    plan : tuple of Lever
        The plan.
    built : mapping of int to Effect
        What each lever touches.
    size : int
        Number of cells before the destinations.
    """
    for i, lever in enumerate(plan):
        effect = built[i]
        if not len(effect.lines):
            wide = select_cells(cells, lever.cells_selector, include_upstream=lever.include_upstream)
            is_unseen = is_contract(lever) and wide.any()
            yield _warning("lever_market_under_location" if is_unseen else "lever_without_cells", lever)
        else:
            for on_cells in _CELL_RULES:
                yield from on_cells(cells, lever, effect)
            for on_lever in _LEVER_RULES:
                yield from on_lever(lever)
        if not lever.displaces_own_volume:
            yield _warning("lever_avoided_emissions", lever)
        elif lever.displacement < 1.0:
            yield _warning("lever_displacement", lever)
        yield from _switched_away(plan, built, i)
        yield from _requires(plan, lever)
    yield from _products_and_tiers(cells.iloc[:size])


def credit_problems(cells: pd.DataFrame, plan: tuple[Lever, ...], built: Mapping[int, Effect]) -> list[Problem]:
    """Return the switches that move to a line with a negative factor: a recycling credit (trap 10)."""
    factor = cells["factor"].to_numpy(dtype=float)
    found = []
    for i, lever in enumerate(plan):
        lines = built[i].to_lines
        if (factor[lines] < 0.0).any():
            params = {"lever": lever.lever_id, "activity": lever.to_activity}
            found.append(Problem("lever_recycling_credit", lever.to_activity, lever.sheet, lever.cell, params))
    return found


def moving_factor_warnings(
    plan: tuple[Lever, ...], effects: tuple[Effect, ...], moves: NDArray[np.bool_]
) -> Iterator[Problem]:
    """Yield the direct levers on lines whose factor changes over the years (trap 1).

    Parameters
    ----------
    plan, effects
        The plan and what each lever touches.
    moves : ndarray of bool
        Lines whose emission factor changes without any lever, shape (lines,).
    """
    for effect in effects:
        if effect.mechanism == "direct" and moves[effect.lines].any():
            yield _warning("lever_direct_on_moving_factor", plan[effect.lever])


def _warning(code: str, lever: Lever, **params: object) -> Problem:
    chosen = {f"selector_{language}": selector_words(lever.cells_selector, language) for language in LANGUAGES}
    words = {"lever": lever.lever_id, **chosen, **params}
    return Problem(code, lever.lever_id, lever.sheet, lever.cell, words, "warning")


def _upstream_left(cells: pd.DataFrame, lever: Lever, effect: Effect) -> Iterator[Problem]:
    if lever.include_upstream or "category" not in cells:
        return
    follows = select_cells(cells, lever.cells_selector) & is_upstream(cells)
    if np.isin(upstream_anchor(cells, follows), effect.lines).any():
        yield _warning("lever_upstream_left", lever)


def _only_purchases(cells: pd.DataFrame, lever: Lever, effect: Effect) -> Iterator[Problem]:
    if lever.mechanism != "activity" or "category" not in cells:
        return
    category = cells["category"].astype(str)
    touched = set(category.iloc[effect.lines])
    if _PURCHASES in touched and _LINKED & set(category) and not _LINKED & touched:
        yield _warning("lever_volume_only_purchases", lever)


def _supplier_contract(cells: pd.DataFrame, lever: Lever, effect: Effect) -> Iterator[Problem]:
    if lever.mechanism == "set_factor" and "category" in cells:
        category = cells["category"].astype(str).iloc[effect.lines]
        if category.str.startswith("3.").all():
            yield _warning("lever_supplier_contract", lever)


def _power_left_out(cells: pd.DataFrame, lever: Lever, effect: Effect) -> Iterator[Problem]:
    if lever.mechanism == "switch" or "category" not in cells:
        return
    known = load_library().get(lever.library_id)
    names = f"{lever.name_en} {lever.name_nl}".casefold()
    on_fuel = cells["category"].astype(str).iloc[effect.lines].isin(_FUELS).any()
    is_named = bool(on_fuel) and any(word in names for word in electric_words())
    if is_named or (known is not None and known.to_activity == _POWER):
        yield _warning("lever_power_left_out", lever)


_CELL_RULES: tuple[Callable[[pd.DataFrame, Lever, Effect], Iterator[Problem]], ...] = (
    _upstream_left,
    _only_purchases,
    _supplier_contract,
    _power_left_out,
)


def _share_from(lever: Lever) -> Iterator[Problem]:
    known = load_library().get(lever.library_id)
    usual = None if known is None else known.share_from
    if usual and lever.ramp.share_from == 0.0:
        yield _warning("lever_share_from_differs", lever, usual=f"{usual:.0%}", share_to=f"{lever.ramp.share_to:.0%}")


def _biogenic(lever: Lever) -> Iterator[Problem]:
    if lever.mechanism == "switch":
        there = pd.DataFrame({"activity": [lever.to_activity]})
        if select_cells(there, Selector.of({"activity": biogenic_activities()})).any():
            names = {f"activity_{language}": activity_name(lever.to_activity, language) for language in LANGUAGES}
            yield _warning("lever_biogenic", lever, **names)


_LEVER_RULES: tuple[Callable[[Lever], Iterator[Problem]], ...] = (_share_from, _biogenic)


def _switched_away(plan: tuple[Lever, ...], built: Mapping[int, Effect], place: int) -> Iterator[Problem]:
    """Name an intensity lever on what a switch moves away from, when it does not reach where that goes (trap 6)."""
    lever, effect = plan[place], built[place]
    if lever.mechanism not in ("intensity", "set_factor"):
        return
    for other, switch in built.items():
        if not len(switch.to_lines) or np.isin(switch.to_lines, effect.lines).any():
            continue
        if np.isin(switch.lines, effect.lines).any():
            yield _warning("lever_on_switched_source", lever, other=plan[other].lever_id)


def _requires(plan: tuple[Lever, ...], lever: Lever) -> Iterator[Problem]:
    given = {other.library_id for other in plan}
    for needed in lever.requires:
        if needed not in given:
            known = load_library().get(needed)
            names = {f"needed_{lang}": known.name(lang) if known else needed for lang in LANGUAGES}
            yield _warning("lever_requires", lever, needed=needed, **names)


def _products_and_tiers(cells: pd.DataFrame) -> Iterator[Problem]:
    """Name products that stand in category 3.1 both as a whole and by their materials and steps (trap 5)."""
    if not {"category", "activity", "product"} <= set(cells.columns):
        return
    goods = cells[(cells["category"].astype(str) == _PURCHASES) & (cells["product"].astype(str) != "")]
    activity, product = goods["activity"].astype(str), goods["product"].astype(str)
    whole = set(product[activity.str.startswith("product.")])
    twice = sorted(whole & set(product[activity.str.startswith(_MATERIAL_OR_STEP)]))
    if twice:
        yield Problem("cells_product_and_tiers", ", ".join(twice), severity="warning")
