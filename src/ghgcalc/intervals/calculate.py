"""The verb `uncertainty`: intervals around an inventory, analytically or by Monte Carlo."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.intervals.inputs import uncertainty_defaults, uncertainty_of_cells
from ghgcalc.intervals.monte_carlo import draw_groups
from ghgcalc.intervals.noun import Method, Uncertainty
from ghgcalc.intervals.propagation import two_sided
from ghgcalc.intervals.structure import build_structure
from ghgcalc.inventory.cells import cells_under
from ghgcalc.vocabulary import SCOPE2_METHODS, check_word

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory

METHODS: tuple[Method, ...] = ("analytic", "monte-carlo")
#: Columns by which results can be grouped: what says where the emission is reported.
GROUPINGS = (
    "scope", "category", "entity", "site", "region", "activity", "stage", "tier", "material", "process",
    "energy_carrier", "mode", "product", "data_type",
)  # fmt: skip


def uncertainty(
    inventory: Inventory,
    *,
    scope2: str,
    method: Method = "analytic",
    by: Sequence[str] = ("category",),
    level: float = 0.95,
    draws: int = 10_000,
    seed: int = 0,
    factor_gsd: Mapping[str, float] | None = None,
    defaults: Mapping[str, Mapping[str, Any]] | bool = True,
    pair_editions: bool = True,
) -> Uncertainty:
    """Return how uncertain the emissions of an inventory are.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    scope2 : {"location", "market"}
        Scope 2 method; there is no default.
    method : {"analytic", "monte-carlo"}
        Exact variances with lognormal intervals, or draws with quantiles.
    by : sequence of str
        Columns of the groups beside the year, such as ``("scope", "category")``.
    level : float
        Probability inside the intervals [-].
    draws : int
        Number of draws of the Monte Carlo.
    seed : int
        Seed of the draws; the same seed gives the same numbers.
    factor_gsd : mapping, optional
        Geometric standard deviation by factor id, or by id or name of an activity [-]; goes before the published one.
    defaults : bool or mapping
        True fills what is not published from `rulebooks/accounting/uncertainty.toml`; a mapping replaces figures of
        that file; False leaves them unknown.
    pair_editions : bool
        Whether the factor of an activity, region and stage errs the same way in every year and edition. False makes
        every edition a draw of its own.

    Returns
    -------
    Uncertainty

    Raises
    ------
    DataError
        If scope 2 is only known by the other method, a column does not exist, or an own figure fits nothing.

    Notes
    -----
    Every factor and amount is lognormal with the figure of the inventory as its mean. One factor is one draw for all
    its rows and years; one amount is one draw for all its emission lines; amounts are independent of each other.
    Amounts of one entity and data type to which the same factors apply are drawn together, with the variance of
    their sum. What is unknown is taken as certain, and its share is named in the result: the interval is then too
    narrow.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), section 7.4 and p. 129-130.
    .. [2] IPCC, "Guidelines for National Greenhouse Gas Inventories" (2006), vol. 1, ch. 3.

    Examples
    --------
    >>> import pandas as pd
    >>> from ghgcalc.factors import load_factors
    >>> from ghgcalc.inventory import calculate_inventory
    >>> rows = pd.DataFrame({"year": [2026], "activity": ["diesel"], "value": [1000.0], "unit": ["litre"],
    ...                      "data_type": ["measured"]})
    >>> inventory = calculate_inventory(rows, load_factors("nl-2026"), region="NL")
    >>> total = uncertainty(inventory, scope2="market", factor_gsd={"diesel": 1.05}).totals.iloc[0]
    >>> round(float(total["relative"]), 3)
    0.046
    """
    word = check_word("scope2", scope2, SCOPE2_METHODS)
    check_word("method", method, METHODS)
    two_sided(level)
    for name in by:
        if name not in GROUPINGS:
            options = ", ".join(closest(name, GROUPINGS) or GROUPINGS)
            raise DataError([Problem("unknown_column", name, params={"options": options})])
    if draws < 2:
        raise ValueError(f"a Monte Carlo needs at least 2 draws, not {draws}")
    inventory.total(scope2=word)
    table = uncertainty_defaults(None if isinstance(defaults, bool) else defaults)
    cells = cells_under(inventory.cells, word)
    used = None if defaults is False else table
    sigma = uncertainty_of_cells(inventory, cells, factor_gsd=factor_gsd, defaults=used)
    structure = build_structure(inventory, cells, sigma, by=by, pair_editions=pair_editions)
    improved = (0.5 * math.log(table["improved"]["factor"]), 0.5 * math.log(table["improved"]["activity"]))
    drawn = draw_groups(structure, draws=draws, seed=seed) if method == "monte-carlo" else None
    return Uncertainty(inventory, word, method, level, tuple(by), structure, improved, drawn)
