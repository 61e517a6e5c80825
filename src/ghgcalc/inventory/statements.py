"""The statements that a GHG report must or may make, read from TOML with document and page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ghgcalc.inventory.accounting import read_accounting_file


@dataclass(frozen=True)
class Statement:
    """One thing that a GHG report must state, or may add.

    Parameters
    ----------
    id : str
        Name.
    requirement : {"required", "optional"}
        Must, or may.
    check : str
        Test that looks at the inventory; ``"declared"`` when only the company's own words can meet it.
    text : mapping
        The statement per language.
    source : str
        Document with chapter, table or page.
    label : str
        P primary text read, S secondary source.
    """

    id: str
    requirement: Literal["required", "optional"]
    check: str
    text: Mapping[str, str]
    source: str
    label: str


@cache
def statements() -> tuple[Statement, ...]:
    """Return the statements in reading order, the required ones first.

    Examples
    --------
    >>> [statement.id for statement in statements()][:3]
    ['company', 'consolidation', 'period']
    """
    raw = read_accounting_file("statements.toml")
    documents: Mapping[str, str] = raw["documents"]
    return tuple(
        Statement(
            id=entry["id"],
            requirement=entry["requirement"],
            check=entry["check"],
            text=entry["text"],
            source=f"{documents[entry['document']]}, {entry['place']}",
            label=entry["label"],
        )
        for entry in raw["statement"]
    )
