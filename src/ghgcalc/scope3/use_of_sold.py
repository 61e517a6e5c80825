"""Category 11, use of sold products: direct (required) and indirect such as washing, drying and ironing (optional)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers, plain
from ghgcalc.scope3.columns import columns, pair, part_of, product, sum_of_parts


def direct_energy(
    units_sold: ArrayLike,
    *,
    uses_per_lifetime: ArrayLike,
    electricity_kwh_per_use: ArrayLike | None = None,
    kgco2e_per_kwh: ArrayLike | None = None,
    fuel_per_use: ArrayLike | None = None,
    kgco2e_per_fuel_unit: ArrayLike | None = None,
    refrigerant_kg_per_use: ArrayLike | None = None,
    gwp: ArrayLike | None = None,
) -> Numbers:
    """Return the emissions of products that use energy themselves, over their life [kg CO2e].

    Parameters
    ----------
    units_sold : float or array
        Products sold this year [piece].
    uses_per_lifetime : float or array
        Expected uses over the life of one product [use]; hours or years when the energy is per hour or year.
    electricity_kwh_per_use, kgco2e_per_kwh : float or array, optional
        Electricity [kWh per use], and its factor [kg CO2e/kWh].
    fuel_per_use, kgco2e_per_fuel_unit : float or array, optional
        Fuel [litre or other unit per use], and its factor [kg CO2e per that unit].
    refrigerant_kg_per_use, gwp : float or array, optional
        Refrigerant leaked [kg per use], and its global warming potential [kg CO2e/kg].

    Returns
    -------
    float or array
        Emissions per product, over the whole life [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If an amount stands without its factor, a number is missing or negative, or nothing is given.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 11.1, p. 117.

    Examples
    --------
    A lamp of 0.01 kW that burns 20 000 hours:

    >>> direct_energy(500.0, uses_per_lifetime=20_000.0, electricity_kwh_per_use=0.01, kgco2e_per_kwh=0.25)
    25000.0
    """
    per_use = sum_of_parts(
        electricity=pair(electricity_kwh_per_use=electricity_kwh_per_use, kgco2e_per_kwh=kgco2e_per_kwh),
        fuel=pair(fuel_per_use=fuel_per_use, kgco2e_per_fuel_unit=kgco2e_per_fuel_unit),
        refrigerant=pair(refrigerant_kg_per_use=refrigerant_kg_per_use, gwp=gwp),
    )
    return product(units_sold=units_sold, uses_per_lifetime=uses_per_lifetime, kgco2e_per_use=per_use)


def fuels_sold(quantity: ArrayLike, *, combustion_kgco2e_per_unit: ArrayLike) -> Numbers:
    """Return the emissions of burning the fuels and feedstocks that were sold [kg CO2e].

    Parameters
    ----------
    quantity : float or array
        Fuel or feedstock sold [litre, kg or kWh].
    combustion_kgco2e_per_unit : float or array
        Combustion factor [kg CO2e per that unit].

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 11.2, p. 119.

    Examples
    --------
    >>> fuels_sold(1000.0, combustion_kgco2e_per_unit=2.5)
    2500.0
    """
    return product(quantity=quantity, combustion_kgco2e_per_unit=combustion_kgco2e_per_unit)


def contained_gases(
    units_sold: ArrayLike, *, gas_kg_per_unit: ArrayLike, gwp: ArrayLike, released_share: ArrayLike = 1.0
) -> Numbers:
    """Return the emissions of greenhouse gases that products contain and release in use [kg CO2e].

    Parameters
    ----------
    units_sold : float or array
        Products sold this year [piece].
    gas_kg_per_unit : float or array
        Gas in one product [kg].
    gwp : float or array
        Global warming potential of the gas [kg CO2e/kg].
    released_share : float or array
        Part released over the life [share]; the Guidance takes all of it when it is not known.

    Returns
    -------
    float or array
        Emissions per product and gas [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or a share is not between 0 and 1.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 11.3, p. 120.

    Examples
    --------
    >>> contained_gases(100.0, gas_kg_per_unit=0.25, gwp=1400.0, released_share=0.5)
    17500.0
    """
    return product(
        shares=("released_share",),
        units_sold=units_sold, gas_kg_per_unit=gas_kg_per_unit, released_share=released_share, gwp=gwp,
    )  # fmt: skip


def indirect_use(
    units_sold: ArrayLike,
    *,
    uses_per_lifetime: ArrayLike,
    scenario_share: ArrayLike = 1.0,
    electricity_kwh_per_use: ArrayLike | None = None,
    kgco2e_per_kwh: ArrayLike | None = None,
    fuel_per_use: ArrayLike | None = None,
    kgco2e_per_fuel_unit: ArrayLike | None = None,
    refrigerant_kg_per_use: ArrayLike | None = None,
    gwp: ArrayLike | None = None,
    other_kgco2e_per_use: ArrayLike | None = None,
) -> Numbers:
    """Return the emissions of what users need for the product, such as washing clothes [kg CO2e]; optional emissions.

    Parameters
    ----------
    units_sold : float or array
        Products sold this year [piece].
    uses_per_lifetime : float or array
        Expected uses, or care cycles, over the life of one product [use].
    scenario_share : float or array
        Part of the uses that follows this scenario, such as washing at 40 degrees or line drying [share].
    electricity_kwh_per_use, kgco2e_per_kwh : float or array, optional
        Electricity in this scenario [kWh per use and product], and its factor [kg CO2e/kWh].
    fuel_per_use, kgco2e_per_fuel_unit : float or array, optional
        Fuel [litre or other unit per use], and its factor [kg CO2e per that unit].
    refrigerant_kg_per_use, gwp : float or array, optional
        Refrigerant leaked [kg per use], and its global warming potential [kg CO2e/kg].
    other_kgco2e_per_use : float or array, optional
        Other emissions, such as water and detergent [kg CO2e per use].

    Returns
    -------
    float or array
        Emissions per product and scenario, over the whole life [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If an amount stands without its factor, a number is missing or negative, or nothing is given.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 11.4, p. 121.
    .. [2] GHG Protocol, "Scope 3 Standard" (2011), table 5.8, p. 49: the care of apparel is indirect.

    Examples
    --------
    >>> indirect_use(1000.0, uses_per_lifetime=50.0, scenario_share=[0.5, 0.5], electricity_kwh_per_use=[0.1, 0.06],
    ...              kgco2e_per_kwh=0.5)
    array([1250.,  750.])
    """
    per_use = sum_of_parts(
        electricity=pair(electricity_kwh_per_use=electricity_kwh_per_use, kgco2e_per_kwh=kgco2e_per_kwh),
        fuel=pair(fuel_per_use=fuel_per_use, kgco2e_per_fuel_unit=kgco2e_per_fuel_unit),
        refrigerant=pair(refrigerant_kg_per_use=refrigerant_kg_per_use, gwp=gwp),
        other_kgco2e_per_use=other_kgco2e_per_use,
    )
    return product(
        shares=("scenario_share",), units_sold=units_sold, uses_per_lifetime=uses_per_lifetime,
        scenario_share=scenario_share, kgco2e_per_use=per_use,
    )  # fmt: skip


def care_energy_per_item(
    energy_kwh_per_load: ArrayLike, *, item_mass_kg: ArrayLike, load_mass_kg: ArrayLike
) -> Numbers:
    """Return the energy of one product in a machine load of washing or drying, by mass [kWh per item and cycle].

    Parameters
    ----------
    energy_kwh_per_load : float or array
        Energy of one load [kWh].
    item_mass_kg, load_mass_kg : float or array
        Mass of the product and of the laundry in the load [kg].

    Returns
    -------
    float or array
        Energy for `indirect_use` [kWh per use].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or the product is heavier than the load.

    References
    ----------
    .. [1] GHG Protocol, "Scope 3 Standard" (2011), chapter 8: allocation by mass.

    Examples
    --------
    >>> care_energy_per_item(0.8, item_mass_kg=0.5, load_mass_kg=4.0)
    0.1
    """
    share = part_of(item_mass_kg=item_mass_kg, load_mass_kg=load_mass_kg)
    return product(energy_kwh_per_load=energy_kwh_per_load, share=share)


def ironing_energy_per_item(minutes: ArrayLike, *, power_kw: ArrayLike) -> Numbers:
    """Return the energy of ironing one product [kWh per item and cycle].

    Parameters
    ----------
    minutes : float or array
        Time per product [minute].
    power_kw : float or array
        Average power of the iron [kW].

    Returns
    -------
    float or array
        Energy for `indirect_use` [kWh per use].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 11.4, p. 121.

    Examples
    --------
    >>> ironing_energy_per_item(3.0, power_kw=2.0)
    0.1
    """
    time, power = columns(minutes=minutes, power_kw=power_kw)
    return plain(np.asarray(time / 60.0 * power))


def intermediate_products(
    quantity: ArrayLike, *, uses_per_lifetime: ArrayLike, kgco2e_per_use: ArrayLike, allocated_share: ArrayLike = 1.0
) -> Numbers:
    """Return the use-phase emissions of final products that belong to the intermediate product sold [kg CO2e].

    Parameters
    ----------
    quantity : float or array
        Intermediate product sold [piece or kg].
    uses_per_lifetime : float or array
        Expected uses of the final product [use].
    kgco2e_per_use : float or array
        Emissions per use of one unit of the intermediate product [kg CO2e per use].
    allocated_share : float or array
        Part of the final product's emissions that belongs to the intermediate product [share].

    Returns
    -------
    float or array
        Emissions per row [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or a share is not between 0 and 1.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 11.5, p. 123.

    Examples
    --------
    >>> intermediate_products(400.0, uses_per_lifetime=1000.0, kgco2e_per_use=0.02)
    8000.0
    """
    return product(
        shares=("allocated_share",), quantity=quantity, uses_per_lifetime=uses_per_lifetime,
        kgco2e_per_use=kgco2e_per_use, allocated_share=allocated_share,
    )  # fmt: skip
