"""The shape of the code: who imports whom, how long things are, what they are called, and that tests mirror modules."""

import ast
import contextlib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parent.parent
ROOMS = ("auditor", "crawlers", "graphs", "inventory", "reports")
FORBIDDEN = {"utils", "util", "common", "helpers", "helper", "misc"}
# tests of a whole folder and not of one module
OF_A_FOLDER = {
    "tests/docs/test_asvs.py",
    "tests/docs/test_examples.py",
    "tests/auditor/web/test_soak.py",
    "tests/graphs/plan/test_clock.py",
    "tests/graphs/plan/test_unknowns.py",
    "tests/graphs/rules/test_pack.py",
    "tests/graphs/rules/assessment/test_inspection_notices.py",
    "tests/graphs/rules/test_any_town.py",
    "tests/graphs/rules/test_asked.py",
    "tests/graphs/rules/test_cases.py",
    "tests/graphs/recommend/test_kinds.py",
    "tests/graphs/rules/test_not_applicable.py",
    "tests/graphs/rules/test_statutory_days.py",
    "tests/counties/test_county.py",
    "tests/auditor/test_crawling_browser.py",
    "tests/auditor/cli/test_import_tables.py",
    "tests/inventory/importers/test_openapi_references.py",
    "tests/inventory/importers/test_bundle_odd.py",
    "tests/inventory/importers/test_live_mysql.py",
    "tests/inventory/importers/sql/test_dump_later.py",
    "tests/inventory/importers/sql/test_hostile.py",
}


def modules() -> Iterator[Path]:
    """Product files; migrations are written once by Alembic and never edited."""
    for room in ROOMS:
        yield from (p for p in sorted((ROOT / room).rglob("*.py")) if "versions" not in p.parts)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield relative(path), node


def test_imports_keep_the_contracts(monkeypatch) -> None:
    """`lint-imports`: layers, purity of the analysis, no cycles."""
    import subprocess
    import sys

    program = Path(sys.executable).with_name("lint-imports")
    if not program.exists():
        pytest.skip("import-linter is not installed (pip install .[test])")
    done = subprocess.run([str(program), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "0 broken" in done.stdout


def test_no_file_is_longer_than_400_lines() -> None:
    assert {relative(p): n for p in modules() if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400} == {}


def test_no_function_is_longer_than_80_lines() -> None:
    assert {f"{path}:{f.name}": n for path, f in functions() if (n := (f.end_lineno or 0) - f.lineno + 1) > 80} == {}


def test_every_function_says_what_it_returns() -> None:
    assert [f"{path}:{f.name}" for path, f in functions() if f.returns is None and f.name != "__init__"] == []


def test_nothing_is_called_after_nothing() -> None:
    names = [relative(p) for p in (*modules(), *(ROOT / "tests").rglob("*.py")) if {p.stem, *p.relative_to(ROOT).parts} & FORBIDDEN]
    assert names == []


def test_every_test_file_mirrors_a_module() -> None:
    strangers = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        inside = path.relative_to(ROOT / "tests")
        if len(inside.parts) == 1 or inside.parts[0] == "end_to_end" or relative(path) in OF_A_FOLDER:
            continue
        module = ROOT / inside.parent / inside.name.removeprefix("test_")
        if not module.is_file() and not (module.with_suffix("") / "__init__.py").is_file():
            strangers.append(relative(path))
    assert strangers == []


def test_tests_have_no_packages() -> None:
    # the towns are programs that the tests serve
    assert [path for path in (ROOT / "tests").rglob("__init__.py") if "towns" not in path.parts] == []


def test_public_modules_say_what_they_are_for() -> None:
    silent = [relative(p) for p in modules() if p.stat().st_size and not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert silent == []


def test_no_exception_is_passed_over() -> None:
    """`except …: pass` hides faults; the one class of our own that only rolls back is named."""
    found = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and all(isinstance(s, ast.Pass) for s in node.body):
                caught = ast.unparse(node.type) if node.type else ""
                if not caught.startswith("_"):
                    found.append(f"{relative(path)}:{node.lineno} {caught}")
    assert found == []


def test_every_pinned_package_takes_the_least_python() -> None:
    pins = [
        Requirement(line) for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line and line[0] not in "#-"
    ]
    asked: dict[str, str] = {}
    for pin in pins:
        with contextlib.suppress(metadata.PackageNotFoundError):
            asked[str(pin)] = metadata.metadata(pin.name).get("Requires-Python") or ""
    assert len(asked) > 60
    assert [pin for pin, range_ in asked.items() if not SpecifierSet(range_).contains("3.11.0")] == []
