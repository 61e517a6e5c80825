"""Reduction levers: the library, laying levers over cells, and sharing their joint abatement."""

from ghgcalc.inventory.selector import SELECTOR_COLUMNS, Selector, select_cells
from ghgcalc.levers.apply import apply
from ghgcalc.levers.attribution import (
    interaction_index,
    last_in,
    owen,
    proportional,
    sequential,
    shapley,
    standalone,
)
from ghgcalc.levers.evaluation import Evaluation, evaluate
from ghgcalc.levers.games import owen_enumerate, owen_sample, shapley_enumerate, shapley_sample
from ghgcalc.levers.lever import CANONICAL_ORDER, MECHANISMS, Lever
from ghgcalc.levers.library import LibraryLever, Package, group_name, load_library, load_packages
from ghgcalc.levers.placement import Placement, place_levers
from ghgcalc.levers.ramp import CURVES, Ramp, adoption, market_share_to_adoption
from ghgcalc.levers.ranges import Ranges, load_ranges
from ghgcalc.levers.reader import LEVER_COLUMNS, levers_from_frame
from ghgcalc.levers.shares import METHODS, Attribution, attribute
from ghgcalc.levers.traps import TRAPS

__all__ = [
    "CANONICAL_ORDER",
    "CURVES",
    "LEVER_COLUMNS",
    "MECHANISMS",
    "METHODS",
    "SELECTOR_COLUMNS",
    "TRAPS",
    "Attribution",
    "Evaluation",
    "Lever",
    "LibraryLever",
    "Package",
    "Placement",
    "Ramp",
    "Ranges",
    "Selector",
    "adoption",
    "apply",
    "attribute",
    "evaluate",
    "group_name",
    "interaction_index",
    "last_in",
    "levers_from_frame",
    "load_library",
    "load_packages",
    "load_ranges",
    "market_share_to_adoption",
    "owen",
    "owen_enumerate",
    "owen_sample",
    "place_levers",
    "proportional",
    "select_cells",
    "sequential",
    "shapley",
    "shapley_enumerate",
    "shapley_sample",
    "standalone",
]
