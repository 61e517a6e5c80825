"""Shares the change of every item among volume, mix, intensity, factor edition, method and boundary."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import Floats
from ghgcalc.comparison.items import GROUP, IDENTITY, ITEM, METHOD, calculation_class
from ghgcalc.decomposition import share_difference

VOLUME, MIX, INTENSITY, EDITION, METHOD_CHANGE, BOUNDARY = (
    "volume", "mix", "intensity", "factor_edition", "method", "boundary",
)  # fmt: skip
CAUSES = (VOLUME, MIX, INTENSITY, EDITION, METHOD_CHANGE, BOUNDARY)
#: Category that follows by itself from the energy used, so that its absence says nothing about the boundary.
_FOLLOWS = "3.3"

Mask = npt.NDArray[np.bool_]


def causes_of(old: pd.DataFrame, new: pd.DataFrame, *, same_gwp: bool) -> pd.DataFrame:
    r"""Return the change of every item per cause: columns `ITEM`, cause, tco2e.

    Parameters
    ----------
    old, new : DataFrame
        Items of the two years, as `items_of` returns them.
    same_gwp : bool
        Whether both years stand in one GWP set; if not, other values of a list are a matter of its edition.

    Notes
    -----
    :math:`E = A \cdot s \cdot u \cdot t \cdot f`: the amount of the group, the share of what is bought in it, the
    share of the method in that, the share of the factor in that, and the factor. The change of the product is shared
    by Shapley (Sun), so a factor that becomes 0 needs no special case.
    """
    both = old.merge(new, on=ITEM, how="outer", suffixes=("_old", "_new"))
    for name in ("amount", "tco2e"):
        for side in ("old", "new"):
            both[f"{name}_{side}"] = both[f"{name}_{side}"].fillna(0.0)
    change = (both["tco2e_new"] - both["tco2e_old"]).to_numpy(np.float64)
    crossed = _boundary(both, old, new)
    switched = _switched(both) & ~crossed
    left = ~(crossed | switched)
    parts = dict.fromkeys(CAUSES, np.zeros(len(both)))
    parts[BOUNDARY] = np.where(crossed, change, 0.0)
    shared = _product_shares(both[left])
    own = _other_edition(both, same_gwp=same_gwp)[left]
    of_left = {
        VOLUME: shared[0],
        MIX: shared[1],
        METHOD_CHANGE: shared[2],
        INTENSITY: shared[3] + np.where(own, 0.0, shared[4]),
        EDITION: np.where(own, shared[4], 0.0),
    }
    for cause, values in of_left.items():
        parts[cause] = np.zeros(len(both))
        parts[cause][left] = values
    parts[METHOD_CHANGE] = parts[METHOD_CHANGE] + np.where(switched, change, 0.0)
    frames = [both[ITEM].assign(cause=cause, tco2e=parts[cause]) for cause in CAUSES]
    return pd.concat(frames, ignore_index=True)


def _other_edition(both: pd.DataFrame, *, same_gwp: bool) -> Mask:
    """Return the items whose factor stands in a list in both years, in another edition or GWP set."""
    listed = (both["method"] == "list") & both["editions_old"].notna() & both["editions_new"].notna()
    other = (both["editions_old"] != both["editions_new"]).to_numpy(bool)
    return np.asarray(listed.to_numpy(bool) & (other if same_gwp else True), np.bool_)


def _boundary(both: pd.DataFrame, old: pd.DataFrame, new: pd.DataFrame) -> Mask:
    """Return the items of entities, or of scope 3 categories, that only one of the two years has."""
    entities = set(old["entity"]) & set(new["entity"])
    categories = set(old["category"]) & set(new["category"])
    other_entity = ~both["entity"].isin(entities)
    scope3 = both["category"].str.startswith("3") & (both["category"] != _FOLLOWS)
    return np.asarray(other_entity | (scope3 & ~both["category"].isin(categories)), np.bool_)


def _switched(both: pd.DataFrame) -> Mask:
    """Return the items of amounts that were measured in one way before and in another way after, such as spend → kg."""
    place = ["entity", "category"]
    amounts = (
        both.groupby([*place, *GROUP[1:]], sort=False, dropna=False)[["amount_old", "amount_new"]].sum().reset_index()
    )
    amounts["kind"] = amounts["dimension"].map(calculation_class)
    gone = amounts[(amounts["amount_old"] > 0) & (amounts["amount_new"] == 0)]
    come = amounts[(amounts["amount_new"] > 0) & (amounts["amount_old"] == 0)]
    pairs = gone.merge(come, on=place, suffixes=("_gone", "_come"))
    pairs = pairs[pairs["kind_gone"] != pairs["kind_come"]]
    keys = [*place, *GROUP[1:]]
    switched = {
        tuple(row)
        for side in ("gone", "come")
        for row in pairs[[*place, *(f"{name}_{side}" for name in GROUP[1:])]].itertuples(index=False)
    }
    return np.fromiter((tuple(row) in switched for row in both[keys].itertuples(index=False)), bool, len(both))


def _product_shares(items: pd.DataFrame) -> Floats:
    """Return the parts of amount, mix, method, factor share and factor in every change, shape (5, items)."""
    first, last = _factors(items, "old"), _factors(items, "new")
    old, new = _borrowed(first, last), _borrowed(last, first)

    def outcome(done: frozenset[int]) -> Floats:
        chosen = [new[number] if number in done else old[number] for number in range(len(old))]
        return np.asarray(np.prod(chosen, axis=0), np.float64)

    return share_difference(outcome, len(old))


def _factors(items: pd.DataFrame, side: str) -> list[Floats]:
    amount = items[f"amount_{side}"]
    sums = [_summed(items, amount, level) for level in (GROUP, IDENTITY, METHOD)]
    levels = [*sums, amount.to_numpy(np.float64)]
    shares = [_ratio(inner, outer) for outer, inner in itertools.pairwise(levels)]
    return [levels[0], *shares, _ratio(items[f"tco2e_{side}"].to_numpy(np.float64), levels[-1])]


def _summed(items: pd.DataFrame, amount: pd.Series, level: Sequence[str]) -> Floats:
    keys = [items[name] for name in level]
    return amount.groupby(keys, sort=False, dropna=False).transform("sum").to_numpy(np.float64)


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(len(part), np.nan), where=whole != 0), np.float64)


def _borrowed(own: list[Floats], other: list[Floats]) -> list[Floats]:
    """Return the factors of a year; one that does not exist there is the same as in the other year."""
    return [np.nan_to_num(np.where(np.isnan(mine), theirs, mine)) for mine, theirs in zip(own, other, strict=True)]
