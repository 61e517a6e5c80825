"""Looks at a chart as a reader does: every text inside the picture, on nothing else, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

_SLACK = 0.75
#: Words that only one of the languages has.
_OTHER = {
    "en": re.compile(r"\b(de|het|een|van|maatregel\w*|uitstoot|doel|overig|bron|inventaris)\b", re.IGNORECASE),
    "nl": re.compile(r"\b(the|and|levers?|target|source|other|inventory|with|share)\b", re.IGNORECASE),
}
#: A decimal mark of the other language; editions such as 5.3.1, versions and categories are no numbers.
_WRONG_MARK = {
    "en": re.compile(r"(?<![\d.,])\d+,\d{1,2}(?![\d.,])"),
    "nl": re.compile(r"(?<![\d.,-])(?<!alleen )\d+\.\d{1,2}(?![\d.,])"),
}
_RAW = re.compile(r"nan|None|inf\b|[a-z]_[a-z]|\d[.,]\d{4,}|\{|\}")


def drawn_texts(ax: Axes) -> list[Text]:
    """Return every text that can be seen."""
    legend = ax.get_legend()
    texts = [*ax.texts, ax._left_title, ax.xaxis.label, ax.yaxis.label, *(legend.get_texts() if legend else [])]
    for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        low, high = sorted(limits)
        slack = 1e-9 * (high - low)
        for tick in axis.get_major_ticks():
            if low - slack <= tick.get_loc() <= high + slack:
                texts += [label for label in (tick.label1, tick.label2) if label.get_visible()]
    return [text for text in texts if text.get_text().strip() and text.get_visible()]


def boxes(ax: Axes) -> list[tuple[str, Bbox]]:
    """Draw the figure once and return what is written where [pixel]; the white behind a label does not count."""
    canvas = ax.figure.canvas if isinstance(ax.figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(ax.figure)
    ax.figure.draw_without_rendering()
    renderer = canvas.get_renderer()
    return [(text.get_text(), Text.get_window_extent(text, renderer)) for text in drawn_texts(ax)]


def overlaps(first: Bbox, second: Bbox, slack: float = _SLACK) -> bool:
    """Tell whether two boxes share more than a hair."""
    return bool(
        first.x0 + slack < second.x1
        and second.x0 + slack < first.x1
        and first.y0 + slack < second.y1
        and second.y0 + slack < first.y1
    )


def faults(ax: Axes, language: str) -> Iterator[str]:
    """Yield what a reader would stumble over."""
    shown = boxes(ax)
    width, height = ax.figure.bbox.width, ax.figure.bbox.height
    for place, (content, box) in enumerate(shown):
        for other, under in shown[place + 1 :]:
            if overlaps(box, under):
                yield f"{content!r} touches {other!r}"
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1:
            yield f"{content!r} is cut off"
        for name, pattern in (("raw", _RAW), ("other language", _OTHER[language]), ("mark", _WRONG_MARK[language])):
            if hit := pattern.search(content):
                yield f"{name}: {hit.group()!r} in {content!r}"


def assert_readable(ax: Axes, language: str) -> None:
    """Fail with everything that a reader would stumble over."""
    found = list(faults(ax, language))
    assert not found, "\n".join(found)
    assert ax.get_title(loc="left"), "a chart says what it shows"
