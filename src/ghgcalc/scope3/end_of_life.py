"""Category 12, end-of-life treatment of sold products and their packaging."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ghgcalc.guards import Numbers
from ghgcalc.scope3.columns import columns, product, require_whole


def treatment(mass: ArrayLike, *, treatment_share: ArrayLike, kgco2e_per_unit: ArrayLike) -> Numbers:
    """Return the emissions of sold products and packaging at the end of their life [kg CO2e].

    Parameters
    ----------
    mass : float or array
        All products and packaging sold this year, as they are thrown away [kg or tonne].
    treatment_share : float or array
        Share that goes to landfill, incineration, recycling and so on [share]; for one mass they add up to 1.
    kgco2e_per_unit : float or array
        Factor of the treatment [kg CO2e per that unit].

    Returns
    -------
    float or array
        Emissions per treatment [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or the shares of one mass do not add up to 1.

    References
    ----------
    .. [1] GHG Protocol, "Technical Guidance for Calculating Scope 3 Emissions" (2013), formula 12.1, p. 127.

    Examples
    --------
    >>> treatment(10_000.0, treatment_share=[0.75, 0.25], kgco2e_per_unit=[0.5, 1.5])
    array([3750., 3750.])
    """
    total, share, factor = columns(
        shares=("treatment_share",), mass=mass, treatment_share=treatment_share, kgco2e_per_unit=kgco2e_per_unit
    )
    if total.ndim == 0:
        require_whole(share, name="treatment_share")
    return product(mass=total, treatment_share=share, kgco2e_per_unit=factor)
