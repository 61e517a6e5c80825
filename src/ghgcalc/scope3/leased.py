"""Categories 8 and 13, leased assets: per asset, the lessor's figures, or averages per m2 or asset."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers
from ghgcalc.scope3.columns import part_of, product
from ghgcalc.scope3.operation import operation


def asset_specific(
    *,
    leased_share: ArrayLike = 1.0,
    fuel: ArrayLike | None = None,
    kgco2e_per_fuel_unit: ArrayLike | None = None,
    electricity_kwh: ArrayLike | None = None,
    kgco2e_per_kwh: ArrayLike | None = None,
    heat: ArrayLike | None = None,
    kgco2e_per_heat_unit: ArrayLike | None = None,
    refrigerant_kg: ArrayLike | None = None,
    gwp: ArrayLike | None = None,
    process_kgco2e: ArrayLike | None = None,
) -> Numbers:
    """Return the emissions of operating a leased asset from its own energy use [kg CO2e].

    Parameters
    ----------
    leased_share : float or array
        Part of the asset that the lease covers, see `share_by_area` [share]; 1 when the data are of that part alone.
    fuel, kgco2e_per_fuel_unit : float or array, optional
        Fuel [litre, m3 or kWh], and its factor [kg CO2e per that unit].
    electricity_kwh, kgco2e_per_kwh : float or array, optional
        Electricity [kWh], and its factor [kg CO2e/kWh].
    heat, kgco2e_per_heat_unit : float or array, optional
        Heat, steam or cooling [kWh or GJ], and its factor [kg CO2e per that unit].
    refrigerant_kg, gwp : float or array, optional
        Refrigerant leaked [kg], and its global warming potential [kg CO2e/kg].
    process_kgco2e : float or array, optional
        Process emissions [kg CO2e].

    Returns
    -------
    float or array
        Emissions per row, one row per asset [kg CO2e]; a second fuel is a row of its own.

    Raises
    ------
    ghgcalc.errors.DataError
        If an amount stands without its factor, a number is missing or negative, or nothing is given.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formulas 8.1 (p. 96) and 8.2
       (p. 97).

    Examples
    --------
    >>> share = share_by_area(100.0, total_area_m2=800.0, occupancy=0.5)
    >>> asset_specific(leased_share=share, electricity_kwh=12_000.0, kgco2e_per_kwh=0.5)
    1500.0
    """
    asset = operation(
        fuel=fuel, kgco2e_per_fuel_unit=kgco2e_per_fuel_unit, electricity_kwh=electricity_kwh,
        kgco2e_per_kwh=kgco2e_per_kwh, heat=heat, kgco2e_per_heat_unit=kgco2e_per_heat_unit,
        refrigerant_kg=refrigerant_kg, gwp=gwp, process_kgco2e=process_kgco2e,
    )  # fmt: skip
    return product(shares=("leased_share",), asset_kgco2e=asset, leased_share=leased_share)


def share_by_area(own_area_m2: ArrayLike, *, total_area_m2: ArrayLike, occupancy: ArrayLike = 1.0) -> Numbers:
    """Return the part of a building's energy use that belongs to the leased floor [share].

    Parameters
    ----------
    own_area_m2, total_area_m2 : float or array
        Leased floor area and that of the building [m2].
    occupancy : float or array
        Part of the building that is let [share].

    Returns
    -------
    float or array
        Share of the building's energy use.

    Raises
    ------
    ghgcalc.errors.DataError
        If the leased area is more than the area that is let.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 8.2, p. 97.

    Examples
    --------
    >>> share_by_area(150.0, total_area_m2=1000.0, occupancy=0.75)
    0.2
    """
    return part_of(own_area_m2=own_area_m2, total_area_m2=total_area_m2, occupancy=occupancy)


def energy_by_area(
    building_energy_kwh: ArrayLike, *, own_area_m2: ArrayLike, total_area_m2: ArrayLike, occupancy: ArrayLike = 1.0
) -> Numbers:
    """Return the energy of the leased floor from that of the building [kWh].

    Parameters
    ----------
    building_energy_kwh : float or array
        Energy use of the whole building [kWh].
    own_area_m2, total_area_m2 : float or array
        Leased floor area and that of the building [m2].
    occupancy : float or array
        Part of the building that is let [share].

    Returns
    -------
    float or array
        Energy of the leased floor [kWh].

    Raises
    ------
    ghgcalc.errors.DataError
        If the leased area is more than the area that is let.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 8.2, p. 97.

    Examples
    --------
    >>> energy_by_area(50_000.0, own_area_m2=100.0, total_area_m2=500.0, occupancy=0.8)
    12500.0
    """
    share = share_by_area(own_area_m2, total_area_m2=total_area_m2, occupancy=occupancy)
    return product(building_energy_kwh=building_energy_kwh, share=share)


def lessor_specific(lessor_kgco2e: ArrayLike, *, own_assets: ArrayLike, total_assets: ArrayLike) -> Numbers:
    """Return your part of the lessor's scope 1 and 2 emissions [kg CO2e].

    Parameters
    ----------
    lessor_kgco2e : float or array
        Scope 1 and 2 of the lessor's assets [kg CO2e].
    own_assets, total_assets : float or array
        What you lease and what the lessor has [m2, m3 or number, the same for both].

    Returns
    -------
    float or array
        Emissions per lessor [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or you lease more than there is.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 8.3, p. 100.

    Examples
    --------
    >>> lessor_specific(600_000.0, own_assets=300.0, total_assets=9000.0)
    20000.0
    """
    share = part_of(own_assets=own_assets, total_assets=total_assets)
    return product(lessor_kgco2e=lessor_kgco2e, share=share)


def average_by_area(area_m2: ArrayLike, *, kgco2e_per_m2: ArrayLike) -> Numbers:
    """Return the emissions of leased buildings from floor area [kg CO2e].

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 8.4, p. 101.

    Examples
    --------
    >>> average_by_area([400.0, 90.0], kgco2e_per_m2=[50.0, 20.0])
    array([20000.,  1800.])
    """
    return product(area_m2=area_m2, kgco2e_per_m2=kgco2e_per_m2)


def average_by_asset(assets: ArrayLike, *, kgco2e_per_asset: ArrayLike) -> Numbers:
    """Return the emissions of leased assets other than buildings, or of buildings of unknown size [kg CO2e].

    Parameters
    ----------
    assets : float or array
        Number per asset type [asset].
    kgco2e_per_asset : float or array
        Average emissions of the asset type [kg CO2e per asset and year].

    Returns
    -------
    float or array
        Emissions per asset type [kg CO2e per year].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 8.5, p. 101.

    Examples
    --------
    >>> average_by_asset(12.0, kgco2e_per_asset=2500.0)
    30000.0
    """
    return product(assets=assets, kgco2e_per_asset=kgco2e_per_asset)
