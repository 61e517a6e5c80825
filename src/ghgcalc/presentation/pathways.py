"""Collects the lines of a roadmap per year: actual, BAU, with levers, targets; for the scopes it covers."""

from __future__ import annotations

from dataclasses import dataclass

from ghgcalc.presentation.nouns import RoadmapNoun
from ghgcalc.presentation.tables import cells_of, unknown_methods
from ghgcalc.texts import text


@dataclass(frozen=True)
class Pathways:
    """Emissions per year [tCO2e].

    Parameters
    ----------
    scopes : tuple of int
        Scopes that every line covers.
    actual, bau, residual : dict
        Inventory years, business as usual, and BAU after all levers.
    target : dict
        What the targets allow together; empty when none covers exactly these scopes.
    target_name : str
        What to call the target, or all of them together.
    """

    scopes: tuple[int, ...]
    actual: dict[int, float]
    bau: dict[int, float]
    residual: dict[int, float]
    target: dict[int, float]
    target_name: str


def roadmap_pathways(roadmap: RoadmapNoun, *, language: str = "en") -> Pathways:
    """Return the lines of a roadmap for the scopes that its targets cover; an unknown year is left out."""
    bau = roadmap.bau
    ends = [int(target.target_year) for target in roadmap.targets if int(target.target_year) in bau.years]
    scopes = roadmap.scopes_in(min(ends, default=int(bau.years[-1])))
    actual: dict[int, float] = {}
    inventories = {id(noun): noun for noun in (bau.inventory, roadmap.base.inventory)}
    for inventory in inventories.values():
        for year in inventory.years:
            if not (2 in scopes and bau.scope2 in unknown_methods(inventory, year=int(year))):
                cells = cells_of(inventory, scope2=bau.scope2, year=int(year), columns=("scope", "tco2e"))
                actual[int(year)] = float(cells.loc[cells["scope"].isin(scopes), "tco2e"].sum())
    actual[int(roadmap.base.year)] = float(roadmap.base_tco2e(scopes=scopes))
    first = min([int(target.base_year) for target in roadmap.targets], default=int(bau.years[0]))
    allowed = {year: roadmap.target_tco2e(year, scopes=scopes) for year in range(first, int(bau.years[-1]) + 1)}
    covered = [target for target in roadmap.targets if set(target.scopes) <= set(scopes)]
    return Pathways(
        tuple(scopes),
        actual,
        {int(year): float(roadmap.bau_tco2e(int(year), scopes=scopes)) for year in bau.years},
        {int(year): float(roadmap.residual(int(year), scopes=scopes)) for year in bau.years},
        {year: float(value) for year, value in allowed.items() if value is not None},
        text("plot.line_target_one" if len(covered) == 1 else "plot.line_target", language),
    )
