"""The noun `Boundary`: decides per entity and year what is scope 1 and 2 and what falls in scope 3 instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog, closest
from ghgcalc.inventory.organisation.entities import FROM_THE_START, read_entities
from ghgcalc.inventory.organisation.rules import Rule, approach_name, boundary_rules, relation_name
from ghgcalc.texts import LANGUAGES, text
from ghgcalc.vocabulary import CONSOLIDATIONS, Consolidation, category_name, check_word


@dataclass(frozen=True)
class Decision:
    """What an entity's emissions fall under from one year on.

    Parameters
    ----------
    entity : str
        Name of the entity.
    year : int
        First year for which it holds; 0 = from the start.
    own_share : float
        Share in scope 1, scope 2 and the company's own scope 3.
    category : str
        Category that takes scope 1 and 2 of the entity; '' = none.
    category_share : float
        Share that this category takes.
    """

    entity: str
    year: int
    own_share: float
    category: str
    category_share: float


@dataclass(frozen=True, eq=False)
class Boundary:
    """The organisational boundary: entities, and the consolidation approach that decides about them.

    Parameters
    ----------
    entities : DataFrame
        Checked table: entity, year, relation, ownership_share, operational_control, financial_control.
    approach : {"operational control", "financial control", "equity share"}
        Consolidation approach.
    rules : tuple of Rule
        Rules that decide; the first that fits.

    See Also
    --------
    boundary_rules : the bundled rules.
    calculate_inventory : takes a boundary.
    """

    entities: pd.DataFrame
    approach: Consolidation
    rules: tuple[Rule, ...] = field(repr=False)

    @classmethod
    def from_frame(cls, entities: pd.DataFrame, *, approach: str, rules: Sequence[Rule] | None = None) -> Boundary:
        """Make a boundary from a table of entities.

        Parameters
        ----------
        entities : DataFrame
            One row per entity, and one more for every year in which something changes. Columns: entity (as written in
            the activity data), relation; and where they matter year (first year for which the row holds; blank = from
            the start), ownership_share [0..1], operational_control (yes, no), financial_control (yes, joint, no).
        approach : {"operational control", "financial control", "equity share"}
            Consolidation approach.
        rules : sequence of Rule, optional
            Rules of your own; without them the bundled ones, see `boundary_rules`.

        Raises
        ------
        DataError
            With every row that cannot be read, or whose answers do not suffice under this approach.

        References
        ----------
        .. [1] GHG Protocol, "Corporate Standard" (2004), chapter 3; "Scope 3 Standard" (2011), appendix A.

        Examples
        --------
        >>> import pandas as pd
        >>> entities = pd.DataFrame({"entity": ["Mill"], "relation": ["associate"], "ownership_share": [0.4],
        ...                          "operational_control": ["no"], "financial_control": ["no"]})
        >>> Boundary.from_frame(entities, approach="equity share").decision("Mill", 2025).own_share
        0.4
        >>> print(Boundary.from_frame(entities, approach="financial control").decisions["text_en"][0])
        Mill (associate): 0% in scope 1 and 2; 40% of its scope 1 and 2 in category 3.15 Investments, because your \
        company has no financial control over it.
        """
        log = ProblemLog()
        method = check_word("consolidation", approach, CONSOLIDATIONS)
        boundary = cls(read_entities(entities, log), method, tuple(rules or boundary_rules()))
        log.raise_if_any()
        _ = boundary._by_entity
        return boundary

    def decision(self, entity: str, year: int) -> Decision:
        """Return what one entity's emissions fall under in one year; a blank entity is the company itself.

        Raises
        ------
        DataError
            If the table does not hold the entity, or only from a later year on.
        """
        found = self.find(entity, year)
        if isinstance(found, Problem):
            raise DataError([found])
        return found

    def find(self, entity: str, year: int) -> Decision | Problem:
        """Return the decision about an entity in a year, or the problem with it."""
        if not entity:
            return Decision("", FROM_THE_START, 1.0, "", 0.0)
        known = self._by_entity.get(entity)
        if known is None:
            options = ", ".join(closest(entity, self._by_entity) or list(self._by_entity)[:6])
            return Problem("boundary_unknown_entity", entity, params={"options": options})
        held = [decision for decision, _ in known if decision.year <= year]
        if not held:
            return Problem("boundary_year_missing", entity, params={"year": year, "first": known[0][0].year})
        return held[-1]

    @cached_property
    def _by_entity(self) -> dict[str, list[tuple[Decision, Rule]]]:
        log = ProblemLog()
        found: dict[str, list[tuple[Decision, Rule]]] = {}
        for row in self.entities.to_dict("records"):
            decided = self._decide(row)
            if isinstance(decided, Problem):
                log.extend([decided.at(str(row["sheet"]), str(row["cell"]))])
            else:
                found.setdefault(str(row["entity"]), []).append(decided)
        log.raise_if_any()
        return found

    def _decide(self, row: dict[Any, Any]) -> tuple[Decision, Rule] | Problem:
        asked = (row["relation"], self.approach, row["operational_control"], row["financial_control"])
        rule = next((rule for rule in self.rules if rule.fits(*asked)), None)
        if rule is None:
            words = {f"relation_{language}": relation_name(row["relation"], language) for language in LANGUAGES}
            words |= {f"approach_{language}": approach_name(self.approach, language) for language in LANGUAGES}
            column = "operational_control" if self.approach == "operational control" else "financial_control"
            return Problem("boundary_control_missing", row["entity"], params={"column": column, **words})
        if rule.uses_ownership and pd.isna(row["ownership_share"]):
            return Problem("boundary_share_missing", row["entity"])
        own, rest = rule.shares(float(row["ownership_share"]))
        return Decision(str(row["entity"]), int(row["year"]), own, rule.rest, rest), rule

    @property
    def decisions(self) -> pd.DataFrame:
        """Return every decision: entity, from_year, relation, own_share, category, category_share, texts, source.

        `must_disclose` marks a choice that the standard allows only when it is disclosed and justified.
        """
        return self._decisions.copy(deep=False)

    @cached_property
    def _decisions(self) -> pd.DataFrame:
        rows = []
        relations = self.entities.set_index(["entity", "year"])["relation"].to_dict()
        for known in self._by_entity.values():
            for decision, rule in known:
                relation = relations[decision.entity, decision.year]
                sentences = [_sentence(decision, rule, relation, language) for language in LANGUAGES]
                year = decision.year or pd.NA
                rows.append(
                    (decision.entity, year, relation, decision.own_share, decision.category, decision.category_share,
                     *sentences, rule.source, rule.confidence, rule.must_disclose)
                )  # fmt: skip
        columns = ["entity", "from_year", "relation", "own_share", "category", "category_share"]
        frame = pd.DataFrame(
            rows, columns=[*columns, *(f"text_{one}" for one in LANGUAGES), "source", "confidence", "must_disclose"]
        )
        frame["from_year"] = frame["from_year"].astype("Int64")
        return frame

    @property
    def fingerprint(self) -> str:
        """Return approach and decisions as text, for the fingerprint of an inventory."""
        return self.approach + str(self.decisions.drop(columns=["text_en", "text_nl"]).to_csv(index=False))

    def __repr__(self) -> str:
        head = f"Boundary: {approach_name(self.approach)}, {len(self._by_entity)} entities"
        return "\n".join([head, *(f"  {sentence}" for sentence in self.decisions["text_en"])])

    def _repr_html_(self) -> str:
        shown = self.decisions[["entity", "from_year", "own_share", "category", "category_share", "text_en", "source"]]
        return str(shown.to_html(index=False, na_rep=""))


def _sentence(decision: Decision, rule: Rule, relation: str, language: str) -> str:
    said: dict[str, Any] = {
        "entity": decision.entity,
        "relation": relation_name(relation, language),
        "own": _percent(decision.own_share, language),
        "rest": _percent(decision.category_share, language),
        "because": text(f"boundary.because.{rule.because}", language),
        "since": text("boundary.since", language, year=decision.year) if decision.year else "",
    }
    if not decision.category:
        return text("boundary.decision", language, **said)
    said["category"] = f"{decision.category} {category_name(decision.category, language)}"
    return text("boundary.decision_rest", language, **said)


def _percent(share: float, language: str) -> str:
    shown = f"{100 * share:.4g}"
    return shown.replace(".", ",") if language == "nl" else shown
