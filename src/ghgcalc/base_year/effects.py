"""What a change does to the activity data of the base year."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from ghgcalc.base_year.changes import Change
from ghgcalc.coded import Coded
from ghgcalc.errors import DataError
from ghgcalc.inventory.activity import ActivityData
from ghgcalc.inventory.calculate import inventory_of
from ghgcalc.inventory.rows import join_rows, reported_row, rows_behind, scale_rows, take_rows

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory

Decision = Literal["recalculated", "carried", "never", "absent", "included", "disclosed"]
#: Correction rows may leave this much of a category below zero by rounding [tCO2e].
_ROUNDING = 1e-6


def with_change(inventory: Inventory, change: Change, *, year: int) -> tuple[Inventory, Decision | None]:
    """Return the inventory as if the change had been there in the base year, or why it stays as it is.

    Parameters
    ----------
    inventory : Inventory
        Inventory that holds the base year.
    change : Change
        A change that counts by its rule.
    year : int
        The base year.

    Raises
    ------
    DataError
        If what is needed to compute the base year anew is missing.
    """
    there = _cells_of(inventory, change, year)
    if change.kind.effect == "adds" and there.any():
        if change.tco2e is not None or change.inventory is not None:
            raise DataError([change.problem("change_already_there", change.tco2e)])
        return inventory, "included"
    data = inventory.activity_data
    if change.inventory is not None:
        return _calculated(inventory, join_rows([data, _acquired(change, year)])), None
    if change.tco2e is not None:
        if change.tco2e == 0.0:
            return inventory, "absent"
        return _with_tonnes(inventory, change, year), None
    if change.kind.effect == "removes":
        if not change.entity:
            raise DataError([change.problem("change_entity")])
        if not there.any():
            return inventory, "absent"
        scale = np.where(rows_behind(inventory, there), 1.0 - change.share, 1.0)
        return _calculated(inventory, scale_rows(data, scale)), None
    if change.kind.disclose_without_backcast:
        return inventory, "disclosed"
    raise DataError([change.problem("change_without_tonnes", year)])


def _cells_of(inventory: Inventory, change: Change, year: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return which cells belong to the part of the company that a change names; none when it names no entity."""
    cells = inventory.cells
    if not change.entity or change.kind.effect == "signed":
        return np.zeros(len(cells), bool)
    inside = (cells["year"] == year) & (cells["entity"] == change.entity)
    if change.category:
        inside &= (cells["activity_category"] == change.category) | (cells["category"] == change.category)
    if change.scope2_method:
        inside &= cells["scope2_method"] == change.scope2_method
    return inside.to_numpy(bool)


def _acquired(change: Change, year: int) -> ActivityData:
    """Return the base-year rows of an acquired company, under the name of its entity, by the part that was bought."""
    assert change.inventory is not None
    bought = change.inventory.activity_data
    rows = bought.columns["year"].where(lambda label: int(label) == year)
    if not rows.any():
        raise DataError([change.problem("change_no_base", year)])
    data = take_rows(bought, rows)
    if change.entity:
        columns = {**data.columns, "entity": Coded.constant(change.entity, len(data.amounts))}
        data = replace(data, columns=columns)
    return scale_rows(data, np.full(len(data.amounts), change.share))


def _with_tonnes(inventory: Inventory, change: Change, year: int) -> Inventory:
    assert change.tco2e is not None
    part = change.share if change.kind.effect != "signed" else 1.0
    sign = -1.0 if change.kind.effect == "removes" else 1.0
    row = reported_row(
        inventory.activity_data, tco2e=sign * part * change.tco2e, sheet=change.sheet, cell=change.cell, year=year,
        category=change.category, scope2_method=change.scope2_method, entity=change.entity,
    )  # fmt: skip
    changed = _calculated(inventory, join_rows([inventory.activity_data, row]))
    left = _category_total(changed, change, year)
    if left < -_ROUNDING:
        raise DataError([change.problem("change_exceeds", change.tco2e, category=change.category)])
    return changed


def _category_total(inventory: Inventory, change: Change, year: int) -> float:
    cells = inventory.cells
    counted = (cells["year"] == year) & (cells["category"] == change.category)
    if change.scope2_method:
        counted &= cells["scope2_method"] == change.scope2_method
    return float(cells.loc[counted, "tco2e"].sum())


def _calculated(inventory: Inventory, data: ActivityData) -> Inventory:
    return inventory_of(data, inventory)
