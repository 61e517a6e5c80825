"""Imports the names of a package when they are first used, so that a command loads only what it needs."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any


def lazy_names(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a package.

    Parameters
    ----------
    package : str
        Full name of the package.
    homes : mapping of str to str
        Public name → module of the package that defines it, such as ``{"read_workbook": "reader"}``.

    Returns
    -------
    callable
        Imports a name from its home, and keeps it in the package.

    Examples
    --------
    >>> lazy_names("ghgcalc.report", {"write_report": "write"})("write_report").__name__
    'write_report'
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return find
