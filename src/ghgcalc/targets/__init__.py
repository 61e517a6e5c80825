"""Science-based targets: methods as formulas on numbers, rulebooks as data, criteria tested one by one."""

from __future__ import annotations

from ghgcalc.targets.absolute import absolute_contraction, fixed_rate_reduction
from ghgcalc.targets.boundary import InventoryScreening, screen_inventory
from ghgcalc.targets.checking import check_target
from ghgcalc.targets.competitors import SectorComparison, compare_with_sector, published_targets
from ghgcalc.targets.criteria import Facts, check_criteria, company_category
from ghgcalc.targets.dynamic import DynamicRateSteps, dynamic_rate, dynamic_rate_steps
from ghgcalc.targets.engagement import engagement_coverage
from ghgcalc.targets.entries import Criterion, Document, Parameter
from ghgcalc.targets.fiscal_year import fiscal_year
from ghgcalc.targets.from_inventory import near_term_target
from ghgcalc.targets.intensity import (
    compounded_reduction,
    economic_intensity,
    implied_intensity_reduction,
    physical_intensity,
)
from ghgcalc.targets.net_zero import residual_to_neutralise, straight_line_to_residual
from ghgcalc.targets.progress import TargetProgress, actual_emissions, restate_target, target_progress
from ghgcalc.targets.proposal import Proposal
from ghgcalc.targets.proposing import propose_targets
from ghgcalc.targets.renewable_electricity import renewable_electricity_share, renewable_milestones
from ghgcalc.targets.requirement import Requirement, required_reduction
from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK, Rulebook, load_rulebook, rulebooks
from ghgcalc.targets.screening import (
    ExclusionScreening,
    FlagScreening,
    Scope3Screening,
    exclusion_screening,
    flag_screening,
    scope3_screening,
)
from ghgcalc.targets.sectoral import sectoral_decarbonisation
from ghgcalc.targets.setting import target_from_emissions
from ghgcalc.targets.sme import SmeTarget, sme_target
from ghgcalc.targets.stated import stated_target
from ghgcalc.targets.target import Target
from ghgcalc.targets.temperature import temperature_rating

__all__ = [
    "DEFAULT_RULEBOOK",
    "Criterion",
    "Document",
    "DynamicRateSteps",
    "ExclusionScreening",
    "Facts",
    "FlagScreening",
    "InventoryScreening",
    "Parameter",
    "Proposal",
    "Requirement",
    "Rulebook",
    "Scope3Screening",
    "SectorComparison",
    "SmeTarget",
    "Target",
    "TargetProgress",
    "absolute_contraction",
    "actual_emissions",
    "check_criteria",
    "check_target",
    "company_category",
    "compare_with_sector",
    "compounded_reduction",
    "dynamic_rate",
    "dynamic_rate_steps",
    "economic_intensity",
    "engagement_coverage",
    "exclusion_screening",
    "fiscal_year",
    "fixed_rate_reduction",
    "flag_screening",
    "implied_intensity_reduction",
    "load_rulebook",
    "near_term_target",
    "physical_intensity",
    "propose_targets",
    "published_targets",
    "renewable_electricity_share",
    "renewable_milestones",
    "required_reduction",
    "residual_to_neutralise",
    "restate_target",
    "rulebooks",
    "scope3_screening",
    "screen_inventory",
    "sectoral_decarbonisation",
    "sme_target",
    "stated_target",
    "straight_line_to_residual",
    "target_from_emissions",
    "target_progress",
    "temperature_rating",
]
