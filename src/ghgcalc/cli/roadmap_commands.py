"""The commands about the plan of a workbook: roadmap and optimize."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ghgcalc.cli.library import chosen_factors
from ghgcalc.cli.options import Json, LanguageOption, OwnSets
from ghgcalc.cli.output import print_json, print_table, say, say_wrapped, screen_width, speaking
from ghgcalc.cli.targets_shown import plain_rows
from ghgcalc.cli.written import read_couples, read_limits, read_prices, read_share

Wacc = Annotated[str | None, typer.Option(help="Cost of capital: 7% or 0.07; an assumption when left out.")]
EnergyPrice = Annotated[
    list[str] | None,
    typer.Option(
        help="Price of energy that levers save, such as electricity=0.22/kWh; repeatable. Leave out when the yearly "
        "cost of the levers holds it already."
    ),
]


def roadmap(
    file: Annotated[Path, typer.Argument(help="Workbook that was filled in.")],
    year: Annotated[int | None, typer.Option(help="Year to show; the first target year when left out.")] = None,
    wacc: Wacc = None,
    energy_price: EnergyPrice = None,
    carbon_price: Annotated[float | None, typer.Option(help="Internal price of a tonne [EUR/tCO2e].")] = None,
    actual: Annotated[Path | None, typer.Option(help="Workbook of a later year, to compare with the plan.")] = None,
    factors: OwnSets = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Show the plan of a workbook: what each lever brings and costs, the ESRS table, and plan versus actual.

    Alone: what a lever would do as the only one. Shared: its Shapley value; these add up. If dropped: what is lost
    without it. With --json: year, scopes, base_tco2e, bau_tco2e, residual_tco2e, target_tco2e, gap_tco2e, levers
    (costs per lever), attribution (tonnes per method), cost_convention, esrs, avoided, tracking, warnings.

    Example: ghgcalc roadmap mijn-bedrijf.xlsx --year 2030 --wacc 7% --carbon-price 100
    """
    from ghgcalc.chain import calculate_workbook, workbook_inventory
    from ghgcalc.costs import lever_costs
    from ghgcalc.report import tracking_report
    from ghgcalc.roadmap import esrs_levers
    from ghgcalc.tracking import track_roadmap
    from ghgcalc.workbook import read_workbook

    with speaking(language, as_json=json):
        book = read_workbook(file)
    chosen = language or book.language
    with speaking(chosen, as_json=json):
        results = calculate_workbook(book, chosen_factors(factors))
        plan = results.roadmap
        shown = year if year is not None else results.target_year
        plan.bau.year_index(shown)
        costs = lever_costs(
            plan,
            year=shown,
            wacc=None if wacc is None else read_share(wacc, chosen),
            carbon_price=carbon_price,
            energy_prices=read_prices(energy_price, chosen),
        )
        table, esrs = plan.attributions(shown), esrs_levers(plan)
        tracked = None
        if actual is not None:
            tracked = track_roadmap(plan, workbook_inventory(read_workbook(actual), chosen_factors(factors)))
    if json:
        inside = plan.scopes_in(shown)
        print_json(
            {
                "year": shown,
                "scopes": list(inside),
                "base_tco2e": plan.base_tco2e(scopes=inside),
                "bau_tco2e": plan.bau_tco2e(shown, scopes=inside),
                "residual_tco2e": plan.residual(shown, scopes=inside),
                "target_tco2e": plan.target_tco2e(shown),
                "gap_tco2e": plan.gap(shown),
                "levers": plain_rows(costs, chosen),
                "attribution": plain_rows(table, chosen),
                "cost_convention": costs.attrs[f"convention_{chosen}"],
                "esrs": plain_rows(esrs, chosen),
                "avoided": plain_rows(plan.avoided(shown), chosen),
                "tracking": None if tracked is None else tracked.to_json_dict(chosen),
                "warnings": [warning.sentence(chosen) for warning in plan.warnings],
            }
        )
        return
    _print_roadmap(plan, costs, table, shown, chosen)
    _print_esrs(esrs, chosen)
    _print_avoided(plan.avoided(shown), chosen)
    if tracked is not None:
        say("")
        say(tracking_report(tracked, chosen, width=screen_width()))
    for warning in plan.warnings:
        say_wrapped(f"! {warning.sentence(chosen)}")


def _print_roadmap(plan: Any, costs: Any, table: Any, year: int, language: str) -> None:
    from ghgcalc.presentation.numbers import NOT_AVAILABLE, choose_scale, format_number, format_tco2e
    from ghgcalc.report import roadmap_report
    from ghgcalc.texts import text

    say(roadmap_report(plan, language, year=year, code=False, width=screen_width()))
    scale = choose_scale([*table["standalone"], *table["shapley"]])
    title = text("levers.cli.levers_title", language, year=year, unit=f"{scale.unit}CO2e")
    rows = [
        (
            row["lever_id"],
            row[f"label_{language}"],
            *(
                format_tco2e(row[name], language=language, scale=scale, with_unit=False)
                for name in ("standalone", "shapley", "last_in")
            ),
        )
        for row in table.to_dict("records")
    ]
    heads = [text(f"levers.cli.{name}", language) for name in ("lever_id", "name", "alone", "shared", "last")]
    say("")
    print_table(title, heads, rows, numbers=(2, 3, 4), whole=(0,))
    rows = [
        (
            row["lever_id"],
            *(format_number(row[name], language=language) for name in ("eur_per_tco2e", "annual_eur", "npv_eur")),
            text(f"costs.basis.{row['cost_basis']}", language),
            text(f"costs.payer.{row['who_pays']}", language) if row["who_pays"] else NOT_AVAILABLE,
        )
        for row in costs.to_dict("records")
    ]
    names = ("lever_id", "cost", "eur_year", "npv", "basis", "payer")
    heads = [text(f"levers.cli.{name}", language) for name in names]
    say("")
    print_table(text("levers.cli.costs_title", language), heads, rows, numbers=(1, 2, 3), whole=(0, 1, 2, 3))
    say_wrapped(costs.attrs[f"convention_{language}"])


def _print_avoided(avoided: Any, language: str) -> None:
    from ghgcalc.presentation.numbers import choose_scale, format_tco2e
    from ghgcalc.texts import text

    if avoided.empty:
        return
    scale = choose_scale(avoided["tco2e"])
    rows = [
        (
            row["lever_id"],
            row[f"label_{language}"],
            format_tco2e(row["tco2e"], language=language, scale=scale, with_unit=False),
        )
        for row in avoided.to_dict("records")
    ]
    heads = [text(f"levers.cli.{name}", language) for name in ("lever_id", "name", "tonnes")]
    title = text("levers.cli.avoided_title", language, unit=f"{scale.unit}CO2e")
    say("")
    print_table(title, heads, rows, numbers=(2,), whole=(0, 2))


def _print_esrs(esrs: Any, language: str) -> None:
    from ghgcalc.presentation.numbers import choose_scale, format_tco2e
    from ghgcalc.texts import text

    years = [name for name in esrs.columns if isinstance(name, int)]
    scale = choose_scale([value for name in years for value in esrs[name].dropna()])
    rows = [
        (
            str(row[f"label_{language}"]),
            *(format_tco2e(row[name], language=language, scale=scale, with_unit=False) for name in years),
        )
        for row in esrs.to_dict("records")
    ]
    heads = [f"{scale.unit}CO2e", *map(str, years)]
    say("")
    print_table(text("report.esrs_title", language), heads, rows, numbers=range(1, len(heads)))


def optimize(
    file: Annotated[Path, typer.Argument(help="Workbook that was filled in.")],
    year: Annotated[
        list[int] | None,
        typer.Option(help="Year whose targets must be met; repeatable. All target years when left out."),
    ] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(help="A limit of your own: year:scopes=tCO2e, such as 2030:1+2=500; repeatable."),
    ] = None,
    steps: Annotated[int, typer.Option(help="1: a lever or not; 4: in quarters of its plan.")] = 1,
    include: Annotated[list[str] | None, typer.Option(help="Lever that must be taken; repeatable.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Lever that must not be taken; repeatable.")] = None,
    exclusive: Annotated[
        list[str] | None, typer.Option(help="Two levers that do not go together, A1:B2; repeatable.")
    ] = None,
    requires: Annotated[
        list[str] | None, typer.Option(help="A1:B2 when A1 is only possible with B2; repeatable.")
    ] = None,
    most: Annotated[int | None, typer.Option(help="Largest number of levers.")] = None,
    budget: Annotated[float | None, typer.Option(help="Investment allowed in each year [EUR].")] = None,
    ramp_limit: Annotated[str | None, typer.Option(help="Largest part of a plan carried out in one year: 25%.")] = None,
    wacc: Wacc = None,
    energy_price: EnergyPrice = None,
    factors: OwnSets = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Choose the cheapest levers of a workbook that meet its targets, and say how sure that is.

    Levers that the library calls exclusive may stand in one workbook here: at most one of them is chosen. With a
    budget, a ramp limit or several years, levers may also begin later than planned. The exit code is 3 when no choice
    meets the targets. Needs SciPy: pip install 'ghgcalc[optimize]'. With --json: is_feasible, cost_eur,
    cost_kind, method, proof_gap (0 is proven, null is not known), levers, limits, headline, proof.

    Example: ghgcalc optimize mijn-bedrijf.xlsx --year 2030 --steps 4 --exclude A2 --budget 250000
    """
    from ghgcalc.chain import calculate_workbook, planned_levers
    from ghgcalc.optimize import optimize_levers
    from ghgcalc.workbook import read_workbook

    with speaking(language, as_json=json):
        book = read_workbook(file)
    chosen = language or book.language
    with speaking(chosen, as_json=json):
        results = calculate_workbook(book, chosen_factors(factors), levers=())
        found = optimize_levers(
            results.roadmap,
            candidates=planned_levers(book, results.bau),
            years=year or None,
            limits=read_limits(limit, chosen),
            wacc=None if wacc is None else read_share(wacc, chosen),
            energy_prices=read_prices(energy_price, chosen),
            include=include or (),
            exclude=exclude or (),
            exclusions=read_couples(exclusive),
            prerequisites=read_couples(requires),
            most=most,
            steps=steps,
            capex_budget=budget,
            ramp_limit=None if ramp_limit is None else read_share(ramp_limit, chosen),
        )
    if json:
        print_json(found.to_json_dict(chosen))
    else:
        say_wrapped(found.report(chosen))
    if not found.is_feasible:
        raise typer.Exit(3)
