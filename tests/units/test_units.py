"""The unit vocabulary against pint and against the ways people write."""

from __future__ import annotations

import pint
import pytest

from ghgcalc.errors import DataError
from ghgcalc.units import conversion_factor, parse_unit, unit_label, units


def test_every_conversion_agrees_with_pint() -> None:
    registry = pint.UnitRegistry()
    compared = 0
    for first in units().values():
        for second in units().values():
            if first.dimension != second.dimension or not first.pint:
                continue
            expected = registry.parse_expression(first.pint).to(
                second.pint if "*" not in second.pint else registry.parse_expression(second.pint).units
            )
            size = expected.magnitude / registry.parse_expression(second.pint).to(expected.units).magnitude
            assert conversion_factor(first.unit, second.unit) == pytest.approx(size, rel=1e-12)
            compared += 1
    assert compared > 60


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("kWh", "kWh"), ("kwh", "kWh"), ("Nm3", "Nm3"), ("m³", "m3"), ("m3", "m3"), ("liter", "l"), ("Litres", "l"),
        ("ton", "t"), ("tonne", "t"), ("tonkm", "tkm"), ("ton-km", "tkm"), ("tonne.km", "tkm"), ("pkm", "pkm"),
        ("reizigerskilometer", "pkm"), ("stuks", "piece"), ("paar", "pair"), ("m²", "m2"), ("€", "EUR"),
        ("kWh (Gross CV)", "kWh_gross"), ("kWh (Net CV)", "kWh_net"), ("hotelnachten", "room_night"),
        ("ton CO2-eq", "tCO2e"), ("kt", "kt"), ("GJ", "GJ"), ("£", "GBP"),
    ],
)  # fmt: skip
def test_people_may_write_a_unit_in_their_own_way(written: str, unit: str) -> None:
    assert parse_unit(written) == unit


def test_a_ton_is_always_metric_and_kt_is_never_knots() -> None:
    assert conversion_factor("t", "kg") == 1000.0
    assert conversion_factor("kt", "t") == 1000.0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("kWh", "kWh_gross"),
        ("kWh_net", "kWh_gross"),
        ("m3", "Nm3"),
        ("t", "tCO2e"),
        ("EUR", "USD"),
        ("km", "pkm"),
        ("kg", "kg_dry"),
    ],
)
def test_units_of_different_things_do_not_convert(first: str, second: str) -> None:
    with pytest.raises(DataError, match="does not convert"):
        conversion_factor(first, second)


def test_an_unknown_unit_is_an_error_with_a_hint() -> None:
    with pytest.raises(DataError, match=r"write for example: .*kWh"):
        parse_unit("kWhh")


def test_units_have_a_dutch_name() -> None:
    assert unit_label("tkm", "nl") == "tonkm"
    assert all(unit.label_nl and unit.label_en for unit in units().values())


def test_the_name_gwp_is_the_function_whatever_was_imported_before() -> None:
    import ghgcalc as gc

    gc.load_factors("nl-2026")
    assert gc.gwp("N2O", gwp_set="AR6") == 273
