"""Splits keys into parts: what a contract covers, what is consolidated, what falls in another category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ghgcalc.coded import Coded, Floats, Ints, group_rows
from ghgcalc.errors import Problem
from ghgcalc.inventory.keys import Keys
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


@dataclass(frozen=True)
class Split:
    """How the keys behind the cells were split by contracts and boundary; every field of shape (cells,).

    Parameters
    ----------
    part : Ints
        Part of a key to which the cell belongs.
    share : Floats
        Share of the key's amount in that part.
    instrument : Coded
        Product of the contract of that part.
    """

    part: Ints
    share: Floats
    instrument: Coded


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
