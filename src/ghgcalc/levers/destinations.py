"""Where the activity goes that a switch lever moves: one new set of emission lines per source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import DataError, Problem
from ghgcalc.inventory.expansion import UPSTREAM_STAGES
from ghgcalc.inventory.selector import UPSTREAM_CATEGORY, is_upstream
from ghgcalc.levers.lever import Lever
from ghgcalc.vocabulary import scope_of

#: Columns that say which activity row a line comes from; lines that share them carry the same amount.
ROW_COLUMNS: tuple[str, ...] = (
    "year", "company", "entity", "site", "region", "activity", "activity_category", "instrument", "data_type", "tier",
    "material", "process", "energy_carrier", "mode", "product", "supplier", "unit",
)  # fmt: skip
#: Columns that tell the emission lines of one activity row apart.
LINE_COLUMNS: tuple[str, ...] = ("scope", "category", "stage", "scope2_method")
#: Columns that the destination takes over from its source.
PLACE_COLUMNS: tuple[str, ...] = (
    "year",
    "company",
    "entity",
    "site",
    "region",
    "tier",
    "material",
    "process",
    "product",
)

#: ``find(activity, region, category)`` returns zero-amount lines with their factor [tCO2e per unit].
FindDestination = Callable[[str, str, str], pd.DataFrame]


@dataclass(frozen=True)
class Sources:
    """The lines that a switch takes from, grouped by activity row.

    Parameters
    ----------
    lines : ndarray of int
        Positions of all lines that lose amount, shape (lines,).
    primary : ndarray of int
        Positions of the lines that count the amount once per activity row, sorted by row.
    starts : ndarray of int
        Where each activity row begins in `primary`, shape (rows,).
    rows : DataFrame
        One line per activity row with its columns.
    """

    lines: NDArray[np.intp]
    primary: NDArray[np.intp]
    starts: NDArray[np.intp]
    rows: pd.DataFrame


def group_sources(cells: pd.DataFrame, taken: NDArray[np.bool_]) -> Sources:
    """Group the lines a switch takes from, so that the amount of an activity row is moved once.

    Natural gas is one combustion and one upstream line with the same amount; both lose it, but the destination
    gets it once. The amount is counted on the primary lines: combustion or generation before anything upstream.
    """
    lines = np.flatnonzero(taken)
    part = cells[[name for name in (*ROW_COLUMNS, *LINE_COLUMNS) if name in cells]].iloc[lines].reset_index(drop=True)
    keys = [name for name in ROW_COLUMNS if name in part]
    row = _number(part, keys)
    kind = _number(part.assign(_row=row), ["_row", *[name for name in LINE_COLUMNS if name in part]])
    rank = np.where(is_upstream(part), 2, 0)
    if "stage" in part:
        rank = rank + part["stage"].astype(str).isin(list(UPSTREAM_STAGES)).to_numpy(dtype=int)
    # The best-ranked kind of line of each row; the first one in the frame when several are equal.
    order = np.lexsort((np.arange(len(lines)), rank, row))
    first = order[np.unique(row[order], return_index=True)[1]] if len(lines) else order
    chosen = np.isin(kind, kind[first])
    primary = np.flatnonzero(chosen)
    primary = primary[np.argsort(row[primary], kind="stable")]
    starts = np.unique(row[primary], return_index=True)[1]
    return Sources(lines, lines[primary], starts, cells.iloc[lines[first]].reset_index(drop=True))


def destination_category(source_category: str, lever: Lever) -> str:
    """Return the category of the destination: as the lever says, else own energy moves between scopes 1 and 2.

    Examples
    --------
    >>> from ghgcalc.levers import Lever, Ramp
    >>> lever = Lever("A", "switch", {}, Ramp(2025, 2030), to_activity="energy.electricity", ratio=2.5)
    >>> destination_category("1.stationary", lever), destination_category("3.1", lever)
    ('2.electricity', '3.1')
    """
    if lever.to_category:
        return lever.to_category
    if not source_category or scope_of(source_category) == 3:
        return source_category
    if lever.to_activity.startswith("energy.electricity"):
        return "2.electricity"
    if lever.to_activity.startswith("energy.heat"):
        return "2.heat"
    if lever.to_activity.startswith("energy.fuel") and scope_of(source_category) == 2:
        return "1.stationary"
    return source_category


def build_destinations(lever: Lever, sources: Sources, find: FindDestination) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """Return new zero-amount lines for every activity row a switch takes from, and the row each belongs to.

    Returns
    -------
    lines : DataFrame
        One line per activity row and emission line of the destination, `factor` in tCO2e per unit.
    row : ndarray of int
        Position in ``sources.rows`` of each line, shape (lines,).

    Raises
    ------
    DataError
        If there is no emission factor for the destination.
    """
    rows = sources.rows
    region = rows["region"].astype(str) if "region" in rows else pd.Series("", index=rows.index)
    if lever.to_region:
        region = pd.Series(lever.to_region, index=rows.index)
    origin = rows["activity_category"] if "activity_category" in rows else rows.get("category")
    category = origin.astype(str) if origin is not None else pd.Series("", index=rows.index)
    wanted = category.map({value: destination_category(value, lever) for value in category.unique()})
    frames: list[pd.DataFrame] = []
    numbers: list[NDArray[np.intp]] = []
    problems: list[Problem] = []
    places = pd.DataFrame({"region": region, "category": wanted})
    number_of = _number(places, list(places.columns))
    for number in range(int(number_of.max()) + 1 if len(rows) else 0):
        at = np.flatnonzero(number_of == number)
        where, which = (str(word) for word in places.iloc[at[0]])
        try:
            found = find(lever.to_activity, where, which)
        except DataError as error:
            problems += [problem.at(lever.sheet, lever.cell) for problem in error.problems]
            found = rows.iloc[:0]
        if found.empty:
            params = {"lever": lever.lever_id, "activity": lever.to_activity, "region": where or "?"}
            problems.append(Problem("lever_no_destination_factor", lever.to_activity, lever.sheet, lever.cell, params))
            continue
        lines = found.iloc[np.tile(np.arange(len(found)), len(at))].reset_index(drop=True)
        row = np.repeat(at, len(found))
        for name in PLACE_COLUMNS:
            if name in rows:
                lines[name] = rows[name].to_numpy()[row]
        frames.append(lines.assign(**_tags(str(lines["activity"].iloc[0]), lines)))
        numbers.append(row)
    if problems:
        raise DataError(problems)
    if not frames:
        return pd.DataFrame(), np.empty(0, dtype=np.intp)
    return pd.concat(frames, ignore_index=True), np.concatenate(numbers)


def find_in_frame(candidates: pd.DataFrame) -> FindDestination:
    """Return a finder that takes destination lines of the same region from a frame of cells.

    Where several carry the same kind of emission line, the factor is their mean, weighted by amount.
    """

    def find(activity: str, region: str, category: str) -> pd.DataFrame:
        if "activity" not in candidates:
            return candidates.iloc[:0]
        found = candidates[candidates["activity"].astype(str) == activity]
        found = _prefer(found, "activity_category", category)
        if "region" in found and region and (found["region"].astype(str) != "").any():
            found = found[found["region"].astype(str).isin([region, ""])]
        if found.empty:
            return found
        kinds = [name for name in LINE_COLUMNS if name in found]
        number = _number(found.reset_index(drop=True), kinds)
        weight = found["amount"].to_numpy(dtype=float) if "amount" in found else np.ones(len(found))
        weight = np.ones(len(found)) if not (weight > 0).any() else np.clip(weight, 0.0, None)
        total = np.bincount(number, weight)
        mean = np.bincount(number, weight * found["factor"].to_numpy(dtype=float)) / np.where(total > 0, total, 1.0)
        first = np.unique(number, return_index=True)[1]
        return found.iloc[first].assign(amount=0.0, factor=mean).reset_index(drop=True)

    return find


def _prefer(frame: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    if column not in frame or not value:
        return frame
    hits = frame[frame[column].astype(str) == value]
    return frame if hits.empty else hits


def _tags(activity: str, lines: pd.DataFrame) -> dict[str, str]:
    parts = activity.split(".")
    carrier = {"electricity": "electricity", "heat": "heat"}.get(parts[1] if len(parts) > 1 else "", "")
    if parts[:2] == ["energy", "fuel"]:
        carrier = ".".join(parts[2:])
    tags = {}
    if "energy_carrier" in lines:
        tags["energy_carrier"] = carrier if parts[0] == "energy" else ""
    if "mode" in lines:
        tags["mode"] = parts[1] if parts[0] == "transport" and len(parts) > 1 else ""
    return tags


def _number(frame: pd.DataFrame, columns: list[str]) -> NDArray[np.intp]:
    if not columns:
        return np.zeros(len(frame), dtype=np.intp)
    numbers = frame.groupby(columns, sort=False, dropna=False, observed=True).ngroup()
    result: NDArray[np.intp] = numbers.to_numpy(dtype=np.intp).astype(np.intp)
    return result


def upstream_anchor(cells: pd.DataFrame, taken: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return for each taken line the primary line of its activity row, shape (lines,); itself when not upstream."""
    lines = np.flatnonzero(taken)
    upstream = is_upstream(cells)[lines]
    if not upstream.any():
        return lines
    everything = np.flatnonzero(
        cells["activity"].isin(cells["activity"].iloc[lines].unique()).to_numpy() if "activity" in cells else taken
    )
    part = cells.iloc[everything].reset_index(drop=True)
    row = _number(part, [name for name in ROW_COLUMNS if name in part])
    own = part["category"].astype(str).to_numpy() != UPSTREAM_CATEGORY
    anchor_of_row = np.full(int(row.max()) + 1, -1, dtype=np.intp)
    # Written backwards, so that the first own line of a row wins.
    anchor_of_row[row[own][::-1]] = everything[own][::-1]
    position = np.full(len(cells), -1, dtype=np.intp)
    position[everything] = row
    anchor = np.where(upstream, anchor_of_row[position[lines]], lines)
    return np.where(anchor < 0, lines, anchor)
