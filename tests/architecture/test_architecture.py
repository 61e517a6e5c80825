"""The structure that the design promises: layers, light imports, documented public names, small modules."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import ghgcalc

SOURCE = Path(ghgcalc.__file__).parent

#: Layer of every module and package; imports at module level point to the same package or a lower layer.
LAYERS = {
    "_version": 0, "resources": 0, "texts": 0, "errors": 0, "vocabulary": 0, "coded": 0, "files": 0, "addresses": 0,
    "guards": 0, "kept": 0, "lazy": 0, "__main__": 13,
    "units": 1, "gwp_sets": 1, "decomposition": 1, "refrigerants": 1, "scope3": 1,
    "schema": 2,
    "factors": 3,
    "inventory": 4,
    "base_year": 5, "comparison": 5, "intervals": 5, "projection": 5,
    "prices": 4, "products": 4,
    "targets": 6, "levers": 6,
    "workbook": 6,
    "roadmap": 7, "outlook": 7,
    "presentation": 8, "chain": 8,
    "costs": 9,
    "optimize": 10, "tracking": 10, "plot": 10,
    "report": 11,
    "cli": 12,
}  # fmt: skip


def _modules() -> list[Path]:
    return sorted(p for p in SOURCE.rglob("*.py") if p != SOURCE / "__init__.py")


def _top(path: Path) -> str:
    return path.relative_to(SOURCE).with_suffix("").parts[0]


def _imports(tree: ast.Module) -> set[str]:
    """Return the top-level ghgcalc packages imported outside functions and TYPE_CHECKING blocks."""
    found: set[str] = set()
    for node in tree.body:
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "ghgcalc" else [f"ghgcalc.{a.name}" for a in node.names]
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("ghgcalc.")}
    return found


def test_every_module_has_a_layer() -> None:
    assert {_top(path) for path in _modules()} <= set(LAYERS)


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_point_down(path: Path) -> None:
    own = _top(path)
    for other in _imports(ast.parse(path.read_text(encoding="utf-8"))):
        assert other == own or LAYERS[other] < LAYERS[own] or (LAYERS[other] == LAYERS[own] <= 1), f"{own} → {other}"


def test_targets_and_levers_do_not_know_each_other() -> None:
    for name, other in (("targets", "levers"), ("levers", "targets")):
        for path in (SOURCE / name).rglob("*.py"):
            assert f"ghgcalc.{other}" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_opens_with_one_sentence_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module says what it is for"
    assert text.count("\n") < 420, "a module that grows becomes a folder"


@pytest.mark.parametrize("name", [n for n in ghgcalc.__all__ if not n.startswith("_")])
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(ghgcalc, name)
    assert inspect.getdoc(value)
    if callable(value) and not inspect.isclass(value):
        assert "Examples" in str(value.__doc__) or "Raises" in str(value.__doc__)


@pytest.mark.parametrize(
    "package",
    [
        "targets",
        "levers",
        "factors",
        "intervals",
        "inventory",
        "projection",
        "workbook",
        "report",
        "plot",
        "roadmap",
        "costs",
        "optimize",
        "tracking",
    ],
)
def test_the_names_of_a_package_exist(package: str) -> None:
    module = importlib.import_module(f"ghgcalc.{package}")
    for name in getattr(module, "__all__", []):
        assert inspect.getdoc(getattr(module, name)) is not None, name


def _modules_after(code: str) -> set[str]:
    script = f"import sys; {code}; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_stays_light() -> None:
    loaded = _modules_after("import ghgcalc")
    assert not loaded & {
        "pandas",
        "numpy",
        "matplotlib",
        "openpyxl",
        "scipy",
        "pandera",
        "pint",
        "xlsxwriter",
        "jinja2",
    }


def test_calculating_needs_no_chart_or_workbook_library() -> None:
    code = "import ghgcalc; ghgcalc.calculate_inventory; ghgcalc.load_factors(); ghgcalc.project_bau"
    assert not _modules_after(code) & {"matplotlib", "openpyxl", "xlsxwriter", "jinja2", "rapidfuzz"}


def test_the_command_line_starts_without_pandas() -> None:
    assert not _modules_after("import ghgcalc.cli.app") & {"pandas", "numpy", "matplotlib", "rich.table"}


def test_calculation_does_no_io_and_reads_no_clock() -> None:
    forbidden = {"time", "socket", "urllib", "requests", "http"}
    packages = (
        "base_year", "comparison", "inventory", "intervals", "projection", "targets", "levers", "roadmap", "costs",
        "optimize", "tracking",
    )  # fmt: skip
    for package in packages:
        base = SOURCE / package
        paths = base.rglob("*.py") if base.is_dir() else [base.with_suffix(".py")]
        for path in paths:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                assert not {n.split(".")[0] for n in names} & forbidden, path
                assert not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"), path
                assert not (isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")), path
