"""External drivers from where they stand: the bundled rules, a grid path of your own, a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from ghgcalc.errors import DataError, ProblemLog
from ghgcalc.inventory.selector import Selector
from ghgcalc.projection.baseline import FOLDED
from ghgcalc.projection.external import ExternalDriver, Interpolation
from ghgcalc.projection.external_words import external_data, grid_activities
from ghgcalc.texts import LANGUAGES


def grid_path(
    region: str,
    values: Mapping[int, float],
    *,
    source: str,
    confidence: str = "",
    interpolation: Interpolation = "linear",
) -> ExternalDriver:
    """Return the path of the power grid of a country, for own power, that of suppliers and that in use.

    Parameters
    ----------
    region : str
        Region code of the cells, such as ``"NL"``; ``"*"`` for all of them.
    values : mapping of int to float
        Emission factor per year [kgCO2e/kWh], from the first year of the projection or earlier on.
    source : str
        Where it comes from.
    confidence : str
        V, D, M or A.
    interpolation : {"linear", "step"}
        Between two years.

    Notes
    -----
    It acts on power of the grid and of grey supply, with its upstream and losses in category 3.3; contracts with a
    source of their own keep their factor.

    Examples
    --------
    >>> grid_path("IN", {2024: 0.7, 2035: 0.5}, source="own").name("nl")
    'Stroomnet IN'
    """
    where = {} if region == "*" else {"region": region}
    activities = grid_activities()
    named = "" if region == "*" else f" {region}"
    return ExternalDriver(
        f"grid.{region}",
        "factor",
        dict(values),
        (Selector.of({"activity": activities, **where}),),
        {"en": f"Power grid{named}", "nl": f"Stroomnet{named}"},
        "grid",
        interpolation,
        source=source,
        confidence=confidence,
    )


def external_from_frame(frame: pd.DataFrame) -> list[ExternalDriver]:
    """Return external drivers from a frame with one row per driver and year.

    Parameters
    ----------
    frame : DataFrame
        Columns driver, form, year, value, source; a `driver` such as ``grid.NL`` is the grid of a country [kgCO2e/kWh].
        The id of a bundled rule is that rule; a row without year and value keeps its figures, rows with them replace
        these. Others need activity (patterns with ``;`` between them) or category, and may have region, group,
        name_en, name_nl, interpolation, saving, covered and confidence.

    Raises
    ------
    DataError
        With everything that cannot be read.

    Examples
    --------
    >>> rows = pd.DataFrame({"driver": "grid.BD", "year": [2024, 2030], "value": [0.6, 0.5], "source": "own"})
    >>> external_from_frame(rows)[0].index([2024, 2030]).round(4).tolist()
    [1.0, 0.8333]
    """
    log = ProblemLog()
    missing = [name for name in ("driver", "year", "value", "source") if name not in frame]
    if missing:
        log.add("external_columns", value=", ".join(missing))
        log.raise_if_any()
    blank = frame[["year", "value"]].isna()
    keeps = frame["driver"].isin(list(_rules())) & blank.all(axis=1)
    for position in frame.index[frame["driver"].isna() | (blank.any(axis=1) & ~keeps)]:
        log.add("drivers_blank", value="", cell=f"row {position}")
    log.raise_if_any()
    found: list[ExternalDriver] = []
    for name, rows in frame.groupby("driver", sort=False):
        dated = rows[~keeps[rows.index]]
        values = {int(year): float(value) for year, value in zip(dated["year"], dated["value"], strict=True)}
        head = {key: value for key, value in rows.iloc[0].items() if pd.notna(value) and value != ""}
        try:
            found.append(_of_rows(str(name), values, {str(key): value for key, value in head.items()}))
        except DataError as error:
            log.extend(error.problems)
    log.raise_if_any()
    return found


@cache
def load_external_drivers() -> tuple[ExternalDriver, ...]:
    """Return the bundled external drivers: rules for transport fuels in the European Union.

    Examples
    --------
    >>> [driver.driver_id for driver in load_external_drivers()]
    ['refueleu-aviation', 'fueleu-maritime']
    """
    return tuple(
        ExternalDriver(
            item["id"], item["form"], {int(year): float(value) for year, value in item["values"].items()},
            tuple(Selector.of(selector) for selector in item["selectors"]), item["name"], item["group"],
            item["interpolation"], float(item.get("saving", 1.0)), float(item.get("covered", 1.0)),
            _sources(item, "en"), item["confidence"], _sources(item, "nl"),
        )
        for item in external_data()["drivers"]
    )  # fmt: skip


def external_of_baseline(baseline: str, own: Sequence[ExternalDriver] = ()) -> tuple[ExternalDriver, ...]:
    """Return the external drivers that belong to a baseline: the bundled rules under stated policies, and your own.

    Parameters
    ----------
    baseline : {"frozen", "trend", "stated_policy", "current_pace"}
        Stated policies, with and without committed levers, hold the bundled rules.
    own : sequence of ExternalDriver
        Power grids, vehicle norms and others; one with the id of a bundled rule takes its place.

    Examples
    --------
    >>> [driver.driver_id for driver in external_of_baseline("current_pace")]
    ['refueleu-aviation', 'fueleu-maritime']
    >>> external_of_baseline("frozen")
    ()
    """
    given = {driver.driver_id for driver in own}
    rules = load_external_drivers() if baseline in FOLDED else ()
    return (*(rule for rule in rules if rule.driver_id not in given), *own)


def _sources(item: Mapping[str, Any], language: str) -> str:
    return "; ".join(item[key][language] for key in ("source", "saving_source", "covered_source") if key in item)


def _rules() -> dict[str, ExternalDriver]:
    return {rule.driver_id: rule for rule in load_external_drivers()}


def _of_rows(name: str, values: Mapping[int, float], head: Mapping[str, Any]) -> ExternalDriver:
    source, confidence = str(head.get("source", "")), str(head.get("confidence", ""))
    if name in _rules() and not {"category", "activity", "region"} & set(head):
        rule = _rules()[name]
        own: dict[str, Any] = {key: float(head[key]) for key in ("saving", "covered") if key in head}
        own |= {"interpolation": head["interpolation"]} if "interpolation" in head else {}
        own |= {"values": values} if values else {}
        if not own:
            return rule
        both = ["; ".join(filter(None, (source, rule.source_in(language)))) for language in LANGUAGES]
        return replace(rule, **own, source=both[0], source_nl=both[1], confidence=confidence or rule.confidence)
    interpolation = head.get("interpolation", "linear")
    if name.startswith("grid."):
        return grid_path(
            name.removeprefix("grid."), values, source=source, confidence=confidence, interpolation=interpolation
        )
    selector = Selector.of({key: str(head[key]) for key in ("category", "activity", "region") if key in head})
    names = {"en": str(head.get("name_en", name)), "nl": str(head.get("name_nl", head.get("name_en", name)))}
    return ExternalDriver(
        name, head.get("form", "factor"), values, (selector,), names, str(head.get("group", "other")), interpolation,
        float(head.get("saving", 1.0)), float(head.get("covered", 1.0)), source, confidence,
    )  # fmt: skip
