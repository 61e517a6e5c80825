"""Levers that are contracted already become part of business as usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ghgcalc.levers.evaluation import evaluate
from ghgcalc.levers.lever import Lever
from ghgcalc.levers.on_projection import place_on_projection
from ghgcalc.levers.placement import Placement

if TYPE_CHECKING:
    from ghgcalc.projection import Projection


def continue_levers(bau: Projection, levers: Sequence[Lever]) -> Projection:
    """Return business as usual with the effect of levers that are contracted already.

    Parameters
    ----------
    bau : Projection
        Business as usual without them.
    levers : sequence of Lever
        The contracted levers; what they reached by the start year is in the data already.

    Returns
    -------
    Projection
        With the destinations of switches as cells of their own, and the ids of the levers in `committed`.

    Raises
    ------
    DataError
        With every lever that cannot be placed.
    """
    placement, amounts, factors = place_on_projection(bau, levers)
    after, per_unit = np.empty_like(amounts), np.empty_like(factors)
    for at, year in enumerate(bau.years):
        scenario = evaluate(placement, amounts[:, at], factors[:, at], year=year, reference_year=bau.start_year)
        amount, factor, emissions = (part[0] for part in scenario.run(np.ones(len(levers))))
        after[:, at] = amount
        per_unit[:, at] = np.divide(emissions, amount, out=factor.copy(), where=amount != 0.0)
    cells = placement.cells.assign(tco2e=(after * per_unit)[:, 0], factor=per_unit[:, 0] * 1000.0, amount=after[:, 0])
    return replace(
        bau,
        cells=cells,
        amounts=after,
        factors=per_unit,
        warnings=(*bau.warnings, *placement.warnings),
        growth_rows=_rows_of_growth(bau, placement),
        committed=tuple(lever.lever_id for lever in levers),
    )


def _rows_of_growth(bau: Projection, placement: Placement) -> NDArray[np.int64] | None:
    """Let the destination of a switch grow like the activity that it takes from."""
    if bau.growth_rows is None:
        return None
    rows = np.concatenate([bau.growth_rows, np.zeros(len(placement.cells) - placement.size, np.int64)])
    for effect in placement.effects:
        if len(effect.to_lines):
            rows[effect.to_lines] = rows[effect.primary[effect.starts][effect.to_rows]]
    return rows
