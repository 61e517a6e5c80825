"""The inventory: activity rows to distinct keys to emission cells."""

from ghgcalc.inventory.calculate import calculate_inventory
from ghgcalc.inventory.noun import Inventory
from ghgcalc.inventory.quality import data_quality

__all__ = ["Inventory", "calculate_inventory", "data_quality"]
