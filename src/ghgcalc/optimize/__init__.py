"""Selection: the cheapest levers that meet the targets, with proof where there can be one."""

from ghgcalc.optimize.choice import Choice, Need, Outcome
from ghgcalc.optimize.choose import optimize_levers
from ghgcalc.optimize.selection import Selection
from ghgcalc.optimize.solve import solve_choice

__all__ = ["Choice", "Need", "Outcome", "Selection", "optimize_levers", "solve_choice"]
