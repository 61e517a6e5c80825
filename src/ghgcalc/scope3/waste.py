"""Category 5, waste generated in operations: supplier-specific, per waste type, or by treatment shares."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers
from ghgcalc.scope3.columns import columns, part_of, product, require_whole


def supplier_specific(scope1_and_2_kgco2e: ArrayLike, *, own_waste: ArrayLike, total_waste: ArrayLike) -> Numbers:
    """Return your part of the emissions of a waste treatment company [kg CO2e].

    Parameters
    ----------
    scope1_and_2_kgco2e : float or array
        Scope 1 and 2 of the company or plant [kg CO2e].
    own_waste, total_waste : float or array
        Your waste and all waste that it treats [tonne or m3, the same for both].

    Returns
    -------
    float or array
        Emissions per row, one row per company or plant [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or your waste is more than all waste.

    Notes
    -----
    A company that already allocated its emissions to you gives ``own_waste = total_waste``. Of waste that becomes
    energy or is recycled only the preparation and transport count here (p. 80).

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 5.1, p. 74.

    Examples
    --------
    >>> supplier_specific(80_000.0, own_waste=5.0, total_waste=400.0)
    1000.0
    """
    share = part_of(own_waste=own_waste, total_waste=total_waste)
    return product(scope1_and_2_kgco2e=scope1_and_2_kgco2e, share=share)


def waste_type_specific(waste: ArrayLike, *, kgco2e_per_unit: ArrayLike) -> Numbers:
    """Return the emissions of waste per type and treatment [kg CO2e].

    Parameters
    ----------
    waste : float or array
        Waste per type and treatment [tonne, kg or m3].
    kgco2e_per_unit : float or array
        Factor of that type and treatment [kg CO2e per that unit].

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 5.2, p. 75.

    Examples
    --------
    >>> waste_type_specific([10.0, 4.0], kgco2e_per_unit=[30.0, 500.0])
    array([ 300., 2000.])
    """
    return product(waste=waste, kgco2e_per_unit=kgco2e_per_unit)


def average_data(total_waste: ArrayLike, *, treatment_share: ArrayLike, kgco2e_per_unit: ArrayLike) -> Numbers:
    """Return the emissions of waste from its total and the share of each treatment [kg CO2e].

    Parameters
    ----------
    total_waste : float or array
        Waste of all types [tonne].
    treatment_share : float or array
        Share of the total that goes to each treatment [share]; for one total the shares add up to 1.
    kgco2e_per_unit : float or array
        Average factor of each treatment [kg CO2e per tonne].

    Returns
    -------
    float or array
        Emissions per treatment [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or the shares of one total do not add up to 1.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 5.3, p. 76.

    Examples
    --------
    >>> average_data(20.0, treatment_share=[0.25, 0.75], kgco2e_per_unit=[400.0, 20.0])
    array([2000.,  300.])
    """
    total, share, factor = columns(
        shares=("treatment_share",),
        total_waste=total_waste, treatment_share=treatment_share, kgco2e_per_unit=kgco2e_per_unit,
    )  # fmt: skip
    if total.ndim == 0:
        require_whole(share, name="treatment_share")
    return product(total_waste=total, treatment_share=share, kgco2e_per_unit=factor)
