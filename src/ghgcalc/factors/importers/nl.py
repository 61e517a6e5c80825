"""Reads the export of the Dutch list of CO2 emission factors (co2emissiefactoren.nl), any year."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ghgcalc.errors import DataError, Problem, ProblemLog
from ghgcalc.factors.importers.common import ImportedFactors, clean, edition_of, sha256_of
from ghgcalc.factors.importers.nl_lines import Layout, PublishedRow, emission_lines
from ghgcalc.factors.importers.opening import read_sheets

_TITLE = re.compile(r"Factoren (20\d\d)\b")
#: What the value columns mean, recognised by the beginning of their heads.
LAYOUTS: tuple[tuple[tuple[str, ...], Layout], ...] = (
    (("totaal (wtw)", "verbrandingsemissies", "ketenemissies", "biogene"), "fuel"),
    (("wtw", "ttw", "wtt", "biogene"), "fuel"),
    (("totaal (wtw)", "verbrandingsemissies", "ketenemissies"), "transport"),
    (("totaal", "productie-emissies", "ketenemissies", "infrastructuur"), "electricity"),
    (("totaal", "productie-emissies", "ketenemissies"), "heat"),
    (("totaal", "co2", "methaan", "lachgas"), "gases"),
    (("gwp100",), "gwp"),
    (("ghg protocol",), "waste"),
)
#: Unit ids for the column Eenheid.
UNITS = {
    "liter": "l", "kg": "kg", "kg ds": "kg_dry", "Nm3": "Nm3", "kWh": "kWh", "GJ": "GJ", "ton": "t",
    "voertuigkilometer": "km", "reizigerskilometer": "pkm", "tonkilometer": "tkm",
    "Vervuilingseenheid": "pollution_unit",
}  # fmt: skip
#: Words that stand for a figure, and why such a row gives no factor.
WORDS = {"vervallen": "withdrawn", "variabel": "variable"}


@dataclass
class _State:
    """Where the reading of the list has come to."""

    section: str = ""
    subsection: str = ""
    layout: Layout | None = None
    heads: tuple[str, ...] = ()


def read_nl(path: str | Path, *, complete: bool = True) -> ImportedFactors:
    """Read an export of co2emissiefactoren.nl into a set of emission factors.

    Parameters
    ----------
    path : str or Path
        The xlsx file as downloaded from ``https://co2emissiefactoren.nl/factoren/<year>/download/``.
    complete : bool
        Take every mapped row of the list; False takes the figures that ghgcalc carries itself.

    Returns
    -------
    ImportedFactors
        TTW as the line ``combustion`` (or ``generation``), WTT as the line ``upstream`` [kg CO2e/unit], biogenic CO2
        [kg/unit] outside the scopes. Where only TTW is published there is no upstream line: the total is unknown.

    Raises
    ------
    DataError
        If the file is no such list, or a head, unit or number cannot be read; every problem with its cell.

    References
    ----------
    .. [1] Lijst CO2-emissiefactoren, www.CO2emissiefactoren.nl.

    Examples
    --------
    A file that cannot be read says why; ``read_nl(path).report`` tells what became of every row.

    >>> from ghgcalc.errors import DataError
    >>> try:
    ...     read_nl("factoren.xlsx")
    ... except DataError as error:
    ...     print(error)
    there is no file 'factoren.xlsx'; check the path of the publisher's file
    """
    file = Path(path).name
    sheet, rows, year = _find_list(read_sheets(path), file)
    links = _links(path)
    log = ProblemLog(source=file)
    published = list(_read(rows, links, sheet, log))
    log.raise_if_any()
    if not published:
        raise DataError([Problem("import_no_rows", file, sheet=sheet)])
    source, anomalies = edition_of("nl", year, sha256_of(path))
    source.setdefault("edition", str(year))
    frame, report = emission_lines(published, year=year, complete=complete, anomalies=anomalies)
    source["anomalies"] = list(report.anomalies)
    return ImportedFactors(f"nl-{year}", frame, source, report)


def _find_list(sheets: dict[str, list[list[Any]]], file: str) -> tuple[str, list[list[Any]], int]:
    if not any(clean(value) for rows in sheets.values() for row in rows for value in row):
        raise DataError([Problem("import_empty_sheet", file)])
    for name, rows in sheets.items():
        titles = [name, *(clean(row[0]) for row in rows[:5] if row)]
        year = next((found.group(1) for title in titles if (found := _TITLE.match(title))), None)
        if year:
            return name, rows, int(year)
    raise DataError([Problem("import_no_list", file)])


def _links(path: str | Path) -> dict[int, str]:
    """Return the address behind column H per row: calamine does not read hyperlinks."""
    found: dict[int, str] = {}
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        for name in sorted(n for n in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)):
            relations = f"xl/worksheets/_rels/{name.rsplit('/', 1)[1]}.rels"
            if relations not in names:
                continue
            targets: dict[str, str] = {}
            for element in re.findall(r"<Relationship\b[^>]*>", archive.read(relations).decode("utf-8", "replace")):
                parts = dict(re.findall(r'\b(Id|Target)="([^"]*)"', element))
                targets[parts.get("Id", "")] = parts.get("Target", "")
            for element in re.findall(r"<hyperlink\b[^>]*>", archive.read(name).decode("utf-8", "replace")):
                parts = dict(re.findall(r'\b(ref|r:id)="([^"]*)"', element))
                if (cell := re.fullmatch(r"H(\d+)", parts.get("ref", ""))) and parts.get("r:id") in targets:
                    found[int(cell.group(1))] = targets[parts["r:id"]]
    return found


def _read(rows: list[list[Any]], links: dict[int, str], sheet: str, log: ProblemLog) -> Iterator[PublishedRow]:
    """Walk down the list: section title, subsection title, heads, figures."""
    state = _State()
    seen: set[tuple[str, str, str]] = set()
    for number, raw in enumerate(rows, 1):
        row = [*raw, *[""] * 8][:8]
        name, first, unit = clean(row[0]), clean(row[1]), clean(row[5])
        if number <= 3 or not any(clean(value) for value in row):
            continue
        if unit == "Eenheid":
            _take_heads(state, row, sheet, number, log)
        elif first.casefold().startswith("kg co") and not unit:
            state.subsection, state.layout, state.heads = name, None, ()
        elif name and not any(clean(value) for value in row[1:]):
            state.section, state.subsection, state.layout, state.heads = name, "", None, ()
        elif not name or not unit:
            log.add("import_lost_row", value=name or unit or first, sheet=sheet, cell=f"A{number}")
        elif state.layout is None:
            if not state.heads:
                log.add("import_row_before_header", value=name, sheet=sheet, cell=f"A{number}")
        else:
            key = (state.section, state.subsection, name)
            if key in seen:
                log.add("import_duplicate_row", value=name, sheet=sheet, cell=f"A{number}")
            seen.add(key)
            yield from _figures(state, row, number, links.get(number, ""), sheet, log)


def _take_heads(state: _State, row: list[Any], sheet: str, number: int, log: ProblemLog) -> None:
    heads = tuple(clean(value) for value in row[1:5])
    folded = [head.casefold() for head in heads]
    state.heads = heads
    state.layout = None
    for expected, layout in LAYOUTS:
        if all(head.startswith(start) for head, start in zip(folded, expected, strict=False)):
            state.layout = layout
            return
    options = ", ".join(dict.fromkeys(expected[0] for expected, _ in LAYOUTS))
    log.add("import_layout", value=" | ".join(heads), sheet=sheet, cell=f"B{number}", options=options)


def _figures(
    state: _State, row: list[Any], number: int, link: str, sheet: str, log: ProblemLog
) -> Iterator[PublishedRow]:
    name, unit = clean(row[0]), clean(row[5])
    if unit not in UNITS:
        log.add("import_uom", value=unit, sheet=sheet, cell=f"F{number}", options=", ".join(UNITS))
        return
    values, word = [], ""
    for column, value in enumerate(row[1:5]):
        cell = f"{'BCDE'[column]}{number}"
        figure = np.nan
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            figure = float(value)
            avoided = state.layout == "waste" and column == 3
            if not np.isfinite(figure) or (figure < 0 and not avoided):
                log.add("import_negative", value=value, sheet=sheet, cell=cell)
        elif clean(value).casefold() in WORDS:
            word = WORDS[clean(value).casefold()]
        elif clean(value):
            log.add("import_not_a_number", value=value, sheet=sheet, cell=cell)
        values.append(figure)
    conversion = float(row[6]) if isinstance(row[6], (int, float)) and not isinstance(row[6], bool) else np.nan
    assert state.layout is not None
    yield PublishedRow(
        number=number, section=state.section, subsection=state.subsection, name=name, layout=state.layout,
        values=tuple(values), word=word, unit=UNITS[unit], published_unit=unit, megajoule=conversion, link=link,
    )  # fmt: skip
