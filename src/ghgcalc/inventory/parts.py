"""Splits keys into parts: what a contract covers, what is consolidated, what falls in another category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ghgcalc.coded import Coded, Codes, Floats, Ints, group_rows
from ghgcalc.errors import Problem
from ghgcalc.inventory.activity import FACTOR_KEY, ActivityData
from ghgcalc.inventory.keys import Keys, Numbering
from ghgcalc.inventory.ledger import Ledger
from ghgcalc.inventory.organisation import Boundary
from ghgcalc.vocabulary import PLACED, category_name


@dataclass(frozen=True)
class Parts:
    """Shares of keys, each with its own contract and category; sorted by key, every field of shape (parts,).

    Parameters
    ----------
    key : Ints
        Position of the key.
    share : Floats
        Share of the key's amount.
    instrument : Coded
        Product of the contract, '' for none.
    contract : Coded
        Contract that gives its own factor or product, '' for none.
    placement : Coded
        Category that takes scope 1 and 2 of the part, '' where they stay in their own.
    """

    key: Ints
    share: Floats
    instrument: Coded
    contract: Coded
    placement: Coded

    @classmethod
    def whole(cls, keys: Keys) -> Parts:
        """Return every key as one part."""
        none = Coded.constant("", len(keys))
        return cls(np.arange(len(keys)), np.ones(len(keys)), keys.columns["instrument"], none, none)

    def columns(self, keys: Keys) -> Mapping[str, Coded]:
        """Return the columns of the keys for every part, with contract and placement."""
        own = {name: coded.take(self.key) for name, coded in keys.columns.items()}
        return {**own, "instrument": self.instrument, "contract": self.contract, "placement": self.placement}


class PartLedger(Ledger):
    """A ledger whose keys are split into parts by contracts or an organisational boundary.

    Parameters
    ----------
    whole : Ledger
        The rows and their keys.
    split : Parts
        Parts of those keys; the keys of this ledger.
    rates : mapping of (contract, year) to float
        Emission factors that contracts state themselves [kg CO2e/kWh].
    """

    is_wide = False
    whole: Ledger
    split: Parts
    rates: Mapping[tuple[str, int], float]

    def __init__(self, whole: Ledger, split: Parts, rates: Mapping[tuple[str, int], float]) -> None:
        vars(self).update(whole=whole, split=split, rates=rates)

    @property
    def data(self) -> ActivityData:
        """Return the rows."""
        return self.whole.data

    @cached_property
    def keys(self) -> Keys:
        """Return the parts as keys, each with its share of the sums."""
        sums = tuple(total[self.split.key] * self.split.share for total in self.whole.keys.sums)
        return Keys(self.split.columns(self.whole.keys), sums)

    @cached_property
    def _numbered(self) -> Numbering:
        names = (*FACTOR_KEY, "contract", "placement")
        return Numbering({name: self.keys.columns[name] for name in names}, len(self.keys))

    @cached_property
    def factor_keys(self) -> dict[str, Coded]:
        """Return the distinct factor keys, with contract and placement."""
        return self._numbered.distinct

    def factor_key_of_keys(self) -> Codes:
        """Return the number of the factor key of every part."""
        return self._numbered.of_all()

    def key_of_rows(self, rows: slice) -> Codes:
        """Return the number of the whole key of some rows."""
        return self.whole.key_of_rows(rows)

    def whole_key(self, key: Ints) -> Ints:
        """Return of which key some parts are."""
        return self.split.key[key]

    def share_of(self, key: Ints) -> Floats:
        """Return what part some parts are of their key."""
        return self.split.share[key]

    def locate(self, problem: Problem, factor_key: int) -> list[Problem]:
        """Repeat a problem of a factor key for the rows it concerns."""
        return self.whole.locate_keys(problem, self.split.key[self._numbered.of_all() == factor_key])


def consolidate(parts: Parts, keys: Keys, boundary: Boundary) -> tuple[Parts, list[tuple[int, Problem]]]:
    """Take the company's share of every part, and place what falls in another category.

    Works on the few pairs of entity and year; returns the parts and the problems with the key each concerns.
    """
    pair, first = group_rows({name: keys.columns[name] for name in ("entity", "year")}, len(keys))
    entity, year = (keys.columns[name].take(first).values() for name in ("entity", "year"))
    asked = keys.columns["category"]
    problems: list[tuple[int, Problem]] = []
    own, rest = np.zeros(len(first)), np.zeros(len(first))
    category = [""] * len(first)
    for place, (name, when) in enumerate(zip(entity, year, strict=True)):
        found = boundary.find(str(name), int(when))
        if isinstance(found, Problem):
            problems += [(int(key), found) for key in np.flatnonzero(pair == place)]
            continue
        own[place], rest[place], category[place] = found.own_share, found.category_share, found.category
        if found.category:
            given = np.flatnonzero((pair == place) & asked.where(lambda label: label in PLACED))
            problems += [(int(key), _given_twice(str(name), found.category, asked, int(key))) for key in given]
    of_part = pair[parts.key]
    taken = np.flatnonzero(own[of_part] > 0)
    placed = np.flatnonzero(rest[of_part] > 0)
    chosen = np.concatenate([taken, placed])
    share = parts.share[chosen] * np.concatenate([own[of_part[taken]], rest[of_part[placed]]])
    codes, labels = Coded.of(["", *category]).codes, Coded.of(["", *category]).labels
    placement = Coded(np.concatenate([np.zeros(len(taken), np.int32), codes[1:][of_part[placed]]]), labels)
    order = np.argsort(parts.key[chosen], kind="stable")
    chosen = chosen[order]
    result = Parts(
        parts.key[chosen], share[order], parts.instrument.take(chosen), parts.contract.take(chosen),
        placement.take(order),
    )  # fmt: skip
    return result, problems


def _given_twice(entity: str, decided: str, asked: Coded, key: int) -> Problem:
    given = str(asked.labels[asked.codes[key]])
    words = {
        f"{name}_{one}": f"{value} {category_name(value, one)}"
        for name, value in (("decided", decided), ("name", given))
        for one in ("en", "nl")
    }
    return Problem("boundary_category_given", entity, params=words)
