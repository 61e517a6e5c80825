"""The whole chain on one workbook: inventory, base year, business as usual, targets, levers and roadmap."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ghgcalc.base_year import BaseYear, BaseYearPolicy, recalculate_base_year, set_base_year
from ghgcalc.errors import DataError, Problem
from ghgcalc.factors import EmissionFactors, load_factors
from ghgcalc.factors.derived import with_processes
from ghgcalc.inventory import Inventory, calculate_inventory
from ghgcalc.inventory.accounting import DEFAULT_ACCOUNTING
from ghgcalc.inventory.calculate import Exclusions
from ghgcalc.levers import Lever
from ghgcalc.outlook import workbook_bau
from ghgcalc.prices import in_factor_currency
from ghgcalc.projection import Projection
from ghgcalc.roadmap import Roadmap, build_roadmap
from ghgcalc.targets import Target, near_term_target
from ghgcalc.vocabulary import BOUNDARIES, SCOPE2_METHODS
from ghgcalc.workbook.footprint_guards import footprint_problems

if TYPE_CHECKING:
    from ghgcalc.workbook import Workbook

#: Years that business as usual runs on when the workbook sets no target.
_YEARS_WITHOUT_TARGET = 5


@dataclass(frozen=True, eq=False)
class Results:
    """What a workbook leads to, from inventory to roadmap.

    Parameters
    ----------
    book : Workbook
    inventory : Inventory
    base : BaseYear
    bau : Projection
    targets : tuple of Target
    roadmap : Roadmap
    unusual : tuple of Problem
        Questions about rows whose emissions per garment, pair or piece are out of the ordinary.
    """

    book: Workbook
    inventory: Inventory
    base: BaseYear
    bau: Projection
    targets: tuple[Target, ...]
    roadmap: Roadmap
    unusual: tuple[Problem, ...] = ()

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Return what was noticed in reading and calculating, and does not stop a calculation."""
        return (*self.book.warnings, *self.unusual, *self.roadmap.warnings)

    @property
    def target_year(self) -> int:
        """Return the year of the waterfall: the first target year, else the last year of business as usual."""
        return min((t.target_year for t in self.targets), default=self.bau.years[-1])

    def to_json_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the results as plain numbers and words, ready for JSON; shares as shares, emissions in tCO2e."""
        recent = self.inventory.years[-1]
        year = self.target_year
        steps = self.roadmap.waterfall(year=year)
        return {
            "company": self.book.company.get("name"),
            "inventory": {
                "year": recent,
                **_inventory_year(self.inventory, recent),
                "years": {str(y): _inventory_year(self.inventory, y) for y in self.inventory.years},
                "caveats": self.inventory.caveats[f"text_{language}"].tolist(),
                "gwp": self.inventory.gwp,
                "input_hash": self.inventory.input_hash,
                "factors_hash": self.inventory.factors_hash,
                "version": self.inventory.version,
            },
            "base_year": {
                "year": self.base.year,
                "scope2": self.base.scope2,
                "total_tco2e": self.base.total(),
                "by_scope": {str(scope): self.base.total(scope) for scope in (1, 2, 3)},
                "original_tco2e": (self.base.original or self.base).total(),
                "changes": _changes(self.base, language),
            },
            "bau": {
                "baseline": self.bau.baseline,
                "pathway": {str(y): self.bau.total(y) for y in self.bau.years},
                "implied_cagr": _implied_growth(self.bau),
            },
            "targets": [{"name": t.name, **t.to_json_dict(language)} for t in self.targets],
            "waterfall": [
                {
                    "step": str(row["step"]),
                    "kind": str(row["kind"]),
                    "group": str(row["group"]),
                    "label": str(row[f"label_{language}"]),
                    "tco2e": float(row["tco2e"]),
                    "start": float(row["start"]),
                    "end": float(row["end"]),
                    "share_of_base": float(row["share_of_base"]),
                }
                for _, row in steps.iterrows()
            ],
            "waterfall_year": year,
            "residual": self.roadmap.residual(year),
            "gap": self.roadmap.gap(year) if self.targets else None,
            "warnings": [w.sentence(language) for w in self.warnings],
        }


def workbook_inventory(
    book: Workbook,
    factors: EmissionFactors | None = None,
    *,
    exclusions: Exclusions = None,
    rulebook: str = DEFAULT_ACCOUNTING,
    progress: Callable[[str], None] | None = None,
) -> Inventory:
    """Calculate the inventory of a workbook, with its processes derived and its spend in the currency of the factors.

    Parameters
    ----------
    book : Workbook
        Read by `read_workbook`.
    factors : EmissionFactors, optional
        Factors to use; without it the recommended bundled sets.
    exclusions : DataFrame or iterable, optional
        What is left out and why, instead of the sheet of the workbook; see `ghgcalc.inventory.with_exclusions`.
    rulebook : str
        Accounting rulebook.
    progress : callable, optional
        Called with the name of each step as it begins.

    Raises
    ------
    DataError
        With every row that cannot be calculated.
    """
    say = progress or (lambda _step: None)
    company = book.company
    say("factors")
    given = factors if factors is not None else load_factors()
    chosen = with_processes(given, [*book.activity["activity"], *book.lever_frame["to_activity"]])
    say("inventory")
    return calculate_inventory(
        in_factor_currency(book.activity, chosen),
        chosen,
        gwp=company["gwp_set"],
        region=company["country"],
        consolidation=company["consolidation"],
        exclusions=book.exclusions if exclusions is None else exclusions,
        rulebook=rulebook,
        boundary=book.boundary,
        contracts=book.electricity_contracts,
        source=book.path.name,
    )


def workbook_base_year(book: Workbook, inventory: Inventory) -> BaseYear:
    """Return the base year of a workbook, recalculated after the changes that its sheet names.

    Parameters
    ----------
    book : Workbook
        Read by `read_workbook`.
    inventory : Inventory
        Its inventory.

    Raises
    ------
    DataError
        If the inventory lacks the base year, or a change lacks what is needed to recalculate it.
    """
    threshold = book.company.get("significance_threshold")
    policy = BaseYearPolicy() if threshold is None or threshold != threshold else BaseYearPolicy(float(threshold))
    base = set_base_year(inventory, int(book.company["base_year"]), scope2=book.company["scope2_method"], policy=policy)
    return recalculate_base_year(base, book.changes) if len(book.changes) else base


def calculate_workbook(
    book: Workbook,
    factors: EmissionFactors | None = None,
    *,
    levers: Sequence[Lever] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Results:
    """Calculate everything a workbook asks for.

    Parameters
    ----------
    book : Workbook
        Read by `read_workbook`.
    factors : EmissionFactors, optional
        Factors to use; without it the recommended bundled sets.
    levers : sequence of Lever, optional
        The plan instead of the levers of the workbook; ``()`` for a roadmap without levers.
    progress : callable, optional
        Called with the name of each step as it begins.

    Returns
    -------
    Results

    Raises
    ------
    DataError
        With every problem of the step that failed, in the language of the workbook.

    Examples
    --------
    >>> from ghgcalc.workbook import read_workbook, write_template
    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "example.xlsx"
    ...     _ = write_template(path, language="en", example="ikea")
    ...     results = calculate_workbook(read_workbook(path))
    >>> results.inventory.years[-1]
    2022
    """
    say = progress or (lambda _step: None)
    try:
        inventory = workbook_inventory(book, factors, progress=progress)
        base = workbook_base_year(book, inventory)
        say("targets")
        targets = _targets(book, base, inventory)
        say("bau")
        until = max([t.target_year for t in targets] or [inventory.years[-1] + _YEARS_WITHOUT_TARGET])
        bau = workbook_bau(book, inventory, until=until, scope2=base.scope2)
        say("roadmap")
        plan = planned_levers(book, bau) if levers is None else levers
        roadmap = build_roadmap(bau, plan, targets=targets, base=base)
    except DataError as error:
        raise DataError(error.problems, source=book.path.name, language=book.language) from error
    return Results(book, inventory, base, bau, tuple(targets), roadmap, tuple(footprint_problems(book, inventory)))


def planned_levers(book: Workbook, bau: Projection) -> tuple[Lever, ...]:
    """Return the levers of a workbook that business as usual does not hold already."""
    return tuple(lever for lever in book.levers if lever.lever_id not in bau.committed)


def _implied_growth(bau: Projection) -> float | None:
    """Return the growth rate of business as usual [1/year]; None from or to nothing."""
    last = bau.years[-1]
    return bau.implied_growth(last) if min(bau.total(bau.start_year), bau.total(last)) > 0.0 else None


def _changes(base: BaseYear, language: str) -> list[dict[str, Any]]:
    """Return every change that was looked at, with what was decided and why."""
    rows = []
    for row in base.log.to_dict("records"):
        effect = float(row["effect_tco2e"])
        rows.append(
            {
                "event": row["event"],
                "label": row[f"label_{language}"],
                "year": int(row["year"]),
                "entity": row["entity"],
                "category": row["category"],
                "effect_tco2e": None if math.isnan(effect) else effect,
                "cumulative_share": float(row["cumulative_share"]),
                "decision": row["decision"],
                "reason": row[f"reason_{language}"],
            }
        )
    return rows


def _targets(book: Workbook, base: BaseYear, inventory: Inventory) -> list[Target]:
    targets: list[Target] = []
    problems: list[Problem] = []
    end_month = int(book.company.get("year_end_month") or 12)
    for _, row in book.targets.iterrows():
        chosen = {name: row[name] for name in ("rulebook", "ambition", "method", "name") if row.get(name)}
        try:
            targets.append(
                near_term_target(
                    base,
                    inventory,
                    scopes=str(row["scopes"]),
                    target_year=int(row["target_year"]),
                    fiscal_year_end_month=end_month,
                    **chosen,
                )
            )
        except DataError as error:
            where = (str(row.get("sheet", "") or ""), str(row.get("cell", "") or ""))
            problems += [problem.at(*where) for problem in error.problems]
    if problems:
        raise DataError(problems)
    return targets


def _inventory_year(inventory: Inventory, year: int) -> dict[str, Any]:
    """Return totals and breakdowns of one year per scope 2 method; None where a method is not known."""
    missing = {method for gap_year, method in inventory.missing_methods if gap_year == year}
    total: dict[str, float | None] = {}
    scopes: dict[str, dict[str, float] | None] = {}
    categories: dict[str, dict[str, float] | None] = {}
    boundaries: dict[str, dict[str, float] | None] = {}
    for method in SCOPE2_METHODS:
        if method in missing:
            total[method] = scopes[method] = categories[method] = boundaries[method] = None
            continue
        total[method] = inventory.total(scope2=method, year=year)
        by_scope = inventory.by("scope", scope2=method, year=year)
        scopes[method] = {str(s): float(t) for s, t in zip(by_scope["scope"], by_scope["tco2e"], strict=True)}
        boundaries[method] = {
            boundary: inventory.total(scope2=method, year=year, boundary=boundary) for boundary in BOUNDARIES
        }
        by_category = inventory.by("category", scope2=method, year=year)
        categories[method] = dict(zip(by_category["category"], map(float, by_category["tco2e"]), strict=True))
    return {"total_tco2e": total, "by_scope": scopes, "by_category": categories, "by_boundary": boundaries}
