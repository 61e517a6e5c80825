"""Matches distinct activity keys to emission factors: exact, older year, newer year, wider region, always reported."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import Coded, Codes, Floats, Ints, Labels, encode, group_rows
from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.factors.activities import activity_name
from ghgcalc.factors.regions import GLOBAL, wider_regions
from ghgcalc.resources import data_path
from ghgcalc.texts import LANGUAGES
from ghgcalc.units import unit_label, units

if TYPE_CHECKING:
    from ghgcalc.factors.model import EmissionFactors

#: Stages whose factor is a physical constant, the same everywhere; a global value is then an exact match.
CONSTANT_STAGES = frozenset({"leakage", "reported"})
#: Columns that make up one group of emission lines.
GROUP = ["set", "activity", "region", "valid_from", "valid_to", "unit"]
#: Candidates weighed at once; keeps the working memory of a large match under 200 MB.
_BLOCK = 1 << 20
#: Years of a validity that the exact lookup spells out; the rest is weighed.
_EXACT_YEARS = 64
#: Largest dense lookup table.
_DENSE = 1 << 20
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Matched:
    """The group of emission lines found for each key; -1 where there is none.

    Parameters
    ----------
    group : array of shape (keys,)
        Position of the group in the index.
    conversion : array of shape (keys,)
        Units of the factor in one unit of the key.
    level : array of shape (keys,)
        0 exact, 1 older year, 2 newer year, 3 wider region.
    """

    group: Ints
    conversion: Floats
    level: Ints


LEVELS = ("exact", "older year", "newer year", "wider region")


@dataclass(frozen=True, eq=False)
class FactorIndex:
    """Groups of emission lines, sorted by activity, with the order of preference of their sets."""

    activity: dict[str, int]
    starts: Ints
    owner: Ints
    region: Coded
    valid_from: Ints
    valid_to: Ints
    unit: Coded
    order: Ints
    constant: npt.NDArray[np.bool_]
    row_starts: Ints
    rows: Ints

    @classmethod
    def build(cls, factors: EmissionFactors) -> FactorIndex:
        """Build the index of a collection of emission factors."""
        frame = factors.frame
        counted = np.flatnonzero(frame["category"].to_numpy(object) != "")
        frame = frame.iloc[counted]
        columns = {name: encode(frame[name]) for name in GROUP}
        number, first = group_rows(columns, len(frame))
        activity = columns["activity"].take(first)
        by_activity = np.argsort(activity.codes, kind="stable")
        heads = first[by_activity]
        owner = activity.codes[by_activity].astype(np.int64)
        place = np.empty(len(heads), np.int64)
        place[by_activity] = np.arange(len(heads))
        rows = counted[np.argsort(place[number], kind="stable")]
        counts = np.bincount(place[number], minlength=len(heads))
        sets, activities = columns["set"].take(heads), activity.take(by_activity)
        return cls(
            activity={str(name): code for code, name in enumerate(activity.labels)},
            starts=np.searchsorted(owner, np.arange(len(activity.labels) + 1)),
            owner=owner,
            region=columns["region"].take(heads),
            valid_from=frame["valid_from"].to_numpy(np.int64)[heads],
            valid_to=frame["valid_to"].to_numpy(np.int64)[heads],
            unit=columns["unit"].take(heads),
            order=_preference(activities, sets, factors.sets),
            constant=frame["stage"].isin(CONSTANT_STAGES).to_numpy(bool)[heads],
            row_starts=np.concatenate([[0], np.cumsum(counts)]),
            rows=rows,
        )

    def groups_of(self, activity: str) -> range:
        """Return the positions of the groups of one activity."""
        code = self.activity.get(activity)
        return range(0) if code is None else range(int(self.starts[code]), int(self.starts[code + 1]))

    def lines(self, group: Ints) -> tuple[Ints, Ints]:
        """Return (position in `group`, factor row) for every emission line of the given groups."""
        begin = self.row_starts[group]
        counts = self.row_starts[group + 1] - begin
        if len(counts) and counts.max() == 1:
            return np.arange(len(group)), self.rows[begin]
        owner = np.repeat(np.arange(len(group)), counts)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        return owner, self.rows[begin[owner] + within]

    @cached_property
    def _exact(self) -> tuple[Ints, Ints, int, int]:
        """Return (sorted codes, groups, first year, years) of groups that win when everything agrees with the key.

        Only groups of the best rank of their activity: nothing else can be preferred to them.
        """
        first, last = int(self.valid_from.min()), int(self.valid_to.max())
        years = min(last - first + 1, _EXACT_YEARS)
        best = np.minimum.reduceat(self.order // 1024, self.starts[:-1])[self.owner]
        groups = np.flatnonzero(self.order // 1024 == best)
        span = np.minimum(self.valid_to[groups], first + years - 1) - self.valid_from[groups] + 1
        groups, span = groups[span > 0], span[span > 0]
        group = np.repeat(groups, span)
        year = np.repeat(self.valid_from[groups], span) + np.arange(len(group))
        year -= np.repeat(np.cumsum(span) - span, span)
        code = self._exact_code(self.owner[group], self.region.codes[group], self.unit.codes[group], year - first, years)
        order = np.lexsort((self.order[group], code))
        code, group = code[order], group[order]
        keep = np.ones(len(code), bool)
        keep[1:] = code[1:] != code[:-1]
        return code[keep], group[keep], first, years

    def _exact_code(self, activity: Codes, region: Codes, unit: Codes, year: Codes, years: int) -> Ints:
        code = activity.astype(np.int64) * len(self.region.labels) + region
        return (code * len(self.unit.labels) + unit) * years + year

    def find(self, activity: Coded, region: Coded, year: Ints, unit: Coded) -> Matched:
        """Match keys given as columns of equal length."""
        size = len(year)
        result = Matched(np.full(size, -1, np.int64), np.ones(size), np.zeros(size, np.int64))
        code = activity.map(lambda label: self.activity.get(label, -1))
        regions = {name: i for i, name in enumerate(self.region.labels)}
        own_units = {name: i for i, name in enumerate(self.unit.labels)}
        left = np.arange(size)
        if len(self.owner):
            region_here = region.map(lambda label: regions.get(label, -1))
            unit_here = unit.map(lambda label: own_units.get(label, -1))
            codes, groups, first, years = self._exact
            fits = (code >= 0) & (region_here >= 0) & (unit_here >= 0) & (year >= first) & (year < first + years)
            wanted = np.where(fits, self._exact_code(code, region_here, unit_here, year - first, years), -1)
            place = _position(codes, wanted)
            result.group[:] = np.where(place >= 0, groups[place], -1)
            left = np.flatnonzero((place < 0) & (code >= 0))
        if len(left):
            self._find_others(left, code, region, year, unit, result)
        return result

    def _find_others(self, left: Ints, code: Ints, region: Coded, year: Ints, unit: Coded, result: Matched) -> None:
        """Weigh every group of the activity for the keys that have no exact match."""
        levels = self._region_levels(region.labels)
        table, special = self._conversions(unit.labels)
        width = self.starts[code[left] + 1] - self.starts[code[left]]
        cuts = np.flatnonzero(np.diff(np.cumsum(width) // _BLOCK, prepend=-1))
        for begin, end in zip(cuts, [*cuts[1:], len(left)], strict=True):
            keys, wide = left[begin:end], width[begin:end]
            owner = np.repeat(keys, wide)
            start = np.cumsum(wide) - wide
            group = np.repeat(self.starts[code[keys]] - start, wide) + np.arange(len(owner))
            level = np.where(self.constant[group], 0, levels[region.codes[owner], self.region.codes[group]])
            conversion = table[special[code[owner]], unit.codes[owner], self.unit.codes[group]]
            asked, first, last = year[owner], self.valid_from[group], self.valid_to[group]
            timing = np.where(last < asked, 1, np.where(first > asked, 2, 0))
            distance = np.where(timing == 1, asked - last, np.where(timing == 2, first - asked, 0))
            rank, order = self.order[group] // 1024, self.order[group] % 1024
            score = ((rank * 16 + level) * 4 + timing) * 4096 + np.minimum(distance, 4095)
            score = (score * 2 + (conversion != 1.0)) * 1024 + order
            score = np.where((level >= 0) & ~np.isnan(conversion), score, _NEVER)
            best = np.minimum.reduceat(score, start)
            hit = np.flatnonzero((score == np.repeat(best, wide)) & (score < _NEVER))
            hit = hit[np.unique(owner[hit], return_index=True)[1]]
            result.group[owner[hit]] = group[hit]
            result.conversion[owner[hit]] = conversion[hit]
            result.level[owner[hit]] = np.where(level[hit] > 0, 3, timing[hit])

    def _region_levels(self, names: Labels) -> Ints:
        position = {name: i for i, name in enumerate(self.region.labels)}
        levels = np.full((len(names), len(position)), -1, np.int64)
        for i, name in enumerate(names):
            for step, wider in enumerate(wider_regions(name) if name else (GLOBAL,)):
                if wider in position:
                    levels[i, position[wider]] = step
        return levels

    def _conversions(self, names: Labels) -> tuple[Floats, Ints]:
        own = self.unit.labels
        special = np.zeros(len(self.activity), np.int64)
        tables = [[[_general(a, b) for b in own] for a in names]]
        for activity, extra in _activity_conversions().items():
            if activity in self.activity:
                special[self.activity[activity]] = len(tables)
                tables.append([[_special(a, b, extra) for b in own] for a in names])
        return np.array(tables, np.float64).reshape(len(tables), len(names), len(own)), special


def _position(codes: Ints, wanted: Ints) -> Ints:
    """Return where each wanted code stands in the sorted `codes`, -1 where it does not."""
    if not len(codes):
        return np.full(len(wanted), -1, np.int64)
    span = int(codes[-1]) + 1
    if span <= max(_DENSE, 4 * len(wanted)):
        table = np.full(span + 1, -1, np.int64)
        table[codes] = np.arange(len(codes))
        return table[np.where((wanted >= 0) & (wanted < span), wanted, span)]
    place = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return np.where(codes[place] == wanted, place, -1)


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
        return Problem("no_factor_unit", unit, params={"region": region or GLOBAL, **name, **units_asked, **options})
    available = sorted({f"{regions[g]} ({names[g]})" for g in groups})
    shown = ", ".join(available[:8]) + (" …" if len(available) > 8 else "")
    if not groups:
        return Problem("no_factor_at_all", activity, params={"year": year, **name})
    if not region:
        return Problem("no_region", activity, params={"options": shown, **name})
    return Problem("no_factor", region, params={"region": region, "year": year, "options": shown, **name})


@cache
def _general(unit_from: str, unit_to: str) -> float:
    if unit_from == unit_to:
        return 1.0
    first, second = units().get(unit_from), units().get(unit_to)
    if first is None or second is None or first.dimension != second.dimension:
        return float("nan")
    return first.factor / second.factor


def _special(unit_from: str, unit_to: str, extra: Sequence[tuple[str, str, float]]) -> float:
    direct = _general(unit_from, unit_to)
    if not np.isnan(direct):
        return direct
    for first, second, factor in extra:
        for a, b, size in ((first, second, factor), (second, first, 1.0 / factor)):
            through = _general(unit_from, a) * size * _general(b, unit_to)
            if not np.isnan(through):
                return through
    return direct


@cache
def _activity_conversions() -> dict[str, list[tuple[str, str, float]]]:
    table: dict[str, list[tuple[str, str, float]]] = {}
    with data_path("emission_factors", "conversions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table.setdefault(row["activity"], []).append((row["unit_from"], row["unit_to"], float(row["factor"])))
    return table


@cache
def preferences() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (activity prefix, sets in order) for every rule of the list of preferences."""
    rules = tomllib.loads(data_path("emission_factors", "preferred.toml").read_text(encoding="utf-8"))["rule"]
    return tuple((rule["activity"], tuple(rule["sets"])) for rule in rules)


def _preference(activity: Coded, own_set: Coded, sets: Sequence[str]) -> Ints:
    """Return rank × 1024 + order of the sets; a rule ranks its sets, and a set of your own keeps its place."""
    general = {name: position for position, name in enumerate(sets)}
    rules = [("", ()), *preferences()]
    rule = activity.map(lambda label: next((i for i, (p, _) in enumerate(rules) if p and label.startswith(p)), 0))
    ranks = [_ranks(ruled, general) for _, ruled in rules]
    table = np.array([[rank[name] for name in own_set.labels] for rank in ranks], np.int64)
    place = own_set.map(lambda label: general[label])
    return table.reshape(len(rules), -1)[rule, own_set.codes] * 1024 + place


def _ranks(ruled: Sequence[str], general: dict[str, int]) -> dict[str, int]:
    first = min((general[name] for name in ruled if name in general), default=len(general))
    return {
        name: ruled.index(name) + 1 if name in ruled else 0 if place < first else len(ruled) + 1
        for name, place in general.items()
    }
