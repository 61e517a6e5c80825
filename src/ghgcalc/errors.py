"""Errors that show every problem at once: where it is, what is wrong and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from ghgcalc.texts import has_text, text

if TYPE_CHECKING:
    import pandas as pd

Severity = Literal["error", "warning"]
#: Problems that an error prints at the most; all of them are in `DataError.problems`.
_LINES_SHOWN = 200
#: Characters of a value that a sentence quotes at the most.
_QUOTED_LENGTH = 120


class GhgcalcError(Exception):
    """Base class of every error that ghgcalc raises on purpose."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, in words that exist in English and Dutch.

    The sentences stand in the data folder `texts` under ``<code>.problem`` and ``<code>.hint``.

    Parameters
    ----------
    code : str
        Key of the sentences, such as ``"unknown_unit"``.
    value : object
        What was found there.
    sheet, cell : str
        Where it was found; empty when the input is not a workbook. For a frame, `cell` holds the row.
    params : mapping
        Values for the placeholders of the sentences; ``name_en`` and ``name_nl`` fill ``{name}`` in their language.
    severity : {"error", "warning"}
        A warning is reported and does not stop the calculation.
    """

    code: str
    value: Any = None
    sheet: str = ""
    cell: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = "error"

    def at(self, sheet: str, cell: str) -> Problem:
        """Return the same problem with the place where it was found."""
        return replace(self, sheet=sheet, cell=cell)

    def problem(self, language: str = "en") -> str:
        """Say what is wrong."""
        return text(f"{self.code}.problem", language, **self._values(language))

    def hint(self, language: str = "en") -> str:
        """Say how to mend it; empty when there is nothing to add."""
        key = f"{self.code}.hint"
        return text(key, language, **self._values(language)).strip() if has_text(key) else ""

    def shown(self) -> str:
        """Return what was found as people write it: a whole number without decimals, '' for nothing.

        Examples
        --------
        >>> Problem("cell_negative", -4.0).shown()
        '-4'
        """
        value = self.value
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return "" if value is None else str(value)

    def _values(self, language: str) -> dict[str, Any]:
        own = {k.removesuffix(f"_{language}"): v for k, v in self.params.items() if k.endswith(f"_{language}")}
        return {"value": self._quoted(language), **self.params, **own}

    def _quoted(self, language: str) -> Any:
        """Return what was found as a sentence quotes it: a long text is cut, and Excel's words are the user's."""
        if isinstance(self.value, bool):
            return text(f"errors.{self.value}".lower(), language)
        if isinstance(self.value, str) and len(self.value) > _QUOTED_LENGTH:
            return f"{self.value[:_QUOTED_LENGTH]}…"
        return self.shown() if isinstance(self.value, float) else self.value

    def sentence(self, language: str = "en") -> str:
        """Return problem and hint as one line."""
        hint = self.hint(language)
        return f"{self.problem(language)}; {hint}" if hint else self.problem(language)


class DataError(GhgcalcError, ValueError):
    """The input holds problems; `problems` lists all of them.

    Parameters
    ----------
    problems : iterable of Problem
        Every problem found, in reading order.
    source : str
        File or frame in which they were found.
    language : {"en", "nl"}, optional
        Language in which the error prints itself; English when it is not known.

    Attributes
    ----------
    is_language_known : bool
        The language is that of the workbook or was asked for.
    """

    def __init__(self, problems: Iterable[Problem], *, source: str = "", language: str | None = None) -> None:
        self.problems = tuple(problems)
        self.source = source
        self.language = language or "en"
        self.is_language_known = language is not None
        super().__init__(source)

    def frame(self, language: str | None = None) -> pd.DataFrame:
        """Return the problems as a frame: sheet, cell, value, problem, hint, code."""
        import pandas as pd

        chosen = language or self.language
        return pd.DataFrame(
            [(p.sheet, p.cell, p.value, p.problem(chosen), p.hint(chosen), p.code) for p in self.problems],
            columns=["sheet", "cell", "value", "problem", "hint", "code"],
        )

    @property
    def is_sentence(self) -> bool:
        """One problem without a place, which is told in one sentence instead of a table."""
        return len(self.problems) == 1 and not self.problems[0].cell

    def title(self) -> str:
        """Return how many problems there are, and where."""
        key = "errors.title_one" if len(self.problems) == 1 else "errors.title"
        where = f" {text('errors.in', self.language)} {self.source}" if self.source else ""
        return text(key, self.language, count=len(self.problems)) + where

    def table(self) -> list[list[str]]:
        """Return the head and the rows of what is shown, without the columns that are empty."""
        rows = [
            (p.sheet, p.cell, _short(p.shown()), p.problem(self.language), p.hint(self.language))
            for p in self.problems[:_LINES_SHOWN]
        ]
        names = [text(f"errors.{name}", self.language) for name in ("sheet", "cell", "value", "problem", "hint")]
        keep = [i for i in range(5) if any(row[i] for row in rows)]
        return [[names[i] for i in keep], *[[row[i] for i in keep] for row in rows]]

    def rest(self) -> list[str]:
        """Return the line that says how many problems are not shown, if any."""
        left = len(self.problems) - _LINES_SHOWN
        return [text("errors.more", self.language, count=left)] if left > 0 else []

    def __str__(self) -> str:
        if self.is_sentence:
            return self.problems[0].sentence(self.language)
        table = self.table()
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in table
        ]
        return "\n".join([self.title(), *lines, *self.rest()])


class ProblemLog:
    """Collects problems while reading goes on, and raises them together.

    Examples
    --------
    >>> log = ProblemLog(source="acme.xlsx")
    >>> log.add("unknown_language", value="fr")
    >>> len(log)
    1
    """

    def __init__(self, *, source: str = "", language: str = "en") -> None:
        self.source = source
        self.language = language
        self._problems: list[Problem] = []

    def add(
        self,
        code: str,
        *,
        value: Any = None,
        sheet: str = "",
        cell: str = "",
        severity: Severity = "error",
        **params: Any,
    ) -> None:
        """Note one problem."""
        self._problems.append(Problem(code, value, sheet, cell, params, severity))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take over problems noted elsewhere."""
        self._problems.extend(problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the problems that stop a calculation."""
        return tuple(p for p in self._problems if p.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Return the problems that are only reported."""
        return tuple(p for p in self._problems if p.severity == "warning")

    def raise_if_any(self) -> None:
        """Raise all errors together, when there are any."""
        if self.errors:
            raise DataError(self.errors, source=self.source, language=self.language)

    def __len__(self) -> int:
        return len(self._problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._problems)


def closest(word: str, candidates: Iterable[str], *, limit: int = 3, cutoff: float = 0.6) -> list[str]:
    """Return the candidates that look most like `word`, best first.

    Examples
    --------
    >>> closest("kwh", ["kWh", "MWh", "km"])
    ['kWh', 'MWh']
    """
    folded: dict[str, str] = {}
    for candidate in candidates:
        folded.setdefault(candidate.casefold(), candidate)
    found = difflib.get_close_matches(word.casefold(), folded, n=limit, cutoff=cutoff)
    return [folded[key] for key in found]


def raise_problem(code: str, *, value: Any = None, language: str | None = None, **params: Any) -> NoReturn:
    """Raise a `DataError` that holds one problem."""
    raise DataError([Problem(code, value, params=params)], language=language)


def _short(shown: str, width: int = 32) -> str:
    return shown if len(shown) <= width else shown[: width - 1] + "…"
