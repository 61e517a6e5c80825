"""Categories 1 and 2, purchased goods and services and capital goods: supplier-specific to spend-based."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers, floats, plain, require
from ghgcalc.scope3.columns import columns, product, sum_of_parts


def supplier_specific(quantity: ArrayLike, *, kgco2e_per_unit: ArrayLike) -> Numbers:
    """Return the emissions of goods with the supplier's own cradle-to-gate factor [kg CO2e].

    Parameters
    ----------
    quantity : float or array
        Amount bought [kg, piece, hour or any unit].
    kgco2e_per_unit : float or array
        The supplier's product-specific cradle-to-gate factor [kg CO2e per that unit].

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 1.1, p. 24; capital
       goods: the same formula, in full in the year of acquisition (Scope 3 Standard, box 5.4, p. 39).

    Examples
    --------
    >>> supplier_specific([300.0, 40.0], kgco2e_per_unit=[0.5, 2.0])
    array([150.,  80.])
    """
    return product(quantity=quantity, kgco2e_per_unit=kgco2e_per_unit)


def inbound_transport(quantity: ArrayLike, distance_km: ArrayLike, *, kgco2e_per_unit_km: ArrayLike) -> Numbers:
    """Return the emissions of bringing material inputs to the supplier [kg CO2e]; a part of the hybrid method.

    Parameters
    ----------
    quantity : float or array
        Mass or volume carried [kg, tonne or m3].
    distance_km : float or array
        Distance [km].
    kgco2e_per_unit_km : float or array
        Factor of the vehicle [kg CO2e per that unit and km].

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 1.2, p. 27.

    Examples
    --------
    >>> inbound_transport(100.0, 50.0, kgco2e_per_unit_km=0.01)
    50.0
    """
    return product(quantity=quantity, distance_km=distance_km, kgco2e_per_unit_km=kgco2e_per_unit_km)


def hybrid(
    *,
    scope1_and_2_kgco2e: ArrayLike,
    materials_kgco2e: ArrayLike,
    transport_kgco2e: ArrayLike | None = None,
    waste_kgco2e: ArrayLike | None = None,
    other_kgco2e: ArrayLike | None = None,
) -> Numbers:
    """Return the emissions of a good from its supplier's own data and average factors upstream [kg CO2e].

    Parameters
    ----------
    scope1_and_2_kgco2e : float or array
        Scope 1 and 2 of the supplier that belong to the good [kg CO2e].
    materials_kgco2e : float or array
        Material inputs × cradle-to-gate factor, see `average_data` [kg CO2e].
    transport_kgco2e : float or array, optional
        Transport of these inputs to the supplier, see `inbound_transport` [kg CO2e].
    waste_kgco2e : float or array, optional
        Waste of the supplier that belongs to the good × factor [kg CO2e].
    other_kgco2e : float or array, optional
        Other emissions in providing the good [kg CO2e].

    Returns
    -------
    float or array
        Emissions per good [kg CO2e]. Add up several inputs of one good first (``numpy.sum``).

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 1.2, p. 27.

    Examples
    --------
    >>> materials = average_data([10.0, 5.0], kgco2e_per_unit=[3.0, 2.0])
    >>> hybrid(scope1_and_2_kgco2e=20.0, materials_kgco2e=materials.sum(), transport_kgco2e=4.0, waste_kgco2e=1.0)
    65.0
    """
    return sum_of_parts(
        scope1_and_2_kgco2e=scope1_and_2_kgco2e,
        materials_kgco2e=materials_kgco2e,
        transport_kgco2e=transport_kgco2e,
        waste_kgco2e=waste_kgco2e,
        other_kgco2e=other_kgco2e,
    )


def hybrid_partial(
    quantity: ArrayLike,
    *,
    scope1_and_2_kgco2e: ArrayLike,
    waste_kgco2e: ArrayLike,
    upstream_kgco2e_per_unit: ArrayLike,
) -> Numbers:
    """Return the emissions of a good when the supplier only knows its own scope 1, scope 2 and waste [kg CO2e].

    Parameters
    ----------
    quantity : float or array
        Amount bought [kg, piece or any unit].
    scope1_and_2_kgco2e : float or array
        Scope 1 and 2 of the supplier that belong to the good [kg CO2e].
    waste_kgco2e : float or array
        Waste of the supplier that belongs to the good × factor [kg CO2e].
    upstream_kgco2e_per_unit : float or array
        Cradle-to-gate factor without the producer's own scope 1, scope 2 and waste [kg CO2e per unit], see
        `factor_without_producer`.

    Returns
    -------
    float or array
        Emissions per good [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or lengths differ.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 1.3, p. 30.

    Examples
    --------
    >>> hybrid_partial(100.0, scope1_and_2_kgco2e=30.0, waste_kgco2e=5.0, upstream_kgco2e_per_unit=2.0)
    235.0
    """
    upstream = product(quantity=quantity, upstream_kgco2e_per_unit=upstream_kgco2e_per_unit)
    return sum_of_parts(scope1_and_2_kgco2e=scope1_and_2_kgco2e, waste_kgco2e=waste_kgco2e, upstream=upstream)


def factor_without_producer(
    cradle_to_gate_kgco2e_per_unit: ArrayLike, *, own_stages_kgco2e_per_unit: ArrayLike
) -> Numbers:
    """Return a cradle-to-gate factor without the producer's own scope 1, scope 2 and waste [kg CO2e per unit].

    Parameters
    ----------
    cradle_to_gate_kgco2e_per_unit : float or array
        The whole factor [kg CO2e per unit].
    own_stages_kgco2e_per_unit : float or array
        The part of it that is the producer's own energy, process and waste [kg CO2e per unit].

    Returns
    -------
    float or array
        Factor for `hybrid_partial` [kg CO2e per unit].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or the producer's part is more than the whole.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 1.3, p. 30.

    Examples
    --------
    >>> factor_without_producer(6.0, own_stages_kgco2e_per_unit=0.5)
    5.5
    """
    whole, own = columns(
        cradle_to_gate_kgco2e_per_unit=cradle_to_gate_kgco2e_per_unit,
        own_stages_kgco2e_per_unit=own_stages_kgco2e_per_unit,
    )
    require(
        own <= whole, "scope3.part_above_whole", value=own, name="own_stages_kgco2e_per_unit", whole=whole,
        whole_name="cradle_to_gate_kgco2e_per_unit",
    )  # fmt: skip
    return plain(np.asarray(whole - own))


def average_data(quantity: ArrayLike, *, kgco2e_per_unit: ArrayLike) -> Numbers:
    """Return the emissions of goods from their mass or number and an average factor [kg CO2e].

    Parameters
    ----------
    quantity : float or array
        Amount bought [kg, piece, hour or any unit].
    kgco2e_per_unit : float or array
        Average cradle-to-gate factor of that good or service [kg CO2e per that unit].

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
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 1.4, p. 32.

    Examples
    --------
    >>> average_data([200.0, 30.0], kgco2e_per_unit=[2.0, 10.0])
    array([400., 300.])
    """
    return product(quantity=quantity, kgco2e_per_unit=kgco2e_per_unit)


def spend_based(spend: ArrayLike, *, kgco2e_per_currency: ArrayLike, price_ratio: ArrayLike = 1.0) -> Numbers:
    r"""Return the emissions of goods from the money spent on them [kg CO2e].

    Parameters
    ----------
    spend : float or array
        Money spent [currency of the factor]; `ghgcalc.prices` converts currencies.
    kgco2e_per_currency : float or array
        Spend-based factor of the sector [kg CO2e per unit of currency].
    price_ratio : float or array
        Price level of the year of the spend over that of the factor; 1 when they are the same year.

    Returns
    -------
    float or array
        Emissions per row [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or the price ratio is 0.

    Notes
    -----
    :math:`E = S\,e / p`

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 1.5, p. 33.

    Examples
    --------
    >>> spend_based(1250.0, kgco2e_per_currency=0.4, price_ratio=1.25)
    400.0
    """
    money, factor, ratio = columns(
        divisors=("price_ratio",), spend=spend, kgco2e_per_currency=kgco2e_per_currency, price_ratio=price_ratio
    )
    return plain(floats(money * factor / ratio))
