"""The inventory: activity rows to distinct keys to emission cells."""

from ghgcalc.inventory.calculate import calculate_inventory
from ghgcalc.inventory.noun import Inventory
from ghgcalc.inventory.organisation import Boundary, Rule, boundary_rules
from ghgcalc.inventory.scope2 import Contracts, Scope2Rules, scope2_rules

__all__ = [
    "Boundary",
    "Contracts",
    "Inventory",
    "Rule",
    "Scope2Rules",
    "boundary_rules",
    "calculate_inventory",
    "scope2_rules",
]
