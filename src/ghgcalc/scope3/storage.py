"""Categories 4 and 9, storage and distribution centres of others: site-specific or per m3 and day."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers
from ghgcalc.scope3.columns import part_of, product
from ghgcalc.scope3.operation import operation


def site_specific(
    *,
    own_volume_m3: ArrayLike,
    total_volume_m3: ArrayLike,
    fuel: ArrayLike | None = None,
    kgco2e_per_fuel_unit: ArrayLike | None = None,
    electricity_kwh: ArrayLike | None = None,
    kgco2e_per_kwh: ArrayLike | None = None,
    refrigerant_kg: ArrayLike | None = None,
    gwp: ArrayLike | None = None,
) -> Numbers:
    """Return your part of the emissions of a storage site, by volume of goods [kg CO2e].

    Parameters
    ----------
    own_volume_m3, total_volume_m3 : float or array
        Your goods and all goods in the site [m3].
    fuel, kgco2e_per_fuel_unit : float or array, optional
        Fuel of the whole site [litre, m3 or kWh], and its factor [kg CO2e per that unit].
    electricity_kwh, kgco2e_per_kwh : float or array, optional
        Electricity of the whole site [kWh], and its factor [kg CO2e/kWh].
    refrigerant_kg, gwp : float or array, optional
        Refrigerant leaked [kg], and its global warming potential [kg CO2e/kg].

    Returns
    -------
    float or array
        Emissions per row, one row per site [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If an amount stands without its factor, your goods are more than all goods, or nothing is given.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 4.8, p. 68.

    Examples
    --------
    >>> site_specific(own_volume_m3=50.0, total_volume_m3=200.0, electricity_kwh=8000.0, kgco2e_per_kwh=0.5)
    1000.0
    """
    site = operation(
        fuel=fuel, kgco2e_per_fuel_unit=kgco2e_per_fuel_unit, electricity_kwh=electricity_kwh,
        kgco2e_per_kwh=kgco2e_per_kwh, refrigerant_kg=refrigerant_kg, gwp=gwp,
    )  # fmt: skip
    return product(site_kgco2e=site, share=part_of(own_volume_m3=own_volume_m3, total_volume_m3=total_volume_m3))


def average_data(volume_m3: ArrayLike, *, days: ArrayLike, kgco2e_per_m3_day: ArrayLike) -> Numbers:
    """Return the emissions of storage from volume and time [kg CO2e].

    Parameters
    ----------
    volume_m3 : float or array
        Goods stored [m3; or pallet or TEU when the factor is per pallet-day or TEU-day].
    days : float or array
        Average number of days in storage [day].
    kgco2e_per_m3_day : float or array
        Factor of the storage site [kg CO2e per m3 and day].

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 4.9, p. 70.

    Examples
    --------
    >>> average_data(40.0, days=10.0, kgco2e_per_m3_day=0.25)
    100.0
    """
    return product(volume_m3=volume_m3, days=days, kgco2e_per_m3_day=kgco2e_per_m3_day)
