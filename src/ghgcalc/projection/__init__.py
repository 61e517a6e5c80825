"""Business as usual: what happens to the emissions when nothing but growth happens."""

from ghgcalc.projection.bau import Projection, project_bau
from ghgcalc.projection.growth import cagr, grow, growth_index, real_growth

__all__ = ["Projection", "cagr", "grow", "growth_index", "project_bau", "real_growth"]
