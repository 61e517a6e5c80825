"""Emission factors derived from published ones: textile processes, chains, mixtures, each with its explanation."""

from ghgcalc.factors.derived.added import with_processes
from ghgcalc.factors.derived.assumptions import Assumption, assumptions
from ghgcalc.factors.derived.chain import ChainStep, chain_factor, cutting_loss
from ghgcalc.factors.derived.collection import as_emission_factors
from ghgcalc.factors.derived.explain import explain, explain_text
from ghgcalc.factors.derived.mixtures import compare_fuel_blends, derive_fuel_blends, fuel_blends, mix_factor
from ghgcalc.factors.derived.process_heat import derive_process_heat
from ghgcalc.factors.derived.processes import derive_process_factors, processes
from ghgcalc.factors.derived.tree import Explanation

__all__ = [
    "Assumption",
    "ChainStep",
    "Explanation",
    "as_emission_factors",
    "assumptions",
    "chain_factor",
    "compare_fuel_blends",
    "cutting_loss",
    "derive_fuel_blends",
    "derive_process_factors",
    "derive_process_heat",
    "explain",
    "explain_text",
    "fuel_blends",
    "mix_factor",
    "processes",
    "with_processes",
]
