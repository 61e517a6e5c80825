"""The commands that work on numbers from the command line: estimate and bau."""

from __future__ import annotations

import math
from typing import Annotated, Any

import typer

from ghgcalc.cli.library import chosen_factors
from ghgcalc.cli.options import Json, LanguageOption, OwnSets
from ghgcalc.cli.output import default_language, print_json, print_table, say, speaking
from ghgcalc.cli.written import read_growth


def estimate(
    activity: Annotated[
        str, typer.Argument(help='What was used, in Dutch or English: "aardgas", "electricity", "R410A".')
    ],
    value: Annotated[str, typer.Argument(help="How much of it: 1000, 1.234,56 or 1,234.56.")],
    unit: Annotated[str, typer.Argument(help="Unit: Nm3, kWh, MWh, liter, kg, ton, tonkm, km, EUR ...")],
    region: Annotated[
        str | None, typer.Option(help="Country, such as NL; needed when the factor depends on it.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="Year of the activity; the newest factor year when left out.")
    ] = None,
    category: Annotated[
        str | None, typer.Option(help="Category, such as 3.6; the activity's own when left out.")
    ] = None,
    contract: Annotated[
        str | None, typer.Option(help="Electricity contract: wind, solar, hydro, biomass or grey.")
    ] = None,
    gwp: Annotated[str, typer.Option(help="GWP set: AR4, AR5, AR5_with_ccf or AR6.")] = "AR6",
    factors: OwnSets = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Estimate the emissions of one activity.

    Example: ghgcalc estimate aardgas 1000 Nm3 --region NL --year 2026
    """
    import pandas as pd

    from ghgcalc.errors import DataError
    from ghgcalc.factors.derived import with_processes
    from ghgcalc.inventory import calculate_inventory
    from ghgcalc.prices import in_factor_currency
    from ghgcalc.workbook.values import parse_number

    chosen_language = language or default_language()
    with speaking(chosen_language, as_json=json):
        amount, problem = parse_number(value, chosen_language)
        if problem is not None:
            raise DataError([problem])
        library = with_processes(chosen_factors(factors), [activity])
        newest = int(library.frame["valid_from"].max())
        row = {"year": year or newest, "activity": activity, "value": amount, "unit": unit}
        row |= {"region": region or "", "category": category or "", "instrument": contract or ""}
        inventory = calculate_inventory(in_factor_currency(pd.DataFrame([row]), library), library, gwp=gwp)
    result = _estimate_result(inventory, chosen_language)
    print_json(result) if json else _print_estimate(result, chosen_language)


def _estimate_result(inventory: Any, language: str) -> dict[str, Any]:
    cells = inventory.cells.sort_values(["scope2_method", "scope"], kind="stable")
    lines = []
    for _, cell in cells.iterrows():
        reference = _reference(inventory.factors, cell["factor_id"])
        lines.append(
            {
                "scope": int(cell["scope"]),
                "category": cell["category"],
                "scope2_method": cell["scope2_method"] or None,
                "factor_id": cell["factor_id"],
                "factor_value": float(cell["factor"]),
                "factor_unit": cell["factor_unit"],
                "tco2e": float(cell["tco2e"]),
                "tco2_biogenic": None if math.isnan(cell["tco2_biogenic"]) else float(cell["tco2_biogenic"]),
                "stage": cell["stage"],
                "basis": cell["basis"] or None,
                "match": cell["match"],
                "source": reference,
            }
        )
    total = {method: inventory.total(scope2=method) for method in ("location", "market")}
    notes = inventory.caveats.query("code not in ['categories_empty']")[f"text_{language}"].tolist()
    return {"lines": lines, "total_tco2e": total, "year": inventory.years[0], "gwp": inventory.gwp, "notes": notes}


def _reference(factors: Any, factor_id: str) -> str:
    known = factors.frame["factor_id"] == factor_id
    if not known.any():
        return ""
    about = factors.source_of(factor_id)
    return ", ".join(str(about[name]) for name in ("publisher", "edition", "source_ref") if about.get(name))


def _print_estimate(result: dict[str, Any], language: str) -> None:
    from ghgcalc.presentation.numbers import Scale, format_tco2e
    from ghgcalc.texts import text
    from ghgcalc.workbook.words import category_label

    largest = max([abs(line["tco2e"]) for line in result["lines"]], default=0.0)
    scale = Scale("t", 1.0, 3 if largest < 100 else 1)
    rows = []
    for line in result["lines"]:
        method = text(f"scope2.{line['scope2_method']}", language) if line["scope2_method"] else ""
        basis = text(f"basis.{line['basis']}", language) if line["basis"] else ""
        rows.append(
            (
                category_label(line["category"], language),
                ", ".join(word for word in (method, basis) if word),
                f"{_factor(line['factor_value'], language)} {line['factor_unit']}",
                format_tco2e(line["tco2e"], language=language, scale=scale),
            )
        )
    columns = [text(f"cli.{name}", language) for name in ("category", "scope2", "factor", "tco2e")]
    print_table("", columns, rows, numbers=(3,))
    totals = {
        method: format_tco2e(value, language=language, scale=scale) for method, value in result["total_tco2e"].items()
    }
    say(text("cli.estimate_total", language, **totals))
    for note in result["notes"]:
        say(f"- {note}")
    say(text("cli.sources", language))
    for source in dict.fromkeys(line["source"] for line in result["lines"]):
        say(f"  {source}")


def _factor(value: float, language: str) -> str:
    from ghgcalc.presentation.numbers import format_number

    decimals = 1 if value >= 100 else 3 if value >= 0.1 else 5
    return format_number(value, language=language, decimals=decimals)


def bau(
    value: Annotated[float, typer.Option(help="Value in the first year.")],
    first: Annotated[int, typer.Option("--from", help="First year.")],
    to: Annotated[int, typer.Option("--to", help="Last year.")],
    growth: Annotated[str, typer.Option(help="Annual growth: 3% or 0.03.")],
    override: Annotated[
        list[str] | None, typer.Option(help="Growth of one year, such as 2026=0.10; repeatable.")
    ] = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Project a value with annual growth and yearly overrides.

    Example: ghgcalc bau --value 1000 --from 2024 --to 2030 --growth 0.03 --override 2026=0.10
    """
    from ghgcalc.presentation.numbers import format_number, format_share
    from ghgcalc.projection import cagr, grow
    from ghgcalc.texts import text

    chosen_language = language or default_language()
    with speaking(chosen_language, as_json=json):
        path = grow(
            value,
            start=first,
            until=to,
            growth=read_growth(growth, chosen_language),
            overrides=_overrides(override or [], chosen_language),
        )
        implied = cagr(path[first], path[to], to - first) if value > 0 else None
    if json:
        print_json({"pathway": {str(year): amount for year, amount in path.items()}, "implied_cagr": implied})
        return
    columns = [text("cli.year", chosen_language), text("cli.value", chosen_language)]
    print_table(
        "",
        columns,
        [(str(y), format_number(v, language=chosen_language, decimals=1)) for y, v in path.items()],
        numbers=(1,),
    )
    if implied is not None:
        say(
            text(
                "cli.implied_growth", chosen_language, rate=format_share(implied, language=chosen_language, decimals=2)
            )
        )


def _overrides(written: list[str], language: str) -> dict[int, float]:
    from ghgcalc.errors import DataError, Problem

    found: dict[int, float] = {}
    for item in written:
        year, _, rate = item.partition("=")
        try:
            found[int(year)] = read_growth(rate, language)
        except ValueError:
            raise DataError([Problem("override_unreadable", item)]) from None
    return found
