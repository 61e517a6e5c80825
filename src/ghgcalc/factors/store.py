"""Keeps the sets of emission factors that a user imports: in the user's data folder or in a folder of choice."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ghgcalc.errors import DataError, Problem
from ghgcalc.files import writing
from ghgcalc.texts import text

if TYPE_CHECKING:
    from ghgcalc.factors.importers.common import ImportedFactors
    from ghgcalc.factors.model import EmissionFactors

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
_FILES = ("factors.csv", "source.toml")
#: What ``source.toml`` says of a set whose figures must not be passed on.
IMPORTER_ONLY = "importer-only"
#: What ``price_year`` says when every spend factor of a set is in prices of its own year.
FACTOR_YEAR = "factor year"


def store_folder(folder: str | Path | None = None) -> Path:
    """Return the folder of the imported sets: `folder`, else the user's data folder.

    Parameters
    ----------
    folder : str or Path, optional
        Folder of choice.

    Examples
    --------
    >>> store_folder("sets").name
    'sets'
    """
    if folder is not None:
        return Path(folder)
    from platformdirs import user_data_path

    return user_data_path("ghgcalc", appauthor=False) / "emission_factors"


def save_set(imported: ImportedFactors, folder: str | Path | None = None, *, name: str | None = None) -> Path:
    """Write an imported set; a set of the same name is replaced as a whole.

    Parameters
    ----------
    imported : ImportedFactors
        Result of an importer.
    folder : str or Path, optional
        Folder of choice; by default the user's data folder.
    name : str, optional
        Name of the set; by default its own, with ``-own`` behind it when a bundled set has that name.

    Returns
    -------
    Path
        Folder with ``factors.csv`` and ``source.toml``. It is complete or it is not there.

    Raises
    ------
    DataError
        If the name is not usable or the folder cannot be written.
    """
    from ghgcalc.factors.load import available_sets

    chosen = name or (f"{imported.name}-own" if imported.name in available_sets() else imported.name)
    if not _NAME.fullmatch(chosen) or chosen in available_sets():
        raise DataError([Problem("import_set_name", chosen)])
    root = store_folder(folder)
    with writing(root):
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=root) as scratch:
            finished = _renamed(imported, chosen).write(scratch)
            target = root / chosen
            old = Path(scratch) / ".replaced"
            if target.exists():
                target.rename(old)
            try:
                finished.rename(target)
            except OSError:
                if old.exists():
                    old.rename(target)
                raise
    return root / chosen


def _renamed(imported: ImportedFactors, name: str) -> ImportedFactors:
    from dataclasses import replace

    if name == imported.name:
        return imported
    frame = imported.frame.copy()
    frame["factor_id"] = [f"{name}/{value.partition('/')[2]}" for value in frame["factor_id"]]
    frame["source"] = name
    return replace(imported, name=name, frame=frame)


def imported_sets(folder: str | Path | None = None) -> tuple[str, ...]:
    """Return the names of the imported sets, in alphabetical order."""
    root = store_folder(folder)
    return tuple(sorted(path.parent.name for path in root.glob("*/factors.csv") if _NAME.fullmatch(path.parent.name)))


def find_set(name: str | Path) -> Path | None:
    """Return the folder of an imported set by its name or its path, None when there is none.

    Raises
    ------
    DataError
        If the folder is there without ``factors.csv`` or ``source.toml``.
    """
    given = Path(name)
    candidates = [given] if len(given.parts) > 1 or given.is_absolute() else [store_folder() / given, given]
    folder = next((candidate for candidate in candidates if candidate.is_dir()), None)
    if folder is not None and not all((folder / file).is_file() for file in _FILES):
        raise DataError([Problem("import_damaged_set", str(name))])
    return folder


def remove_set(name: str, folder: str | Path | None = None) -> None:
    """Delete an imported set.

    Raises
    ------
    DataError
        If there is no imported set of that name.
    """
    if name not in imported_sets(folder):
        options = ", ".join(imported_sets(folder)) or "-"
        raise DataError([Problem("unknown_set", name, params={"options": options})])
    shutil.rmtree(store_folder(folder) / name)


def importer_only(factors: EmissionFactors, language: str = "en") -> tuple[str, ...]:
    """Return a warning per set whose licence does not allow passing its figures on.

    Parameters
    ----------
    factors : EmissionFactors
        The factors behind a report.
    language : {"en", "nl"}
        Language of the sentences.
    """
    return tuple(
        text(
            "import.importer_only", language, publisher=about.get("publisher", name), licence=about.get("licence", "-")
        )
        for name, about in factors.sources.items()
        if about.get("redistributable") == IMPORTER_ONLY
    )
