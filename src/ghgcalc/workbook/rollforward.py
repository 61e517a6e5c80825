"""Next year's workbook from this year's: the same sites, activities and contracts, the amounts still to fill in."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from ghgcalc.addresses import address
from ghgcalc.errors import DataError, Problem
from ghgcalc.schema import Sheet, sheet, sheets
from ghgcalc.texts import Language, text
from ghgcalc.workbook.cell_parts import New, SheetCells
from ghgcalc.workbook.container import RawSheet, open_container
from ghgcalc.workbook.layout import (
    HELP_ROW,
    ID_ROW,
    LABEL_ROW,
    LAST_YEAR,
    Located,
    identify,
    locate,
    read_stamp,
)
from ghgcalc.workbook.list_sheet import Line, list_sheet
from ghgcalc.workbook.notes import write_notes
from ghgcalc.workbook.package import Package
from ghgcalc.workbook.print_area import extend_print_area
from ghgcalc.workbook.reader import examine_container
from ghgcalc.workbook.rollforward_lines import (
    came_and_went,
    emptied_columns,
    factor_lines,
    last,
    said,
    steps_of_every_year,
    to_do,
)
from ghgcalc.workbook.sheet_parts import put_made_sheet
from ghgcalc.workbook.styles import Styles
from ghgcalc.workbook.tables import Table, find_field, read_form, read_table
from ghgcalc.workbook.values import is_blank

KIND = "rollforward"
#: Sheets about years ahead: the line of the list when one is reached, its column, and what the row is about.
_PAST = {"growth_overrides": ("growth", "year", "category"), "targets": ("target", "target_year", "name")}
_WIDTHS = (24.0, 22.0, 8.0, 46.0, 70.0)
_GREY_WIDTH = 18.0
_GREY_FONT = '<i/><sz val="10"/><color rgb="FF6B7B7E"/><name val="Calibri"/>'


def roll_forward(path: str | Path, year: int, out: str | Path) -> Path:
    """Write the workbook of a next year.

    The years that were filled in stay as they are, so that base year and trend remain. Every row of the most recent
    year is repeated for the new year with its site, activity, supplier and contract; its amounts are empty, and grey
    columns beside the table show last year's. A sheet lists what to do: amounts to fill in, contracts to confirm,
    supplier factors to ask anew, activities that came or went, and the edition of the emission factors. Drop-downs,
    formats, charts, names and sheets of the company stay in the file as Excel wrote them.

    Parameters
    ----------
    path : str or Path
        Workbook of last year, without errors (.xlsx or .xlsm).
    year : int
        New reporting year, after the most recent year of the workbook.
    out : str or Path
        File to write, with the same ending; replaced when it exists.

    Returns
    -------
    Path
        The file written. Reading it gives an error for every amount that is still to be filled in.

    Raises
    ------
    DataError
        If the workbook has errors, the year is not a later one, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from ghgcalc.workbook import write_template
    >>> folder = Path(tempfile.mkdtemp())
    >>> file = write_template(folder / "acme-2026.xlsx", language="en", example="fashion-retailer")
    >>> roll_forward(file, 2027, folder / "acme-2027.xlsx").name
    'acme-2027.xlsx'
    """
    container = open_container(path)
    log, book = examine_container(container, Path(path))
    log.raise_if_any()
    assert book is not None
    recent = int(book.company["most_recent_year"])
    if year <= recent:
        problem = Problem("rollforward_year", year, params={"last": recent, "next": recent + 1})
        raise DataError([problem], source=Path(path).name, language=book.language)
    years, language = (recent, year), book.language
    factors_and_activities = [*came_and_went(book, recent), *factor_lines(book, recent, year)]
    del log, book  # the frames of a large company are not needed beside its file
    known, _, _ = identify(container.sheets)
    package = Package(path)
    styles = Styles(package)
    lines: list[Line] = []
    _next_company(package, known["company"], language, year)
    for entry in sheets():
        if entry.id in known and entry.id in _PAST:
            _clear_past(package, known[entry.id], entry, language, years, lines)
        elif entry.id in known and entry.kind == "table":
            _next_table(package, styles, known[entry.id], entry, language, years, lines)
    lines += factors_and_activities
    package.recalculate()
    old = next((raw.name for raw in container.sheets if (s := read_stamp(raw)) and s.sheet == KIND), "")
    title = text("rollforward.sheet", language, year=year)
    put_made_sheet(package, title, _list(styles, lines, language, path, years), existing=old)
    return package.save(out, source=path)


def _next_company(package: Package, raw: RawSheet, language: Language, year: int) -> None:
    form = sheet("company")
    assert read_form(raw, form, language).values["most_recent_year"][0] is not None
    where = find_field(raw, form.column("most_recent_year"))
    cells = SheetCells(package, package.sheet_parts()[raw.name])
    cells.write({where: New(year)})
    cells.save()


def _next_table(
    package: Package, styles: Styles, raw: RawSheet, entry: Sheet, language: Language, years: tuple[int, int],
    lines: list[Line],
) -> None:  # fmt: skip
    """Repeat the rows of last year on one sheet."""
    located = locate(raw, entry)
    if located is None or not entry.has_column("year"):
        return
    table = read_table(raw, entry, language)
    part = package.sheet_parts()[raw.name]
    records = [r for r, found in enumerate(table.values["year"]) if found == years[0]]
    if entry.id == "product_steps":
        lines += steps_of_every_year(table, language, years)
    emptied = emptied_columns(entry, located)
    if not records or not emptied:  # no rows of last year, or rows whose years are no reporting years
        return
    grey = _grey_columns(raw, located, table, records, emptied)
    marked = _marked(raw)
    bottom = 1 + max(n for n, row in enumerate(raw.rows) if n in marked or any(not is_blank(v) for v in row))
    shades = [styles.cell(font=_GREY_FONT, fill="EDEFEF", number_format=shown) for shown in (4, 3)]
    cells = SheetCells(package, part)
    has_ids = located.id_row >= 0
    if has_ids:
        cells.write(_grey_heads(styles, located, entry, grey, language))
        cells.set_width(grey.values(), _GREY_WIDTH)
    fresh = {located.columns["year"]: New(years[1]), **{located.columns[name]: New(None) for name in emptied}}
    shown = grey if has_ids else {}

    def changes(number: int) -> dict[int, New]:
        grey_cells = {p: _number(last(table, records[number], name), shades) for name, p in shown.items()}
        return {**fresh, **grey_cells}

    cells.copy_rows((table.rows[record] for record in records), bottom, changes)
    cells.save()
    edge = max(located.columns.values())
    last_row = bottom + len(records) - 1
    extend_print_area(package, raw.name, table_right=edge, bottom=last_row, right=max([edge, *shown.values()]))
    if not has_ids:
        write_notes(package, part, {
            address(row, located.columns[name]): f"{years[0]}: {last(table, r, name)}"
            for name in grey for row, r in enumerate(records, start=bottom)
        })  # fmt: skip
    lines += list(to_do(table, records, bottom, located, language, years))


def _clear_past(
    package: Package, raw: RawSheet, entry: Sheet, language: Language, years: tuple[int, int], lines: list[Line]
) -> None:
    """Empty the rows that speak of a year ahead which the new reporting year reaches, and list what stood there."""
    code, name, subject = _PAST[entry.id]
    located = locate(raw, entry)
    if located is None:
        return
    table = read_table(raw, entry, language)
    past = [r for r, found in enumerate(table.values[name]) if found is not None and found <= years[1]]
    if not past:
        return
    cells = SheetCells(package, package.sheet_parts()[raw.name])
    cells.write({(table.rows[r], place): New(None) for r in past for place in located.columns.values()})
    cells.save()
    for r in past:
        what, was = str(table.values[subject][r]), _row_words(raw, table, r)
        lines.append(said(code, raw.name, table.cell(r, name), language, years, what=what, detail=was))


def _grey_columns(
    raw: RawSheet, located: Located, table: Table, records: list[int], emptied: list[str]
) -> dict[str, int]:
    """Return where last year's numbers go: the columns of the year before, else the first free ones."""
    free = 1 + max(
        (place for row in raw.rows for place, value in enumerate(row) if not is_blank(value)),
        default=max(located.columns.values()),
    )
    found: dict[str, int] = {}
    for name in emptied:
        if any(last(table, record, name) is not None for record in records):
            made = located.made.get(_grey_id(name))
            found[name] = free if made is None else made
            free += made is None
    return found


def _grey_heads(
    styles: Styles, located: Located, entry: Sheet, grey: dict[str, int], language: Language
) -> dict[tuple[int, int], New]:
    head = styles.cell(font=_GREY_FONT, fill="DDE1E1", wrap=True)
    shift = located.id_row - ID_ROW
    has_help = located.first_row > HELP_ROW + shift
    cells: dict[tuple[int, int], New] = {}
    for name, place in grey.items():
        cells[located.id_row, place] = New(_grey_id(name))
        if located.first_row > LABEL_ROW + shift:
            label = entry.column(name).label[language]
            cells[LABEL_ROW + shift, place] = New(text("rollforward.last_year", language, label=label), head)
        if has_help:
            cells[HELP_ROW + shift, place] = New(text("rollforward.last_year_help", language), head)
    return cells


def _list(styles: Styles, lines: list[Line], language: Language, path: str | Path, years: tuple[int, int]) -> bytes:
    digest = sha256(Path(path).read_bytes()).hexdigest()[:16]
    return list_sheet(
        styles, KIND, language,
        title=text("rollforward.title", language, last=years[0], year=years[1]),
        sentences=(
            text("rollforward.intro", language, last=years[0], year=years[1]),
            text("rollforward.source", language, file=Path(path).name, digest=digest, last=years[0]),
        ),
        heads=[text(key, language) for key in ("rollforward.topic", "errors.sheet", "errors.cell", "rollforward.what",
                                               "rollforward.detail")],
        lines=lines, widths=_WIDTHS, more=text("annotate.more", language),
    )  # fmt: skip


def _grey_id(name: str) -> str:
    return LAST_YEAR if name == "value" else f"{LAST_YEAR}:{name}"


def _number(value: float | None, shades: list[int]) -> New:
    """Return a number of last year with the format for decimals or for whole numbers."""
    return New(value, shades[value is None or value.is_integer()])


def _marked(raw: RawSheet) -> set[int]:
    return {row for row, _ in (*raw.errors, *raw.uncalculated)}


def _row_words(raw: RawSheet, table: Table, record: int) -> str:
    cells = [raw.rows[table.rows[record]][place] for place in sorted(table.positions.values())
             if place < len(raw.rows[table.rows[record]])]  # fmt: skip
    return " · ".join(Problem("", value).shown() for value in cells if not is_blank(value))
