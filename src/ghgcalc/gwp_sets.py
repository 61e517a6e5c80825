"""Global warming potentials over 100 years, per gas and assessment report, and refrigerant blends from composition."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.resources import data_path
from ghgcalc.vocabulary import GWP_SETS, GwpSet, check_word

#: Species used for methane, by the origin written in the column `ch4_origin`.
METHANE_SPECIES = {"": "CH4", "fossil": "CH4-fossil", "biogenic": "CH4-nonfossil"}


@cache
def gwp_table() -> pd.DataFrame:
    """Return the bundled table: one row per species, one column per GWP set [kg CO2e/kg]."""
    path = data_path("emission_factors", "gwp", "gwp100.csv")
    return pd.read_csv(path, keep_default_na=False, na_values=[""], dtype={"species": str}).set_index("species")


def check_gwp_set(gwp_set: str) -> GwpSet:
    """Return `gwp_set` when it is one of the bundled sets, else raise.

    Raises
    ------
    DataError
        If the set is unknown.
    """
    return check_word("gwp", gwp_set, GWP_SETS)


def gwp(species: str, gwp_set: str = "AR6") -> float:
    """Return the global warming potential of a gas over 100 years [kg CO2e/kg].

    Parameters
    ----------
    species : str
        Name in the table, such as ``"N2O"``, ``"CH4-fossil"`` or ``"HFC-32"``.
    gwp_set : {"AR4", "AR5", "AR5_with_ccf", "AR6"}
        IPCC assessment report; ``AR5_with_ccf`` counts climate-carbon feedbacks.

    Raises
    ------
    DataError
        If the gas or its value in that set is not published.

    References
    ----------
    .. [1] IPCC AR4 WG1 table 2.14; AR5 WG1 table 8.A.1 and 8.SM.16; AR6 WG1 tables 7.15 and 7.SM.7.

    Examples
    --------
    >>> gwp("N2O", "AR6"), gwp("N2O", "AR5")
    (273.0, 265.0)
    """
    column = check_gwp_set(gwp_set)
    table = gwp_table()
    if species not in table.index:
        near = closest(species, table.index) or ["CO2", "CH4-fossil", "N2O", "SF6"]
        raise DataError([Problem("unknown_gas", species, params={"options": ", ".join(near)})])
    value = float(table[column].to_numpy(np.float64)[table.index.get_loc(species)])
    if np.isnan(value):
        raise DataError([Problem("gas_not_in_set", species, params={"gwp_set": column})])
    return value


def parse_composition(text: str) -> dict[str, float]:
    """Read ``"HFC-32:0.5;HFC-125:0.5"`` into gas masses [kg per unit].

    Examples
    --------
    >>> parse_composition("HFC-32:0.5;HFC-125:0.5")
    {'HFC-32': 0.5, 'HFC-125': 0.5}
    """
    parts = (part.rpartition(":") for part in text.split(";") if part)
    return {name.strip(): float(mass) for name, _, mass in parts}


def mixture_gwp(masses: Mapping[str, float], gwp_set: str = "AR6") -> float:
    """Return the CO2e of a mixture of gases [kg CO2e per unit].

    Parameters
    ----------
    masses : mapping
        Mass per gas [kg per unit]; shares of a blend add up to 1 kg.
    gwp_set : str
        GWP set, see `gwp`.

    Examples
    --------
    R-410A is half HFC-32 and half HFC-125:

    >>> mixture_gwp({"HFC-32": 0.5, "HFC-125": 0.5}, "AR6")
    2255.5
    """
    return float(sum(mass * gwp(species, gwp_set) for species, mass in masses.items()))


def kgco2e_under(frame: pd.DataFrame, gwp_set: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return every factor of `frame` under one GWP set, and whether it really is in that set.

    A factor published in the set keeps its value. Another one is computed from its gases when its own set is stated
    and all gases are known; otherwise it keeps the published value and is marked ``False``.

    Parameters
    ----------
    frame : DataFrame
        Factor frame with kgco2e, kgco2, kgch4, kgn2o, gases, ch4_origin and gwp_set.
    gwp_set : str
        GWP set wanted.

    Returns
    -------
    (kgco2e, in_set) : arrays of shape (len(frame),)
        Value per unit [kg CO2e] and whether it is expressed in `gwp_set`.
    """
    column = check_gwp_set(gwp_set)
    value = frame["kgco2e"].to_numpy(np.float64, copy=True)
    published = frame["gwp_set"].to_numpy(object) == column
    in_set = published.copy()
    carbon = frame["kgco2"].to_numpy(np.float64)
    methane = frame["kgch4"].to_numpy(np.float64)
    nitrous = frame["kgn2o"].to_numpy(np.float64)
    split = ~(np.isnan(carbon) | np.isnan(methane) | np.isnan(nitrous))
    unsplit = np.isnan(carbon) & np.isnan(methane) & np.isnan(nitrous)
    gases = frame["gases"].to_numpy(object)
    stated = np.isin(frame["gwp_set"].to_numpy(object), GWP_SETS)
    wanted = np.flatnonzero(~published & stated & (split | (unsplit & (gases != ""))))
    if not len(wanted):
        return value, in_set
    origins = frame["ch4_origin"].to_numpy(object)[wanted]
    methane_gwp = {origin: gwp(species, column) for origin, species in METHANE_SPECIES.items()}
    main = carbon[wanted] + methane[wanted] * np.array([methane_gwp[o] for o in origins], np.float64)
    main = np.where(split[wanted], main + nitrous[wanted] * gwp("N2O", column), 0.0)
    others = np.array([_known_mixture(text, column) for text in gases[wanted]], np.float64)
    known = ~np.isnan(others)
    value[wanted[known]] = (main + others)[known]
    in_set[wanted[known]] = True
    return value, in_set


@cache
def _known_mixture(text: str, gwp_set: str) -> float:
    """Return the CO2e of a mixture, nan when the set lacks one of its gases."""
    if not text:
        return 0.0
    try:
        return mixture_gwp(parse_composition(text), gwp_set)
    except DataError:
        return float("nan")
