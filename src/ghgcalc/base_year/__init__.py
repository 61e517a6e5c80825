"""The base year: the year against which a company measures its reduction, and when it is computed anew."""

from ghgcalc.base_year.changes import Change
from ghgcalc.base_year.events import BaseYearPolicy, Event, events
from ghgcalc.base_year.noun import BaseYear, set_base_year
from ghgcalc.base_year.recalculation import recalculate_base_year
from ghgcalc.base_year.restatement import Restatement, restate

__all__ = [
    "BaseYear", "BaseYearPolicy", "Change", "Event", "Restatement", "events", "recalculate_base_year", "restate",
    "set_base_year",
]  # fmt: skip
