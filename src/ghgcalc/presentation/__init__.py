"""Numbers and tables made ready to be read: the only place that rounds."""

from ghgcalc.presentation.numbers import (
    Scale,
    choose_scale,
    format_number,
    format_share,
    format_tco2e,
    largest_remainder,
    share_words,
)

__all__ = [
    "Scale", "choose_scale", "format_number", "format_share", "format_tco2e", "largest_remainder", "share_words",
]  # fmt: skip
