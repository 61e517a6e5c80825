"""Which emission factors a command works with: the recommended sets, and before them those the user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ghgcalc.factors import EmissionFactors


def chosen_factors(own: list[str] | None) -> EmissionFactors:
    """Return the recommended sets, preceded by the sets the user names."""
    from ghgcalc.factors import load_factors, recommended_sets

    names = own or []
    return load_factors(*names, *(name for name in recommended_sets() if name not in names))


def every_factor() -> EmissionFactors:
    """Return every set there is, also those loaded on request and those the user imported."""
    from ghgcalc.factors import available_sets, load_factors
    from ghgcalc.factors.store import imported_sets

    return load_factors(*available_sets(), *imported_sets())
