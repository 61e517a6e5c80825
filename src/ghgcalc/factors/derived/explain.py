"""Explains an emission factor: the tree of a derived one, the cell of a published one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghgcalc.factors.derived.assumptions import assumptions
from ghgcalc.factors.derived.collection import Derivations
from ghgcalc.factors.derived.energy import line_node
from ghgcalc.factors.derived.processes import derive_process_factors, processes
from ghgcalc.factors.derived.tree import Explanation
from ghgcalc.texts import check_language

if TYPE_CHECKING:
    from ghgcalc.factors.model import EmissionFactors

#: derived/<process>/<region>-<year>[/<fuel>@<efficiency>-<basis>-<region of the fuel>][+td<grid loss>]
_ID = re.compile(
    r"derived/(?P<process>process\.[a-z_.]+)/(?P<region>[A-Z]{2,3}(?:-[A-Z0-9]+)?)-(?P<year>\d{4})"
    r"(?:/(?P<fuel>[a-z0-9_.]+)@(?P<efficiency>[0-9.]+)-(?P<basis>[a-z]+)-(?P<place>[A-Z]{2,3}(?:-[A-Z0-9]+)?))?"
    r"(?:\+td(?P<loss>[0-9.e-]+))?"
)


def explain(factors: EmissionFactors, factor_id: str) -> Explanation:
    """Return where the number of one emission factor comes from.

    Parameters
    ----------
    factors : EmissionFactors
        Factors with the id; derived sets carry their derivation with them, also after `combine`.
    factor_id : str
        Id of a derived or a published factor. The default id of a process factor (``derived/…``) is derived on the
        spot when `factors` does not hold it.

    Returns
    -------
    Explanation
        Tree down to the published cells; one leaf for a published factor.

    Raises
    ------
    DataError
        If no factor has that id.

    Examples
    --------
    >>> from ghgcalc.factors import load_factors
    >>> tree = explain(load_factors(), "derived/process.weaving/BD-2023")
    >>> tree.formula()
    '5.82 × 0.6914'
    """
    for about in factors.sources.values():
        derivations = about.get("formula")
        if isinstance(derivations, Derivations) and factor_id in derivations:
            return derivations[factor_id]()
    rows = factors.frame[factors.frame["factor_id"] == factor_id]
    if len(rows):
        row: dict[Any, Any] = rows.iloc[0].to_dict()
        return line_node(factors, row, unit=str(row["unit"]))
    derived = _from_id(factors, factor_id)
    if derived is None:
        factors.source_of(factor_id)
        raise AssertionError("source_of raises for an unknown id")
    return derived


def explain_text(factor: Explanation | str, language: str = "en", *, factors: EmissionFactors | None = None) -> str:
    """Return the derivation of a factor as text, one number per line with its source.

    Parameters
    ----------
    factor : Explanation or str
        Tree, or factor id.
    language : {"en", "nl"}
        Language of the text.
    factors : EmissionFactors, optional
        Where an id is looked up; the bundled sets without it.

    Raises
    ------
    DataError
        If no factor has that id.

    Examples
    --------
    >>> print(explain_text("derived/process.weaving/BD-2023", "nl").splitlines()[0])
    Weven (40 Nm, 250 g/m2), Bangladesh: 4,024 kg CO2e/kg  =  5,82 × 0,6914
    """
    chosen = check_language(language)
    if isinstance(factor, Explanation):
        return "\n".join(factor.lines(chosen))
    if factors is None:
        from ghgcalc.factors.load import load_factors

        factors = load_factors()
    return "\n".join(explain(factors, factor).lines(chosen))


def _from_id(factors: EmissionFactors, factor_id: str) -> Explanation | None:
    found = _ID.fullmatch(factor_id)
    if found is None or found["process"] not in processes():
        return None
    loss = found["loss"]
    for year in (None, int(found["year"])):
        derived = derive_process_factors(
            factors, countries=[found["region"]], year=year, only=[found["process"]],
            heat_fuel=_own("heat_fuel", found["fuel"]), heat_region=_own("heat_region", found["place"]),
            boiler_efficiency=_own("boiler_efficiency", found["efficiency"]),
            efficiency_basis=_own("efficiency_basis", found["basis"]),
            transmission_losses={found["region"]: float(loss)} if loss else None,
        )  # fmt: skip
        derivations = derived.sources["derived"]["formula"]
        if factor_id in derivations:
            tree: Explanation = derivations[factor_id]()
            return tree
    return None


def _own(name: str, written: str | None) -> Any:
    """Return a choice written in an id, None when it is the default, so that the default shows its source."""
    if written is None:
        return None
    default = assumptions()[name].value
    value = float(written) if isinstance(default, float) else written
    return None if value == default else value
