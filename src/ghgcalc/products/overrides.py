"""What suppliers know better: their own factor, energy or loss of a step, or a step done by the company itself."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.errors import Problem, closest
from ghgcalc.factors.activities import fold
from ghgcalc.products.catalogue import material_names, materials
from ghgcalc.products.lines import NO_STEP, Floats, Placed, ProductLines, Words
from ghgcalc.schema import list_source
from ghgcalc.units import conversion_factor, find_unit, unit_dimension

#: Columns of the frame of supplier data per step.
STEP_COLUMNS: tuple[str, ...] = ("product", "year", "step", "material", "what", "value", "unit", "supplier")
STEPS: tuple[str, ...] = ("fibre", "spinning", "fabric", "dyeing", "finishing", "assembly")
#: What a row can replace → (unit that the calculation uses, dimension); a loss is a share and an own step has no value.
_UNITS = {"factor": "kgCO2e", "electricity": "kWh", "heat": "kWh"}


@dataclass(frozen=True)
class StepValues:
    """Replacements of one step, per entry (line, or material of a line); nan where nothing is replaced.

    Parameters
    ----------
    factor : array
        Emission factor [kg CO2e per kg that leaves the step].
    electricity, heat : array
        Energy [kWh per kg that leaves the step].
    loss : array
        Share of the input that is lost [-].
    is_own : array of bool
        Whether the company does the step itself.
    supplier : array of str
        Who said so.
    """

    factor: Floats
    electricity: Floats
    heat: Floats
    loss: Floats
    is_own: npt.NDArray[np.bool_]
    supplier: Words
    numbers: dict[str, Floats] = field(default_factory=dict, repr=False)

    @classmethod
    def empty(cls, size: int) -> StepValues:
        """Return values that replace nothing."""
        arrays = {name: np.full(size, np.nan) for name in ("factor", "electricity", "heat", "loss")}
        return cls(**arrays, is_own=np.zeros(size, bool), supplier=np.full(size, "", dtype=object), numbers=arrays)


def read_steps(steps: pd.DataFrame | None, lines: ProductLines) -> tuple[dict[str, StepValues], list[Placed]]:
    """Return the replacements per step, and the rows that replace nothing or make no sense."""
    of_parts = ("fibre", "spinning")
    sizes = {step: len(lines.part_line) if step in of_parts else len(lines.groups) for step in STEPS}
    values = {step: StepValues.empty(size) for step, size in sizes.items()}
    problems: list[Placed] = []
    if steps is None or not len(steps):
        return values, problems
    by_name: dict[str, list[int]] = {}
    for position, name in enumerate(lines.words["product"]):
        by_name.setdefault(fold(name), []).append(position)
    years = lines.frame["year"].to_numpy()
    for row, record in enumerate(steps.to_dict("records")):
        found = _read(row, {str(name): value for name, value in record.items()}, problems)
        if found is None:
            continue
        step, what, number = found
        named = np.array(by_name.get(fold(str(record.get("product", ""))), []), dtype=np.int64)
        year = record.get("year")
        if year is not None and not pd.isna(year) and str(year).strip():
            named = named[years[named] == int(year)]
        where = named
        if step in of_parts:
            material = material_names().get(fold(str(record.get("material") or "")))
            chosen = np.isin(lines.part_line, named)
            where = np.flatnonzero(chosen & ((lines.part_material == material) if material else True))
        if not len(where):
            near = closest(fold(str(record.get("product", ""))), by_name)
            shown = ", ".join(str(lines.words["product"][by_name[name][0]]) for name in near) or "-"
            unknown = Problem("step_product", record.get("product"), params={"options": shown})
            problems.append(Placed("product_steps", row, "product", unknown))
            continue
        if not _has_step(lines, step, where).any():
            problems.append(Placed("product_steps", row, "step", Problem("step_absent", record.get("product"))))
            continue
        target = values[step]
        if what == "own":
            target.is_own[where] = True
            continue
        if not np.isnan(target.numbers[what][where]).all():
            problems.append(Placed("product_steps", row, "what", Problem("step_twice", record.get("product"))))
            continue
        target.numbers[what][where] = number
        target.supplier[where] = str(record.get("supplier") or "")
    return values, problems


def _read(row: int, record: dict[str, object], problems: list[Placed]) -> tuple[str, str, float] | None:
    def refuse(column: str, code: str, value: object, **params: str) -> None:
        problems.append(Placed("product_steps", row, column, Problem(code, value, params=params)))

    step, what = _word(record, "step", "product_steps"), _word(record, "what", "step_values")
    if step is None or what is None:
        refuse("what" if step else "step", "product_choice", record.get("what" if step else "step"),
               **_options("step_values" if step else "product_steps"))  # fmt: skip
        return None
    material = str(record.get("material") or "")
    if material and fold(material) not in material_names():
        refuse("material", "step_material", material)
        return None
    if what == "own":
        return step, what, 0.0
    number = pd.to_numeric(pd.Series([record.get("value")]), errors="coerce").iloc[0]
    if pd.isna(number) or not np.isfinite(number) or number < 0 or (what == "loss" and number >= 1):
        refuse("value", "product_number", record.get("value"))
        return None
    if what == "loss":
        return step, what, float(number)
    unit = find_unit(str(record.get("unit") or ""))
    if unit is None or unit_dimension(unit) != unit_dimension(_UNITS[what]):
        refuse("unit", "step_unit", record.get("unit"), options=_UNITS[what])
        return None
    return step, what, float(number) * conversion_factor(unit, _UNITS[what])


def _has_step(lines: ProductLines, step: str, where: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Tell where a product takes the step at all."""
    if step == "fibre":
        return np.ones(len(where), bool)
    if step == "spinning":
        return np.array([bool(materials()[m].spinning) for m in lines.part_material[where]], dtype=bool)
    route = lines.of_group("assembly") if step == "assembly" else lines.words[step]
    return np.asarray(~np.isin(route[where].astype(str), ("", NO_STEP)), dtype=bool)


def _word(record: dict[str, object], column: str, list_name: str) -> str | None:
    word = fold(str(record.get(column) or ""))
    for option in list_source(list_name).options:
        if word and word in {fold(name) for name in (option.id, *option.label.values(), *option.also)}:
            return option.id
    return None


def _options(list_name: str) -> dict[str, str]:
    return {
        f"options_{language}": " / ".join(option.label[language] for option in list_source(list_name).options)
        for language in ("en", "nl")
    }
