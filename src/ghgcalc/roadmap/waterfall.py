"""The steps of the waterfall, as a frame that every chart and sheet can draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ghgcalc.levers.library import group_order
from ghgcalc.levers.shares import Attribution, Method
from ghgcalc.roadmap.boundary import Scopes, active_targets
from ghgcalc.roadmap.externals import external_bars
from ghgcalc.texts import text

if TYPE_CHECKING:
    from ghgcalc.roadmap.noun import Roadmap

WATERFALL_COLUMNS = ("step", "kind", "group", "label_en", "label_nl", "tco2e", "start", "end", "share_of_base")


def waterfall_frame(
    roadmap: Roadmap, *, year: int, attribution: Method, scopes: Scopes | None, min_share: float
) -> pd.DataFrame:
    """Return the steps in drawing order; see `Roadmap.waterfall`.

    Notes
    -----
    Every change starts where the one before ends, and the changes add up to residual minus base year. The gap
    stands between target and residual; overshoot is shown as headroom, never as a negative gap.
    """
    inside = roadmap._boundary(year, scopes)
    base, bau = roadmap.base_tco2e(scopes=inside), roadmap.bau_tco2e(year, scopes=inside)
    residual, target = roadmap.residual(year, scopes=inside), roadmap.target_tco2e(year, scopes=scopes)
    steps = _Steps(base)
    steps.total("base", base, year=roadmap.base.year)
    steps.delta("growth", bau - base, year=roadmap.base.year)
    steps.total("bau", bau, year=year)
    for group, labels, change in external_bars(roadmap.externals(year, scopes=inside)):
        steps.delta(f"external_{group}", change, group="external", labels=labels)
    result = roadmap.attribution(year, method=attribution, scopes=inside)
    _lever_steps(steps, roadmap, result, min_share * abs(base))
    rest = result.total - float(result.tco2e.sum())
    if attribution in ("standalone", "last_in") and abs(rest) > 1e-9 * max(abs(base), 1.0):
        steps.delta("overlap", -rest)
    steps.total("residual", residual, year=year)
    if target is not None:
        is_gap = residual >= target
        steps.between("gap" if is_gap else "headroom", min(residual, target), max(residual, target))
        steps.total("target", target, kind="target", year=year)
    frame = pd.DataFrame(steps.rows, columns=list(WATERFALL_COLUMNS))
    for language in ("en", "nl"):
        frame.attrs[f"caption_{language}"] = caption(
            roadmap, year=year, attribution=attribution, scopes=scopes, language=language
        )
    return frame


def caption(roadmap: Roadmap, *, year: int, attribution: Method, scopes: Scopes | None, language: str) -> str:
    """Say what a waterfall shows: boundary, scope 2 method, targets and attribution."""
    inside = roadmap._boundary(year, scopes)
    parts = [
        text(
            "roadmap.caption",
            language,
            base=roadmap.base.year,
            year=year,
            scopes="+".join(map(str, inside)),
            method=text(f"scope2.{roadmap.bau.scope2}", language),
            attribution=text(f"roadmap.attribution_{attribution}", language),
        )
    ]
    if roadmap.target_tco2e(year, scopes=scopes) is None:
        parts.append(text("roadmap.caption_no_target", language))
    else:
        names = [
            str(target.name) for target in active_targets(roadmap.targets, year) if set(target.scopes) <= set(inside)
        ]
        parts.append(text("roadmap.caption_targets", language, targets=", ".join(names)))
    if roadmap.has_assumptions:
        parts.append(text("roadmap.caption_assumptions", language))
    return " ".join(parts)


class _Steps:
    """Collects rows and keeps the level at which the next change starts."""

    def __init__(self, base: float) -> None:
        self.base = base
        self.level = 0.0
        self.rows: list[tuple[str, str, str, str, str, float, float, float, float]] = []

    def total(self, step: str, value: float, *, kind: str = "total", **words: object) -> None:
        self.level = value
        self._row(step, kind, "", _labels(step, **words), value, 0.0, value)

    def delta(
        self, step: str, change: float, *, group: str = "", labels: tuple[str, str] | None = None, **words: object
    ) -> None:
        start, self.level = self.level, self.level + change
        self._row(step, "delta", group, labels or _labels(step, **words), change, start, self.level)

    def between(self, step: str, low: float, high: float) -> None:
        self._row(step, "gap", "", _labels(step), high - low, low, high)

    def _row(
        self, step: str, kind: str, group: str, labels: tuple[str, str], value: float, start: float, end: float
    ) -> None:
        share = value / self.base if self.base else float("nan")
        self.rows.append((step, kind, group, *labels, value, start, end, share))


def _lever_steps(steps: _Steps, roadmap: Roadmap, result: Attribution, smallest: float) -> None:
    """Add the levers: groups in the order of the value chain, large before small, the small ones merged at the end."""
    first_seen = {lever.group: -place for place, lever in reversed(list(enumerate(roadmap.levers)))}

    def rank(place: int) -> tuple[int, int, float, str]:
        lever = roadmap.levers[place]
        return group_order(lever.group), -first_seen[lever.group], -float(result.tco2e[place]), lever.lever_id

    order = sorted(range(len(roadmap.levers)), key=rank)
    small = [place for place in order if abs(float(result.tco2e[place])) < smallest]
    merged = small if len(small) > 1 else []
    for place in order:
        if place not in merged:
            lever = roadmap.levers[place]
            change = 0.0 - float(result.tco2e[place])
            steps.delta(lever.lever_id, change, group=lever.group, labels=(lever.label("en"), lever.label("nl")))
    if merged:
        steps.delta("other_levers", -float(sum(result.tco2e[place] for place in merged)), count=len(merged))


def _labels(step: str, **words: object) -> tuple[str, str]:
    return text(f"roadmap.{step}", "en", **words), text(f"roadmap.{step}", "nl", **words)
