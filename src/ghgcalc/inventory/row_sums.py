"""Sums straight from the rows, for ledgers whose rows hardly reduce to keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.coded import Coded, Codes, Floats, Ints, first_rows
from ghgcalc.inventory.blocks import in_blocks
from ghgcalc.inventory.keys import DENSE_COMBINATIONS, Keys, Numbering
from ghgcalc.inventory.ledger import Ledger, RowPart
from ghgcalc.inventory.lines import Lines

#: A product of two numbers from this on is not 0.
_TINY = 1e-150


@dataclass(frozen=True)
class _Slot:
    """The n-th line of every factor key.

    Parameters
    ----------
    place : integer array of shape (factor keys,)
        First place of the line in the result; past its end for a key without such a line.
    value : integer array of shape (factor keys,) or None
        Position of the key in the arrays below; None when that is the key itself.
    tonnes : tuple of arrays of shape (values,)
        Per weight the tonnes of one unit of the key.
    own : array of shape (values,) or None
        Tonnes of one kilogram that the rows bring themselves; None when no row brings any.
    nothing : bool array of shape (values,) or None
        Where every weight is 0 but for what the rows bring, or may cancel; None when nowhere.
    """

    place: Codes
    value: Codes | None
    tonnes: tuple[Floats, ...]
    own: Floats | None
    nothing: npt.NDArray[np.bool_] | None


@dataclass(frozen=True)
class LineWeights:
    """What is summed: per emission line the kilograms in one unit of its factor.

    Parameters
    ----------
    per_unit : array of shape (lines,)
        Kilograms per unit of the factor; the same for all lines of a factor.
    own : bool
        Whether lines whose rows bring the factor themselves count.
    """

    per_unit: Floats
    own: bool


def sums_of_rows(
    ledger: Ledger,
    lines: Lines,
    chosen: Ints,
    weights: Sequence[LineWeights],
    of_line: Mapping[str, Coded],
    of_row: Sequence[str],
) -> Keys | None:
    """Sum weights over all rows [t] per combination of columns, in blocks of fixed size.

    Parameters
    ----------
    ledger : Ledger
        The rows.
    lines : Lines
        Emission lines of the factor keys.
    chosen : Ints
        Positions of the lines that count.
    weights : sequence of LineWeights
        What is summed.
    of_line : mapping of str to Coded
        Columns that follow from the line, each of shape (chosen,).
    of_row : sequence of str
        Columns of the rows.

    Returns
    -------
    Keys or None
        Only combinations that occur; None when there are too many for one table.
    """
    per_line = Numbering(of_line, len(chosen))
    if not of_row:
        return _sums_of_factor_keys(ledger, lines, chosen, weights, per_line)
    places = ledger.places(of_row)
    if max(places.width, len(per_line) * places.width * len(weights)) > DENSE_COMBINATIONS:
        return None
    size = len(per_line) * places.width
    slots = _slots(ledger, lines, chosen, weights, per_line.of_all().astype(np.int32) * np.int32(places.width), size)
    totals = [np.zeros(size + places.width) for _ in weights]
    present = np.zeros(size + places.width, bool)
    for part in places.parts():
        for sums, without in in_blocks(len(part.amounts), partial(_sums_of_block, part, slots, weights, len(present))):
            for total, block in zip(totals, sums, strict=True):
                total += block
            for place in without:  # rows of nothing are rows all the same
                present[place] = True
    for total in totals:
        present |= total != 0.0
    found = np.flatnonzero(present[:size])
    line_part, row_part = np.divmod(found, places.width)
    columns = {name: coded.take(line_part) for name, coded in per_line.distinct.items()}
    return Keys(columns | places.decoded(row_part), tuple(total[found] for total in totals))


def _sums_of_factor_keys(
    ledger: Ledger, lines: Lines, chosen: Ints, weights: Sequence[LineWeights], per_line: Numbering
) -> Keys:
    """Sum weights per combination of columns of the line, from the sums of the factor keys."""
    amounts, own = ledger.factor_key_sums
    key, conversion, by_rows = lines.key[chosen], lines.conversion[chosen] / 1000.0, np.isnan(lines.kgco2e[chosen])
    tonnes = [
        np.where(by_rows, own[key] * weight.own, amounts[key] * np.nan_to_num(weight.per_unit[chosen])) * conversion
        for weight in weights
    ]
    sums = per_line.sums(lambda rows: tuple(part[rows] for part in tonnes))
    return Keys(per_line.distinct, sums or tuple(np.zeros(0) for _ in weights))


def _sums_of_block(
    part: RowPart, slots: Sequence[_Slot], weights: Sequence[LineWeights], size: int, rows: slice
) -> tuple[list[Floats], list[Codes]]:
    """Return the sums of a block of rows, and the places of rows that may add nothing to them."""
    key, amounts, row_place = part.factor_key(rows), part.amounts.of(rows), part.place(rows)
    empty = np.flatnonzero(amounts < _TINY) if amounts.min() < _TINY else None
    given, factor = (
        part.amounts.supplier.within(rows) if part.amounts.supplier else (np.zeros(0, np.int32), np.zeros(0))
    )
    product = amounts[given] * factor
    sums, without = [np.zeros(size) for _ in weights], list[Codes]()
    for slot in slots:
        place = slot.place.take(key)
        place += row_place
        value = key if slot.value is None else slot.value.take(key)
        for weight, total, per_unit in zip(weights, sums, slot.tonnes, strict=True):
            tonnes = per_unit.take(value)
            tonnes *= amounts
            if weight.own and slot.own is not None:
                tonnes[given] += product * slot.own.take(value[given])
            total += np.bincount(place, tonnes, minlength=size)
        if slot.nothing is not None:
            without.append(place[slot.nothing.take(value)])
        if empty is not None:
            without.append(place[empty])
        if slot.own is not None:
            without.append(place[given[product < _TINY]])
    return sums, without


def _slots(
    ledger: Ledger, lines: Lines, chosen: Ints, weights: Sequence[LineWeights], place: Codes, size: int
) -> list[_Slot]:
    """Spread the chosen lines over slots, so that every factor key has at most one line in each."""
    keys = len(next(iter(ledger.factor_keys.values())))
    key = lines.key[chosen]
    starts = np.searchsorted(key, np.arange(keys))
    nth = np.arange(len(key)) - starts[key]
    slots: list[_Slot] = []
    for number in range(int(nth.max(initial=-1)) + 1):
        here = np.flatnonzero(nth == number)
        line, value = chosen[here], None
        if len(weights) > 1:  # many keys share a line: look its weights up in small tables
            alike, first = _alike(lines, line)
            value, line = _spread(keys, key[here], alike + 1), line[first]
        of_value = np.arange(1, len(line) + 1) if value is not None else key[here]
        conversion, by_rows = lines.conversion[line] / 1000.0, np.isnan(lines.kgco2e[line])
        size_of = len(line) + 1 if value is not None else keys
        tonnes = tuple(
            _spread(size_of, of_value, np.where(by_rows, 0.0, weight.per_unit[line] * conversion)) for weight in weights
        )
        nothing = np.logical_and.reduce([np.abs(per_unit) < _TINY for per_unit in tonnes])
        nothing[of_value[by_rows]] = False
        if len(weights) == 1 and tonnes[0].min(initial=0.0) < 0:  # rows may cancel each other
            nothing[:] = True
        slots.append(
            _Slot(
                place=_spread(keys, key[here], place[here], size),
                value=value,
                tonnes=tonnes,
                own=_spread(size_of, of_value, np.where(by_rows, conversion, 0.0)) if by_rows.any() else None,
                nothing=nothing if nothing.any() else None,
            )
        )
    return slots


def _alike(lines: Lines, chosen: Ints) -> tuple[Codes, Ints]:
    """Return the group of every chosen line of the same factor and conversion, and the first line of every group."""
    factor = lines.factor[chosen]
    conversion, kinds = pd.factorize(lines.conversion[chosen])
    kgco2e, values = pd.factorize(np.where(factor < 0, lines.kgco2e[chosen], 0.0), use_na_sentinel=False)
    group, distinct = pd.factorize(((factor + 1) * len(kinds) + conversion) * len(values) + kgco2e)
    return group.astype(np.int32), first_rows(group, len(distinct))


def _spread(size: int, position: Ints, values: Codes, blank: int = 0) -> Codes:
    spread = np.full(size, blank, values.dtype)
    spread[position] = values
    return spread
