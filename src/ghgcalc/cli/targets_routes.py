"""The other kinds of targets from numbers: engagement, renewable electricity, a sector pathway, small companies."""

from __future__ import annotations

from typing import Annotated

import typer

from ghgcalc.cli.options import BaseYearOption, Json, LanguageOption, TargetYearOption
from ghgcalc.cli.output import default_language, print_json, print_table, say, speaking
from ghgcalc.cli.targets_shown import percent
from ghgcalc.cli.written import read_pairs, read_share

_RULEBOOK = typer.Option(help="near-term-5.3.1 or near-term-5.3.")
RulebookOption = Annotated[str, _RULEBOOK]


def engagement(
    category: Annotated[list[str], typer.Option(help="Share of the category in scope 3: 3.1=0.62; repeatable.")],
    engaged: Annotated[
        list[str], typer.Option(help="Share of it from suppliers or customers with a target: 3.1=0.80; repeatable.")
    ],
    rulebook: RulebookOption = "near-term-5.3.1",
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Show how much of scope 3 an engagement target covers.

    Example: ghgcalc targets engagement --category 3.1=0.75 --engaged 3.1=0.80
    """
    from ghgcalc.errors import DataError, Problem
    from ghgcalc.targets import engagement_coverage, load_rulebook
    from ghgcalc.texts import text

    chosen = language or default_language()
    with speaking(chosen, as_json=json):
        shares = read_pairs(category, chosen, example="3.1=0.62")
        behind = read_pairs(engaged, chosen, example="3.1=0.80")
        if set(shares) != set(behind):
            odd = ", ".join(sorted(set(shares) ^ set(behind)))
            raise DataError([Problem("targets.engagement_pairs", odd)])
        covered = {name: float(engagement_coverage(behind[name], category_share=shares[name])) for name in shares}
        if sum(shares.values()) > 1.0 + 1e-9:
            raise DataError([Problem("targets.engagement_sum", percent(sum(shares.values()), chosen))])
        needed = load_rulebook(rulebook).criterion("C6").limits["coverage"]
    total = sum(covered.values())
    if json:
        print_json({"coverage": total, "coverage_needed": needed, "categories": covered})
        return
    rows = [
        (name, percent(shares[name], chosen), percent(behind[name], chosen), percent(covered[name], chosen))
        for name in shares
    ]
    names = ("category", "of_scope3", "engaged", "covered")
    print_table("", [text(f"targets.routes.{name}", chosen) for name in names], rows, numbers=(1, 2, 3))
    say(text("targets.routes.engagement", chosen, share=percent(total, chosen), needed=percent(needed, chosen)))


def renewable(
    base_year: BaseYearOption,
    base_share: Annotated[str, typer.Option(help="Share of renewable electricity in the base year: 40% or 0.40.")],
    until: Annotated[int, typer.Option(help="Last year to show.")] = 2030,
    rulebook: RulebookOption = "near-term-5.3.1",
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Show the share of renewable electricity that a target asks for, year by year.

    Example: ghgcalc targets renewable --base-year 2024 --base-share 40%
    """
    from ghgcalc.targets import renewable_electricity_share, renewable_milestones
    from ghgcalc.texts import text

    chosen = language or default_language()
    with speaking(chosen, as_json=json):
        share = read_share(base_share, chosen)
        years = list(range(base_year, max(until, base_year) + 1))
        pathway = {
            year: float(
                renewable_electricity_share(base_share=share, base_year=base_year, year=year, rulebook=rulebook)
            )
            for year in years
        }
        milestones = dict(renewable_milestones(rulebook))
    if json:
        print_json({"pathway": {str(year): value for year, value in pathway.items()}, "milestones": milestones})
        return
    columns = [text(f"targets.routes.{name}", chosen) for name in ("year", "renewable")]
    print_table("", columns, [(str(y), percent(value, chosen)) for y, value in pathway.items()], numbers=(1,))
    listed = ", ".join(f"{percent(value, chosen)} {year}" for year, value in milestones.items())
    say(text("targets.routes.milestones", chosen, milestones=listed))


def sector(
    base_intensity: Annotated[float, typer.Option(help="Company intensity in the base year [tCO2e per unit].")],
    sector_base: Annotated[float, typer.Option(help="Intensity of the sector in the base year [tCO2e per unit].")],
    sector_target: Annotated[float, typer.Option(help="Intensity of the sector in the target year.")],
    sector_final: Annotated[float, typer.Option(help="Intensity of the sector in its final year (2050).")],
    output_base: Annotated[float, typer.Option(help="Output of the company in the base year.")],
    output_target: Annotated[float, typer.Option(help="Output of the company in the target year.")],
    sector_output_base: Annotated[float, typer.Option(help="Output of the sector in the base year.")],
    sector_output_target: Annotated[float, typer.Option(help="Output of the sector in the target year.")],
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Calculate a target that converges to the pathway of a sector; the pathway is yours, none is shipped.

    Example: ghgcalc targets sector --base-intensity 80 --sector-base 60 --sector-target 35 --sector-final 10
    --output-base 1000 --output-target 1000 --sector-output-base 1e6 --sector-output-target 1.2e6
    """
    from ghgcalc.presentation.numbers import format_number
    from ghgcalc.targets import sectoral_decarbonisation
    from ghgcalc.texts import text

    chosen = language or default_language()
    with speaking(chosen, as_json=json):
        intensity = float(
            sectoral_decarbonisation(
                base_intensity,
                sector_intensity_base=sector_base,
                sector_intensity_target=sector_target,
                sector_intensity_final=sector_final,
                company_output_base=output_base,
                company_output_target=output_target,
                sector_output_base=sector_output_base,
                sector_output_target=sector_output_target,
            )
        )
    before, after = base_intensity * output_base, intensity * output_target
    found = {
        "intensity": intensity,
        "intensity_reduction": 1.0 - intensity / base_intensity,
        "target_emissions_tco2e": after,
        "reduction": 1.0 - after / before,
    }
    if json:
        print_json(found)
        return
    say(
        text(
            "targets.routes.sector",
            chosen,
            intensity=format_number(intensity, language=chosen, decimals=2),
            lower=percent(found["intensity_reduction"], chosen),
            tonnes=format_number(after, language=chosen),
            reduction=percent(found["reduction"], chosen),
        )
    )


def sme(
    base_year: BaseYearOption,
    target_year: TargetYearOption = 2030,
    rulebook: RulebookOption = "near-term-5.3.1",
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Show the scope 1+2 target of the route for small and medium-sized companies.

    Example: ghgcalc targets sme --base-year 2024
    """
    from ghgcalc.targets import sme_target
    from ghgcalc.texts import text

    chosen = language or default_language()
    with speaking(chosen, as_json=json):
        found = sme_target(base_year=base_year, target_year=target_year, rulebook=rulebook)
    notes = list(found.notes(chosen))
    if json:
        print_json({"reduction": found.reduction, "notes": notes})
        return
    share = percent(found.reduction, chosen)
    say(text("targets.routes.sme", chosen, reduction=share, target_year=target_year, base_year=base_year))
    for note in notes:
        say(f"- {note}")
