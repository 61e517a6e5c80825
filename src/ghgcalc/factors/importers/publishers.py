"""Finds the importer of a publisher by name and passes on the options that it has."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ghgcalc.errors import DataError, Problem, closest
from ghgcalc.factors.importers.building import read_mapping
from ghgcalc.factors.importers.common import ImportedFactors

#: Publisher → module and function; the module is loaded when it is asked for.
IMPORTERS = {
    "aib": ("aib", "read_aib"),
    "base-carbone": ("base_carbone", "read_base_carbone"),
    "climatiq": ("climatiq", "read_climatiq"),
    "desnz": ("desnz", "read_desnz"),
    "ember": ("ember", "read_ember"),
    "epa-hub": ("epa_hub", "read_epa_hub"),
    "epa-sef": ("epa_sef", "read_epa_sef"),
    "exiobase": ("exiobase", "read_exiobase"),
    "generic": ("generic", "read_generic"),
    "idemat": ("idemat", "read_idemat"),
    "nl": ("nl", "read_nl"),
}


def read_publisher_file(publisher: str, path: str | Path, **options: Any) -> ImportedFactors:
    """Read a publisher's own file.

    Parameters
    ----------
    publisher : str
        One of `IMPORTERS`.
    path : str or Path
        The file as published.
    **options
        What the importer takes, such as ``year``, ``gwp``, ``row``, ``margins``, ``mapping`` (a CSV file) and
        ``recipe`` (a TOML file). An option that is None is not passed on.

    Raises
    ------
    DataError
        If there is no such importer or option, or the file cannot be read.

    Examples
    --------
    >>> from ghgcalc.errors import DataError
    >>> try:
    ...     read_publisher_file("defra", "file.xlsx")
    ... except DataError as error:
    ...     print(error.problems[0].code)
    import_publisher
    """
    if publisher not in IMPORTERS:
        near = closest(publisher, IMPORTERS) or list(IMPORTERS)
        raise DataError([Problem("import_publisher", publisher, params={"options": ", ".join(near)})])
    module, name = IMPORTERS[publisher]
    reader: Callable[..., ImportedFactors] = getattr(
        importlib.import_module(f"ghgcalc.factors.importers.{module}"), name
    )
    given = {key: value for key, value in options.items() if value is not None}
    known = list(inspect.signature(reader).parameters)[1:]
    for key in given:
        if key not in known:
            params = {"publisher": publisher, "options": ", ".join(known) or "-"}
            raise DataError([Problem("import_option", key, params=params)])
    if "recipe" in known and "recipe" not in given:
        raise DataError([Problem("import_recipe_key", "recipe")])
    if isinstance(given.get("mapping"), (str, Path)):
        given["mapping"] = read_mapping(given["mapping"])
    return reader(path, **given)
