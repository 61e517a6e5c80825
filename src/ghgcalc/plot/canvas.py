"""Makes axes without pyplot, and measures and wraps text in pixels so that labels can be kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ghgcalc.plot.colours import GRID, QUIET_TEXT, TEXT
from ghgcalc.presentation.numbers import Scale, format_number
from ghgcalc.vocabulary import ASSUMED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.backends.backend_agg import RendererAgg

DPI = 150
#: A star and the space before it that is not broken.
_HELD = "\u00a0*"
#: Effort of packing a PNG, 0 to 9: above this a picture takes longer and gets hardly smaller.
_COMPRESSION = 3


def new_axes(width: float, height: float) -> Axes:
    """Return the axes of a new figure [inch] that no pyplot window knows about."""
    from matplotlib.figure import Figure

    from ghgcalc.plot.agg import SharedCanvas

    figure = Figure(figsize=(width, height), dpi=DPI, facecolor="white")
    SharedCanvas(figure)
    return figure.add_subplot()


def png_of(ax: Axes) -> BytesIO:
    """Return the figure of the axes as a PNG file in memory; the same figure gives the same bytes.

    The background is opaque, so the picture is stored without transparency: a tenth smaller and quicker to pack.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL.Image import frombuffer

    figure = ax.figure
    canvas: Any = figure.canvas
    if not isinstance(canvas, FigureCanvasAgg):
        canvas = FigureCanvasAgg(figure)  # type: ignore[arg-type]
    canvas.draw()
    buffer = BytesIO()
    size = canvas.get_width_height(physical=True)
    picture = frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")
    picture.save(buffer, format="png", compress_level=_COMPRESSION, dpi=(figure.dpi, figure.dpi))
    buffer.seek(0)
    return buffer


def add_bar(
    ax: Axes, left: float, bottom: float, width: float, height: float, *, gid: str, zorder: float = 2, **style: Any
) -> None:
    """Add one bar at a place of its own; the axes keep the limits that they have or get.

    Much cheaper than `Axes.bar`, which makes a container and looks at the limits of the axes for every call.
    """
    from matplotlib.patches import Rectangle

    ax.add_patch(Rectangle((left, bottom), width, height, gid=gid, zorder=zorder, **{"linewidth": 0, **style}))


def add_line(ax: Axes, xs: Sequence[float], ys: Sequence[float], *, gid: str, **style: Any) -> None:
    """Add one line, such as a connector, without looking at the limits of the axes."""
    from matplotlib.lines import Line2D

    ax.add_line(Line2D(xs, ys, gid=gid, **style))


def renderer_of(ax: Axes) -> RendererAgg:
    """Return a renderer that measures text as a picture of this figure will show it.

    It is the one that will draw the figure, where that makes pixels, so that a text is measured once for both.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg

    figure = ax.figure
    canvas: Any = figure.canvas
    if isinstance(canvas, FigureCanvasAgg):
        own: RendererAgg = canvas.get_renderer()  # type: ignore[no-untyped-call]
        return own
    make: Any = RendererAgg
    renderer: RendererAgg = make(int(figure.bbox.width), int(figure.bbox.height), figure.dpi)
    return renderer


def text_size(ax: Axes, content: str, *, size: float, weight: str = "normal") -> tuple[float, float]:
    """Return width and height of a text [pixel] at a font size [point]."""
    from ghgcalc.plot.agg import text_extent

    return text_extent(content, size=size, weight=weight, dpi=float(ax.figure.dpi))


def wrap_text(ax: Axes, content: str, *, width: float, size: float, weight: str = "normal") -> str:
    r"""Break a text into lines that fit a width [pixel]; a word that is too long stays whole, a star with its word.

    Examples
    --------
    >>> axes = new_axes(4, 3)
    >>> wrap_text(axes, "preferred materials", width=120, size=9).splitlines()
    ['preferred', 'materials']
    """
    from ghgcalc.plot.agg import word_width

    words = [word for word in content.replace(ASSUMED, _HELD).split(" ") if word]
    measured = partial(word_width, size=size, weight=weight, dpi=float(ax.figure.dpi))
    space = measured("n n") - 2.0 * measured("n")
    lines: list[list[str]] = []
    used = 0.0
    for word in words:
        needed = measured(word)
        if lines and used + space + needed <= width:
            lines[-1].append(word)
            used += space + needed
        else:
            lines.append([word])
            used = needed
    return "\n".join(" ".join(line) for line in lines).replace(_HELD, ASSUMED)


def shorten_text(ax: Axes, content: str, *, width: float, size: float) -> str:
    """Return a text that fits a width [pixel]: whole, or its beginning and an ellipsis.

    Examples
    --------
    >>> shorten_text(new_axes(4, 3), "hoogwaardig gerecycled polyester", width=200, size=9)
    'hoogwaardig…'
    """
    words = content.split()
    while len(words) > 1 and text_size(ax, " ".join(words) + "…", size=size)[0] > width:
        words.pop()
    kept = " ".join(words).rstrip(":;,")
    return content if len(words) == len(content.split()) else f"{kept}…"


def quiet_frame(ax: Axes, *, value_axis: str, language: str, scale: Scale | None = None, label: str = "") -> None:
    """Give the axes thin grid lines, no box, and numbers in the reader's unit and notation.

    With a `scale` the axis holds tCO2e; without one it holds plain numbers, named by `label`.
    """
    for side in ("top", "right", "left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.set_axisbelow(True)
    ax.grid(visible=False)
    ax.grid(axis="y" if value_axis == "y" else "x", color=GRID, linewidth=0.8)
    ax.tick_params(length=0, colors=TEXT)
    axis = ax.yaxis if value_axis == "y" else ax.xaxis
    write_numbers(axis, language=language, divisor=scale.divisor if scale is not None else 1.0)
    axis.set_tick_params(labelsize=8, labelcolor=QUIET_TEXT)
    axis.set_label_text(label or (f"{scale.unit}CO2e" if scale is not None else ""))
    axis.label.set_fontsize(8)
    axis.label.set_color(QUIET_TEXT)


def write_numbers(axis: Axis, *, language: str, divisor: float) -> None:
    """Write the ticks of an axis in the reader's unit and notation, with the decimals they need."""
    from matplotlib.ticker import Formatter, MaxNLocator

    class LanguageFormatter(Formatter):
        """Writes a tick in the notation of the language."""

        def format_ticks(self, values: Sequence[float]) -> list[str]:
            shown = [float(value) / divisor for value in values]
            exact = (d for d in range(6) if all(abs(v - round(v, d)) < 1e-9 * max(1.0, abs(v)) for v in shown))
            decimals = next(exact, 6)
            return [format_number(value, language=language, decimals=decimals) for value in shown]

        def __call__(self, x: float, _pos: int | None = None) -> str:
            return self.format_ticks([x])[0]

    axis.set_major_locator(MaxNLocator(5))
    axis.set_major_formatter(LanguageFormatter())


def points(line: Mapping[int, float]) -> tuple[list[int], list[float]]:
    """Return the years of a line in order, and its values.

    Examples
    --------
    >>> points({2030: 5.0, 2026: 9.0})
    ([2026, 2030], [9.0, 5.0])
    """
    return sorted(line), [line[year] for year in sorted(line)]


def year_axis(ax: Axes, years: Sequence[int]) -> None:
    """Let the x axis run over the years, with at most twelve of them written."""
    side = max(0.3, 0.6 * (len(years) - 1) * text_size(ax, "2030", size=8)[0] / ax.bbox.width)
    ax.set_xlim(years[0] - side, years[-1] + side)
    step = max(1, -(-len(years) // 12))
    ax.set_xticks(years[::step], [str(year) for year in years[::step]], fontsize=8, color=TEXT)


def limit_heights(ax: Axes, values: Iterable[float]) -> None:
    """Let the y axis run from zero, or from below when a value is negative, to a little above the largest value."""
    every = [0.0, *values]
    low, high = min(every), max(every)
    span = (high - low) or 1.0
    ax.set_ylim(low - (0.04 * span if low < 0.0 else 0.0), high + 0.08 * span)


def leave_room(ax: Axes, low: float, high: float, *, room: float) -> None:
    """Let the x axis run from `low` so that right of `high` a text of some width [pixel] fits."""
    width = ax.bbox.width
    ax.set_xlim(low, low + (high - low) * width / max(width - room, 0.3 * width))
