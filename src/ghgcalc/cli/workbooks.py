"""The commands that work on workbooks: demo, template, check, run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ghgcalc.cli.library import chosen_factors
from ghgcalc.cli.options import Force, Json, LanguageOption, OwnSets, SupplierForms, refuse_existing
from ghgcalc.cli.output import (
    default_language,
    print_json,
    print_table,
    problem_rows,
    say,
    say_wrapped,
    screen_width,
    speaking,
)
from ghgcalc.cli.progress import steps, waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ghgcalc.chain import Results
    from ghgcalc.tracking import Tracking


_DEMO = "fashion-retailer"


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the results; made when it does not exist.")] = Path(
        "ghgcalc-demo"
    ),
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Show the whole chain on a fictional Dutch fashion retailer: template, footprint, targets, waterfall."""
    from ghgcalc.errors import DataError, Problem
    from ghgcalc.files import make_folder
    from ghgcalc.texts import check_language
    from ghgcalc.workbook import write_template

    chosen = check_language(language or default_language())
    with speaking(chosen, as_json=json):
        workbook = make_folder(out) / "fashion-retailer.xlsx"
        if _edited(workbook):
            raise DataError([Problem("demo_edited", str(workbook), params={"out": out})])
        write_template(workbook, language=chosen, example=_DEMO)
    _run(workbook, out, own=None, as_json=json, language=chosen)


def _edited(workbook: Path) -> bool:
    """Tell whether a workbook of the demo is no longer what the demo writes, so that it must stay."""
    from tempfile import TemporaryDirectory

    from ghgcalc.texts import LANGUAGES
    from ghgcalc.workbook import write_template

    if not workbook.exists():
        return False
    found = workbook.read_bytes()
    with TemporaryDirectory() as scratch:
        place = Path(scratch) / workbook.name
        written = (write_template(place, language=known, example=_DEMO).read_bytes() for known in LANGUAGES)
        return not any(found == one for one in written)


def template(
    file: Annotated[Path, typer.Argument(help="Workbook to write, ending in .xlsx.")],
    example: Annotated[str | None, typer.Option(help="Fill it with an example: fashion-retailer, ikea or hm.")] = None,
    force: Force = False,
    language: LanguageOption = None,
) -> None:
    """Write an empty workbook to fill in, or a filled example.

    Example: ghgcalc template mijn-bedrijf.xlsx --language nl
    """
    from ghgcalc.texts import text
    from ghgcalc.workbook import write_template

    chosen = language or default_language()
    with speaking(chosen, as_json=False):
        refuse_existing(file, force=force)
        path = write_template(file, language=chosen, example=example)
    say(text("cli.written", chosen, path=path))
    say(text("cli.template_next", chosen, path=path))


def check(
    file: Annotated[Path, typer.Argument(help="Workbook that was filled in.")],
    annotate: Annotated[
        Path | None, typer.Option(help="Write a copy with coloured cells, notes and a list with links.")
    ] = None,
    factors: OwnSets = None,
    suppliers: SupplierForms = None,
    force: Force = False,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Check a workbook and list every problem with its sheet and cell, in the language of the workbook.

    Example: ghgcalc check mijn-bedrijf.xlsx --annotate mijn-bedrijf-controle.xlsx
    """
    from ghgcalc.errors import DataError
    from ghgcalc.texts import text
    from ghgcalc.workbook import annotate_workbook, examine_workbook, in_sheet_order

    with speaking(language, as_json=json):
        if annotate is not None:
            refuse_existing(annotate, force=force)
        with waiting("read", show=not json):
            log, book = examine_workbook(file)
            found_later = _calculation_problems(book, factors, suppliers or ()) if book is not None else []
        problems = in_sheet_order([*log, *found_later])
        chosen = language or log.language
        if annotate is not None:
            annotate_workbook(file, annotate, problems=problems)
    found = DataError(problems, source=file.name, language=chosen)
    errors = [p for p in problems if p.severity == "error"]
    if json:
        print_json({"file": str(file), "errors": len(errors), "problems": problem_rows(found)})
    elif problems:
        names = ("sheet", "cell", "value", "problem", "hint")
        columns = [text(f"errors.{name}", chosen) for name in names]
        shown = [[row[name] or "" for name in names] for row in problem_rows(found)]
        title = text("cli.check_title", chosen, errors=len(errors), warnings=len(problems) - len(errors))
        print_table(title, columns, shown)
    if not errors and not json:
        say(text("cli.check_fine", chosen, path=file))
    if annotate is not None and not json:
        say(text("cli.annotated", chosen, path=annotate))
    if errors:
        raise typer.Exit(1)


def _calculation_problems(book: Any, own: list[str] | None, suppliers: Sequence[Path]) -> list[Any]:
    """Return what only shows when the chain runs, such as an activity without a factor in that country."""
    from ghgcalc.chain import calculate_workbook
    from ghgcalc.errors import DataError
    from ghgcalc.workbook import read_supplier_form, with_supplier_factors

    supplied = with_supplier_factors(book, *(read_supplier_form(form) for form in suppliers))
    about_forms = supplied.warnings[len(book.warnings) :]
    try:
        results = calculate_workbook(supplied, chosen_factors(own))
    except DataError as error:
        return [*about_forms, *error.problems]
    return [*about_forms, *results.unusual, *results.roadmap.warnings]


def run(
    file: Annotated[Path, typer.Argument(help="Workbook that was filled in.")],
    out: Annotated[Path, typer.Option(help="Folder for the results; made when it does not exist.")],
    factors: OwnSets = None,
    suppliers: SupplierForms = None,
    plan: Annotated[
        Path | None, typer.Option(help="Workbook of an earlier year; this year is laid beside its plan.")
    ] = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Calculate a workbook: footprint, base year, business as usual, targets, levers, charts and report.

    Example: ghgcalc run mijn-bedrijf.xlsx --out resultaten --plan mijn-bedrijf-vorig-jaar.xlsx
    """
    _run(file, out, own=factors, suppliers=suppliers or (), plan=plan, as_json=json, language=language)


def _run(
    file: Path,
    out: Path,
    *,
    own: list[str] | None,
    as_json: bool,
    language: str | None,
    suppliers: Sequence[Path] = (),
    plan: Path | None = None,
) -> None:
    from ghgcalc.chain import calculate_workbook
    from ghgcalc.files import make_folder
    from ghgcalc.texts import check_language
    from ghgcalc.workbook import read_workbook

    with speaking(language, as_json=as_json), steps(show=not as_json) as step:
        step("read")
        book = read_workbook(file)
        if suppliers:
            from ghgcalc.workbook import read_supplier_form, with_supplier_factors

            book = with_supplier_factors(book, *map(read_supplier_form, suppliers))
        chosen = check_language(language or book.language)
        results = calculate_workbook(book, chosen_factors(own), progress=step)
        tracking = _track(plan, results, own)
        make_folder(out)
        files = _write(results, out, chosen, step, tracking)
    if as_json:
        more = {} if tracking is None else {"tracking": tracking.to_json_dict(chosen)}
        print_json({**results.to_json_dict(chosen), **more, "files": [str(path) for path in files]})
    else:
        _print_results(results, files, chosen, tracking)


def _track(plan: Path | None, results: Results, own: list[str] | None) -> Tracking | None:
    """Lay the most recent year beside the plan of an earlier workbook."""
    if plan is None:
        return None
    from ghgcalc.chain import calculate_workbook
    from ghgcalc.tracking import track_roadmap
    from ghgcalc.workbook import read_workbook

    earlier = calculate_workbook(read_workbook(plan), chosen_factors(own))
    return track_roadmap(earlier.roadmap, results.inventory)


def _write(
    results: Results, out: Path, language: str, step: Callable[[str], None], tracking: Tracking | None
) -> list[Path]:
    from ghgcalc.files import write_bytes
    from ghgcalc.report import draw_charts, write_report

    year = results.target_year
    company = str(results.book.company.get("name") or "")
    step("charts")
    charts = draw_charts(results.roadmap, year=year, language=language)
    files = []
    for name, png in charts.items():
        files.append(write_bytes(out / f"{name}.png", png))
    step("report")
    for ending in ("xlsx", "html"):
        path = out / f"results.{ending}"
        write_report(
            results.roadmap, path, language=language, year=year, company=company, charts=charts, tracking=tracking
        )
        files.append(path)
    return files


def _print_results(results: Results, files: list[Path], language: str, tracking: Tracking | None) -> None:
    from ghgcalc.report import base_year_report, inventory_report, roadmap_report, tracking_report
    from ghgcalc.texts import text
    from ghgcalc.workbook import in_sheet_order

    say(inventory_report(results.inventory, language, code=False, width=screen_width()))
    say("")
    if len(results.base.log):
        say(base_year_report(results.base, language, code=False, width=screen_width()))
        say("")
    say(
        roadmap_report(
            results.roadmap, language, year=results.target_year, code=False, caveats=False, width=screen_width()
        )
    )
    if tracking is not None:
        say("")
        say(tracking_report(tracking, language, width=screen_width()))
    for warning in in_sheet_order(results.warnings):
        place = " ".join(part for part in (warning.sheet, warning.cell) if part)
        say_wrapped(f"! {place}: {warning.sentence(language)}" if place else f"! {warning.sentence(language)}")
    say("")
    say(text("cli.files", language))
    for path in files:
        say(f"  {path}")
