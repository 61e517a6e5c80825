"""The lookup of keys whose activity, region, year and unit agree with a factor: most keys, and the fast path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ghgcalc.coded import Coded, Codes, Ints

if TYPE_CHECKING:
    from ghgcalc.factors.index import FactorIndex

#: Years of a validity that the exact lookup spells out; the rest is weighed.
_YEARS = 64
#: Largest dense lookup table.
_DENSE = 1 << 20


@dataclass(frozen=True)
class ExactTable:
    """The group that wins when activity, region, year and unit (or its dimension) all agree with the key.

    It holds only groups of the best rank of their activity: nothing else can be preferred to them.
    """

    codes: Ints
    groups: Ints
    first_year: int
    years: int
    regions: dict[str, int]
    units: dict[str, int]

    @classmethod
    def build(cls, index: FactorIndex, unit: Coded) -> ExactTable:
        """Spell out every year of every group; of equal ones the preferred set stays."""
        regions = {name: i for i, name in enumerate(index.region.labels)}
        units_here = {name: i for i, name in enumerate(unit.labels)}
        if not len(index.owner):
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), 0, 1, regions, units_here)
        first = int(index.valid_from.min())
        years = min(int(index.valid_to.max()) - first + 1, _YEARS)
        best = np.minimum.reduceat(index.order // 1024, index.starts[:-1])[index.owner]
        groups = np.flatnonzero(index.order // 1024 == best)
        span = np.maximum(np.minimum(index.valid_to[groups], first + years - 1) - index.valid_from[groups] + 1, 0)
        group = np.repeat(groups, span)
        year = np.repeat(index.valid_from[groups] - (np.cumsum(span) - span), span) + np.arange(len(group))
        empty = cls(np.zeros(0, np.int64), groups, first, years, regions, units_here)
        code = empty.code(index.owner[group], index.region.codes[group], unit.codes[group], year)
        order = np.lexsort((index.order[group], code))
        code, group = code[order], group[order]
        keep = np.ones(len(code), bool)
        keep[1:] = code[1:] != code[:-1]
        return cls(code[keep], group[keep], first, years, regions, units_here)

    def code(self, activity: Codes, region: Codes, unit: Codes, year: Codes) -> Ints:
        """Return one integer per combination."""
        code: Ints = activity.astype(np.int64) * len(self.regions) + region
        code *= len(self.units)
        code += unit
        code *= self.years
        code += year - self.first_year
        return code

    def find(self, activity: Ints, region: Coded, unit: Coded, year: Ints) -> Ints:
        """Return the group of every key, -1 where there is none."""
        here = region.map(lambda label: self.regions.get(label, -1))
        per = unit.map(lambda label: self.units.get(label, -1))
        fits = (here >= 0) & (per >= 0) & (year >= self.first_year) & (year < self.first_year + self.years)
        place = _position(self.codes, np.where(fits, self.code(activity, here, per, year), -1))
        return np.where(place >= 0, self.groups[place], -1) if len(self.groups) else place


def _position(codes: Ints, wanted: Ints) -> Ints:
    """Return where each wanted code stands in the sorted `codes`, -1 where it does not."""
    place: Ints = np.full(len(wanted), -1, np.int64)
    if not len(codes):
        return place
    span = int(codes[-1]) + 1
    if span <= max(_DENSE, 4 * len(wanted)):
        table = np.full(span + 1, -1, np.int64)
        table[codes] = np.arange(len(codes))
        np.take(table, np.where((wanted >= 0) & (wanted < span), wanted, span), out=place)
        return place
    nearest = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    hit = codes[nearest] == wanted
    place[hit] = nearest[hit]
    return place
