"""Options that several commands share, with one wording and one check each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ghgcalc.texts import LANGUAGES


def _known_language(code: str | None) -> str | None:
    if code is not None and code not in LANGUAGES:
        raise typer.BadParameter(f"{code!r}: choose {' or '.join(LANGUAGES)}")
    return code


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise a `DataError` when a file that may hold work would be replaced without `--force`."""
    from ghgcalc.errors import DataError, Problem

    if path.exists() and not force:
        raise DataError([Problem("file_exists", str(path))])


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]
LanguageOption = Annotated[
    str | None,
    typer.Option("--language", "-l", help="Language of the output: en or nl.", callback=_known_language),
]
OwnSets = Annotated[
    list[str] | None,
    typer.Option(
        "--factors", help="A set of your own, by name or folder; it goes before the bundled ones. Repeatable."
    ),
]
SupplierForms = Annotated[
    list[Path] | None, typer.Option("--suppliers", help="A supplier form that was filled in. Repeatable.")
]

Scopes = Annotated[str, typer.Option(help="1, 2, 1+2, 3, 1+2+3 or flag.")]
BaseYearOption = Annotated[int, typer.Option(help="Target base year.")]
TargetYearOption = Annotated[int, typer.Option(help="Target year.")]
Reduction = Annotated[str, typer.Option(help="Reduction of the target: 42% or 0.42.")]
Method = Annotated[str, typer.Option(help="absolute-contraction, economic-intensity or physical-intensity.")]
Weights = Annotated[str, typer.Option(help="Weights of scopes 1 and 2: recent or base.")]
NetZeroYear = Annotated[int | None, typer.Option(help="The company's own net-zero year.")]
BaseScope1 = Annotated[float | None, typer.Option("--base-s1", help="Scope 1 in the base year [tCO2e].")]
BaseScope2 = Annotated[float | None, typer.Option("--base-s2", help="Scope 2 in the base year [tCO2e].")]
BaseScope3 = Annotated[float | None, typer.Option("--base-s3", help="Scope 3 in the base year [tCO2e].")]
BaseFlag = Annotated[float | None, typer.Option("--base-flag", help="FLAG emissions in the base year [tCO2e].")]
RecentYear = Annotated[int | None, typer.Option(help="Most recent inventory year, when it is not the base year.")]
RecentScope1 = Annotated[float | None, typer.Option("--recent-s1", help="Scope 1 in that year [tCO2e].")]
RecentScope2 = Annotated[float | None, typer.Option("--recent-s2", help="Scope 2 in that year [tCO2e].")]
RecentScope3 = Annotated[float | None, typer.Option("--recent-s3", help="Scope 3 in that year [tCO2e].")]
RecentFlag = Annotated[float | None, typer.Option("--recent-flag", help="FLAG emissions in that year [tCO2e].")]


def known_scopes(values: dict[str, float | None]) -> dict[str, float]:
    """Return the scopes whose emissions were given [tCO2e]."""
    return {scope: tonnes for scope, tonnes in values.items() if tonnes is not None}
