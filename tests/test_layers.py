"""Data flows one way: a part imports only from lower rows of the table in docs/design.md, lazily or not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import mtaudit

ROOT = Path(mtaudit.__file__).parent

# docs/design.md, with config one row lower: readers and models take their settings from it.
ROWS = (
    ("core", "errors"),
    ("text", "segment", "config", "judgement", "fetch"),
    ("store", "models", "read"),
    ("detect",),
    ("score", "suppress"),
    ("engine",),
    ("report",),
    ("gate", "evaluate", "serve"),
    ("cli",),
    ("__init__", "__main__"),
)
# Models load nothing of ours but settings, so readers may not use them: the command line hands them an identifier.
# Within one row, nothing may import another part.
ROW_OF = {part: row for row, parts in enumerate(ROWS) for part in parts}
MODULES = sorted(ROOT.rglob("*.py"))


def part_of(module: str) -> str:
    """The part that a dotted module belongs to: mtaudit.read.plain -> read."""
    names = module.split(".")
    return names[1] if len(names) > 1 else "__init__"


def module_of(path: Path) -> str:
    names = ["mtaudit", *path.relative_to(ROOT).with_suffix("").parts]
    return ".".join(names[:-1] if names[-1] == "__init__" and len(names) > 2 else names)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, module) of everything of ours that a file imports, functions and TYPE_CHECKING blocks included."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.split(".")[0] == "mtaudit")
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*package.split(".")[: len(package.split(".")) - node.level + 1], base]).rstrip(".")
            if base == "mtaudit":  # from mtaudit import engine
                yield from ((node.lineno, f"mtaudit.{alias.name}") for alias in node.names)
            elif base.startswith("mtaudit."):
                yield node.lineno, base


def violations(path: Path) -> list[str]:
    importer = part_of(module_of(path))
    found = []
    for line, module in imports(path):
        imported = part_of(module)
        if imported not in ROW_OF:  # from mtaudit import Document: the top of the package
            imported = "__init__"
        if imported != importer and ROW_OF[imported] >= ROW_OF[importer]:
            found.append(f"{path.relative_to(ROOT)}:{line}: {importer} must not import {imported} ({module})")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    assert part_of(module_of(path)) in ROW_OF, "this part stands in no row: put it into the table"
    assert not violations(path)


def test_a_wrong_import_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    wrong = tmp_path / "detect" / "wrong.py"
    wrong.parent.mkdir()
    wrong.write_text(
        "def f():\n    from mtaudit.engine import audit\n    from ..report import html\n    import mtaudit.cli\n"
        "from mtaudit import Document\nfrom mtaudit.core import Span\nfrom .rule import Rule\nimport os\n"
    )
    assert [message.split(": ")[1].split(" (")[0] for message in violations(wrong)] == [
        "detect must not import __init__",
        "detect must not import engine",
        "detect must not import report",
        "detect must not import cli",
    ]


@pytest.mark.parametrize("name", ["torch", "transformers"])
def test_heavy_libraries_are_imported_inside_functions(name: str) -> None:
    early = []
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            early += [f"{path.relative_to(ROOT)}:{node.lineno}" for found in names if found.split(".")[0] == name]
    assert not early


# Limits of the house style.
MOST_LINES, MOST_FUNCTION_LINES = 400, 40


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < MOST_LINES
    long = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.body[0].lineno + 1  # a command's signature holds all its options
            if length >= MOST_FUNCTION_LINES:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} has {length} lines")
    assert not long
