"""Reads a filled workbook into checked frames; one error lists every bad cell."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.schema import ACTIVITY_SHEETS, sheet, sheets
from ghgcalc.texts import LANGUAGES, Language
from ghgcalc.workbook.cell_marks import cell_position
from ghgcalc.workbook.checks import company_of, reporting_years
from ghgcalc.workbook.company_frames import contract_frame, entity_frame
from ghgcalc.workbook.container import Container, RawSheet, open_container
from ghgcalc.workbook.exclusion_sheet import exclusion_frame
from ghgcalc.workbook.external_sheet import external_frame
from ghgcalc.workbook.flag_sheet import flag_shares
from ghgcalc.workbook.frames import (
    activity_frame,
    assumption_frame,
    change_frame,
    growth_frame,
    lever_frame,
    target_frame,
)
from ghgcalc.workbook.layout import identify, read_stamp
from ghgcalc.workbook.noun import Workbook
from ghgcalc.workbook.outlook_sheets import baseline_problems, grid_frame
from ghgcalc.workbook.product_sheets import note_product_rows, product_activity, product_frame
from ghgcalc.workbook.tables import Table, in_own_cells, read_form, read_table
from ghgcalc.workbook.values import is_blank


def read_workbook(path: str | Path) -> Workbook:
    """Read a workbook that was made from the template.

    Reading is forgiving about form and strict about meaning: columns may move, headers may be translated, numbers may
    be written the Dutch or the English way (text with one separator before three digits, ``1.234``, is 1234 in a Dutch
    workbook and 1.234 in an English one), names and synonyms are understood in both languages. Anything else that is
    not understood is an error, never a default.

    Parameters
    ----------
    path : str or Path
        An .xlsx or .xlsm file. Macros and links to other files are not used.

    Returns
    -------
    Workbook
        Checked frames.

    Raises
    ------
    DataError
        With every bad cell: sheet, cell, value, problem and hint, in the language of the workbook.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from ghgcalc.workbook import write_template
    >>> file = write_template(pathlib.Path(tempfile.mkdtemp()) / "ikea.xlsx", language="en", example="ikea")
    >>> read_workbook(file).company["name"]
    'IKEA'
    """
    log, book = examine_workbook(path)
    log.raise_if_any()
    assert book is not None
    return book


def check_workbook(path: str | Path) -> tuple[Problem, ...]:
    """Return every problem and warning of a workbook, errors first; empty when all is well.

    Parameters
    ----------
    path : str or Path
        An .xlsx or .xlsm file.

    Returns
    -------
    tuple of Problem
        Errors and then warnings, each with its sheet and cell, in the order of sheets, rows and columns.

    Raises
    ------
    DataError
        If the file cannot be opened as a workbook at all.
    """
    try:
        log, _ = examine_workbook(path)
    except DataError as error:
        return error.problems
    return in_sheet_order(log)


def in_sheet_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems as a person works through them: errors first, then by sheet, row and column.

    Examples
    --------
    >>> found = [Problem("row_twice", "", "Waste", "B2", severity="warning"), Problem("a", "", "Energy", "F10"),
    ...          Problem("b", "", "Energy", "F9")]
    >>> [problem.cell for problem in in_sheet_order(found)]
    ['F9', 'F10', 'B2']
    """
    titles = [title for known in sheets() for title in known.title.values()]
    tabs = {title: place for place, title in enumerate(titles, start=1)}
    return tuple(
        sorted(
            problems,
            key=lambda p: (
                p.severity != "error",
                tabs.get(p.sheet, len(tabs) + 1) if p.sheet else 0,
                p.sheet,
                cell_position(p.cell),
            ),
        )
    )


def workbook_language(path: str | Path) -> Language:
    """Return the language of a workbook, as far as it can be told; English when it cannot.

    Raises
    ------
    DataError
        If the file cannot be opened.
    """
    return _language(identify(open_container(path).sheets)[0])


def examine_workbook(path: str | Path) -> tuple[ProblemLog, Workbook | None]:
    """Read a workbook once and return what is noted about it, in its language, and the workbook unless it has errors.

    Raises
    ------
    DataError
        If the file cannot be opened as a workbook at all.
    """
    return examine_container(open_container(path), Path(path))


def examine_container(container: Container, path: Path) -> tuple[ProblemLog, Workbook | None]:
    """Do what `examine_workbook` does for a workbook that is opened already."""
    known, unknown, copies = identify(container.sheets)
    language = _language(known)
    log = ProblemLog(source=path.name, language=language)
    if "company" not in known:
        log.add("workbook_not_template", value=path.name)
        return log, None
    form = read_form(known["company"], sheet("company"), language)
    log.extend(form.problems)
    years = reporting_years(form, log)
    tables = {
        known_sheet.id: read_table(known[known_sheet.id], known_sheet, language)
        for known_sheet in sheets()
        if known_sheet.kind == "table" and known_sheet.id in known
    }
    country = form.values["country"][0]
    products = product_frame(tables.get("products"), country, path.name)
    note_product_rows(tables, log, years, language)
    activity = activity_frame(
        {name: tables[name] for name in ACTIVITY_SHEETS if name in tables},
        log,
        years,
        country,
        path.name,
        language,
        expanded=product_activity(products, tables, log),
    )
    growth = growth_frame(tables.get("growth"), tables.get("growth_overrides"), log, years)
    targets = target_frame(tables.get("targets"), log, years)
    changes = change_frame(tables.get("changes"), log, form.values["base_year"][0])
    levers = lever_frame(tables.get("levers"), log)
    assumptions = assumption_frame(tables.get("assumptions"), log)
    entities = entity_frame(tables.get("entities"), log, form.values["consolidation"][0])
    contracts = contract_frame(tables.get("contracts"), log, years, language)
    grids = grid_frame(tables.get("grid_paths"), log, years)
    external = external_frame(tables.get("external_drivers"), log, years)
    log.extend(baseline_problems(form, growth, levers, language))
    land = flag_shares(tables.get("flag_shares"), log, activity)
    exclusions = exclusion_frame(tables.get("exclusions"), log, years, language)
    if not len(activity) and not _has_problems(tables):
        log.add("workbook_empty")
    _note_surroundings(log, container, unknown, copies)
    if log.errors:
        return log, None
    book = Workbook(
        path,
        language,
        company_of(form, years),
        activity,
        growth,
        targets,
        levers,
        log.warnings,
        products=products,
        assumptions=assumptions,
        entities=entities,
        contracts=contracts,
        changes=changes,
        exclusions=exclusions,
        grids=grids,
        external=external,
        flag_shares=land,
        confirmed=frozenset(
            (table.name, row)
            for table in tables.values()
            for row, word in zip(table.rows, table.values.get("confirmed", ()), strict=False)
            if word == "true"
        ),
    )
    try:
        _ = book.levers
    except DataError as error:
        log.extend(in_own_cells(error.problems, tables["levers"]) if "levers" in tables else error.problems)
        return log, None
    return log, book


def _language(known: dict[str, RawSheet]) -> Language:
    company = known.get("company")
    if company is not None:
        form = read_form(company, sheet("company"), "en")
        chosen = form.values["language"][0]
        for language in LANGUAGES:
            if chosen == language:
                return language
    stamps = [stamp.language for raw in known.values() if (stamp := read_stamp(raw))]
    if stamps:
        return "nl" if stamps.count("nl") * 2 > len(stamps) else "en"
    dutch = sum(raw.name == sheet(sheet_id).title["nl"] for sheet_id, raw in known.items())
    english = sum(raw.name == sheet(sheet_id).title["en"] for sheet_id, raw in known.items())
    return "nl" if dutch > english else "en"


def _has_problems(tables: dict[str, Table]) -> bool:
    return any(problem.severity == "error" for table in tables.values() for problem in table.problems)


def _note_surroundings(log: ProblemLog, container: Container, unknown: list[RawSheet], copies: list[RawSheet]) -> None:
    for raw in copies:
        log.add("sheet_twice", sheet=raw.name, cell="A1")
    for raw in unknown:
        if any(not is_blank(value) for row in raw.rows for value in row):
            log.add("sheet_unknown", sheet=raw.name, severity="warning")
    if container.has_macros:
        log.add("workbook_macros", severity="warning")
    if container.has_links:
        log.add("workbook_links", severity="warning")
