"""The rules that hold for the whole repository: layers, light imports, module form, licences."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("corpus", "ingest", "assistant", "evals", "ui")
HEAVY = ("chromadb", "onnxruntime", "sqlalchemy", "langchain_core", "torch", "streamlit", "ray")
SOURCES = sorted(
    path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py")
)
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 50


def _run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def _load_licences() -> ModuleType:
    spec = importlib.util.spec_from_file_location("licences", ROOT / ".ci" / "licences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


licences = _load_licences()


# Layers and imports


def test_import_contracts_hold() -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    result = _run_python("-c", code)
    assert result.returncode == 0, result.stdout + result.stderr


def _heavy_after(statement: str) -> list[str]:
    """Which heavy libraries a fresh process holds after `statement`."""
    code = f"import sys\n{statement}\nprint(*sorted({set(HEAVY)!r} & set(sys.modules)))"
    result = _run_python("-c", code)
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


@pytest.mark.parametrize("module", [*PACKAGES, "ui.cli"])
def test_importing_is_light(module: str) -> None:
    assert _heavy_after(f"import {module}") == []


def test_help_is_light() -> None:
    """Click leaves `--help` by SystemExit; the help itself is not what is counted here."""
    statement = (
        "import contextlib, io\n"
        "from ui.cli import main\n"
        "sys.argv = ['galen', '--help']\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        "    main()"
    )
    assert _heavy_after(statement) == []


def test_heavy_imports_are_seen() -> None:
    assert _heavy_after("import sqlalchemy") == ["sqlalchemy"]


# Module form


def _definitions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_there_are_sources() -> None:
    assert {path.parts[0] for path in SOURCES} == set(PACKAGES)


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_module_form(path: Path) -> None:
    text = (ROOT / path).read_text("utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "starts without a docstring"
    assert path.stem not in {"utils", "util", "helpers", "common"}, "the name says nothing"
    assert len(text.splitlines()) <= MAX_MODULE_LINES
    too_long = [
        f"{node.name}, line {node.lineno}"
        for node in _definitions(tree)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert too_long == []


def test_every_folder_of_modules_is_a_package() -> None:
    """A folder without `__init__.py` would be missing from an installed Galen."""
    folders = {path.parent for path in SOURCES}
    assert [str(folder) for folder in folders if not (ROOT / folder / "__init__.py").exists()] == []


# Installation


def _pins() -> dict[str, str]:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines), "exact public versions"
    return {licences.canonicalize_name(name): version for name, version in _split(lines)}


def _split(lines: list[str]) -> Iterator[list[str]]:
    return (line.split("==") for line in lines)


def test_constraints_pin_all_that_galen_pulls_in() -> None:
    weights = "".join(path.read_text("utf-8") for path in ROOT.glob("requirements-weights*.txt"))
    carriers = {licences.canonicalize_name(n) for n in re.findall(r"^([\w.-]+)==", weights, re.M)}
    pulled_in = licences.closure(licences.roots())
    unpinned = {*pulled_in.installed, *pulled_in.missing} - set(_pins()) - carriers
    assert unpinned == set()


def test_no_file_names_a_registry_host() -> None:
    files = ("Makefile", "constraints.txt", "pyproject.toml", ".ci/run", "CONTRIBUTING.md")
    texts = {name: (ROOT / name).read_text("utf-8") for name in files}
    assert [name for name, text in texts.items() if re.search(r"index-url\s*=?\s*http", text)] == []


# Licences

FREE = ["MIT", "Apache-2.0", "BSD-3-Clause", "MPL-2.0", "PSF-2.0", "Apache License, Version 2.0"]
COPYLEFT = ["AGPL-3.0-only", "GPL-2.0", "GPL-3.0-or-later", "GNU Affero General Public License v3"]


@pytest.mark.parametrize("licence", COPYLEFT)
def test_copyleft_is_refused_wherever_it_is_said(licence: str) -> None:
    planted = [
        licences.Package("planted", expression=licence),
        licences.Package("planted", field=licence),
        licences.Package("planted", classifiers=(licence,)),
        licences.Package("planted", field="MIT", classifiers=(licence,)),
    ]
    assert len(licences.violations(planted, {})) == len(planted)


@given(st.sampled_from(FREE), st.sampled_from(COPYLEFT))
def test_a_choice_counts_as_its_best_part_and_a_sum_as_its_worst(free: str, copyleft: str) -> None:
    verdict = licences.Verdict
    for one, other in ((free, copyleft), (copyleft, free)):
        assert licences.judge(f"{one} OR {other}") is verdict.FREE
        assert licences.judge(f"{one} AND {other}") is verdict.REFUSED
        assert licences.judge(f"MIT AND ({one} OR {other})") is verdict.FREE
        assert licences.judge(f"MIT OR ({one} AND {other})") is verdict.FREE


def test_a_dual_licence_outweighs_the_classifiers() -> None:
    both = ("MIT License", "GNU General Public License v2 (GPLv2)")
    assert licences.violations([licences.Package("dual", "", "MIT OR GPL-2.0", both)], {}) == []
    assert len(licences.violations([licences.Package("both", "", "MIT", both)], {})) == 1


@pytest.mark.parametrize(
    "licence",
    ["LGPL-2.1-only", "GNU Lesser General Public License v3 or later (LGPLv3+)", "Mine", ""],
)
def test_lesser_and_unknown_licences_need_a_reason(licence: str) -> None:
    package = licences.Package("planted", field=licence)
    assert len(licences.violations([package], {})) == 1
    assert len(licences.violations([package], {"planted": ""})) == 1
    assert licences.violations([package], {"planted": "linked at run time only"}) == []


def test_no_reason_excuses_the_gpl() -> None:
    package = licences.Package("planted", expression="GPL-3.0-only")
    assert len(licences.violations([package], {"planted": "we like it"})) == 1


def test_a_licence_text_is_not_a_licence_name() -> None:
    text = "Copyright (c) Somebody\n\nParts of this come from a GPL work."
    assert licences.violations([licences.Package("p", "", text, ("BSD License",))], {}) == []
    assert len(licences.violations([licences.Package("p", "", text)], {})) == 1


def test_a_broken_expression_is_not_free() -> None:
    for broken in (
        "MIT OR",
        "(MIT",
        "MIT AND",
        "MIT)",
        "(MIT OR GPL-2.0-only) MIT",
        "OR MIT",
        "MIT OR ()",
    ):
        assert licences.judge(broken) is not licences.Verdict.FREE, broken


def test_installed_packages_are_free() -> None:
    pulled_in = licences.closure(licences.roots())
    assert {"chromadb", "numpy", "tantivy"} <= set(pulled_in.installed)
    packages = map(licences.read_package, pulled_in.installed)
    assert licences.violations(packages, licences.REVIEWED) == []
