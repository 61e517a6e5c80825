"""Says how certain a plan is: the band around a year, and the assumptions that move it most."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from ghgcalc.levers.ranges import load_ranges
from ghgcalc.presentation.numbers import format_share, table_scale
from ghgcalc.report.contents import Table
from ghgcalc.report.words import heads, tonnes
from ghgcalc.roadmap import Roadmap, UncertaintyBand
from ghgcalc.texts import text

#: Columns of the band that tables show.
BAND_COLUMNS = ("central", "low", "median", "high")
_SHOWN = 10


def ranges_note(language: str) -> str:
    """Return what is varied and by how much."""
    ranges = load_ranges()
    varied = {
        "growth": ranges.growth, "adoption": ranges.adoption, "effect": ranges.effectiveness, "grid": ranges.grid,
    }  # fmt: skip
    shown = {name: format_share(value, language=language) for name, value in varied.items()}
    return text("report.sensitivity_note", language, **shown)


def band_title(band: UncertaintyBand, language: str) -> str:
    """Return the title of a band, with the part of the draws inside it."""
    level = format_share(band.level, language=language)
    return text("report.band_title", language, year=band.year, level=level, draws=len(band.samples))


def met_sentence(band: UncertaintyBand, language: str) -> str:
    """Return in which part of the draws the target is met; empty without a target."""
    if band.probability_met is None:
        return ""
    return text("report.band_met", language, share=format_share(band.probability_met, language=language))


def band_table(band: UncertaintyBand, language: str) -> Table:
    """Return BAU, what is left, what is abated and the gap: as planned, low, median and high."""
    scale = table_scale(band.frame["high"].tolist())
    rows = tuple(
        (
            text(f"report.band.{row['quantity']}", language),
            *(tonnes(row[name], language, scale) for name in BAND_COLUMNS),
        )
        for row in band.frame.to_dict("records")
    )
    head = ("tCO2e", *heads(BAND_COLUMNS, language))
    return Table(band_title(band, language), head, rows, note=met_sentence(band, language))


def moving(roadmap: Roadmap, year: int) -> pd.DataFrame:
    """Return the assumptions that move what is left in a year, as `plot_tornado` takes them."""
    found = roadmap.sensitivity(year)
    return found[found["swing_tco2e"] > 0.0]


def tornado_table(roadmap: Roadmap, year: int, language: str) -> Table:
    """Return what is left when one assumption is low or high, the largest swing first."""
    found = moving(roadmap, year).head(_SHOWN)
    scale = table_scale(found["central_tco2e"].tolist())
    rows = tuple(
        (
            str(row[f"label_{language}"]), *(_taken(row, side, language) for side in ("low", "high")),
            *(tonnes(row[f"{side}_tco2e"], language, scale) for side in ("low", "high")),
            tonnes(row["swing_tco2e"], language, scale),
        )
        for row in found.to_dict("records")
    )  # fmt: skip
    names = ("assumption", "taken_low", "taken_high", "low_tco2e", "high_tco2e", "swing")
    return Table(
        text("report.tornado_title", language, year=year), heads(names, language), rows, note=ranges_note(language)
    )


def _taken(row: Mapping[Hashable, Any], side: str, language: str) -> str:
    is_growth = row["input"] == "growth"
    return format_share(row[side], language=language, decimals=int(is_growth), signed=is_growth)
