"""Expands distinct factor keys into emission lines: stages, both scope 2 methods, upstream, supplier's own factors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from ghgcalc.coded import Coded, Codes, Ints, group_rows
from ghgcalc.errors import Problem
from ghgcalc.factors import EmissionFactors
from ghgcalc.factors.activities import activities, activity_name
from ghgcalc.factors.match import missing_factor
from ghgcalc.inventory.lines import (
    BASIS_CODE,
    CATEGORY_CODE,
    MATCH_CODE,
    METHOD_CODE,
    SCOPES,
    Lines,
    join_lines,
    special_line,
)
from ghgcalc.inventory.scope2.lines import (
    completed_upstream,
    energy_flows,
    own_generation_lines,
    placed_lines,
    rated_line,
    resold_lines,
    without_doubled_upstream,
)
from ghgcalc.inventory.scope2.rules import scope2_document
from ghgcalc.texts import LANGUAGES
from ghgcalc.units import conversion_factor, unit_dimension
from ghgcalc.vocabulary import SCOPE_TOTALS, category_name, scope_of

ELECTRICITY = "energy.electricity"
REPORTED = "reported"
#: Stages that belong to category 3.3 when the energy itself is in scope 1 or 2.
UPSTREAM_STAGES = frozenset({"upstream", "transmission"})
#: Stage per scope of a line that states none.
OWN_STAGE = {1: "combustion", 2: "generation", 3: "cradle-to-gate"}

Keys = Mapping[str, Coded]
Problems = list[tuple[int, Problem]]
_Maker = Callable[[Keys, int], Lines | Problem]
#: Labels that decide the line of a key that brings its own factor or its own tonnes.
_OWN_COLUMNS = ("activity", "unit", "supplier_unit", "category", "scope2_method")


@dataclass(frozen=True)
class Expansion:
    """Emission lines of the factor keys, sorted by key, and the keys for which none were found."""

    lines: Lines
    problems: tuple[tuple[int, Problem], ...]


@cache
def market_fallbacks() -> tuple[tuple[str, str], ...]:
    """Return (activity, basis) of the factors that stand in for electricity without a contract, best first."""
    return tuple((rule["activity"], rule["basis"]) for rule in scope2_document()["electricity"])


def expand(
    keys: Keys, factors: EmissionFactors, *, gwp: str, rates: Mapping[tuple[str, int], float] | None = None
) -> Expansion:
    """Return the emission lines of every distinct factor key.

    Parameters
    ----------
    keys : mapping of str to Coded
        Columns of shape (keys,): year, activity, region, unit (ids), category, instrument, scope2_method and
        supplier_unit; '' where not filled in. With a boundary or contracts also `placement` (the category that takes
        scope 1 and 2 of the key) and `contract`.
    factors : EmissionFactors
        Where to look.
    gwp : str
        GWP set of the result.
    rates : mapping of (contract, year) to float, optional
        Emission factors of contracts that state their own [kg CO2e/kWh].
    """
    problems: Problems = []
    size = len(keys["activity"])
    flow = keys["activity"].where(lambda label: label in energy_flows())
    reported = keys["activity"].where(lambda label: label == REPORTED)
    supplier = keys["supplier_unit"].where(bool) & ~reported & ~flow
    electricity = keys["activity"].where(lambda label: label == ELECTRICITY)
    electricity &= keys["category"].where(lambda label: label in ("", "2.electricity"))
    ordinary = np.flatnonzero(~reported & ~flow & (~supplier | electricity))
    lines, missing = _matched(keys, ordinary, None, factors, gwp)
    lines = _located(lines, electricity)
    problems += [(key, _missing(keys, key, factors)) for key in missing]
    problems += _misused(keys, reported, electricity)
    parts: list[Lines] = [lines]
    parts += _own_lines(keys, np.flatnonzero(reported), _reported_line, problems)
    parts += _own_lines(keys, np.flatnonzero(supplier), partial(_supplier_line, factors=factors), problems)
    if flow.any():
        parts += _flows(keys, np.flatnonzero(flow), factors, gwp, problems)
    if electricity.any():
        located = np.zeros(size, bool)
        located[lines.key[lines.method == METHOD_CODE["location"]]] = True
        rated = _rated(keys, rates or {})
        parts += [rated_line(key, _at(keys, key, "unit"), rate) for key, rate in rated.items() if located[key]]
        labelled_key = electricity & (supplier | np.isin(np.arange(size), list(rated)))
        parts += _market(keys, np.flatnonzero(electricity & located & ~labelled_key), lines, factors, gwp, problems)
        labelled = labelled_key[lines.key] & (lines.category == CATEGORY_CODE["3.3"])
        copied = lines.take(np.flatnonzero(labelled & (lines.method == METHOD_CODE["location"])))
        parts.append(copied.with_codes(method=METHOD_CODE["market"], basis=BASIS_CODE["contract"]))
    own_energy = np.flatnonzero(supplier & ~electricity & keys["activity"].where(_is_own_energy))
    if len(own_energy):
        known, _ = _matched(keys, own_energy, None, factors, gwp)
        parts.append(known.take(np.flatnonzero(known.stage.where(lambda label: label in UPSTREAM_STAGES))))
    every = _in_categories(join_lines(parts), keys, problems)
    if len(parts) > 1:
        every = every.take(np.argsort(every.key, kind="stable"))
    every = without_doubled_upstream(every, size)
    return Expansion(placed_lines(every, keys) if "placement" in keys else every, tuple(problems))


def _rated(keys: Keys, rates: Mapping[tuple[str, int], float]) -> dict[int, float]:
    """Return the keys whose contract states its own factor, with that factor [kg CO2e/kWh]."""
    if not rates:
        return {}
    found = (
        (int(k), (_at(keys, int(k), "contract"), _year(keys, int(k))))
        for k in np.flatnonzero(keys["contract"].where(bool))
    )
    return {key: rates[contract] for key, contract in found if contract in rates}


def _flows(keys: Keys, positions: Ints, factors: EmissionFactors, gwp: str, problems: Problems) -> list[Lines]:
    """Return the lines of own generation and of resold energy; what is fed into the grid has none."""
    parts: list[Lines] = []
    for key in map(int, positions):
        flow = energy_flows()[_at(keys, key, "activity")]
        if unit_dimension(_at(keys, key, "unit")) != unit_dimension("kWh"):
            problems.append((key, Problem("flow_unit", _at(keys, key, "unit"))))
        elif _at(keys, key, "category") or _at(keys, key, "supplier_unit"):
            problems.append((key, Problem("flow_fixed", params=_row_words(keys, key))))
        elif flow.kind == "own generation":
            parts += own_generation_lines(key, _at(keys, key, "unit"))
        elif flow.of:
            lines, missing = _matched(keys, np.array([key]), Coded.constant(flow.of, 1), factors, gwp)
            parts.append(resold_lines(lines))
            problems += [(key, _missing(keys, key, factors, flow.of)) for key in missing]
    return parts


def _misused(keys: Keys, reported: npt.NDArray[np.bool_], electricity: npt.NDArray[np.bool_]) -> Problems:
    """Refuse a scope 2 method on rows that are not reported emissions, and a contract on what is not electricity."""
    found: Problems = []
    for key in map(int, np.flatnonzero(~reported & keys["scope2_method"].where(bool))):
        found.append((key, Problem("scope2_method_not_reported", _at(keys, key, "scope2_method"))))
    bought = electricity | (reported & keys["category"].where(lambda label: label == "2.electricity"))
    for key in map(int, np.flatnonzero(~bought & keys["instrument"].where(bool))):
        asked = _at(keys, key, "category")
        code = "contract_not_electricity" if asked in ("", "2.electricity") else "contract_outside_scope2"
        found.append((key, Problem(code, asked, params=_row_words(keys, key))))
    return found


def _row_words(keys: Keys, key: int) -> dict[str, str]:
    """Return the activity and, when the row names one, the category, in words for a message."""
    names = {f"activity_{language}": activity_name(_at(keys, key, "activity"), language) for language in LANGUAGES}
    asked = _at(keys, key, "category")
    return names | {f"name_{language}": category_name(asked, language) for language in LANGUAGES if asked}


def _located(lines: Lines, electricity: npt.NDArray[np.bool_]) -> Lines:
    """Read a grid factor that states no scope 2 method as location-based."""
    blank = electricity[lines.key] & (lines.method == METHOD_CODE[""])
    return lines.with_codes(method=np.where(blank, METHOD_CODE["location"], lines.method)) if blank.any() else lines


def _is_own_energy(activity: str) -> bool:
    known = activities().get(activity)
    return known is not None and known.category[:1] in ("1", "2")


def _matched(
    keys: Keys, positions: Ints, activity: Coded | None, factors: EmissionFactors, gwp: str
) -> tuple[Lines, list[int]]:
    """Return the matched lines of the keys at `positions`, and the positions without a factor."""
    every = len(positions) == len(keys["activity"])
    asked = {name: keys[name] if every else keys[name].take(positions) for name in ("activity", "region", "unit")}
    year = keys["year"].map(int)[positions]
    found = factors.index.find(activity or asked["activity"], asked["region"], year, asked["unit"])
    hit = np.flatnonzero(found.group >= 0)
    owner, rows = factors.index.lines(found.group[hit])
    owner = hit[owner]
    table = factors.table(gwp)
    lines = Lines(
        key=positions[owner],
        factor=rows,
        stage=table.stage.take(rows),
        category=table.category[rows],
        method=table.method[rows],
        basis=np.zeros(len(rows), np.int64),
        match=found.level[owner],
        unit=table.unit[rows],
        conversion=found.conversion[owner],
        kgco2e=table.kgco2e[rows],
        kgco2_biogenic=table.kgco2_biogenic[rows],
        gsd=table.gsd[rows],
        in_gwp_set=table.in_gwp_set[rows],
    )
    return lines, positions[np.flatnonzero(found.group < 0)].tolist()


def _market(
    keys: Keys, positions: Ints, location: Lines, factors: EmissionFactors, gwp: str, problems: Problems
) -> list[Lines]:
    """Give electricity its market-based lines: the contract's, else the first stand-in that exists."""
    parts: list[Lines] = []
    instrument = keys["instrument"]
    contracted = instrument.where(bool)[positions]
    covered, left = positions[contracted], positions[~contracted]
    if len(covered):
        lines, missing = _matched(keys, covered, instrument.take(covered), factors, gwp)
        parts.append(lines.with_codes(method=METHOD_CODE["market"], basis=BASIS_CODE["contract"]))
        problems += [(key, _missing(keys, key, factors, _at(keys, key, "instrument"))) for key in missing]
    for activity, basis in market_fallbacks():
        if not len(left):
            break
        if activity == ELECTRICITY:
            own = np.isin(location.key, left) & (location.method == METHOD_CODE["location"])
            rest = location.take(np.flatnonzero(own))
            parts.append(rest.with_codes(method=METHOD_CODE["market"], basis=BASIS_CODE[basis]))
            break
        lines, _ = _matched(keys, left, Coded.constant(activity, len(left)), factors, gwp)
        lines = lines.with_codes(method=METHOD_CODE["market"], basis=BASIS_CODE[basis])
        parts += [lines, completed_upstream(lines, location, len(keys["activity"]))]
        left = np.setdiff1d(left, lines.key)
    return parts


def _at(keys: Keys, key: int, column: str) -> str:
    coded = keys[column]
    return str(coded.labels[coded.codes[key]])


def _year(keys: Keys, key: int) -> int:
    return int(keys["year"].labels[keys["year"].codes[key]])


def _own_lines(keys: Keys, positions: Ints, make: _Maker, problems: Problems) -> list[Lines]:
    """Return the lines of keys that bring their own factor; worked out once per distinct combination of labels."""
    if not len(positions):
        return []
    group, first = group_rows({name: keys[name].take(positions) for name in _OWN_COLUMNS}, len(positions))
    made = [make(keys, int(positions[row])) for row in first]
    for number, answer in enumerate(made):
        if isinstance(answer, Problem):
            problems += [(int(key), answer) for key in positions[group == number]]
    good = np.array([isinstance(answer, Lines) for answer in made])
    place = np.cumsum(good) - 1
    kept = np.flatnonzero(good[group])
    lines = [answer for answer in made if isinstance(answer, Lines)]
    return [join_lines(lines).take(place[group[kept]]).with_codes(key=positions[kept])] if lines else []


def _reported_line(keys: Keys, key: int) -> Lines | Problem:
    unit, category, method = (_at(keys, key, name) for name in ("unit", "category", "scope2_method"))
    if unit_dimension(unit) != "CO2e":
        return Problem("reported_unit", unit)
    if not category:
        return Problem("category_needed", activity_name(REPORTED))
    if scope_of(category) == 2 and not method:
        return Problem("scope2_method_needed", category)
    if scope_of(category) != 2 and method:
        return Problem("scope2_method_outside", category)
    return special_line(
        category=category, method=method, stage="reported", basis="", match="reported", unit="tCO2e",
        conversion=conversion_factor(unit, "tCO2e"), kgco2e=1000.0,
    )  # fmt: skip


def _supplier_line(keys: Keys, key: int, factors: EmissionFactors) -> Lines | Problem:
    """A supplier's own factor replaces the library's; the rows carry the factor themselves."""
    activity, unit, per = (_at(keys, key, name) for name in ("activity", "unit", "supplier_unit"))
    known = activities().get(activity)
    category = _at(keys, key, "category") or (known.category if known else factors.category_of.get(activity, ""))
    if not category:
        return Problem("category_needed", activity_name(activity))
    if unit_dimension(unit) != unit_dimension(per):
        return Problem("supplier_unit_mismatch", per, params={"unit": unit, "supplier_unit": per})
    labelled = category == "2.electricity"
    return special_line(
        category=category, method="market" if labelled else "", stage=OWN_STAGE[scope_of(category)],
        basis="contract" if labelled else "", match="supplier", unit=per, conversion=conversion_factor(unit, per),
        kgco2e=np.nan,
    )  # fmt: skip


def _in_categories(lines: Lines, keys: Keys, problems: Problems) -> Lines:
    """Put every line in its category: the row's own category rules, upstream of own energy goes to 3.3."""
    if keys["category"].is_constant and keys["category"].labels[0] == "":
        return lines
    asked_of_key = keys["category"].map(lambda label: CATEGORY_CODE.get(label, -1))
    asked: Codes = asked_of_key[lines.key]
    asked_scope = np.where(asked >= 0, SCOPES[asked], 0)
    own_energy = (asked_scope == 1) | (asked_scope == 2)
    upstream = lines.stage.where(lambda label: label in UPSTREAM_STAGES)
    category = np.where(asked < 0, lines.category, np.where(own_energy & upstream, CATEGORY_CODE["3.3"], asked))
    for key in np.unique(lines.key[_misplaced(lines, asked, asked_scope, upstream)]):
        written = _at(keys, key, "category")
        problems.append((int(key), Problem("category_mismatch", written, params=_row_words(keys, int(key)))))
    method = np.where(asked_scope == 3, METHOD_CODE[""], lines.method)
    return lines.with_codes(category=category, method=method)


def _misplaced(
    lines: Lines, asked: Codes, asked_scope: Codes, upstream: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Tell which lines are asked for in a category where their activity cannot fall.

    Electricity and heat stay in their own category of scope 2 or go to a category of scope 3; fuel does not become
    scope 2; bought goods are scope 3; 3.3 follows by itself; a whole scope is for reported emissions.
    """
    direct = ~upstream & (lines.match != MATCH_CODE["reported"])
    own_scope = SCOPES[lines.category]
    bought = lines.stage.where(lambda label: label == "cradle-to-gate") & (asked_scope > 0) & (asked_scope < 3)
    moved = (asked_scope == 1) & (own_scope == 2)
    other = (asked_scope == 2) & (lines.category != asked)
    by_itself = (asked == CATEGORY_CODE["3.3"]) & (own_scope < 3)
    total = np.isin(asked, [CATEGORY_CODE[scope] for scope in SCOPE_TOTALS])
    wrong: npt.NDArray[np.bool_] = direct & (bought | moved | other | by_itself | total)
    return wrong


def _missing(keys: Keys, key: int, factors: EmissionFactors, activity: str = "") -> Problem:
    chosen = activity or _at(keys, key, "activity")
    return missing_factor(
        factors, chosen, _at(keys, key, "region"), int(_at(keys, key, "year")), _at(keys, key, "unit")
    )
