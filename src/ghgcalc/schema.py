"""The one definition of the workbook's sheets, columns and drop-down lists, read from `templates/schema.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from ghgcalc.kept import read_document

ColumnType = Literal[
    "text", "year", "integer", "number", "share", "growth", "activity", "unit", "category", "region", "choice",
    "tag", "words", "composition",
]  # fmt: skip
SheetKind = Literal["text", "form", "table", "lists"]

#: Columns with a rating of the data behind a row, one per indicator of the GHG Protocol.
RATING_COLUMNS: tuple[str, ...] = (
    "quality_technology", "quality_time", "quality_geography", "quality_completeness", "quality_reliability",
)  # fmt: skip
#: Columns of the activity frame, in order.
ACTIVITY_COLUMNS: tuple[str, ...] = (
    "year", "activity", "value", "unit", "entity", "site", "region", "category", "instrument", "supplier",
    "supplier_factor", "supplier_factor_unit", "data_type", *RATING_COLUMNS, "scope2_method", "tier", "material",
    "process", "energy_carrier", "mode", "product", "boundary", "file", "sheet", "cell",
)  # fmt: skip
#: Sheets whose rows become the activity frame.
ACTIVITY_SHEETS: tuple[str, ...] = (
    "energy", "refrigerants", "purchased_goods", "transport", "travel_commuting", "commuting", "waste",
    "use_end_of_life", "assets", "reported",
)  # fmt: skip
#: Columns of the growth frame, in order; `year` is the override year or missing.
GROWTH_COLUMNS: tuple[str, ...] = (
    "category", "driver", "annual_growth", "from_year", "from_value", "to_year", "to_value", "price_inflation",
    "price_mix", "intensity_trend", "year", "sheet", "cell",
)  # fmt: skip
#: Columns of the exclusions frame, in order; a missing `year` is every year, a missing estimate is not known.
EXCLUSION_COLUMNS: tuple[str, ...] = (
    "category", "year", "reason", "explanation", "estimate_tco2e", "sheet", "cell",
)  # fmt: skip
#: Columns of the frame of power grids, in order, as `ghgcalc.projection.external_from_frame` reads them.
GRID_COLUMNS: tuple[str, ...] = ("driver", "year", "value", "source", "sheet", "cell")
#: Columns of the frame of other external drivers, in order; a known rule without figures of its own has no year.
EXTERNAL_COLUMNS: tuple[str, ...] = (
    "driver", "name_en", "name_nl", "group", "category", "activity", "region", "form", "year", "value",
    "interpolation", "covered", "saving", "confidence", "source", "sheet", "cell",
)  # fmt: skip
#: Columns of the targets frame, in order.
TARGET_COLUMNS: tuple[str, ...] = (
    "name", "scopes", "rulebook", "ambition", "method", "target_year", "sheet", "cell",
)  # fmt: skip

#: Columns of the frame of changes since the base year, in order.
CHANGE_COLUMNS: tuple[str, ...] = (
    "event", "year", "entity", "category", "tco2e", "scope2_method", "share", "previously_reported", "note", "sheet",
    "cell",
)  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One word of a closed list.

    Parameters
    ----------
    id : str
        The word as the library stores it.
    label : mapping
        Display name per language.
    also : tuple of str
        Other spellings that are understood.
    """

    id: str
    label: Mapping[str, str]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListSource:
    """A drop-down list: either written out, or drawn from a catalogue.

    Parameters
    ----------
    name : str
        Name of the list.
    source : str
        Catalogue it draws from (``activities``, ``article_groups``, ``base_year_events``, ``categories``, ``regions``,
        ``units``, ``rulebooks``, ``library_levers``, ``exclusion_reasons``, ``boundaries``, ``baselines``,
        ``quality_ratings``, ``external_rules``, ``external_groups``); empty when `options` holds the words.
    options : tuple of Option
        The words of a written-out list.
    prefixes : tuple of str
        Keep activities whose id begins with one of these.
    categories : tuple of str
        Keep these categories.
    contracts : bool or None
        True keeps only electricity contracts, False leaves them out.
    without : tuple of str
        Leave out activities whose id ends with one of these words, or these categories.
    by : mapping of str to str
        Category → name of the shorter list that belongs to it.
    """

    name: str
    source: str = ""
    options: tuple[Option, ...] = ()
    prefixes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    contracts: bool | None = None
    without: tuple[str, ...] = ()
    by: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One column of a table, or one line of a form.

    Parameters
    ----------
    id : str
        Machine id, the column name in the frames.
    type : str
        How a cell is understood; see `ColumnType`.
    label, help : mapping
        Header and explanation per language.
    required : bool
        Whether a filled row must hold it.
    list : str
        Name of its drop-down list; empty when there is none.
    width : float
        Column width in the sheet [characters].
    default : str
        Value that a blank cell stands for.
    minimum, maximum : float or None
        Limits of a number.
    signed : bool
        Whether a number may be negative.
    folded : bool
        Whether the column is folded away until the reader opens its group.
    names_from : str
        Sheet and column, as ``"entities.entity"``, whose names the drop-down offers; '' when there is none.
    """

    id: str
    type: ColumnType
    label: Mapping[str, str]
    help: Mapping[str, str]
    required: bool = False
    list: str = ""
    width: float = 14.0
    default: str = ""
    minimum: float | None = None
    maximum: float | None = None
    signed: bool = False
    folded: bool = False
    names_from: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook.

    Parameters
    ----------
    id : str
        Machine id.
    kind : str
        ``text``, ``form``, ``table`` or ``lists``.
    title, purpose : mapping
        Sheet name and explanation per language.
    columns : tuple of Column
        Columns in the order of the template.
    category : str
        Category of a row that names none; empty when the emission factor decides.
    amount : tuple of str
        Columns whose product is the amount of a row; empty when the column `value` holds it.
    """

    id: str
    kind: SheetKind
    title: Mapping[str, str]
    purpose: Mapping[str, str]
    columns: tuple[Column, ...] = field(default_factory=tuple)
    category: str = ""
    amount: tuple[str, ...] = ()

    @property
    def amount_column(self) -> str:
        """Return the column that messages about the amount point to."""
        return self.amount[0] if self.amount else "value"

    def has_column(self, column_id: str) -> bool:
        """Tell whether the sheet has a column of this id."""
        return any(column.id == column_id for column in self.columns)

    def column(self, column_id: str) -> Column:
        """Return one column by its id.

        Raises
        ------
        KeyError
            If the sheet has no such column.
        """
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(f"sheet {self.id!r} has no column {column_id!r}")


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return every sheet in the order of the workbook.

    Examples
    --------
    >>> [s.title["nl"] for s in sheets()][:3]
    ['Start', 'Bedrijf', 'Onderdelen']
    """
    document = _document()
    shared: dict[str, dict[str, Any]] = document["column"]
    return tuple(_sheet(entry, shared) for entry in document["sheet"])


def sheet(sheet_id: str) -> Sheet:
    """Return one sheet by its id.

    Raises
    ------
    KeyError
        If the schema has no such sheet.

    Examples
    --------
    >>> sheet("waste").category
    '3.5'
    """
    for candidate in sheets():
        if candidate.id == sheet_id:
            return candidate
    raise KeyError(f"the schema has no sheet {sheet_id!r}")


@cache
def supplier_sheet() -> Sheet:
    """Return the form that a supplier fills in.

    Examples
    --------
    >>> len(supplier_sheet().columns)
    12
    """
    return _sheet(_supplier_document()["sheet"], {})


@cache
def list_source(name: str) -> ListSource:
    """Return the definition of a drop-down list.

    Raises
    ------
    KeyError
        If the schema has no such list.

    Examples
    --------
    >>> [option.id for option in list_source("scope2_methods").options]
    ['market', 'location']
    """
    lists: dict[str, Any] = {**_supplier_document()["list"], **_document()["list"]}
    entry: dict[str, Any] = lists[name]
    return ListSource(
        name=name,
        source=entry.get("from", ""),
        options=tuple(
            Option(option["id"], {"en": option["en"], "nl": option["nl"]}, tuple(option.get("also", ())))
            for option in entry.get("options", ())
        ),
        prefixes=tuple(entry.get("prefixes", ())),
        categories=tuple(entry.get("categories", ())),
        contracts=entry.get("contracts"),
        without=tuple(entry.get("without", ())),
        by=entry.get("by", {}),
    )


def derived_tag(tag: str, activity: str) -> str:
    """Return what an activity says about a tag by itself; empty when it says nothing.

    Parameters
    ----------
    tag : {"energy_carrier", "mode"}
        Column of the activity frame.
    activity : str
        Activity id.

    Examples
    --------
    >>> derived_tag("mode", "transport.sea.container_deep_sea")
    'sea'
    """
    table: dict[str, str] = _document()["derived"][tag]
    parts = activity.split(".")
    for length in range(len(parts), 0, -1):
        if (found := table.get(".".join(parts[:length]))) is not None:
            return found
    return ""


def schema_version() -> int:
    """Return the version of the schema, which every template carries."""
    return int(_document()["version"])


@cache
def _document() -> dict[str, Any]:
    return read_document("templates", "schema.toml")


@cache
def _supplier_document() -> dict[str, Any]:
    return read_document("templates", "supplier_form.toml")


def _sheet(entry: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]]) -> Sheet:
    columns = []
    for raw in entry.get("column", ()):
        own = dict(raw)
        base = own.pop("use", None)
        columns.append(Column(**({"id": base, **shared[base], **own} if base else own)))
    return Sheet(
        id=entry["id"],
        kind=entry["kind"],
        title=entry["title"],
        purpose=entry["purpose"],
        columns=tuple(columns),
        category=entry.get("category", ""),
        amount=tuple(entry.get("amount", ())),
    )
