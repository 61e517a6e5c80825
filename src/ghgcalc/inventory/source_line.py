"""The source line of a chart: which inventory, activity data and emission factors its numbers come from."""

from __future__ import annotations

from typing import Protocol

from ghgcalc.texts import LANGUAGES, text

#: Characters of a fingerprint that a reader can compare by eye.
_SHOWN = 8


class Traceable(Protocol):
    """What can be traced back to its input."""

    @property
    def years(self) -> tuple[int, ...]:
        """Return the reporting years."""

    @property
    def input_hash(self) -> str:
        """Return the fingerprint of the activity data."""

    @property
    def factors_hash(self) -> str:
        """Return the fingerprint of the emission factors."""

    @property
    def version(self) -> str:
        """Return the version of ghgcalc that calculated it."""


def source_line(inventory: Traceable, language: str) -> str:
    """Return where the numbers of a chart come from, with the fingerprints of the sheet Versions.

    Parameters
    ----------
    inventory : Inventory
        The inventory behind the chart.
    language : {"en", "nl"}
        Language of the sentence.

    Raises
    ------
    ValueError
        If the language does not exist.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> found = SimpleNamespace(years=(2025, 2026), input_hash="3f9a1c2b77", factors_hash="8d21e0aa90", version="0.1.0")
    >>> source_line(found, "nl")
    'Bron: inventaris 2025–2026 (activiteitsdata 3f9a1c2b, emissiefactoren 8d21e0aa), ghgcalc 0.1.0.'
    """
    first, last = min(inventory.years), max(inventory.years)
    return text(
        "plot.source", language, years=str(first) if first == last else f"{first}–{last}",
        data=inventory.input_hash[:_SHOWN], factors=inventory.factors_hash[:_SHOWN], version=inventory.version,
    )  # fmt: skip


def source_attrs(bau: object) -> dict[str, str]:
    """Return the source line per language for the ``attrs`` of a frame; nothing for a projection without inventory."""
    inventory: Traceable | None = getattr(bau, "inventory", None)
    return {} if inventory is None else {f"source_{name}": source_line(inventory, name) for name in LANGUAGES}
