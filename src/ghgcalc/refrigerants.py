"""Fugitive emissions of refrigerants in scope 1: by leakage, purchases, mass balance or screening."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ghgcalc.errors import closest, raise_problem
from ghgcalc.guards import Numbers, floats, plain, require
from ghgcalc.resources import data_path
from ghgcalc.scope3.columns import columns, product

_FILE = "refrigerant_equipment.csv"


@dataclass(frozen=True)
class Equipment:
    """What the screening method assumes about a type of equipment: the end of the range that gives most emissions.

    Parameters
    ----------
    equipment, name_en, name_nl : str
        Id and display names.
    installation_loss : float
        Lost when the equipment is filled [share of the charge].
    annual_leak : float
        Leak in operation [share of the charge per year].
    charge_left : float
        Charge left when the equipment is thrown away [share of the charge].
    recovered : float
        Part of what is left that is recovered [share].
    source, place, confidence : str
        Document, table, and how sure the value is; override what you know better.
    """

    equipment: str
    name_en: str
    name_nl: str
    installation_loss: float
    annual_leak: float
    charge_left: float
    recovered: float
    source: str
    place: str
    confidence: str

    def name(self, language: Literal["en", "nl"] = "en") -> str:
        """Return the display name in one language."""
        return self.name_nl if language == "nl" else self.name_en


@cache
def equipment_types() -> dict[str, Equipment]:
    """Return the equipment types of the screening method by id.

    Examples
    --------
    >>> equipment_types()["chillers"].name("nl")
    'Koelmachines (chillers)'
    """
    with data_path("emission_factors", _FILE).open(encoding="utf-8", newline="") as file:
        return {row["equipment"]: _equipment(row) for row in csv.DictReader(file)}


def _equipment(row: Mapping[str, str]) -> Equipment:
    return Equipment(
        equipment=row["equipment"],
        name_en=row["name_en"],
        name_nl=row["name_nl"],
        installation_loss=float(row["installation_loss"]),
        annual_leak=float(row["annual_leak"]),
        charge_left=float(row["charge_left"]),
        recovered=float(row["recovered"]),
        source=row["source"],
        place=row["place"],
        confidence=row["confidence"],
    )


def leakage(leaked_kg: ArrayLike, *, gwp: ArrayLike) -> Numbers:
    """Return the emissions of refrigerant that leaked, or was topped up to replace it [kg CO2e].

    Parameters
    ----------
    leaked_kg : float or array
        Refrigerant leaked or topped up in the year [kg].
    gwp : float or array
        Global warming potential, see `ghgcalc.gwp` [kg CO2e/kg].

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
    .. [1] GHG Protocol, "Corporate Standard" (2004), chapter 4, fugitive emissions; US EPA Center for Corporate Climate
       Leadership, "Direct Fugitive Emissions from Refrigeration, Air Conditioning, Fire Suppression, and Industrial
       Gases" (2014).

    Examples
    --------
    >>> leakage(2.0, gwp=2000.0)
    4000.0
    """
    return product(leaked_kg=leaked_kg, gwp=gwp)


def purchases(purchased_kg: ArrayLike, *, gwp: ArrayLike, put_in_new_equipment_kg: ArrayLike = 0.0) -> Numbers:
    """Return the emissions when all refrigerant bought replaces what leaked [kg CO2e].

    Parameters
    ----------
    purchased_kg : float or array
        Refrigerant bought in the year [kg].
    gwp : float or array
        Global warming potential [kg CO2e/kg].
    put_in_new_equipment_kg : float or array
        Part of it that went into new equipment and did not leak [kg].

    Returns
    -------
    float or array
        Emissions per row [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or more went into new equipment than was bought.

    References
    ----------
    .. [1] US EPA Center for Corporate Climate Leadership, "Direct Fugitive Emissions from Refrigeration, Air
       Conditioning, Fire Suppression, and Industrial Gases" (2014), section 2.2.

    Examples
    --------
    >>> purchases(10.0, gwp=1500.0, put_in_new_equipment_kg=4.0)
    9000.0
    """
    bought, new = columns(purchased_kg=purchased_kg, put_in_new_equipment_kg=put_in_new_equipment_kg)
    require(
        new <= bought, "scope3.part_above_whole", value=new, name="put_in_new_equipment_kg", whole=bought,
        whole_name="purchased_kg",
    )  # fmt: skip
    return product(leaked_kg=bought - new, gwp=gwp)


def mass_balance(
    *,
    gwp: ArrayLike,
    stock_start_kg: ArrayLike,
    stock_end_kg: ArrayLike,
    purchased_kg: ArrayLike,
    disbursed_kg: ArrayLike = 0.0,
    capacity_start_kg: ArrayLike = 0.0,
    capacity_end_kg: ArrayLike = 0.0,
) -> Numbers:
    r"""Return the emissions that follow from stocks, purchases and capacity [kg CO2e].

    Parameters
    ----------
    gwp : float or array
        Global warming potential [kg CO2e/kg].
    stock_start_kg, stock_end_kg : float or array
        Refrigerant in storage, not in equipment, at the start and the end of the year [kg].
    purchased_kg : float or array
        Bought or received, also inside new equipment [kg].
    disbursed_kg : float or array
        Sold, returned, recycled or destroyed, also inside old equipment [kg].
    capacity_start_kg, capacity_end_kg : float or array
        Full charge of all equipment at the start and the end of the year [kg].

    Returns
    -------
    float or array
        Emissions per refrigerant [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or the balance itself is negative.

    Notes
    -----
    :math:`E = (I_B - I_E + P - S + C_B - C_E)\,GWP`

    References
    ----------
    .. [1] US EPA Center for Corporate Climate Leadership, "Direct Fugitive Emissions from Refrigeration, Air
       Conditioning, Fire Suppression, and Industrial Gases" (2014), section 2.3.

    Examples
    --------
    >>> mass_balance(gwp=2000.0, stock_start_kg=10.0, stock_end_kg=6.0, purchased_kg=20.0, disbursed_kg=5.0,
    ...              capacity_start_kg=100.0, capacity_end_kg=112.0)
    14000.0
    """
    start, end, bought, away, before, after = columns(
        stock_start_kg=stock_start_kg, stock_end_kg=stock_end_kg, purchased_kg=purchased_kg, disbursed_kg=disbursed_kg,
        capacity_start_kg=capacity_start_kg, capacity_end_kg=capacity_end_kg,
    )  # fmt: skip
    return product(leaked_kg=_leak(start - end + bought - away + before - after), gwp=gwp)


def simplified_mass_balance(
    *,
    gwp: ArrayLike,
    serviced_kg: ArrayLike,
    new_equipment_purchased_kg: ArrayLike = 0.0,
    new_equipment_capacity_kg: ArrayLike = 0.0,
    retired_capacity_kg: ArrayLike = 0.0,
    retired_recovered_kg: ArrayLike = 0.0,
) -> Numbers:
    r"""Return the emissions per stage of equipment: filling, servicing and disposal [kg CO2e].

    Parameters
    ----------
    gwp : float or array
        Global warming potential [kg CO2e/kg].
    serviced_kg : float or array
        Used to service equipment [kg].
    new_equipment_purchased_kg, new_equipment_capacity_kg : float or array
        Used to fill new equipment, and its full charge [kg]; both 0 when it came filled.
    retired_capacity_kg, retired_recovered_kg : float or array
        Full charge of the equipment thrown away, and what was recovered from it [kg].

    Returns
    -------
    float or array
        Emissions per refrigerant [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If a number is missing or negative, or the balance itself is negative.

    Notes
    -----
    :math:`E = (P_N - C_N + P_S + C_D - R_D)\,GWP`

    References
    ----------
    .. [1] US EPA Center for Corporate Climate Leadership, "Direct Fugitive Emissions from Refrigeration, Air
       Conditioning, Fire Suppression, and Industrial Gases" (2014), section 2.4.

    Examples
    --------
    >>> simplified_mass_balance(gwp=1000.0, serviced_kg=5.0, retired_capacity_kg=8.0, retired_recovered_kg=6.0)
    7000.0
    """
    filled, charge, serviced, retired, recovered = columns(
        new_equipment_purchased_kg=new_equipment_purchased_kg, new_equipment_capacity_kg=new_equipment_capacity_kg,
        serviced_kg=serviced_kg, retired_capacity_kg=retired_capacity_kg, retired_recovered_kg=retired_recovered_kg,
    )  # fmt: skip
    return product(leaked_kg=_leak(filled - charge + serviced + retired - recovered), gwp=gwp)


def screening(
    equipment: str,
    *,
    gwp: ArrayLike,
    capacity_kg: ArrayLike,
    years: ArrayLike = 1.0,
    charged_new_kg: ArrayLike = 0.0,
    retired_capacity_kg: ArrayLike = 0.0,
    annual_leak: ArrayLike | None = None,
    installation_loss: ArrayLike | None = None,
    charge_left: ArrayLike | None = None,
    recovered: ArrayLike | None = None,
) -> Numbers:
    r"""Return the emissions that a type of equipment usually leaks [kg CO2e]; for screening only.

    Parameters
    ----------
    equipment : str
        One of `equipment_types()`, such as ``"air_conditioning"``.
    gwp : float or array
        Global warming potential [kg CO2e/kg].
    capacity_kg : float or array
        Charge of the equipment in use [kg].
    years : float or array
        Part of the year in use [year].
    charged_new_kg : float or array
        Charge of equipment that was filled on site this year [kg].
    retired_capacity_kg : float or array
        Charge of equipment that was thrown away this year [kg].
    annual_leak, installation_loss, charge_left, recovered : float or array, optional
        Your own shares instead of those of the equipment type [share].

    Returns
    -------
    float or array
        Emissions per row [kg CO2e].

    Raises
    ------
    ghgcalc.errors.DataError
        If the equipment type is unknown, or a number is missing, negative or no share.

    Notes
    -----
    :math:`E = (C_N k + C x T + C_D\,y\,(1 - z))\,GWP`, with the end of each published range that gives most emissions.

    References
    ----------
    .. [1] US EPA Center for Corporate Climate Leadership, "Direct Fugitive Emissions from Refrigeration, Air
       Conditioning, Fire Suppression, and Industrial Gases" (2014), section 2.1.1.
    .. [2] IPCC, "2006 Guidelines for National Greenhouse Gas Inventories", volume 3, chapter 7, table 7.9.

    Examples
    --------
    >>> round(screening("air_conditioning", gwp=2000.0, capacity_kg=15.0, annual_leak=0.04), 6)
    1200.0
    """
    known = equipment_types().get(equipment)
    if known is None:
        options = closest(equipment, equipment_types()) or list(equipment_types())
        raise_problem("refrigerant_screening_equipment", value=equipment, options=", ".join(options))
    names = ("annual_leak", "installation_loss", "charge_left", "recovered")
    charge, time, new, retired, leak, loss, left, back = columns(
        shares=names, capacity_kg=capacity_kg, years=years, charged_new_kg=charged_new_kg,
        retired_capacity_kg=retired_capacity_kg,
        annual_leak=known.annual_leak if annual_leak is None else annual_leak,
        installation_loss=known.installation_loss if installation_loss is None else installation_loss,
        charge_left=known.charge_left if charge_left is None else charge_left,
        recovered=known.recovered if recovered is None else recovered,
    )  # fmt: skip
    return product(leaked_kg=new * loss + charge * leak * time + retired * left * (1.0 - back), gwp=gwp)


def _leak(balance_kg: ArrayLike) -> Numbers:
    leaked = floats(balance_kg)
    require(leaked >= 0, "refrigerant_balance", value=leaked)
    return plain(np.asarray(leaked))
