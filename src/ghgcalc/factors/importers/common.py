"""What every importer shares: the report of an import, the form of a set, the mapping tables."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ghgcalc.factors.columns import FACTOR_COLUMNS, NUMBER_COLUMNS, OPTIONAL_COLUMNS, OPTIONAL_NUMBERS
from ghgcalc.resources import data_path
from ghgcalc.texts import text

if TYPE_CHECKING:
    from ghgcalc.factors.model import EmissionFactors

_NUMBERS = (*NUMBER_COLUMNS, *OPTIONAL_NUMBERS)
_SPELLED = {"–": "-", ">": "over ", "<": "under ", "+": " plus ", "%": " percent ", "&": " and "}


@dataclass(frozen=True, eq=False)
class ImportReport:
    """What became of every row of a publisher's file.

    Parameters
    ----------
    rows_read : int
        Data rows found in the file.
    rows_written : int
        Emission lines in the resulting set; one published figure can serve two activities.
    left_out : DataFrame [row, name, reason]
        Rows that gave no emission line. `reason` is a key below ``import.reason`` in the data folder `texts`.
    unmapped : DataFrame [row, name, activity]
        Rows that the mapping table does not know yet, with the systematic id they got (empty: left out).
    anomalies : tuple of str
        Figures that contradict each other or the known edition.
    """

    rows_read: int
    rows_written: int
    left_out: pd.DataFrame
    unmapped: pd.DataFrame
    anomalies: tuple[str, ...] = ()

    def reasons(self) -> dict[str, int]:
        """Return how many rows were left out per reason."""
        return {str(reason): int(count) for reason, count in self.left_out["reason"].value_counts().items()}

    def summary(self, language: str = "en") -> str:
        """Return the report as text, in English or Dutch."""
        lines = [text("import.summary", language, read=self.rows_read, written=self.rows_written)]
        for reason, count in self.reasons().items():
            lines.append(f"  {count:6d}  {text(f'import.reason.{reason}', language)}")
        if len(self.unmapped):
            lines.append(f"  {len(self.unmapped):6d}  {text('import.unmapped', language)}")
        lines += [f"  {text('import.anomaly', language)}: {anomaly}" for anomaly in self.anomalies]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()


@dataclass(frozen=True, eq=False)
class ImportedFactors:
    """A set of emission factors read from a publisher's file.

    Parameters
    ----------
    name : str
        Name of the set, such as ``"desnz-2025"``.
    frame : DataFrame
        One row per emission line, columns `FACTOR_COLUMNS`.
    source : mapping
        Publisher, title, edition, url, licence, attribution, sha256 and more.
    report : ImportReport
        Rows read, left out and unmapped.
    """

    name: str
    frame: pd.DataFrame
    source: Mapping[str, Any]
    report: ImportReport = field(repr=False)

    def factors(self) -> EmissionFactors:
        """Return the set as `EmissionFactors`, ready for an inventory."""
        from ghgcalc.factors.model import EmissionFactors

        return EmissionFactors.of_set(self.frame, self.name, self.source)

    def write(self, folder: str | Path) -> Path:
        """Write ``factors.csv`` and ``source.toml`` into `folder`/`name` and return that folder.

        Both files are complete before the first one is put in place, so a failure leaves nothing half-imported.
        """
        target = Path(folder) / self.name
        target.mkdir(parents=True, exist_ok=True)
        finished = []
        for name, content in (("factors.csv", csv_text(self.frame)), ("source.toml", toml_text(self.source))):
            part = target / f".{name}.part"
            part.write_text(content, encoding="utf-8", newline="\n")
            finished.append((part, target / name))
        for part, final in finished:
            part.replace(final)
        return target


def clean(value: object) -> str:
    """Return a cell as text without blanks around it and with single blanks inside.

    Examples
    --------
    >>> clean("Products tanker ")
    'Products tanker'
    """
    return " ".join(str(value).split()) if value is not None else ""


def slug(published: str) -> str:
    """Return a published name as part of an activity id.

    Examples
    --------
    >>> slug("Rigid (>7.5 tonnes-17 tonnes)")
    'rigid_over_7_5_tonnes_17_tonnes'
    """
    spelled = published
    for sign, word in _SPELLED.items():
        spelled = spelled.replace(sign, word)
    ascii_text = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", ascii_text.casefold()).strip("_")


def sha256_of(path: str | Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


@cache
def mapping_table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a mapping table in the data folder ``emission_factors/mappings``."""
    with data_path("emission_factors", "mappings", name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def editions() -> dict[str, Any]:
    """Return what is known about published editions: url, sha256, known anomalies."""
    path = data_path("emission_factors", "mappings", "editions.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def edition_of(importer: str, year: int, digest: str) -> tuple[dict[str, Any], list[str]]:
    """Return the description of an edition and the anomalies to report about the file as a whole."""
    about = editions()[importer]
    edition = {**about.get("any", {}), **about.get(str(year), {})}
    known = edition.pop("anomalies", [])
    edition.pop("not_published", None)
    if not edition.get("sha256"):
        return {**edition, "sha256": digest}, [*known]
    if edition["sha256"] != digest:
        return {**edition, "sha256": digest}, [*known, f"the file differs from the known edition {year}"]
    return edition, [*known]


def csv_text(frame: pd.DataFrame) -> str:
    """Return a factor frame as CSV: blank for not published, floats with the digits that bring them back.

    An optional column is there when something stands in it.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    said = [name for name in OPTIONAL_COLUMNS if name in frame and any(_printed(frame[name], name))]
    columns = [list(_printed(frame[name], name)) for name in (*FACTOR_COLUMNS, *said)]
    writer.writerow((*FACTOR_COLUMNS, *said))
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue()


def _printed(values: pd.Series, name: str) -> Iterator[str]:
    for value in values:
        if name not in _NUMBERS:
            yield str(value)
        else:
            yield "" if np.isnan(value) else repr(float(value))


def toml_text(source: Mapping[str, Any]) -> str:
    """Return the description of a set as TOML.

    Examples
    --------
    >>> print(toml_text({"publisher": "DESNZ", "redistributable": True}), end="")
    publisher = "DESNZ"
    redistributable = true
    """
    return "".join(f"{key} = {_toml(value)}\n" for key, value in source.items())


def _toml(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[\n" + "".join(f"  {_toml(item)},\n" for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def factor_frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows as a factor frame with every column in its place and its type."""
    given = [name for name in OPTIONAL_COLUMNS if any(name in row for row in rows)]
    frame = pd.DataFrame(list(rows), columns=[*FACTOR_COLUMNS, *given])
    for name in frame.columns:
        if name in _NUMBERS:
            frame[name] = pd.to_numeric(frame[name]).astype(np.float64)
        elif name in ("valid_from", "valid_to"):
            frame[name] = frame[name].astype(np.int64)
        else:
            frame[name] = frame[name].astype(object).where(frame[name].notna(), "").astype(str)
    return frame
