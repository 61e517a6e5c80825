"""Draws with Agg; every text is laid out once for all charts, measured and as pixels: text is what takes most time."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg, get_hinting_flag
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.backend_bases import GraphicsContextBase
    from numpy.typing import NDArray

_BASE: Any = RendererAgg
_CANVAS: Any = FigureCanvasAgg
_hinting: Any = get_hinting_flag


class SharedRenderer(_BASE):  # type: ignore[misc]
    """An Agg renderer that remembers the extent and the pixels of a text over all figures."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        """Return width, height and descent of one line [pixel]."""
        if ismath:
            found: tuple[float, float, float] = super().get_text_width_height_descent(s, prop, ismath)
            return found
        line = _line(s, prop.copy(), self.dpi, _fonts())
        return line.width, line.height, line.descent

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Text | None = None,
    ) -> None:
        """Draw one line of text with its beginning and baseline at a place [pixel]; a plain line as it was measured."""
        if ismath or angle or not gc.get_antialiased() or _is_special(mtext):
            super().draw_text(gc, x, y, s, prop, angle, ismath=ismath, mtext=mtext)
            return
        line = _line(s, prop.copy(), self.dpi, _fonts())
        left, low = round(x + line.left), round(y + line.low + line.descent) + 1
        self._renderer.draw_text_image(line.pixels, left, low, 0.0, gc)


class SharedCanvas(_CANVAS):  # type: ignore[misc]
    """The Agg canvas of a figure, with a renderer that shares what it measured."""

    def get_renderer(self) -> SharedRenderer:
        """Return the renderer for the present size of the figure."""
        width, height = self.get_width_height(physical=True)
        key = width, height, self.figure.dpi
        if getattr(self, "_lastKey", None) != key:
            self.renderer = SharedRenderer(width, height, self.figure.dpi)
            self._lastKey = key
        renderer: SharedRenderer = self.renderer
        return renderer


def text_extent(content: str, *, size: float, weight: str, dpi: float) -> tuple[float, float]:
    """Return width and height of a text of one or more lines [pixel] at a font size [point]."""
    return _text_extent(content, size, weight, dpi, _fonts())


@lru_cache(maxsize=16_384)
def _text_extent(content: str, size: float, weight: str, dpi: float, _fonts: tuple[str, ...]) -> tuple[float, float]:
    written = Text(0, 0, content, fontsize=size, fontweight=weight)
    figure, renderer = _scratch(dpi)
    written.set_figure(figure)
    box = written.get_window_extent(renderer)
    return float(box.width), float(box.height)


def word_width(word: str, *, size: float, weight: str, dpi: float) -> float:
    """Return the width of a word [pixel], which takes much less time than its extent."""
    return _word_width(word, size, weight, dpi, _fonts())


@lru_cache(maxsize=16_384)
def _word_width(word: str, size: float, weight: str, dpi: float, fonts: tuple[str, ...]) -> float:
    return _extent(word, FontProperties(size=size, weight=weight), dpi, fonts)[0]


@lru_cache(maxsize=16_384)
def _extent(content: str, font: FontProperties, dpi: float, _fonts: tuple[str, ...]) -> tuple[float, float, float]:
    found: tuple[float, float, float] = _BASE.get_text_width_height_descent(_scratch(dpi)[1], content, font, False)
    return found


def _is_special(written: Text | None) -> bool:
    """Tell whether a text asks for features of its font or a language, which newer versions of matplotlib know."""
    asked = (getattr(written, name, None) for name in ("get_fontfeatures", "get_language"))
    return any(ask is not None and ask() is not None for ask in asked)


class _Line(NamedTuple):
    """One line of text: its extent, its pixels, and where these begin beside its first letter and baseline [pixel]."""

    width: float
    height: float
    descent: float
    pixels: NDArray[np.uint8]
    left: float
    low: float


@lru_cache(maxsize=2_048)
def _line(content: str, font: FontProperties, dpi: float, _fonts: tuple[str, ...]) -> _Line:
    face = _scratch(dpi)[1]._prepare_font(font)
    face.set_text(content, 0.0, flags=_hinting())
    face.draw_glyphs_to_bitmap(antialiased=True)
    width, height = face.get_width_height()
    left, low = face.get_bitmap_offset()
    sub = 64.0
    return _Line(width / sub, height / sub, face.get_descent() / sub, face.get_image().copy(), left / sub, low / sub)


@lru_cache(maxsize=4)
def _scratch(dpi: float) -> tuple[Figure, SharedRenderer]:
    """Return an empty figure of a resolution and its renderer, to measure with."""
    figure = Figure(figsize=(1, 1), dpi=dpi)
    return figure, SharedCanvas(figure).get_renderer()


def _fonts() -> tuple[str, ...]:
    """Return the settings of the reader that decide how wide a text is."""
    return (rcParams["text.hinting"], *rcParams["font.family"], *rcParams["font.sans-serif"])
