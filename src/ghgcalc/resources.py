"""Finds the data folders, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_WHEEL = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parents[1]


def data_path(*parts: str) -> Path:
    """Return the path of a bundled data file or folder.

    Parameters
    ----------
    *parts : str
        Folder and file names below the data root, such as ``("rulebooks",)``.

    Raises
    ------
    FileNotFoundError
        If the installation does not hold that file.

    Examples
    --------
    >>> data_path("emission_factors").name
    'emission_factors'
    """
    root = _WHEEL if _WHEEL.is_dir() else _CHECKOUT
    path = root.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"ghgcalc is installed without its data file {'/'.join(parts)}; reinstall it")
    return path
