"""Adds derived process factors to a collection when activity data ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ghgcalc.factors.activities import find_activity

if TYPE_CHECKING:
    from ghgcalc.factors.model import EmissionFactors

_PROCESS = "process."
_HEAT = "energy.heat.process."


def with_processes(factors: EmissionFactors, activity: Iterable[object]) -> EmissionFactors:
    """Return `factors` with the derived factors of processes and process heat that the activities name and it lacks.

    Parameters
    ----------
    factors : EmissionFactors
        Collection to add to; its own process factors go first.
    activity : iterable
        Activities of the rows, as id or name.

    Raises
    ------
    DataError
        If the energy behind a process has no factor.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> factors = with_processes(load_factors("electricity-2023", "desnz-2025"), ["weven"])
    >>> factors.sets[-1]
    'derived'
    """
    from ghgcalc.factors.derived.process_heat import derive_process_heat
    from ghgcalc.factors.derived.processes import derive_process_factors

    named = {str(label) for label in set(activity)}
    wanted = {name if name.startswith((_PROCESS, _HEAT)) else find_activity(name) or "" for name in named}
    missing = sorted(a for a in wanted if a.startswith((_PROCESS, _HEAT)) and a not in factors.index.activity)
    known = [name for name in missing if find_activity(name)]
    for prefix, derive in ((_PROCESS, derive_process_factors), (_HEAT, derive_process_heat)):
        if only := [name for name in known if name.startswith(prefix)]:
            factors = factors.combine(derive(factors, only=only))
    return factors
