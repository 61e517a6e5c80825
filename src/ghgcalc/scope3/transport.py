"""Categories 4 and 9, transport: by fuel, distance or spend, with the helpers that find the fuel."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers, plain
from ghgcalc.scope3.columns import columns, part_of, product
from ghgcalc.scope3.operation import operation


def fuel_from_spend(spend: ArrayLike, *, price_per_unit: ArrayLike) -> Numbers:
    """Return the fuel behind an amount of money [units of fuel].

    Parameters
    ----------
    spend : float or array
        Money spent on fuel [currency].
    price_per_unit : float or array
        Average price [currency per litre or other unit].

    Returns
    -------
    float or array
        Fuel [litre or other unit].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or the price is 0.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 4.2, p. 54.

    Examples
    --------
    >>> fuel_from_spend(900.0, price_per_unit=1.5)
    600.0
    """
    money, price = columns(divisors=("price_per_unit",), spend=spend, price_per_unit=price_per_unit)
    return plain(np.asarray(money / price))


def fuel_from_distance(distance_km: ArrayLike, *, fuel_per_km: ArrayLike) -> Numbers:
    """Return the fuel behind a distance [units of fuel].

    Parameters
    ----------
    distance_km : float or array
        Distance driven [km].
    fuel_per_km : float or array
        Fuel efficiency of the vehicle [litre/km]; 8 litres per 100 km is 0.08.

    Returns
    -------
    float or array
        Fuel [litre or other unit].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 4.3, p. 54.

    Examples
    --------
    >>> fuel_from_distance(500.0, fuel_per_km=0.25)
    125.0
    """
    return product(distance_km=distance_km, fuel_per_km=fuel_per_km)


def allocated_fuel(fuel: ArrayLike, *, own_goods: ArrayLike, total_goods: ArrayLike) -> Numbers:
    """Return your part of the fuel of a shared vehicle, by mass or volume [units of fuel].

    Parameters
    ----------
    fuel : float or array
        Fuel of the whole trip [litre or other unit].
    own_goods, total_goods : float or array
        Your goods and all goods on board [tonne, m3 or TEU, the same for both].

    Returns
    -------
    float or array
        Fuel that carries your goods [litre or other unit].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or your goods are more than all goods.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 4.4, p. 55.

    Examples
    --------
    >>> allocated_fuel(400.0, own_goods=2.0, total_goods=8.0)
    100.0
    """
    return product(fuel=fuel, share=part_of(own_goods=own_goods, total_goods=total_goods))


def unladen_backhaul(
    distance_unladen_km: ArrayLike, *, fuel_per_km_unladen: ArrayLike, kgco2e_per_fuel_unit: ArrayLike
) -> Numbers:
    """Return the emissions of driving back empty [kg CO2e].

    Parameters
    ----------
    distance_unladen_km : float or array
        Distance driven empty [km].
    fuel_per_km_unladen : float or array
        Fuel efficiency of the empty vehicle [litre/km].
    kgco2e_per_fuel_unit : float or array
        Factor of the fuel [kg CO2e/litre].

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 4.5, p. 55.

    Examples
    --------
    >>> unladen_backhaul(200.0, fuel_per_km_unladen=0.25, kgco2e_per_fuel_unit=3.0)
    150.0
    """
    fuel = fuel_from_distance(distance_unladen_km, fuel_per_km=fuel_per_km_unladen)
    return product(fuel=fuel, kgco2e_per_fuel_unit=kgco2e_per_fuel_unit)


def fuel_based(
    *,
    fuel: ArrayLike | None = None,
    kgco2e_per_fuel_unit: ArrayLike | None = None,
    electricity_kwh: ArrayLike | None = None,
    kgco2e_per_kwh: ArrayLike | None = None,
    refrigerant_kg: ArrayLike | None = None,
    gwp: ArrayLike | None = None,
) -> Numbers:
    """Return the emissions of transport from fuel, electricity and leaked refrigerant [kg CO2e].

    Parameters
    ----------
    fuel, kgco2e_per_fuel_unit : float or array, optional
        Fuel used for your goods [litre or other unit], and its factor [kg CO2e per that unit].
    electricity_kwh, kgco2e_per_kwh : float or array, optional
        Electricity used for your goods [kWh], and its factor [kg CO2e/kWh].
    refrigerant_kg, gwp : float or array, optional
        Refrigerant leaked [kg], and its global warming potential [kg CO2e/kg].

    Returns
    -------
    float or array
        Emissions per row, one row per carrier and fuel [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If an amount stands without its factor, a number is missing or negative, or nothing is given.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 4.1, p. 54.

    Examples
    --------
    >>> fuel_based(fuel=[100.0, 300.0], kgco2e_per_fuel_unit=3.0)
    array([300., 900.])
    """
    return operation(
        fuel=fuel, kgco2e_per_fuel_unit=kgco2e_per_fuel_unit, electricity_kwh=electricity_kwh,
        kgco2e_per_kwh=kgco2e_per_kwh, refrigerant_kg=refrigerant_kg, gwp=gwp,
    )  # fmt: skip


def distance_based(goods: ArrayLike, *, distance_km: ArrayLike, kgco2e_per_unit_km: ArrayLike) -> Numbers:
    """Return the emissions of transport from mass or volume times distance [kg CO2e].

    Parameters
    ----------
    goods : float or array
        Goods carried [tonne, or TEU or m3 when the factor is per TEU-km or m3-km].
    distance_km : float or array
        Distance per leg [km].
    kgco2e_per_unit_km : float or array
        Factor of the mode or vehicle [kg CO2e/tonne-km, or per TEU-km or m3-km].

    Returns
    -------
    float or array
        Emissions per row, one row per leg [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 4.6, p. 61.

    Examples
    --------
    >>> distance_based([3.0, 3.0], distance_km=[100.0, 8000.0], kgco2e_per_unit_km=[0.1, 0.01])
    array([ 30., 240.])
    """
    return product(goods=goods, distance_km=distance_km, kgco2e_per_unit_km=kgco2e_per_unit_km)


def spend_based(spend: ArrayLike, *, kgco2e_per_currency: ArrayLike) -> Numbers:
    """Return the emissions of transport from the money spent on it [kg CO2e].

    Parameters
    ----------
    spend : float or array
        Money spent per mode [currency of the factor, in its prices].
    kgco2e_per_currency : float or array
        Factor of the transport sector [kg CO2e per unit of currency].

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 4.7, p. 65.

    Examples
    --------
    >>> spend_based(2000.0, kgco2e_per_currency=0.75)
    1500.0
    """
    return product(spend=spend, kgco2e_per_currency=kgco2e_per_currency)
