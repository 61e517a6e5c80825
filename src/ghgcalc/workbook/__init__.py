"""Reads and checks workbooks, and writes the templates and examples they start from."""

from ghgcalc.workbook.annotate import annotate_workbook
from ghgcalc.workbook.examples import examples
from ghgcalc.workbook.footprint_guards import footprint_problems
from ghgcalc.workbook.noun import Workbook
from ghgcalc.workbook.reader import (
    check_workbook,
    examine_workbook,
    in_sheet_order,
    read_workbook,
    workbook_language,
)
from ghgcalc.workbook.rollforward import roll_forward
from ghgcalc.workbook.supplier_factors import SupplierFactors, with_supplier_factors
from ghgcalc.workbook.supplier_form import read_supplier_form, write_supplier_form
from ghgcalc.workbook.template import write_template

__all__ = [
    "SupplierFactors",
    "Workbook",
    "annotate_workbook",
    "check_workbook",
    "examine_workbook",
    "examples",
    "footprint_problems",
    "in_sheet_order",
    "read_supplier_form",
    "read_workbook",
    "roll_forward",
    "with_supplier_factors",
    "workbook_language",
    "write_supplier_form",
    "write_template",
]
