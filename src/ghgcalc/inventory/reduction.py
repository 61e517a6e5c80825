"""The cells of an inventory in numbers: every key × the emission lines of its factor key."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ghgcalc.coded import Floats, Ints
from ghgcalc.inventory.ledger import Ledger
from ghgcalc.inventory.lines import Lines


@dataclass(frozen=True)
class Reduction:
    """Cells; every field has the shape (cells,).

    Parameters
    ----------
    key, line : Ints
        Position of the key and of the emission line.
    amount : Floats
        Amount in the unit of the factor.
    factor : Floats
        Emission factor [kg CO2e per unit].
    tco2e : Floats
        Emissions [tCO2e].
    """

    key: Ints
    line: Ints
    amount: Floats
    factor: Floats
    tco2e: Floats

    @classmethod
    def of(cls, ledger: Ledger, lines: Lines) -> Reduction:
        """Multiply the amounts of the keys by the factors of their lines."""
        factor_key = ledger.factor_key_of_keys()
        key, line = _pairs(factor_key, lines)
        sums = ledger.keys.sums
        amount = sums[0][key] * lines.conversion[line]
        factor = lines.kgco2e[line]
        own = np.isnan(factor)
        if own.any():
            weighted, unweighted = sums[1][key[own]], sums[0][key[own]]
            factor[own] = np.divide(weighted, unweighted, out=np.zeros(len(weighted)), where=unweighted > 0)
        return cls(key, line, amount, factor, amount * factor / 1000.0)


def _pairs(factor_key: Ints, lines: Lines) -> tuple[Ints, Ints]:
    """Return key and line of every cell: each key has the lines of its factor key."""
    per_key = np.bincount(lines.key, minlength=int(factor_key.max(initial=-1)) + 1)
    counts = per_key[factor_key]
    starts = (np.cumsum(per_key) - per_key)[factor_key]
    if len(counts) and counts.min() == counts.max() == 1:
        return np.arange(len(factor_key)), starts
    key = np.repeat(np.arange(len(factor_key)), counts)
    within = np.arange(len(key)) - np.repeat(np.cumsum(counts) - counts, counts)
    return key, starts[key] + within
