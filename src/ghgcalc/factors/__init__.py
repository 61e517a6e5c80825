"""Emission factors: load, search and match them."""

from ghgcalc.factors.activities import Activity, activities, activity_name, find_activity
from ghgcalc.factors.load import available_sets, load_factors, recommended_sets
from ghgcalc.factors.match import match_factors
from ghgcalc.factors.model import EmissionFactors
from ghgcalc.factors.search import search_factors

__all__ = [
    "Activity",
    "EmissionFactors",
    "activities",
    "activity_name",
    "available_sets",
    "find_activity",
    "load_factors",
    "match_factors",
    "recommended_sets",
    "search_factors",
]
