"""The autonomous change of intensity that an inventory of several years shows."""

from __future__ import annotations

from collections.abc import Mapping

from ghgcalc.errors import DataError, Problem
from ghgcalc.inventory import Inventory
from ghgcalc.inventory.cells import cells_under
from ghgcalc.projection.growth import cagr


def historic_intensity_trend(
    inventory: Inventory, volumes: Mapping[str, Mapping[int, float]], *, scope2: str
) -> dict[str, float]:
    r"""Return the yearly change of emissions per unit of volume, per category of the activity [1/year].

    Parameters
    ----------
    inventory : Inventory
        With at least two years.
    volumes : mapping of str to mapping of int to float
        Volume per year for each category, in the first and the last year of the inventory.
    scope2 : {"location", "market"}
        Scope 2 method.

    Returns
    -------
    dict
        For `intensity_trend` of `project_bau`. A category counts with its lines in category 3.3.

    Raises
    ------
    DataError
        If the inventory has one year, or a category lacks emissions or a volume above 0 in one of the
        two years.

    Notes
    -----
    :math:`i = ((E_T / X_T) / (E_0 / X_0))^{1/(T - t_0)} - 1`. A trend also holds what levers brought in those years
    and what changed in the emission factors: use it only when both are known to be small, or taken out.

    Examples
    --------
    >>> import pandas as pd
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.inventory import calculate_inventory
    >>> rows = pd.DataFrame({"year": [2024, 2026], "activity": "reported", "value": [100.0, 96.04], "unit": "tCO2e",
    ...                      "category": "3.1"})
    >>> inventory = calculate_inventory(rows, load_factors("nl-2026"))
    >>> trend = historic_intensity_trend(inventory, {"3.1": {2024: 50.0, 2026: 50.0}}, scope2="market")
    >>> round(trend["3.1"], 6)
    -0.02
    """
    first, last = inventory.years[0], inventory.years[-1]
    if first == last:
        raise DataError([Problem("trend_one_year", first)])
    cells = cells_under(inventory.cells, scope2)
    tonnes = cells.groupby([cells["activity_category"].astype(str), "year"])["tco2e"].sum()
    found: dict[str, float] = {}
    problems: list[Problem] = []
    for category, volume in volumes.items():
        missing = [year for year in (first, last) if year not in volume or (category, year) not in tonnes.index]
        if missing:
            problems.append(Problem("trend_without_data", category, params={"years": ", ".join(map(str, missing))}))
            continue
        wrong = [(year, volume[year]) for year in (first, last) if not volume[year] > 0]
        if wrong:
            problems += [
                Problem("trend_volume", value, params={"category": category, "year": year}) for year, value in wrong
            ]
            continue
        before, after = (float(tonnes[category, year]) / volume[year] for year in (first, last))
        found[category] = cagr(before, after, last - first)
    if problems:
        raise DataError(problems)
    return found
