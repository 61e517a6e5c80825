"""Category 15, investments: equity and project finance, from the investee's own data or sector averages."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers
from ghgcalc.scope3.columns import product


def equity_specific(scope1_and_2_kgco2e: ArrayLike, *, equity_share: ArrayLike) -> Numbers:
    """Return your part of an investee's own scope 1 and 2 emissions [kg CO2e].

    Parameters
    ----------
    scope1_and_2_kgco2e : float or array
        Scope 1 and 2 of the investee [kg CO2e].
    equity_share : float or array
        Your share in its equity [share].

    Returns
    -------
    float or array
        Emissions per investment [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or a share is not between 0 and 1.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 15.1, p. 142.

    Examples
    --------
    >>> equity_specific([120_000.0, 200_000.0], equity_share=[0.4, 0.25])
    array([48000., 50000.])
    """
    return product(shares=("equity_share",), scope1_and_2_kgco2e=scope1_and_2_kgco2e, equity_share=equity_share)


def equity_average(
    revenue: ArrayLike, *, kgco2e_per_currency: ArrayLike, equity_share: ArrayLike, sector_share: ArrayLike = 1.0
) -> Numbers:
    """Return your part of an investee's emissions, estimated from its revenue [kg CO2e].

    Parameters
    ----------
    revenue : float or array
        Revenue of the investee [currency of the factor].
    kgco2e_per_currency : float or array
        Factor of its sector [kg CO2e per unit of revenue].
    equity_share : float or array
        Your share in its equity [share].
    sector_share : float or array
        Part of the revenue that comes from that sector; an investee in two sectors is two rows [share].

    Returns
    -------
    float or array
        Emissions per row, one row per investment and sector [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or a share is not between 0 and 1.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 15.2, p. 144.

    Examples
    --------
    >>> equity_average(1_000_000.0, kgco2e_per_currency=[0.5, 2.0], equity_share=0.5, sector_share=[0.75, 0.25])
    array([187500., 250000.])
    """
    return product(
        shares=("equity_share", "sector_share"),
        revenue=revenue, sector_share=sector_share, kgco2e_per_currency=kgco2e_per_currency, equity_share=equity_share,
    )  # fmt: skip


def project_specific(scope1_and_2_kgco2e: ArrayLike, *, project_share: ArrayLike) -> Numbers:
    """Return your part of the emissions of a project that you finance [kg CO2e].

    Parameters
    ----------
    scope1_and_2_kgco2e : float or array
        Scope 1 and 2 of the project in the year [kg CO2e].
    project_share : float or array
        Your part of the total project costs, equity and debt [share].

    Returns
    -------
    float or array
        Emissions per project [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or a share is not between 0 and 1.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 15.3, p. 148.

    Examples
    --------
    >>> project_specific(400_000.0, project_share=0.125)
    50000.0
    """
    return product(shares=("project_share",), scope1_and_2_kgco2e=scope1_and_2_kgco2e, project_share=project_share)


def project_average(amount: ArrayLike, *, kgco2e_per_currency: ArrayLike, project_share: ArrayLike) -> Numbers:
    """Return your part of the emissions of a project, estimated from its costs or revenue [kg CO2e].

    Parameters
    ----------
    amount : float or array
        Construction cost while it is built, revenue while it operates [currency of the factor].
    kgco2e_per_currency : float or array
        Factor of the construction sector or of the operating sector [kg CO2e per unit of currency].
    project_share : float or array
        Your part of the total project costs [share].

    Returns
    -------
    float or array
        Emissions per row, one row per project and phase [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or a share is not between 0 and 1.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 15.4, p. 150.

    Examples
    --------
    >>> project_average(2_000_000.0, kgco2e_per_currency=0.4, project_share=0.1)
    80000.0
    """
    return product(
        shares=("project_share",),
        amount=amount, kgco2e_per_currency=kgco2e_per_currency, project_share=project_share,
    )  # fmt: skip


def project_lifetime(annual_kgco2e: ArrayLike, *, lifetime_years: ArrayLike, project_share: ArrayLike) -> Numbers:
    """Return your part of the projected emissions of a project over its life [kg CO2e]; reported apart, never added.

    Parameters
    ----------
    annual_kgco2e : float or array
        Projected emissions per year of operation [kg CO2e/year].
    lifetime_years : float or array
        Expected life [year].
    project_share : float or array
        Your part of the total project costs [share].

    Returns
    -------
    float or array
        Emissions per project [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or a share is not between 0 and 1.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), p. 152.

    Examples
    --------
    >>> project_lifetime(100_000.0, lifetime_years=30.0, project_share=0.25)
    750000.0
    """
    return product(
        shares=("project_share",),
        annual_kgco2e=annual_kgco2e, lifetime_years=lifetime_years, project_share=project_share,
    )  # fmt: skip
