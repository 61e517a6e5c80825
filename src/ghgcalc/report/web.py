"""Writes reports as HTML: a fragment for notebooks, and one self-contained page with charts."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from ghgcalc.presentation.nouns import InventoryNoun, RoadmapNoun
from ghgcalc.report.charts import LEVER_CHARTS, chart_name, draw_charts
from ghgcalc.report.contents import Contents, Table, inventory_contents
from ghgcalc.report.roadmap_contents import roadmap_contents
from ghgcalc.report.sources import used_sources
from ghgcalc.texts import text

if TYPE_CHECKING:
    from ghgcalc.tracking import Tracking

_WORDS = (
    "caveats", "next", "sources", "versions", "library_version", "input_hash", "factors_hash", "licence", "part_plan",
    "part_certainty", "part_evidence",
)  # fmt: skip


def inventory_html(inventory: InventoryNoun, language: str = "en") -> str:
    """Return the inventory report as an HTML fragment for a notebook; every text is escaped.

    Parameters
    ----------
    inventory : Inventory
        The inventory [tCO2e].
    language : {"en", "nl"}
        Language of the report.

    Raises
    ------
    ValueError
        If the language does not exist or the inventory holds no year.
    """
    return fragment(inventory_contents(inventory, language), language)


def roadmap_html(roadmap: RoadmapNoun, language: str = "en") -> str:
    """Return the roadmap report as an HTML fragment for a notebook; every text is escaped.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    return fragment(roadmap_contents(roadmap, language), language)


def fragment(contents: Contents, language: str) -> str:
    """Return the finished words of a report as an HTML fragment; every text is escaped."""
    return _render("fragment.html", contents=contents, language=language)


def roadmap_page(
    roadmap: RoadmapNoun,
    *,
    language: str = "en",
    company: str = "",
    year: int | None = None,
    attribution: str = "shapley",
    charts: Mapping[str, bytes] | None = None,
    tracking: Tracking | None = None,
) -> str:
    """Return one HTML page with charts inside it, which needs no other file.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    from ghgcalc.plot.waterfall import waterfall_year
    from ghgcalc.report.tracking_contents import tracking_contents

    inventory = roadmap.bau.inventory
    contents = roadmap_contents(roadmap, language, year=year, attribution=attribution)
    chosen = waterfall_year(roadmap) if year is None else year
    pictures = charts or draw_charts(roadmap, year=chosen, language=language, attribution=attribution)
    certainty, evidence = _more_tables(roadmap, chosen, language)
    return _render(
        "page.html",
        contents=contents,
        inventory=inventory_contents(inventory, language),
        certainty=certainty,
        evidence=evidence,
        tracking=None if tracking is None else tracking_contents(tracking, language),
        charts={
            name: {"alt": chart_name(name, language, chosen), "data": base64.b64encode(png).decode("ascii")}
            for name, png in pictures.items()
        },
        lever_charts=LEVER_CHARTS,
        sources=[{"name": name, **dict(about)} for name, about in used_sources(inventory)],
        noun=inventory,
        company=company,
        language=language,
    )


def _more_tables(roadmap: RoadmapNoun, year: int, language: str) -> tuple[tuple[Table, ...], tuple[Table, ...]]:
    """Return how certain the plan is, and what an auditor asks for beside the totals."""
    from ghgcalc.base_year import BaseYear
    from ghgcalc.inventory import Inventory
    from ghgcalc.report.band import band_table, tornado_table
    from ghgcalc.report.evidence import evidence_tables
    from ghgcalc.roadmap import Roadmap

    certainty: tuple[Table, ...] = ()
    if isinstance(roadmap, Roadmap):
        certainty = (band_table(roadmap.uncertainty(year), language), tornado_table(roadmap, year, language))
    inventory, base = roadmap.bau.inventory, roadmap.base
    if not (isinstance(inventory, Inventory) and isinstance(base, BaseYear)):
        return certainty, ()
    return certainty, evidence_tables(inventory, base, language)


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("ghgcalc.report", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def _render(name: str, *, language: str, **values: Any) -> str:
    words = {word: text(f"report.{word}", language) for word in _WORDS}
    page: str = _environment().get_template(name).render(words=words, language=language, **values)
    return page
