"""The route for small and medium-sized companies: a target for scope 1 and 2 from a short menu."""

from __future__ import annotations

from dataclasses import dataclass

from ghgcalc.targets.absolute import fixed_rate_reduction
from ghgcalc.targets.entries import Parameter, parameter_notes
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, as_rulebook


@dataclass(frozen=True)
class SmeTarget:
    """A target of the small-company route: reduction [share of the base year], the number used, and what to know."""

    reduction: float
    parameters: tuple[Parameter, ...]

    def notes(self, language: str = "en") -> tuple[str, ...]:
        """Return what a reader must know about this target."""
        return parameter_notes(self.parameters, language)


def sme_target(*, base_year: int, target_year: int, rulebook: str | Rulebook = DEFAULT_RULEBOOK) -> SmeTarget:
    """Return the scope 1+2 reduction of the small-company route.

    Parameters
    ----------
    base_year, target_year : int
        Base year and target year.
    rulebook : str or Rulebook
        Rulebook that holds menu and rate.

    Returns
    -------
    SmeTarget
        Reduction from the menu when base year and target year are on it, else from the yearly rate. Scope 3 is measured
        and reduced without a number.

    Raises
    ------
    ghgcalc.errors.DataError
        If the target year is not after the base year.

    References
    ----------
    .. [1] SBTi, small-company route, version 1, as seen on the published target list. Whether its forms moved to the
       dynamic rate in April 2026 is not confirmed.

    Examples
    --------
    >>> sme_target(base_year=2019, target_year=2030).reduction
    0.46
    """
    book = as_rulebook(rulebook)
    free = book.parameter("sme_linear_annual_reduction_rate")
    menu_year = book.parameter("sme_menu_target_year")
    if target_year == menu_year.value and book.has_parameter("sme_reduction_by_2030", base_year=base_year):
        menu = book.parameter("sme_reduction_by_2030", base_year=base_year)
        return SmeTarget(menu.value, (menu, *((free,) if free.is_assumption else ())))
    anchor = book.parameter("sme_anchor_year")
    reduction = fixed_rate_reduction(
        annual_rate=free.value,
        base_year=base_year,
        target_year=target_year,
        anchor_year=anchor.value,
    )
    return SmeTarget(float(reduction), (free, anchor))
