"""The steps of the waterfall, as a frame that every chart and sheet can draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ghgcalc.inventory.source_line import source_attrs
from ghgcalc.levers.library import group_order
from ghgcalc.levers.shares import Method
from ghgcalc.roadmap.boundary import Scopes, active_targets
from ghgcalc.roadmap.externals import external_bars
from ghgcalc.texts import LANGUAGES, text

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
    base = roadmap.base_tco2e(scopes=inside)
    steps = WaterfallSteps(base)
    add_bars(steps, roadmap, year, attribution=attribution, inside=inside, smallest=min_share * abs(base))
    close_with_target(steps, roadmap, year, scopes=scopes, inside=inside)
    frame = steps.frame()
    return with_captions(frame, roadmap, year, attribution=attribution, scopes=scopes)


def with_captions(
    frame: pd.DataFrame, roadmap: Roadmap, year: int, *, attribution: Method, scopes: Scopes | None
) -> pd.DataFrame:
    """Tell in ``attrs`` what a waterfall shows, and where its numbers come from."""
    for language in LANGUAGES:
        frame.attrs[f"caption_{language}"] = caption(
            roadmap, year=year, attribution=attribution, scopes=scopes, language=language
        )
    frame.attrs |= source_attrs(roadmap.bau)
    return frame


def add_bars(
    steps: WaterfallSteps,
    roadmap: Roadmap,
    year: int,
    *,
    attribution: Method,
    inside: tuple[int, ...],
    smallest: float = 0.0,
    before: int | None = None,
) -> None:
    """Add growth, external drivers, levers and the residual of a year.

    Without `before` from the base year, with business as usual as a total of its own; with `before` only what was
    added since that year.
    """
    bau = roadmap.bau_tco2e(year, scopes=inside)
    suffix = "" if before is None else f"@{year}"
    if before is None:
        base = steps.base
        steps.total("base", base, year=roadmap.base.year)
        steps.delta("growth", bau - base, year=roadmap.base.year)
        steps.total("bau", bau, year=year)
    else:
        labels = _labels("growth_between", first=before, year=year)
        steps.delta(f"growth{suffix}", bau - roadmap.bau_tco2e(before, scopes=inside), labels=labels)
    earlier = {} if before is None else _external_tonnes(roadmap, before, inside)
    for group, names, change in external_bars(roadmap.externals(year, scopes=inside), also=earlier):
        labels = _in_stage(names, before, year)
        steps.delta(f"external_{group}{suffix}", change - earlier.get(group, 0.0), group="external", labels=labels)
    result = roadmap.attribution(year, method=attribution, scopes=inside)
    tonnes, total = result.tco2e, result.total
    if before is not None:
        first = roadmap.attribution(before, method=attribution, scopes=inside)
        tonnes, total = tonnes - first.tco2e, total - first.total
    _lever_steps(steps, roadmap, tonnes, smallest, before, year)
    rest = total - float(tonnes.sum())
    if attribution in ("standalone", "last_in") and abs(rest) > 1e-9 * max(abs(steps.base), 1.0):
        steps.delta(f"overlap{suffix}", -rest, labels=_labels("overlap"))
    residual = roadmap.residual(year, scopes=inside)
    steps.total(f"residual{suffix}", residual, labels=_labels("residual", year=year))


def close_with_target(
    steps: WaterfallSteps, roadmap: Roadmap, year: int, *, scopes: Scopes | None, inside: tuple[int, ...]
) -> None:
    """Add the gap or headroom and the target, when a target says something about the year."""
    target = roadmap.target_tco2e(year, scopes=scopes)
    if target is None:
        return
    residual = roadmap.residual(year, scopes=inside)
    steps.between("gap" if residual >= target else "headroom", min(residual, target), max(residual, target))
    steps.total("target", target, kind="target", year=year)


def _external_tonnes(roadmap: Roadmap, year: int, inside: tuple[int, ...]) -> dict[str, float]:
    return {group: change for group, _, change in external_bars(roadmap.externals(year, scopes=inside))}


def _in_stage(names: tuple[str, str], before: int | None, year: int) -> tuple[str, str]:
    if before is None:
        return names
    english, dutch = (
        text("roadmap.in_stage", lang, name=n, first=before, year=year)
        for lang, n in zip(LANGUAGES, names, strict=True)
    )
    return english, dutch


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


class WaterfallSteps:
    """Collects rows and keeps the level at which the next change starts."""

    def __init__(self, base: float) -> None:
        self.base = base
        self.level = 0.0
        self.rows: list[tuple[str, str, str, str, str, float, float, float, float]] = []

    def total(
        self,
        step: str,
        value: float,
        *,
        kind: str = "total",
        labels: tuple[str, str] | None = None,
        **words: object,
    ) -> None:
        """Add a bar from zero."""
        self.level = value
        self._row(step, kind, "", labels or _labels(step, **words), value, 0.0, value)

    def delta(
        self, step: str, change: float, *, group: str = "", labels: tuple[str, str] | None = None, **words: object
    ) -> None:
        """Add a change, from where the one before ends."""
        start, self.level = self.level, self.level + change
        self._row(step, "delta", group, labels or _labels(step, **words), change, start, self.level)

    def between(self, step: str, low: float, high: float) -> None:
        """Add the distance between residual and target."""
        self._row(step, "gap", "", _labels(step), high - low, low, high)

    def frame(self) -> pd.DataFrame:
        """Return the steps with the columns `WATERFALL_COLUMNS`."""
        return pd.DataFrame(self.rows, columns=list(WATERFALL_COLUMNS))

    def _row(
        self, step: str, kind: str, group: str, labels: tuple[str, str], value: float, start: float, end: float
    ) -> None:
        share = value / self.base if self.base else float("nan")
        self.rows.append((step, kind, group, *labels, value, start, end, share))


def _lever_steps(
    steps: WaterfallSteps,
    roadmap: Roadmap,
    tonnes: NDArray[np.float64],
    smallest: float,
    before: int | None,
    year: int,
) -> None:
    """Add the levers: groups in the order of the value chain, large before small, the small ones merged at the end."""
    first_seen = {lever.group: -place for place, lever in reversed(list(enumerate(roadmap.levers)))}

    def rank(place: int) -> tuple[int, int, float, str]:
        lever = roadmap.levers[place]
        return group_order(lever.group), -first_seen[lever.group], -float(tonnes[place]), lever.lever_id

    order = sorted(range(len(roadmap.levers)), key=rank)
    small = [place for place in order if abs(float(tonnes[place])) < smallest]
    merged = small if len(small) > 1 else []
    suffix = "" if before is None else f"@{year}"
    for place in order:
        if place not in merged:
            lever = roadmap.levers[place]
            labels = _in_stage((lever.label("en"), lever.label("nl")), before, year)
            steps.delta(f"{lever.lever_id}{suffix}", 0.0 - float(tonnes[place]), group=lever.group, labels=labels)
    if merged:
        labels = _in_stage(_labels("other_levers", count=len(merged)), before, year)
        steps.delta(f"other_levers{suffix}", -float(sum(tonnes[place] for place in merged)), labels=labels)


def _labels(step: str, **words: object) -> tuple[str, str]:
    return text(f"roadmap.{step}", "en", **words), text(f"roadmap.{step}", "nl", **words)
