"""Emission lines as coded columns: one line per factor key and stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ghgcalc.coded import Coded, Codes, Floats, Ints, as_labels
from ghgcalc.factors.model import FactorTable
from ghgcalc.units import units
from ghgcalc.vocabulary import CATEGORIES, DRAFT_CATEGORIES, MATCHES, SCOPE2_METHODS, SCOPE_TOTALS, scope_of

CATEGORY_LABELS = as_labels([*CATEGORIES, *DRAFT_CATEGORIES, *SCOPE_TOTALS])
METHOD_LABELS = as_labels(["", *SCOPE2_METHODS])
MATCH_LABELS = as_labels(MATCHES)
BASIS_LABELS = as_labels(["", "contract", "residual mix", "grey supply", "grid average", "own generation"])
UNIT_LABELS = as_labels(list(units()))
SCOPES = np.array([scope_of(category) for category in CATEGORY_LABELS], np.int64)
CATEGORY_CODE = {category: code for code, category in enumerate(CATEGORY_LABELS)}
METHOD_CODE = {method: code for code, method in enumerate(METHOD_LABELS)}
MATCH_CODE = {match: code for code, match in enumerate(MATCH_LABELS)}
BASIS_CODE = {basis: code for code, basis in enumerate(BASIS_LABELS)}
UNIT_CODE = {unit: code for code, unit in enumerate(UNIT_LABELS)}


@dataclass(frozen=True)
class Lines:
    """Emission lines of distinct factor keys; every field has the shape (lines,).

    Parameters
    ----------
    key : Ints
        Position of the factor key.
    factor : Ints
        Row in the factor frame; -1 where the row carries its own factor or tonnes.
    stage : Coded
        Life-cycle stage.
    category, method, basis, match, unit : Codes
        Codes into the label arrays of this module.
    conversion : Floats
        Units of the factor in one unit of the key.
    kgco2e : Floats
        Factor [kg CO2e per unit]; nan where the rows carry it themselves.
    kgco2_biogenic, gsd : Floats
        Biogenic CO2 [kg per unit] and geometric standard deviation; nan where not published.
    in_gwp_set : bool array
        Whether the factor is expressed in the GWP set asked for.
    """

    key: Ints
    factor: Ints
    stage: Coded
    category: Codes
    method: Codes
    basis: Codes
    match: Codes
    unit: Codes
    conversion: Floats
    kgco2e: Floats
    kgco2_biogenic: Floats
    gsd: Floats
    in_gwp_set: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.key)

    @property
    def scope(self) -> Ints:
        """Return the scope of every line."""
        return SCOPES[self.category]

    @property
    def activity_category(self) -> Coded:
        """Return for every line the category of its activity itself, before its upstream was split off to 3.3."""
        upstream = CATEGORY_CODE["3.3"]
        own = np.flatnonzero(self.category != upstream)
        of_key = np.full(int(self.key.max(initial=-1)) + 1, upstream, np.int64)
        of_key[self.key[own]] = self.category[own]
        return Coded(of_key[self.key], CATEGORY_LABELS)

    def under(self, table: FactorTable) -> Lines:
        """Return the same lines with the values of another GWP set; what the rows carry themselves stays."""
        own = self.factor < 0
        row = np.where(own, 0, self.factor)
        values = {
            name: np.where(own, getattr(self, name), getattr(table, name).take(row))
            for name in ("kgco2e", "kgco2_biogenic", "gsd", "in_gwp_set")
        }
        return replace(self, **values)

    def take(self, positions: Codes) -> Lines:
        """Return the lines at the given positions."""
        return Lines(**{name: value.take(positions) for name, value in vars(self).items()})

    def with_codes(self, **codes: Any) -> Lines:
        """Return the lines with some fields replaced; a single code counts for every line."""
        size = len(self)
        full: dict[str, Any] = {n: np.full(size, v) if np.isscalar(v) else np.asarray(v) for n, v in codes.items()}
        return replace(self, **full)


def special_line(
    *,
    category: str,
    method: str,
    stage: str,
    basis: str,
    match: str,
    unit: str,
    conversion: float,
    kgco2e: float,
) -> Lines:
    """Return one line that has no row in the factor frame, for key 0."""
    return Lines(
        key=np.array([0], np.int64),
        factor=np.array([-1], np.int64),
        stage=Coded.constant(stage, 1),
        category=np.array([CATEGORY_CODE[category]]),
        method=np.array([METHOD_CODE[method]]),
        basis=np.array([BASIS_CODE[basis]]),
        match=np.array([MATCH_CODE[match]]),
        unit=np.array([UNIT_CODE[unit]]),
        conversion=np.array([conversion]),
        kgco2e=np.array([kgco2e]),
        kgco2_biogenic=np.array([np.nan]),
        gsd=np.array([np.nan]),
        in_gwp_set=np.array([True]),
    )


def join_lines(parts: Sequence[Lines]) -> Lines:
    """Return the lines of all parts together."""
    filled = [part for part in parts if len(part)] or list(parts[:1])
    if len(filled) == 1:
        return filled[0]
    joined: dict[str, Any] = {}
    for name in vars(filled[0]):
        values = [getattr(part, name) for part in filled]
        joined[name] = Coded.joined(values) if name == "stage" else np.concatenate(values)
    return Lines(**joined)
