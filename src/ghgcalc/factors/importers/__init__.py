"""Importers for the official files of publishers: they read a file as published and report on every row."""

from ghgcalc.factors.importers.common import ImportedFactors, ImportReport
from ghgcalc.factors.importers.desnz import read_desnz
from ghgcalc.factors.importers.nl import read_nl

__all__ = ["ImportReport", "ImportedFactors", "read_desnz", "read_nl"]
