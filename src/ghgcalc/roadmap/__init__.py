"""Business as usual, levers and targets together: the reduction waterfall, the gap and the wedges."""

from ghgcalc.roadmap.build import build_roadmap
from ghgcalc.roadmap.noun import Roadmap
from ghgcalc.roadmap.uncertainty import UncertaintyBand

__all__ = ["Roadmap", "UncertaintyBand", "build_roadmap"]
