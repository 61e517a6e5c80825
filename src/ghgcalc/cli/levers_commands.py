"""The commands about the lever library: list, show, and apply to a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ghgcalc.cli.library import chosen_factors
from ghgcalc.cli.options import Json, LanguageOption, OwnSets
from ghgcalc.cli.output import default_language, print_json, print_table, say_wrapped, speaking

levers_app = typer.Typer(
    help=(
        "Look up reduction levers in the library, and see what they would do for a workbook.\n\n"
        "Start with:  ghgcalc levers list --group materials"
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@levers_app.command(name="list")
def list_levers(
    group: Annotated[
        str | None, typer.Option(help="Only one group, such as own_operations, materials, suppliers or logistics.")
    ] = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """List the levers of the library with their group, ESRS type, cost range and the basis of their numbers.

    Basis: V read in a published source, D derived by arithmetic, M from memory, A assumption. With --json: levers,
    each with the keys of `ghgcalc levers show`.

    Example: ghgcalc levers list --group materials
    """
    from ghgcalc.errors import DataError, Problem
    from ghgcalc.levers import group_name, load_library
    from ghgcalc.levers.library import library_groups
    from ghgcalc.texts import text

    chosen = language or default_language()
    with speaking(chosen, as_json=json):
        if group is not None and group not in library_groups():
            raise DataError([Problem("lever_group_unknown", group, params={"options": ", ".join(library_groups())})])
    found = [lever for lever in load_library().values() if group in (None, lever.group)]
    if json:
        print_json({"levers": [_record(lever, chosen) for lever in found]})
        return
    names = ["lever_id", "name", "esrs", "cost", "confidence_short"]
    rows = [
        [
            lever.lever_id,
            lever.name(chosen),
            lever.esrs_lever,
            _range(lever.cost_low_eur_t, lever.cost_high_eur_t, chosen),
            lever.confidence,
        ]
        for lever in found
    ]
    if group is None:
        names.insert(2, "group")
        for row, lever in zip(rows, found, strict=True):
            row.insert(2, group_name(lever.group, chosen))
    heads = [text(f"levers.cli.{name}", chosen) for name in names]
    cost = names.index("cost")
    print_table("", heads, rows, numbers=(cost,), whole=(0, cost - 1, cost, cost + 1))
    say_wrapped(text("levers.cli.list_note", chosen))


@levers_app.command()
def show(
    lever: Annotated[str, typer.Argument(help="Id of a lever, such as OP03.")],
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Show everything the library knows about one lever: what it does, its numbers, ranges and sources.

    Shares and reductions are of the part treated. With --json: lever_id, name, explanation, group, mechanism, selector,
    share_from, share_to, effectiveness (and _low, _high), to_activity, ratio, cost_low_eur_t, cost_high_eur_t,
    lifetime_years, esrs_lever, confidence, overlaps, excludes, requires, prerequisite, duty_nl, sources.

    Example: ghgcalc levers show OP03 --language nl
    """
    from ghgcalc.errors import DataError, Problem, closest
    from ghgcalc.factors.activities import activity_name
    from ghgcalc.levers import group_name, load_library
    from ghgcalc.levers.columns import selector_words
    from ghgcalc.levers.library import source_titles
    from ghgcalc.presentation.numbers import NOT_AVAILABLE
    from ghgcalc.texts import text

    chosen = language or default_language()
    library = load_library()
    found = library.get(lever.upper())
    with speaking(chosen, as_json=json):
        if found is None:
            near = closest(lever, library) or list(library)[:5]
            raise DataError([Problem("lever_library_id", lever, params={"options": ", ".join(near)})])
    record = _record(found, chosen)
    if json:
        print_json(record)
        return
    shown = {**record, "group": group_name(found.group, chosen)}
    shown["mechanism"] = text(f"report.mechanism_{found.mechanism}", chosen)
    shown["selector"] = selector_words(found.selector, chosen)
    shown["to_activity"] = activity_name(found.to_activity, chosen) if found.to_activity else ""
    shown["sources"] = [f"{key}: {title}" for key, title in source_titles(found.sources).items()]
    rows = [
        (text(f"levers.cli.{name}", chosen), _words(name, value, chosen) or NOT_AVAILABLE)
        for name, value in shown.items()
        if name not in ("lever_id", "name")
    ]
    print_table("", [found.lever_id, found.name(chosen)], rows)
    if found.is_assumption:
        say_wrapped(text("levers.cli.assumption", chosen))


@levers_app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="Workbook that was filled in.")],
    lever: Annotated[list[str] | None, typer.Option(help="Id of a library lever; repeatable.")] = None,
    package: Annotated[str | None, typer.Option(help="A package of the library, such as quick_wins.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of the effect; the target year when left out.")] = None,
    factors: OwnSets = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Show what library levers would bring for a workbook, with the numbers of the library, apart from its own plan.

    Levers of a package that need a number of your own are left out and named. With --json: year, levers (lever_id,
    label, tco2e, standalone_tco2e, eur_low_per_tco2e, eur_high_per_tco2e, confidence), together_tco2e, left_out,
    warnings.

    Example: ghgcalc levers apply mijn-bedrijf.xlsx --lever OP01 --lever OP04 --year 2030
    """
    from ghgcalc.chain import calculate_workbook
    from ghgcalc.costs import lever_costs
    from ghgcalc.roadmap import build_roadmap
    from ghgcalc.workbook import read_workbook

    with speaking(language, as_json=json):
        book = read_workbook(file)
    chosen = language or book.language
    with speaking(chosen, as_json=json):
        own, offered = _asked(lever, package)
        results = calculate_workbook(book, chosen_factors(factors))
        last = year if year is not None else results.target_year
        results.bau.year_index(last)
        plan, left_out = _plan(own, offered, results.bau.start_year, last, chosen)
        roadmap = build_roadmap(results.bau, plan, targets=results.targets, base=results.base)
        costs = lever_costs(roadmap, year=last, scopes=(1, 2, 3))
        alone = roadmap.attribution(last, method="standalone", scopes=(1, 2, 3)).tco2e
    rows = [
        {
            "lever_id": row["lever_id"],
            "label": row[f"label_{chosen}"],
            "tco2e": float(row["tco2e"]),
            "standalone_tco2e": float(single),
            "eur_low_per_tco2e": _known(row["eur_low_per_tco2e"]),
            "eur_high_per_tco2e": _known(row["eur_high_per_tco2e"]),
            "confidence": item.confidence,
        }
        for row, single, item in zip(costs.to_dict("records"), alone, plan, strict=True)
    ]
    together = roadmap.bau_tco2e(last) - roadmap.residual(last)
    warnings = [warning.sentence(chosen) for warning in roadmap.warnings]
    if json:
        print_json(
            {"year": last, "levers": rows, "together_tco2e": together, "left_out": left_out, "warnings": warnings}
        )
    else:
        _print_applied(rows, together, left_out, warnings, last, chosen)


def _asked(lever: list[str] | None, package: str | None) -> tuple[list[str], list[str]]:
    """Return the ids that were named one by one, and those of the package, each once."""
    from ghgcalc.errors import DataError, Problem
    from ghgcalc.levers import load_packages

    own, offered = list(dict.fromkeys(lever or [])), []
    if package is not None:
        packages = load_packages()
        if package not in packages:
            raise DataError([Problem("lever_package_unknown", package, params={"options": ", ".join(packages)})])
        offered = [name for name in packages[package].levers if name not in own]
    if not own and not offered:
        raise DataError([Problem("lever_apply_nothing")])
    return own, offered


def _plan(
    own: list[str], offered: list[str], start: int, last: int, language: str
) -> tuple[list[Any], list[dict[str, str]]]:
    """Return the levers, and those of the package that the library has no number for."""
    import pandas as pd

    from ghgcalc.errors import DataError
    from ghgcalc.levers import levers_from_frame, load_library

    def read(ids: list[str]) -> list[Any]:
        frame = pd.DataFrame({"library_id": ids, "start_year": start, "end_year": last})
        return levers_from_frame(frame, language=language)

    plan, left_out = read(own) if own else [], []
    for name in offered:
        try:
            plan += read([name])
        except DataError as error:
            needs = "; ".join(problem.problem(language) for problem in error.problems)
            left_out.append({"lever_id": name, "label": load_library()[name].label(language), "needs": needs})
    return plan, left_out


def _print_applied(
    rows: list[dict[str, Any]],
    together: float,
    left_out: list[dict[str, str]],
    warnings: list[str],
    year: int,
    language: str,
) -> None:
    from ghgcalc.presentation.numbers import choose_scale, format_tco2e
    from ghgcalc.texts import text

    scale = choose_scale(row["standalone_tco2e"] for row in rows)
    shown = [
        (
            row["lever_id"],
            row["label"],
            *(
                format_tco2e(row[name], language=language, scale=scale, with_unit=False)
                for name in ("standalone_tco2e", "tco2e")
            ),
            _range(row["eur_low_per_tco2e"], row["eur_high_per_tco2e"], language),
            row["confidence"],
        )
        for row in rows
    ]
    names = ("lever_id", "name", "alone", "shared", "cost", "confidence_short")
    heads = [text(f"levers.cli.{name}", language) for name in names]
    title = text("levers.cli.apply_title", language, year=year, unit=f"{scale.unit}CO2e")
    print_table(title, heads, shown, numbers=(2, 3, 4), whole=(0, 4, 5))
    say_wrapped(text("levers.cli.together", language, total=format_tco2e(together, language=language), year=year))
    if left_out:
        names_left = "; ".join(f"{item['lever_id']} {item['label']}" for item in left_out)
        say_wrapped(f"! {text('levers.cli.left_out', language, levers=names_left)}")
    for warning in warnings:
        say_wrapped(f"! {warning}")


def _record(lever: Any, language: str) -> dict[str, Any]:
    return {
        "lever_id": lever.lever_id,
        "name": lever.name(language),
        "explanation": lever.explanation_nl if language == "nl" else lever.explanation_en,
        "group": lever.group,
        "mechanism": lever.mechanism,
        "selector": str(lever.selector),
        "share_from": lever.share_from,
        "share_to": lever.share_to,
        "effectiveness": lever.effectiveness,
        "effectiveness_low": lever.effectiveness_low,
        "effectiveness_high": lever.effectiveness_high,
        "to_activity": lever.to_activity,
        "ratio": lever.ratio,
        "cost_low_eur_t": lever.cost_low_eur_t,
        "cost_high_eur_t": lever.cost_high_eur_t,
        "lifetime_years": lever.lifetime_years,
        "esrs_lever": lever.esrs_lever,
        "confidence": lever.confidence,
        "overlaps": list(lever.overlaps),
        "excludes": list(lever.excludes),
        "requires": list(lever.requires),
        "prerequisite": lever.prerequisite_nl if language == "nl" else lever.prerequisite_en,
        "duty_nl": lever.duty_nl,
        "sources": list(lever.sources),
    }


#: Numbers of a record that are shares, shown as percentages.
_SHARES = ("share_from", "share_to", "effectiveness", "effectiveness_low", "effectiveness_high")


def _words(name: str, value: Any, language: str) -> str:
    from ghgcalc.presentation.numbers import format_number, format_share

    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(value) if name == "sources" else ", ".join(value)
    if isinstance(value, float) and name in _SHARES:
        return format_share(value, language=language, decimals=0 if round(value, 2) == value else 1)
    if isinstance(value, float):
        digits = len(f"{value:.4f}".rstrip("0").partition(".")[2])
        return format_number(value, language=language, decimals=digits)
    return str(value)


def _known(value: float) -> float | None:
    return None if value != value else float(value)


def _range(low: float | None, high: float | None, language: str) -> str:
    from ghgcalc.presentation.numbers import NOT_AVAILABLE, format_number

    if low is None or high is None:
        return NOT_AVAILABLE
    return f"{format_number(low, language=language)} … {format_number(high, language=language)}"
