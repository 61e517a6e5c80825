"""Reads and checks workbooks, and writes the templates and examples they start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghgcalc.lazy import lazy_names
from ghgcalc.workbook.examples import examples  # now: the module of the same name would hide it

if TYPE_CHECKING:
    from ghgcalc.workbook.annotate import annotate_workbook as annotate_workbook
    from ghgcalc.workbook.footprint_guards import footprint_problems as footprint_problems
    from ghgcalc.workbook.noun import Workbook as Workbook
    from ghgcalc.workbook.reader import check_workbook as check_workbook
    from ghgcalc.workbook.reader import examine_workbook as examine_workbook
    from ghgcalc.workbook.reader import in_sheet_order as in_sheet_order
    from ghgcalc.workbook.reader import read_workbook as read_workbook
    from ghgcalc.workbook.reader import workbook_language as workbook_language
    from ghgcalc.workbook.rollforward import roll_forward as roll_forward
    from ghgcalc.workbook.supplier_factors import SupplierFactors as SupplierFactors
    from ghgcalc.workbook.supplier_factors import with_supplier_factors as with_supplier_factors
    from ghgcalc.workbook.supplier_form import read_supplier_form as read_supplier_form
    from ghgcalc.workbook.supplier_form import write_supplier_form as write_supplier_form
    from ghgcalc.workbook.template import write_template as write_template

_HOMES = {
    "SupplierFactors": "supplier_factors",
    "Workbook": "noun",
    "annotate_workbook": "annotate",
    "check_workbook": "reader",
    "examine_workbook": "reader",
    "footprint_problems": "footprint_guards",
    "in_sheet_order": "reader",
    "read_supplier_form": "supplier_form",
    "read_workbook": "reader",
    "roll_forward": "rollforward",
    "with_supplier_factors": "supplier_factors",
    "workbook_language": "reader",
    "write_supplier_form": "supplier_form",
    "write_template": "template",
}

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

__getattr__ = lazy_names(__name__, _HOMES)
