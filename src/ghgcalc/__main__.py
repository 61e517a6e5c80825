"""Runs the command line as ``python -m ghgcalc``."""

from __future__ import annotations

from ghgcalc.cli import main

if __name__ == "__main__":
    main()
