"""Matches distinct activity keys to emission factors: exact, older year, newer year, wider region, always reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ghgcalc.coded import Coded
from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.factors.activities import activity_name
from ghgcalc.factors.index import LEVELS
from ghgcalc.factors.regions import GLOBAL, wider_regions
from ghgcalc.texts import LANGUAGES
from ghgcalc.units import unit_label

if TYPE_CHECKING:
    from ghgcalc.factors.model import EmissionFactors


def match_factors(keys: pd.DataFrame, factors: EmissionFactors) -> pd.DataFrame:
    """Match distinct activity keys to emission factors.

    The order is: preferred set where the list of preferences names one, then the region itself before a wider
    region, then the year itself before an older and before a newer year, then the order of the sets.

    Parameters
    ----------
    keys : DataFrame
        Columns activity (id), region (code), year, unit (id); one row per key.
    factors : EmissionFactors
        Where to look.

    Returns
    -------
    DataFrame
        One row per key and emission line: `key` (position in `keys`), `match`, `conversion` (units of the factor
        per unit of the key) and the columns of the factor.

    Raises
    ------
    DataError
        With every key that has no factor and what there is instead.

    Examples
    --------
    >>> import pandas as pd
    >>> from ghgcalc.factors import load_factors
    >>> keys = pd.DataFrame({"activity": ["energy.fuel.natural_gas"], "region": ["NL"], "year": [2026], "unit": ["m3"]})
    >>> match_factors(keys, load_factors("nl-2026"))[["stage", "kgco2e", "match"]].values.tolist()
    [['combustion', 1.779, 'exact'], ['upstream', 0.355, 'exact']]
    """
    activity, region, unit = (Coded.of(keys[c]) for c in ("activity", "region", "unit"))
    found = factors.index.find(activity, region, keys["year"].to_numpy(np.int64), unit)
    log = ProblemLog()
    for position in np.flatnonzero(found.group < 0):
        row = keys.iloc[position]
        log.extend([missing_factor(factors, row["activity"], row["region"], int(row["year"]), row["unit"])])
    log.raise_if_any()
    owner, rows = factors.index.lines(found.group)
    lines = factors.frame.iloc[rows].reset_index(drop=True)
    lines.insert(0, "key", owner)
    lines["match"] = np.array(LEVELS, dtype=object)[found.level[owner]]
    lines["conversion"] = found.conversion[owner]
    return lines


def missing_factor(factors: EmissionFactors, activity: str, region: str, year: int, unit: str) -> Problem:
    """Describe why a key has no factor, and what there is instead."""
    index = factors.index
    groups = index.groups_of(activity)
    name = {f"activity_{language}": activity_name(activity, language) for language in LANGUAGES}
    chain = wider_regions(region) if region else (GLOBAL,)
    regions, names = index.region.values(), index.unit.values()
    here = [g for g in groups if regions[g] in chain]
    if here:
        options = {
            f"options_{language}": ", ".join(dict.fromkeys(unit_label(names[g], language) for g in here))
            for language in LANGUAGES
        }
        units_asked = {f"unit_{language}": unit_label(unit, language) for language in LANGUAGES}
        return Problem("no_factor_unit", params={"region": region or GLOBAL, **name, **units_asked, **options})
    available = sorted({(str(regions[g]), str(names[g])) for g in groups})
    shown = {
        f"options_{language}": ", ".join(f"{place} ({unit_label(per, language)})" for place, per in available[:8])
        + (" …" if len(available) > 8 else "")
        for language in LANGUAGES
    }
    if not groups:
        return Problem("no_factor_at_all", params={"year": year, **name})
    if not region:
        return Problem("no_region", params={**name, **shown})
    return Problem("no_factor", params={"region": region, "year": year, **name, **shown})
