"""Category 3, fuel- and energy-related activities: upstream of fuels and energy, grid losses, resold energy."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers, plain, require
from ghgcalc.scope3.columns import columns, product


def upstream_factor(
    life_cycle_kgco2e_per_unit: ArrayLike,
    *,
    combustion_kgco2e_per_unit: ArrayLike,
    transmission_kgco2e_per_unit: ArrayLike = 0.0,
) -> Numbers:
    """Return the upstream factor of a fuel or of energy from its life-cycle factor [kg CO2e per unit].

    Parameters
    ----------
    life_cycle_kgco2e_per_unit : float or array
        Life-cycle factor [kg CO2e per unit].
    combustion_kgco2e_per_unit : float or array
        Factor of combustion or generation, as counted in scope 1 or 2 [kg CO2e per unit].
    transmission_kgco2e_per_unit : float or array
        Transmission and distribution losses when the life-cycle factor contains them [kg CO2e per unit].

    Returns
    -------
    float or array
        Upstream factor [kg CO2e per unit].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or the result would be below 0.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formulas 3.1 (p. 41) and 3.2
       (p. 44).

    Examples
    --------
    >>> upstream_factor(0.75, combustion_kgco2e_per_unit=0.5)
    0.25
    """
    whole, combustion, losses = columns(
        life_cycle_kgco2e_per_unit=life_cycle_kgco2e_per_unit,
        combustion_kgco2e_per_unit=combustion_kgco2e_per_unit,
        transmission_kgco2e_per_unit=transmission_kgco2e_per_unit,
    )
    upstream = np.asarray(whole - combustion - losses)
    require(upstream >= 0, "scope3.loss_share", value=upstream)
    return plain(upstream)


def upstream_of_fuel(fuel: ArrayLike, *, upstream_kgco2e_per_unit: ArrayLike) -> Numbers:
    """Return the upstream emissions of fuel bought (activity A) [kg CO2e].

    Parameters
    ----------
    fuel : float or array
        Fuel used [litre, m3, kg or kWh].
    upstream_kgco2e_per_unit : float or array
        Extraction, production and transport of the fuel, see `upstream_factor` [kg CO2e per that unit].

    Returns
    -------
    float or array
        Emissions per row [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 3.1, p. 41.

    Examples
    --------
    >>> upstream_of_fuel(1000.0, upstream_kgco2e_per_unit=0.6)
    600.0
    """
    return product(fuel=fuel, upstream_kgco2e_per_unit=upstream_kgco2e_per_unit)


def upstream_of_energy(energy_kwh: ArrayLike, *, upstream_kgco2e_per_kwh: ArrayLike) -> Numbers:
    """Return the upstream emissions of purchased electricity, steam, heat or cooling (activity B) [kg CO2e].

    Parameters
    ----------
    energy_kwh : float or array
        Energy used [kWh].
    upstream_kgco2e_per_kwh : float or array
        Upstream of what generated it, see `upstream_factor` [kg CO2e/kWh].

    Returns
    -------
    float or array
        Emissions per row [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 3.2, p. 44.

    Examples
    --------
    >>> upstream_of_energy(1000.0, upstream_kgco2e_per_kwh=0.125)
    125.0
    """
    return product(energy_kwh=energy_kwh, upstream_kgco2e_per_kwh=upstream_kgco2e_per_kwh)


def transmission_losses(
    energy_kwh: ArrayLike, *, life_cycle_kgco2e_per_kwh: ArrayLike, loss_share: ArrayLike
) -> Numbers:
    """Return the emissions of energy lost in transmission and distribution (activity C) [kg CO2e].

    Parameters
    ----------
    energy_kwh : float or array
        Electricity, steam, heat or cooling used [kWh].
    life_cycle_kgco2e_per_kwh : float or array
        Life-cycle factor, combustion included [kg CO2e/kWh]. The printed example of p. 46 uses the combustion factor.
    loss_share : float or array
        Loss rate of the grid [share of the energy used].

    Returns
    -------
    float or array
        Emissions per row [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or the loss rate is not between 0 and 1.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 3.3, p. 45.

    Examples
    --------
    >>> transmission_losses(1000.0, life_cycle_kgco2e_per_kwh=0.5, loss_share=0.125)
    62.5
    """
    return product(
        shares=("loss_share",),
        energy_kwh=energy_kwh, life_cycle_kgco2e_per_kwh=life_cycle_kgco2e_per_kwh, loss_share=loss_share,
    )  # fmt: skip


def resold_energy(energy_kwh: ArrayLike, *, life_cycle_kgco2e_per_kwh: ArrayLike) -> Numbers:
    """Return the emissions of energy that was bought and sold on to end users (activity D) [kg CO2e].

    Parameters
    ----------
    energy_kwh : float or array
        Energy bought for resale [kWh].
    life_cycle_kgco2e_per_kwh : float or array
        Life-cycle factor, combustion included [kg CO2e/kWh].

    Returns
    -------
    float or array
        Emissions per row [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 3.4, p. 48.

    Examples
    --------
    >>> resold_energy(2000.0, life_cycle_kgco2e_per_kwh=0.5)
    1000.0
    """
    return product(energy_kwh=energy_kwh, life_cycle_kgco2e_per_kwh=life_cycle_kgco2e_per_kwh)
