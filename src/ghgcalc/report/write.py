"""Writes a roadmap to a file: a results workbook with live formulas, or an HTML page with charts."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ghgcalc.errors import raise_problem
from ghgcalc.files import write_bytes
from ghgcalc.presentation.nouns import RoadmapNoun
from ghgcalc.report.charts import draw_charts
from ghgcalc.texts import check_language

if TYPE_CHECKING:
    from ghgcalc.tracking import Tracking


def write_report(
    roadmap: RoadmapNoun,
    path: str | Path,
    *,
    language: str = "en",
    year: int | None = None,
    attribution: str = "shapley",
    company: str = "",
    charts: Mapping[str, bytes] | None = None,
    tracking: Tracking | None = None,
) -> Path:
    """Write the results of a roadmap and return the path.

    Parameters
    ----------
    roadmap : Roadmap
        BAU, levers and targets [tCO2e].
    path : str or Path
        ``.xlsx`` for the results workbook, ``.html`` for one page with charts; an existing file is replaced.
    language : {"en", "nl"}
        Language of sheets, texts and numbers.
    year : int, optional
        Year of the waterfall; by default the first target year.
    attribution : str
        How overlapping levers share their abatement.
    company : str
        Name on the summary.
    charts : mapping of str to bytes, optional
        Charts from `draw_charts`, when they are drawn already.
    tracking : Tracking, optional
        Plan versus actual from `track_roadmap`: one more sheet, or one more part of the page.

    Raises
    ------
    DataError
        If the ending of the file is not known, the file cannot be written (it may be open in Excel), or the inventory
        has more cells than a sheet has rows.
    ValueError
        If the language does not exist.

    Notes
    -----
    In the workbook amount = value × conversion is a formula on every row of the sheet Rows, and tCO2e = amount ×
    factor / 1000 on every row of the sheet Cells; the factor refers to the sheet Factors and the sheet Inventory sums
    the cells. Rows of more than 10,000 lines, and those of a streamed file, are not written: see `write_lines`. BAU is
    the inventory times growth, a target is its base year times the rate, and the waterfall refers to both; the
    abatement of a lever is a figure, because it follows from all levers together. So a controller can change a value,
    a factor, a growth rate or a target and see the rest move.
    """
    check_language(language)
    place = Path(path)
    if place.suffix.casefold() == ".html":
        from ghgcalc.report.web import roadmap_page

        page = roadmap_page(
            roadmap, language=language, company=company, year=year, attribution=attribution, charts=charts,
            tracking=tracking,
        )  # fmt: skip
        write_bytes(place, page.encode())
    elif place.suffix.casefold() == ".xlsx":
        _write_workbook(
            roadmap, place, language=language, year=year, attribution=attribution, company=company, charts=charts,
            tracking=tracking,
        )  # fmt: skip
    else:
        raise_problem("report_unknown_ending", value=place.suffix or place.name, language=language)
    return place


def _write_workbook(
    roadmap: RoadmapNoun,
    path: Path,
    *,
    language: str,
    year: int | None,
    attribution: str,
    company: str,
    charts: Mapping[str, bytes] | None,
    tracking: Tracking | None,
) -> None:
    import xlsxwriter

    from ghgcalc.base_year import BaseYear
    from ghgcalc.inventory import Inventory
    from ghgcalc.plot.steps import prepare_steps
    from ghgcalc.plot.waterfall import waterfall_year
    from ghgcalc.plot.words import waterfall_caption, waterfall_title
    from ghgcalc.report.sheets.base_year import write_base_year
    from ghgcalc.report.sheets.bau import write_bau
    from ghgcalc.report.sheets.book import SHEETS, Book
    from ghgcalc.report.sheets.cells import write_cells
    from ghgcalc.report.sheets.esrs import write_esrs
    from ghgcalc.report.sheets.factors import write_factors
    from ghgcalc.report.sheets.gases import write_gases
    from ghgcalc.report.sheets.inventory import write_inventory
    from ghgcalc.report.sheets.levers import write_levers
    from ghgcalc.report.sheets.rows import behind_cells, own_places, write_rows
    from ghgcalc.report.sheets.scope2 import write_scope2
    from ghgcalc.report.sheets.sensitivity import write_sensitivity
    from ghgcalc.report.sheets.standard import write_standard
    from ghgcalc.report.sheets.summary import write_caveats, write_summary, write_versions
    from ghgcalc.report.sheets.targets import write_targets
    from ghgcalc.report.sheets.tracking import write_tracking
    from ghgcalc.report.sheets.waterfall import Links, write_waterfall
    from ghgcalc.report.sources import used_factors
    from ghgcalc.roadmap import Roadmap

    inventory, base = roadmap.bau.inventory, roadmap.base
    chosen = waterfall_year(roadmap) if year is None else year
    steps = prepare_steps(roadmap.waterfall(year=chosen, attribution=attribution), min_share=0.0, language=language)
    pictures = charts or draw_charts(
        roadmap, year=chosen, language=language, attribution=attribution, names=("waterfall",)
    )
    message = waterfall_title(steps, chosen, language)
    caption = waterfall_caption(roadmap, attribution, language, year=chosen)
    lines = behind_cells(inventory)
    possible = {
        "rows": lines is not None,
        **dict.fromkeys(("gases", "scope2"), isinstance(inventory, Inventory)),
        "base_year": isinstance(base, BaseYear),
        **dict.fromkeys(("sensitivity", "esrs"), isinstance(roadmap, Roadmap)),
        "tracking": tracking is not None,
    }
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    content = BytesIO()
    with xlsxwriter.Workbook(content, options) as workbook:
        book = Book(workbook, language, sheets=[key for key in SHEETS if possible.get(key, True)])
        workbook.set_properties({"title": message, "company": company})
        factors = used_factors(inventory)
        addresses = write_factors(book, factors, {} if lines is None else own_places(lines, inventory.cells))
        behind = None if lines is None else write_rows(book, lines, addresses)
        ranges = write_cells(book, inventory.cells, factors, addresses, behind)
        totals = write_inventory(book, inventory, ranges)
        if isinstance(inventory, Inventory):
            write_gases(book, inventory, totals)
            write_scope2(book, inventory, totals)
        if isinstance(base, BaseYear):
            write_base_year(book, base, totals)
        links = Links(
            roadmap, chosen, totals, write_bau(book, roadmap, totals), write_targets(book, roadmap, totals),
            write_levers(book, roadmap, year=chosen, attribution=attribution),
        )  # fmt: skip
        gap = write_waterfall(book, steps, links, title=message, caption=caption)
        if isinstance(roadmap, Roadmap):
            write_sensitivity(book, roadmap, year=chosen)
            write_esrs(book, roadmap, attribution=attribution)
        if tracking is not None:
            write_tracking(book, tracking)
        write_summary(
            book, roadmap, steps, totals, company=company, message=message, caption=caption, gap=gap,
            attribution=attribution, chart=BytesIO(pictures["waterfall"]),
        )  # fmt: skip
        write_caveats(book, roadmap)
        write_standard(book, roadmap)
        write_versions(book, inventory)
    write_bytes(path, content.getvalue())
