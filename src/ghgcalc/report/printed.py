"""Prints an inventory or a roadmap as the short report that a user wants to see, and that teaches the library."""

from __future__ import annotations

from dataclasses import replace

from ghgcalc.presentation.nouns import InventoryNoun, RoadmapNoun
from ghgcalc.report.contents import Contents, inventory_contents
from ghgcalc.report.layout import WIDTH, bullets, section, text_table
from ghgcalc.report.roadmap_contents import roadmap_contents
from ghgcalc.texts import text


def inventory_report(inventory: InventoryNoun, language: str = "en", *, code: bool = True, width: int = WIDTH) -> str:
    """Return the printed report of an inventory.

    It shows the totals by scope under both scope 2 methods, the largest categories, the share of emissions per data
    type, the factors that fell back to another year or region, the caveats and what to do next.

    Parameters
    ----------
    inventory : Inventory
        The inventory [tCO2e].
    language : {"en", "nl"}
        Language of the report.
    code : bool
        End with the next steps in Python, as a notebook shows them.
    width : int
        Characters in a line.

    Returns
    -------
    str
        Lines of aligned text; a figure that is not known is a dash, never 0.

    Raises
    ------
    ValueError
        If the language does not exist or the inventory holds no year.
    """
    return printed(inventory_contents(inventory, language), language, code=code, width=width)


def roadmap_report(
    roadmap: RoadmapNoun,
    language: str = "en",
    *,
    year: int | None = None,
    code: bool = True,
    caveats: bool = True,
    width: int = WIDTH,
) -> str:
    """Return the printed report of a roadmap: waterfall, targets with their checks, and what to do next.

    Parameters
    ----------
    roadmap : Roadmap
        BAU, levers and targets [tCO2e].
    language : {"en", "nl"}
        Language of the report.
    year : int, optional
        Year of the waterfall; by default the first target year.
    code : bool
        End with the next steps in Python, as a notebook shows them.
    caveats : bool
        Name what a reader must know; not needed beside a report of the inventory and a list of warnings.
    width : int
        Characters in a line.

    Raises
    ------
    ValueError
        If the language does not exist.
    """
    contents = roadmap_contents(roadmap, language, year=year)
    return printed(contents if caveats else replace(contents, caveats=()), language, code=code, width=width)


def printed(contents: Contents, language: str, *, code: bool = True, width: int = WIDTH) -> str:
    """Return the finished words of a report as lines of aligned text."""
    lines = [contents.title, "=" * min(len(contents.title), width)]
    for table in contents.tables:
        shown = text_table(table.head, table.rows, numbers=range(table.left, len(table.head)), width=width)
        note = bullets([table.note], mark="", width=width) if table.note else []
        lines += section(table.title, [*shown, *note], width=width)
    lines += section(text("report.caveats", language), bullets(contents.caveats, width=width))
    shown_code = [f"    {line}" for line in contents.code] if code else []
    lines += section(text("report.next", language), [*bullets(contents.next_steps, width=width), *shown_code])
    return "\n".join(lines)
