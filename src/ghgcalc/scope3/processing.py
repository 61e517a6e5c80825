"""Category 10, processing of sold intermediate products by customers: per site or with an average factor."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers
from ghgcalc.scope3.columns import product
from ghgcalc.scope3.operation import operation


def site_specific(
    *,
    allocated_share: ArrayLike = 1.0,
    fuel: ArrayLike | None = None,
    kgco2e_per_fuel_unit: ArrayLike | None = None,
    electricity_kwh: ArrayLike | None = None,
    kgco2e_per_kwh: ArrayLike | None = None,
    refrigerant_kg: ArrayLike | None = None,
    gwp: ArrayLike | None = None,
    process_kgco2e: ArrayLike | None = None,
    waste: ArrayLike | None = None,
    kgco2e_per_waste_unit: ArrayLike | None = None,
) -> Numbers:
    """Return the emissions of a customer's site that processes the product [kg CO2e].

    Parameters
    ----------
    allocated_share : float or array
        Part of the site's figures that belongs to your product [share]; 1 when they are of your product alone.
    fuel, kgco2e_per_fuel_unit : float or array, optional
        Fuel [litre, m3, kg or kWh], and its factor [kg CO2e per that unit].
    electricity_kwh, kgco2e_per_kwh : float or array, optional
        Electricity [kWh], and its factor [kg CO2e/kWh].
    refrigerant_kg, gwp : float or array, optional
        Refrigerant leaked [kg], and its global warming potential [kg CO2e/kg].
    process_kgco2e : float or array, optional
        Process emissions [kg CO2e].
    waste, kgco2e_per_waste_unit : float or array, optional
        Waste output [kg], and its factor [kg CO2e/kg].

    Returns
    -------
    float or array
        Emissions per row, one row per site [kg CO2e]; a second fuel is a row of its own.

    Raises
    ------
    ghgcalc.errors.DataError
        If an amount stands without its factor, a number is missing or negative, or nothing is given.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 10.1, p. 109.

    Examples
    --------
    >>> site_specific(fuel=500.0, kgco2e_per_fuel_unit=2.0, waste=100.0, kgco2e_per_waste_unit=0.5)
    1050.0
    """
    site = operation(
        fuel=fuel, kgco2e_per_fuel_unit=kgco2e_per_fuel_unit, electricity_kwh=electricity_kwh,
        kgco2e_per_kwh=kgco2e_per_kwh, refrigerant_kg=refrigerant_kg, gwp=gwp, process_kgco2e=process_kgco2e,
        waste=waste, kgco2e_per_waste_unit=kgco2e_per_waste_unit,
    )  # fmt: skip
    return product(shares=("allocated_share",), site_kgco2e=site, allocated_share=allocated_share)


def average_data(mass_kg: ArrayLike, *, kgco2e_per_kg: ArrayLike) -> Numbers:
    """Return the emissions of processing from the mass sold and an average factor [kg CO2e].

    Parameters
    ----------
    mass_kg : float or array
        Intermediate product sold [kg].
    kgco2e_per_kg : float or array
        Processing into the final product [kg CO2e/kg]; steps in a row are rows.

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 10.2, p. 112.

    Examples
    --------
    >>> average_data(4000.0, kgco2e_per_kg=[0.5, 1.25])
    array([2000., 5000.])
    """
    return product(mass_kg=mass_kg, kgco2e_per_kg=kgco2e_per_kg)
