"""What a workbook says about the future and about the company, as business as usual and as facts for the criteria."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ghgcalc.projection import Projection, external_from_frame, external_of_baseline, project_bau
from ghgcalc.targets.criteria import Facts

if TYPE_CHECKING:
    from ghgcalc.inventory import Inventory
    from ghgcalc.workbook import Workbook


def workbook_bau(book: Workbook, inventory: Inventory, *, until: int, scope2: str) -> Projection:
    """Project business as usual under the baseline of a workbook: its growth, external drivers and contracted levers.

    Parameters
    ----------
    book : Workbook
        Read by `read_workbook`.
    inventory : Inventory
        Its inventory.
    until : int
        Last year.
    scope2 : {"location", "market"}
        Scope 2 method.

    Raises
    ------
    DataError
        As for `ghgcalc.projection.project_bau`.

    Notes
    -----
    Stated policies, with and without committed levers, hold the bundled rules for fuels too.
    """
    baseline = book.company["baseline"]
    changing = book.growth.dropna(subset="intensity_trend")
    trend = dict(zip(changing["category"].astype(str), changing["intensity_trend"].astype(float), strict=True))
    given = [driver for frame in (book.grids, book.external) if len(frame) for driver in external_from_frame(frame)]
    committed = [lever for lever in book.levers if lever.lever_id in book.committed]
    return project_bau(
        inventory,
        book.growth,
        until=until,
        scope2=scope2,
        baseline=baseline,
        external=external_of_baseline(baseline, given),
        intensity_trend=trend if baseline == "trend" else None,
        committed=committed if baseline == "current_pace" else (),
    )


def workbook_facts(book: Workbook, inventory: Inventory) -> Facts:
    """Return what a workbook tells about the company itself; a blank answer stays unknown.

    Parameters
    ----------
    book : Workbook
        Read by `read_workbook`.
    inventory : Inventory
        Its inventory; the most recent year gives location-based scope 2.

    Notes
    -----
    The sectors of the workbook, other than "other", are neither designated land sectors (FLAG) nor among the sectors
    that the small-company route leaves out.
    """
    company = book.company
    recent = inventory.years[-1]
    known = {name: company[name] for name in ("staff", "turnover_eur", "assets_eur") if not math.isnan(company[name])}
    has_location = (recent, "location") not in set(inventory.missing_methods)
    is_other = company["sector"] == "other"
    return Facts(
        **known,
        is_subsidiary={"true": True, "false": False}.get(company["is_subsidiary"]),
        is_excluded_sector=None if is_other else False,
        is_flag_sector=None if is_other else False,
        scope2_location_tco2e=inventory.total(scope2="location", year=recent, scope=2) if has_location else None,
    )
