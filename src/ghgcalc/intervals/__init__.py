"""Uncertainty of an inventory: intervals, their change between years, and what to improve next."""

from ghgcalc.intervals.calculate import uncertainty
from ghgcalc.intervals.inputs import uncertainty_defaults
from ghgcalc.intervals.noun import Uncertainty
from ghgcalc.intervals.propagation import relative_of_product, relative_of_sum

__all__ = ["Uncertainty", "relative_of_product", "relative_of_sum", "uncertainty", "uncertainty_defaults"]
