"""Draws with Agg, and measures every text once for all charts: measuring text is what takes most time."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

_BASE: Any = RendererAgg
_CANVAS: Any = FigureCanvasAgg


class SharedRenderer(_BASE):  # type: ignore[misc]
    """An Agg renderer that remembers the extent of a text over all figures."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        """Return width, height and descent of one line [pixel]."""
        if ismath:
            found: tuple[float, float, float] = super().get_text_width_height_descent(s, prop, ismath)
            return found
        return _extent(s, prop.copy(), self.dpi, _fonts())


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


@lru_cache(maxsize=4)
def _scratch(dpi: float) -> tuple[Figure, SharedRenderer]:
    """Return an empty figure of a resolution and its renderer, to measure with."""
    figure = Figure(figsize=(1, 1), dpi=dpi)
    return figure, SharedCanvas(figure).get_renderer()


def _fonts() -> tuple[str, ...]:
    """Return the settings of the reader that decide how wide a text is."""
    return (rcParams["text.hinting"], *rcParams["font.family"], *rcParams["font.sans-serif"])
