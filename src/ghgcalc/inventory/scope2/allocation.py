"""Lets contracts cover consumption: judges the quality criteria, checks volumes and splits the keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import Coded, Floats, Ints
from ghgcalc.errors import Problem
from ghgcalc.factors import EmissionFactors
from ghgcalc.inventory.keys import Keys
from ghgcalc.inventory.parts import Parts
from ghgcalc.inventory.scope2.contracts import Contracts
from ghgcalc.units import conversion_factor, unit_dimension

ELECTRICITY = "energy.electricity"
RESIDUAL_MIX = "energy.electricity.residual_mix"
#: Share of a volume by which it may pass consumption; rounding of meters and certificates is not meant.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Coverage:
    """What contracts cover: the parts of the keys, and per contract its judgement.

    Parameters
    ----------
    parts : Parts
        The keys, split into what each contract covers and what is left over.
    judged : DataFrame
        One row per contract and year: the eight criteria, `accepted_kwh` and `refused_kwh`.
    problems : tuple of (key, Problem)
        Problems of activity rows, with the key each concerns.
    contract_problems : tuple of Problem
        Problems of contracts, located.
    """

    parts: Parts
    judged: pd.DataFrame
    problems: tuple[tuple[int, Problem], ...]
    contract_problems: tuple[Problem, ...]

    @property
    def fingerprint(self) -> str:
        """Return the judged contracts as text, for the fingerprint of an inventory."""
        return str(self.judged.to_csv(index=False))


def cover(keys: Keys, contracts: Contracts, residual_mix: frozenset[str]) -> Coverage:
    """Let contracts cover electricity, the most specific first; each spreads over what it can cover, pro rata.

    Parameters
    ----------
    keys : Keys
        Distinct keys with their amounts.
    contracts : Contracts
        What was contracted.
    residual_mix : frozenset of str
        Countries with a residual mix among the factors.
    """
    bought = bought_electricity(keys) & ~keys.columns["supplier_unit"].where(bool)
    need = np.where(bought, keys.sums[0] * kwh_of(keys), 0.0)
    whole = need.copy()
    columns = {name: keys.columns[name] for name in ("year", "entity", "site", "region", "instrument")}
    named = bought & columns["instrument"].where(lambda label: label in contracts.names)
    used: list[_Used] = []
    judged: list[dict[str, Any]] = []
    problems: list[Problem] = []
    known: set[tuple[str, int]] = set()
    for record in _most_specific_first(contracts.frame, columns["instrument"]):
        name, year, volume = str(record["contract"]), int(record["year"]), float(record["kwh"])
        known.add((name, year))
        pool = (whole > 0) & columns["year"].where(lambda label, y=year: label == y)
        by_name = columns["instrument"].where(lambda label, n=name: label == n)
        pool &= by_name if by_name.any() else ~columns["instrument"].where(bool) & _in_place(columns, record)
        country = str(record["country"])
        fits = pool & columns["region"].where(lambda label, c=country: contracts.rules.same_market(c, str(label)))
        met = _criteria(record, contracts, is_in_market=bool(fits.any() or not pool.any()))
        accepted = volume if all(met.values()) else 0.0
        available = float(need[fits].sum())
        wrong = _wrong(record, contracts, available) if all(met.values()) else None
        if wrong is not None:
            problems.append(wrong.at(str(record["sheet"]), str(record["cell"])))
        elif accepted > 0:
            taken = np.where(fits, need * (volume / available), 0.0)
            product = contracts.rules.products.get(str(record["energy_source"]), "")
            used.append(_Used(np.flatnonzero(taken > 0), taken[taken > 0], name, product))
            need = np.maximum(need - taken, 0.0)
        mixes = {str(label).partition("-")[0] for label in columns["region"].take(np.flatnonzero(pool)).values()}
        judged.append(
            {"contract": name, "year": year, "kind": record["kind"], "energy_source": record["energy_source"],
             "country": country, "kwh": volume, **met, "accepted_kwh": accepted, "refused_kwh": volume - accepted,
             "has_residual_mix": bool(mixes) and mixes <= residual_mix,
             "has_profile": (name, year) in contracts.hourly}
        )  # fmt: skip
    lost = [
        (key, Problem("contract_named_elsewhere", label, params={"year": year}))
        for key in np.flatnonzero(named).tolist()
        for label, year in [(_label(columns["instrument"], key), int(_label(columns["year"], key)))]
        if (label, year) not in known
    ]
    judged.sort(key=lambda row: (row["year"], row["contract"]))
    return Coverage(_split(keys, whole, named, used), pd.DataFrame(judged), tuple(lost), tuple(problems))


@dataclass(frozen=True)
class _Used:
    """What one contract covers: keys, and of each the electricity [kWh]."""

    key: Ints
    kwh: Floats
    contract: str
    product: str


def residual_mix_countries(factors: EmissionFactors) -> frozenset[str]:
    """Return the countries of which a residual mix is among the factors."""
    own = factors.frame[factors.frame["activity"] == RESIDUAL_MIX]
    return frozenset(str(region).partition("-")[0] for region in own["region"])


def bought_electricity(keys: Keys) -> npt.NDArray[np.bool_]:
    """Tell which keys are purchased electricity of scope 2."""
    bought = keys.columns["activity"].where(lambda label: label == ELECTRICITY)
    return bought & keys.columns["category"].where(lambda label: label in ("", "2.electricity"))


def kwh_of(keys: Keys) -> Floats:
    """Return the kWh in one unit of every key; 0 where the unit is no energy."""
    return np.asarray(keys.columns["unit"].map(_kwh, np.float64))


def _kwh(unit: str) -> float:
    return conversion_factor(unit, "kWh") if unit_dimension(unit) == unit_dimension("kWh") else 0.0


def _most_specific_first(frame: pd.DataFrame, instrument: Coded) -> list[dict[Any, Any]]:
    named = set(instrument.labels)

    def order(record: dict[Any, Any]) -> int:
        return 0 if record["contract"] in named else 1 if record["site"] else 2 if record["entity"] else 3

    return sorted(frame.to_dict("records"), key=order)


def _in_place(columns: dict[str, Coded], record: dict[Any, Any]) -> npt.NDArray[np.bool_]:
    inside = np.ones(len(columns["year"]), bool)
    for name in ("entity", "site"):
        if record[name]:
            inside &= columns[name].where(lambda label, wanted=record[name]: label == wanted)
    return inside


def _criteria(record: dict[Any, Any], contracts: Contracts, *, is_in_market: bool) -> dict[str, bool]:
    """Return the eight criteria; one that is not asked of this kind is met."""
    rules = contracts.rules
    year_end = int(record["year"]) * 12 + contracts.year_end_month - 1
    first, last = (float(record[name]) for name in ("produced_from", "produced_to"))
    earliest, latest = year_end - 11 - rules.months_before, year_end + rules.months_after
    found = {
        "vintage": earliest <= first <= last <= latest,
        "same_market": is_in_market,
        "residual_mix": True,
    }
    for criterion in rules.criteria:
        if criterion.is_declared:
            found[criterion.id] = record[criterion.id] is True or record["kind"] not in criterion.kinds
    found["cancelled"] = found["cancelled"] and bool(record["tracking"])
    return {criterion.id: found[criterion.id] for criterion in rules.criteria}


def _wrong(record: dict[Any, Any], contracts: Contracts, available: float) -> Problem | None:
    """Return why an instrument that meets the criteria cannot be used: a claim too large, or no emission factor."""
    name, volume = str(record["contract"]), float(record["kwh"])
    if volume > available * (1 + _ROUNDING):
        numbers = {"year": int(record["year"]), "volume": f"{volume:.0f}", "available": f"{available:.0f}"}
        return Problem("contract_overclaim", name, params=numbers)
    products = contracts.rules.products
    if np.isnan(float(record["kgco2e_per_kwh"])) and record["energy_source"] not in products:
        return Problem("contract_no_factor", name, params={"options": ", ".join(products)})
    return None


def _split(keys: Keys, whole: Floats, named: npt.NDArray[np.bool_], used: list[_Used]) -> Parts:
    """Return what each contract covers and what is left over, as parts sorted by key."""
    left = np.ones(len(keys))
    for part in used:
        left[part.key] -= part.kwh / whole[part.key]
    rest = np.flatnonzero(left > _ROUNDING)
    key = np.concatenate([rest, *(part.key for part in used)])
    order = np.argsort(key, kind="stable")
    kept = np.where(named[rest], "", keys.columns["instrument"].take(rest).values())
    products = [np.full(len(part.key), part.product, object) for part in used]
    names = [np.full(len(part.key), part.contract, object) for part in used]
    return Parts(
        key[order],
        np.concatenate([left[rest], *(part.kwh / whole[part.key] for part in used)])[order],
        Coded.of(np.concatenate([kept, *products])[order]),
        Coded.of(np.concatenate([np.full(len(rest), "", object), *names])[order]),
        Coded.constant("", len(order)),
    )


def _label(coded: Coded, position: int) -> str:
    return str(coded.labels[coded.codes[position]])
