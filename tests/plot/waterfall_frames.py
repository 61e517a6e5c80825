"""Waterfall frames to the public contract, with numbers of our own."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["step", "kind", "group", "label_en", "label_nl", "tco2e", "start", "end", "share_of_base"]


def waterfall(
    base: float,
    growth: float,
    levers: list[tuple[str, str, str, float]],
    target: float | None,
    *,
    external: tuple[tuple[str, str, float], ...] = (),
) -> pd.DataFrame:
    """Build the steps: levers are (group, English name, Dutch name, change)."""
    rows: list[tuple[object, ...]] = [("base", "total", "", "Base year 2024", "Basisjaar 2024", base, 0.0, base)]
    rows.append(("growth", "delta", "growth", "Growth to 2030", "Groei tot 2030", growth, base, base + growth))
    level = base + growth
    rows.append(("bau", "total", "", "BAU 2030", "BAU 2030", level, 0.0, level))
    deltas = [("external", en, nl, change) for en, nl, change in external] + list(levers)
    for number, (group, english, dutch, change) in enumerate(deltas):
        rows.append((f"step{number}", "delta", group, english, dutch, change, level, level + change))
        level += change
    rows.append(("residual", "total", "", "Residual emissions 2030", "Restuitstoot 2030", level, 0.0, level))
    if target is not None:
        low, high = min(level, target), max(level, target)
        key, english, dutch = ("gap", "Still to find", "Nog te vinden")
        rows.append((key, "gap", "", english, dutch, high - low, low, high))
        rows.append(("target", "target", "", "Target 2030", "Doel 2030", target, 0.0, target))
    frame = pd.DataFrame(rows, columns=COLUMNS[:-1])
    frame["share_of_base"] = frame["tco2e"] / base
    return frame


#: Test vector T-14 of the method notes: base 10 000, BAU 13 400.956406, seven levers, target 5 800.
T14 = waterfall(
    10_000.0,
    3_400.956406250,
    [
        ("volume", "Less overproduction", "Minder overproductie", -919.640633),
        ("materials", "Preferred materials", "Voorkeursmaterialen", -1_113.954501),
        ("suppliers", "Supplier renewable power", "Groene stroom bij leveranciers", -1_340.095641),
        ("suppliers", "Coal phase-out", "Kolen uitfaseren", -1_085.477469),
        ("logistics", "Air to sea", "Van lucht naar zee", -509.236343),
        ("own_operations", "Own energy", "Eigen energie", -603.043038),
        ("use_and_end_of_life", "Care", "Onderhoud", -134.009564),
    ],
    5_800.0,
)
_GROUPS = ("materials", "suppliers", "logistics", "own_operations", "volume", "use_and_end_of_life", "people")
CASES = {
    "seven levers": T14,
    "three levers": waterfall(
        912.6,
        80.0,
        [
            ("own_operations", "LED lighting", "Ledverlichting", -120.2),
            ("own_operations", "Heat pump", "Warmtepomp", -240.0),
            ("logistics", "Electric vans", "Elektrische bestelbusjes", -60.0),
        ],
        529.3,
    ),
    "25 levers with long names": waterfall(
        24_310_000.0,
        2_000_000.0,
        [
            (
                _GROUPS[i // 4],
                f"Lever {i} with a rather long name for a roadmap",
                f"Maatregel {i}: hoogwaardig gerecycled katoen en polyester",
                -300_000.0 - 77_777.0 * ((i * 7) % 5),
            )
            for i in range(25)
        ],
        12_000_000.0,
    ),
    "tiny bars": waterfall(
        10_000.0,
        1.0,
        [("own_operations", f"Tiny {i}", f"Klein {i}", -100.5) for i in range(6)]
        + [("people", f"Nano {i}", f"Nano {i}", -3.0) for i in range(4)],
        9_300.0,
        external=(("Greener grid", "Groener stroomnet", -800.0),),
    ),
    "huge bar and overshoot": waterfall(10_000.0, 500.0, [("own_operations", "Solar", "Zon", -6_000.0)], 5_800.0),
    "no gap": waterfall(1_000.0, 0.0, [("own_operations", "Solar", "Zon", -420.0)], 580.0),
    "no target, a lever that raises emissions": waterfall(
        55.0, 5.0, [("own_operations", "Solar", "Zon", -20.0), ("people", "Longer trips", "Langere reizen", 3.0)], None
    ),
}
