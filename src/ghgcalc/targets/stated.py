"""A target as a company states it: its own reduction, whatever a rulebook asks."""

from __future__ import annotations

import pandas as pd

from ghgcalc.errors import raise_problem
from ghgcalc.targets.criteria import CHECK_COLUMNS
from ghgcalc.targets.numbers import require_amount, require_share
from ghgcalc.targets.scope_keys import check_scopes, scope_numbers
from ghgcalc.targets.target import Target
from ghgcalc.texts import text


def stated_target(
    *, scopes: str, base_year: int, target_year: int, base_tco2e: float, reduction: float, name: str | None = None
) -> Target:
    """Return an absolute target with a stated reduction, to follow its progress or to compare it.

    Parameters
    ----------
    scopes : {"1", "2", "1+2", "3", "1+2+3", "flag"}
        Scopes of the target.
    base_year, target_year : int
        Target base year and target year.
    base_tco2e : float
        Emissions in the base year [tCO2e].
    reduction : float
        Reduction in the target year [share of the base year].
    name : str, optional
        Name of the target.

    Returns
    -------
    Target
        Without a rulebook and without checks; `check_target` tells what the rulebooks say.

    Raises
    ------
    ghgcalc.errors.DataError
        If the years are not in order, the base year has no emissions or the reduction is outside 0 to 1.

    References
    ----------
    .. [1] The company's own statement.

    Examples
    --------
    >>> stated_target(scopes="1+2", base_year=2020, target_year=2030, base_tco2e=1000.0, reduction=0.5).emissions(2026)
    700.0
    """
    check_scopes(scopes)
    require_share(reduction, name="reduction")
    require_amount(base_tco2e, name="base_tco2e")
    if base_tco2e <= 0:
        raise_problem("targets.no_base_emissions", value=base_tco2e, base_year=base_year)
    if target_year <= base_year:
        raise_problem("targets.target_before_base", value=target_year, base_year=base_year)
    rate = reduction / (target_year - base_year)
    return Target(
        name=name or f"{text(f'targets.scopes.{scopes}')} {target_year}",
        scopes=scope_numbers(scopes),
        scope_key=scopes,
        method="absolute-contraction",
        ambition="",
        rulebook="",
        base_year=base_year,
        target_year=target_year,
        base_tco2e=base_tco2e,
        target_tco2e=base_tco2e * (1.0 - reduction),
        annual_rate=rate,
        reduction=reduction,
        rulebook_rate=rate,
        checks=pd.DataFrame(columns=list(CHECK_COLUMNS)),
    )
