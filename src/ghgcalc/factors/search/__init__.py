"""Finds emission factors in a person's own words, in English or Dutch; never picks one silently."""

from ghgcalc.factors.search.lines import SEARCH_COLUMNS, region_label, search_factors, suggest_activities
from ghgcalc.factors.search.rank import rank_activities

__all__ = ["SEARCH_COLUMNS", "rank_activities", "region_label", "search_factors", "suggest_activities"]
