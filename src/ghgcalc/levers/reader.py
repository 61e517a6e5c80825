"""Reads levers from a frame, such as the sheet of a workbook, and fills blank fields from the library."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ghgcalc.errors import DataError, Problem, ProblemLog, closest
from ghgcalc.inventory.selector import SELECTOR_COLUMNS, Selector
from ghgcalc.levers.columns import column_names
from ghgcalc.levers.lever import MECHANISMS, PAYERS, Lever
from ghgcalc.levers.library import LibraryLever, load_library, refused_by_name
from ghgcalc.levers.ramp import CURVES, Ramp

#: Columns of a lever frame in reading order; those after `include_upstream` are optional refinements.
LEVER_COLUMNS: tuple[str, ...] = (
    "lever_id", "library_id", "name", "group", "mechanism", *SELECTOR_COLUMNS, "start_year", "end_year",
    "share_from", "share_to", "curve", "effectiveness", "rebound", "to_activity", "ratio", "factor_after", "tonnes",
    "lifetime_years", "capex_eur", "opex_eur_per_year", "subsidy_eur", "who_pays", "source", "include_upstream",
    "to_category", "to_region", "factor_after_upstream", "displacement", "service_emissions", "displaces_own_volume",
    "renewed", "scope2_method", "sheet", "cell",
)  # fmt: skip

_SHARES = ("share_from", "share_to", "effectiveness", "rebound", "displacement", "service_emissions")
_NUMBERS = (
    *_SHARES, "ratio", "factor_after", "factor_after_upstream", "tonnes", "capex_eur", "opex_eur_per_year",
    "subsidy_eur",
)  # fmt: skip
_YEARS = ("start_year", "end_year", "lifetime_years")
_FLAGS = ("include_upstream", "displaces_own_volume", "renewed")
_WORDS = {"true": True, "yes": True, "ja": True, "1": True, "waar": True}
_WORDS |= {"false": False, "no": False, "nee": False, "0": False, "onwaar": False}


def levers_from_frame(
    frame: pd.DataFrame, *, library: Mapping[str, LibraryLever] | None = None, language: str = "en"
) -> list[Lever]:
    """Return the levers of a frame, or raise with everything that is wrong in it.

    Parameters
    ----------
    frame : DataFrame
        One lever per row with the columns of `LEVER_COLUMNS`; absent and blank cells are filled from the library
        lever named in `library_id`. Shares are 0..1. A blank `share_from` means that nothing is treated yet.
    library : mapping or None
        Library levers by id; None = the bundled library.
    language : {"en", "nl"}
        Language of the error table, and of `name`.

    Returns
    -------
    list of Lever
        In the order of the frame.

    Raises
    ------
    DataError
        Lists every problem with sheet and cell, and what to write instead.

    Examples
    --------
    >>> frame = pd.DataFrame({"lever_id": ["polyester"], "library_id": ["MT01"], "start_year": [2025],
    ...                       "end_year": [2030]})
    >>> lever = levers_from_frame(frame)[0]
    >>> lever.mechanism, round(lever.reduction(2030), 6)
    ('switch', 0.360465)
    """
    known = load_library() if library is None else library
    log = ProblemLog(language=language)
    for name in frame.columns:
        if str(name) not in LEVER_COLUMNS:
            near = closest(str(name), LEVER_COLUMNS) or list(LEVER_COLUMNS[:5])
            log.add("lever_column", value=name, options=", ".join(near))
    levers: list[Lever] = []
    seen: dict[str, str] = {}
    for number, row in enumerate(frame.to_dict("records"), start=1):
        reader = _Row({str(name): value for name, value in row.items()}, known, log, number, language)
        lever = reader.lever()
        if lever is None:
            continue
        if lever.lever_id in seen:
            log.add("lever_id_twice", value=lever.lever_id, sheet=lever.sheet, cell=lever.cell, lever=lever.lever_id)
        seen[lever.lever_id] = lever.cell
        levers.append(lever)
    log.raise_if_any()
    return levers


class _Row:
    """One row of the frame; notes its problems and builds the lever when there are none."""

    def __init__(
        self, row: dict[str, Any], library: Mapping[str, LibraryLever], log: ProblemLog, number: int, language: str
    ) -> None:
        self.row, self.library, self.log, self.language = row, library, log, language
        self.sheet = self.text("sheet")
        self.cell = self.text("cell") or str(number)
        self.lever_id = self.text("lever_id") or self.text("library_id")
        self.errors = 0

    def note(self, code: str, value: object, **params: Any) -> None:
        self.errors += 1
        self.log.add(code, value=value, sheet=self.sheet, cell=self.cell, lever=self.lever_id, **params)

    def raw(self, column: str) -> Any:
        value = self.row.get(column)
        return None if value is None or (not isinstance(value, str) and pd.isna(value)) else value

    def text(self, column: str) -> str:
        value = self.raw(column)
        return "" if value is None else str(value).strip()

    def number(self, column: str) -> float | None:
        value = self.raw(column)
        if value is None or self.text(column) == "":
            return None
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number):
            self.note("lever_number", value, **column_names(column))
            return None
        if column in _SHARES and abs(number) > 1.0:
            self.note("lever_percent", value, **column_names(column), share=f"{number / 100.0:g}")
            return None
        return number

    def year(self, column: str) -> int | None:
        number = self.number(column)
        if number is not None and number != int(number):
            self.note("lever_whole", self.raw(column), **column_names(column))
            return None
        return None if number is None else int(number)

    def flag(self, column: str) -> bool | None:
        word = self.text(column).casefold()
        if not word:
            return None
        if word not in _WORDS:
            self.note("lever_flag", self.raw(column), **column_names(column))
            return None
        return _WORDS[word]

    def choice(self, column: str, words: tuple[str, ...], default: str) -> str:
        word = self.text(column).casefold()
        if word and word not in words:
            options = ", ".join(closest(word, words) or words)
            self.note("lever_choice", self.raw(column), **column_names(column), options=options)
        return word or default

    def activity(self) -> str:
        """Return the id of the destination, also when it is written as a name or synonym."""
        from ghgcalc.factors.activities import find_activity

        written = self.text("to_activity")
        return (find_activity(written) or written) if written else ""

    def lever(self) -> Lever | None:
        base = self.default()
        numbers = {name: self.number(name) for name in _NUMBERS}
        years = {name: self.year(name) for name in _YEARS}
        flags = {name: self.flag(name) for name in _FLAGS}
        mechanism = self.choice("mechanism", tuple(MECHANISMS), base.mechanism if base else "")
        curves = tuple(name for name in CURVES if name != "table")
        curve = self.choice("curve", curves, base.curve if base else "linear")
        if not mechanism and not self.text("mechanism"):
            self.note("lever_needs", None, **column_names("mechanism"), mechanism="")
        if base is not None and base.mechanism == mechanism:
            for name in ("ratio", "factor_after", "displacement"):
                numbers[name] = getattr(base, name) if numbers[name] is None else numbers[name]
        if base is not None:
            for name in ("share_from", "share_to", "effectiveness"):
                numbers[name] = getattr(base, name) if numbers[name] is None else numbers[name]
            if base.needs_own_volume and numbers["displacement"] is None:
                self.note("lever_needs", None, **column_names("displacement"), mechanism=mechanism)
        self.check_name(base)
        ramp = self.ramp(numbers, years, curve, renewed=bool(flags["renewed"]), direct=mechanism == "direct")
        selector = {name: self.text(name) for name in SELECTOR_COLUMNS}
        if self.errors or ramp is None:
            return None
        own = Selector.of(selector)
        name = self.text("name")
        try:
            return Lever(
                lever_id=self.lever_id,
                mechanism=mechanism,  # type: ignore[arg-type]
                selector=own if base is None else _filled(own, base.selector),
                ramp=ramp,
                name_en=name or (base.name_en if base else ""),
                name_nl=name or (base.name_nl if base else ""),
                group=self.text("group") or (base.group if base else ""),
                effectiveness=numbers["effectiveness"],
                rebound=numbers["rebound"] or 0.0,
                displacement=1.0 if numbers["displacement"] is None else numbers["displacement"],
                service_emissions=numbers["service_emissions"] or 0.0,
                to_activity=self.activity() or (base.to_activity if base else ""),
                to_category=self.text("to_category") or (base.to_category if base else ""),
                to_region=self.text("to_region"),
                ratio=numbers["ratio"],
                factor_after=numbers["factor_after"],
                factor_after_upstream=numbers["factor_after_upstream"],
                tonnes=numbers["tonnes"],
                include_upstream=flags["include_upstream"] is not False,
                scope2_method=self.choice("scope2_method", ("location", "market"), base.scope2_method if base else ""),  # type: ignore[arg-type]
                displaces_own_volume=flags["displaces_own_volume"] is not False,
                esrs_lever=base.esrs_lever if base else "",
                library_id=base.lever_id if base else "",
                source=self.text("source") or ("; ".join(base.sources) if base else ""),
                confidence=base.confidence if base else "",
                overlaps=base.overlaps if base else (),
                excludes=base.excludes if base else (),
                requires=base.requires if base else (),
                capex_eur=numbers["capex_eur"],
                opex_eur_per_year=numbers["opex_eur_per_year"],
                subsidy_eur=numbers["subsidy_eur"],
                who_pays=self.choice("who_pays", PAYERS, ""),  # type: ignore[arg-type]
                sheet=self.sheet,
                cell=self.cell,
            )
        except DataError as error:
            self.log.extend(self.with_library_hint(error, base))
            return None

    def default(self) -> LibraryLever | None:
        wanted = self.text("library_id")
        if not wanted:
            return None
        found = {name.casefold(): lever for name, lever in self.library.items()}.get(wanted.casefold())
        if found is None:
            near = _nearest(wanted, self.library)
            shown = ", ".join(f"{name} ({self.library[name].name(self.language)})" for name in near)
            self.note("lever_library_id", wanted, options=shown or "OP01 … PE03")
        return found

    def ramp(
        self,
        numbers: Mapping[str, float | None],
        years: Mapping[str, int | None],
        curve: str,
        *,
        renewed: bool,
        direct: bool,
    ) -> Ramp | None:
        start, end, share_to = years["start_year"], years["end_year"], numbers["share_to"]
        if start is None and not self.text("start_year"):
            self.note("lever_needs", None, **column_names("start_year"), mechanism="")
        if end is None and curve == "step" and start is not None:
            end = start + 1
        if end is None and not self.text("end_year"):
            self.note("lever_needs", None, **column_names("end_year"), mechanism="")
        if share_to is None and direct and not self.text("share_to"):
            share_to = 1.0
        if share_to is None and not self.text("share_to"):
            self.note("lever_needs", None, **column_names("share_to"), mechanism="")
        if start is None or end is None or share_to is None:
            return None
        share_from = numbers["share_from"] or 0.0
        return Ramp(start, end, share_from, share_to, curve, (), years["lifetime_years"], renewed)  # type: ignore[arg-type]

    def check_name(self, base: LibraryLever | None) -> None:
        if not self.lever_id:
            self.note("lever_without_id", None)
        code = refused_by_name(self.text("name"), self.text("lever_id")) if base is None else None
        if code is not None:
            self.note(code, self.text("name") or self.lever_id)

    def with_library_hint(self, error: DataError, base: LibraryLever | None) -> list[Problem]:
        """Say what the library knows when a switch of the library has no destination."""
        return [
            Problem(
                "lever_destination_or_intensity",
                p.value,
                p.sheet,
                p.cell,
                {**p.params, "share": f"{base.effectiveness:.0%}"},
            )
            if p.code == "lever_without_destination" and base is not None and base.effectiveness is not None
            else p
            for p in error.problems
        ]


def _nearest(wanted: str, library: Mapping[str, LibraryLever]) -> list[str]:
    """Return the ids that look most like what was written: an id without its zero, an id, or a name."""
    letters, digits = wanted.strip("0123456789 ").upper(), "".join(filter(str.isdigit, wanted))
    padded = f"{letters}{digits.zfill(2)}"
    if padded in library:
        return [padded]
    names = {name: key for key, lever in library.items() for name in (lever.name_en, lever.name_nl)}
    return closest(wanted, library) or [names[hit] for hit in closest(wanted, names)]


def _filled(own: Selector, base: Selector) -> Selector:
    """Take each blank column of a selector from the library."""
    return Selector(**{name: getattr(own, name) or getattr(base, name) for name in SELECTOR_COLUMNS})
