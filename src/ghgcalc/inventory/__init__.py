"""The inventory: activity rows to distinct keys to emission cells."""

from ghgcalc.inventory.accounting import AccountingRulebook, accounting_rulebooks, load_accounting
from ghgcalc.inventory.calculate import calculate_inventory, with_exclusions
from ghgcalc.inventory.exclusions import Exclusion, exclusion_table
from ghgcalc.inventory.noun import Inventory

__all__ = [
    "AccountingRulebook",
    "Exclusion",
    "Inventory",
    "accounting_rulebooks",
    "calculate_inventory",
    "exclusion_table",
    "load_accounting",
    "with_exclusions",
]
