"""Recall of the search on hand-written descriptions, and how long a search takes.

Run: python tests/benchmarks/bench_search.py [--failures]
The first list was split once at random (seed 20260101): the words and rules of the search were tuned on the half
`tuning` only. A second list was written later, by the names of the activities and without their synonyms; it has a part
that was tuned on and a part that was not. `--failures` shows the misses of the tuned parts only.
"""

from __future__ import annotations

import csv
import statistics
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from ghgcalc.factors import load_factors, search_factors

DESCRIPTIONS = Path(__file__).with_name("search_descriptions.csv")
HALVES = ("tuning", "untouched", "tuning-2", "untouched-2")
LANGUAGES = ("nl", "en")


def descriptions() -> list[dict[str, str]]:
    """Return the rows of the list: description, language, activity (several with |), half."""
    with DESCRIPTIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found_activities(rows: Iterable[dict[str, str]]) -> list[tuple[dict[str, str], list[str], float]]:
    """Return each row, the activities that the search shows in order, and the time it took [s]."""
    factors = load_factors()
    search_factors(factors, "aardgas")
    results = []
    for row in rows:
        start = time.perf_counter()
        frame = search_factors(factors, row["description"])
        elapsed = time.perf_counter() - start
        results.append((row, list(dict.fromkeys(frame["activity"])), elapsed))
    return results


def recall(results: Iterable[tuple[dict[str, str], list[str], float]], first: int) -> float:
    """Return the share of rows whose activity is among the first so many."""
    hits = [bool(set(row["activity"].split("|")) & set(found[:first])) for row, found, _ in results]
    return sum(hits) / len(hits)


def main() -> None:
    """Print recall at 1 and at 5 per half and language, and the median time of a search."""
    results = found_activities(descriptions())
    bundled = set(load_factors().frame["activity"])
    print(f"{'half':12} {'language':8} {'rows':>5} {'recall@1':>9} {'recall@5':>9} {'no factor bundled':>18}")
    for half in HALVES:
        for language in (*LANGUAGES, "both"):
            chosen = [r for r in results if r[0]["half"] == half and language in (r[0]["language"], "both")]
            absent = sum(not set(r[0]["activity"].split("|")) & bundled for r in chosen)
            at1, at5 = recall(chosen, 1), recall(chosen, 5)
            print(f"{half:12} {language:8} {len(chosen):5d} {at1:9.1%} {at5:9.1%} {absent:18d}")
    times = [elapsed for _, _, elapsed in results]
    print(f"search: median {statistics.median(times) * 1e3:.1f} ms, slowest {max(times) * 1e3:.1f} ms")
    if "--failures" in sys.argv:
        for row, found, _ in results:
            if row["half"].startswith("tuning") and not set(row["activity"].split("|")) & set(found[:1]):
                print(f"{row['description']!r} wants {row['activity']}; shows {found[:5]}")


if __name__ == "__main__":
    main()
