"""What must hold for every target, whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghgcalc import targets
from ghgcalc.errors import DataError

YEARS = st.integers(2015, 2030)
LENGTH = st.integers(1, 12)
TONNES = st.floats(0.01, 1e7)
SCOPES = st.sampled_from(["1", "2", "3", "flag"])


@given(
    start=YEARS, gap=st.integers(0, 7), length=LENGTH, base=st.tuples(TONNES, TONNES), recent=st.tuples(TONNES, TONNES)
)
def test_scope_1_and_2_together_equal_the_sum_of_the_separate_paths_before_the_minimum(
    start, gap, length, base, recent
):
    now = start + gap
    recent = base if gap == 0 else recent
    years = {"base_year": start, "target_year": now + length, "recent_year": now}
    values = dict(zip("12", base, strict=True)), dict(zip("12", recent, strict=True))
    together = targets.dynamic_rate_steps(scopes="1+2", base=values[0], recent=values[1], **years)
    apart = [
        targets.dynamic_rate_steps(scopes=s, base={s: values[0][s]}, recent={s: values[1][s]}, **years) for s in "12"
    ]
    expected = sum(steps.target_tco2e_from_recent for steps in apart)
    assert together.target_tco2e_from_recent == pytest.approx(expected, rel=1e-9, abs=1e-9 * sum(recent))


@given(
    rulebook=st.sampled_from(["near-term-5.3", "near-term-5.3.1", "net-zero-2.0"]),
    scopes=st.sampled_from(["1", "2", "3"]),
    start=YEARS,
    length=LENGTH,
    more=st.integers(1, 15),
    ratio=st.floats(0.1, 3.0),
)
def test_a_later_target_year_never_asks_for_less_in_total(rulebook, scopes, start, length, more, ratio):
    now = start + 1
    values = {
        "rulebook": rulebook, "scopes": scopes, "base_year": start,
        "base": {scopes: 1.0}, "recent_year": now, "recent": {scopes: ratio},
    }  # fmt: skip
    early = targets.required_reduction(target_year=now + length, **values)
    late = targets.required_reduction(target_year=now + length + more, **values)
    assert late.reduction >= early.reduction - 1e-12


@given(scopes=st.sampled_from(["1", "2", "1+2", "3", "flag"]), target_year=st.integers(2026, 2040))
def test_base_years_2021_to_2024_ask_the_same_under_5_3(scopes, target_year):
    found = targets.required_reduction(
        rulebook="near-term-5.3", scopes=scopes, base_year=np.arange(2020, 2025), target_year=target_year
    )
    assert np.ptp(found.reduction) == 0
    earlier = targets.required_reduction(
        rulebook="near-term-5.3", scopes=scopes, base_year=2019, target_year=target_year
    )
    assert earlier.reduction >= found.reduction[0]
    assert earlier.reduction > found.reduction[0] or found.reduction[0] == 1.0


@given(
    rulebook=st.sampled_from(["near-term-5.3", "near-term-5.3.1"]),
    scopes=SCOPES, start=YEARS, length=LENGTH, tonnes=TONNES,
)  # fmt: skip
def test_the_pathway_is_linear_and_ends_at_the_target(rulebook, scopes, start, length, tonnes):
    target = targets.target_from_emissions(
        rulebook=rulebook, scopes=scopes, base_year=start, target_year=start + length, base={scopes: tonnes}
    )
    years, values = list(target.pathway), np.array(list(target.pathway.values()))
    assert years == list(range(start, start + length + 1))
    assert values[0] == tonnes
    assert values[-1] == pytest.approx(tonnes * (1 - target.reduction), rel=1e-12, abs=1e-9)
    steps = np.diff(values)
    assert np.allclose(steps, steps[0], rtol=1e-9, atol=1e-9 * tonnes)
    assert -steps[0] == pytest.approx(tonnes * target.reduction / length)


@given(st.data())
def test_arrays_give_the_same_numbers_as_one_target_at_a_time(data):
    size = data.draw(st.integers(1, 6))
    start = np.array(data.draw(st.lists(YEARS, min_size=size, max_size=size)))
    end = start + np.array(data.draw(st.lists(LENGTH, min_size=size, max_size=size)))
    scope1 = np.array(data.draw(st.lists(TONNES, min_size=size, max_size=size)))
    scope2 = np.array(data.draw(st.lists(TONNES, min_size=size, max_size=size)))
    together = targets.required_reduction(
        scopes="1+2", base_year=start, target_year=end, base={"1": scope1, "2": scope2}
    )
    one_by_one = [
        targets.required_reduction(
            scopes="1+2", base_year=int(a), target_year=int(b), base={"1": float(c), "2": float(d)}
        ).reduction
        for a, b, c, d in zip(start, end, scope1, scope2, strict=True)
    ]
    assert together.reduction.tolist() == one_by_one


@given(reduction=st.floats(0, 0.99), growth=st.floats(-0.2, 0.2), years=st.integers(0, 20))
def test_emissions_follow_intensity_times_output(reduction, growth, years):
    cut = targets.implied_intensity_reduction(reduction, growth, years)
    output = (1 + growth) ** years
    if cut < 0:
        # A shrinking company meets the target with a higher intensity, which an intensity target cannot ask for.
        assert output < 1 - reduction
        with pytest.raises(DataError):
            targets.physical_intensity(1000.0, reduction=cut, output_base=1.0, output_target=output)
    else:
        tonnes = targets.physical_intensity(1000.0, reduction=cut, output_base=1.0, output_target=output)
        assert tonnes == pytest.approx(1000 * (1 - reduction))


@given(tonnes=st.lists(st.integers(0, 50), min_size=1, max_size=7).filter(lambda values: sum(values) > 0))
def test_smallest_sets_agree_with_trying_every_set(tonnes):
    from itertools import combinations

    names = {f"3.{i}": float(value) for i, value in enumerate(tonnes, start=1)}
    total = sum(tonnes)
    found = targets.scope3_screening(0.0, 1.0, float(total), names)
    every = [
        s
        for n in range(1, len(names) + 1)
        for s in combinations(names, n)
        if 100 * sum(names[k] for k in s) >= 67 * total
    ]
    fewest = min(map(len, every))
    assert {frozenset(s) for s in found.smallest_sets} == {frozenset(s) for s in every if len(s) == fewest}
