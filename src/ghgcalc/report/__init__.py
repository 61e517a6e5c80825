"""Reports from finished values: printed text, HTML and a results workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ghgcalc.report.certainty import uncertainty_html, uncertainty_report
    from ghgcalc.report.change import (
        base_year_html,
        base_year_report,
        comparison_html,
        comparison_report,
        restatement_html,
        restatement_report,
    )
    from ghgcalc.report.charts import draw_charts
    from ghgcalc.report.lines import write_lines
    from ghgcalc.report.printed import inventory_report, roadmap_report
    from ghgcalc.report.tracking_contents import tracking_report
    from ghgcalc.report.web import inventory_html, roadmap_html
    from ghgcalc.report.write import write_report

_HOMES = {
    "base_year_html": "ghgcalc.report.change",
    "base_year_report": "ghgcalc.report.change",
    "comparison_html": "ghgcalc.report.change",
    "comparison_report": "ghgcalc.report.change",
    "restatement_html": "ghgcalc.report.change",
    "restatement_report": "ghgcalc.report.change",
    "tracking_report": "ghgcalc.report.tracking_contents",
    "uncertainty_html": "ghgcalc.report.certainty",
    "uncertainty_report": "ghgcalc.report.certainty",
    "draw_charts": "ghgcalc.report.charts",
    "inventory_report": "ghgcalc.report.printed",
    "roadmap_report": "ghgcalc.report.printed",
    "inventory_html": "ghgcalc.report.web",
    "roadmap_html": "ghgcalc.report.web",
    "write_lines": "ghgcalc.report.lines",
    "write_report": "ghgcalc.report.write",
}

__all__ = [
    "base_year_html",
    "base_year_report",
    "comparison_html",
    "comparison_report",
    "draw_charts",
    "inventory_html",
    "inventory_report",
    "restatement_html",
    "restatement_report",
    "roadmap_html",
    "roadmap_report",
    "tracking_report",
    "uncertainty_html",
    "uncertainty_report",
    "write_lines",
    "write_report",
]


def __getattr__(name: str) -> Any:
    """Import a report when it is asked for, so that printing a noun does not load the workbook writer."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
