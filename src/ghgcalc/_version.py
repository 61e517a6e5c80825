"""The version of ghgcalc, in one place."""

__version__ = "0.1.0"
