"""Sums of emissions straight from the rows, for ledgers whose rows hardly reduce to keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ghgcalc.coded import Coded, Codes, Floats, Ints
from ghgcalc.inventory.keys import DENSE_COMBINATIONS, Keys, Numbering, blocks
from ghgcalc.inventory.ledger import Ledger
from ghgcalc.inventory.lines import Lines


@dataclass(frozen=True)
class _Slot:
    """The n-th line of every factor key; arrays of shape (factor keys,), where a key without such a line has 0.

    `own` is set where the rows bring their factor themselves, `group` is the place of the line in the result.
    """

    group: Codes
    tonnes: Floats
    own: Floats | None
    exists: Codes | None


def sums_of_rows(
    ledger: Ledger, lines: Lines, chosen: Ints, of_line: Mapping[str, Coded], of_row: Mapping[str, Coded]
) -> Keys | None:
    """Sum the emissions of all rows [tCO2e] per combination of columns, in blocks of fixed size.

    Parameters
    ----------
    ledger : Ledger
        The rows.
    lines : Lines
        Emission lines of the factor keys.
    chosen : Ints
        Positions of the lines that count.
    of_line : mapping of str to Coded
        Columns that follow from the line, each of shape (chosen,).
    of_row : mapping of str to Coded
        Columns of the rows, each of shape (rows,).

    Returns
    -------
    Keys or None
        Only combinations that occur; None when there are too many for one table.
    """
    per_line = Numbering(of_line, len(chosen))
    per_row = Numbering(of_row, len(ledger.data.amounts))
    rows_wide = per_row.combinations
    if per_row.combinations > DENSE_COMBINATIONS or len(per_line) * rows_wide > DENSE_COMBINATIONS:
        return None
    size = len(per_line) * rows_wide
    slots = _slots(ledger, lines, chosen, per_line.of_all().astype(np.int32) * np.int32(rows_wide))
    total, present = np.zeros(size + 1), np.zeros(size + 1, bool)
    for rows in blocks(len(ledger.data.amounts)):
        key = ledger.factor_key_of_rows(rows)
        place = per_row.code_of(rows)
        amounts, *product = ledger.data.amounts.weights(rows)
        for slot in slots:
            cell = slot.group[key]
            cell += place
            tonnes = amounts * slot.tonnes[key]
            if slot.own is not None:
                tonnes += product[0] * slot.own[key]
            if slot.exists is not None:
                cell[slot.exists[key] == 0] = size
            total += np.bincount(cell, tonnes, minlength=size + 1)
            present[cell] = True
    found = np.flatnonzero(present[:size])
    line_part, row_part = np.divmod(found, rows_wide)
    columns = {name: coded.take(line_part) for name, coded in per_line.distinct.items()}
    return Keys(columns | per_row.decoded(row_part), (total[found],))


def _slots(ledger: Ledger, lines: Lines, chosen: Ints, group: Codes) -> list[_Slot]:
    """Spread the chosen lines over slots, so that every factor key has at most one line in each."""
    size = len(next(iter(ledger.factor_keys.values())))
    key = lines.key[chosen]
    starts = np.searchsorted(key, np.arange(size))
    nth = np.arange(len(key)) - starts[key]
    slots: list[_Slot] = []
    for number in range(int(nth.max(initial=-1)) + 1):
        here = np.flatnonzero(nth == number)
        line = chosen[here]
        factor = lines.kgco2e[line] * lines.conversion[line] / 1000.0
        own = np.isnan(factor)
        by_supplier = np.where(own, lines.conversion[line] / 1000.0, 0.0)
        slots.append(
            _Slot(
                group=_spread(size, key[here], group[here]),
                tonnes=_spread(size, key[here], np.where(own, 0.0, factor)),
                own=_spread(size, key[here], by_supplier) if own.any() else None,
                exists=None if len(here) == size else _spread(size, key[here], np.ones(len(here), np.int8)),
            )
        )
    return slots


def _spread(size: int, position: Ints, values: Codes) -> Codes:
    spread = np.zeros(size, values.dtype)
    spread[position] = values
    return spread
