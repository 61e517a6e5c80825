"""Category 14, franchises, as the franchisor reports them: per franchise, from a sample, or averages."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers, plain, require
from ghgcalc.scope3.columns import columns, part_of, product, sum_of_parts


def franchise_specific(scope1_kgco2e: ArrayLike, *, scope2_kgco2e: ArrayLike) -> Numbers:
    """Return the emissions of franchises from their own scope 1 and 2 [kg CO2e].

    Parameters
    ----------
    scope1_kgco2e, scope2_kgco2e : float or array
        Emissions per franchise [kg CO2e]; `ghgcalc.scope3.operation` computes them from energy use.

    Returns
    -------
    float or array
        Emissions per franchise [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 14.1, p. 132.

    Examples
    --------
    >>> franchise_specific([2000.0, 1500.0], scope2_kgco2e=[6000.0, 0.0])
    array([8000., 1500.])
    """
    return sum_of_parts(scope1_kgco2e=scope1_kgco2e, scope2_kgco2e=scope2_kgco2e)


def energy_by_area(
    building_energy_kwh: ArrayLike, *, franchise_area_m2: ArrayLike, total_area_m2: ArrayLike
) -> Numbers:
    """Return the energy of a franchise from that of its building [kWh].

    Parameters
    ----------
    building_energy_kwh : float or array
        Energy use of the whole building [kWh].
    franchise_area_m2, total_area_m2 : float or array
        Floor area of the franchise and of the building [m2].

    Returns
    -------
    float or array
        Energy per franchise [kWh].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or the franchise is larger than the building.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 14.2, p. 132.

    Examples
    --------
    >>> energy_by_area(80_000.0, franchise_area_m2=120.0, total_area_m2=960.0)
    10000.0
    """
    share = part_of(franchise_area_m2=franchise_area_m2, total_area_m2=total_area_m2)
    return product(building_energy_kwh=building_energy_kwh, share=share)


def sample_scaled(sample_kgco2e: ArrayLike, *, franchises_sampled: ArrayLike, franchises_total: ArrayLike) -> Numbers:
    """Return the emissions of all franchises of a group from a sample of them [kg CO2e].

    Parameters
    ----------
    sample_kgco2e : float or array
        Emissions of the sampled franchises together, per group [kg CO2e].
    franchises_sampled, franchises_total : float or array
        Franchises in the sample and in the group [franchise].

    Returns
    -------
    float or array
        Emissions per group [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If the sample is empty or larger than the group.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 14.3, p. 132, and
       appendix A, pp. 153-157.

    Examples
    --------
    >>> sample_scaled([50_000.0, 9000.0], franchises_sampled=[5.0, 3.0], franchises_total=[20.0, 12.0])
    array([200000.,  36000.])
    """
    sample, sampled, total = columns(
        divisors=("franchises_sampled",), sample_kgco2e=sample_kgco2e, franchises_sampled=franchises_sampled,
        franchises_total=franchises_total,
    )  # fmt: skip
    require(
        sampled <= total, "scope3.part_above_whole", value=sampled, name="franchises_sampled", whole=total,
        whole_name="franchises_total",
    )  # fmt: skip
    return plain(np.asarray(sample * total / sampled))


def average_by_area(area_m2: ArrayLike, *, kgco2e_per_m2: ArrayLike) -> Numbers:
    """Return the emissions of franchises from floor area [kg CO2e].

    Parameters
    ----------
    area_m2 : float or array
        Floor area per building type [m2].
    kgco2e_per_m2 : float or array
        Average factor of the building type [kg CO2e per m2 and year].

    Returns
    -------
    float or array
        Emissions per building type [kg CO2e per year].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 14.4, p. 134.

    Examples
    --------
    >>> average_by_area(1500.0, kgco2e_per_m2=60.0)
    90000.0
    """
    return product(area_m2=area_m2, kgco2e_per_m2=kgco2e_per_m2)


def average_by_building(buildings: ArrayLike, *, kgco2e_per_building: ArrayLike) -> Numbers:
    """Return the emissions of franchises from the number of buildings or assets [kg CO2e].

    Parameters
    ----------
    buildings : float or array
        Number per building or asset type [building].
    kgco2e_per_building : float or array
        Average emissions of that type [kg CO2e per building and year].

    Returns
    -------
    float or array
        Emissions per building type [kg CO2e per year].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 14.5, p. 135.

    Examples
    --------
    >>> average_by_building(8.0, kgco2e_per_building=15_000.0)
    120000.0
    """
    return product(buildings=buildings, kgco2e_per_building=kgco2e_per_building)
