"""Splits the difference between two years, or between plan and actual, into activity and intensity."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ghgcalc.errors import raise_problem

FloatArray = NDArray[np.float64]
SplitMethod = Literal["sun", "lmdi"]
SPLIT_METHODS: tuple[SplitMethod, ...] = get_args(SplitMethod)


def split_change(
    activity_before: ArrayLike,
    intensity_before: ArrayLike,
    activity_after: ArrayLike,
    intensity_after: ArrayLike,
    *,
    method: SplitMethod = "sun",
) -> tuple[FloatArray, FloatArray]:
    r"""Return how much of a difference comes from activity and how much from intensity [tCO2e].

    Parameters
    ----------
    activity_before, activity_after : array_like
        Activity data, shape (cells,) [unit].
    intensity_before, intensity_after : array_like
        Emission factors, shape (cells,) [tCO2e per unit].
    method : {"sun", "lmdi"}
        Shapley/Sun shares the joint effect equally and needs no positive numbers; LMDI weighs by logarithms.

    Returns
    -------
    activity, intensity : ndarray
        Shape (cells,) [tCO2e]; together they are exactly the difference.

    Raises
    ------
    DataError
        If the method is unknown, or LMDI meets a number that is not positive.

    Notes
    -----
    Sun: :math:`\Delta E_A = \Delta A\,(F_0+F_1)/2`. LMDI: :math:`\Delta E_A = L(E_1,E_0)\ln(A_1/A_0)` with
    :math:`L(a,b)=(a-b)/\ln(a/b)` and :math:`L(a,a)=a`.

    References
    ----------
    .. [1] J. W. Sun, "Changes in energy consumption and energy intensity: a complete decomposition model",
       Energy Economics 20(1), 1998.
    .. [2] B. W. Ang, "The LMDI approach to decomposition analysis: a practical guide", Energy Policy 33(7), 2005.

    Examples
    --------
    >>> [part.tolist() for part in split_change([100.0], [2.0], [110.0], [1.5])]
    [[17.5], [-52.5]]
    """
    a0, f0, a1, f1 = (
        np.asarray(part, dtype=float) for part in (activity_before, intensity_before, activity_after, intensity_after)
    )
    if method == "sun":
        return (a1 - a0) * (f0 + f1) / 2.0, (f1 - f0) * (a0 + a1) / 2.0
    if method != "lmdi":
        raise_problem("split_method", value=method, options=", ".join(SPLIT_METHODS))
    if any((part <= 0.0).any() for part in (a0, f0, a1, f1)):
        raise_problem("split_needs_positive")
    weight = _log_mean(a1 * f1, a0 * f0)
    return weight * np.log(a1 / a0), weight * np.log(f1 / f0)


def _log_mean(a: FloatArray, b: FloatArray) -> FloatArray:
    ratio = np.log(a / b)
    near = np.abs(ratio) < 1e-9
    result: FloatArray = np.where(near, (a + b) / 2.0, (a - b) / np.where(near, 1.0, ratio))
    return result
