"""Makes the printed and the HTML report of a noun from what its report says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from ghgcalc.report.contents import Contents
from ghgcalc.report.layout import WIDTH
from ghgcalc.report.printed import printed
from ghgcalc.report.web import fragment

_Noun = TypeVar("_Noun", contravariant=True)


class PrintedReport(Protocol[_Noun]):
    """Return the printed report of a noun."""

    def __call__(self, noun: _Noun, language: str = "en", *, code: bool = True, width: int = WIDTH) -> str:
        """Return lines of aligned text."""


class HtmlReport(Protocol[_Noun]):
    """Return the report of a noun as an HTML fragment."""

    def __call__(self, noun: _Noun, language: str = "en") -> str:
        """Return the fragment; every text is escaped."""


def reports_of(
    contents_of: Callable[[_Noun, str], Contents], *, about: str
) -> tuple[PrintedReport[_Noun], HtmlReport[_Noun]]:
    """Return the functions that print a noun and that show it in a notebook.

    Parameters
    ----------
    contents_of : callable
        Returns what the report says, in one language; its name ends in ``_contents``.
    about : str
        What the report is about, for the help of the two functions.
    """

    def report(noun: _Noun, language: str = "en", *, code: bool = True, width: int = WIDTH) -> str:
        return printed(contents_of(noun, language), language, code=code, width=width)

    def html(noun: _Noun, language: str = "en") -> str:
        return fragment(contents_of(noun, language), language)

    raises = "\n\n    Raises\n    ------\n    ValueError\n        If the language does not exist.\n    "
    for made, ending, first in (
        (report, "report", f"Return the printed report of {about}; `code` adds what to do next in Python."),
        (html, "html", f"Return the report of {about} as an HTML fragment; every text is escaped."),
    ):
        made.__name__ = made.__qualname__ = contents_of.__name__.replace("contents", ending)
        made.__module__ = contents_of.__module__
        made.__doc__ = first + raises
    return report, html
