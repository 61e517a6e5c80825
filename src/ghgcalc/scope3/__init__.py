"""The calculation methods of all 15 scope 3 categories, as named functions on numbers or columns.

Every function returns kilograms of CO2e per row: a float for single numbers, an array for columns.
Add up with ``.sum()``.
"""

from ghgcalc.scope3 import (
    commuting,
    end_of_life,
    franchises,
    fuel_and_energy,
    investments,
    leased,
    processing,
    purchased,
    storage,
    transport,
    travel,
    use_of_sold,
    waste,
)
from ghgcalc.scope3.operation import operation
from ghgcalc.scope3.rows import activity_rows

__all__ = [
    "activity_rows",
    "commuting",
    "end_of_life",
    "franchises",
    "fuel_and_energy",
    "investments",
    "leased",
    "operation",
    "processing",
    "purchased",
    "storage",
    "transport",
    "travel",
    "use_of_sold",
    "waste",
]
