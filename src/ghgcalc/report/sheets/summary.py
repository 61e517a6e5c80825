"""The sheets Summary, Caveats and checks, and Versions: the message first, the evidence for it last."""

from __future__ import annotations

import math
from io import BytesIO

from ghgcalc.plot.steps import Waterfall
from ghgcalc.plot.words import attribution_name, gwp_name
from ghgcalc.presentation.nouns import InventoryNoun, RoadmapNoun
from ghgcalc.presentation.numbers import NOT_AVAILABLE
from ghgcalc.presentation.tables import latest_year
from ghgcalc.report.contents import caveat_sentences, plan_sentences
from ghgcalc.report.roadmap_contents import check_result
from ghgcalc.report.sheets.book import Book, Column, Formula
from ghgcalc.report.sheets.inventory import InventoryAddresses
from ghgcalc.report.sources import used_sources
from ghgcalc.report.words import criterion_name, method_label
from ghgcalc.texts import text
from ghgcalc.vocabulary import SCOPE2_METHODS

_HEAD = 3


def write_summary(
    book: Book, roadmap: RoadmapNoun, waterfall: Waterfall, totals: InventoryAddresses, *,
    company: str, message: str, caption: str, gap: str, attribution: str, chart: BytesIO,
) -> None:  # fmt: skip
    """Fill the first sheet: message, totals by scope under both methods, target, gap and method notes on one page."""
    language = book.language
    sheet = book.sheet("summary", title=message, note=caption, is_landscape=False)
    book.arrange(sheet, [48.0, 24.0, 24.0])
    inventory = roadmap.bau.inventory
    year = latest_year(inventory)
    columns = [
        Column("tCO2e", width=44),
        *(Column(f"{year} {method_label(method, language)}", "tonnes", 18) for method in SCOPE2_METHODS),
    ]
    rows: list[list[object]] = []
    for key in ("1", "2", "3", "total"):
        name = text(f"scope.{key}" if key != "total" else "report.total", language)
        row: list[object] = [name]
        for method in SCOPE2_METHODS:
            known = totals.cells[(key, year, method)]
            row.append(known if math.isfinite(float(known.value)) else NOT_AVAILABLE)
        rows.append(row)
    book.write(sheet, 2, 0, company, "subtitle")
    strong = ["strong", "strong_tonnes", "strong_tonnes"]
    below = book.table(sheet, _HEAD + 1, columns, rows, styles=[None, None, None, strong])
    facts: list[tuple[str, object, str]] = []
    residual, base = waterfall.first("residual"), waterfall.first("base")
    target = waterfall.first("target")
    places = {step.role: place for place, step in enumerate(waterfall.steps)}
    for step in (base, waterfall.first("bau"), residual, target):
        if step is not None:
            address = f"={book.ref('waterfall')}$C${_HEAD + 2 + places[step.role]}"
            facts.append((step.name, Formula(address, step.tco2e), "tonnes"))
    headroom = waterfall.first("headroom")
    if gap:
        open_tco2e = abs((waterfall.first("gap") or headroom or waterfall.steps[-1]).tco2e)
        facts.append(
            (text("plot.headroom" if headroom else "report.gap", language), Formula(f"={gap}", open_tco2e), "tonnes")
        )
    reduction = book.word("reduction")
    facts += [(f"{chosen.name}: {reduction}", float(chosen.reduction), "share") for chosen in roadmap.targets]
    book.write(sheet, below + 1, 0, book.word("plan"), "subtitle")
    below = book.table(
        sheet, below + 2, [Column("", width=44), Column(book.word("value"), "tonnes", 18)],
        [[name, value] for name, value, _ in facts], styles=[["text", style] for _, _, style in facts],
    )  # fmt: skip
    notes = [
        (book.word("years"), ", ".join(str(y) for y in sorted(inventory.years))),
        (book.word("base_year"), f"{roadmap.base.year}"),
        (book.word("scope2_basis"), text(f"scope2.{roadmap.bau.scope2}", language)),
        (book.word("gwp_set"), f"IPCC {gwp_name(inventory.gwp, book.language)}"),
        (book.word("attribution"), attribution_name(attribution, language)),
    ]
    book.write(sheet, below + 1, 0, book.word("method_notes"), "subtitle")
    for offset, (name, value) in enumerate(notes, start=below + 2):
        book.write(sheet, offset, 0, name)
        book.write(sheet, offset, 1, value)
    sheet.fit_to_pages(1, 1)
    picture = {"image_data": chart, "x_scale": 0.86, "y_scale": 0.86, "description": message, "object_position": 1}
    sheet.insert_image(offset + 2, 0, "waterfall.png", picture)


def write_caveats(book: Book, roadmap: RoadmapNoun) -> None:
    """Write what a reader must know, and the criteria that are not met or not assessed."""
    language = book.language
    sheet = book.sheet("caveats", title=book.word("caveats"), note=book.word("caveats_note"))
    rows = [[book.word("caveat"), sentence] for sentence in caveat_sentences(roadmap.bau.inventory, language)]
    rows += [[book.word("about_plan"), sentence] for sentence in plan_sentences(roadmap, language)]
    for target in roadmap.targets:
        checks = target.checks.to_dict("records")
        for row in checks:
            if row["result"] == "not met":
                name = criterion_name(str(row["id"]), language)
                sentence = f"{name}: {row[f'rule_{language}']} – {check_result(str(row['result']), language)}"
                detail = str(row.get(f"detail_{language}", "") or "")
                rows.append([str(target.name), f"{sentence}. {detail}".strip()])
        open_ids = ", ".join(
            criterion_name(str(row["id"]), language) for row in checks if row["result"] == "not assessed"
        )
        if open_ids:
            rows.append([str(target.name), book.word("not_assessed", criteria=open_ids)])
    columns = [Column(book.word("about"), "wrap", 26), Column(book.word("remark"), "wrap", 110)]
    book.arrange(sheet, [30.0, 110.0])
    book.table(sheet, _HEAD, columns, rows, is_main=True)


def write_versions(book: Book, inventory: InventoryNoun) -> None:
    """Write which library, input and factor sets made these figures, and the attribution each publisher asks for."""
    sheet = book.sheet("versions", title=book.word("versions"), note=book.word("versions_note"))
    facts = [
        (book.word("library_version"), inventory.version),
        (book.word("input_hash"), inventory.input_hash),
        (book.word("factors_hash"), inventory.factors_hash),
        (book.word("gwp_set"), f"IPCC {gwp_name(inventory.gwp, book.language)}"),
    ]
    for offset, (name, value) in enumerate(facts, start=2):
        book.write(sheet, offset, 0, name)
        book.write(sheet, offset, 1, value)
    names = ("publisher", "title", "edition", "licence", "attribution", "url", "sha256")
    columns = [Column(book.word("column_set")), *(Column(book.word(f"column_{name}"), "wrap") for name in names)]
    rows = [[name, *(str(about.get(column, "") or "") for column in names)] for name, about in used_sources(inventory)]
    book.arrange(sheet, [21.0, 24.0, 30.0, 18.0, 26.0, 34.0, 28.0, 19.0])
    book.table(sheet, 7, columns, rows)
