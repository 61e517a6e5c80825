"""Scope 1 and 2 emissions of somebody else's site or asset: fuel, electricity, heat, refrigerant, process, waste."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers
from ghgcalc.scope3.columns import pair, sum_of_parts


def operation(
    *,
    fuel: ArrayLike | None = None,
    kgco2e_per_fuel_unit: ArrayLike | None = None,
    electricity_kwh: ArrayLike | None = None,
    kgco2e_per_kwh: ArrayLike | None = None,
    heat: ArrayLike | None = None,
    kgco2e_per_heat_unit: ArrayLike | None = None,
    refrigerant_kg: ArrayLike | None = None,
    gwp: ArrayLike | None = None,
    process_kgco2e: ArrayLike | None = None,
    waste: ArrayLike | None = None,
    kgco2e_per_waste_unit: ArrayLike | None = None,
) -> Numbers:
    r"""Return the emissions of operating a site, asset or carrier [kg CO2e].

    Each row is one site, asset or carrier. A second fuel of the same site is a row of its own that holds only that
    fuel, so that its electricity is not counted twice. What is left out does not occur there.

    Parameters
    ----------
    fuel, kgco2e_per_fuel_unit : float or array, optional
        Fuel burned [litre, m3, kg or kWh], and its factor [kg CO2e per that unit].
    electricity_kwh, kgco2e_per_kwh : float or array, optional
        Electricity used [kWh], and its factor [kg CO2e/kWh].
    heat, kgco2e_per_heat_unit : float or array, optional
        Purchased heat, steam or cooling [kWh or GJ], and its factor [kg CO2e per that unit].
    refrigerant_kg, gwp : float or array, optional
        Refrigerant leaked [kg], and its global warming potential [kg CO2e/kg].
    process_kgco2e : float or array, optional
        Process emissions [kg CO2e].
    waste, kgco2e_per_waste_unit : float or array, optional
        Waste [kg or tonne], and its factor [kg CO2e per that unit].

    Returns
    -------
    float or array
        Emissions per row [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If an amount stands without its factor, a number is missing or negative, or nothing is given.

    Notes
    -----
    :math:`E = F e_F + W e_W + H e_H + L\,GWP + P + A e_A`

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions", version 1.0 (2013), the common core of
       formulas 4.1 (p. 54), 4.8 (p. 68), 8.1 (p. 96), 10.1 (p. 109) and 14.1 (p. 132).

    Examples
    --------
    >>> operation(electricity_kwh=[1000.0, 400.0], kgco2e_per_kwh=0.5, refrigerant_kg=[0.0, 0.1], gwp=2000.0)
    array([500., 400.])
    """
    return sum_of_parts(
        fuel=pair(fuel=fuel, kgco2e_per_fuel_unit=kgco2e_per_fuel_unit),
        electricity=pair(electricity_kwh=electricity_kwh, kgco2e_per_kwh=kgco2e_per_kwh),
        heat=pair(heat=heat, kgco2e_per_heat_unit=kgco2e_per_heat_unit),
        refrigerant=pair(refrigerant_kg=refrigerant_kg, gwp=gwp),
        process_kgco2e=process_kgco2e,
        waste=pair(waste=waste, kgco2e_per_waste_unit=kgco2e_per_waste_unit),
    )
