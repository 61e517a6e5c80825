"""Rulebooks are data: each number has a document, a paragraph and a confidence label."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

from ghgcalc import targets
from ghgcalc.errors import DataError
from ghgcalc.targets.criteria import _CHECKS
from ghgcalc.targets.entries import LABELS
from ghgcalc.targets.requirement import _RULES

PACKAGE = Path(targets.__file__).parent


@pytest.mark.parametrize("key", targets.rulebooks())
def test_every_number_and_criterion_has_a_source(key):
    book = targets.load_rulebook(key)
    assert book.key == key
    for entry in (*book.parameters, *book.criteria):
        assert entry.document.title
        assert entry.document.edition
        assert entry.place
        assert entry.label in LABELS
    assert len({c.id for c in book.criteria}) == len(book.criteria)
    for criterion in book.criteria:
        assert set(criterion.rule) == {"en", "nl"}
        assert criterion.check in _CHECKS
    assert set(book.rules.values()) <= set(_RULES)
    for entry in (book, *book.parameters):
        assert not entry.note or set(entry.note) == {"en", "nl"}


def test_every_check_is_used_by_a_rulebook():
    used = {c.check for key in targets.rulebooks() for c in targets.load_rulebook(key).criteria}
    assert used == set(_CHECKS)


def test_dates_and_status_are_those_of_the_standard():
    old, now, long, new = map(targets.load_rulebook, targets.rulebooks())
    assert old.submissions_until == date(2026, 4, 13)
    assert (now.effective_from, now.submissions_until) == (date(2026, 4, 14), date(2028, 1, 31))
    assert (new.effective_from, new.mandatory_from) == (date(2027, 2, 1), date(2028, 2, 1))
    assert new.status == "provisional"
    assert long.kind == "long-term"
    assert now.key == targets.DEFAULT_RULEBOOK


def test_a_note_tells_when_the_chosen_rulebook_closes():
    target = targets.target_from_emissions(scopes="1", base_year=2025, target_year=2030, base={"1": 1.0})
    assert "2028-01-31" in target.notes[0]["en"]
    assert "2028-01-31" in target.notes[0]["nl"]
    old = targets.target_from_emissions(
        rulebook="near-term-5.3", scopes="1", base_year=2025, target_year=2030, base={"1": 1.0}
    )
    assert "2026-04-13" in old.notes[0]["en"]


def test_secondary_sources_and_assumptions_surface_as_notes():
    land = targets.target_from_emissions(scopes="flag", base_year=2025, target_year=2030, base={"flag": 1.0})
    assert any("secondary source" in note["en"] for note in land.notes)
    per_value = targets.target_from_emissions(
        scopes="3", method="economic-intensity", base_year=2025, target_year=2030, base={"3": 1.0},
        output_base=1.0, output_target=1.0,
    )  # fmt: skip
    assert any("Assumption" in note["en"] for note in per_value.notes)
    dynamic = targets.target_from_emissions(scopes="1", base_year=2025, target_year=2030, base={"1": 1.0})
    assert any("two independent implementations" in note["en"] for note in dynamic.notes)
    every = [
        n for key in targets.rulebooks() for p in targets.load_rulebook(key).parameters if p.label == "S" for n in [p]
    ]
    assert every


def test_a_parameter_is_looked_up_by_scope_and_ambition_with_its_source():
    book = targets.load_rulebook("near-term-5.3")
    rate = book.parameter("linear_annual_reduction_rate", scope="3", ambition="WB2C")
    assert rate.value == 0.025
    assert "5.3" in rate.source
    assert "C18" in rate.source
    with pytest.raises(DataError, match="several values"):
        book.parameter("linear_annual_reduction_rate", scope="3")


def test_5_3_1_cites_its_own_edition_for_criteria_it_shares_with_5_3():
    new, old = targets.load_rulebook("near-term-5.3.1"), targets.load_rulebook("near-term-5.3")
    assert [c.id for c in new.criteria] == [c.id for c in old.criteria]
    assert "5.3.1" in new.criterion("C4").source
    assert "5.3.1" not in old.criterion("C4").source


def test_no_rate_year_or_threshold_stands_in_the_code():
    allowed = {0, 1, 2, 3, 5, 6, 10, 12, 100, 1e-6, 1e-9, 1e-12, 1e4}
    found = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value not in allowed:
                found.setdefault(path.name, set()).add(node.value)
    assert found == {}


def test_targets_import_nothing_from_higher_layers():
    allowed = {"errors", "kept", "texts", "resources", "vocabulary", "guards", "targets"}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ghgcalc"):
                assert node.module.split(".")[1] in allowed, (path.name, node.module)
