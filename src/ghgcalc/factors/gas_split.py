"""The gases behind emission factors: mass and CO2e of each gas in one unit, where the publisher splits them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import Floats, encode
from ghgcalc.errors import DataError
from ghgcalc.gwp_sets import METHANE_SPECIES, gwp, parse_composition
from ghgcalc.kept import read_document

OTHER = "other"
#: Largest gap between a factor and its gases, as a share of the factor, for a split with a blank in it to be whole.
_WHOLE = 0.005
#: Smallest gap between a factor and its gases, as a share of the factor, that is a difference and not rounding here.
_DIFFERS = 1e-9


@cache
def gas_groups() -> dict[str, tuple[str, ...]]:
    """Return the seven gases and the species of each.

    Examples
    --------
    >>> list(gas_groups())
    ['CO2', 'CH4', 'N2O', 'HFC', 'PFC', 'SF6', 'NF3']
    """
    groups = read_document("emission_factors", "gwp", "gas_groups.toml")
    return {gas: tuple(species) for gas, species in groups.items()}


def gas_of(species: str) -> str:
    """Return the gas to which a species belongs.

    Examples
    --------
    >>> gas_of("HFC-32"), gas_of("CH4-fossil"), gas_of("HCFC-22")
    ('HFC', 'CH4', 'other')
    """
    for gas, names in gas_groups().items():
        if any(species == name or (name.endswith("-") and species.startswith(name)) for name in names):
            return gas
    return OTHER


@dataclass(frozen=True)
class GasSplit:
    """Gases of emission factors under one GWP set; arrays of shape (factors,).

    Parameters
    ----------
    mass : mapping of str to Floats
        Per gas the kilograms of it in one unit; 0 for a factor that is not split.
    co2e : mapping of str to Floats
        Per gas its kilograms of CO2e in one unit.
    known : bool array
        Whether the factor is split.
    difference : Floats
        What rounding by the publisher, or another GWP set, leaves between the factor and its gases [kg CO2e/unit].
    """

    mass: Mapping[str, Floats]
    co2e: Mapping[str, Floats]
    known: npt.NDArray[np.bool_]
    difference: Floats

    @classmethod
    def build(cls, frame: pd.DataFrame, kgco2e: Floats, gwp_set: str) -> GasSplit:
        """Split factors into their gases.

        Parameters
        ----------
        frame : DataFrame
            The factors.
        kgco2e : Floats
            Their values under the GWP set [kg CO2e/unit].
        gwp_set : str
            GWP set.
        """
        masses = _masses_by_species(frame)
        known = np.ones(len(frame), bool)
        co2e: dict[str, Floats] = {}
        for species, mass in masses.items():
            try:
                co2e[species] = mass * gwp(species, gwp_set)
            except DataError:  # no value in this GWP set
                known &= mass == 0
                co2e[species] = np.zeros(len(frame))
        explained = np.sum(list(co2e.values()), axis=0) if co2e else np.zeros(len(frame))
        any_mass = np.any([mass > 0 for mass in masses.values()], axis=0) if masses else np.zeros(len(frame), bool)
        blanks = np.isnan(frame[["kgco2", "kgch4", "kgn2o"]].to_numpy(np.float64)).sum(axis=1)
        only_gases = (blanks == 3) & (frame["gases"].to_numpy(object) != "")
        partial = (blanks > 0) & ~only_gases
        known &= ~partial | (any_mass & (np.abs(explained - kgco2e) <= _WHOLE * kgco2e))
        gases = [*gas_groups(), OTHER]
        members = {gas: [species for species in masses if gas_of(species) == gas] for gas in gases}
        rest = np.where(known, kgco2e - explained, 0.0)
        return cls(
            mass={gas: _summed(masses, names, known) for gas, names in members.items() if names},
            co2e={gas: _summed(co2e, names, known) for gas, names in members.items() if names},
            known=known,
            difference=np.where(np.abs(rest) > _DIFFERS * np.abs(kgco2e), rest, 0.0),
        )


def _masses_by_species(frame: pd.DataFrame) -> dict[str, Floats]:
    """Return per species the kilograms of it in one unit of every factor."""
    masses: dict[str, Floats] = {}
    origin = encode(frame["ch4_origin"])
    for column, species in (("kgco2", "CO2"), ("kgn2o", "N2O")):
        masses[species] = np.nan_to_num(frame[column].to_numpy(np.float64))
    methane = np.nan_to_num(frame["kgch4"].to_numpy(np.float64))
    for label in origin.labels:
        own = origin.where(lambda other, label=label: other == label)
        masses[METHANE_SPECIES[str(label)]] = masses.get(METHANE_SPECIES[str(label)], 0.0) + np.where(own, methane, 0.0)
    text = encode(frame["gases"])
    for code, label in enumerate(text.labels):
        if label:
            rows = np.flatnonzero(text.codes == code)
            for species, mass in parse_composition(str(label)).items():
                masses.setdefault(species, np.zeros(len(frame)))[rows] = mass
    return {species: np.maximum(mass, 0.0) for species, mass in masses.items() if np.any(mass > 0)}


def _summed(parts: Mapping[str, Floats], names: list[str], known: npt.NDArray[np.bool_]) -> Floats:
    return np.where(known, np.sum([parts[name] for name in names], axis=0), 0.0)
