"""Reports from finished values: printed text, HTML and a results workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghgcalc.lazy import lazy_names

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
    from ghgcalc.report.tracking_contents import tracking_html, tracking_report
    from ghgcalc.report.web import inventory_html, roadmap_html
    from ghgcalc.report.write import write_report

_HOMES = {
    "base_year_html": "change",
    "base_year_report": "change",
    "comparison_html": "change",
    "comparison_report": "change",
    "restatement_html": "change",
    "restatement_report": "change",
    "tracking_html": "tracking_contents",
    "tracking_report": "tracking_contents",
    "uncertainty_html": "certainty",
    "uncertainty_report": "certainty",
    "draw_charts": "charts",
    "inventory_report": "printed",
    "roadmap_report": "printed",
    "inventory_html": "web",
    "roadmap_html": "web",
    "write_lines": "lines",
    "write_report": "write",
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
    "tracking_html",
    "tracking_report",
    "uncertainty_html",
    "uncertainty_report",
    "write_lines",
    "write_report",
]

__getattr__ = lazy_names(__name__, _HOMES)
