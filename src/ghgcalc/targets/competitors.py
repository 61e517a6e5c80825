"""Published targets of other companies in the sector, and where a target stands among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from ghgcalc.errors import raise_problem
from ghgcalc.resources import data_path
from ghgcalc.targets.numbers import Floats
from ghgcalc.targets.target import Target
from ghgcalc.targets.wording import Share, sentence
from ghgcalc.vocabulary import check_word

#: Sectors of the published targets.
SECTORS: tuple[str, ...] = ("apparel", "footwear", "furniture")
_ABSOLUTE = "absolute-contraction"
#: Fewer published targets than this say little about a sector.
_FEW = 10


@dataclass(frozen=True, eq=False, repr=False)
class SectorComparison:
    """A target among the published targets for the same scopes.

    Attributes
    ----------
    target : Target
        The target that is compared.
    annual_rate : float
        Its yearly step [1/year]: of the base year for an absolute target, compounded for an intensity.
    frame : DataFrame
        The published targets it is compared with, fastest first; columns as `published_targets`.
    percentile : float
        Share of the published targets that ask less per year; a tie counts half [share].
    """

    target: Target
    annual_rate: float
    frame: pd.DataFrame
    percentile: float

    @property
    def median(self) -> float:
        """Return the yearly step of the middle published target [1/year]."""
        return float(self.frame["annual_rate"].median())

    def report(self, language: str = "en") -> str:
        """Return the outcome in a few sentences."""
        numbers = {
            "rate": Share(self.annual_rate, 2),
            "median": Share(self.median, 2),
            "percentile": Share(self.percentile, 0),
            "count": len(self.frame),
        }
        lines = [sentence("targets.sector.result", language, **numbers)]
        if len(self.frame) < _FEW:
            lines.append(sentence("targets.sector.few", language, count=len(self.frame)))
        lines.append(sentence("targets.sector.caution", language))
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.report("en")

    def to_json_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the comparison as plain values for JSON."""
        return {
            "annual_rate": self.annual_rate,
            "percentile": self.percentile,
            "median_annual_rate": self.median,
            "published": self.frame.to_dict("records"),
            "report": self.report(language).splitlines(),
        }


@cache
def _table() -> pd.DataFrame:
    text_columns = ("company", "sector", "scopes", "method", "unit", "validated", "boundary", "source_url", "read_on")
    types = dict.fromkeys((*text_columns, "label", "note"), str)
    frame = pd.read_csv(data_path("rulebooks", "competitors.csv"), dtype=types, keep_default_na=False)
    years = (frame["target_year"] - frame["base_year"]).to_numpy(np.float64)
    frame["annual_rate"] = yearly_step(
        frame["reduction"].to_numpy(np.float64), years, is_intensity=(frame["method"] == "intensity").to_numpy()
    )
    return frame


def published_targets(sector: str | None = None) -> pd.DataFrame:
    """Return published targets of companies in apparel, footwear and furniture.

    Parameters
    ----------
    sector : {"apparel", "footwear", "furniture"}, optional
        One sector only.

    Returns
    -------
    DataFrame
        company, sector, scopes, method (absolute or intensity), unit, reduction [share], base_year, target_year,
        validated ("yes" when the source says that the SBTi validated it, else blank: the source does not say),
        boundary, source_url, read_on, label (P the company's own words, S press), note, annual_rate [1/year].

    Raises
    ------
    ghgcalc.errors.DataError
        If the sector is unknown.

    References
    ----------
    .. [1] Column `source_url`, read as stored copies on the day in `read_on`.

    Examples
    --------
    >>> row = published_targets("furniture").set_index(["company", "scopes"]).loc[("Haworth", "1+2")]
    >>> float(row["reduction"]), int(row["base_year"]), int(row["target_year"])
    (0.6, 2021, 2030)
    """
    frame = _table()
    if sector is not None:
        check_word("sector", sector, SECTORS)
        frame = frame[frame["sector"].str.split(";").map(lambda names: sector in names)]
    return frame.reset_index(drop=True)


def compare_with_sector(
    target: Target, *, sector: str | None = None, published: pd.DataFrame | None = None
) -> SectorComparison:
    """Compare a target with the published targets for the same scopes, per year.

    Parameters
    ----------
    target : Target
        The target; absolute targets are compared with absolute ones, intensities with intensities.
    sector : {"apparel", "footwear", "furniture"}, optional
        One sector only; without it all of them.
    published : DataFrame, optional
        Other published targets, columns as `published_targets`.

    Returns
    -------
    SectorComparison
        Percentile on the yearly step, and the targets it is compared with.

    Raises
    ------
    ghgcalc.errors.DataError
        If there is no published target for these scopes.

    Notes
    -----
    The yearly step is :math:`R/(t - t_0)` for an absolute target and :math:`1 - (1 - R)^{1/(t - t_0)}` for an
    intensity: targets with other base years and target years become comparable, their boundaries do not.

    References
    ----------
    .. [1] Sources per row: `published_targets`.

    Examples
    --------
    >>> from ghgcalc.targets import target_from_emissions
    >>> target = target_from_emissions(scopes="1+2", base_year=2025, target_year=2030, base={"1": 50.0, "2": 50.0})
    >>> compared = compare_with_sector(target)
    >>> round(compared.annual_rate, 4), 0 < compared.percentile < 1
    (0.0513, True)
    """
    frame = published_targets(sector) if published is None else published
    kind = "absolute" if target.method == _ABSOLUTE else "intensity"
    same = frame[(frame["scopes"] == target.scope_key) & (frame["method"] == kind)]
    if same.empty:
        options = ", ".join(sorted(set(frame.loc[frame["method"] == kind, "scopes"])))
        raise_problem("targets.no_published_targets", value=target.scope_key, kind=kind, options=options or "-")
    years = float(target.target_year - target.base_year)
    rate = float(yearly_step(np.array([target.reduction]), np.array([years]), is_intensity=kind == "intensity")[0])
    rates = same["annual_rate"].to_numpy(np.float64)
    is_tie = np.isclose(rates, rate, rtol=1e-9, atol=0.0)
    below = float(((rates < rate) & ~is_tie).sum() + is_tie.sum() / 2)
    ordered = same.sort_values(["annual_rate", "company"], ascending=[False, True]).reset_index(drop=True)
    return SectorComparison(target, rate, ordered, below / len(same))


def yearly_step(reduction: Floats, years: Floats, *, is_intensity: Any) -> Floats:
    """Return the yearly step of targets [1/year]: linear for absolute targets, compounded for intensities."""
    return np.where(is_intensity, 1.0 - (1.0 - reduction) ** (1.0 / years), reduction / years)
