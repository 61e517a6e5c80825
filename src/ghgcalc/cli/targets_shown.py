"""Shows proposals of targets: tables for people, plain rows for scripts, and the charts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ghgcalc.cli.output import print_table, say


def print_proposal(proposal: Any, files: list[Path], language: str) -> None:
    """Print what is needed, the options and the notes."""
    from ghgcalc.presentation.numbers import format_number
    from ghgcalc.targets.proposal import option_name
    from ghgcalc.texts import text

    rows = [
        (
            text(f"targets.part.{row['part']}", language),
            text(f"targets.need.{row['need']}", language),
            str(row[f"detail_{language}"]),
        )
        for row in proposal.needs.to_dict("records")
    ]
    print_table("", [text(f"targets.cli.{name}", language) for name in ("part", "need", "why")], rows)
    shown = [
        (
            option_name(row, language),
            str(row["target_year"]),
            percent(row["share_needed"] if row["reduction"] != row["reduction"] else row["reduction"], language),
            format_number(row["target_tco2e"], language=language),
            format_number(row["yearly_cut_tco2e"], language=language),
            percent(row["cut_against_bau"], language),
            percent(row["intensity_cut"], language),
        )
        for row in proposal.options.to_dict("records")
    ]
    names = ("option", "year", "reduction", "tonnes", "yearly", "against_bau", "per_unit")
    columns = [text(f"targets.cli.{name}", language) for name in names]
    print_table("", columns, shown, numbers=(1, 2, 3, 4, 5, 6))
    for note in proposal.notes:
        say(f"- {note[language]}")
    if files:
        say(text("targets.cli.files", language))
        for path in files:
            say(f"  {path}")


def write_charts(proposal: Any, out: Path, language: str) -> list[Path]:
    """Write the charts of a proposal and return their files."""
    from ghgcalc.files import make_folder, write_bytes
    from ghgcalc.plot.canvas import png_of
    from ghgcalc.plot.targets_options import plot_target_options
    from ghgcalc.plot.targets_pathways import plot_target_lines
    from ghgcalc.plot.targets_sector import plot_sector_comparison
    from ghgcalc.targets.competitors import compare_with_sector

    make_folder(out)
    charts = {"target-options": plot_target_options(proposal.options, language=language)}
    for part in ("1+2", "3"):
        rows = proposal.options[
            (proposal.options["part"] == part)
            & (proposal.options["scopes"] == part)
            & (proposal.options["method"] == "absolute-contraction")
            & (proposal.options["boundary"] == "all")
        ]
        targets = [proposal.targets[name] for name in rows["option"]]
        if not targets:
            continue
        first = rows.iloc[0]
        actuals = {int(first["base_year"]): float(first["base_tco2e"])}
        actuals[int(first["recent_year"])] = float(first["recent_tco2e"])
        bau = proposal.bau[str(first["option"])]
        name = part.replace("+", "-")
        charts[f"target-lines-{name}"] = plot_target_lines(targets, actuals=actuals, bau=bau, language=language)
        charts[f"sector-{name}"] = plot_sector_comparison(compare_with_sector(targets[0]), language=language)
    return [write_bytes(out / f"{name}.png", png_of(axes).getvalue()) for name, axes in charts.items()]


def percent(share: float, language: str) -> str:
    """Return a share as a percentage; a missing one as a dash."""
    from ghgcalc.presentation.numbers import format_share

    return format_share(share, language=language, decimals=1)


def plain_rows(frame: Any, language: str) -> list[dict[str, Any]]:
    """Return a frame as rows in one language, with null for what is not known."""
    other = "nl" if language == "en" else "en"
    rows = []
    for row in frame.to_dict("records"):
        kept = {str(key): value for key, value in row.items() if not str(key).endswith(f"_{other}")}
        kept = {key.removesuffix(f"_{language}"): value for key, value in kept.items()}
        rows.append({key: None if value != value else value for key, value in kept.items()})
    return rows
