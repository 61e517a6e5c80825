"""Money made comparable: exchange rates, price changes, VAT and price basis for spend-based calculation."""

from ghgcalc.prices.currency import annual_rates, convert_currency
from ghgcalc.prices.foreign import in_factor_currency
from ghgcalc.prices.index import available_indices, deflate, price_index
from ghgcalc.prices.spend import prepare_spend

__all__ = [
    "annual_rates",
    "available_indices",
    "convert_currency",
    "deflate",
    "in_factor_currency",
    "prepare_spend",
    "price_index",
]
