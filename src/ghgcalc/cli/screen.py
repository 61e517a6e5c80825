"""The command screen: which scope 3 categories matter, what is covered, and what the GHG Protocol still asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ghgcalc.cli.library import chosen_factors
from ghgcalc.cli.options import Json, LanguageOption, OwnSets
from ghgcalc.cli.output import print_json, print_table, say, speaking
from ghgcalc.cli.targets_shown import plain_rows

if TYPE_CHECKING:
    import pandas as pd

    from ghgcalc.inventory import CategoryScreening


def screen(
    file: Annotated[Path, typer.Argument(help="Workbook that was filled in.")],
    policy: Annotated[
        str, typer.Option(help="none, ghgp-draft-95, sbti-near-term or sbti-long-term: how much must be covered.")
    ] = "none",
    year: Annotated[int | None, typer.Option(help="Reporting year; the last one when left out.")] = None,
    exclusions: Annotated[
        Path | None,
        typer.Option(
            help="CSV of what is left out, instead of the workbook's sheet: category, reason, explanation, "
            "estimate_tco2e, year."
        ),
    ] = None,
    criteria: Annotated[
        Path | None, typer.Option(help="CSV of other reasons: category, criterion, is_met, evidence.")
    ] = None,
    rulebook: Annotated[str | None, typer.Option(help="Accounting rulebook; ghgp-v3-draft-2026 is a proposal.")] = None,
    factors: OwnSets = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Screen the scope 3 categories of a workbook, and test it against what the GHG Protocol requires.

    Example: ghgcalc screen mijn-bedrijf.xlsx --policy sbti-near-term --exclusions weggelaten.csv
    """
    from ghgcalc.base_year import set_base_year
    from ghgcalc.chain import workbook_inventory
    from ghgcalc.inventory import check_inventory, screen_categories
    from ghgcalc.inventory.accounting import DEFAULT_ACCOUNTING
    from ghgcalc.workbook import read_workbook

    with speaking(language, as_json=json):
        book = read_workbook(file)
        chosen = language or book.language
        about = book.company
        inventory = workbook_inventory(
            book, chosen_factors(factors), exclusions=_read(exclusions), rulebook=rulebook or DEFAULT_ACCOUNTING
        )
        found = screen_categories(
            inventory, policy=policy, criteria=_read(criteria), year=year, scope2=about["scope2_method"]
        )
        base = set_base_year(inventory, int(about["base_year"]), scope2=about["scope2_method"])
        checks = check_inventory(inventory, base=base)
    if json:
        print_json(
            {
                "year": found.year,
                "scope2": found.scope2,
                "policy": found.policy.key,
                "coverage": None if found.coverage != found.coverage else found.coverage,
                "verdict": found.verdict,
                "smallest_set": list(found.smallest_set),
                "unknown": list(found.unknown),
                "too_large": list(found.too_large),
                "categories": _plain(found.categories),
                "checks": plain_rows(checks, chosen),
            }
        )
        return
    _print_categories(found, chosen)
    say(found.report(chosen))
    say("")
    _print_checks(checks, chosen)


def _read(path: Path | None) -> pd.DataFrame | None:
    """Read a CSV with commas or semicolons; every cell is text, so that 3.10 stays 3.10."""
    if path is None:
        return None
    import pandas as pd

    from ghgcalc.errors import raise_problem

    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, sep=None, engine="python", encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise_problem("table_unreadable", value=str(path), reason=str(error).splitlines()[0])


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows with null for what is not known."""
    import pandas as pd

    rows = frame.astype(object).to_dict("records")
    return [{str(key): None if pd.isna(value) else value for key, value in row.items()} for row in rows]


def _print_categories(found: CategoryScreening, language: str) -> None:
    from ghgcalc.presentation.numbers import format_share, format_tco2e, table_scale
    from ghgcalc.report.contents import category_label
    from ghgcalc.texts import has_text, text

    table = found.categories
    scale = table_scale([*table["required_tco2e"].dropna(), *table["optional_tco2e"].dropna()])

    def tonnes(value: float) -> str:
        return format_tco2e(value, language=language, scale=scale, with_unit=False)

    def status(word: str) -> str:
        own = f"screening.status.{word}"
        if has_text(own):
            return text(own, language)
        return text(f"exclusion_reason.{word}", language)

    rows = [
        (
            category_label(row["category"], language),
            status(row["status"]),
            tonnes(row["required_tco2e"]),
            tonnes(row["optional_tco2e"]),
            tonnes(row["excluded_tco2e"]),
            format_share(row["share"], language=language, decimals=1),
        )
        for row in table.to_dict("records")
    ]
    names = ("category", "status", "required", "optional", "excluded", "share")
    print_table("tCO2e", [text(f"screening.{name}", language) for name in names], rows, numbers=(2, 3, 4, 5))


def _print_checks(checks: pd.DataFrame, language: str) -> None:
    from ghgcalc.texts import text

    rows = [
        (
            text(f"check.{row['requirement']}", language),
            row[f"statement_{language}"],
            text(f"check.status.{row['requirement']}.{row['status']}", language),
            row[f"reason_{language}"],
        )
        for row in checks.to_dict("records")
    ]
    names = ("requirement", "statement", "status", "why")
    print_table(text("check.title", language), [text(f"check.{name}", language) for name in names], rows)
