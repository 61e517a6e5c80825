"""Charts of finished values: they draw, return the axes, and never compute or show."""

from __future__ import annotations

from ghgcalc.plot.adoption import plot_adoption
from ghgcalc.plot.bars import plot_inventory
from ghgcalc.plot.bridge import plot_comparison
from ghgcalc.plot.lever_map import plot_lever_map
from ghgcalc.plot.macc import plot_macc
from ghgcalc.plot.pathway import plot_pathway
from ghgcalc.plot.targets_options import plot_target_options
from ghgcalc.plot.targets_pathways import plot_target_lines
from ghgcalc.plot.targets_sector import plot_sector_comparison
from ghgcalc.plot.tornado import plot_tornado
from ghgcalc.plot.waterfall import plot_waterfall
from ghgcalc.plot.wedges import plot_wedges

__all__ = [
    "plot_adoption",
    "plot_comparison",
    "plot_inventory",
    "plot_lever_map",
    "plot_macc",
    "plot_pathway",
    "plot_sector_comparison",
    "plot_target_lines",
    "plot_target_options",
    "plot_tornado",
    "plot_waterfall",
    "plot_wedges",
]
