"""Sectoral decarbonisation: a company's intensity converges to the pathway of its sector."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.targets.numbers import Numbers, floats, plain, require, require_amount


def sectoral_decarbonisation(
    base_intensity: ArrayLike,
    *,
    sector_intensity_base: ArrayLike,
    sector_intensity_target: ArrayLike,
    sector_intensity_final: ArrayLike,
    company_output_base: ArrayLike,
    company_output_target: ArrayLike,
    sector_output_base: ArrayLike,
    sector_output_target: ArrayLike,
) -> Numbers:
    r"""Return the intensity that convergence to a sector pathway allows [tCO2e per unit].

    Parameters
    ----------
    base_intensity : float or array
        Company intensity in the base year [tCO2e per unit].
    sector_intensity_base, sector_intensity_target, sector_intensity_final : float or array
        Intensity of the sector pathway in the base year, in the target year and in its final year (2050)
        [tCO2e per unit]. The pathway is the user's: none is shipped.
    company_output_base, company_output_target : float or array
        Output of the company in the base year and in the target year [unit].
    sector_output_base, sector_output_target : float or array
        Output of the sector in the same years [unit].

    Returns
    -------
    float or array
        Intensity in the target year [tCO2e per unit]; times the company's output it gives the emissions.

    Raises
    ------
    ghgcalc.errors.DataError
        If the company already lies below the sector's final intensity, the sector pathway does not fall, or an output
        is not above 0.

    Notes
    -----
    :math:`CI_y = d\,p_y\,m_y + SI_{2050}` with :math:`d = CI_0 - SI_{2050}`,
    :math:`p_y = (SI_y - SI_{2050})/(SI_0 - SI_{2050})` and
    :math:`m_y = \min(1, (CA_0/SA_0)/(CA_y/SA_y))`: a company that gains market share must cut faster.

    References
    ----------
    .. [1] SBTi, Sectoral Decarbonization Approach; formula as in the official target-setting tool.

    Examples
    --------
    >>> sectoral_decarbonisation(
    ...     80.0,
    ...     sector_intensity_base=60.0, sector_intensity_target=35.0, sector_intensity_final=10.0,
    ...     company_output_base=1000, company_output_target=1000,
    ...     sector_output_base=1.0e6, sector_output_target=1.2e6,
    ... )
    45.0
    """
    company = require_amount(base_intensity, name="base_intensity")
    sector_base = require_amount(sector_intensity_base, name="sector_intensity_base")
    sector_target = require_amount(sector_intensity_target, name="sector_intensity_target")
    final = require_amount(sector_intensity_final, name="sector_intensity_final")
    outputs = [
        floats(o) for o in (company_output_base, company_output_target, sector_output_base, sector_output_target)
    ]
    for output in outputs:
        require(np.isfinite(output) & (output > 0), "targets.no_output", value=output)
    require(company >= final, "targets.intensity_would_rise", value=company, final=final)
    require(sector_base > final, "targets.sector_does_not_fall", value=sector_base, final=final)
    require(sector_target >= final, "targets.sector_below_final", value=sector_target, final=final)
    require(sector_target <= sector_base, "targets.sector_does_not_fall", value=sector_target, final=sector_base)
    distance = company - final
    progress = (sector_target - final) / (sector_base - final)
    share_base = outputs[0] / outputs[2]
    share_target = outputs[1] / outputs[3]
    market = np.minimum(1.0, share_base / share_target)
    return plain(distance * progress * market + final)
