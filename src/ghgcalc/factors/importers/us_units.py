"""Converts the units of US publications: exact sizes of the pound, short ton, gallon, mile and mmBtu."""

from __future__ import annotations

#: Unit id and its number in one US unit; gross calorific value for fuels.
#: NIST SP 811 (2008), appendix B.8 and B.9: exact definitions; 1 Btu (IT) = 1055.05585262 J.
_TO_OURS = {
    "mmBtu": ("kWh_gross", 1055.05585262 / 3.6),
    "mmBtu heat": ("kWh", 1055.05585262 / 3.6),
    "MWh": ("kWh", 1000.0),
    "short ton": ("t", 0.90718474),
    "gallon": ("l", 3.785411784),
    "vehicle-mile": ("km", 1.609344),
    "passenger-mile": ("pkm", 1.609344),
    "short ton-mile": ("tkm", 0.90718474 * 1.609344),
}
#: Kilograms in one unit of mass in which a gas is published.
_MASS = {"kg": 1.0, "g": 0.001, "lb": 0.45359237, "metric ton": 1000.0}


def per_our_unit(value: float, *, mass: str, per: str) -> float:
    """Return a published figure in kg per our unit.

    Parameters
    ----------
    value : float
        Published figure [`mass`/`per`].
    mass : {"kg", "g", "lb", "metric ton"}
        Unit of mass of the gas.
    per : str
        Unit of the activity, such as ``"short ton-mile"``.

    References
    ----------
    .. [1] NIST Special Publication 811 (2008), "Guide for the Use of the International System of Units", appendix B.

    Examples
    --------
    Natural gas, 53.06 kg CO2 per mmBtu, in kg per kWh on gross calorific value:

    >>> round(per_our_unit(53.06, mass="kg", per="mmBtu"), 5)
    0.18105
    """
    return value * _MASS[mass] / _TO_OURS[per][1]


def our_unit(per: str) -> str | None:
    """Return the unit id behind a US unit, None for one that cannot be converted (standard cubic feet).

    Examples
    --------
    >>> our_unit("gallon"), our_unit("scf")
    ('l', None)
    """
    known = _TO_OURS.get(per)
    return known[0] if known else None
