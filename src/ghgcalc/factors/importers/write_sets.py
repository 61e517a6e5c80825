"""Writes the bundled sets that come from official files: ``python -m ghgcalc.factors.importers.write_sets``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ghgcalc.errors import DataError
from ghgcalc.factors.importers.common import ImportedFactors
from ghgcalc.factors.importers.desnz import read_desnz
from ghgcalc.factors.importers.epa_hub import read_epa_hub
from ghgcalc.factors.importers.epa_sef import read_epa_sef
from ghgcalc.factors.importers.nl import read_nl
from ghgcalc.factors.importers.refrigerants import build_refrigerants

#: Importers by the beginning of the file name.
READERS: dict[str, Callable[[Path], ImportedFactors]] = {
    "desnz": read_desnz,
    "ghg-conversion-factors": read_desnz,
    "nl-co2emissiefactoren": lambda path: read_nl(path, complete=False),
    "co2emissiefactoren": lambda path: read_nl(path, complete=False),
    "epa-ghg-ef-hub": read_epa_hub,
    "ghg-emission-factors-hub": read_epa_hub,
    "epa-sef": read_epa_sef,
    "SupplyChainGHGEmissionFactors": read_epa_sef,
}


def write_sets(official: str | Path, out: str | Path) -> list[ImportedFactors]:
    """Read every official file in a folder and write the sets that ghgcalc carries.

    Parameters
    ----------
    official : str or Path
        Folder with the publishers' files, names as in `READERS`.
    out : str or Path
        Folder that receives one folder per set.

    Returns
    -------
    list of ImportedFactors
        The sets written, with their reports.

    Raises
    ------
    DataError
        If a file is damaged or not the publisher's. Nothing is written in that case.
    """
    sets = []
    for file in sorted(f for f in Path(official).iterdir() if f.suffix in (".xlsx", ".csv")):
        reader = next((read for start, read in READERS.items() if file.name.startswith(start)), None)
        if reader is not None:
            sets.append(reader(file))
    sets.append(build_refrigerants())
    for imported in sets:
        imported.write(out)
    return sets


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; exit code 1 when a file cannot be read."""
    parser = argparse.ArgumentParser(prog="write_sets", description=__doc__)
    parser.add_argument("--official", required=True, help="folder with the publishers' files")
    parser.add_argument("--out", required=True, help="folder that receives one folder per set")
    given = parser.parse_args(arguments)
    try:
        sets = write_sets(given.official, given.out)
    except DataError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for imported in sets:
        sys.stdout.write(f"{imported.name}: {imported.report}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
