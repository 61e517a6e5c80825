"""The command line: every command calls the public API and does nothing else."""

from __future__ import annotations

import gc
import sys

#: New objects between two looks for unused cycles: a command makes few cycles, and looking every 700 costs a tenth.
_COLLECT_EVERY = 100_000


def main() -> None:
    """Run the command line; exit code 0 fine, 1 data problems, 2 wrong usage."""
    gc.set_threshold(_COLLECT_EVERY, 50, 50)
    from ghgcalc.cli.app import app
    from ghgcalc.cli.output import report_error
    from ghgcalc.errors import DataError

    try:
        app(standalone_mode=True)
    except DataError as error:
        report_error(error, as_json="--json" in sys.argv)
        raise SystemExit(1) from None
