"""Market-based scope 2: contractual instruments, their quality criteria and what they cover."""

from ghgcalc.inventory.scope2.contracts import Contracts
from ghgcalc.inventory.scope2.rules import Scope2Rules, scope2_rules

__all__ = ["Contracts", "Scope2Rules", "scope2_rules"]
