"""The lookup structure behind matching: groups of emission lines by activity and region, exact tables, weighing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ghgcalc.coded import Coded, Floats, Ints, Labels, as_labels, encode, group_rows
from ghgcalc.factors.exact import ExactTable
from ghgcalc.factors.factor_units import activity_conversions, dimension_of, general_conversion, special_conversion
from ghgcalc.factors.preferences import preference_order
from ghgcalc.factors.regions import GLOBAL, wider_regions

if TYPE_CHECKING:
    from ghgcalc.factors.model import EmissionFactors

#: Stages whose factor is a physical constant, the same everywhere; a global value is then an exact match.
CONSTANT_STAGES = frozenset({"leakage", "reported"})
#: Columns that make up one group of emission lines.
GROUP = ["set", "activity", "region", "valid_from", "valid_to", "unit"]
#: Candidates weighed at once; keeps the working memory of a large match small.
_BLOCK = 1 << 16
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
    """Groups of emission lines, sorted by activity and region, with the order of preference of their sets."""

    activity: dict[str, int]
    starts: Ints
    owner: Ints
    bucket_starts: Ints
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
        activity, region = columns["activity"].take(first), columns["region"].take(first)
        bucket = activity.codes.astype(np.int64) * len(region.labels) + region.codes
        by_bucket = np.argsort(bucket, kind="stable")
        heads = first[by_bucket]
        owner = activity.codes[by_bucket].astype(np.int64)
        place = np.empty(len(heads), np.int64)
        place[by_bucket] = np.arange(len(heads))
        rows = counted[np.argsort(place[number], kind="stable")]
        counts = np.bincount(place[number], minlength=len(heads))
        sets, activities = columns["set"].take(heads), activity.take(by_bucket)
        in_bucket = np.bincount(bucket, minlength=len(activity.labels) * len(region.labels))
        return cls(
            activity={str(name): code for code, name in enumerate(activity.labels)},
            starts=np.searchsorted(owner, np.arange(len(activity.labels) + 1)),
            owner=owner,
            bucket_starts=np.concatenate([[0], np.cumsum(in_bucket)]),
            region=columns["region"].take(heads),
            valid_from=frame["valid_from"].to_numpy(np.int64)[heads],
            valid_to=frame["valid_to"].to_numpy(np.int64)[heads],
            unit=columns["unit"].take(heads),
            order=preference_order(activities, sets, factors.sets),
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
    def _by_unit(self) -> ExactTable:
        return ExactTable.build(self, self.unit)

    @cached_property
    def _by_dimension(self) -> ExactTable:
        return ExactTable.build(self, self.unit.relabel([dimension_of(label) for label in self.unit.labels]))

    def find(self, activity: Coded, region: Coded, year: Ints, unit: Coded) -> Matched:
        """Match keys given as columns of equal length."""
        size = len(year)
        result = Matched(np.full(size, -1, np.int64), np.ones(size), np.zeros(size, np.int64))
        code = activity.map(lambda label: self.activity.get(label, -1))
        left = np.flatnonzero(code >= 0)
        for table, asked in (
            (self._by_unit, unit),
            (self._by_dimension, Coded(unit.codes, as_labels([dimension_of(label) for label in unit.labels]))),
        ):
            if not len(left):
                break
            group = table.find(code[left], region.take(left), asked.take(left), year[left])
            hit = group >= 0
            result.group[left[hit]] = group[hit]
            left = left[~hit]
        converted = np.flatnonzero(result.group >= 0)
        general = np.array([[general_conversion(a, b) for b in self.unit.labels] for a in unit.labels])
        result.conversion[converted] = general[unit.codes[converted], self.unit.codes[result.group[converted]]]
        if len(left):
            self._weigh(left, code, region, year, unit, result)
        return result

    def _weigh(self, keys: Ints, code: Ints, region: Coded, year: Ints, unit: Coded, result: Matched) -> None:
        """Weigh the groups in the region of the key and every wider one, for keys without an exact match."""
        chains = self._chains(region.labels)
        best = np.full(len(year), _NEVER)
        for level in range(chains.shape[1]):
            own = chains[region.codes[keys], level]
            bucket = code[keys] * len(self.region.labels) + own
            first = self.bucket_starts[np.where(own >= 0, bucket, 0)]
            width = np.where(own >= 0, self.bucket_starts[np.where(own >= 0, bucket, 0) + 1] - first, 0)
            some = np.flatnonzero(width)
            cuts = np.flatnonzero(np.diff(np.cumsum(width[some]) // _BLOCK, prepend=-1))
            for begin, end in zip(cuts, [*cuts[1:], len(some)] if len(cuts) else [], strict=True):
                part = some[begin:end]
                self._weigh_level(keys[part], first[part], width[part], level, (code, year, unit), best, result)

    def _weigh_level(
        self,
        keys: Ints,
        first: Ints,
        width: Ints,
        level: int,
        columns: tuple[Ints, Ints, Coded],
        best: Ints,
        result: Matched,
    ) -> None:
        code, year, unit = columns
        table, special = self._conversions(unit.labels)
        owner = np.repeat(keys, width)
        start = np.cumsum(width) - width
        group = np.repeat(first - start, width) + np.arange(len(owner))
        conversion = table[special[code[owner]], unit.codes[owner], self.unit.codes[group]]
        asked, valid_from, valid_to = year[owner], self.valid_from[group], self.valid_to[group]
        timing = np.where(valid_to < asked, 1, np.where(valid_from > asked, 2, 0))
        distance = np.where(timing == 1, asked - valid_to, np.where(timing == 2, valid_from - asked, 0))
        here = np.where(self.constant[group], 0, level)
        score = ((self.order[group] // 1024 * 16 + here) * 4 + timing) * 4096 + np.minimum(distance, 4095)
        score = (score * 2 + (conversion != 1.0)) * 1024 + self.order[group] % 1024
        score = np.where(np.isnan(conversion), _NEVER, score)
        lowest = np.minimum.reduceat(score, start)
        better = np.repeat(lowest < best[keys], width)
        hit = np.flatnonzero(better & (score == np.repeat(lowest, width)))
        hit = hit[np.unique(owner[hit], return_index=True)[1]]
        best[owner[hit]] = score[hit]
        result.group[owner[hit]] = group[hit]
        result.conversion[owner[hit]] = conversion[hit]
        result.level[owner[hit]] = np.where(here[hit] > 0, 3, timing[hit])

    def _chains(self, names: Labels) -> Ints:
        """Return for every region name the own region codes of itself and its wider regions, -1 where absent."""
        position = {name: i for i, name in enumerate(self.region.labels)}
        chains = [wider_regions(name) if name else (GLOBAL,) for name in names]
        longest = max(map(len, chains), default=1)
        return np.array(
            [[position.get(c, -1) for c in chain] + [-1] * (longest - len(chain)) for chain in chains], np.int64
        )

    def _conversions(self, names: Labels) -> tuple[Floats, Ints]:
        own = self.unit.labels
        special = np.zeros(len(self.activity), np.int64)
        tables = [[[general_conversion(a, b) for b in own] for a in names]]
        for activity, extra in activity_conversions().items():
            if activity in self.activity:
                special[self.activity[activity]] = len(tables)
                tables.append([[special_conversion(a, b, extra) for b in own] for a in names])
        return np.array(tables, np.float64).reshape(len(tables), len(names), len(own)), special
