"""Year-on-year comparison: what made the emissions change."""

from ghgcalc.comparison.causes import CAUSES
from ghgcalc.comparison.noun import Comparison, compare

__all__ = ["CAUSES", "Comparison", "compare"]
