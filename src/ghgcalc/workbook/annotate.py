"""Gives the problems of a workbook back in a copy of it: coloured cells, notes, and a sheet with links to each cell."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ghgcalc.errors import Problem
from ghgcalc.texts import Language, check_language, text
from ghgcalc.workbook.cell_marks import cell_position
from ghgcalc.workbook.container import Container, open_container
from ghgcalc.workbook.layout import read_stamp
from ghgcalc.workbook.list_sheet import Line, list_sheet
from ghgcalc.workbook.notes import remove_notes, write_notes
from ghgcalc.workbook.package import Package
from ghgcalc.workbook.reader import examine_container, in_sheet_order
from ghgcalc.workbook.sheet_parts import (
    highlight,
    make_room_for_highlights,
    put_made_sheet,
    remove_highlights,
)
from ghgcalc.workbook.styles import Styles

KIND = "check"
_ERROR, _REMARK = "F4A6A0", "FFE08A"
_MOST_NOTES = 1_000
_WIDTHS = (11.0, 22.0, 8.0, 24.0, 52.0, 52.0)


def annotate_workbook(path: str | Path, out: str | Path, *, problems: Iterable[Problem] | None = None) -> Path:
    """Write a copy of a workbook in which every problem stands beside its cell.

    Cells with an error turn red and cells with a remark yellow, each with a note that says what is wrong and how to
    mend it, and a sheet in front of the user lists them with links. Everything else in the file stays as it was:
    drop-downs, formats, charts, names, sheets and notes of others. A copy that is mended can be annotated anew; the
    marks of the time before are taken away.

    Parameters
    ----------
    path : str or Path
        Workbook that was filled in (.xlsx or .xlsm).
    out : str or Path
        File to write, with the same ending; replaced when it exists.
    problems : iterable of Problem, optional
        What to show, for example the problems of a `DataError` from a calculation; by default what `check_workbook`
        finds.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    DataError
        If the workbook cannot be opened, or the copy cannot be written or would replace the workbook itself.

    Examples
    --------
    >>> import tempfile
    >>> from ghgcalc.workbook import write_template
    >>> folder = Path(tempfile.mkdtemp())
    >>> file = write_template(folder / "empty.xlsx", language="en")
    >>> annotate_workbook(file, folder / "checked.xlsx").name
    'checked.xlsx'
    """
    container = open_container(path)
    log, _ = examine_container(container, Path(path))
    package = Package(path)
    mark_problems(
        package, container, in_sheet_order(log if problems is None else problems), check_language(log.language)
    )
    return package.save(out, source=path)


def mark_problems(package: Package, container: Container, problems: tuple[Problem, ...], language: Language) -> None:
    """Colour and explain the cells of the problems in a workbook file, and list them on a sheet of their own."""
    styles = Styles(package)
    parts = package.sheet_parts()
    for part in parts.values():
        remove_highlights(package, part)
        remove_notes(package, part)
    looks = {"error": styles.highlight(_ERROR), "warning": styles.highlight(_REMARK)}
    left = _MOST_NOTES
    for sheet, part in parts.items():
        words: dict[str, list[str]] = {}
        kinds: dict[str, str] = {}
        for problem in problems:
            if problem.sheet == sheet and cell_position(problem.cell) >= (0, 0):
                words.setdefault(problem.cell, []).append(_words(problem, language))
                kinds.setdefault(problem.cell, problem.severity)  # errors stand first
        if words:
            make_room_for_highlights(package, part)
        for kind, look in looks.items():
            highlight(package, part, [cell for cell, found in kinds.items() if found == kind], look)
        notes = {cell: "\n".join(lines) for cell, lines in list(words.items())[:left]}
        left -= len(notes)
        write_notes(package, part, notes)
    old = next((raw.name for raw in container.sheets if (s := read_stamp(raw)) and s.sheet == KIND), "")
    title = text("annotate.sheet", language)
    put_made_sheet(package, title, _listed(problems, parts, styles, language), existing=old)


def _listed(problems: tuple[Problem, ...], parts: dict[str, str], styles: Styles, language: Language) -> bytes:
    """Return the sheet that lists the problems with links to their cells."""
    colours = {"error": _ERROR, "warning": _REMARK}
    errors = sum(problem.severity == "error" for problem in problems)
    said = text("annotate.counted" if problems else "annotate.fine", language, errors=errors,
                remarks=len(problems) - errors)  # fmt: skip
    lines = [
        Line(
            (text(f"annotate.{p.severity}", language), p.sheet, p.cell, p.shown()[:200], p.problem(language),
             p.hint(language)),
            p.sheet if p.sheet in parts else "",
            p.cell if cell_position(p.cell) >= (0, 0) else "",
            colours[p.severity],
        )
        for p in problems
    ]  # fmt: skip
    heads = ("annotate.kind", *(f"errors.{name}" for name in ("sheet", "cell", "value", "problem", "hint")))
    return list_sheet(
        styles, KIND, language, title=text("annotate.title", language), heads=[text(h, language) for h in heads],
        sentences=(said, text("annotate.legend", language)), lines=lines, widths=_WIDTHS,
        more=text("annotate.more", language),
    )  # fmt: skip


def _words(problem: Problem, language: Language) -> str:
    hint = problem.hint(language)
    sentence = problem.problem(language)
    first = sentence[:1].upper() + sentence[1:]
    return f"{first}. {hint[:1].upper() + hint[1:]}." if hint else f"{first}."
