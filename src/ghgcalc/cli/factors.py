"""The commands on the emission-factor library: search, show, list."""

from __future__ import annotations

import math
from typing import Annotated, Any

import typer

from ghgcalc.cli.factor_import import import_factors
from ghgcalc.cli.library import every_factor
from ghgcalc.cli.options import Json, LanguageOption
from ghgcalc.cli.output import default_language, print_json, print_table, say, speaking

factors_app = typer.Typer(
    help="Search, show and import emission factors, each with its source.", no_args_is_help=True, rich_markup_mode=None
)
factors_app.command("import")(import_factors)

#: Lines that one activity shows on the screen.
_LINES_SHOWN = 6

Sets = Annotated[list[str] | None, typer.Option("--set", help="Only this set; repeatable.")]


@factors_app.command()
def search(
    text: Annotated[str, typer.Argument(help='What you look for, in Dutch or English: "luchtvracht china".')],
    region: Annotated[str | None, typer.Option(help="Country to prefer.")] = None,
    year: Annotated[int | None, typer.Option(help="Year to prefer.")] = None,
    sets: Sets = None,
    limit: Annotated[int, typer.Option(help="Number of activities shown.")] = 10,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Find emission factors in your own words, best first.

    Example: ghgcalc factors search stadsverwarming
    """
    from ghgcalc.factors import load_factors, search_factors
    from ghgcalc.texts import text as say_text

    chosen = language or default_language()
    with speaking(chosen, as_json=json):
        found = search_factors(load_factors(*(sets or ())), text, region=region, year=year, limit=limit)
    if json:
        print_json({"results": [_plain(row) for row in found.to_dict("records")]})
        return
    if not len(found):
        say(say_text("cli.nothing_found", chosen, text=text))
        return
    for activity, lines in found.groupby("activity", sort=False):
        first = lines.iloc[0]
        say(f"{first[f'name_{chosen}']}  ({activity}, score {first['score']:.0f})")
        for _, line in lines.head(_LINES_SHOWN).iterrows():
            value = f"{line['kgco2e']:g} kgCO2e/{line['unit']}"
            say(f"    {value:24} {line['region']:4} {line['year']}  {line['includes']}")
            say(f"    {'':24} {line['factor_id']}")
        if len(lines) > _LINES_SHOWN:
            say(f"    {say_text('cli.more_lines', chosen, count=len(lines) - _LINES_SHOWN)}")


@factors_app.command()
def show(
    factor_id: Annotated[str, typer.Argument(help="Id of the factor, as search shows it.")],
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Show one emission factor with all its columns and where it comes from."""
    from ghgcalc.factors.derived import explain, explain_text

    chosen = language or default_language()
    with speaking(chosen, as_json=json):
        factors = every_factor()
        if factor_id.startswith("derived/"):
            tree = explain(factors, factor_id)
            print_json(tree.to_dict()) if json else say(explain_text(tree, chosen))
            return
        source = factors.source_of(factor_id)
    row = factors.frame[factors.frame["factor_id"] == factor_id].iloc[0].to_dict()
    known = {name: value for name, value in source.items() if value not in ("", None, [], {})}
    about = {name: v if isinstance(v, (str, bool, int, float, list, dict)) else str(v) for name, v in known.items()}
    if json:
        print_json({**_plain(row), "source": about})
        return
    shown = {name: value for name, value in _plain(row).items() if value not in ("", None)}
    print_table(factor_id, ("", ""), [(name, _readable(value)) for name, value in {**shown, **about}.items()])


@factors_app.command("list")
def list_sets(json: Json = False, language: LanguageOption = None) -> None:
    """List the sets of emission factors, bundled and imported, with publisher, edition and licence."""
    from ghgcalc.texts import text

    chosen = language or default_language()
    with speaking(chosen, as_json=json):
        factors = every_factor()
    sets = []
    for name in factors.sets:
        rows = factors.frame[factors.frame["set"] == name]
        about = factors.sources[name]
        known = {key: str(about.get(key, "")) for key in ("publisher", "edition", "licence", "url")}
        sets.append({"set": name, "factors": len(rows), "activities": int(rows["activity"].nunique()), **known})
    if json:
        print_json({"sets": sets})
        return
    columns = [text(f"cli.{key}", chosen) for key in ("set", "count", "publisher", "edition", "licence")]
    listed = [
        (str(s["set"]), str(s["factors"]), str(s["publisher"]), str(s["edition"]), str(s["licence"])) for s in sets
    ]
    print_table("", columns, listed, numbers=(1,))


def _readable(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    """Return a row with numbers as Python numbers and a missing number as None."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        plain = value.item() if hasattr(value, "item") else value
        found[str(name)] = None if isinstance(plain, float) and math.isnan(plain) else plain
    return found
