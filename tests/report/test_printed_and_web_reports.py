"""Printed and HTML reports teach: both scope 2 methods, shares, fall-backs, caveats, next steps; in two languages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from report_standins import InventoryStandIn, cells, roadmap

from ghgcalc.errors import Problem
from ghgcalc.report import inventory_html, inventory_report, roadmap_html, roadmap_report, write_report
from ghgcalc.report.roadmap_contents import roadmap_contents
from ghgcalc.texts import text


def words(page: str) -> str:
    """Return what a reader sees of a page: no base64, no tags, no style."""
    page = re.sub(r"base64,[^\"]*", "", page)
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    return re.sub(r"<[^>]+>", " ", page)


def test_the_report_shows_both_scope2_methods_per_scope():
    report = inventory_report(InventoryStandIn(), "en")
    line = next(line for line in report.splitlines() if line.strip().startswith("Total  "))
    inventory = InventoryStandIn()
    expected = [
        f"{inventory.total(scope2=method, year=year):,.1f}"
        for year in (2023, 2024)
        for method in ("location", "market")
    ]
    assert line.split()[1:] == expected


def test_the_report_names_categories_data_types_fallbacks_caveats_and_next_steps():
    report = inventory_report(InventoryStandIn(), "nl")
    for part in (
        "3.1 Ingekochte goederen en diensten", "op basis van uitgaven", "niet opgegeven", "mat-pes", "ruimere regio",
        "Geen gegevens voor 3.8.", 'gc.set_base_year(inventory, 2024, scope2="market")',
    ):  # fmt: skip
        assert part in report


def test_numbers_stand_under_each_other():
    lines = inventory_report(InventoryStandIn(), "en").splitlines()
    start = next(place for place, line in enumerate(lines) if line.strip().startswith("tCO2e"))
    ends = {len(line) for line in lines[start : start + 6]}
    assert len(ends) == 1


def test_an_unknown_method_is_a_dash_and_a_next_step():
    frame = cells()
    report = inventory_report(InventoryStandIn(frame[frame["scope2_method"] != "market"]), "en")
    scope2 = next(line for line in report.splitlines() if line.strip().startswith("Scope 2 "))
    assert scope2.split()[3] == "–"
    assert "Scope 2 market-based is not known" in report


def test_a_scope_without_data_is_a_dash_and_not_zero():
    frame = cells()
    report = inventory_report(InventoryStandIn(frame[frame["scope"] != 1]), "en")
    scope1 = next(line for line in report.splitlines() if line.strip().startswith("Scope 1 "))
    assert scope1.split()[2:] == ["–"] * 4


def test_a_roadmap_report_shows_gap_targets_and_criteria_without_approval():
    report = roadmap_report(roadmap(), "en")
    for part in (
        "Still to find",
        "Near-term 1+2+3",
        "42.0%",
        "Not assessed here: C9",
        "Criteria tested",
        "still to be found",
    ):
        assert part in report
    assert "approved" not in report


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_report_holds_nan_or_a_raw_float(language, tmp_path):
    pages = [
        inventory_report(InventoryStandIn(), language),
        roadmap_report(roadmap(), language),
        words(inventory_html(InventoryStandIn(), language)),
        words(roadmap_html(roadmap(), language)),
        words(write_report(roadmap(), tmp_path / "r.html", language=language).read_text(encoding="utf-8")),
    ]
    for page in pages:
        assert not re.search(r"\bnan\b|\binf\b|None", page, flags=re.I)
        assert not re.search(r"\d[.,]\d{4,}", page)


@pytest.mark.parametrize(("language", "other"), [("en", "nl"), ("nl", "en")])
def test_a_report_speaks_one_language(language, other):
    pages = words(roadmap_html(roadmap(), language)) + words(inventory_html(InventoryStandIn(), language))
    for key in ("report.caveats", "report.next", "report.share_of_base", "report.top_categories", "category.3.1"):
        foreign = text(key, other).split("{")[0].strip()
        assert foreign not in pages, foreign


def test_text_of_the_company_is_escaped():
    page = inventory_html(InventoryStandIn(), "en")
    assert "<b>move</b>" not in page
    assert "&lt;b&gt;move&lt;/b&gt;" in page


def test_the_page_is_self_contained_and_holds_three_charts(tmp_path):
    path = write_report(roadmap(), tmp_path / "r.html", language="nl", company="Acme <BV>")
    page = path.read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") == 3
    assert not re.search(r'(src|href)="http', page)
    assert "Acme &lt;BV&gt;" in page
    assert '<html lang="nl">' in page


def test_an_unknown_ending_says_what_to_write(tmp_path):
    with pytest.raises(ValueError, match=r"\.xlsx or \.html"):
        write_report(roadmap(), tmp_path / "r.pdf")


def test_the_same_roadmap_gives_the_same_page(tmp_path):
    first = write_report(roadmap(), tmp_path / "a.html").read_bytes()
    assert write_report(roadmap(), tmp_path / "b.html").read_bytes() == first


def test_what_the_plan_warns_of_stands_among_what_a_reader_must_know():
    params = {"rate": "2%", "count": 7, "largest": "3.1"}
    plan = replace(roadmap(), warnings=(Problem("bau_one_growth", 0.02, params=params, severity="warning"),))
    assert roadmap_contents(plan, "nl").caveats[-1].startswith("Één groei van 2% per jaar staat voor alle 7")
    assert roadmap_contents(plan, "en").caveats[-1].startswith("One growth of 2% a year")
