"""What the Scope 2 Guidance asks of contractual instruments, read from `emission_factors/scope2.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ghgcalc.kept import read_document
from ghgcalc.schema import list_source


@cache
def contract_kinds() -> tuple[str, ...]:
    """Return the kinds of instrument."""
    return tuple(option.id for option in list_source("contract_kinds").options)


@cache
def energy_sources() -> tuple[str, ...]:
    """Return the sources from which electricity is generated."""
    return tuple(option.id for option in list_source("energy_sources").options)


@dataclass(frozen=True)
class Criterion:
    """One of the eight quality criteria of table 7.1.

    Parameters
    ----------
    number : int
        Number in the table.
    id : str
        Column in the frames.
    is_declared : bool
        Whether the company answers it; otherwise it follows from the other columns.
    kinds : tuple of str
        Kinds of instrument of which it is asked.
    """

    number: int
    id: str
    is_declared: bool
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Scope2Rules:
    """How contractual instruments are judged.

    Parameters
    ----------
    criteria : tuple of Criterion
        The eight quality criteria.
    months_before, months_after : int
        How far production may lie before the first and after the last month of the reporting year.
    markets : tuple of frozenset of str
        Countries that are one market; a country in none of them is a market of its own.
    products : mapping of str to str
        Energy source → activity whose factor an instrument without a factor gets.
    """

    criteria: tuple[Criterion, ...]
    months_before: int
    months_after: int
    markets: tuple[frozenset[str], ...]
    products: Mapping[str, str]

    def same_market(self, country: str, other: str) -> bool:
        """Tell whether two countries, or a country and a grid region within it, lie in one market.

        Examples
        --------
        >>> scope2_rules().same_market("NO", "NL"), scope2_rules().same_market("US", "NL")
        (True, False)
        """
        one, two = country.partition("-")[0], other.partition("-")[0]
        return bool(one) and (one == two or any(one in market and two in market for market in self.markets))


@cache
def scope2_document() -> dict[str, Any]:
    """Return the rules as they stand in the file."""
    return read_document("emission_factors", "scope2.toml")


@cache
def scope2_rules() -> Scope2Rules:
    """Return the bundled rules; `dataclasses.replace` makes others.

    References
    ----------
    .. [1] GHG Protocol, "Scope 2 Guidance" (2015), table 7.1.

    Examples
    --------
    >>> [criterion.id for criterion in scope2_rules().criteria][:3]
    ['conveys_attribute', 'sole_claim', 'cancelled']
    """
    document = scope2_document()
    return Scope2Rules(
        criteria=tuple(
            Criterion(raw["number"], raw["id"], raw["how"] == "declared", tuple(raw.get("kinds", contract_kinds())))
            for raw in document["criterion"]
        ),
        months_before=document["vintage"]["months_before"],
        months_after=document["vintage"]["months_after"],
        markets=tuple(frozenset(raw["countries"]) for raw in document["market"]),
        products=document["product"],
    )
