"""The emission lines of the activities that a search finds, best first, as a tidy frame."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from ghgcalc.coded import Floats, Ints, encode
from ghgcalc.factors.activities import activity_name
from ghgcalc.factors.regions import find_region, regions, wider_regions
from ghgcalc.factors.search.phrases import build_phrases
from ghgcalc.factors.search.query import read_query
from ghgcalc.factors.search.rank import rank_activities
from ghgcalc.factors.search.words import rules

if TYPE_CHECKING:
    from ghgcalc.factors.model import EmissionFactors

SEARCH_COLUMNS = (
    "factor_id", "activity", "name_en", "name_nl", "region", "year", "unit", "kgco2e", "includes", "source", "score",
)  # fmt: skip

_NEEDED = (
    "factor_id", "activity", "region", "unit", "kgco2e", "includes", "source_ref", "set", "valid_from", "valid_to",
)  # fmt: skip
_ROWS: WeakKeyDictionary[EmissionFactors, dict[str, Ints]] = WeakKeyDictionary()


def search_factors(
    factors: EmissionFactors, query: str, *, region: str | None = None, year: int | None = None, limit: int = 20
) -> pd.DataFrame:
    """Search emission factors by name or synonym.

    Parameters
    ----------
    factors : EmissionFactors
        Where to search.
    query : str
        Words in English or Dutch; a place name in it prefers that region.
    region : str, optional
        Code or name of the region to prefer.
    year : int, optional
        Year to prefer.
    limit : int
        Largest number of activities shown.

    Returns
    -------
    DataFrame
        factor_id, activity, name_en, name_nl, region, year, unit, kgco2e [kg CO2e/unit], includes, source, score
        (0-100), best first; empty when nothing resembles the query.

    Notes
    -----
    An activity scores by the share of the words of the query that one of its names or synonyms explains, each word
    weighed by how rare it is, and by the share of that name that the query uses. Opposites are kept apart: a search
    for recycled polyester never shows virgin polyester. The rules are data: ``emission_factors/search``. Textile
    processes have no published factor; the ones that the collection allows are derived per country
    (`derive_process_factors`).

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> found = search_factors(load_factors("nl-2026"), "aardgas")
    >>> found["activity"].iloc[0]
    'energy.fuel.natural_gas'
    """
    ranked = list(rank_activities(query, _rows_by_activity(factors).keys() | _derivable()).items())[: max(limit, 0)]
    if any(activity not in _rows_by_activity(factors) for activity, _ in ranked):
        factors = factors.with_processes()
    known = _rows_by_activity(factors)
    ranked = [(activity, score) for activity, score in ranked if activity in known]
    found = [known[activity] for activity, _ in ranked]
    chosen = np.concatenate([np.zeros(0, np.int64), *found])
    order = np.repeat(np.arange(len(found)), [len(rows) for rows in found])
    rows = factors.frame[list(_NEEDED)].iloc[chosen].copy()
    wanted = (find_region(region) or region) if region else _region_of(query)
    base = np.array([score for _, score in ranked])[order] if len(ranked) else np.zeros(0)
    rows["score"] = np.round(base - _region_points(rows, order, wanted) - _year_points(rows, order, year), 1)
    rows["year"] = rows["valid_from"]
    for language in ("en", "nl"):
        names = np.array([activity_name(activity, language) for activity, _ in ranked], dtype=object)
        rows[f"name_{language}"] = names[order]
    rank = {name: i for i, name in enumerate(factors.sets)}
    rows["rank"] = [rank.get(name, len(rank)) for name in rows["set"]]
    rows["source"] = [f"{s}: {ref}" if ref else s for s, ref in zip(rows["set"], rows["source_ref"], strict=True)]
    rows["order"] = order
    rows = rows.sort_values(["score", "order", "rank", "factor_id"], ascending=[False, True, True, True], kind="stable")
    return rows[list(SEARCH_COLUMNS)].reset_index(drop=True)


def suggest_activities(text: str, known: frozenset[str], *, limit: int = 3) -> list[str]:
    """Return the ids of the activities whose names look most like `text`, best first.

    Examples
    --------
    >>> suggest_activities("stadsverwaming", frozenset({"energy.heat.district", "energy.fuel.lpg"}))
    ['energy.heat.district']
    """
    return list(rank_activities(text, known))[:limit]


def region_label(code: str, language: str = "en") -> str:
    """Return the display name of a region code.

    Examples
    --------
    >>> region_label("NL", "nl")
    'Nederland'
    """
    known = regions().get(code)
    return known[f"name_{language}"] if known else code


def _region_of(query: str) -> str:
    return read_query(query, build_phrases()).region


def _region_points(rows: pd.DataFrame, order: Ints, wanted: str) -> Floats:
    """Return the points that another region costs, beside the nearest region of the same activity."""
    if not wanted:
        return np.zeros(len(rows))
    chain = {code: step for step, code in enumerate(wider_regions(wanted))}
    distance = np.array([chain.get(code, len(chain)) for code in rows["region"]], np.float64)
    return _at_most(distance - _least(distance, order), "region")


def _year_points(rows: pd.DataFrame, order: Ints, wanted: int | None) -> Floats:
    first, last = rows["valid_from"].to_numpy(np.float64), rows["valid_to"].to_numpy(np.float64)
    if wanted is None:
        return np.zeros(len(rows))
    distance = np.maximum(np.maximum(first - wanted, wanted - last), 0.0)
    return _at_most(distance - _least(distance, order), "year")


def _at_most(points: Floats, weight: str) -> Floats:
    return np.minimum(points, float(rules()["weights"][weight]))


def _least(values: Floats, order: Ints) -> Floats:
    least = np.full(int(order.max(initial=-1)) + 1, np.inf)
    np.minimum.at(least, order, values)
    return least[order]


@cache
def _derivable() -> frozenset[str]:
    from ghgcalc.factors.derived import processes

    return frozenset(processes())


def _rows_by_activity(factors: EmissionFactors) -> dict[str, Ints]:
    """Return activity → positions of its rows, worked out once per collection."""
    if factors not in _ROWS:
        coded = encode(factors.frame["activity"])
        order = np.argsort(coded.codes, kind="stable").astype(np.int64)
        cuts = np.cumsum(np.bincount(coded.codes, minlength=len(coded.labels)))[:-1]
        _ROWS[factors] = dict(zip(map(str, coded.labels), np.split(order, cuts), strict=True))
    return _ROWS[factors]
