"""Category 6, business travel: fuel, distance or spend, and hotel nights (optional)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers, plain
from ghgcalc.scope3.columns import columns, product


def fuel_based(fuel: ArrayLike, *, kgco2e_per_fuel_unit: ArrayLike) -> Numbers:
    """Return the emissions of business travel from fuel or electricity used [kg CO2e].

    Parameters
    ----------
    fuel : float or array
        Fuel [litre], or electricity [kWh], of employees' travel; `ghgcalc.scope3.transport.fuel_from_spend` and
        `fuel_from_distance` find it.
    kgco2e_per_fuel_unit : float or array
        Factor [kg CO2e per that unit].

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), category 6, fuel-based method,
       with formula 4.1, p. 54.

    Examples
    --------
    >>> fuel_based(120.0, kgco2e_per_fuel_unit=2.5)
    300.0
    """
    return product(fuel=fuel, kgco2e_per_fuel_unit=kgco2e_per_fuel_unit)


def distance_based(
    distance_km: ArrayLike,
    *,
    kgco2e_per_km: ArrayLike,
    travellers: ArrayLike = 1.0,
    travellers_per_vehicle: ArrayLike = 1.0,
) -> Numbers:
    """Return the emissions of business travel from distance [kg CO2e].

    Parameters
    ----------
    distance_km : float or array
        Distance per traveller [km].
    kgco2e_per_km : float or array
        Factor per vehicle-km, or per passenger-km [kg CO2e/km].
    travellers : float or array
        People who made the trip [person].
    travellers_per_vehicle : float or array
        People who share one vehicle, for factors per vehicle-km [person]; 1 for factors per passenger-km.

    Returns
    -------
    float or array
        Emissions per row, one row per mode and group of travellers [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or a vehicle carries nobody.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 6.1, p. 84.

    Examples
    --------
    >>> distance_based(100.0, kgco2e_per_km=0.25, travellers=6.0, travellers_per_vehicle=3.0)
    50.0
    """
    distance, factor, people, sharing = columns(
        divisors=("travellers_per_vehicle",), distance_km=distance_km, kgco2e_per_km=kgco2e_per_km,
        travellers=travellers, travellers_per_vehicle=travellers_per_vehicle,
    )  # fmt: skip
    return plain(np.asarray(people / sharing * distance * factor))


def hotel_nights(nights: ArrayLike, *, kgco2e_per_night: ArrayLike) -> Numbers:
    """Return the emissions of hotel nights [kg CO2e]; optional emissions, reported apart.

    Parameters
    ----------
    nights : float or array
        Nights per hotel type or country [night].
    kgco2e_per_night : float or array
        Factor [kg CO2e per night].

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 6.1, p. 84.
    .. [2] GHG Protocol, "Scope 3 Standard" (2011), table 5.4, p. 36: hotels are optional.

    Examples
    --------
    >>> hotel_nights(30.0, kgco2e_per_night=12.5)
    375.0
    """
    return product(nights=nights, kgco2e_per_night=kgco2e_per_night)


def spend_based(spend: ArrayLike, *, kgco2e_per_currency: ArrayLike) -> Numbers:
    """Return the emissions of business travel from the money spent per mode [kg CO2e].

    Parameters
    ----------
    spend : float or array
        Money spent per mode [currency of the factor, in its prices].
    kgco2e_per_currency : float or array
        Factor of the sector [kg CO2e per unit of currency].

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), category 6, spend-based method,
       with formula 4.7, p. 65.

    Examples
    --------
    >>> spend_based(800.0, kgco2e_per_currency=0.5)
    400.0
    """
    return product(spend=spend, kgco2e_per_currency=kgco2e_per_currency)
