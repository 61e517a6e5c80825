"""The commands about published targets and rules: compare with the sector, and list the rulebooks."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from ghgcalc.cli.options import BaseYearOption, Json, LanguageOption, Reduction, Scopes, TargetYearOption
from ghgcalc.cli.output import default_language, print_json, print_table, say, speaking
from ghgcalc.cli.targets_shown import percent
from ghgcalc.cli.written import read_share


def compare(
    scopes: Scopes,
    base_year: BaseYearOption,
    target_year: TargetYearOption,
    reduction: Reduction,
    sector: Annotated[str | None, typer.Option(help="apparel, footwear or furniture; all when left out.")] = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Compare an absolute target with published targets of companies in apparel, footwear and furniture.

    Example: ghgcalc targets compare --scopes 1+2 --base-year 2025 --target-year 2032 --reduction 41%
    """
    from ghgcalc.targets.competitors import compare_with_sector
    from ghgcalc.targets.stated import stated_target
    from ghgcalc.texts import text

    chosen = language or default_language()
    with speaking(chosen, as_json=json):
        target = stated_target(
            scopes=scopes,
            base_year=base_year,
            target_year=target_year,
            base_tco2e=1.0,
            reduction=read_share(reduction, chosen),
        )
        found = compare_with_sector(target, sector=sector)
    if json:
        print_json(found.to_json_dict(chosen))
        return
    rows = [
        (
            row["company"],
            percent(row["annual_rate"], chosen),
            percent(row["reduction"], chosen),
            f"{row['base_year']}–{row['target_year']}",
            str(row["source_url"]).split("/")[2],
        )
        for row in found.frame.to_dict("records")
    ]
    names = ("company", "per_year", "reduction", "period", "source")
    print_table("", [text(f"targets.cli.{name}", chosen) for name in names], rows, numbers=(1, 2))
    say(found.report(chosen))


def rulebooks(json: Json = False, language: LanguageOption = None) -> None:
    """List the rulebooks: status, dates and what to know about each."""
    from ghgcalc.targets import load_rulebook
    from ghgcalc.targets import rulebooks as keys
    from ghgcalc.texts import check_language, text

    chosen = check_language(language or default_language())
    books = [load_rulebook(key) for key in keys()]
    if json:
        print_json(
            {
                "rulebooks": [
                    {
                        "key": book.key,
                        "title": book.title[chosen],
                        "kind": book.kind,
                        "status": book.status,
                        "effective_from": _iso(book.effective_from),
                        "submissions_until": _iso(book.submissions_until),
                        "mandatory_from": _iso(book.mandatory_from),
                        "note": book.note[chosen],
                        "criteria": [criterion.id for criterion in book.criteria],
                    }
                    for book in books
                ]
            }
        )
        return
    rows = [(book.key, text(f"targets.cli.status.{book.status}", chosen), book.note[chosen]) for book in books]
    print_table("", [text(f"targets.cli.{name}", chosen) for name in ("rulebook", "status", "years")], rows)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
