"""Expands product lines into the activities of their supply chain, step by step over the losses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ghgcalc.errors import DataError, Problem
from ghgcalc.factors.derived.processes import processes
from ghgcalc.products.catalogue import iron_power_kw, materials
from ghgcalc.products.lines import NO_STEP, Floats, Ints, Placed, ProductLines, Words, read_lines
from ghgcalc.products.overrides import StepValues, read_steps
from ghgcalc.schema import ACTIVITY_COLUMNS, RATING_COLUMNS, derived_tag
from ghgcalc.units import conversion_factor

ELECTRICITY = "energy.electricity"
_TIER = {
    "fibre": "T4", "spinning": "T3", "fabric": "T2", "dyeing": "T2", "finishing": "T2", "assembly": "T1",
}  # fmt: skip
_REGION = {
    "fibre": "region_material", "spinning": "region_yarn", "fabric": "region_fabric", "dyeing": "region_dyeing",
    "finishing": "region_dyeing", "assembly": "region_assembly",
}  # fmt: skip


def expand_products(products: pd.DataFrame, *, steps: pd.DataFrame | None = None) -> pd.DataFrame:
    r"""Return the activities behind products: materials, energy per step and country, use and end of life.

    Parameters
    ----------
    products : DataFrame
        One product per row and year, columns `PRODUCT_COLUMNS`. Needed: ``year``, ``product`` (name), ``group``
        (article group), units bought or sold [pieces, pairs or kg, as the group counts] and ``region_assembly``.
        ``composition`` holds percentages (``"95% cotton, 5% elastane"``), ``mass_kg`` the mass of one unit [kg]. A
        blank cell takes the default of the article group; a blank country is that of the next step. ``use_phase``
        ``yes`` adds washing and ironing (category 3.11), ``end_of_life`` names a waste treatment (3.12).
    steps : DataFrame, optional
        What suppliers know better, columns `STEP_COLUMNS`: ``what`` is ``factor`` [kg CO2e/kg], ``electricity`` or
        ``heat`` [energy unit per kg], ``loss`` [-], or ``own`` for a step that the company does itself.

    Returns
    -------
    DataFrame
        Activity frame, columns `ghgcalc.schema.ACTIVITY_COLUMNS`, category 3.1 (3.11, 3.12), with tier, material,
        process, energy carrier, product and the source cell filled.

    Raises
    ------
    DataError
        With every cell that cannot be used, and where it stands.

    Notes
    -----
    A step delivers :math:`m_k` and takes in :math:`m_k / (1 - l_k)`, which is what the step before delivers; the last
    step delivers :math:`n \\, m`, units times mass. Units bought are :math:`sold / (1 - unsold)` where only sales are
    known. Energy counts per kg that leaves a step. Chemicals, water, trims, accessories and waste treatment at the
    factories are not in it.

    References
    ----------
    .. [1] Ecobalyse (MTES-MCT), process file and textile products, MIT licence; Formula.elm for the losses.

    Examples
    --------
    >>> import pandas as pd
    >>> line = {"year": 2025, "product": "Basic tee", "group": "T-shirt or polo", "units_bought": 1000,
    ...         "composition": "100% cotton", "region_yarn": "IN", "region_assembly": "Bangladesh"}
    >>> rows = expand_products(pd.DataFrame([line]))
    >>> rows[["tier", "activity", "region", "value", "unit"]].round(1).head(3).values.tolist()
    [['T4', 'material.fibre.cotton.conventional', 'GLO', 240.4, 'kg'],
     ['T3', 'energy.electricity', 'IN', 769.9, 'kWh'],
     ['T2', 'energy.electricity', 'BD', 480.0, 'kWh']]
    """
    frame, problems = examine_products(products, steps)
    if problems:
        raise DataError([_located(placed, products, steps) for placed in problems])
    return frame


def examine_products(products: pd.DataFrame, steps: pd.DataFrame | None = None) -> tuple[pd.DataFrame, list[Placed]]:
    """Return the activities and every problem with its row and column; no activities when there are problems."""
    lines, values, problems = read_products(products, steps)
    if lines is None or problems:
        return pd.DataFrame(columns=list(ACTIVITY_COLUMNS)), problems
    return _Chain(lines, values).frame(), []


def read_products(
    products: pd.DataFrame, steps: pd.DataFrame | None = None
) -> tuple[ProductLines | None, dict[str, StepValues], list[Placed]]:
    """Return the checked lines, the figures of suppliers per step, and every problem, without expanding anything."""
    lines, problems = read_lines(products)
    if lines is None:
        return None, {}, problems
    return lines, *read_steps(steps, lines)


def _located(placed: Placed, products: pd.DataFrame, steps: pd.DataFrame | None) -> Problem:
    frame = products if placed.frame == "products" or steps is None else steps
    sheet = str(frame["sheet"].iloc[placed.row]) if "sheet" in frame else ""
    row = str(frame["cell"].iloc[placed.row]) if "cell" in frame else f"row {placed.row}"
    return placed.problem.at(sheet, row if "cell" in frame else f"{row}, {placed.column}")


@dataclass(frozen=True)
class _Block:
    """Rows of one step: the line of each and its columns."""

    line: Ints
    columns: dict[str, Any]


class _Chain:
    """The mass balance of the lines and the rows it leads to."""

    def __init__(self, lines: ProductLines, values: dict[str, StepValues]) -> None:
        self.lines = lines
        self.values = values
        self.blocks: list[_Block] = []

    def frame(self) -> pd.DataFrame:
        lines = self.lines
        numbers, words = lines.numbers, lines.words
        every = np.arange(len(lines.groups))
        textile = np.array([materials()[m].is_textile for m in lines.part_material], dtype=bool)
        assembly = lines.of_group("assembly").astype(object)
        loss = self._loss("assembly", lines.of_group("assembly_loss").astype(float))
        made = numbers["bought"] * numbers["mass_kg"]
        into = (made / (1.0 - loss))[lines.part_line] * lines.part_share
        cloth = np.bincount(lines.part_line[textile], into[textile], minlength=len(every)).astype(np.float64)
        routes = {name: np.where(words[name] == NO_STEP, "", words[name]) for name in ("fabric", "dyeing", "finishing")}
        delivered: dict[str, Floats] = {}
        taken = cloth
        for step in ("finishing", "dyeing", "fabric"):
            delivered[step] = taken
            taken = taken / (1.0 - self._loss(step, _of_process(routes[step], "material_loss")))
        factor = np.divide(taken, cloth, out=np.ones(len(every)), where=cloth > 0)
        yarn = np.where(textile, into * factor[lines.part_line], into)
        spinning = np.array([materials()[m].spinning for m in lines.part_material], dtype=object)
        fibre = yarn / (1.0 - np.where(textile, self._loss("spinning", _of_process(spinning, "material_loss")), 0.0))

        self._add_materials(fibre, textile)
        self._add_step("spinning", lines.part_line, yarn, spinning, material=lines.part_material)
        for step in ("fabric", "dyeing", "finishing"):
            self._add_step(step, every, delivered[step], routes[step])
        self._add_step("assembly", every, made, assembly)
        self._add_use(every)
        return self._joined()

    def _loss(self, step: str, default: Floats) -> Floats:
        given = self.values[step].loss
        return np.where(np.isnan(given), default, given)

    def _add_materials(self, kilograms: Floats, textile: npt.NDArray[np.bool_]) -> None:
        lines, values = self.lines, self.values["fibre"]
        activity = np.array([materials()[m].activity for m in lines.part_material], dtype=object)
        keep = np.flatnonzero((kilograms > 0) & ~values.is_own)
        self._add(
            "fibre", lines.part_line[keep], activity[keep], kilograms[keep], "kg",
            material=lines.part_material[keep], process=np.where(textile, "fibre", "")[keep],
            supplier_factor=values.factor[keep], supplier=values.supplier[keep],
        )  # fmt: skip

    def _add_step(
        self, step: str, line: Ints, kilograms: Floats, process: Words, *, material: Words | None = None
    ) -> None:
        """Add the energy of one step, or its amount where the supplier gave a factor."""
        values = self.values[step]
        needed = (kilograms > 0) & (process != "") & ~values.is_own
        own = np.flatnonzero(needed & ~np.isnan(values.factor))
        tag = np.array([_tag(p) for p in process], dtype=object)
        extra = {} if material is None else {"material": material}
        self._add(
            step, line[own], process[own], kilograms[own], "kg", process=tag[own],
            supplier_factor=values.factor[own], supplier=values.supplier[own],
            **{name: column[own] for name, column in extra.items()},
        )  # fmt: skip
        published = {
            "electricity": _of_process(process, "electricity_kwh"),
            "heat": _of_process(process, "heat_mj") * conversion_factor("MJ", "kWh"),
        }
        assumed = np.array([bool(p) and bool(processes()[p].assumed_by) for p in process], dtype=bool)
        for carrier, default in published.items():
            given: Floats = getattr(values, carrier)
            per_kg = np.where(np.isnan(given), default, given)
            rows = np.flatnonzero(needed & np.isnan(values.factor) & (per_kg > 0))
            activity = self.lines.words["heat_source"][line[rows]]
            if carrier == "electricity":
                activity = np.full(len(rows), ELECTRICITY, dtype=object)
            known = np.where(assumed[rows], "estimate", "average")
            self._add(
                step, line[rows], activity, kilograms[rows] * per_kg[rows], "kWh", process=tag[rows],
                data_type=np.where(np.isnan(given[rows]), known, "supplier"),
                supplier=np.where(np.isnan(given[rows]), "", values.supplier[rows]),
                **{name: column[rows] for name, column in extra.items()},
            )  # fmt: skip

    def _add_use(self, every: Ints) -> None:
        lines = self.lines
        numbers, words = lines.numbers, lines.words
        used = np.flatnonzero((words["use_phase"] == "true") & (numbers["sold"] > 0))
        washes = numbers["sold"] * numbers["wash_cycles"]
        washing = numbers["mass_kg"] * lines.of_group("wash_kwh_per_kg").astype(float)
        ironing = lines.of_group("ironing_hours").astype(float) * iron_power_kw()
        for process, kwh in (("washing", washing), ("ironing", ironing)):
            rows = used[(washes * kwh)[used] > 0]
            self._add(
                "use", rows, np.full(len(rows), ELECTRICITY, dtype=object), (washes * kwh)[rows], "kWh",
                process=np.full(len(rows), process, dtype=object), data_type=np.full(len(rows), "estimate"),
                category="3.11", region=words["region_sales"][rows],
            )  # fmt: skip
        thrown = every[(words["end_of_life"] != "") & (numbers["sold"] * numbers["mass_kg"] > 0)]
        self._add(
            "end", thrown, words["end_of_life"][thrown], (numbers["sold"] * numbers["mass_kg"])[thrown], "kg",
            category="3.12", region=words["region_sales"][thrown],
        )  # fmt: skip

    def _add(self, step: str, line: Ints, activity: Words, value: Floats, unit: str, **columns: Any) -> None:
        if not len(line):
            return
        words = self.lines.words
        if step in _REGION:
            columns["region"] = words[_REGION[step]][line]
            columns["tier"] = np.full(len(line), _TIER[step], dtype=object)
        factor = columns.get("supplier_factor", np.full(len(line), np.nan))
        given = ~np.isnan(factor)
        average = np.where(self.lines.is_default[line], "estimate", "average")
        columns["data_type"] = np.where(given, "supplier", columns.get("data_type", average))
        columns["supplier_factor"] = factor
        columns["supplier_factor_unit"] = np.where(given, "kg", "")
        columns.setdefault("category", "3.1")
        self.blocks.append(_Block(line, {"activity": activity, "value": value, "unit": unit, **columns}))

    def _joined(self) -> pd.DataFrame:
        frames = []
        for position, block in enumerate(self.blocks):
            part = pd.DataFrame(block.columns, index=range(len(block.line)))
            frames.append(part.assign(_line=block.line, _block=position))
        source = self.lines.frame
        if not frames:
            return pd.DataFrame(columns=list(ACTIVITY_COLUMNS))
        frame = pd.concat(frames, ignore_index=True).sort_values(["_line", "_block"], kind="stable", ignore_index=True)
        line = frame["_line"].to_numpy()
        frame["year"] = source["year"].astype("int64").to_numpy()[line]
        frame["product"] = self.lines.words["product"][line]
        frame["entity"] = self.lines.words["entity"][line]
        for name in ("file", "sheet", "cell"):
            frame[name] = source[name].to_numpy()[line] if name in source else ""
        is_bought = (frame["category"] == "3.1").to_numpy()  # a rating speaks of the goods, not of their use
        for name in RATING_COLUMNS:
            frame[name] = np.where(is_bought, source[name].to_numpy()[line], "") if name in source else ""
        carriers = {activity: derived_tag("energy_carrier", activity) for activity in frame["activity"].unique()}
        frame["energy_carrier"] = frame["activity"].map(carriers)
        for name in ACTIVITY_COLUMNS:
            if name not in frame:
                frame[name] = ""
        texts = [name for name in ACTIVITY_COLUMNS if name not in ("year", "value", "supplier_factor")]
        frame[texts] = frame[texts].fillna("")
        return frame[list(ACTIVITY_COLUMNS)]


def _of_process(names: Words, field: str) -> Floats:
    """Return a figure of every process, 0 where there is none."""
    codes, labels = pd.factorize(names)
    figures = np.array([float(getattr(processes()[label], field)) if label else 0.0 for label in labels])
    return figures[codes] if len(names) else np.zeros(0)


def _tag(process: str) -> str:
    """Return the process tag of the lever library for a process id."""
    name = process.split(".")[1] if process else ""
    return {"make_up": "make-up", "shoe_making": "assembly", "furniture_making": "assembly",
            "denim_fading": "finishing"}.get(name, name)  # fmt: skip
