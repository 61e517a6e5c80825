"""Reads what a product is made of, as it stands on a care label."""

from __future__ import annotations

import math
import re
from functools import cache

from ghgcalc.errors import Problem, closest
from ghgcalc.factors.activities import fold
from ghgcalc.products.catalogue import material_names, materials
from ghgcalc.schema import list_source

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_NUMBER_FIRST = re.compile(_NUMBER + r"\s*%?\s*([^\d%;,:/+]+)")
_NAME_FIRST = re.compile(r"([^\d%;,:/+]+?)\s*:?\s*" + _NUMBER + r"\s*%?")
_BETWEEN = re.compile(r"[\s;,:/+%]*")
#: How far the percentages may be from 100 together [percentage points].
_TOLERANCE = 0.1


def parse_composition(written: str) -> tuple[tuple[tuple[str, float], ...], Problem | None]:
    """Return the materials with their share, or the problem with them.

    Parameters
    ----------
    written : str
        Percentages with material names in English or Dutch, in either order: ``"95% katoen, 5% elastaan"``. Shares
        that add up to 1, as in ``"cotton:0.95;elastane:0.05"``, are understood too.

    Returns
    -------
    tuple of (str, float)
        Material id and share [-], largest first as written.
    Problem or None

    Examples
    --------
    >>> parse_composition("62,5% katoen; 37,5% polyester")[0]
    (('cotton', 0.625), ('polyester', 0.375))
    >>> parse_composition("60% cotton, 30% polyester")[1].code
    'composition_sum'
    """
    pairs = _pairs(written.strip())
    if not pairs:
        return (), Problem("composition_form", written)
    found: dict[str, float] = {}
    for name, number in pairs:
        material = material_names().get(fold(name))
        if material is None:
            options = {f"options_{language}": " / ".join(_near(name, language)) for language in ("en", "nl")}
            return (), Problem("composition_material", name, params=options)
        found[material] = found.get(material, 0.0) + number
    total = math.fsum(found.values())
    whole = 1.0 if round(abs(total - 1.0), 9) <= _TOLERANCE / 100.0 else 100.0
    if round(abs(total - whole), 9) > _TOLERANCE * whole / 100.0:
        return (), Problem("composition_sum", written, params={"total": f"{total:g}"})
    return tuple((material, number / total) for material, number in found.items() if number), None


def composition_text(pairs: tuple[tuple[str, float], ...]) -> str:
    """Return a composition in ids, the form that frames hold.

    Examples
    --------
    >>> composition_text((("cotton", 0.95), ("elastane", 0.05)))
    'cotton:0.95;elastane:0.05'
    """
    return ";".join(f"{material}:{share:.12g}" for material, share in pairs)


def shown_composition(written: str, language: str) -> str:
    """Return a composition in words of one language.

    Examples
    --------
    >>> shown_composition("cotton:0.95;elastane:0.05", "nl")
    '95% katoen; 5% elastaan'
    """
    pairs, _ = parse_composition(written)
    labels = _labels(language)
    numbers = [f"{share * 100:.10g}" for _, share in pairs]
    mark = "," if language == "nl" else "."
    return "; ".join(
        f"{number.replace('.', mark)}% {labels[material]}" for (material, _), number in zip(pairs, numbers, strict=True)
    )


def _pairs(written: str) -> list[tuple[str, float]]:
    for pattern, name_at in ((_NUMBER_FIRST, 2), (_NAME_FIRST, 1)):
        found: list[tuple[str, float]] = []
        end = 0
        for match in pattern.finditer(written):
            if not _BETWEEN.fullmatch(written[end : match.start()]):
                found = []
                break
            found.append((match[name_at].strip(), float(match[3 - name_at].replace(",", "."))))
            end = match.end()
        if found and _BETWEEN.fullmatch(written[end:]):
            return found
    return []


@cache
def _labels(language: str) -> dict[str, str]:
    return {o.id: o.label[language] for o in list_source("materials").options if o.id in materials()}


def _near(name: str, language: str) -> list[str]:
    labels = _labels(language)
    near = [labels[material_names()[word]] for word in closest(fold(name), material_names())]
    return list(dict.fromkeys(near)) or list(labels.values())[:6]
