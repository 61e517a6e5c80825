"""Charts of finished values: they draw, return the axes, and never compute or show."""

from __future__ import annotations

from ghgcalc.plot.bars import plot_inventory
from ghgcalc.plot.pathway import plot_pathway
from ghgcalc.plot.waterfall import plot_waterfall

__all__ = ["plot_inventory", "plot_pathway", "plot_waterfall"]
