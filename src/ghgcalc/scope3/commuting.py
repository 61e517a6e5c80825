"""Category 7, employee commuting: fuel, distance or averages, from a survey to all staff, and working at home."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers, plain, require
from ghgcalc.scope3.columns import columns, product

#: There and back.
_TRIPS_PER_DAY = 2.0


def commuting_days(days_per_week: ArrayLike, *, weeks_per_year: ArrayLike) -> Numbers:
    """Return the commuting days in a year [day].

    Parameters
    ----------
    days_per_week : float or array
        Days per week on which this mode is used [day/week].
    weeks_per_year : float or array
        Weeks worked [week/year].

    Returns
    -------
    float or array
        Days per year [day].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), category 7, data to collect.

    Examples
    --------
    >>> commuting_days(3.0, weeks_per_year=46.0)
    138.0
    """
    return product(days_per_week=days_per_week, weeks_per_year=weeks_per_year)


def fuel_based(fuel: ArrayLike, *, kgco2e_per_fuel_unit: ArrayLike) -> Numbers:
    """Return the emissions of commuting from fuel or electricity used [kg CO2e].

    Parameters
    ----------
    fuel : float or array
        Fuel [litre], or electricity [kWh], used for commuting.
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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), category 7, fuel-based method,
       with formula 4.1, p. 54.

    Examples
    --------
    >>> fuel_based(200.0, kgco2e_per_fuel_unit=2.5)
    500.0
    """
    return product(fuel=fuel, kgco2e_per_fuel_unit=kgco2e_per_fuel_unit)


def distance_based(
    one_way_km: ArrayLike,
    *,
    days_per_year: ArrayLike,
    kgco2e_per_km: ArrayLike,
    people_per_vehicle: ArrayLike = 1.0,
) -> Numbers:
    r"""Return the emissions of commuting from distance and days [kg CO2e].

    Parameters
    ----------
    one_way_km : float or array
        Distance from home to work, one way [km].
    days_per_year : float or array
        Days on which this mode is used, see `commuting_days` [day/year].
    kgco2e_per_km : float or array
        Factor per vehicle-km or passenger-km [kg CO2e/km].
    people_per_vehicle : float or array
        Colleagues who share one car, for factors per vehicle-km [person].

    Returns
    -------
    float or array
        Emissions per row, one row per employee and mode [kg CO2e per year].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or a vehicle carries nobody.

    Notes
    -----
    :math:`E = 2\,d\,n\,e / p`

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 7.1, p. 89.

    Examples
    --------
    >>> distance_based([10.0, 25.0], days_per_year=200.0, kgco2e_per_km=[0.05, 0.2])
    array([ 200., 2000.])
    """
    distance, days, factor, sharing = columns(
        divisors=("people_per_vehicle",), one_way_km=one_way_km, days_per_year=days_per_year,
        kgco2e_per_km=kgco2e_per_km, people_per_vehicle=people_per_vehicle,
    )  # fmt: skip
    return plain(np.asarray(distance * _TRIPS_PER_DAY * days * factor / sharing))


def average_data(
    employees: ArrayLike,
    *,
    mode_share: ArrayLike,
    one_way_km: ArrayLike,
    days_per_year: ArrayLike,
    kgco2e_per_km: ArrayLike,
) -> Numbers:
    r"""Return the emissions of commuting from averages per mode [kg CO2e].

    Parameters
    ----------
    employees : float or array
        Number of employees [person].
    mode_share : float or array
        Share of employees that uses the mode [share].
    one_way_km : float or array
        Average distance one way [km].
    days_per_year : float or array
        Working days [day/year].
    kgco2e_per_km : float or array
        Factor of the mode [kg CO2e/km].

    Returns
    -------
    float or array
        Emissions per mode [kg CO2e per year].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or a share is not between 0 and 1.

    Notes
    -----
    :math:`E = N\,a\,2\,d\,n\,e`

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 7.2, p. 92.

    Examples
    --------
    >>> average_data(50.0, mode_share=[0.5, 0.25], one_way_km=[10.0, 20.0], days_per_year=200.0,
    ...              kgco2e_per_km=[0.2, 0.05])
    array([20000.,  5000.])
    """
    return product(
        shares=("mode_share",), employees=employees, mode_share=mode_share, one_way_km=one_way_km,
        trips_per_day=_TRIPS_PER_DAY, days_per_year=days_per_year, kgco2e_per_km=kgco2e_per_km,
    )  # fmt: skip


def scale_survey(sample_kgco2e: ArrayLike, *, respondents: ArrayLike, employees: ArrayLike) -> Numbers:
    """Return the emissions of all employees from those who answered a survey [kg CO2e].

    Parameters
    ----------
    sample_kgco2e : float or array
        Emissions of the respondents together [kg CO2e].
    respondents, employees : float or array
        People who answered and people in the group [person]. Scale each site or group by itself.

    Returns
    -------
    float or array
        Emissions per group [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If nobody answered, or more people answered than there are.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), category 7 and appendix A,
       pp. 153-157.

    Examples
    --------
    >>> scale_survey(30_000.0, respondents=40.0, employees=100.0)
    75000.0
    """
    sample, answered, everyone = columns(
        divisors=("respondents",), sample_kgco2e=sample_kgco2e, respondents=respondents, employees=employees
    )
    require(
        answered <= everyone, "scope3.part_above_whole", value=answered, name="respondents", whole=everyone,
        whole_name="employees",
    )  # fmt: skip
    return plain(np.asarray(sample * everyone / answered))


def homeworking(amount: ArrayLike, *, kgco2e_per_unit: ArrayLike) -> Numbers:
    """Return the emissions of working at home [kg CO2e]; optional emissions, reported apart.

    Parameters
    ----------
    amount : float or array
        Days or hours worked at home, or energy used for it [day, hour or kWh].
    kgco2e_per_unit : float or array
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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 7.1, p. 89.
    .. [2] GHG Protocol, "Scope 3 Standard" (2011), table 5.4, p. 36: teleworking is optional.

    Examples
    --------
    >>> homeworking(60.0, kgco2e_per_unit=0.5)
    30.0
    """
    return product(amount=amount, kgco2e_per_unit=kgco2e_per_unit)
