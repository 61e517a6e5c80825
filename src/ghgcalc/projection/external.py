"""What changes emission factors without any merit of the company: power grids, fuel rules, vehicle norms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.errors import DataError, Problem
from ghgcalc.inventory.selector import Selector, select_cells
from ghgcalc.projection.external_words import external_groups, grid_activities
from ghgcalc.projection.growth import Floats
from ghgcalc.texts import check_language
from ghgcalc.vocabulary import is_assumption

Form = Literal["factor", "share", "reduction"]
Interpolation = Literal["linear", "step"]


@dataclass(frozen=True)
class ExternalDriver:
    r"""A yearly series that changes the emission factors of some cells.

    Parameters
    ----------
    driver_id : str
        Its id, such as ``"grid.NL"``.
    form : {"factor", "share", "reduction"}
        What `values` hold: an emission factor in any one unit, a share of a cleaner fuel [0..1], or a reduction
        against a reference year [0..1].
    values : mapping of int to float
        Value per year, at least one.
    selectors : tuple of Selector
        Cells it acts on: those that any of them takes.
    names : mapping of str to str
        Name per language.
    group : str
        Bar of the waterfall it belongs to: grid, fuels, vehicles or other.
    interpolation : {"linear", "step"}
        Between two years; a step holds its value until the next one. Outside the years the nearest value holds.
    saving : float
        Part of the emissions that the cleaner fuel saves, for the form ``"share"`` [0..1].
    covered : float
        Part of the activity under the rule [0..1].
    source, confidence : str
        Where it comes from; V read, D derived, M from memory, A assumption.
    source_nl : str
        Where it comes from, in Dutch; empty = as `source`.

    Raises
    ------
    DataError
        If there is no value, or one is impossible.

    Notes
    -----
    Relative to the first year of the projection the factor of a cell is
    :math:`1 - c\,(1 - L_t / L_0)` with c the part covered and L the level: the factor itself, 1 - saving · share, or
    1 - reduction. What the rule brought by the first year is in the data already.

    Examples
    --------
    >>> cars = Selector.of({"category": "1.mobile"})
    >>> norm = ExternalDriver("cars", "factor", {2024: 0.16, 2030: 0.08}, (cars,), {"en": "Cars", "nl": "Auto's"})
    >>> norm.index([2024, 2027, 2030]).round(6).tolist()
    [1.0, 0.75, 0.5]
    """

    driver_id: str
    form: Form
    values: Mapping[int, float]
    selectors: tuple[Selector, ...]
    names: Mapping[str, str]
    group: str = "other"
    interpolation: Interpolation = "linear"
    saving: float = 1.0
    covered: float = 1.0
    source: str = ""
    confidence: str = ""
    source_nl: str = ""

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise DataError(problems)

    @property
    def is_assumption(self) -> bool:
        """Tell whether a number rests on memory or on an assumption."""
        return is_assumption(self.confidence)

    def name(self, language: str = "en") -> str:
        """Return the name in one language."""
        return self.names[check_language(language)]

    def source_in(self, language: str = "en") -> str:
        """Return where it comes from in one language."""
        return self.source_nl or self.source if check_language(language) == "nl" else self.source

    def index(self, years: Sequence[int]) -> Floats:
        """Return the factor of each year relative to the first of `years`, shape (years,).

        Raises
        ------
        DataError
            If a path of factors starts after the first year.
        """
        first = min(self.values)
        if self.form == "factor" and first > years[0]:
            params = {"first": first, "name_en": self.name("en"), "name_nl": self.name("nl")}
            raise DataError([Problem("external_starts_late", years[0], params=params)])
        level = self._level(np.asarray(years, np.float64))
        # Nothing is left to change when the rule had taken everything by the first year.
        relative = level / level[0] if level[0] > 0.0 else np.ones_like(level)
        return np.asarray(1.0 - self.covered * (1.0 - relative), np.float64)

    def takes(self, cells: pd.DataFrame) -> NDArray[np.bool_]:
        """Return which cells it acts on, their category 3.3 lines included, shape (cells,)."""
        taken = np.zeros(len(cells), dtype=bool)
        for selector in self.selectors:
            taken |= select_cells(cells, selector)
        return taken

    def _level(self, when: Floats) -> Floats:
        given = np.array(sorted(self.values.items()), np.float64)
        if self.interpolation == "step":
            place = np.clip(np.searchsorted(given[:, 0], when, side="right") - 1, 0, None)
            value = given[place, 1]
        else:
            value = np.interp(when, given[:, 0], given[:, 1])
        if self.form == "factor":
            return np.asarray(value, np.float64)
        return np.asarray(1.0 - (self.saving if self.form == "share" else 1.0) * value, np.float64)


def external_indices(drivers: Sequence[ExternalDriver], cells: pd.DataFrame, years: Sequence[int]) -> Floats:
    """Return the factor of each cell and year relative to the first year, per driver, shape (drivers, cells, years)."""
    result = np.ones((len(drivers), len(cells), len(years)))
    for number, driver in enumerate(drivers):
        result[number, driver.takes(cells)] = driver.index(years)
    return result


def check_external(drivers: Sequence[ExternalDriver], years: Sequence[int]) -> tuple[ExternalDriver, ...]:
    """Return the drivers as a tuple.

    Raises
    ------
    DataError
        If an id is there twice, so that its effect would count twice, or a path starts after the first of `years`.
    """
    ids = [driver.driver_id for driver in drivers]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise DataError([Problem("external_twice", name) for name in twice])
    for driver in drivers:
        driver.index(years)
    return tuple(drivers)


def grids_without_path(drivers: Sequence[ExternalDriver], cells: pd.DataFrame) -> list[str]:
    """Return the regions with power of the grid whose factor no driver of the group grid changes."""
    wanted = Selector.of({"activity": grid_activities()})
    power = select_cells(cells, wanted) & (cells["tco2e"].to_numpy(np.float64) != 0.0)
    for driver in drivers:
        if driver.group == "grid":
            power &= ~driver.takes(cells)
    return sorted(cells.loc[power, "region"].astype(str).unique())


def _problems(driver: ExternalDriver) -> list[Problem]:
    found: list[Problem] = []
    name = driver.names.get("en", driver.driver_id)

    def note(code: str, value: object, **params: object) -> None:
        found.append(Problem(code, value, params={"driver": name, **params}))

    words = {"form": get_args(Form), "interpolation": get_args(Interpolation), "group": external_groups()}
    for column, allowed in words.items():
        if getattr(driver, column) not in allowed:
            note("external_choice", getattr(driver, column), column=column, options=", ".join(allowed))
    if not driver.values:
        note("external_empty", "")
    if not any(str(selector) for selector in driver.selectors):
        note("external_without_cells", driver.driver_id)
    top = np.inf if driver.form == "factor" else 1.0
    for year, value in driver.values.items():
        if not 0.0 <= value <= top or np.isinf(value):
            note("external_value", value, year=year)
    if driver.form == "factor" and driver.values and driver.values[min(driver.values)] == 0.0:
        note("external_value", 0.0, year=min(driver.values))
    for column in ("saving", "covered"):
        if not 0.0 <= getattr(driver, column) <= 1.0:
            note("external_value", getattr(driver, column), year=column)
    return found
