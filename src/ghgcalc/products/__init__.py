"""Products: one line of what a company buys and sells becomes the activities of its supply chain."""

from ghgcalc.products.catalogue import ArticleGroup, Material, article_groups, materials
from ghgcalc.products.composition import parse_composition
from ghgcalc.products.expand import examine_products, expand_products, read_products
from ghgcalc.products.lines import PRODUCT_COLUMNS, Placed
from ghgcalc.products.overrides import STEP_COLUMNS, STEPS

__all__ = [
    "PRODUCT_COLUMNS",
    "STEPS",
    "STEP_COLUMNS",
    "ArticleGroup",
    "Material",
    "Placed",
    "article_groups",
    "examine_products",
    "expand_products",
    "materials",
    "parse_composition",
    "read_products",
]
