"""Emission lines of electricity that no factor set gives: an instrument's own rate, own generation, resold energy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from ghgcalc.coded import Coded
from ghgcalc.inventory.lines import CATEGORY_CODE, METHOD_CODE, SCOPES, Lines, special_line
from ghgcalc.inventory.scope2.rules import scope2_document
from ghgcalc.units import conversion_factor
from ghgcalc.vocabulary import SCOPE2_METHODS

Keys = Mapping[str, Coded]
#: Categories of leased assets.
LEASED = ("3.8", "3.13")


@dataclass(frozen=True)
class Flow:
    """An activity that is energy, but not bought for own use.

    Parameters
    ----------
    activity : str
        Activity id.
    kind : {"own generation", "exported", "resold"}
        What happens with the energy.
    of : str
        Activity whose factors it takes; '' when it has no emissions of its own.
    """

    activity: str
    kind: str
    of: str


@cache
def energy_flows() -> dict[str, Flow]:
    """Return the flows of energy by their activity."""
    return {raw["activity"]: Flow(raw["activity"], raw["kind"], raw.get("of", "")) for raw in scope2_document()["flow"]}


def own_generation_lines(key: int, unit: str) -> list[Lines]:
    """Return the lines of own generation used on site: no scope 2 under either method."""
    return [
        special_line(
            category="2.electricity", method=method, stage="generation", basis="own generation",
            match="by definition", unit="kWh", conversion=conversion_factor(unit, "kWh"), kgco2e=0.0,
        ).with_codes(key=key)
        for method in SCOPE2_METHODS
    ]  # fmt: skip


def rated_line(key: int, unit: str, kgco2e_per_kwh: float) -> Lines:
    """Return the market-based line of electricity under an instrument that states its own rate."""
    return special_line(
        category="2.electricity", method="market", stage="generation", basis="contract", match="supplier",
        unit="kWh", conversion=conversion_factor(unit, "kWh"), kgco2e=kgco2e_per_kwh,
    ).with_codes(key=key)  # fmt: skip


def resold_lines(lines: Lines) -> Lines:
    """Return the life-cycle lines of energy bought and resold: all of it in category 3.3, under no scope 2 method."""
    counted = lines.take(np.flatnonzero(lines.method != METHOD_CODE["market"]))
    return counted.with_codes(category=CATEGORY_CODE["3.3"], method=METHOD_CODE[""])


def placed_lines(lines: Lines, keys: Keys) -> Lines:
    """Put scope 1 and 2 of what the boundary places elsewhere in its category, and drop what is not counted there.

    The minimum boundary of categories 8, 13, 14 and 15 is scope 1 and 2 (Scope 3 Standard, table 5.4): the upstream of
    that energy is not counted, nor is scope 3 of a franchisee or investee. A lease is about the asset: what the company
    buys, sells or throws away there stays its own scope 3.
    """
    placed = keys["placement"].map(lambda label: CATEGORY_CODE.get(label, -1))[lines.key]
    leased = keys["placement"].where(lambda label: label in LEASED)[lines.key]
    energy = np.zeros(len(keys["placement"]), bool)
    direct = SCOPES[lines.category] < 3
    energy[lines.key[direct]] = True
    kept = np.flatnonzero((placed < 0) | direct | (leased & ~energy[lines.key]))
    chosen = lines.take(kept)
    moved = (placed[kept] >= 0) & direct[kept]
    return chosen.with_codes(category=np.where(moved, placed[kept], chosen.category))


def completed_upstream(market: Lines, location: Lines, size: int) -> Lines:
    """Return the location-based upstream and grid losses of keys whose market-based stand-in publishes none."""
    found = []
    for stage in ("upstream", "transmission"):
        known = np.zeros(size, bool)
        known[market.key[np.flatnonzero(market.stage.where(lambda label, s=stage: label == s))]] = True
        wanted = np.zeros(size, bool)
        wanted[market.key] = True
        own = location.stage.where(lambda label, s=stage: label == s) & (location.method == METHOD_CODE["location"])
        found.append(np.flatnonzero(own & (wanted & ~known)[location.key]))
    chosen = location.take(np.sort(np.concatenate(found)))
    basis = np.zeros(size, np.int64)
    basis[market.key] = market.basis
    return chosen.with_codes(method=METHOD_CODE["market"], basis=basis[chosen.key])


def without_doubled_upstream(lines: Lines, size: int) -> Lines:
    """Drop the upstream of every key whose factor already is well-to-wheel or life-cycle, method by method."""
    whole = np.flatnonzero(lines.stage.where(lambda label: label == "life-cycle"))
    if not len(whole):
        return lines
    covered = np.zeros((size, len(METHOD_CODE)), bool)
    covered[lines.key[whole], lines.method[whole]] = True
    covered |= covered[:, [METHOD_CODE[""]]]
    covered[:, METHOD_CODE[""]] = covered.any(axis=1)
    upstream = lines.stage.where(lambda label: label == "upstream")
    return lines.take(np.flatnonzero(~upstream | ~covered[lines.key, lines.method]))
