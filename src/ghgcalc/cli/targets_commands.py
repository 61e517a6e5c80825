"""The commands about one company's targets: propose, check and progress."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ghgcalc.cli.library import chosen_factors
from ghgcalc.cli.options import (
    BaseFlag,
    BaseScope1,
    BaseScope2,
    BaseScope3,
    BaseYearOption,
    Json,
    LanguageOption,
    Method,
    NetZeroYear,
    OwnSets,
    RecentFlag,
    RecentScope1,
    RecentScope2,
    RecentScope3,
    RecentYear,
    Reduction,
    Scopes,
    TargetYearOption,
    Weights,
    known_scopes,
)
from ghgcalc.cli.output import default_language, print_json, print_table, say, say_wrapped, speaking
from ghgcalc.cli.targets_shown import percent, plain_rows, print_proposal, write_charts
from ghgcalc.cli.written import read_day, read_pairs, read_share, read_years

targets_app = typer.Typer(
    help="Propose science-based targets, check an existing one, follow its progress, compare it with the sector.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

#: Years of business as usual: no near-term target runs longer.
_BAU_YEARS = 10


@targets_app.command()
def propose(
    file: Annotated[Path, typer.Argument(help="Workbook that was filled in.")],
    target_year: Annotated[int | None, typer.Option(help="Target year; the earliest allowed when left out.")] = None,
    rulebook: Annotated[
        list[str] | None, typer.Option(help="near-term-5.3.1, near-term-5.3 or net-zero-2.0; repeatable, to compare.")
    ] = None,
    flag_share: Annotated[
        list[str] | None,
        typer.Option(
            help="Share of land emissions of a material, activity or category, instead of the workbook's sheet: "
            "cotton=0.4; repeatable."
        ),
    ] = None,
    value_added_growth: Annotated[
        float | None, typer.Option(help="Growth of value added per year, in constant prices: 0.02 is 2 %.")
    ] = None,
    renewable_share: Annotated[
        float | None, typer.Option(help="Share of renewable electricity in the base year: 0.4 is 40 %.")
    ] = None,
    submission: Annotated[str | None, typer.Option(help="Day of submission, such as 2027-03-31.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the charts.")] = None,
    factors: OwnSets = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Propose the targets that a workbook's inventory needs, with the options side by side.

    Example: ghgcalc targets propose mijn-bedrijf.xlsx --target-year 2032 --flag-share cotton=0.4
    """
    from ghgcalc.chain import workbook_inventory
    from ghgcalc.outlook import workbook_bau, workbook_facts
    from ghgcalc.targets.proposing import propose_targets
    from ghgcalc.targets.rulebook import DEFAULT_RULEBOOK
    from ghgcalc.workbook import read_workbook

    with speaking(language, as_json=json):
        book = read_workbook(file)
        chosen = language or book.language
        about = book.company
        inventory = workbook_inventory(book, chosen_factors(factors))
        until = max(target_year or 0, inventory.years[-1] + _BAU_YEARS)
        proposal = propose_targets(
            inventory,
            base_year=int(about["base_year"]),
            scope2=about["scope2_method"],
            target_year=target_year,
            bau=workbook_bau(book, inventory, until=until, scope2=about["scope2_method"]),
            value_added_growth=value_added_growth,
            rulebook=rulebook or DEFAULT_RULEBOOK,
            flag_shares=read_pairs(flag_share, chosen, example="cotton=0.4") or book.flag_shares or None,
            renewable_share=renewable_share,
            submission=read_day(submission),
            fiscal_year_end_month=int(about.get("year_end_month") or 12),
            facts=workbook_facts(book, inventory),
        )
        files = write_charts(proposal, out, chosen) if out is not None else []
    if json:
        wording = proposal.wording(company=str(about.get("name") or ""), language=chosen)
        print_json({**proposal.to_json_dict(chosen), "wording": wording, "files": [str(path) for path in files]})
        return
    print_proposal(proposal, files, chosen)


@targets_app.command()
def check(
    reduction: Reduction,
    scopes: Scopes,
    base_year: BaseYearOption,
    target_year: TargetYearOption,
    rulebook: Annotated[str | None, typer.Option(help="Only this rulebook; all near-term ones when left out.")] = None,
    ambition: Annotated[str | None, typer.Option(help="1.5C or WB2C.")] = None,
    method: Method = "absolute-contraction",
    base_s1: BaseScope1 = None,
    base_s2: BaseScope2 = None,
    base_s3: BaseScope3 = None,
    base_flag: BaseFlag = None,
    recent_year: RecentYear = None,
    recent_s1: RecentScope1 = None,
    recent_s2: RecentScope2 = None,
    recent_s3: RecentScope3 = None,
    recent_flag: RecentFlag = None,
    net_zero_year: NetZeroYear = None,
    weights: Weights = "recent",
    company: Annotated[str | None, typer.Option(help="Name of the company, for a draft of the wording.")] = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Check whether an existing target is still enough, and under which rulebook.

    Example: ghgcalc targets check --reduction 42% --scopes 1 --base-year 2019 --target-year 2030
    """
    from ghgcalc.targets import check_target
    from ghgcalc.targets.wording import StatedShare, sentence
    from ghgcalc.texts import text
    from ghgcalc.vocabulary import WEIGHTS, check_word

    chosen = language or default_language()
    base = known_scopes({"1": base_s1, "2": base_s2, "3": base_s3, "flag": base_flag})
    recent = known_scopes({"1": recent_s1, "2": recent_s2, "3": recent_s3, "flag": recent_flag})
    with speaking(chosen, as_json=json):
        share = read_share(reduction, chosen)
        frame = check_target(
            reduction=share,
            scopes=scopes,
            base_year=base_year,
            target_year=target_year,
            rulebook=rulebook,
            ambition=ambition,
            method=method,
            base=base or None,
            recent_year=recent_year,
            recent=recent or None,
            net_zero_year=net_zero_year,
            weights=check_word("weights", weights, WEIGHTS),
        )
    wording = None
    if company:
        covered = text(f"targets.scopes.{scopes}", chosen)
        wording = sentence(
            f"targets.wording.{'flag' if scopes == 'flag' else method}", chosen, company=company,
            scopes=covered[:1].lower() + covered[1:], reduction=StatedShare(share), base_year=base_year,
            target_year=target_year,
        )  # fmt: skip
    if json:
        print_json({"checks": plain_rows(frame, chosen), "wording": wording})
        return
    names = ("rulebook", "status", "required", "result", "others")
    rows = [
        (
            row["rulebook"],
            text(f"targets.cli.status.{row['status']}", chosen),
            percent(row["required_reduction"], chosen),
            text(f"targets.cli.result.{row['result']}", chosen),
            row["other_criteria_not_met"],
        )
        for row in frame.to_dict("records")
    ]
    print_table("", [text(f"targets.cli.{name}", chosen) for name in names], rows, numbers=(2,))
    for row in frame.to_dict("records"):
        say_wrapped(f"{row['rulebook']}: {row[f'detail_{chosen}']}")
    if wording:
        say(text("targets.cli.wording", chosen, wording=wording))


@targets_app.command()
def progress(
    scopes: Scopes,
    base_year: BaseYearOption,
    target_year: TargetYearOption,
    base: Annotated[float, typer.Option(help="Emissions in the base year when the target was set [tCO2e].")],
    reduction: Reduction,
    actual: Annotated[list[str], typer.Option(help="Emissions of a year, such as 2026=850; repeatable.")],
    recalculated_base: Annotated[
        float | None, typer.Option(help="Base-year emissions after a recalculation [tCO2e].")
    ] = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Compare actual years with a target: on track, overshoot, and what is required from here.

    Example: ghgcalc targets progress --scopes 1+2 --base-year 2020 --target-year 2030 --base 1000 --reduction 42%
    --actual 2024=900 --actual 2025=850
    """
    from ghgcalc.presentation.numbers import format_number
    from ghgcalc.targets.progress import target_progress
    from ghgcalc.targets.stated import stated_target
    from ghgcalc.texts import text

    chosen = language or default_language()
    with speaking(chosen, as_json=json):
        target = stated_target(
            scopes=scopes,
            base_year=base_year,
            target_year=target_year,
            base_tco2e=base,
            reduction=read_share(reduction, chosen),
        )
        found = target_progress(target, read_years(actual, chosen), recalculated_base_tco2e=recalculated_base)
    if json:
        print_json(found.to_json_dict(chosen))
        return
    columns = ["year_column", "actual", "allowed", "difference"]
    rows = [
        (
            str(row["year"]),
            *(
                format_number(row[name], language=chosen, decimals=1, signed=name.startswith("difference"))
                for name in ("actual_tco2e", "allowed_tco2e", "difference_tco2e")
            ),
        )
        for row in found.frame.to_dict("records")
    ]
    print_table("", [text(f"targets.cli.{name}", chosen) for name in columns], rows, numbers=(1, 2, 3))
    say(found.report(chosen))
