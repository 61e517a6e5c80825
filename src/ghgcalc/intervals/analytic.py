"""Exact variances of sums of products of independent inputs, without a single draw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ghgcalc.coded import Floats, Ints
from ghgcalc.intervals.propagation import sum_by, variance_of
from ghgcalc.intervals.structure import Structure


@dataclass(frozen=True, eq=False)
class Moments:
    r"""Variances and covariances of weighted sums of the groups of a structure.

    Every input is lognormal with mean 1 and variance v, so for :math:`T = \sum_{fa} m_{fa} X_f Y_a`

    .. math:: Var(T) = \sum_f v_f m_{f.}^2 + \sum_a v_a m_{.a}^2 + \sum_{fa} v_f v_a m_{fa}^2

    exactly, whatever the distribution. For two sums the squares become products.

    Parameters
    ----------
    structure : Structure
        Inputs and entries.
    """

    structure: Structure

    @cached_property
    def factor_variance(self) -> Floats:
        """Return the variance of every emission factor relative to its value."""
        return variance_of(self.structure.factor_sigma)

    @cached_property
    def activity_variance(self) -> Floats:
        """Return the variance of every amount relative to its value."""
        return variance_of(self.structure.activity_sigma)

    @cached_property
    def pairs(self) -> tuple[Ints, Ints, Ints]:
        """Return the pair of inputs of every entry, and factor and activity of every pair."""
        width = max(len(self.activity_variance), 1)
        combined = self.structure.factor * width + self.structure.activity
        distinct, number = np.unique(combined, return_inverse=True)
        return number.astype(np.int64), distinct // width, distinct % width

    def sums(self, weights: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the weighted emissions per factor, per activity and per pair [tCO2e].

        Parameters
        ----------
        weights : array of shape (groups,)
            Weight of every group in the sum, such as 1, 0 or −1.
        """
        emitted = self.structure.tco2e * weights[self.structure.group]
        number, factor, _ = self.pairs
        return (
            sum_by(self.structure.factor, emitted, len(self.factor_variance)),
            sum_by(self.structure.activity, emitted, len(self.activity_variance)),
            sum_by(number, emitted, len(factor)),
        )

    def parts(self, weights: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the terms of the variance of a weighted sum, per factor, per activity and per pair [tCO2e²]."""
        by_factor, by_activity, by_pair = self.sums(weights)
        _, factor, activity = self.pairs
        return (
            self.factor_variance * by_factor**2,
            self.activity_variance * by_activity**2,
            self.factor_variance[factor] * self.activity_variance[activity] * by_pair**2,
        )

    def variance(self, weights: Floats) -> float:
        """Return the variance of a weighted sum of the groups [tCO2e²]."""
        return float(sum(part.sum() for part in self.parts(weights)))

    def covariance(self, weights: Floats, others: Floats) -> float:
        """Return the covariance of two weighted sums of the groups [tCO2e²]."""
        return (self.variance(weights + others) - self.variance(weights - others)) / 4.0
