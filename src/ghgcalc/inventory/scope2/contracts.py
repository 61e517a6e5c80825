"""The noun `Contracts`: electricity contracts with volume, production period, market, tracking and evidence."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.errors import Problem, ProblemLog
from ghgcalc.factors.regions import find_region, unknown_region
from ghgcalc.inventory.scope2.rules import Scope2Rules, contract_kinds, energy_sources, scope2_rules
from ghgcalc.vocabulary import vocabulary_problem

REQUIRED = ("contract", "year", "kind", "kwh")
_TEXTS = ("entity", "site", "tracking")
_NUMBERS = ("kwh", "kgco2e_per_kwh")
_PERIOD = ("produced_from", "produced_to")
_YES = {"yes": True, "ja": True, "true": True, "1": True, "no": False, "nee": False, "false": False, "0": False}
#: Largest difference between an hourly profile and the volume of its contract, as a share of the volume.
_PROFILE_TOLERANCE = 1e-3


@dataclass(frozen=True, eq=False)
class Contracts:
    """Electricity contracts of the reporting years.

    Matching is annual: the volume of a contract counts against the consumption of its year. An hourly profile is
    checked and kept, and changes no result.

    Parameters
    ----------
    frame : DataFrame
        One row per contract and year, checked.
    rules : Scope2Rules
        How instruments are judged.
    year_end_month : int
        Month in which a reporting year ends.
    hourly : mapping of (contract, year) to array of shape (8760,) or (8784,)
        Production per hour [kWh].

    See Also
    --------
    scope2_rules : quality criteria, vintage window and markets.
    """

    frame: pd.DataFrame
    rules: Scope2Rules = field(repr=False)
    year_end_month: int = 12
    hourly: Mapping[tuple[str, int], npt.NDArray[np.float64]] = field(default_factory=dict, repr=False)

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        rules: Scope2Rules | None = None,
        year_end_month: int = 12,
        hourly: Mapping[tuple[str, int], Any] | None = None,
    ) -> Contracts:
        """Make contracts from a table.

        Parameters
        ----------
        frame : DataFrame
            Columns contract (id), year (of the consumption), kind (GO, PPA, supplier label, green tariff), kwh
            (volume [kWh]); and as far as known entity and site (what it covers; blank = all), country (where the
            electricity was produced), produced_from and produced_to (year or year-month), tracking (certificate
            system), energy_source, kgco2e_per_kwh (emission factor at generation [kg CO2e/kWh]) and the answers
            conveys_attribute, sole_claim, cancelled, delivered_rate and claims_transferred (yes, no; blank counts as
            not shown).
        rules : Scope2Rules, optional
            How instruments are judged; without it `scope2_rules`.
        year_end_month : int
            Month in which a reporting year ends.
        hourly : mapping of (contract, year) to array, optional
            Production per hour of the reporting year [kWh].

        Raises
        ------
        DataError
            With every row and profile that cannot be read.

        Examples
        --------
        >>> contracts = Contracts.from_frame(pd.DataFrame({"contract": ["GO-1"], "year": [2025], "kind": ["GO"],
        ...                                                "kwh": [1000.0], "country": ["Norway"]}))
        >>> contracts.frame["country"].tolist()
        ['NO']
        """
        log = ProblemLog()
        for column in REQUIRED:
            if column not in frame:
                log.add("missing_column", value=column, columns=", ".join(REQUIRED))
        log.raise_if_any()
        chosen = rules or scope2_rules()
        declared = [criterion.id for criterion in chosen.criteria if criterion.is_declared]
        checked = _Reader(frame.reset_index(drop=True), log).read(declared)
        log.raise_if_any()
        profiles = {key: _profile(key, values, checked, log) for key, values in (hourly or {}).items()}
        log.raise_if_any()
        return cls(checked, chosen, year_end_month, profiles)

    @property
    def names(self) -> frozenset[str]:
        """Return the contracts, as activity rows may name them."""
        return frozenset(self.frame["contract"])

    @property
    def rates(self) -> dict[tuple[str, int], float]:
        """Return the emission factors that contracts state themselves [kg CO2e/kWh], by contract and year."""
        own = self.frame[self.frame["kgco2e_per_kwh"].notna()]
        return {
            (str(name), int(year)): float(rate)
            for name, year, rate in zip(own["contract"], own["year"], own["kgco2e_per_kwh"], strict=True)
        }

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.frame["kind"].value_counts().items())
        return f"Contracts: {self.frame['kwh'].sum():,.0f} kWh ({kinds}); matched per year"


def parse_month(raw: Any, *, last: bool) -> int | Problem | None:
    """Read a year, a year and month, or a date as months since year 0; None when blank.

    Examples
    --------
    >>> parse_month("2025", last=True) == 2025 * 12 + 11, parse_month("2025-04", last=False) == 2025 * 12 + 3
    (True, True)
    """
    if raw is None or raw is pd.NaT or (isinstance(raw, float) and np.isnan(raw)) or not str(raw).strip():
        return None
    if isinstance(raw, dt.date):
        return raw.year * 12 + raw.month - 1
    found = re.fullmatch(r"(\d{4})(?:\.0)?(?:-(\d{1,2})(?:-\d{1,2}(?:[ T].*)?)?)?", str(raw).strip())
    if not found or not 1990 <= int(found[1]) <= 2100 or not 1 <= int(found[2] or 1) <= 12:
        return Problem("contract_period", raw)
    month = int(found[2]) - 1 if found[2] else (11 if last else 0)
    return int(found[1]) * 12 + month


class _Reader:
    """Reads the columns of a table of contracts, noting problems with their row."""

    def __init__(self, frame: pd.DataFrame, log: ProblemLog) -> None:
        self.frame, self.log = frame, log

    def read(self, declared: list[str]) -> pd.DataFrame:
        size = len(self.frame)
        columns: dict[str, Any] = {
            "contract": self._column("contract", self._name),
            "year": self._column("year", _year),
        }
        for name, allowed in (("kind", contract_kinds()), ("energy_source", energy_sources())):
            columns[name] = self._column(name, lambda raw, n=name, a=allowed: _word(n, raw, a))
        columns |= {name: self._column(name, lambda raw: raw) for name in _TEXTS}
        columns |= {name: np.array(self._column(name, lambda raw, n=name: _amount(n, raw)), float) for name in _NUMBERS}
        columns["country"] = self._column(
            "country", lambda raw: (find_region(raw) or unknown_region(raw)) if raw else ""
        )
        for name in _PERIOD:
            columns[name] = self._column(name, lambda raw, n=name: _month(raw, n), raw_cells=True)
        columns |= {name: self._column(name, lambda raw, n=name: _yes(n, raw)) for name in declared}
        columns["sheet"] = self.frame["sheet"].astype(str).tolist() if "sheet" in self.frame else ["contracts"] * size
        columns["cell"] = [self._where(row)[1] for row in range(size)]
        checked = pd.DataFrame(columns)
        for row in np.flatnonzero(checked.duplicated(["contract", "year"]).to_numpy()):
            self._note(int(row), Problem("contract_twice", checked["contract"].iloc[row]))
        return checked

    def _column(self, name: str, parse: Any, *, raw_cells: bool = False) -> list[Any]:
        if name not in self.frame:
            return [_or_blank(parse(""))] * len(self.frame)
        found = []
        for row, raw in enumerate(self.frame[name].tolist()):
            blank = raw is None or raw is pd.NA or (isinstance(raw, float) and np.isnan(raw))
            value = parse(raw if raw_cells else ("" if blank else str(raw).strip()))
            if isinstance(value, Problem):
                self._note(row, value)
            found.append(_or_blank(value))
        return found

    def _name(self, raw: str) -> str | Problem:
        return raw or Problem("contract_no_name")

    def _note(self, row: int, problem: Problem) -> None:
        self.log.extend([problem.at(*self._where(row))])

    def _where(self, row: int) -> tuple[str, str]:
        sheet = str(self.frame["sheet"].iloc[row]) if "sheet" in self.frame else "contracts"
        return sheet, str(self.frame["cell"].iloc[row]) if "cell" in self.frame else f"row {row}"


def _or_blank(value: Any) -> Any:
    return float("nan") if isinstance(value, Problem) else value


def _word(column: str, raw: str, allowed: tuple[str, ...]) -> str | Problem:
    found = next((word for word in allowed if word.casefold() == raw.casefold()), None)
    if found is None and (raw or column == "kind"):
        return vocabulary_problem(column, raw, allowed)
    return found or ""


def _year(raw: str) -> int | Problem:
    found = parse_month(raw, last=False)
    return found // 12 if isinstance(found, int) else Problem("not_a_year", raw)


def _amount(column: str, raw: str) -> float | Problem:
    if not raw and column != "kwh":
        return float("nan")
    try:
        value = float(raw)
    except ValueError:
        return Problem("not_a_number", raw)
    if not np.isfinite(value):
        return Problem("not_a_number", raw)
    return value if value >= 0 else Problem("negative_value", raw)


def _month(raw: Any, column: str) -> float | Problem:
    found = parse_month(raw, last=column == "produced_to")
    return float("nan") if found is None else found if isinstance(found, Problem) else float(found)


def _yes(column: str, raw: str) -> bool | Problem | None:
    if not raw:
        return None
    found = _YES.get(raw.casefold())
    return vocabulary_problem(column, raw, ("yes", "no")) if found is None else found


def _profile(key: tuple[str, int], values: Any, contracts: pd.DataFrame, log: ProblemLog) -> npt.NDArray[np.float64]:
    profile = np.asarray(values, dtype=np.float64)
    contract, year = key
    own = contracts[(contracts["contract"] == contract) & (contracts["year"] == year)]
    if not len(own):
        log.add("profile_no_contract", value=contract, year=year)
        return profile
    hours = 8784 if calendar.isleap(year) else 8760
    volume = float(own["kwh"].iloc[0])
    if profile.shape != (hours,):
        log.add("profile_length", value=contract, hours=hours, given=profile.size, year=year)
    elif not np.all(np.isfinite(profile)) or profile.min() < 0:
        log.add("profile_values", value=contract, year=year)
    elif abs(float(profile.sum()) - volume) > _PROFILE_TOLERANCE * volume:
        log.add("profile_volume", value=contract, given=f"{profile.sum():.0f}", volume=f"{volume:.0f}", year=year)
    return profile
