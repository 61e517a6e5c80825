"""Writes the sentence above a waterfall and the small print below it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ghgcalc.inventory.source_line import source_line
from ghgcalc.plot.steps import Waterfall
from ghgcalc.presentation.nouns import RoadmapNoun
from ghgcalc.texts import has_text, text
from ghgcalc.vocabulary import marked


def waterfall_title(waterfall: Waterfall, year: int | None, language: str) -> str:
    """Say where the emissions go, what the target is and what is still to be found."""
    base, residual, target = (waterfall.first(role) for role in ("base", "residual", "target"))
    if base is None or residual is None:
        return text("plot.waterfall", language)
    short = waterfall.scale.unit
    unit = f"{short}CO2e"
    key = "plot.title_year" if year is not None else "plot.title"
    sentence = text(key, language, base=base.value_label, residual=residual.value_label, unit=unit, year=year)
    if target is None:
        return sentence
    sentence += text("plot.title_target", language, target=target.value_label, unit=short)
    gap, headroom = waterfall.first("gap"), waterfall.first("headroom")
    if gap is not None and gap.tco2e > 0:
        sentence += text("plot.title_gap", language, gap=gap.value_label, unit=short)
    elif headroom is not None:
        sentence += text("plot.title_headroom", language, headroom=headroom.value_label, unit=short)
    return sentence


def attribution_name(attribution: str, language: str) -> str:
    """Return the name of an attribution method in the reader's language."""
    key = f"plot.attribution.{attribution}"
    return text(key, language) if has_text(key) else attribution


def waterfall_caption(
    roadmap: RoadmapNoun | pd.DataFrame,
    attribution: str,
    language: str,
    *,
    year: int | None = None,
    scopes: Iterable[int] | str | None = None,
) -> str:
    """State base year, scopes, kind of BAU, scope 2 method, GWP set and attribution method."""
    method = text("plot.caption_attribution", language, attribution=attribution_name(attribution, language))
    if isinstance(roadmap, pd.DataFrame):
        said = [str(roadmap.attrs.get(f"{part}_{language}", "")) for part in ("caption", "source")]
        return " ".join(part for part in said if part) or method
    given = scopes if scopes is not None else roadmap.scopes_in(int(roadmap.bau.years[-1]) if year is None else year)
    inside = given if isinstance(given, str) else "+".join(str(scope) for scope in given)
    return " ".join(
        [
            text("plot.caption_scopes", language, scopes=inside),
            text("plot.caption_base", language, year=roadmap.base.year),
            *basis_of(roadmap, language),
            method,
            *closing_words(roadmap, language),
        ]
    )


def basis_of(roadmap: RoadmapNoun, language: str) -> list[str]:
    """Return what every chart of a roadmap says: kind of BAU, scope 2 method and GWP set."""
    return [
        text(f"plot.bau_{bau_type(roadmap)}", language),
        text("plot.caption_scope2", language, method=text(f"scope2.{roadmap.bau.scope2}", language)),
        text("plot.caption_gwp", language, gwp=gwp_name(roadmap.bau.inventory.gwp, language)),
    ]


def residual_name(roadmap: RoadmapNoun, language: str) -> str:
    """Return the name of the line after the levers, with a star when a lever or driver rests on an assumption."""
    return marked(text("plot.line_residual", language), is_assumption=roadmap.has_assumptions)


def closing_words(roadmap: RoadmapNoun, language: str) -> list[str]:
    """Return what the star means, where there is one, and the source line."""
    assumed = [text("roadmap.caption_assumptions", language)] if roadmap.has_assumptions else []
    return [*assumed, source_line(roadmap.bau.inventory, language)]


def bau_type(roadmap: RoadmapNoun) -> str:
    """Return the name of the baseline of business as usual, such as ``frozen``."""
    return roadmap.bau.baseline


def inside_sentence(name: str) -> str:
    """Return a name without the capital of a first word, unless that is an abbreviation.

    Examples
    --------
    >>> inside_sentence("Purchased goods"), inside_sentence("HVO100 in vans")
    ('purchased goods', 'HVO100 in vans')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def gwp_name(gwp: str, language: str = "en") -> str:
    """Return the name of a GWP set as a reader writes it.

    Examples
    --------
    >>> gwp_name("AR5_with_ccf")
    'AR5 with climate-carbon feedback'
    """
    plain = gwp.removesuffix("_with_ccf")
    return plain if plain == gwp else text("plot.gwp_with_ccf", language, gwp=plain)
