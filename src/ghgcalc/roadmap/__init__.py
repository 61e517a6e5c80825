"""Business as usual, levers and targets together: the reduction waterfall, the gap and the wedges."""

from ghgcalc.roadmap.build import build_roadmap
from ghgcalc.roadmap.noun import Roadmap

__all__ = ["Roadmap", "build_roadmap"]
