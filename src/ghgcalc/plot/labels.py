"""Names and labels the bars of a waterfall so that no two texts overlap."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ghgcalc.plot.canvas import renderer_of, shorten_text, text_size, wrap_text
from ghgcalc.plot.colours import TEXT
from ghgcalc.plot.frame import Frame, Margins, frame_chart
from ghgcalc.plot.steps import TOTALS, Step, Waterfall

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0)
SMALLEST_UPRIGHT = 6.0
_BACK = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
_NAME_LINES = 4


def label_upwards(ax: Axes, waterfall: Waterfall, margins: Margins) -> None:
    """Label standing bars: names below in as many lines as needed, values above, shifted up when they would touch."""
    frame = frame_chart(ax, margins)
    _settle(frame, lambda: _name_upright(ax, waterfall))
    slot = ax.bbox.width / (len(waterfall.steps) + 0.2)
    contents = [_two_lines(step) for step in waterfall.steps]
    size = next(
        (s for s in SIZES if max(text_size(ax, c, size=s)[0] for c in contents) <= 0.94 * slot), SMALLEST_UPRIGHT
    )
    size = max(size, SMALLEST_UPRIGHT)
    labels = [
        ax.text(place, _top(step), content, ha="center", va="bottom", fontsize=size, color=TEXT, gid="value",
                fontweight=_weight(step), linespacing=1.05, bbox=_BACK, zorder=3)
        for place, (step, content) in enumerate(zip(waterfall.steps, contents, strict=True))
    ]  # fmt: skip
    for _ in range(6):
        overflow = _stagger(ax, waterfall, labels)
        if overflow <= 0:
            break
        low, high = ax.get_ylim()
        ax.set_ylim(low, high + (high - low) * 1.1 * overflow / ax.bbox.height)


def label_across(ax: Axes, waterfall: Waterfall, margins: Margins) -> None:
    """Label lying bars: names to the left, values to the right of each bar, in a size that fits the row."""
    frame = frame_chart(ax, margins)
    _settle(frame, lambda: _name_across(ax, waterfall, margins))
    row = ax.bbox.height / (len(waterfall.steps) + 0.2)
    contents = [_one_line(step) for step in waterfall.steps]
    size = next((s for s in SIZES if text_size(ax, contents[0], size=s)[1] <= 0.94 * row), SIZES[-1])
    gap = 0.35 * text_size(ax, "0", size=size)[1]
    widest = [text_size(ax, c, size=size, weight=_weight(s))[0] for c, s in zip(contents, waterfall.steps, strict=True)]
    low = ax.get_xlim()[0]
    high = max(_top(step) for step in waterfall.steps)
    free = [ax.bbox.width - width - 3 * gap for width in widest]
    needed = max(
        [high]
        + [low + (_top(s) - low) * ax.bbox.width / max(f, 1.0) for s, f in zip(waterfall.steps, free, strict=True)]
    )
    ax.set_xlim(low, min(needed, low + (high - low) * 4.0))
    for place, (step, content) in enumerate(zip(waterfall.steps, contents, strict=True)):
        ax.annotate(
            content, (_top(step), place), xytext=(gap * 72 / ax.figure.dpi, 0), textcoords="offset points", ha="left",
            va="center", fontsize=size, color=TEXT, fontweight=_weight(step), gid="value", bbox=_BACK, zorder=3,
            annotation_clip=False,
        )  # fmt: skip


def _top(step: Step) -> float:
    if step.role in TOTALS:
        return max(step.tco2e, 0.0)
    return max(step.start, step.end)


def _weight(step: Step) -> str:
    return "bold" if step.role in TOTALS or step.role in ("gap", "headroom") else "normal"


def _two_lines(step: Step) -> str:
    return f"{step.value_label}\n({step.share_label})"


def _one_line(step: Step) -> str:
    return f"{step.value_label} ({step.share_label})"


def _settle(frame: Frame, write_names: Callable[[], object]) -> None:
    """Write the names and make room for them, once more when the room that is left asks for other names."""
    before: object = None
    for _ in range(2):
        written = write_names()
        if written == before:
            return
        frame.fit()
        before = written


def _name_upright(ax: Axes, waterfall: Waterfall) -> object:
    """Wrap the names under the bars; turn them when a bar is too narrow for its longest word. Return what it wrote."""
    slot = ax.bbox.width / (len(waterfall.steps) + 0.2)
    places = range(len(waterfall.steps))
    names = [step.name for step in waterfall.steps]
    for size in (8.5, 8.0, 7.5, 7.0):
        wrapped = [wrap_text(ax, name, width=0.94 * slot, size=size) for name in names]
        widest = max(text_size(ax, name, size=size)[0] for name in wrapped)
        if widest <= 0.96 * slot and max(name.count("\n") for name in wrapped) < _NAME_LINES:
            ax.set_xticks(places, wrapped, fontsize=size, color=TEXT, linespacing=1.05)
            return wrapped, size
    size = next((s for s in SIZES if text_size(ax, "Ag", size=s)[1] <= 0.9 * slot), SIZES[-1])
    long = 0.42 * ax.figure.bbox.height
    turned = [wrap_text(ax, name, width=long, size=size) for name in names]
    if max(text_size(ax, name, size=size)[1] for name in turned) > 0.94 * slot:
        turned = [shorten_text(ax, name, width=long, size=size) for name in names]
    ax.set_xticks(places, turned, fontsize=size, color=TEXT, rotation=90, linespacing=1.0)
    return turned, size


def _name_across(ax: Axes, waterfall: Waterfall, margins: Margins) -> object:
    """Write the names beside the bars, wrapped where the row is high enough, else smaller. Return what it wrote."""
    row = ax.bbox.height / (len(waterfall.steps) + 0.2)
    room = 0.42 * ax.figure.bbox.width if margins.is_own else max(ax.bbox.x0 * 0.97, 1.0)
    names = [step.name for step in waterfall.steps]
    chosen: tuple[list[str], float] = (names, SIZES[-1])
    for size in SIZES:
        wrapped = [wrap_text(ax, name, width=room, size=size) for name in names]
        sizes = [text_size(ax, name, size=size) for name in wrapped]
        if max(height for _, height in sizes) <= 0.94 * row and max(width for width, _ in sizes) <= room:
            chosen = (wrapped, size)
            break
    ax.set_yticks(range(len(names)), chosen[0], fontsize=chosen[1], color=TEXT, linespacing=1.0, multialignment="right")
    for label, step in zip(ax.get_yticklabels(), waterfall.steps, strict=True):
        label.set_fontweight(_weight(step))
    return chosen


def _stagger(ax: Axes, waterfall: Waterfall, labels: list[Text]) -> float:
    """Shift labels up until none touches another or a neighbour's bar; return by how much they overflow [pixel]."""
    from matplotlib.transforms import Bbox

    renderer = renderer_of(ax)
    gap = 2.0 * ax.figure.dpi / 72.0
    bars: list[Bbox] = []
    for place, step in enumerate(waterfall.steps):
        low = min(step.start, step.end) if step.role not in TOTALS else 0.0
        corners = ax.transData.transform([(place - 0.37, low), (place + 0.37, _top(step))])
        bars.append(Bbox(corners))
    taken: list[Bbox] = []
    highest = ax.bbox.y1
    for place, (step, label) in enumerate(zip(waterfall.steps, labels, strict=True)):
        base = ax.transData.transform((place, _top(step)))[1] + gap
        others = [bar for index, bar in enumerate(bars) if index != place and bar.height > 0]
        box = label.get_window_extent(renderer)
        level = base
        for _ in range(200):
            candidate = Bbox.from_bounds(box.x0, level, box.width, box.height)
            hit = next((b for b in [*taken, *others] if _overlaps(candidate, b)), None)
            if hit is None:
                break
            level = hit.y1 + gap
        label.set_position((place, ax.transData.inverted().transform((0, level))[1]))
        taken.append(Bbox.from_bounds(box.x0, level, box.width, box.height))
        highest = max(highest, level + box.height)
    return float(highest - ax.bbox.y1)


def _overlaps(first: Bbox, second: Bbox) -> bool:
    return bool(first.x0 < second.x1 and second.x0 < first.x1 and first.y0 < second.y1 and second.y0 < first.y1)
