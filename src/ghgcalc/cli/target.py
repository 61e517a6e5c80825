"""The command that calculates one target from numbers."""

from __future__ import annotations

from typing import Annotated

import typer

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
    RecentFlag,
    RecentScope1,
    RecentScope2,
    RecentScope3,
    RecentYear,
    Scopes,
    TargetYearOption,
    Weights,
    known_scopes,
)
from ghgcalc.cli.output import default_language, print_json, say_wrapped, speaking
from ghgcalc.cli.written import read_day


def target(
    scopes: Scopes,
    base_year: BaseYearOption,
    target_year: TargetYearOption,
    rulebook: Annotated[
        str, typer.Option(help="near-term-5.3.1, near-term-5.3, net-zero-1.3.1 or net-zero-2.0.")
    ] = "near-term-5.3.1",
    ambition: Annotated[str | None, typer.Option(help="1.5C or WB2C; scope 3 is WB2C when left out.")] = None,
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
    output_base: Annotated[
        float | None, typer.Option(help="Output or value added in the base year, for intensity.")
    ] = None,
    output_target: Annotated[
        float | None, typer.Option(help="Expected output or value added in the target year.")
    ] = None,
    residual_share: Annotated[
        float | None, typer.Option(help="Emissions left in the net-zero year, as a share: 0.10; for net-zero-2.0.")
    ] = None,
    fiscal_year_end_month: Annotated[int, typer.Option(help="Month in which the fiscal year ends, 1 to 12.")] = 12,
    submission: Annotated[
        str | None, typer.Option(help="Day of submission to the SBTi, such as 2027-03-31; tests the time limits.")
    ] = None,
    excluded_share: Annotated[
        float | None, typer.Option(help="Share of scope 1+2 that inventory and target leave out: 0.02.")
    ] = None,
    json: Json = False,
    language: LanguageOption = None,
) -> None:
    """Calculate the minimum science-based target of a rulebook, and test its criteria.

    Example: ghgcalc target --scopes 1+2 --base-year 2025 --target-year 2030 --base-s1 912.6 --base-s2 3547.8
    """
    from ghgcalc.targets import Facts, target_from_emissions
    from ghgcalc.vocabulary import WEIGHTS, check_word

    chosen_language = language or default_language()
    base = known_scopes({"1": base_s1, "2": base_s2, "3": base_s3, "flag": base_flag})
    recent = known_scopes({"1": recent_s1, "2": recent_s2, "3": recent_s3, "flag": recent_flag})
    with speaking(chosen_language, as_json=json):
        result = target_from_emissions(
            rulebook=rulebook,
            scopes=scopes,
            base_year=base_year,
            target_year=target_year,
            ambition=ambition,
            method=method,
            base=base,
            recent_year=recent_year,
            recent=recent or None,
            net_zero_year=net_zero_year,
            weights=check_word("weights", weights, WEIGHTS),
            output_base=output_base,
            output_target=output_target,
            residual_share=residual_share,
            fiscal_year_end_month=fiscal_year_end_month,
            facts=Facts(submission=read_day(submission) if submission else None, excluded_share=excluded_share),
        )
    print_json(result.to_json_dict(chosen_language)) if json else say_wrapped(result.report(chosen_language))
