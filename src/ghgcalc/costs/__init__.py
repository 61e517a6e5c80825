"""Money: what levers cost per tonne, over their life and per year, and who pays."""

from ghgcalc.costs.curve import cost_curve, lever_investments
from ghgcalc.costs.energy import energy_cost, saved_energy
from ghgcalc.costs.formulae import abatement_cost, annuity_factor, npv, payback
from ghgcalc.costs.levers import lever_costs

__all__ = [
    "abatement_cost",
    "annuity_factor",
    "cost_curve",
    "energy_cost",
    "lever_costs",
    "lever_investments",
    "npv",
    "payback",
    "saved_energy",
]
