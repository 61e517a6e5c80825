"""Importers for the official files of publishers: they read a file as published and report on every row."""

from ghgcalc.factors.importers.common import ImportedFactors, ImportReport
from ghgcalc.factors.importers.desnz import read_desnz
from ghgcalc.factors.importers.nl import read_nl
from ghgcalc.factors.importers.publishers import read_publisher_file

__all__ = ["ImportReport", "ImportedFactors", "read_desnz", "read_nl", "read_publisher_file"]
