"""Prepares the steps of a waterfall for drawing: roles, names, merged small levers and labels that add up."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from ghgcalc.errors import raise_problem
from ghgcalc.presentation.numbers import (
    Scale,
    choose_scale,
    format_share,
    format_tco2e,
    largest_remainder,
    round_to,
    share_words,
)
from ghgcalc.texts import text
from ghgcalc.vocabulary import ASSUMED, marked

Role = Literal[
    "base",
    "restatement",
    "growth",
    "bau",
    "external",
    "lever",
    "other",
    "subtotal",
    "residual",
    "gap",
    "headroom",
    "target",
]
TOTALS: tuple[Role, ...] = ("base", "bau", "subtotal", "residual", "target")
_COLUMNS = ("step", "kind", "group", "label_en", "label_nl", "tco2e", "start", "end", "share_of_base")


@dataclass(frozen=True)
class Step:
    """One bar of a waterfall, at full precision, with the rounded words beside it.

    Parameters
    ----------
    role : str
        What the bar is: a total, growth, an external driver, a lever, the gap, the target.
    group : str
        Lever group, as the company wrote it.
    name : str
        Name in the reader's language.
    tco2e : float
        Emissions of a total, or the change that a step makes [tCO2e].
    start, end : float
        Where the bar starts and ends [tCO2e].
    share : float
        Share of the base year.
    value_label, share_label : str
        Rounded so that the labels add up.
    """

    role: Role
    group: str
    name: str
    tco2e: float
    start: float
    end: float
    share: float
    value_label: str = ""
    share_label: str = ""


@dataclass(frozen=True)
class Waterfall:
    """The bars of a waterfall and the unit in which they are labelled."""

    steps: tuple[Step, ...]
    scale: Scale

    def first(self, role: Role) -> Step | None:
        """Return the first bar of a role, if there is one."""
        return next((step for step in self.steps if step.role == role), None)


def prepare_steps(frame: pd.DataFrame, *, min_share: float = 0.01, language: str = "en") -> Waterfall:
    """Turn a waterfall frame into bars with labels.

    Parameters
    ----------
    frame : DataFrame
        Steps in drawing order: step, kind, group, label_en, label_nl, tco2e, start, end, share_of_base [tCO2e].
    min_share : float
        Levers smaller than this share of the base year are merged into one bar, when there are at least two.
    language : {"en", "nl"}
        Language of the names and numbers.

    Raises
    ------
    DataError
        If a column is missing, a value is missing, or the steps do not add up.
    """
    missing = [column for column in _COLUMNS if column not in frame.columns]
    if missing or frame.empty:
        raise_problem("plot_steps_incomplete", value=", ".join(missing), language=language)
    steps = _merge_small([*_read(frame, language)], min_share, language)
    scale = choose_scale(step.tco2e for step in steps)
    return Waterfall(tuple(_with_labels(steps, scale, language)), scale)


def _read(frame: pd.DataFrame, language: str) -> list[Step]:
    kinds = [str(kind) for kind in frame["kind"]]
    totals = [place for place, kind in enumerate(kinds) if kind == "total"]
    numbers = frame[["tco2e", "start", "end", "share_of_base"]].to_numpy(dtype=float)
    words = frame[["step", "group", f"label_{language}"]].fillna("").astype(str).to_numpy()
    targets = numbers[[kind == "target" for kind in kinds], 0]
    steps = []
    for place, kind in enumerate(kinds):
        key, group, name = (str(word) for word in words[place])
        value, start, end, share = (float(number) for number in numbers[place])
        if not all(math.isfinite(number) for number in (value, start, end)):
            raise_problem("plot_step_without_value", value=name, language=language)
        role = _role(kind, key, group, place, totals)
        if role == "gap" and totals and len(targets) and numbers[totals[-1], 0] < targets[0]:
            role, name = "headroom", text("plot.headroom", language)
            start, end = float(targets[0]), float(numbers[totals[-1], 0])
            value, share = abs(value), abs(share)
        if role == "base" and name.isdigit():
            name = text("plot.base", language, year=name)
        steps.append(Step(role, group, name, value, start, end, share))
    return steps


def _role(kind: str, key: str, group: str, place: int, totals: list[int]) -> Role:
    if kind == "total":
        if place == totals[0]:
            return "base"
        if place == totals[-1] and len(totals) > 1:
            return "bau" if key == "bau" else "residual"
        return "bau" if place == totals[1] else "subtotal"
    if kind == "gap":
        return "gap"
    if kind == "target":
        return "target"
    if key.split("@")[0] in ("other_levers", "overlap"):
        return "other"
    words = {key.casefold(), group.casefold()}
    for role in ("restatement", "external", "growth"):
        if any(word.startswith(role) for word in words):
            return role
    before_bau = len(totals) > 2 and place < totals[1]
    return "growth" if before_bau else "lever"


def _merge_small(steps: list[Step], min_share: float, language: str) -> list[Step]:
    """Merge the small levers between two totals into one bar after the others, when there are at least two."""
    merged: list[Step] = []
    for is_lever, part in itertools.groupby(steps, key=lambda step: step.role == "lever"):
        levers = list(part)
        small = [step for step in levers if abs(step.share) < min_share] if is_lever else []
        if len(small) < 2:
            merged += levers
            continue
        name = text("plot.other_levers", language, count=len(small))
        name = marked(name, is_assumption=any(ASSUMED in step.name for step in small))
        tonnes, share = math.fsum(step.tco2e for step in small), math.fsum(step.share for step in small)
        merged += [*(step for step in levers if step not in small), Step("other", "", name, tonnes, 0.0, 0.0, share)]
    return _chained(merged) if len(merged) < len(steps) else steps


def _chained(steps: list[Step]) -> list[Step]:
    """Let every change start where the bar before it ends."""
    chained: list[Step] = []
    for step in steps:
        if step.role in ("lever", "other"):
            start = chained[-1].end
            step = replace(step, start=start, end=start + step.tco2e)
        chained.append(step)
    return chained


def _with_labels(steps: list[Step], scale: Scale, language: str) -> list[Step]:
    values = _rounded([step.tco2e for step in steps], steps, scale.step, language)
    labelled = []
    for step, value in zip(steps, values, strict=True):
        signed = step.role not in (*TOTALS, "gap", "headroom")
        labelled.append(
            replace(
                step,
                value_label=format_tco2e(value, language=language, scale=scale, signed=signed, with_unit=False),
                share_label=_share_label(step.share, language, signed=signed),
            )
        )
    return labelled


def _share_label(share: float, language: str, *, signed: bool) -> str:
    """Return a share of the base year; a small one is never shown as nothing."""
    if 0.0 < abs(share) < 0.005:
        return share_words(abs(share), language)
    return format_share(share, language=language, signed=signed)


def _rounded(values: list[float], steps: list[Step], step_size: float, language: str) -> list[float]:
    """Round the totals by themselves; the changes between two totals, and the gap, so that they add up to those."""
    if not all(math.isfinite(value) for value in values):
        return values
    rounded = [round_to(value, step_size) for value in values]
    totals = [place for place, step in enumerate(steps) if step.role in TOTALS and step.role != "target"]
    for first, second in itertools.pairwise(totals):
        between = range(first + 1, second)
        parts = [values[place] for place in between]
        if abs(values[first] + math.fsum(parts) - values[second]) > 1e-6 * max(abs(values[first]), abs(values[second])):
            raise_problem("plot_steps_do_not_add_up", value=steps[second].name, language=language)
        for place, part in zip(
            between, largest_remainder(parts, step=step_size, total=rounded[second] - rounded[first]), strict=True
        ):
            rounded[place] = part
    shown = {step.role: rounded[place] for place, step in enumerate(steps)}
    for place, step in enumerate(steps):
        if step.role in ("gap", "headroom") and {"residual", "target"} <= set(shown):
            rounded[place] = abs(shown["residual"] - shown["target"])
    return rounded
