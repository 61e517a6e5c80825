"""Collects the lines of a roadmap per year: actual, BAU, with levers, targets; for the scopes it covers."""

from __future__ import annotations

from dataclasses import dataclass

from ghgcalc.report.nouns import RoadmapNoun
from ghgcalc.report.tables import cells_of


@dataclass(frozen=True)
class Pathways:
    """Emissions per year [tCO2e].

    Parameters
    ----------
    scopes : tuple of int
        Scopes that every line covers.
    actual, bau, residual : dict
        Inventory years, business as usual, and BAU after all levers.
    targets : dict
        Pathway per target name.
    """

    scopes: tuple[int, ...]
    actual: dict[int, float]
    bau: dict[int, float]
    residual: dict[int, float]
    targets: dict[str, dict[int, float]]


def roadmap_pathways(roadmap: RoadmapNoun) -> Pathways:
    """Return the lines of a roadmap; targets for other scopes than the roadmap's are left out."""
    scopes = (1, 2, 3)
    bau = roadmap.bau
    actual: dict[int, float] = {}
    inventories = {id(noun): noun for noun in (bau.inventory, roadmap.base.inventory)}
    for inventory in inventories.values():
        for year in inventory.years:
            cells = cells_of(inventory, scope2=bau.scope2, year=int(year))
            actual[int(year)] = float(cells["tco2e"].sum())
    actual[int(roadmap.base.year)] = float(roadmap.base.total())
    targets = {
        str(target.name): {int(year): float(value) for year, value in target.pathway.items()}
        for target in roadmap.targets
        if tuple(sorted(target.scopes)) == scopes
    }
    return Pathways(
        scopes,
        actual,
        {int(year): float(bau.total(year)) for year in bau.years},
        {int(year): float(roadmap.residual(year)) for year in bau.years},
        targets,
    )
