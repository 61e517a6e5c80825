"""From activity data to a GHG footprint, science-based targets and a reduction waterfall.

The verbs, in the order in which a company needs them: `write_template`, `read_workbook`, `load_factors`,
`calculate_inventory`, `set_base_year`, `project_bau`, `near_term_target`, `build_roadmap`, `plot_waterfall`,
`write_report`; or all of them at once: `calculate_workbook`. Every name is imported when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ghgcalc._version import __version__

if TYPE_CHECKING:
    from ghgcalc import costs as costs
    from ghgcalc import factors as factors
    from ghgcalc import levers as levers
    from ghgcalc import projection as projection
    from ghgcalc import refrigerants as refrigerants
    from ghgcalc import scope3 as scope3
    from ghgcalc import targets as targets
    from ghgcalc import units as units
    from ghgcalc.base_year import BaseYear as BaseYear
    from ghgcalc.base_year import BaseYearPolicy as BaseYearPolicy
    from ghgcalc.base_year import Change as Change
    from ghgcalc.base_year import Restatement as Restatement
    from ghgcalc.base_year import recalculate_base_year as recalculate_base_year
    from ghgcalc.base_year import restate as restate
    from ghgcalc.base_year import set_base_year as set_base_year
    from ghgcalc.chain import Results as Results
    from ghgcalc.chain import calculate_workbook as calculate_workbook
    from ghgcalc.comparison import Comparison as Comparison
    from ghgcalc.comparison import compare as compare
    from ghgcalc.costs import cost_curve as cost_curve
    from ghgcalc.costs import lever_costs as lever_costs
    from ghgcalc.costs import lever_investments as lever_investments
    from ghgcalc.errors import DataError as DataError
    from ghgcalc.errors import GhgcalcError as GhgcalcError
    from ghgcalc.errors import Problem as Problem
    from ghgcalc.factors import EmissionFactors as EmissionFactors
    from ghgcalc.factors import available_sets as available_sets
    from ghgcalc.factors import load_factors as load_factors
    from ghgcalc.factors import match_factors as match_factors
    from ghgcalc.factors import search_factors as search_factors
    from ghgcalc.gwp_sets import gwp as gwp
    from ghgcalc.intervals import Uncertainty as Uncertainty
    from ghgcalc.intervals import uncertainty as uncertainty
    from ghgcalc.inventory import Boundary as Boundary
    from ghgcalc.inventory import Contracts as Contracts
    from ghgcalc.inventory import Exclusion as Exclusion
    from ghgcalc.inventory import Inventory as Inventory
    from ghgcalc.inventory import MaterialityPolicy as MaterialityPolicy
    from ghgcalc.inventory import calculate_inventory as calculate_inventory
    from ghgcalc.inventory import check_inventory as check_inventory
    from ghgcalc.inventory import data_quality as data_quality
    from ghgcalc.inventory import screen_categories as screen_categories
    from ghgcalc.inventory import suppliers_to_share as suppliers_to_share
    from ghgcalc.inventory import with_exclusions as with_exclusions
    from ghgcalc.levers import Lever as Lever
    from ghgcalc.optimize import Selection as Selection
    from ghgcalc.optimize import optimize_levers as optimize_levers
    from ghgcalc.plot import plot_adoption as plot_adoption
    from ghgcalc.plot import plot_comparison as plot_comparison
    from ghgcalc.plot import plot_inventory as plot_inventory
    from ghgcalc.plot import plot_lever_map as plot_lever_map
    from ghgcalc.plot import plot_macc as plot_macc
    from ghgcalc.plot import plot_pathway as plot_pathway
    from ghgcalc.plot import plot_tornado as plot_tornado
    from ghgcalc.plot import plot_waterfall as plot_waterfall
    from ghgcalc.plot import plot_wedges as plot_wedges
    from ghgcalc.products import expand_products as expand_products
    from ghgcalc.projection import Projection as Projection
    from ghgcalc.projection import cagr as cagr
    from ghgcalc.projection import project_bau as project_bau
    from ghgcalc.report import write_lines as write_lines
    from ghgcalc.report import write_report as write_report
    from ghgcalc.roadmap import Roadmap as Roadmap
    from ghgcalc.roadmap import build_roadmap as build_roadmap
    from ghgcalc.roadmap import esrs_levers as esrs_levers
    from ghgcalc.roadmap import levers_by_category as levers_by_category
    from ghgcalc.roadmap import levers_by_company as levers_by_company
    from ghgcalc.roadmap import roadmap_by_company as roadmap_by_company
    from ghgcalc.targets import Target as Target
    from ghgcalc.targets import near_term_target as near_term_target
    from ghgcalc.targets import propose_targets as propose_targets
    from ghgcalc.targets import target_progress as target_progress
    from ghgcalc.tracking import Tracking as Tracking
    from ghgcalc.tracking import track_roadmap as track_roadmap
    from ghgcalc.workbook import SupplierFactors as SupplierFactors
    from ghgcalc.workbook import Workbook as Workbook
    from ghgcalc.workbook import annotate_workbook as annotate_workbook
    from ghgcalc.workbook import check_workbook as check_workbook
    from ghgcalc.workbook import read_supplier_form as read_supplier_form
    from ghgcalc.workbook import read_workbook as read_workbook
    from ghgcalc.workbook import roll_forward as roll_forward
    from ghgcalc.workbook import with_supplier_factors as with_supplier_factors
    from ghgcalc.workbook import write_supplier_form as write_supplier_form
    from ghgcalc.workbook import write_template as write_template

_HOME = {
    "BaseYear": "base_year",
    "BaseYearPolicy": "base_year",
    "Boundary": "inventory",
    "Change": "base_year",
    "Comparison": "comparison",
    "Contracts": "inventory",
    "DataError": "errors",
    "EmissionFactors": "factors",
    "Exclusion": "inventory",
    "GhgcalcError": "errors",
    "Inventory": "inventory",
    "Lever": "levers",
    "MaterialityPolicy": "inventory",
    "Problem": "errors",
    "Projection": "projection",
    "Restatement": "base_year",
    "Results": "chain",
    "Roadmap": "roadmap",
    "Selection": "optimize",
    "SupplierFactors": "workbook",
    "Target": "targets",
    "Tracking": "tracking",
    "Uncertainty": "intervals",
    "Workbook": "workbook",
    "annotate_workbook": "workbook",
    "available_sets": "factors",
    "build_roadmap": "roadmap",
    "cagr": "projection",
    "calculate_inventory": "inventory",
    "calculate_workbook": "chain",
    "check_inventory": "inventory",
    "check_workbook": "workbook",
    "compare": "comparison",
    "cost_curve": "costs",
    "data_quality": "inventory",
    "esrs_levers": "roadmap",
    "expand_products": "products",
    "gwp": "gwp_sets",
    "lever_costs": "costs",
    "lever_investments": "costs",
    "levers_by_category": "roadmap",
    "levers_by_company": "roadmap",
    "roadmap_by_company": "roadmap",
    "load_factors": "factors",
    "match_factors": "factors",
    "near_term_target": "targets",
    "optimize_levers": "optimize",
    "plot_adoption": "plot",
    "plot_comparison": "plot",
    "plot_inventory": "plot",
    "plot_lever_map": "plot",
    "plot_macc": "plot",
    "plot_pathway": "plot",
    "plot_tornado": "plot",
    "plot_waterfall": "plot",
    "plot_wedges": "plot",
    "project_bau": "projection",
    "propose_targets": "targets",
    "read_supplier_form": "workbook",
    "read_workbook": "workbook",
    "recalculate_base_year": "base_year",
    "restate": "base_year",
    "roll_forward": "workbook",
    "screen_categories": "inventory",
    "search_factors": "factors",
    "set_base_year": "base_year",
    "suppliers_to_share": "inventory",
    "target_progress": "targets",
    "track_roadmap": "tracking",
    "uncertainty": "intervals",
    "with_exclusions": "inventory",
    "with_supplier_factors": "workbook",
    "write_lines": "report",
    "write_report": "report",
    "write_supplier_form": "workbook",
    "write_template": "workbook",
}
_MODULES = ("costs", "factors", "levers", "projection", "refrigerants", "scope3", "targets", "units")

__all__ = ["__version__", *_HOME, *_MODULES]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f"ghgcalc.{name}")
    if name in _HOME:
        value = getattr(importlib.import_module(f"ghgcalc.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'ghgcalc' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
