"""The commands that work on workbooks: demo, template, check, run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ghgcalc.cli.library import chosen_factors
from ghgcalc.cli.options import Json, LanguageOption, OwnSets
from ghgcalc.cli.output import default_language, print_json, print_table, problem_rows, say, speaking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ghgcalc.chain import Results


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
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
    language: LanguageOption = None,
) -> None:
    """Write an empty workbook to fill in, or a filled example.

    Example: ghgcalc template mijn-bedrijf.xlsx --language nl
    """
    from ghgcalc.errors import DataError, Problem
    from ghgcalc.texts import text
    from ghgcalc.workbook import write_template

    chosen = language or default_language()
    with speaking(chosen, as_json=False):
        if file.exists() and not force:
            raise DataError([Problem("file_exists", str(file))])
        path = write_template(file, language=chosen, example=example)
    say(text("cli.written", chosen, path=path))
    say(text("cli.template_next", chosen, path=path))


def check(
    file: Annotated[Path, typer.Argument(help="Workbook that was filled in.")],
    factors: OwnSets = None,
    json: Json = False,
) -> None:
    """Check a workbook and list every problem with its sheet and cell, in the language of the workbook."""
    from ghgcalc.errors import DataError
    from ghgcalc.texts import text
    from ghgcalc.workbook import examine_workbook

    with speaking(None, as_json=json):
        log, book = examine_workbook(file)
        language, problems = log.language, [*log]
        if book is not None:
            problems += _calculation_problems(book, factors)
    found = DataError(problems, source=file.name, language=language)
    errors = [p for p in problems if p.severity == "error"]
    if json:
        print_json({"file": str(file), "errors": len(errors), "problems": problem_rows(found)})
    elif problems:
        names = ("sheet", "cell", "value", "problem", "hint")
        columns = [text(f"errors.{name}", language) for name in names]
        shown = [[row[name] or "" for name in names] for row in problem_rows(found)]
        title = text("cli.check_title", language, errors=len(errors), warnings=len(problems) - len(errors))
        print_table(title, columns, shown)
    if not errors and not json:
        say(text("cli.check_fine", language, path=file))
    if errors:
        raise typer.Exit(1)


def _calculation_problems(book: Any, own: list[str] | None) -> list[Any]:
    """Return what only shows when the chain runs, such as an activity without a factor in that country."""
    from ghgcalc.chain import calculate_workbook
    from ghgcalc.errors import DataError

    try:
        results = calculate_workbook(book, chosen_factors(own))
    except DataError as error:
        return list(error.problems)
    return list(results.roadmap.warnings)


def run(
    file: Annotated[Path, typer.Argument(help="Workbook that was filled in.")],
    out: Annotated[Path, typer.Option(help="Folder for the results; made when it does not exist.")],
    factors: OwnSets = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Calculate a workbook: footprint, base year, business as usual, targets, levers, charts and report.

    Example: ghgcalc run mijn-bedrijf.xlsx --out resultaten
    """
    _run(file, out, own=factors, as_json=json, language=language)


def _run(file: Path, out: Path, *, own: list[str] | None, as_json: bool, language: str | None) -> None:
    from ghgcalc.chain import calculate_workbook
    from ghgcalc.files import make_folder
    from ghgcalc.texts import check_language
    from ghgcalc.workbook import read_workbook

    with speaking(None, as_json=as_json), _steps(show=not as_json) as step:
        step("read")
        book = read_workbook(file)
        chosen = check_language(language or book.language)
        results = calculate_workbook(book, chosen_factors(own), progress=step)
        make_folder(out)
        files = _write(results, out, chosen, step)
    if as_json:
        print_json({**results.to_json_dict(chosen), "files": [str(path) for path in files]})
    else:
        _print_results(results, files, chosen)


def _write(results: Results, out: Path, language: str, step: Callable[[str], None]) -> list[Path]:
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
        write_report(results.roadmap, path, language=language, year=year, company=company, charts=charts)
        files.append(path)
    return files


def _print_results(results: Results, files: list[Path], language: str) -> None:
    from ghgcalc.report import base_year_report, inventory_report, roadmap_report
    from ghgcalc.texts import text

    say(inventory_report(results.inventory, language, code=False))
    say("")
    if len(results.base.log):
        say(base_year_report(results.base, language, code=False))
        say("")
    say(roadmap_report(results.roadmap, language, year=results.target_year, code=False))
    for warning in (*results.book.warnings, *results.roadmap.warnings):
        say(f"! {warning.sentence(language)}")
    say("")
    say(text("cli.files", language))
    for path in files:
        say(f"  {path}")


def _steps(*, show: bool) -> Any:
    """Show a spinner with the step under way, on a terminal only; returns a context manager of a callable."""
    from contextlib import contextmanager

    @contextmanager
    def quiet() -> Iterator[Callable[[str], None]]:
        yield lambda _step: None

    @contextmanager
    def spinning() -> Iterator[Callable[[str], None]]:
        from rich.console import Console

        from ghgcalc.texts import text

        console = Console(stderr=True)
        language = default_language()
        with console.status(text("cli.step.read", language)) as status:
            yield lambda step: status.update(text(f"cli.step.{step}", language))

    return spinning() if show else quiet()
