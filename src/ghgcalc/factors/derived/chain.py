"""Chains material and process steps over their losses: fibre, yarn, fabric, dyed fabric, garment."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ghgcalc.errors import DataError, Problem, closest, raise_problem
from ghgcalc.factors.activities import activity_name, find_activity
from ghgcalc.factors.derived.assumptions import LOSS_BASES, assumptions, chosen_text
from ghgcalc.factors.derived.energy import activity_nodes, check_regions, region_name
from ghgcalc.factors.derived.processes import process_node, process_nodes, process_source, processes
from ghgcalc.factors.derived.tree import Explanation, names_of, result
from ghgcalc.resources import data_path
from ghgcalc.texts import LANGUAGES
from ghgcalc.vocabulary import check_word

if TYPE_CHECKING:
    from ghgcalc.factors.model import EmissionFactors


@dataclass(frozen=True)
class ChainStep:
    """One step of a chain, from the raw material to the product.

    Parameters
    ----------
    activity : str
        Material or process: id or name in English or Dutch. Empty for a step that only loses material, such as
        cutting.
    region : str
        Where it happens: code or name. Empty only for a step without activity.
    loss : float or None
        Loss of this step [-]; ``None`` takes the published loss of the process, and 0 for a material.
    amount : float
        Units of the activity per kg that leaves the step; 1 for activities per kg, square metres per kg for printing.
    """

    activity: str
    region: str = ""
    loss: float | None = None
    amount: float = 1.0


def chain_factor(
    steps: Sequence[ChainStep],
    *,
    factors: EmissionFactors,
    year: int | None = None,
    loss_basis: str | None = None,
    heat_fuel: str | None = None,
    heat_region: str | None = None,
    boiler_efficiency: float | None = None,
    efficiency_basis: str | None = None,
    transmission_losses: Mapping[str, float] | None = None,
) -> Explanation:
    r"""Return the factor of a product per kg, from its material and process steps in order.

    Parameters
    ----------
    steps : sequence of ChainStep
        From the raw material to the finished product.
    factors : EmissionFactors
        Where materials, electricity and fuels come from.
    year : int, optional
        Year of the published factors; without it the newest.
    loss_basis : {"input", "output"}, optional
        Whether a loss is a share of what goes into a step or kg per kg that leaves it.
    heat_fuel, heat_region, boiler_efficiency, efficiency_basis, transmission_losses : optional
        As in `derive_process_factors`.

    Returns
    -------
    Explanation
        Factor with its tree [kg CO2e/kg product].

    Raises
    ------
    DataError
        If a step has no factor or a loss is not between 0 and 1.

    Notes
    -----
    :math:`f = \sum_i a_i f_i \prod_{j>i} 1/(1-l_j)`: a step must deliver what the later steps lose. With losses per
    kg of output the term is :math:`1+l_j`. The energy of a step counts per kg that leaves it.

    References
    ----------
    .. [1] Ecobalyse (MTES-MCT), Formula.elm, commit 00b927d: input mass = output mass / (1 − loss).

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> factors = load_factors("electricity-2023", "desnz-2025")
    >>> yarn_and_cloth = [ChainStep("process.spinning.ring", "BD"), ChainStep("process.weaving", "BD")]
    >>> round(chain_factor(yarn_and_cloth, factors=factors).value, 3)
    6.709
    """
    basis = check_word("loss_basis", chosen_text("loss_basis", loss_basis), LOSS_BASES)
    known = [_Known.of(step, number) for number, step in enumerate(steps, start=1)]
    if not any(step.activity for step in known):
        raise_problem("empty_chain", value=len(steps))
    places = check_regions(step.region for step in known if step.activity)
    made_at = [place for place in places if any(s.region == place and s.activity in processes() for s in known)]
    electricity, heat = process_nodes(
        factors, made_at, year=year, heat_fuel=heat_fuel, heat_region=heat_region,
        boiler_efficiency=boiler_efficiency, efficiency_basis=efficiency_basis,
        transmission_losses=transmission_losses,
    ) if made_at else ({}, {})  # fmt: skip
    parts: list[Explanation] = []
    later: list[Explanation] = []
    for step in reversed(known):
        if step.activity:
            parts.append(_step_node(step, factors, electricity, heat, tuple(reversed(later)), year))
        loss = step.loss_leaf(is_default_basis=loss_basis is None)
        if loss.value:
            later.append(_per_output(loss, basis))
    names = names_of("chain")
    return result("sum", names, "kg CO2e/kg", tuple(reversed(parts)))


@dataclass(frozen=True)
class _Known:
    """A step whose activity and region are ids."""

    activity: str
    region: str
    loss: float | None
    amount: float

    @classmethod
    def of(cls, step: ChainStep, number: int) -> _Known:
        activity = (find_activity(step.activity) or step.activity) if step.activity else ""
        if step.loss is not None and not 0 <= step.loss < 1:
            raise DataError([Problem("bad_loss", step.loss, cell=f"step {number}")])
        if not step.amount > 0:
            raise DataError([Problem("bad_amount", step.amount, cell=f"step {number}")])
        return cls(activity, check_regions([step.region])[0] if activity else "", step.loss, step.amount)

    def loss_leaf(self, *, is_default_basis: bool) -> Explanation:
        """Return the loss of the step with its source."""
        names = names_of("loss", **_names(self.activity))
        if self.loss is not None:
            return Explanation(names, self.loss, "-", "given", confidence="given")
        process = processes().get(self.activity)
        if process is None:
            return Explanation(names, 0.0, "-", "given")
        if process.assumed_by:
            return Explanation(
                names, process.material_loss, "-", "assumption", source=process.assumed_by,
                source_ref=process.source_ref, confidence="assumption",
            )  # fmt: skip
        about, basis = process_source(), assumptions()["loss_basis"]
        notes = names_of("share_of_input", ref=basis.source_ref) if is_default_basis else {}
        return Explanation(
            names, process.material_loss, "-", "published", source=about["publisher"], source_ref=process.source_ref,
            url=process.url, licence=about["licence"], notes=notes,
        )  # fmt: skip


def _per_output(loss: Explanation, basis: str) -> Explanation:
    names = names_of("per_output")
    if basis == "input":
        return result("yield", names, "kg/kg", (loss,))
    one = Explanation(names_of("delivered"), 1.0, "kg/kg", "given")
    return result("sum", names, "kg/kg", (one, loss))


def _step_node(
    step: _Known,
    factors: EmissionFactors,
    electricity: Mapping[str, Explanation],
    heat: Mapping[str, Explanation],
    later: tuple[Explanation, ...],
    year: int | None,
) -> Explanation:
    if step.activity in processes():
        process = processes()[step.activity]
        own, unit = process_node(process, step.region, electricity[step.region], heat[step.region]), process.unit
    else:
        own = activity_nodes(factors, step.activity, [step.region], unit="kg", year=year)[step.region]
        unit = "kg"
    factors_of_step = [own, *later]
    if step.amount != 1.0:
        names = names_of("amount", **_names(step.activity))
        factors_of_step.insert(1, Explanation(names, step.amount, f"{unit}/kg", "given", confidence="given"))
    names = names_of("step", **_names(step.activity), **{f"region_{k}": region_name(step.region, k) for k in LANGUAGES})
    return result("product", names, "kg CO2e/kg", factors_of_step)


def _names(activity: str) -> dict[str, str]:
    if not activity:
        return {f"name_{language}": label for language, label in names_of("cutting").items()}
    return {f"name_{language}": activity_name(activity, language) for language in LANGUAGES}


@cache
def _cutting() -> dict[str, float]:
    path = data_path("emission_factors", "processes", "textile_products.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["product"]: float(row["making_waste_ratio"]) for row in csv.DictReader(file)}


def cutting_loss(product: str) -> float:
    """Return the share of fabric that is lost when a garment is cut and sewn [-].

    Parameters
    ----------
    product : str
        Product of the Ecobalyse list, such as ``"jean"`` or ``"tshirt"``.

    Raises
    ------
    DataError
        If the list does not hold the product.

    References
    ----------
    .. [1] Ecobalyse (MTES-MCT), textile products, `making_waste_ratio`, commit 00100a3, MIT licence.

    Examples
    --------
    >>> cutting_loss("jean")
    0.22
    """
    if product not in _cutting():
        options = closest(product, _cutting()) or list(_cutting())
        raise_problem("unknown_product", value=product, options=", ".join(options))
    return _cutting()[product]
