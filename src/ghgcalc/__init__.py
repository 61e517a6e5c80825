"""From activity data to a GHG footprint, science-based targets and a reduction waterfall."""

from __future__ import annotations

from ghgcalc._version import __version__

__all__ = ["__version__"]
