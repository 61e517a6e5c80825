"""The inventory: activity rows to distinct keys to emission cells."""

from ghgcalc.inventory.accounting import AccountingRulebook, accounting_rulebooks, load_accounting
from ghgcalc.inventory.calculate import calculate_inventory, with_exclusions
from ghgcalc.inventory.checks import check_inventory
from ghgcalc.inventory.exclusions import Exclusion, exclusion_table
from ghgcalc.inventory.materiality import CategoryScreening, screen_categories
from ghgcalc.inventory.noun import Inventory
from ghgcalc.inventory.organisation import Boundary, Rule, boundary_rules
from ghgcalc.inventory.policies import MaterialityPolicy, materiality_policies, relevance_criteria
from ghgcalc.inventory.quality import data_quality
from ghgcalc.inventory.scope2 import Contracts, Scope2Rules, scope2_rules
from ghgcalc.inventory.suppliers import suppliers_to_share

__all__ = [
    "AccountingRulebook",
    "Boundary",
    "CategoryScreening",
    "Contracts",
    "Exclusion",
    "Inventory",
    "MaterialityPolicy",
    "Rule",
    "Scope2Rules",
    "accounting_rulebooks",
    "boundary_rules",
    "calculate_inventory",
    "check_inventory",
    "data_quality",
    "exclusion_table",
    "load_accounting",
    "materiality_policies",
    "relevance_criteria",
    "scope2_rules",
    "screen_categories",
    "suppliers_to_share",
    "with_exclusions",
]
