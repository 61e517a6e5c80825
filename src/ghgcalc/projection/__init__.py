"""Business as usual: what happens to the emissions without the levers of the plan."""

from ghgcalc.projection.baseline import BASELINES
from ghgcalc.projection.bau import project_bau
from ghgcalc.projection.driver_data import driver_kinds, driver_preferences, sector_growth
from ghgcalc.projection.driver_frame import drivers_from_frame
from ghgcalc.projection.drivers import (
    Driver,
    driver_from_history,
    driver_from_plan,
    driver_from_rate,
    driver_from_sector,
)
from ghgcalc.projection.external import ExternalDriver
from ghgcalc.projection.external_data import (
    external_from_frame,
    external_of_baseline,
    grid_path,
    load_external_drivers,
)
from ghgcalc.projection.growth import cagr, grow, growth_index, real_growth
from ghgcalc.projection.history import historic_intensity_trend
from ghgcalc.projection.noun import Projection

__all__ = [
    "BASELINES",
    "Driver",
    "ExternalDriver",
    "Projection",
    "cagr",
    "driver_from_history",
    "driver_from_plan",
    "driver_from_rate",
    "driver_from_sector",
    "driver_kinds",
    "driver_preferences",
    "drivers_from_frame",
    "external_from_frame",
    "external_of_baseline",
    "grid_path",
    "grow",
    "growth_index",
    "historic_intensity_trend",
    "load_external_drivers",
    "project_bau",
    "real_growth",
    "sector_growth",
]
