"""How the emissions answer to each lever: one pass forward and one pass back give the slopes of all levers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ghgcalc.levers.evaluation import Evaluation, FloatArray, YearEffect, moved_amount


def slopes(
    evaluation: Evaluation,
    presence: ArrayLike,
    inside: NDArray[np.bool_],
    *,
    owner: NDArray[np.intp] | None = None,
) -> FloatArray:
    r"""Return the derivative of the emissions with respect to each entry of `presence` [tCO2e].

    Parameters
    ----------
    evaluation : Evaluation
        A scenario without direct levers, whose cap has no slope.
    presence : array_like
        Points of the multilinear extension, shape (points, levers) [0..1].
    inside : ndarray of bool
        Cells that count, shape (cells,).
    owner : ndarray of int or None
        Number of the company of each cell, shape (cells,); no lever may join cells of two of them.

    Returns
    -------
    ndarray
        Shape (points, levers), with `owner` (points, levers, companies) [tCO2e].

    Raises
    ------
    ValueError
        If the scenario holds a direct lever.

    Notes
    -----
    Activity and switch levers act on amounts, intensity and set_factor levers on factors, so with
    :math:`V = \sum_c A_c F_c` the pass back starts from :math:`\partial V/\partial A = F` and
    :math:`\partial V/\partial F = A` and undoes one lever after the other. The cost is that of about three
    evaluations, however many levers there are.
    """
    if any(item.mechanism == "direct" for item in evaluation.effects):
        raise ValueError("a direct lever is capped, so its scenario has no slope")
    taken = np.atleast_2d(np.asarray(presence, dtype=float))
    points = len(taken)
    amounts = np.repeat(evaluation.amounts[None, :], points, axis=0)
    factors = np.repeat(evaluation.factors[None, :], points, axis=0)
    before: list[tuple[YearEffect, FloatArray, FloatArray, FloatArray]] = []
    for item in evaluation.effects:
        x = taken[:, [item.lever]] * item.depth
        lines = item.effect.lines
        chain = amounts if item.mechanism in ("activity", "switch") else factors
        old = chain[:, lines]
        moved = moved_amount(amounts, item) if item.mechanism == "switch" else old[:, :0]
        before.append((item, x, old, moved))
        chain[:, lines] = old * (1.0 - x) + (x * item.target if item.target is not None else 0.0)
        if item.mechanism == "switch":
            amounts[:, item.effect.to_lines] += (x * item.ratio * moved)[:, item.effect.to_rows]
    weight = inside.astype(float)
    of_amounts, of_factors = factors * weight, amounts * weight
    whose = np.zeros(len(evaluation.amounts), np.intp) if owner is None else owner
    result = np.zeros((*taken.shape, int(whose.max(initial=0)) + 1))
    for item, x, old, moved in reversed(before):
        lines = item.effect.lines
        chain = of_amounts if item.mechanism in ("activity", "switch") else of_factors
        slope = chain[:, lines]
        change = -old if item.target is None else item.target - old
        gain = _per_owner(slope, change, whose[lines], result.shape[2])
        chain[:, lines] = slope * (1.0 - x)
        if item.mechanism == "switch" and len(item.effect.primary):
            arriving = _per_row(of_amounts[:, item.effect.to_lines], item.effect.to_rows, moved.shape[1])
            gain += item.ratio * _per_owner(
                arriving, moved, whose[item.effect.primary[item.effect.starts]], result.shape[2]
            )
            size = np.diff(np.append(item.effect.starts, len(item.effect.primary)))
            of_amounts[:, item.effect.primary] += x * item.ratio * np.repeat(arriving, size, axis=1)
        result[:, item.lever] += gain * item.depth
    return result[:, :, 0] if owner is None else result


def _per_owner(first: FloatArray, second: FloatArray, whose: NDArray[np.intp], owners: int) -> FloatArray:
    """Add up the products of two arrays of shape (points, n) per owner, shape (points, owners)."""
    if owners == 1:
        return np.asarray(np.einsum("pc,pc->p", first, second), dtype=float)[:, None]
    rows = [np.bincount(whose, a * b, owners) for a, b in zip(first, second, strict=True)]
    return np.asarray(rows, dtype=float)


def _per_row(values: FloatArray, rows: NDArray[np.intp], count: int) -> FloatArray:
    """Add up columns by row number, shape (points, rows)."""
    order = np.argsort(rows, kind="stable")
    present, starts = np.unique(rows[order], return_index=True)
    result = np.zeros((len(values), count))
    if len(present):
        result[:, present] = np.add.reduceat(values[:, order], starts, axis=1)
    return result
