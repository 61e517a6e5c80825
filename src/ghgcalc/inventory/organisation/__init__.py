"""The organisational boundary: what of each entity is scope 1 and 2, and what is scope 3 instead."""

from ghgcalc.inventory.organisation.noun import Boundary
from ghgcalc.inventory.organisation.rules import Rule, boundary_rules

__all__ = ["Boundary", "Rule", "boundary_rules"]
