"""Business as usual, levers and targets together: the reduction waterfall, the gap and the wedges."""

from ghgcalc.roadmap.build import build_roadmap
from ghgcalc.roadmap.by_category import ESRS_TYPES, esrs_levers, levers_by_category
from ghgcalc.roadmap.cohort import levers_by_company, roadmap_by_company
from ghgcalc.roadmap.noun import Roadmap
from ghgcalc.roadmap.uncertainty import UncertaintyBand

__all__ = [
    "ESRS_TYPES",
    "Roadmap",
    "UncertaintyBand",
    "build_roadmap",
    "esrs_levers",
    "levers_by_category",
    "levers_by_company",
    "roadmap_by_company",
]
