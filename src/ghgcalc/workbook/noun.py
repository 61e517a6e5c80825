"""The noun `Workbook`: what a company filled in, checked and ready to calculate with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from ghgcalc.errors import Problem
from ghgcalc.inventory import Boundary, Contracts
from ghgcalc.schema import CHANGE_COLUMNS
from ghgcalc.texts import Language


@dataclass(frozen=True, eq=False)
class Workbook:
    """A checked workbook.

    Parameters
    ----------
    path : Path
        File it was read from.
    language : {"en", "nl"}
        Language of the workbook.
    company : dict
        Answers of the sheet Company by their id, and `reporting_years` (tuple of int).
    activity : DataFrame
        Activity frame, columns `ghgcalc.schema.ACTIVITY_COLUMNS`; `cell` is the address of the value.
    growth : DataFrame
        Growth per category, columns `ghgcalc.schema.GROWTH_COLUMNS`; rows with a `year` override that year.
    targets : DataFrame
        Targets, columns `ghgcalc.schema.TARGET_COLUMNS`.
    lever_frame : DataFrame
        Levers as entered, one row each; `levers` gives them with the library's values filled in.
    warnings : tuple of Problem
        What was noticed and does not stop a calculation.
    products : DataFrame
        Product lines as entered; the activities behind them are in `activity`.
    assumptions : DataFrame
        Register of assumptions as entered.
    entities : DataFrame
        Entities and their relation to the company; empty when everything is its own.
    contracts : DataFrame
        Electricity contracts; empty when there are none.
    changes : DataFrame
        Changes since the base year, columns `ghgcalc.schema.CHANGE_COLUMNS`; input of `recalculate_base_year`.
    exclusions : DataFrame
        What is left out and why, columns `ghgcalc.schema.EXCLUSION_COLUMNS`.
    grids : DataFrame
        Paths of power grids, columns `ghgcalc.schema.GRID_COLUMNS`.
    external : DataFrame
        Other external drivers, columns `ghgcalc.schema.EXTERNAL_COLUMNS`.
    flag_shares : mapping of str to float
        Share of land emissions per material, activity or category [0..1].
    confirmed : frozenset of (str, int)
        Sheet and row (from 0) of what the company has confirmed as unusual and right.
    """

    path: Path
    language: Language
    company: dict[str, Any]
    activity: pd.DataFrame
    growth: pd.DataFrame
    targets: pd.DataFrame
    lever_frame: pd.DataFrame
    warnings: tuple[Problem, ...] = field(default=())
    products: pd.DataFrame = field(default_factory=pd.DataFrame)
    assumptions: pd.DataFrame = field(default_factory=pd.DataFrame)
    entities: pd.DataFrame = field(default_factory=pd.DataFrame)
    contracts: pd.DataFrame = field(default_factory=pd.DataFrame)
    changes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(CHANGE_COLUMNS)))
    exclusions: pd.DataFrame = field(default_factory=pd.DataFrame)
    grids: pd.DataFrame = field(default_factory=pd.DataFrame)
    external: pd.DataFrame = field(default_factory=pd.DataFrame)
    flag_shares: Mapping[str, float] = field(default_factory=dict)
    confirmed: frozenset[tuple[str, int]] = frozenset()

    @cached_property
    def levers(self) -> list[Any]:
        """Return the levers, blank cells filled from the lever library.

        Raises
        ------
        DataError
            If a lever misses a value that neither the sheet nor the library gives.
        """
        if not len(self.lever_frame):
            return []
        # The lever package stands above this one, so it is looked up only when the levers are asked for.
        frame = self.lever_frame.drop(columns="committed")
        return list(import_module("ghgcalc.levers").levers_from_frame(frame, language=self.language))

    @property
    def committed(self) -> tuple[str, ...]:
        """Return the codes of the levers that are contracted already."""
        if not len(self.lever_frame):
            return ()
        return tuple(self.lever_frame.loc[self.lever_frame["committed"].astype(bool), "lever_id"])

    @cached_property
    def boundary(self) -> Boundary | None:
        """Return the organisational boundary; None when the sheet Entities is empty."""
        if not len(self.entities):
            return None
        return Boundary.from_frame(self.entities, approach=self.company["consolidation"])

    @cached_property
    def electricity_contracts(self) -> Contracts | None:
        """Return the electricity contracts; None when their sheet is empty."""
        if not len(self.contracts):
            return None
        return Contracts.from_frame(self.contracts, year_end_month=int(self.company.get("year_end_month") or 12))

    def __repr__(self) -> str:
        years = self.company["reporting_years"]
        return (
            f"Workbook {self.path.name}: {self.company['name']}, {years[0]}-{years[-1]}, {len(self.activity)} rows, "
            f"{len(self.growth)} growth rows, {len(self.targets)} targets, {len(self.lever_frame)} levers, "
            f"{len(self.warnings)} warnings"
        )
