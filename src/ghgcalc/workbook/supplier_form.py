"""The form that suppliers fill in: twelve columns, one line per product or process."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.files import write_bytes
from ghgcalc.schema import sheet, supplier_sheet
from ghgcalc.texts import Language, check_language
from ghgcalc.workbook.checks import supplier_problems
from ghgcalc.workbook.container import RawSheet, open_container
from ghgcalc.workbook.drop_downs import write_lists
from ghgcalc.workbook.formats import Formats
from ghgcalc.workbook.grids import write_table
from ghgcalc.workbook.layout import read_stamp, stamp_text
from ghgcalc.workbook.supplier_factors import FORM_COLUMNS, SupplierFactors
from ghgcalc.workbook.tables import read_table
from ghgcalc.workbook.template import CREATED


def write_supplier_form(path: str | Path, *, language: str = "nl", suppliers: tuple[str, ...] = ()) -> Path:
    """Write an empty form for suppliers.

    Parameters
    ----------
    path : str or Path
        File to write (.xlsx); an existing file is replaced.
    language : {"nl", "en"}
        Language of the form.
    suppliers : tuple of str
        Names to fill in beforehand, one line each, as they stand in your workbook.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    DataError
        If the name does not end in .xlsx, or the file cannot be written.
    ValueError
        If the language is not available.

    Examples
    --------
    >>> import tempfile
    >>> write_supplier_form(Path(tempfile.mkdtemp()) / "form.xlsx", language="en").name
    'form.xlsx'
    """
    import xlsxwriter

    language = check_language(language)
    file = Path(path)
    if file.suffix.casefold() != ".xlsx":
        raise DataError([Problem("template_ending", file.name)])
    form, lists = supplier_sheet(), sheet("lists")
    stream = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": form.title[language], "created": CREATED})
        formats = Formats(book)
        pages = {entry.id: book.add_worksheet(entry.title[language]) for entry in (form, lists)}
        for entry in (form, lists):
            page = pages[entry.id]
            page.set_column(0, 0, 2, None, {"hidden": True})
            page.write_string(0, 0, stamp_text(entry.id, language))
            page.hide_gridlines(2)
            page.set_paper(9)
            page.set_landscape()
        write_table(pages[form.id], form, formats, language, [{"supplier": name} for name in suppliers])
        write_lists(book, pages[lists.id], lists, formats, language, (form,))
    return write_bytes(file, stream.getvalue())


def read_supplier_form(path: str | Path) -> SupplierFactors:
    """Read a form that a supplier filled in.

    Parameters
    ----------
    path : str or Path
        An .xlsx or .xlsm file made by `write_supplier_form`; columns may have moved.

    Returns
    -------
    SupplierFactors
        One row per product or process, with its data quality and where it stands.

    Raises
    ------
    DataError
        With every bad cell: sheet, cell, value, problem and hint, in the language of the form.

    Examples
    --------
    >>> import tempfile
    >>> form = write_supplier_form(Path(tempfile.mkdtemp()) / "form.xlsx", language="en")
    >>> read_supplier_form(form)
    Traceback (most recent call last):
      ...
    ghgcalc.errors.DataError: the form holds no factors; ask the supplier to fill in at least one line
    """
    file = Path(path)
    raw, language = _form_in(file)
    log = ProblemLog(source=file.name, language=language)
    table = read_table(raw, supplier_sheet(), language)
    log.extend(table.problems)
    blamed = {problem.cell for problem in log.errors}
    log.extend(problem for problem in supplier_problems(table) if problem.cell not in blamed)
    if not log.errors and not table.rows:
        log.add("supplier_form_empty")
    log.raise_if_any()
    frame = pd.DataFrame({column.id: table.values[column.id] for column in table.sheet.columns})
    frame["file"], frame["sheet"] = file.name, table.name
    frame["cell"] = [table.cell(record, "kgco2e") for record in range(len(table.rows))]
    whole = frame[list(FORM_COLUMNS)].astype({"year": "int64", "valid_to": "int64", "kgco2e": "float64"})
    return SupplierFactors(whole, tuple(p.at(f"{file.name} {p.sheet}", p.cell) for p in log.warnings))


def _form_in(file: Path) -> tuple[RawSheet, Language]:
    form = supplier_sheet()
    for raw in open_container(file).sheets:
        stamp = read_stamp(raw)
        if stamp and stamp.sheet == form.id:
            return raw, check_language(stamp.language)
        for known, title in form.title.items():
            if raw.name == title:
                return raw, check_language(known)
    raise DataError([Problem("supplier_form_not", file.name)], source=file.name)
