"""The address of a cell in a sheet, from a row and a column that count from 0."""

from __future__ import annotations


def column_letters(column: int) -> str:
    """Return the letters of a column that counts from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Return the address of a cell whose row and column count from 0.

    Examples
    --------
    >>> address(7, 5)
    'F8'
    """
    return f"{column_letters(column)}{row + 1}"
