"""Text that is drawn as it was measured stands where matplotlib itself would put it."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

from ghgcalc.plot.agg import SharedRenderer


def _ink(renderer_type, content, font, x, y, *, angle=0.0, written=None):
    renderer = renderer_type(500, 120, 150)
    renderer.draw_text(renderer.new_gc(), x, y, content, font, angle, mtext=written)
    return np.asarray(renderer.buffer_rgba())[:, :, 3].astype(float)


def _borders(ink):
    rows, columns = np.nonzero(ink.sum(axis=1) > 128)[0], np.nonzero(ink.sum(axis=0) > 128)[0]
    return np.array([rows[0], rows[-1], columns[0], columns[-1]])


@pytest.mark.parametrize("content", ["aaa", "Recycled polyester *", "−0,2 (−1%)", "ĲÅ gjpq"])
@pytest.mark.parametrize(("size", "weight"), [(7.5, "normal"), (8.5, "bold"), (11.5, "bold")])
def test_text_stands_within_a_pixel_of_where_matplotlib_puts_it(content, size, weight):
    font = FontProperties(size=size, weight=weight)
    for x, y in [(20.0, 60.0), (20.4, 60.3)]:
        ours, theirs = (_ink(kind, content, font, x, y) for kind in (SharedRenderer, RendererAgg))
        assert np.abs(_borders(ours) - _borders(theirs)).max() <= 1
        assert ours.sum() == pytest.approx(theirs.sum(), rel=0.06)


def test_turned_text_and_text_with_a_language_are_left_to_matplotlib():
    font = FontProperties(size=8)
    asked = Text(0, 0, "fijn")
    asked.get_language = lambda: "nl"
    for special in ({"angle": 90.0}, {"written": asked}):
        ours, theirs = (_ink(kind, "fijn", font, 60.0, 100.0, **special) for kind in (SharedRenderer, RendererAgg))
        assert np.array_equal(ours, theirs)
    plain = (_ink(kind, "fijn", font, 60.0, 100.0) for kind in (SharedRenderer, RendererAgg))
    assert not np.array_equal(*plain)
